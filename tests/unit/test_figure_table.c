/* Tables: what heads, labels and captions say of bare numbers in cells; and
 * the keys under which metrics line up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "extract/figure_group.h"
#include "extract/figures.h"

static const char *folder = "extract/lexicon/figures";

struct world {
    struct figure_lexicon *lexicon;
    struct arena arena;
    struct figure *figures;
    size_t count;
};

static int set_up(void **state)
{
    static struct world w;
    struct fault fault = {0};
    w.lexicon = figure_lexicon_load(folder, &fault);
    arena_init(&w.arena, 256 * 1024 * 1024);
    *state = &w;
    return w.lexicon == NULL;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    figure_lexicon_free(w->lexicon);
    arena_free(&w->arena);
    return 0;
}

static void find(struct world *w, const char *text)
{
    struct fault fault = {0};
    struct date date = {0};
    arena_reset(&w->arena);
    assert_true(date_parse("2022-01-05", 10, &date));
    assert_true(
        figures_find(w->lexicon, text, strlen(text), &date, &w->arena, &w->figures, &w->count, &fault));
}

/* The i-th figure as "raw value unit change metric start". */
static void is(struct world *w, size_t i, const char *wanted)
{
    char line[512];
    assert_true(i < w->count);
    const struct figure *f = &w->figures[i];
    const char *change = figure_change_name((enum figure_change)f->change);
    snprintf(line, sizeof line, "%s %s %s %s %s %s", f->raw, f->value, f->unit, change ? change : "-",
             f->metric ? f->metric : "-", f->period_start ? f->period_start : "-");
    assert_string_equal(line, wanted);
}

static void heads_name_metric_and_unit(void **state)
{
    struct world *w = *state;
    find(w, "地区\t破案数（起）\t挽损金额(万元)\n浙江\t1,204\t356.5\n福建\t987\t41");
    assert_int_equal(w->count, 4);
    is(w, 0, "1,204 1204 起 - 浙江破案数 -");
    is(w, 1, "356.5 3565000 元 - 浙江挽损金额 -");
    is(w, 3, "41 410000 元 - 福建挽损金额 -");
    assert_string_equal(w->figures[1].currency, "CNY");
    assert_int_equal(w->figures[2].kind, FIGURE_COUNT);
    assert_string_equal(w->figures[2].sentence, "福建\t987\t41");
}

static void a_caption_holds_for_columns_without_a_unit(void **state)
{
    struct world *w = *state;
    find(w, "各市财政收入 单位：亿元\n城市\t收入\t同比(%)\n甲市\t31.7\t-2.4\n乙市\t18\t6.1");
    assert_int_equal(w->count, 4);
    is(w, 0, "31.7 3170000000 元 - 甲市收入 -");
    is(w, 1, "2.4 2.4 % yoy_down 甲市同比 -");
    is(w, 3, "6.1 6.1 % yoy_up 乙市同比 -");
    find(w, "单位：亿元\n一行文字。\n城市\t收入\n甲市\t31.7");
    assert_int_equal(w->count, 0);
}

static void a_row_has_its_own_unit_and_columns_their_years(void **state)
{
    struct world *w = *state;
    find(w, "指标\t计量单位\t2020年\t2021\n发电量\t亿千瓦时\t700\t750.5\n煤矿数量（座）\t\t12\t9");
    assert_int_equal(w->count, 4);
    is(w, 0, "700 70000000000 千瓦时 - 发电量 2020-01-01");
    is(w, 1, "750.5 75050000000 千瓦时 - 发电量 2021-01-01");
    is(w, 3, "9 9 座 - 煤矿数量 2021-01-01");
    find(w, "年份\t立案數（萬件）\n2020年\t2.5\n2021\t3");
    assert_int_equal(w->count, 2);
    is(w, 0, "2.5 25000 件 - 立案數 2020-01-01");
    is(w, 1, "3 30000 件 - 立案數 2021-01-01");
}

static void printed_units_stay_and_take_the_heads_words(void **state)
{
    struct world *w = *state;
    find(w, "地区\t案件\t环比\n浙江\t120起\t-3.5%\n全省共破案400起。");
    assert_int_equal(w->count, 3);
    is(w, 0, "120起 120 起 - 浙江案件 -");
    is(w, 1, "3.5% 3.5 % mom_down 浙江环比 -");
    is(w, 2, "400起 400 起 - 破案 -");
}

static void what_counts_nothing_stays_out(void **state)
{
    static const char *const texts[] = {
        "序号\t排名\t姓名\n1\t3\t张三\n2\t1\t李四",     /* no unit at all */
        "单位：人\n序号\t学校\n1\t第一中学\n2\t实验中学", /* the caption is not for the number of the row */
        "姓名\t电话\n张三\t13800000000",
        "说明\t内容（元）\n备注\t无\n电话\t010-12345678", /* no number */
        "利润(万元)\t支出\n甲\t12",                       /* the column has none of its own */
        "12\t13\n14\t15",                                 /* no head */
        "项目\t净利润(万元)\n甲公司\t-35",                /* a loss has no sign to be kept in */
    };
    struct world *w = *state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        find(w, texts[i]);
        if (w->count > 0)
            fail_msg("%s: %s", texts[i], w->figures[0].raw);
    }
}

enum { NUMBERED_ROWS = 4000 };

/* Seconds for a head as long as a book, so many rows whose cells are no figures (the ceiling of figures
 * does not cut the work short), and NUMBERED_ROWS whose are. */
static double time_of_rows(struct world *w, size_t rows)
{
    struct buf text;
    buf_init(&text, 64 * 1024 * 1024);
    for (size_t i = 0; i < rows; i++)
        buf_puts(&text, "头");
    buf_puts(&text, "\t金额(元)\n");
    for (size_t i = 0; i < rows; i++)
        buf_puts(&text, "甲\t—\n");
    for (size_t i = 0; i < NUMBERED_ROWS; i++)
        buf_puts(&text, "乙\t7元\n");
    assert_true(buf_ok(&text));
    double best = 1e9;
    for (int i = 0; i < 3; i++) {
        clock_t start = clock();
        find(w, text.data);
        double took = (double)(clock() - start) / CLOCKS_PER_SEC;
        best = took < best ? took : best;
        assert_int_equal(w->count, NUMBERED_ROWS);
    }
    assert_string_equal(w->figures[w->count - 1].value, "7");
    buf_free(&text);
    return best;
}

/* Four times the rows take four times the time, not sixteen times. */
static void tables_are_read_in_linear_time(void **state)
{
    double few = time_of_rows(*state, 25000), many = time_of_rows(*state, 100000);
    if (many > few * 8 + 0.05)
        fail_msg("25,000 rows: %.3f s, 100,000 rows: %.3f s", few, many);
}

static void figures_stop_at_their_ceiling(void **state)
{
    struct world *w = *state;
    struct buf text;
    buf_init(&text, 1024 * 1024);
    buf_puts(&text, "地区\t金额(元)\n");
    for (size_t i = 0; i < FIGURES_MAX * 2; i++)
        buf_puts(&text, "甲\t7\n");
    find(w, text.data);
    assert_int_equal(w->count, FIGURES_MAX + 1); /* one more says that there are more */
    buf_free(&text);
}

static void metrics_line_up_under_one_key(void **state)
{
    static const struct {
        const char *metric, *key;
    } cases[] = {
        {"破获电信网络诈骗案件", "破获电信网络诈骗案件"},
        {"全国共破获电信网络诈骗案件", "破获电信网络诈骗案件"},
        {"全省累计破獲電信網絡詐騙案件", "破获电信网络诈骗案件"},
        {"浙江省破获电信网络诈骗案件", "破获电信网络诈骗案件"},
        {"2021年共破获“电信网络”诈骗案件", "破获电信网络诈骗案件"},
        {"去年全市抓获嫌疑人", "抓获嫌疑人"},
        {"共享单车投放", "共享单车投放"},
        {"全国", "全国"},
        {NULL, ""},
    };
    struct world *w = *state;
    arena_reset(&w->arena);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(figure_group_key(w->lexicon, cases[i].metric, &w->arena), cases[i].key);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_name_metric_and_unit),
        cmocka_unit_test(a_caption_holds_for_columns_without_a_unit),
        cmocka_unit_test(a_row_has_its_own_unit_and_columns_their_years),
        cmocka_unit_test(printed_units_stay_and_take_the_heads_words),
        cmocka_unit_test(what_counts_nothing_stays_out),
        cmocka_unit_test(tables_are_read_in_linear_time),
        cmocka_unit_test(figures_stop_at_their_ceiling),
        cmocka_unit_test(metrics_line_up_under_one_key),
    };
    if (argc > 1)
        folder = argv[1];
    return cmocka_run_group_tests_name("figure_table", tests, set_up, tear_down);
}
