/* What leaves a query: amounts read, columns, charts, citations, tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "query/amount.h"
#include "query/chart.h"
#include "query/cite.h"
#include "query/columns.h"
#include "query/figure_query.h"
#include "query/rows.h"
#include "query/snippet.h"

static struct buf out;

static int setup(void **state)
{
    (void)state;
    buf_init(&out, 1 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    buf_free(&out);
    return 0;
}

static void amounts(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"1亿元", "100000000", "元"},
        {"2.5万起", "25000", "起"},
        {"1,234", "1234", ""},
        {"30%", "30", "%"},
        {"２７７０亿元", "277000000000", "元"},
        {"3千万", "30000000", ""},
        {"1.50", "1.5", ""},
        {"2萬億", "2000000000000", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct amount a;
        assert_true(amount_parse(cases[i][0], strlen(cases[i][0]), &a));
        assert_string_equal(a.value, cases[i][1]);
        assert_int_equal(a.unit_len, strlen(cases[i][2]));
        assert_memory_equal(a.unit, cases[i][2], a.unit_len);
    }
    struct amount a;
    assert_false(amount_parse("止付", strlen("止付"), &a));
    assert_false(amount_parse("", 0, &a));
    assert_int_equal(decimal_compare_text("277000000000", "99999999999.9"), 1);
    assert_int_equal(decimal_compare_text("1.5", "1.50"), 0);
    assert_int_equal(decimal_compare_text("-3", "2"), -1);
}

static void conditions_on_figures(void **state)
{
    (void)state;
    struct arena arena;
    struct figure_query q;
    size_t at;
    struct fault fault = {0};
    const char *text = "止付 资金 >= 1亿元 period:2021 地点：上海 change:up kind:money";
    arena_init(&arena, 1 << 20);
    assert_true(figure_query_parse(text, strlen(text), 0, &arena, &q, &at, &fault));
    assert_int_equal(q.word_count, 2);
    assert_string_equal(q.words[1], "资金");
    assert_string_equal(q.min, "100000000");
    assert_null(q.max);
    assert_false(q.above);
    assert_string_equal(q.unit, "元");
    assert_true(q.has_period);
    assert_string_equal(q.place, "上海");
    assert_int_equal(q.kind, FIGURE_MONEY);
    assert_int_equal(q.change, CHANGE_UP);
    text = "抓获 100名..500名";
    assert_true(figure_query_parse(text, strlen(text), 0, &arena, &q, &at, &fault));
    assert_string_equal(q.min, "100");
    assert_string_equal(q.max, "500");
    assert_string_equal(q.unit, "名");
    text = "抓获＜５００名";
    assert_true(figure_query_parse(text, strlen(text), 0, &arena, &q, &at, &fault));
    assert_string_equal(q.max, "500");
    assert_true(q.below);
    arena_free(&arena);
}

static void mistakes_in_conditions(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t at;
    } cases[] = {
        {"", 0},        {"止付 >=", 7}, {"止付 >= 很多", 10}, {"a >1元 <2起", 9}, {"period:never", 7},
        {"kind:big", 5}};
    struct arena arena;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct figure_query q;
        struct fault fault = {0};
        size_t at;
        if (figure_query_parse(cases[i].text, strlen(cases[i].text), 0, &arena, &q, &at, &fault))
            fail_msg("'%s' was taken", cases[i].text);
        assert_int_equal(fault.code, FAULT_USAGE);
        assert_int_equal(at, cases[i].at);
    }
    arena_free(&arena);
}

static void columns_count_width(void **state)
{
    (void)state;
    buf_clear(&out);
    columns_left(&out, "断流a", strlen("断流a"), 8);
    assert_string_equal(out.data, "断流a   ");
    buf_clear(&out);
    columns_left(&out, "断流专案", strlen("断流专案"), 6);
    assert_string_equal(out.data, "断流… ");
    buf_clear(&out);
    columns_right(&out, "断流\n专案", strlen("断流\n专案"), 12);
    assert_string_equal(out.data, "   断流 专案");
    assert_int_equal(columns_tail("断流专案", 12, 5), 6);
}

static void bars(void **state)
{
    (void)state;
    static const struct bar data[] = {
        {"2021-01", 8, "8"}, {"新华社", 4, "4"}, {"none", 0, "0"}, {"few", 0.01, "1"}};
    buf_clear(&out);
    assert_true(chart_text(data, 4, 4, &out));
    assert_string_equal(out.data, "2021-01  ████ 8\n新华社   ██ 4\nnone     0\nfew      ▏ 1\n");
    buf_clear(&out);
    assert_true(chart_svg_rows(data, 4, "<script>\"&", &out));
    assert_null(strstr(out.data, "<script>"));
    assert_non_null(strstr(out.data, "&lt;script&gt;&quot;&amp;"));
}

static size_t times(const char *text, const char *word)
{
    size_t n = 0;
    while ((text = strstr(text, word)) != NULL) {
        n++;
        text++;
    }
    return n;
}

static void a_picture_of_time(void **state)
{
    (void)state;
    static char labels[60][24]; /* room for any int, as the compiler asks */
    struct bar months[60];
    for (int i = 0; i < 60; i++) {
        snprintf(labels[i], sizeof labels[i], "%04d-%02d", 2016 + i / 12, 1 + i % 12);
        months[i] = (struct bar){labels[i], i % 7, "n<1"};
    }
    buf_clear(&out);
    assert_true(chart_svg_time(months, 60, "断流", &out));
    assert_int_equal(times(out.data, "<rect "), 61); /* the ground and a column a month */
    assert_int_equal(times(out.data, "text-anchor=\"middle\""),
                     10); /* of 13 pixels each: two labels a year */
    assert_non_null(strstr(out.data, ">2016-07<"));
    assert_non_null(strstr(out.data, ">6</text>")); /* lines at 0, 2, 4, 6 */
    assert_null(strstr(out.data, "n<1"));
    buf_clear(&out);
    assert_true(chart_svg_time(months, 0, "none", &out));
    assert_non_null(strstr(out.data, "</svg>"));
}

static const char *authors[] = {"甲一", "乙二", "丙三", "丁四"};

static struct record article(void)
{
    return (struct record){.id = "0123456789abcdef",
                           .url = "https://news.example.cn/a_1.html",
                           .title = "打击 & 治理{上}",
                           .source = "示例日报",
                           .published = "2021-10-29T17:41+08:00",
                           .fetched = "2021-11-02T03:00:00Z",
                           .lang = "zh-Hans",
                           .authors = {authors, 2},
                           .text = ""};
}

static void check_citation(bool (*cite)(const struct record *, struct buf *), const struct record *r,
                           const char *want)
{
    buf_clear(&out);
    assert_true(cite(r, &out));
    assert_string_equal(out.data, want);
}

static void citations(void **state)
{
    (void)state;
    struct record r = article();
    check_citation(
        cite_ris, &r,
        "TY  - NEWS\r\nTI  - 打击 & 治理{上}\r\nAU  - 甲一\r\nAU  - 乙二\r\nT2  - 示例日报\r\nPY  - 2021\r\n"
        "DA  - 2021/10/29/\r\nY2  - 2021/11/02/\r\nUR  - https://news.example.cn/a_1.html\r\nLA  - "
        "zh-Hans\r\n"
        "ID  - 0123456789abcdef\r\nER  - \r\n\r\n");
    check_citation(
        cite_bibtex, &r,
        "@article{0123456789abcdef,\n  author = {{甲一} and {乙二}},\n  title = {{打击 \\& 治理\\{上\\}}},\n"
        "  journal = {示例日报},\n  year = {2021},\n  month = {10},\n  date = {2021-10-29},\n"
        "  url = {https://news.example.cn/a_1.html},\n  urldate = {2021-11-02},\n  langid = "
        "{chinese},\n}\n\n");
    check_citation(cite_gbt7714, &r,
                   "甲一, 乙二. 打击 & 治理{上}[N]. 示例日报, 2021-10-29[2021-11-02]. "
                   "https://news.example.cn/a_1.html.\n");
    r.source = "示例网";
    r.authors.len = 4;
    check_citation(cite_gbt7714, &r,
                   "甲一, 乙二, 丙三, 等. 打击 & 治理{上}[EB/OL]. 示例网, (2021-10-29)[2021-11-02]. "
                   "https://news.example.cn/a_1.html.\n");
    struct record bare = {.id = "x", .title = "无题", .published = "2021-10"};
    check_citation(cite_gbt7714, &bare, "无题[EB/OL]. (2021-10).\n");
    check_citation(cite_ris, &bare,
                   "TY  - NEWS\r\nTI  - 无题\r\nPY  - 2021\r\nDA  - 2021/10//\r\nID  - x\r\nER  - \r\n\r\n");
}

static void csl(void **state)
{
    (void)state;
    struct record r = article();
    buf_clear(&out);
    assert_true(cite_csl(&r, &out, NULL));
    assert_string_equal(
        out.data,
        "{\"id\":\"0123456789abcdef\",\"type\":\"article-newspaper\",\"title\":\"打击 & 治理{上}\","
        "\"container-title\":\"示例日报\",\"author\":[{\"literal\":\"甲一\"},{\"literal\":\"乙二\"}],"
        "\"issued\":{\"date-parts\":[[2021,10,29]]},\"accessed\":{\"date-parts\":[[2021,11,2]]},"
        "\"URL\":\"https://news.example.cn/a_1.html\",\"language\":\"zh-Hans\"}");
}

static void tables(void **state)
{
    (void)state;
    struct record r = article();
    struct store_bytes values[HIT_VALUES] = {{"0123456789abcdef", 16}, {0}};
    struct store_hit store = {.values = values, .collapsed = 2};
    struct hit hit = {.store = &store, .record = r, .score = 1.5};
    struct row row = {.rank = 3, .hit = &hit, .snippet = "一\t\"二\", 三"};
    struct row_fields fields;
    struct fault fault = {0};
    assert_true(row_fields_parse("rank,score,authors,copies,snippet,subtitle", &fields, &fault));
    buf_clear(&out);
    rows_head(&fields, '\t', &out);
    row_tsv(&row, &fields, &out);
    assert_string_equal(
        out.data,
        "rank\tscore\tauthors\tcopies\tsnippet\tsubtitle\n3\t1.5000\t甲一; 乙二\t2\t一 \"二\", 三\t\n");
    buf_clear(&out);
    row_csv(&row, &fields, &out);
    assert_string_equal(out.data, "3,1.5000,甲一; 乙二,2,\"一\t\"\"二\"\", 三\",\r\n");
    buf_clear(&out);
    assert_true(row_json(&row, &fields, &out, &fault));
    assert_string_equal(out.data,
                        "{\"v\":1,\"rank\":3,\"score\":1.5,\"authors\":[\"甲一\",\"乙二\"],\"copies\":2,"
                        "\"snippet\":\"一\\t\\\"二\\\", 三\",\"subtitle\":null}\n");
    buf_clear(&out);
    row_trec(&row, "q01", &out);
    assert_string_equal(out.data, "q01 Q0 0123456789abcdef 3 1.500000 jianbao\n");
    assert_false(row_fields_parse("id,titel", &fields, &fault));
    assert_int_equal(fault.code, FAULT_USAGE);
}

static void the_best_passage(void **state)
{
    (void)state;
    const char *text =
        "开头一段没有什么。\n警方通报诈骗情况。随后断流专案的诈骗团伙落网，警方查明情况。尾声。";
    static const struct pattern items[] = {{.folded = "断流", .len = 6, .weight = 4, .whole = true},
                                           {.folded = "诈骗", .len = 6, .weight = 4, .whole = true}};
    struct patterns p = {.count = 2};
    memcpy(p.items, items, sizeof items);
    struct span spans[3];
    size_t len = strlen(text);
    const char *first = strstr(text, "诈骗"), *second = strstr(text, "断流"), *third = strstr(second, "诈骗");
    spans[0] = (struct span){(size_t)(first - text), (size_t)(first - text) + 6, 1};
    spans[1] = (struct span){(size_t)(second - text), (size_t)(second - text) + 6, 0};
    spans[2] = (struct span){(size_t)(third - text), (size_t)(third - text) + 6, 1};
    struct snippet s = snippet_choose(text, len, &p, spans, 3, 12);
    buf_clear(&out);
    assert_true(snippet_write(text, len, s, spans, 3, "[", "]", &out));
    assert_string_equal(out.data, "…随后[断流]专案的[诈骗]团伙落…");
    s = snippet_choose(text, len, &p, spans, 0, 5);
    buf_clear(&out);
    assert_true(snippet_write(text, len, s, spans, 0, "[", "]", &out));
    assert_string_equal(out.data, "开头一段没…");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts),
        cmocka_unit_test(conditions_on_figures),
        cmocka_unit_test(mistakes_in_conditions),
        cmocka_unit_test(columns_count_width),
        cmocka_unit_test(bars),
        cmocka_unit_test(a_picture_of_time),
        cmocka_unit_test(citations),
        cmocka_unit_test(csl),
        cmocka_unit_test(tables),
        cmocka_unit_test(the_best_passage),
    };
    return cmocka_run_group_tests_name("query_output", tests, setup, teardown);
}
