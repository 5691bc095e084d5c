/* period: stretches of days as people write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/date.h"
#include "query/period.h"

/* Monday, 22 November 2021. */
static int32_t today(void)
{
    return (int32_t)date_days(2021, 11, 22);
}

static void reads_what_people_write(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"2021", "2021-01-01..2021-12-31"},
        {"2021年", "2021-01-01..2021-12-31"},
        {"２０２１年", "2021-01-01..2021-12-31"},
        {"2021-09", "2021-09-01..2021-09-30"},
        {"2020-02", "2020-02-01..2020-02-29"},
        {"2021/9/15", "2021-09-15..2021-09-15"},
        {"20210915", "2021-09-15..2021-09-15"},
        {"2021年9月15日", "2021-09-15..2021-09-15"},
        {"2021年九月", "2021-09-01..2021-09-30"},
        {"2021年1至9月", "2021-01-01..2021-09-30"},
        {"2021年1月-9月", "2021-01-01..2021-09-30"},
        {"2021年上半年", "2021-01-01..2021-06-30"},
        {"2021年第三季度", "2021-07-01..2021-09-30"},
        {"2021Q4", "2021-10-01..2021-12-31"},
        {"2021-01..2021-09", "2021-01-01..2021-09-30"},
        {"2021-01..", "2021-01-01.."},
        {"..2021-09", "..2021-09-30"},
        {"2021年11月至2022年3月", "2021-11-01..2022-03-31"},
        {">=2021-03", "2021-03-01.."},
        {">2021", "2022-01-01.."},
        {"<2021", "..2020-12-31"},
        {"≤2021", "..2021-12-31"},
        {"今天", "2021-11-22..2021-11-22"},
        {"yesterday", "2021-11-21..2021-11-21"},
        {"前天", "2021-11-20..2021-11-20"},
        {"本周", "2021-11-22..2021-11-28"},
        {"上周", "2021-11-15..2021-11-21"},
        {"本月", "2021-11-01..2021-11-30"},
        {"上个月", "2021-10-01..2021-10-31"},
        {"今年", "2021-01-01..2021-12-31"},
        {"去年", "2020-01-01..2020-12-31"},
        {"前年", "2019-01-01..2019-12-31"},
        {"去年下半年", "2020-07-01..2020-12-31"},
        {"今年1至9月", "2021-01-01..2021-09-30"},
        {"9月", "2021-09-01..2021-09-30"},
        {"近三年", "2018-11-23..2021-11-22"},
        {"近三年来", "2018-11-23..2021-11-22"},
        {"三年内", "2018-11-23..2021-11-22"},
        {"一周之内", "2021-11-16..2021-11-22"},
        {"近半年", "2021-05-23..2021-11-22"},
        {"本季度", "2021-10-01..2021-12-31"},
        {"上季度", "2021-07-01..2021-09-30"},
        {"“去年”", "2020-01-01..2020-12-31"},
        {"二〇二一年", "2021-01-01..2021-12-31"},
        {"二零二零年三月", "2020-03-01..2020-03-31"},
        {"2019-2021", "2019-01-01..2021-12-31"},
        {"2019年-2021年", "2019-01-01..2021-12-31"},
        {"2021年9月前", "..2021-08-31"},
        {"截至2021年9月", "..2021-09-30"},
        {"最近30天", "2021-10-24..2021-11-22"},
        {"过去两个月", "2021-09-23..2021-11-22"},
        {"近十二个月", "2020-11-23..2021-11-22"},
        {"7d", "2021-11-16..2021-11-22"},
        {"2y", "2019-11-23..2021-11-22"},
        {"2021年以来", "2021-01-01.."},
        {"2021年以前", "..2020-12-31"},
        {"last-year", "2020-01-01..2020-12-31"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct period p;
        struct fault fault = {0};
        char text[PERIOD_TEXT_MAX];
        if (!period_parse(cases[i][0], strlen(cases[i][0]), today(), &p, &fault))
            fail_msg("%s: %s", cases[i][0], fault.text);
        assert_string_equal(period_print(p, text), cases[i][1]);
    }
}

static void a_sunday_belongs_to_the_week_before(void **state)
{
    (void)state;
    struct period p;
    char text[PERIOD_TEXT_MAX];
    assert_true(period_parse("本周", strlen("本周"), (int32_t)date_days(2021, 11, 28), &p, NULL));
    assert_string_equal(period_print(p, text), "2021-11-22..2021-11-28");
    assert_true(period_parse("近1个月", strlen("近1个月"), (int32_t)date_days(2021, 3, 31), &p, NULL));
    assert_string_equal(period_print(p, text), "2021-03-01..2021-03-31");
}

static void refuses_what_is_no_period(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",           "诈骗", "2021-13", "2021-02-30", "20211301", "2021-09..2021-01", "0000",       "近年",
        "2021年13月", "..",   "2021x",   ">",          "第五季度", "99999999999d",     "近99999年年"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct period p;
        struct fault fault = {0};
        if (period_parse(cases[i], strlen(cases[i]), today(), &p, &fault))
            fail_msg("'%s' was taken", cases[i]);
        assert_int_equal(fault.code, FAULT_USAGE);
    }
}

static void knows_when_two_overlap(void **state)
{
    (void)state;
    struct period a = {10, 20}, b = {20, 30}, c = {21, 30}, open = {PERIOD_NO_START, 9};
    assert_true(period_overlaps(a, b));
    assert_false(period_overlaps(a, c));
    assert_false(period_overlaps(a, open));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_people_write),
        cmocka_unit_test(a_sunday_belongs_to_the_week_before),
        cmocka_unit_test(refuses_what_is_no_period),
        cmocka_unit_test(knows_when_two_overlap),
    };
    return cmocka_run_group_tests_name("period", tests, NULL, NULL);
}
