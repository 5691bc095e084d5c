/* Amounts and periods as they are typed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "extract/figure_amount.h"

static int set_up(void **state)
{
    *state = figure_lexicon_load("extract/lexicon/figures", NULL);
    return *state == NULL;
}

static int tear_down(void **state)
{
    figure_lexicon_free(*state);
    return 0;
}

static void amounts_are_read(void **state)
{
    static const char *const cases[][4] = {
        {"1亿元", "100000000", "元", "CNY"},
        {"500万", "5000000", "", ""},
        {"30%", "30", "%", ""},
        {"1,000", "1000", "", ""},
        {"三千萬港元", "30000000", "港元", "HKD"},
        {"13.8", "13.8", "", ""},
        {" 两成 ", "20", "%", ""},
        {"百分之五", "5", "%", ""},
        {"２００起", "200", "起", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct figure_amount a;
        char out[DECIMAL_TEXT_MAX];
        assert_true(figure_amount_parse(*state, cases[i][0], strlen(cases[i][0]), &a, NULL));
        assert_string_equal(decimal_print(&a.value, out), cases[i][1]);
        assert_string_equal(a.unit, cases[i][2]);
        assert_string_equal(a.currency, cases[i][3]);
    }
}

static void what_is_no_amount_is_refused(void **state)
{
    static const char *const wrong[] = {"", "元", "1亿元左右吧", "数百万", "abc", "12 34", "\xff"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct figure_amount a;
        struct fault fault = {0};
        assert_false(figure_amount_parse(*state, wrong[i], strlen(wrong[i]), &a, &fault));
        assert_int_equal(fault.code, FAULT_USAGE);
    }
}

static void periods_are_read(void **state)
{
    static const char *const cases[][3] = {
        {"2021", "2021-01-01", "2021-12-31"},
        {"2021-02", "2021-02-01", "2021-02-28"},
        {"2021-10-29", "2021-10-29", "2021-10-29"},
        {"去年", "2020-01-01", "2020-12-31"},
        {"2021年1至9月", "2021-01-01", "2021-09-30"},
        {"近三年", "2018-10-01", "2021-10-29"},
        {"上半年", "2021-01-01", "2021-06-30"},
        {"2019..2020", "2019-01-01", "2020-12-31"},
        {"/2020-06", "", "2020-06-30"},
    };
    struct date today = {.year = 2021, .month = 10, .day = 29, .precision = DATE_DAY};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct figure_period p;
        assert_true(figure_period_parse(*state, cases[i][0], strlen(cases[i][0]), &today, &p, NULL));
        assert_string_equal(p.start, cases[i][1]);
        assert_string_equal(p.end, cases[i][2]);
    }
    struct figure_period p;
    assert_false(figure_period_parse(*state, "去年", strlen("去年"), NULL, &p, NULL));
    assert_false(figure_period_parse(*state, "明明", strlen("明明"), &today, &p, NULL));
}

static void figures_are_compared(void **state)
{
    (void)state;
    const struct figure f = {
        .value = "100", .value_max = "200", .period_start = "2021-01-01", .period_end = "2021-09-30"};
    const struct figure vague = {.unit = "元"};
    struct decimal low = decimal_from(150), high = decimal_from(99), more = decimal_from(201);
    assert_true(figure_value_within(&f, &low, NULL));
    assert_false(figure_value_within(&f, NULL, &high));
    assert_false(figure_value_within(&f, &more, NULL));
    assert_false(figure_value_within(&vague, NULL, NULL));
    const struct figure_period year = {"2021-01-01", "2021-12-31"}, later = {"2021-10-01", ""};
    assert_true(figure_period_meets(&f, &year));
    assert_false(figure_period_meets(&f, &later));
    assert_false(figure_period_meets(&vague, &year));
    assert_true(figure_unit_equal("名", "人"));
    assert_false(figure_unit_equal("名", "起"));
    assert_false(figure_unit_equal("名", NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_are_read),
        cmocka_unit_test(what_is_no_amount_is_refused),
        cmocka_unit_test(periods_are_read),
        cmocka_unit_test(figures_are_compared),
    };
    return cmocka_run_group_tests_name("figure_amount", tests, set_up, tear_down);
}
