#include "extract/meta.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "extract/title.h"
#include "page_of_lines.h"

static struct credit_lexicon *lexicon;
static struct arena arena;

static int setup(void **state)
{
    (void)state;
    struct fault fault = {0};
    arena_init(&arena, 1 << 24);
    lexicon = credit_lexicon_load("extract", &fault);
    return lexicon ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    credit_lexicon_free(lexicon);
    arena_free(&arena);
    return 0;
}

#define BODY                                                                                                        \
    "p|河湾市公安局昨日通报，警方打掉一个电信网络诈骗团伙，抓获嫌疑人十二名，冻结涉案资金三百万元，案件正在办理。\n"      \
    "p|据介绍，今年以来，河湾警方持续开展打击行动，破获案件一百余起，群众满意度不断提高，发案数同比下降两成。\n"

static struct record_meta read_page(struct page *page, struct anchors *anchors)
{
    struct record_meta meta;
    assert_true(anchors_find(page, lexicon, &arena, anchors));
    assert_true(meta_read(page, anchors, NULL, lexicon, &arena, &meta));
    return meta;
}

static void assert_text(const char *got, const char *want)
{
    if (!want)
        assert_null(got);
    else {
        assert_non_null(got);
        assert_string_equal(got, want);
    }
}

static void a_portal_page(void **state)
{
    (void)state;
    struct anchors a;
    struct page *page = page_of_lines(&arena, "河湾警方打掉诈骗团伙_社会_河湾网",
                                      "a|社会\na|财经\np|首页 > 新闻 > 社会 > 正文\nh1|河湾警方打掉诈骗团伙\n"
                                      "p|2021年10月29日17:41  来源：河湾日报  作者：张明  字号：大 中 小\n" BODY
                                      "p|（责编：王芳、刘伟）\na|相关新闻\n");
    struct record_meta m = read_page(page, &a);
    assert_text(m.title, "河湾警方打掉诈骗团伙");
    assert_int_equal(a.title_block, 3);
    assert_int_equal(a.head_block, 4);
    assert_int_equal(a.head_end, 5);
    assert_text(m.source, "河湾日报");
    assert_text(m.published, "2021-10-29T17:41+08:00");
    assert_int_equal(m.authors.len, 1);
    assert_text(m.authors.items[0], "张明");
    assert_int_equal(m.editors.len, 2);
    assert_text(m.editors.items[1], "刘伟");
    assert_int_equal(m.channel.len, 2);
    assert_text(m.channel.items[1], "社会");
}

static void a_silent_page_says_nothing(void **state)
{
    (void)state;
    struct anchors a;
    struct page *page = page_of_lines(&arena, "河湾警方打掉诈骗团伙", "h1|河湾警方打掉诈骗团伙\n" BODY "p|下一篇\n");
    struct record_meta m = read_page(page, &a);
    assert_text(m.title, "河湾警方打掉诈骗团伙");
    assert_text(m.source, NULL);
    assert_text(m.published, NULL);
    assert_int_equal(m.authors.len, 0);
    assert_int_equal(m.editors.len, 0);
    assert_int_equal(a.head_block, -1);
}

static void the_medium_beside_the_date(void **state)
{
    (void)state;
    static const char *const heads[][2] = {
        {"p|2021年10月29日 17:41 河湾日报", "河湾日报"},
        {"p|http://www.example.cn 2021年10月29日 17:41 河湾商报 微博", "河湾商报"},
        {"p|河湾人文 2021-10-29 17:41:00", "河湾人文"},
        {"p|2021-10-29 17:41 · 河湾城市报道", "河湾城市报道"},
        {"p|河湾民视 (2021-10-29 17:41)", "河湾民视"},
        {"p|2021年10月29日 17:41 已有0人阅读 字号：T | T 打印", NULL},
        {"p|时间：2021-10-29 17:41 作者：网络整理 阅读：1644", NULL},
        {"p|发布时间：2021-10-29 17:41 浏览：33", NULL},
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        char lines[2048];
        struct anchors a;
        snprintf(lines, sizeof lines, "h1|河湾警方打掉诈骗团伙\n%s\n" BODY, heads[i][0]);
        struct record_meta m = read_page(page_of_lines(&arena, "河湾警方打掉诈骗团伙-河湾网", lines), &a);
        assert_text(m.source, heads[i][1]);
        assert_text(m.published, strstr(heads[i][0], ":00") ? "2021-10-29T17:41:00+08:00" : "2021-10-29T17:41+08:00");
        assert_int_equal(m.authors.len, 0);
    }
}

static void a_year_comes_from_where_it_stands(void **state)
{
    (void)state;
    struct anchors a;
    const char *lines = "h1|河湾警方打掉诈骗团伙\np|发布时间：10-08 12:00\n" BODY;
    struct page *page = page_of_lines(&arena, "河湾警方打掉诈骗团伙", lines);
    assert_text(read_page(page, &a).published, NULL);
    struct meta metas[] = {{"dateupdate", "2019-10-08 12:00:57"}};
    page->metas = metas;
    page->meta_count = 1;
    assert_text(read_page(page, &a).published, "2019-10-08T12:00:57+08:00");
    page->meta_count = 0;
    page->url = "http://www.example.cn/2020/1008/1.html";
    assert_text(read_page(page, &a).published, "2020-10-08T12:00+08:00");
}

static void bylines_inside_body_lines(void **state)
{
    (void)state;
    struct anchors a;
    struct page *page = page_of_lines(&arena, "河湾警方打掉诈骗团伙",
                                      "h1|河湾警方打掉诈骗团伙\np|2021-10-29 来源：河湾日报\n"
                                      "p|本报河湾10月28日电（记者 张明 通讯员 李小芳）河湾市公安局昨日通报，警方打掉一个团伙。\n" BODY);
    struct record_meta m = read_page(page, &a);
    assert_int_equal(m.authors.len, 1);
    assert_text(m.authors.items[0], "张明");
    assert_int_equal(m.contributor_count, 1);
    assert_text(m.contributors[0].role, "通讯员");
    page = page_of_lines(&arena, "河湾警方打掉诈骗团伙",
                         "h1|河湾警方打掉诈骗团伙\n" BODY
                         "p|警方提醒，市民如遇可疑电话，请及时拨打反诈专线核实，不要点击陌生链接，切勿向陌生账户转账。（李楠）\n");
    m = read_page(page, &a);
    assert_int_equal(m.authors.len, 1);
    assert_text(m.authors.items[0], "李楠");
    page = page_of_lines(&arena, "河湾警方打掉诈骗团伙",
                         "h1|河湾警方打掉诈骗团伙\n" BODY
                         "p|警方提醒，市民如遇可疑电话，请及时拨打反诈专线核实，不要点击陌生链接，切勿向陌生账户转账。（完）\n");
    assert_int_equal(read_page(page, &a).authors.len, 0);
}

static void a_dump(void **state)
{
    (void)state;
    struct anchors a;
    struct page *page = page_of_lines(&arena, NULL,
        "首页> 社会频道> 正文\n河湾警方打掉诈骗团伙\n来源:河湾日报2021-10-29 17:41\n"
        "河湾市公安局昨日通报，警方打掉一个电信网络诈骗团伙，抓获嫌疑人十二名，冻结涉案资金三百万元，案件正在办理，"
        "警方提醒市民注意防范。\n记者 张明 版式设计:李小芳\n[ 责编:王芳 ]\n相关阅读\n");
    struct record_meta m = read_page(page, &a);
    assert_text(m.title, "河湾警方打掉诈骗团伙");
    assert_text(m.source, "河湾日报");
    assert_text(m.published, "2021-10-29T17:41+08:00");
    assert_text(m.authors.items[0], "张明");
    assert_text(m.editors.items[0], "王芳");
    assert_text(m.contributors[0].role, "版式设计");
}

static void two_editors_and_codes(void **state)
{
    (void)state;
    struct anchors a;
    struct page *page = page_of_lines(&arena, "河湾警方打掉诈骗团伙",
                                      "h1|河湾警方打掉诈骗团伙\np|2021-10-29 来源：河湾日报\n" BODY
                                      "p|编辑刘晓阳校对李铭\np|王芳本文来源：河湾日报责任编辑：王芳_NF4425\n");
    struct record_meta m = read_page(page, &a);
    assert_int_equal(m.editors.len, 1);
    assert_text(m.editors.items[0], "王芳");
    assert_int_equal(m.contributor_count, 2);
    page = page_of_lines(&arena, "河湾警方打掉诈骗团伙", "h1|河湾警方打掉诈骗团伙\n" BODY "p|（责任编辑： HN666）\n");
    assert_text(read_page(page, &a).editors.items[0], "HN666");
    page = page_of_lines(&arena, "河湾警方打掉诈骗团伙", "h1|河湾警方打掉诈骗团伙\n" BODY "p|责任编辑：\np|王芳\np|纠错\n");
    assert_text(read_page(page, &a).editors.items[0], "王芳");
}

static void titles(void **state)
{
    (void)state;
    static const char *const cuts[][2] = {
        {"河湾警方打掉诈骗团伙_社会_河湾网", "河湾警方打掉诈骗团伙"},
        {"河湾警方打掉诈骗团伙--社会--河湾网", "河湾警方打掉诈骗团伙"},
        {"河湾警方打掉诈骗团伙 - 社会 - 河湾新闻", "河湾警方打掉诈骗团伙"},
        {"河湾警方打掉诈骗团伙-河湾网", "河湾警方打掉诈骗团伙"},
        {"河湾日报 - 河湾警方打掉诈骗团伙", "河湾警方打掉诈骗团伙"},
        {"沪A-12345号车再现河湾街头引关注", "沪A-12345号车再现河湾街头引关注"},
        {"河湾警方打掉诈骗团伙|诈骗|河湾警方_河湾新闻", "河湾警方打掉诈骗团伙"},
    };
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++)
        assert_string_equal(title_cut_suffix(lexicon, cuts[i][0], &arena), cuts[i][1]);
    assert_string_equal(title_resolve("[某某化妆品]河湾警方打掉诈骗团伙", "河湾警方打掉诈骗团伙", 30, &arena),
                        "河湾警方打掉诈骗团伙");
    assert_string_equal(title_resolve("河湾警方打掉…", "河湾警方打掉诈骗团伙", 30, &arena), "河湾警方打掉诈骗团伙");
    assert_string_equal(title_resolve("河湾警方打掉诈骗团伙", "别的说法别的说法别的", 30, &arena), "河湾警方打掉诈骗团伙");
}

static void the_heading_wins_over_names_and_links(void **state)
{
    (void)state;
    struct anchors a;
    struct page *page = page_of_lines(&arena, "河湾警方打掉诈骗团伙_河湾新闻",
                                      "h1|河湾新闻\na|河湾警方打掉诈骗团伙\np|河湾\nh1|河湾警方打掉诈骗团伙\n" BODY);
    assert_text(read_page(page, &a).title, "河湾警方打掉诈骗团伙");
    assert_int_equal(a.title_block, 3);
    page = page_of_lines(&arena, "河湾电视台", "h1|河湾电视台\np|首页\nh3|河湾警方打掉诈骗团伙\np|2021-10-29 17:41\n" BODY);
    assert_text(read_page(page, &a).title, "河湾警方打掉诈骗团伙");
}

static void an_empty_page_has_nothing(void **state)
{
    (void)state;
    struct anchors a;
    struct record_meta m = read_page(page_of_lines(&arena, "", ""), &a);
    assert_text(m.title, NULL);
    m = read_page(page_of_lines(&arena, NULL, "短"), &a);
    assert_text(m.published, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_portal_page),
        cmocka_unit_test(a_silent_page_says_nothing),
        cmocka_unit_test(the_medium_beside_the_date),
        cmocka_unit_test(a_year_comes_from_where_it_stands),
        cmocka_unit_test(bylines_inside_body_lines),
        cmocka_unit_test(a_dump),
        cmocka_unit_test(two_editors_and_codes),
        cmocka_unit_test(titles),
        cmocka_unit_test(the_heading_wins_over_names_and_links),
        cmocka_unit_test(an_empty_page_has_nothing),
    };
    return cmocka_run_group_tests_name("meta", tests, setup, teardown);
}
