#include "base/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static void assert_reads(const char *text, const char *want)
{
    char out[DATE_TEXT_MAX];
    struct date d;
    bool ok = date_parse(text, strlen(text), &d);
    assert_int_equal(ok, d.precision != DATE_NONE);
    assert_string_equal(date_print(&d, out), want);
}

static void days_count_from_1970(void **state)
{
    (void)state;
    assert_int_equal(date_days(1970, 1, 1), 0);
    assert_int_equal(date_days(2000, 3, 1), 11017);
    assert_int_equal(date_days(1969, 12, 31), -1);
    assert_int_equal(date_days(2021, 10, 29), 18929);
}

static void days_and_dates_are_inverse(void **state)
{
    (void)state;
    int64_t expected = date_days(1599, 1, 1);
    for (int year = 1599; year <= 2405; year++)
        for (int month = 1; month <= 12; month++)
            for (int day = 1; day <= date_month_length(year, month); day++) {
                int y, m, d;
                assert_int_equal(date_days(year, month, day), expected);
                date_from_days(expected++, &y, &m, &d);
                assert_true(y == year && m == month && d == day);
            }
}

static void month_lengths_know_leap_years(void **state)
{
    (void)state;
    assert_int_equal(date_month_length(2000, 2), 29);
    assert_int_equal(date_month_length(1900, 2), 28);
    assert_int_equal(date_month_length(2024, 2), 29);
    assert_int_equal(date_month_length(2023, 2), 28);
    assert_int_equal(date_month_length(2023, 13), 0);
    assert_int_equal(date_month_length(2023, 0), 0);
}

static void printing_keeps_the_precision(void **state)
{
    (void)state;
    assert_reads("2021", "2021");
    assert_reads("2021-10", "2021-10");
    assert_reads("2021-10-29", "2021-10-29");
    assert_reads("2021-10-29T17:41+08:00", "2021-10-29T17:41+08:00");
    assert_reads("2021-10-29T17:41:09+08:00", "2021-10-29T17:41:09+08:00");
}

static void zones_become_chinas(void **state)
{
    (void)state;
    assert_reads("2021-10-29T17:41", "2021-10-29T17:41+08:00");
    assert_reads("2021-10-29 17:41:00", "2021-10-29T17:41:00+08:00");
    assert_reads("2021-12-31T20:00:00Z", "2022-01-01T04:00:00+08:00");
    assert_reads("2021-10-29T17:41:00.123+0800", "2021-10-29T17:41:00+08:00");
    assert_reads("2021-10-29T00:30-05:30", "2021-10-29T14:00+08:00");
    assert_reads("2016-12-31T23:59:60Z", "2017-01-01T07:59:59+08:00");
    assert_reads("2021-01-01T03:00+09", "2021-01-01T02:00+08:00");
}

static void what_is_no_date_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "21", "2021-13", "2021-02-29", "2021-1-1", "2021-10-32", "2021-10-29T24:00", "2021-10-29T17:60",
        "2021-10-29x", "0000-01-01", "2021-10-29T17", "2021-10-29T17:41+", "2021-10-29T17:41+99:00",
        "9999-12-31T23:00-05:00", "0001-01-01T00:00+23:00",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_reads(bad[i], "");
}

static void unknown_parts_sort_first(void **state)
{
    (void)state;
    static const char *const order[] = {"2020", "2021", "2021-10", "2021-10-29", "2021-10-29T00:00",
                                        "2021-10-29T00:00:00", "2021-10-29T00:01", "2021-11"};
    size_t n = sizeof order / sizeof *order;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            struct date a, b;
            assert_true(date_parse(order[i], strlen(order[i]), &a));
            assert_true(date_parse(order[j], strlen(order[j]), &b));
            assert_int_equal(date_compare(&a, &b), i < j ? -1 : i > j);
        }
}

static void epoch_is_read_in_china(void **state)
{
    (void)state;
    char out[DATE_TEXT_MAX];
    struct date d = date_from_epoch(0);
    assert_string_equal(date_print(&d, out), "1970-01-01T08:00:00+08:00");
    d = date_from_epoch(-8 * 3600 - 1);
    assert_string_equal(date_print(&d, out), "1969-12-31T23:59:59+08:00");
    d = date_from_epoch(1635500460);
    assert_string_equal(date_print(&d, out), "2021-10-29T17:41:00+08:00");
    d = date_from_epoch(INT64_MAX);
    assert_int_equal(d.precision, DATE_NONE);
    d = date_from_epoch(INT64_MIN);
    assert_int_equal(d.precision, DATE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_count_from_1970),
        cmocka_unit_test(days_and_dates_are_inverse),
        cmocka_unit_test(month_lengths_know_leap_years),
        cmocka_unit_test(printing_keeps_the_precision),
        cmocka_unit_test(zones_become_chinas),
        cmocka_unit_test(what_is_no_date_is_refused),
        cmocka_unit_test(unknown_parts_sort_first),
        cmocka_unit_test(epoch_is_read_in_china),
    };
    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
