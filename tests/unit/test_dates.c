#include "extract/dates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static void assert_finds(const char *text, const char *want)
{
    struct date_hit hit;
    char out[DATE_TEXT_MAX] = "";
    if (dates_next(text, strlen(text), 0, &hit) && hit.year_known)
        date_print(&hit.date, out);
    if (strcmp(out, want) != 0)
        print_message("in '%s'\n", text);
    assert_string_equal(out, want);
}

static void forms_with_a_year(void **state)
{
    (void)state;
    assert_finds("发布时间：2021-10-29 17:41:05 来源：河湾日报", "2021-10-29T17:41:05+08:00");
    assert_finds("2012年03月05日08:12 来源：河湾网", "2012-03-05T08:12+08:00");
    assert_finds("2021/10/9", "2021-10-09");
    assert_finds("2012.01.12 06:40 pm", "2012-01-12T18:40+08:00");
    assert_finds("2012.01.12 12:05 am", "2012-01-12T00:05+08:00");
    assert_finds("来源:河湾日报2021-10-2917:41", "2021-10-29T17:41+08:00");
    assert_finds("2021-10-917:41", "2021-10-09T17:41+08:00");
    assert_finds("2021 10/29 17:41:00", "2021-10-29T17:41:00+08:00");
    assert_finds("２０２１年１０月２９日１７：４１", "2021-10-29T17:41+08:00");
    assert_finds("2021 年 10 月 29 日 17 时 41 分", "2021-10-29T17:41+08:00");
    assert_finds("2021年10月29日（星期五）下午5:41", "2021-10-29T17:41+08:00");
    assert_finds("2021-10-29 星期五 17:41", "2021-10-29T17:41+08:00");
    assert_finds("2012-01-12 HKT 16:53", "2012-01-12T16:53+08:00");
    assert_finds("http://www.example.cn2011-12-09河湾晚报", "2011-12-09");
    assert_finds("2021年10月29日凌晨12时30分", "2021-10-29T00:30+08:00");
    assert_finds("2012年1月12日‧星期四", "2012-01-12");
}

static void zones_are_converted(void **state)
{
    (void)state;
    assert_finds("2021-10-29T17:41:00+08:00", "2021-10-29T17:41:00+08:00");
    assert_finds("2021-10-29T20:41:00.000Z", "2021-10-30T04:41:00+08:00");
}

static void han_numerals_and_the_republic(void **state)
{
    (void)state;
    assert_finds("二〇二一年十月二十九日", "2021-10-29");
    assert_finds("二○一二年十二月卅一日", "2012-12-31");
    assert_finds("民國110年10月29日", "2021-10-29");
    assert_finds("中華民國一百一十年十月廿九日", "2021-10-29");
    assert_finds("100年1月12日", "2011-01-12");
}

static void english_forms(void **state)
{
    (void)state;
    assert_finds("29 Oct 2021 17:41", "2021-10-29T17:41+08:00");
    assert_finds("Posted: October 29, 2021", "2021-10-29");
    assert_finds("Sept. 3, 2015", "2015-09-03");
}

static void what_only_looks_like_a_date(void **state)
{
    (void)state;
    assert_finds("2021-13-29", "");
    assert_finds("2021-02-30", "");
    assert_finds("电话 0731-88854265", "");
    assert_finds("比分 21-15 17-21", "");
    assert_finds("192.168.10.12", "");
    assert_finds("版本 110.10.29.5", "");
    assert_finds("2021-10-291234", "");
    assert_finds("12021-10-29", "");
    assert_finds("2021年", "");
}

static void a_date_without_its_year(void **state)
{
    (void)state;
    struct date_hit hit;
    static const char *const texts[] = {"发布时间：10-0812:00优质", "10-08 12:00", "10月8日 12:00",
        "10月08日12时00分"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_true(dates_next(texts[i], strlen(texts[i]), 0, &hit));
        assert_false(hit.year_known);
        assert_int_equal(hit.date.month, 10);
        assert_int_equal(hit.date.day, 8);
        assert_int_equal(hit.date.hour, 12);
        assert_int_equal(hit.date.precision, DATE_MINUTE);
    }
    assert_false(dates_next("10-08", 5, 0, &hit));
}

static void hits_tell_where_they_stand(void **state)
{
    (void)state;
    const char *text = "河湾 2021-10-29 17:41 修改 2021-10-30";
    struct date_hit hit;
    assert_true(dates_next(text, strlen(text), 0, &hit));
    assert_int_equal(hit.start, strlen("河湾 "));
    assert_int_equal(hit.end, strlen("河湾 2021-10-29 17:41"));
    assert_true(dates_next(text, strlen(text), hit.end, &hit));
    assert_int_equal(hit.date.day, 30);
    assert_false(dates_next(text, strlen(text), hit.end, &hit));
}

static void addresses(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"http://news.example.cn/2021/10/29/abc.html", "2021-10-29"},
        {"http://example.cn/20211029/1.html", "2021-10-29"},
        {"http://example.cn/a/2021-10-29/1.html", "2021-10-29"},
        {"http://example.cn/202110/29/1.html", "2021-10-29"},
        {"http://example.cn/c/2021-10/29/c_1.htm", "2021-10-29"},
        {"http://example.gov.cn/202110/t20211029_123.html", "2021-10-29"},
        {"https://example.cn/news/2021_10_09_517162.shtml", "2021-10-09"},
        {"https://example.cn/2012/0117/c1.html", "2012-01-17"},
        {"https://example.cn/20219999/1.html", ""},
        {"https://example.cn/1234567.html", ""},
        {"https://example.cn/?d=20211029", ""},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct date d;
        char out[DATE_TEXT_MAX];
        assert_int_equal(dates_in_url(pairs[i][0], &d), pairs[i][1][0] != '\0');
        assert_string_equal(date_print(&d, out), pairs[i][1]);
    }
}

static void values(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"20211029", "2021-10-29"},
        {"20211029174105", "2021-10-29T17:41:05+08:00"},
        {"1635500460", "2021-10-29T17:41:00+08:00"},
        {"1635500460000", "2021-10-29T17:41:00+08:00"},
        {"2021-10-29 17:41:00", "2021-10-29T17:41:00+08:00"},
        {"昨天", ""},
        {"", ""},
        {"99999999", ""},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct date d;
        char out[DATE_TEXT_MAX];
        dates_in_value(pairs[i][0], strlen(pairs[i][0]), &d);
        assert_string_equal(date_print(&d, out), pairs[i][1]);
    }
}

static void the_year_may_stand_last(void **state)
{
    (void)state;
    assert_finds("29/10/2021 17:41", "2021-10-29T17:41+08:00");
    assert_finds("10/29/2021", "2021-10-29");
    assert_finds("03-04-2021", "2021-04-03");
    assert_finds("32/13/2021", "");
    assert_finds("1/2/20211", "");
}

static void a_time_of_its_own(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"17:41", "2021-10-29T17:41+08:00"}, {"下午5:41", "2021-10-29T17:41+08:00"},
        {"17:41:05", "2021-10-29T17:41:05+08:00"}, {"17:41 来源", "2021-10-29"}, {"", "2021-10-29"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct date d = {2021, 10, 29, 0, 0, 0, DATE_DAY};
        char out[DATE_TEXT_MAX];
        assert_int_equal(dates_add_time(pairs[i][0], strlen(pairs[i][0]), &d), strlen(pairs[i][1]) > 10);
        assert_string_equal(date_print(&d, out), pairs[i][1]);
    }
}

static void moments_told_from_now(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool found;
        size_t start, end;
    } cases[] = {
        {"河湾日报 3小时前", true, 13, 23}, {"12 分鐘前 來源", true, 0, 12},   {"昨天 17:41", true, 0, 12},
        {"刚刚 河湾网", true, 0, 6},        {"昨天下午警方通报", false, 0, 0}, {"3小时车程", false, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t start, end;
        assert_int_equal(dates_relative(cases[i].text, strlen(cases[i].text), &start, &end), cases[i].found);
        if (cases[i].found) {
            assert_int_equal(start, cases[i].start);
            assert_int_equal(end, cases[i].end);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_with_a_year),
        cmocka_unit_test(zones_are_converted),
        cmocka_unit_test(han_numerals_and_the_republic),
        cmocka_unit_test(english_forms),
        cmocka_unit_test(what_only_looks_like_a_date),
        cmocka_unit_test(a_date_without_its_year),
        cmocka_unit_test(hits_tell_where_they_stand),
        cmocka_unit_test(addresses),
        cmocka_unit_test(values),
        cmocka_unit_test(the_year_may_stand_last),
        cmocka_unit_test(a_time_of_its_own),
        cmocka_unit_test(moments_told_from_now),
    };
    return cmocka_run_group_tests_name("dates", tests, NULL, NULL);
}
