/* parse: query text to tree, and the place of each mistake. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/date.h"
#include "query/parse.h"

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 8 * 1024 * 1024);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static bool parse(const char *text, struct query *q, struct query_place *place, struct fault *fault)
{
    arena_reset(&arena);
    return query_parse(text, strlen(text), (int32_t)date_days(2021, 11, 22), &arena, q, place, fault);
}

static void check_trees(const char *const (*cases)[2], size_t count)
{
    struct buf out;
    buf_init(&out, 65536);
    for (size_t i = 0; i < count; i++) {
        struct query q;
        struct query_place place;
        struct fault fault = {0};
        if (!parse(cases[i][0], &q, &place, &fault))
            fail_msg("%s: %s", cases[i][0], fault.text);
        buf_clear(&out);
        assert_true(query_print(&q, &out));
        assert_string_equal(out.data, cases[i][1]);
    }
    buf_free(&out);
}

static void words_and_operators(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"断流", "断流"},
        {"断流 专案", "AND(断流 专案)"},
        {"断流　专案", "AND(断流 专案)"},
        {"断流 AND 专案", "AND(断流 专案)"},
        {"a b c d", "AND(a b c d)"},
        {"a OR b OR c", "OR(a b c)"},
        {"a 或 b", "OR(a b)"},
        {"a | b", "OR(a b)"},
        {"a|b", "OR(a b)"},
        {"a b OR c d", "OR(AND(a b) AND(c d))"},
        {"a (b OR c)", "AND(a OR(b c))"},
        {"a （b 或 c）", "AND(a OR(b c))"},
        {"a -b", "AND(a NOT(b))"},
        {"a －b", "AND(a NOT(b))"},
        {"a 非 b", "AND(a NOT(b))"},
        {"NOT a", "NOT(a)"},
        {"NOT NOT a", "NOT(NOT(a))"},
        {"-a b", "AND(NOT(a) b)"},
        {"非法经营", "非法经营"},
        {"或者", "或者"},
        {"e-mail 5·10专案", "AND(e-mail 5·10专案)"},
        {"a NEAR b", "NEAR/10(a b)"},
        {"a NEAR/3 b", "NEAR/3(a b)"},
        {"a NEAR/3 b NEAR/5 c d", "AND(NEAR/5(a b c) d)"},
        {"诈骗*", "诈骗*"},
        {"goip＊", "goip*"},
        {"((a))", "a"},
    };
    check_trees(cases, sizeof cases / sizeof cases[0]);
}

static void quotes(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"\"电信 诈骗\"", "\"电信 诈骗\""}, {"“断流”专案", "AND(\"断流\" 专案)"},
        {"「緬北」", "\"緬北\""},           {"『緬北』", "\"緬北\""},
        {"“断流\" a", "AND(\"断流\" a)"},   {"\"(a OR b)\"", "\"(a OR b)\""},
    };
    check_trees(cases, sizeof cases / sizeof cases[0]);
}

static void fields(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"title:断流", "title:断流"},
        {"标题：断流", "title:断流"},
        {"標題:\"断流\" 诈骗", "AND(title:\"断流\" 诈骗)"},
        {"title:(a OR b) c", "AND(OR(title:a title:b) c)"},
        {"来源：人民日报 author:张三", "AND(source:人民日报 author:张三)"},
        {"title: 断流", "title:断流"},
        {"Site:people.com.cn", "site:people.com.cn"},
        {"url:http://a.cn/1.html", "url:http://a.cn/1.html"},
        {"http://a.cn/x", "http://a.cn/x"},
        {"公安部：打击电诈", "公安部：打击电诈"},
        {"12:30", "12:30"},
        {"-source:新华社 a", "AND(NOT(source:新华社) a)"},
        {"has:image 含有:数字", "AND(has:image has:figure)"},
        {"lang:zh-Hant", "lang:zh-Hant"},
        {"date:2021-01..2021-09", "date:2021-01-01..2021-09-30"},
        {"日期：去年 a", "AND(date:2020-01-01..2020-12-31 a)"},
        {"date:(2021年 9月)", "date:2021-09-01..2021-09-30"},
        {"date:近三年", "date:2018-11-23..2021-11-22"},
        {"figure:(止付 >= 1亿元 period:2021)", "figure:(止付 >= 1亿元 period:2021)"},
    };
    check_trees(cases, sizeof cases / sizeof cases[0]);
}

static void sentences_and_paragraphs(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"同句(缅北 移交)", "SENTENCE(AND(缅北 移交))"},
        {"同段（a OR b） c", "AND(PARAGRAPH(OR(a b)) c)"},
        {"sentence(a -b)", "SENTENCE(AND(a NOT(b)))"},
        {"同句话", "同句话"},
        {"title:a 同句(b c)", "AND(title:a SENTENCE(AND(b c)))"},
    };
    check_trees(cases, sizeof cases / sizeof cases[0]);
}

static void mistakes_have_a_place(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        size_t character;
        const char *message;
    } cases[] = {
        {"", 1, "empty"},
        {"  ", 1, "empty"},
        {"((((", 4, "not closed"},
        {"断流 (a", 4, "not closed"},
        {"断流)", 3, "could close"},
        {"()", 2, "nothing between"},
        {"a AND", 3, "missing after"},
        {"OR a", 1, "missing before"},
        {"a AND OR b", 7, "missing before"},
        {"(a OR)", 6, "missing before this parenthesis"},
        {"断流 \"a", 4, "quote is not closed"},
        {"*", 1, "wildcard"},
        {"a*b", 2, "wildcard"},
        {"，。", 1, "nothing to search for"},
        {"断流 \"\"", 4, "nothing to search for"},
        {"titel:断流", 1, "no field is named 'titel'"},
        {"title:", 7, "no value"},
        {"title:)", 7, "no value"},
        {"date:诈骗", 6, "no date"},
        {"断流 date:2021-13", 9, "no date"},
        {"date:", 1, "no value"},
        {"has:elephants", 5, "takes"},
        {"a NEAR/0 b", 3, "NEAR"},
        {"a NEAR/x b", 3, "NEAR"},
        {"a NEAR b NEAR c NEAR d NEAR e NEAR f NEAR g NEAR h NEAR i NEAR j NEAR k NEAR l NEAR m NEAR n NEAR "
         "o NEAR p "
         "NEAR q",
         113, "at most 16"},
        {"a NEAR (b c)", 9, "NEAR"},
        {"同句(a date:2021)", 6, "words and phrases only"},
        {"同句(同段(a b))", 4, "words and phrases only"},
        {"a \x1b[31m", 3, "control character"},
        {"a \xff", 3, "not UTF-8"},
        {"figure:(止付", 8, "not closed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct query q;
        struct query_place place;
        struct fault fault = {0};
        if (parse(cases[i].query, &q, &place, &fault))
            fail_msg("'%s' was taken", cases[i].query);
        assert_int_equal(fault.code, FAULT_USAGE);
        if (!strstr(fault.text, cases[i].message) || place.character != cases[i].character)
            fail_msg("'%s' gives %zu: %s", cases[i].query, place.character, fault.text);
    }
}

static void columns_are_terminal_columns(void **state)
{
    (void)state;
    struct query q;
    struct query_place place;
    assert_false(parse("断流 (a", &q, &place, NULL));
    assert_int_equal(place.columns, 5);
}

static void repeat(struct buf *b, const char *what, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_puts(b, what);
}

static void sizes_are_bounded(void **state)
{
    (void)state;
    struct buf b;
    struct query q;
    struct query_place place;
    struct fault fault = {0};
    buf_init(&b, 1 << 20);
    repeat(&b, "(", 100);
    assert_false(parse(b.data, &q, &place, &fault));
    assert_non_null(strstr(fault.text, "nested too deep"));
    assert_int_equal(place.character, QUERY_DEPTH_MAX + 1);

    buf_clear(&b);
    fault_clear(&fault);
    repeat(&b, "a OR ", 5000);
    assert_false(parse(b.data, &q, &place, &fault));
    assert_non_null(strstr(fault.text, "too many parts"));

    buf_clear(&b);
    fault_clear(&fault);
    repeat(&b, "诈骗 OR ", 20000);
    assert_false(parse(b.data, &q, &place, &fault));
    assert_non_null(strstr(fault.text, "longer than"));

    buf_clear(&b);
    repeat(&b, "a OR ", QUERY_PARTS_MAX - 1);
    buf_puts(&b, "b");
    assert_true(parse(b.data, &q, &place, NULL));
    buf_free(&b);
}

static void children_stand_before_their_parents(void **state)
{
    (void)state;
    struct query q;
    struct query_place place;
    assert_true(parse("a (b OR -c) 同句(d e) NOT (f g)", &q, &place, NULL));
    assert_int_equal(q.root, q.count - 1);
    for (int i = 0; i < q.count; i++) {
        for (int c = q.nodes[i].first; c != NODE_NONE; c = q.nodes[c].next)
            assert_true(c < i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_and_operators),
        cmocka_unit_test(quotes),
        cmocka_unit_test(fields),
        cmocka_unit_test(sentences_and_paragraphs),
        cmocka_unit_test(mistakes_have_a_place),
        cmocka_unit_test(columns_are_terminal_columns),
        cmocka_unit_test(sizes_are_bounded),
        cmocka_unit_test(children_stand_before_their_parents),
    };
    return cmocka_run_group_tests_name("query_parse", tests, setup, teardown);
}
