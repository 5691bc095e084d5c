#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
#include "crawler/pages.h"

static const char lexicon[] = "crawler/lexicon/next-page.txt";

static int load(void **state)
{
    struct fault fault = {.code = FAULT_NONE};
    *state = pages_load(lexicon, &fault);
    return *state ? 0 : -1;
}

static int unload(void **state)
{
    pages_free(*state);
    return 0;
}

/* The lexicon's own examples. */
static void lexicon_keeps_its_examples(void **state)
{
    char line[256];
    unsigned plus = 0, minus = 0;
    FILE *in = fopen(lexicon, "r");
    assert_non_null(in);
    while (fgets(line, sizeof line, in)) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] != '+' && line[0] != '-')
            continue;
        enum pages_word word = pages_word(*state, line + 2, strlen(line + 2));
        bool further = word == PAGES_NEXT || word == PAGES_NUMBER;
        if (further != (line[0] == '+'))
            fail_msg("%s", line);
        plus += line[0] == '+';
        minus += line[0] == '-';
    }
    fclose(in);
    assert_true(plus > 5 && minus > 5);
}

static void words_in_other_charsets_and_markup(void **state)
{
    static const char gbk[] = "<font color=red>\xCF\xC2\xD2\xBB\xD2\xB3</font>",
                      big5[] = "\xA4\x55\xA4\x40\xAD\xB6";
    static const char other[] = "\xCF\xC2\xD2\xBB\xC6\xAA\xA3\xBA"; /* 下一篇： in GBK */
    assert_int_equal(pages_word(*state, gbk, sizeof gbk - 1), PAGES_NEXT);
    assert_int_equal(pages_word(*state, big5, sizeof big5 - 1), PAGES_NEXT);
    assert_int_equal(pages_word(*state, other, sizeof other - 1), PAGES_NEVER);
    assert_int_equal(pages_word(*state, "&#19979;&#19968;&#39029;", 24), PAGES_NEXT);
    assert_int_equal(pages_word(*state, NULL, 0), PAGES_NOTHING);
}

static void addresses_that_differ_by_a_page_number(void **state)
{
    (void)state;
    static const struct {
        const char *page, *link;
        unsigned number;
    } same[] = {
        {"http://a/2021/1029/a1.html", "http://a/2021/1029/a1_2.html", 2},
        {"http://a/2021/1029/a1_2.html", "http://a/2021/1029/a1_3.html", 3},
        {"http://a/2021/1029/a1_2.html", "http://a/2021/1029/a1.html", 1},
        {"http://a/c/123456.shtml", "http://a/c/123456-2.shtml", 2},
        {"http://a/c/123456.html", "http://a/c/123456/2.html", 2},
        {"http://a/c/123456.html", "http://a/c/123456.html?page=3", 3},
        {"http://a/v?id=123456", "http://a/v?id=123456&p=2", 2},
        {"http://a/v?id=123456&p=2", "http://a/v?id=123456&p=3", 3},
        {"http://a/fanzha/", "http://a/fanzha/index_2.html", 2},
        {"http://a/fanzha/", "http://a/fanzha/2.html", 2},
        {"http://a/fanzha/index_2.html", "http://a/fanzha/index_3.html", 3},
        {"http://a/fanzha/", "http://a/fanzha/?page=2", 2},
    }, differ[] = {
        {"http://a/2021/1029/a1.html", "http://a/2021/1029/a2.html", 0},
        {"http://a/2021/1029/a1.html", "http://a/2021/1030/a1_2.html", 0},
        {"http://a/c/t20211029_123456.html", "http://a/c/t20211029_123457.html", 0},
        {"http://a/c/123456.html", "http://a/c/123457.html", 0},
        {"http://a/v?id=123456", "http://a/v?id=123457", 0},
        {"http://a/v?id=123456", "http://a/v?id=123456&comment=2", 0},
        {"http://a/c/123456.html", "http://b/c/123456_2.html", 0},
        {"http://a/c/123456.html", "http://a/c/123456.html", 0},
    };
    unsigned number;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        if (!pages_same(same[i].page, same[i].link, &number))
            fail_msg("not one: %s and %s", same[i].page, same[i].link);
        assert_int_equal(number, same[i].number);
    }
    for (size_t i = 0; i < sizeof differ / sizeof differ[0]; i++)
        if (pages_same(differ[i].page, differ[i].link, &number))
            fail_msg("taken for one: %s and %s", differ[i].page, differ[i].link);
}

static void addresses_of_articles(void **state)
{
    (void)state;
    static const char *const articles[] = {"http://a/2021/1029/c1-2.html", "http://a/n/20211029/a.htm",
                                           "http://a/article/12345.html", "http://a/v?id=1234567"};
    static const char *const others[] = {"http://a/", "http://a/fanzha/", "http://a/fanzha/index.html",
                                         "http://a/about.html", "http://a/news/index_2.html"};
    for (size_t i = 0; i < sizeof articles / sizeof articles[0]; i++)
        if (!pages_is_article(articles[i]))
            fail_msg("an article: %s", articles[i]);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (pages_is_article(others[i]))
            fail_msg("no article: %s", others[i]);
}

static void refuses_a_bad_lexicon(void **state)
{
    (void)state;
    struct fault fault = {.code = FAULT_NONE};
    assert_null(pages_load("Makefile", &fault));
    assert_int_equal(fault.code, FAULT_INPUT);
    fault.code = FAULT_NONE;
    assert_null(pages_load("no such file", &fault));
    assert_int_not_equal(fault.code, FAULT_NONE);
}

static void reads_days_of_addresses(void **state)
{
    (void)state;
    static const char *const dated[] = {"http://a.cn/2021/1029/a1.html",
                                        "http://a.cn/n1/2021-10/29/c2.html",
                                        "http://a.cn/202110/t20211029_7.shtml",
                                        "http://a.cn/2021/10/29/",
                                        "http://a.cn/2021-10-29",
                                        "http://a.cn/c/202110/29/x.html",
                                        "http://a.cn/99999/20211029/x?d=20010101"};
    static const char *const others[] = {"http://a.cn/",
                                         "http://a.cn/2021/",
                                         "http://a.cn/202110/c.html",
                                         "http://a.cn/202110291.html",
                                         "http://a.cn/120211029.html",
                                         "http://a.cn/20211329.html",
                                         "http://a.cn/20211032.html",
                                         "http://a.cn/18991029.html",
                                         "http://20211029.cn/a.html",
                                         "http://a.cn/x?d=20211029"};
    for (size_t i = 0; i < sizeof dated / sizeof dated[0]; i++)
        if (pages_day(dated[i]) != date_days(2021, 10, 29))
            fail_msg("undated: %s", dated[i]);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (pages_day(others[i]) != INT64_MIN)
            fail_msg("dated: %s", others[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lexicon_keeps_its_examples),
        cmocka_unit_test(words_in_other_charsets_and_markup),
        cmocka_unit_test(addresses_that_differ_by_a_page_number),
        cmocka_unit_test(addresses_of_articles),
        cmocka_unit_test(refuses_a_bad_lexicon), cmocka_unit_test(reads_days_of_addresses),
    };
    return cmocka_run_group_tests_name("pages", tests, load, unload);
}
