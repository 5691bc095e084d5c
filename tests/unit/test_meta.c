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

#define BODY \
    "p|" \
    "河湾市公安局昨日通报，警方打掉一个电信网络诈骗团伙，抓获嫌疑人十二名，冻结涉案资金三百万元，案件正在办" \
    "理。\n" \
    "p|" \
    "据介绍，今年以来，河湾警方持续开展打击行动，破获案件一百余起，群众满意度不断提高，发案数同比下降两成。" \
    "\n"

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
    struct page *page = page_of_lines(&arena, "河湾警方打掉诈骗团伙",
        "h1|河湾警方打掉诈骗团伙\n" BODY "p|下一篇\n");
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
        assert_text(m.published, strstr(heads[i][0],
            ":00") ? "2021-10-29T17:41:00+08:00" : "2021-10-29T17:41+08:00");
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
    page = page_of_lines(&arena, "河湾警方打掉诈骗团伙",
        "h1|河湾警方打掉诈骗团伙\n" BODY "p|（责任编辑： HN666）\n");
    assert_text(read_page(page, &a).editors.items[0], "HN666");
    page = page_of_lines(&arena, "河湾警方打掉诈骗团伙",
        "h1|河湾警方打掉诈骗团伙\n" BODY "p|责任编辑：\np|王芳\np|纠错\n");
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
    assert_string_equal(title_resolve("河湾警方打掉…", "河湾警方打掉诈骗团伙", 30, &arena),
        "河湾警方打掉诈骗团伙");
    assert_string_equal(title_resolve("河湾警方打掉诈骗团伙", "别的说法别的说法别的", 30, &arena),
        "河湾警方打掉诈骗团伙");
}

static void the_heading_wins_over_names_and_links(void **state)
{
    (void)state;
    struct anchors a;
    struct page *page = page_of_lines(&arena, "河湾警方打掉诈骗团伙_河湾新闻",
                                      "h1|河湾新闻\na|河湾警方打掉诈骗团伙\np|河湾\nh1|河湾警方打掉诈骗团伙\n" BODY);
    assert_text(read_page(page, &a).title, "河湾警方打掉诈骗团伙");
    assert_int_equal(a.title_block, 3);
    page = page_of_lines(&arena, "河湾电视台",
        "h1|河湾电视台\np|首页\nh3|河湾警方打掉诈骗团伙\np|2021-10-29 17:41\n" BODY);
    assert_text(read_page(page, &a).title, "河湾警方打掉诈骗团伙");
}

/* Lines above and below the body as the large sites print them, and what they say. */
static const struct manner {
    const char *head, *tail;
    const char *source, *published, *authors, *editors;
} manners[] = {
    /* people, gmw, cctv, chinanews, china */
    {"p|2021年10月29日05:12 | 来源：河湾网－河湾日报", "p|（责编：牛镛、袁勃）", "河湾网－河湾日报",
        "2021-10-29T05:12+08:00", "", "牛镛,袁勃"},
    {"p|来源：河湾网2021-10-29 17:41", "p|[责任编辑：徐皓]", "河湾网", "2021-10-29T17:41+08:00", "", "徐皓"},
    {"p|来源：河湾网 | 2021年10月29日 17:41:07", "p|编辑：王敬东 责任编辑：刘亮", "河湾网",
        "2021-10-29T17:41:07+08:00", "", "刘亮"},
    {"p|2021年10月29日 17:41　来源：河湾新闻网　参与互动", "p|【编辑:苏亦瑜】", "河湾新闻网",
        "2021-10-29T17:41+08:00", "", "苏亦瑜"},
    {"p|河湾网 | 时间： 2021-10-29 17:41:00 | 文章来源： 河湾都市报", "p|责任编辑：杨霄霄", "河湾都市报",
        "2021-10-29T17:41:00+08:00", "", "杨霄霄"},
    /* thepaper, ifeng, qq, sohu, huanqiu, jiemian */
    {"p|河湾新闻记者 朱远祥\np|2021-10-29 17:41\np|来源：河湾新闻", "p|责任编辑：崔烜\np|校对：刘威",
        "河湾新闻", "2021-10-29T17:41+08:00", "朱远祥", "崔烜"},
    {"p|2021年10月29日 17:41:05\np|来源：河湾卫视", "p|[责任编辑：李雪 PN102]", "河湾卫视",
        "2021-10-29T17:41:05+08:00", "", "李雪"},
    {"p|河湾日报 2021-10-29 17:41", "p|责任编辑：", "河湾日报", "2021-10-29T17:41+08:00", "", ""},
    {"p|2021-10-29 17:41\np|来源: 河湾在线\np|原标题：另一个说法", "p|返回河湾，查看更多\np|责任编辑：",
        "河湾在线", "2021-10-29T17:41+08:00", "", ""},
    {"p|2021-10-29 17:41 河湾网 赵建东", "p|责编：赵建东", "河湾网", "2021-10-29T17:41+08:00", "", "赵建东"},
    {"p|来源：河湾时报 作者：记者 白云怡 2021-10-29 17:41", "p|", "河湾时报", "2021-10-29T17:41+08:00",
        "白云怡", ""},
    {"p|王颖君 · 2021/10/29 17:41", "p|", NULL, "2021-10-29T17:41+08:00", "王颖君", ""},
    /* government, press offices, local portals */
    {"p|发布时间：2021-10-29 17:41 信息来源：河湾市公安局 浏览次数：123 字体：[ 大 中 小 ]",
        "p|【打印本页】 【关闭窗口】", "河湾市公安局", "2021-10-29T17:41+08:00", "", ""},
    {"p|时间：2021-10-29   来源：河湾市教育局   作者：办公室", "p|责任编辑：admin", "河湾市教育局",
        "2021-10-29", "", ""},
    {"p|日期:2021-10-29 作者:李小芳 点击:33次", "p|上一篇：没有了", NULL, "2021-10-29", "李小芳", ""},
    {"p|[ 河湾新闻网 ] 2021-10-29 17:41:00 编辑：陈晨", "p|", "河湾新闻网", "2021-10-29T17:41:00+08:00", "",
        "陈晨"},
    {"p|2021-10-29 17:41 | 河湾晚报 | 作者 张明 李小芳 | 编辑 王芳", "p|", "河湾晚报",
        "2021-10-29T17:41+08:00", "张明,李小芳", "王芳"},
    {"p|稿源：河湾网 编辑：王芳 2021-10-29 17:41:05", "p|纠错：0577-8888", "河湾网",
        "2021-10-29T17:41:05+08:00", "", "王芳"},
    {"p|更新时间：2021-10-30 08:00 发布时间：2021-10-29 17:41 来源：河湾网", "p|", "河湾网",
        "2021-10-29T17:41+08:00", "", ""},
    {"p|2021-10-29 17:41:00 来源：河湾发布微信公众号", "p|来源丨河湾晚报 记者丨张明 编辑丨王芳 审核丨李四",
        "河湾发布微信公众号", "2021-10-29T17:41:00+08:00", "张明", "王芳"},
    {"p|2021/10/29 17:41 来源：河湾APP", "p|记者：张明 通讯员：刘伟 编辑：王芳 一审：李强 二审：赵刚",
        "河湾APP", "2021-10-29T17:41+08:00", "张明", "王芳"},
    {"p|2021-10-29 17:41:00　　来源：河湾日报　　作者：张 明", "p|（张明 刘伟）", "河湾日报",
        "2021-10-29T17:41:00+08:00", "张明", ""},
    /* Taiwan and Hong Kong */
    {"p|2021-10-29 17:41 河灣報／ 記者王小明／台北即時報導", "p|", "河灣報", "2021-10-29T17:41+08:00",
        "王小明", ""},
    {"p|2021/10/29 17:41\np|〔記者王小明／台北報導〕警方今天通報", "p|", NULL, "2021-10-29T17:41+08:00",
        "王小明", ""},
    {"p|發佈時間：2021/10/29 17:41（10/29 18:02 更新）\np|（河灣社記者王小明台北29日電）",
        "p|（編輯：李大華）1101029", "河灣社", "2021-10-29T17:41+08:00", "王小明", "李大華"},
    {"p|撰文：王小明 出版：2021-10-29 17:41 更新：2021-10-29 19:00", "p|", NULL, "2021-10-29T17:41+08:00",
        "王小明", ""},
    {"p|民國110年10月29日 文/王小明", "p|", NULL, "2021-10-29", "王小明", ""},
};

static void join(const struct text_list *list, char *out, size_t size)
{
    *out = '\0';
    for (size_t i = 0; i < list->len; i++)
        snprintf(out + strlen(out), size - strlen(out), "%s%s", i ? "," : "", list->items[i]);
}

static void manners_of_the_sites(void **state)
{
    (void)state;
    int failed = 0;
    for (size_t i = 0; i < sizeof manners / sizeof *manners; i++) {
        const struct manner *m = &manners[i];
        char lines[4096], authors[256], editors[256];
        struct anchors a;
        snprintf(lines, sizeof lines, "h1|河湾警方打掉诈骗团伙\n%s\n" BODY "%s\n", m->head, m->tail);
        struct record_meta got = read_page(page_of_lines(&arena, "河湾警方打掉诈骗团伙_河湾网", lines), &a);
        join(&got.authors, authors, sizeof authors);
        join(&got.editors, editors, sizeof editors);
        bool same = strcmp(got.source ? got.source : "", m->source ? m->source : "") == 0 &&
                    strcmp(got.published ? got.published : "", m->published) == 0 &&
                    strcmp(authors, m->authors) == 0 && strcmp(editors, m->editors) == 0;
        if (!same)
            print_message("%s | %s\n   %s | %s | %s | %s\n", m->head, m->tail, got.source, got.published,
                authors, editors);
        failed += !same;
    }
    assert_int_equal(failed, 0);
}

/* The first and the last paragraph, and who wrote it by them. */
static void bylines_of_paragraphs(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"本报讯 记者张明 通讯员刘伟报道 河湾市公安局昨日通报，警方打掉一个团伙。",
            "案件正在进一步办理，全文到此。", "张明"},
        {"河湾新闻社河湾10月29日电 （记者 张明、李小芳）河湾市公安局通报。",
            "案件正在进一步办理，全文到此。", "张明,李小芳"},
        {"河湾日报记者张明了解到，河湾市公安局昨日通报了一起案件。", "案件正在进一步办理，全文到此。", ""},
        {"记者从河湾市公安局了解到，警方昨日打掉一个诈骗团伙。", "记者高度关注此事，将继续跟进报道。", ""},
        {"河湾市公安局昨日通报，警方打掉一个诈骗团伙。",
            "案件正在进一步办理，全文到此。（记者 张明 摄影报道）", "张明"},
        {"河湾市公安局昨日通报，警方打掉一个诈骗团伙。",
            "案件正在进一步办理，全文到此。（作者：张明，系河湾大学教授）", "张明"},
        {"河湾市公安局昨日通报，警方打掉一个诈骗团伙。", "案件正在进一步办理，全文到此。（据河湾新闻网）",
            ""},
        {"河湾市公安局昨日通报，警方打掉一个诈骗团伙。", "案件正在进一步办理，全文到此。（完）", ""},
        {"河湾市公安局昨日通报，警方打掉一个诈骗团伙。", "案件正在进一步办理，全文到此。（资料图）", ""},
        {"河湾市公安局昨日通报，嫌疑人王某（男，32岁）已被抓获。", "案件正在进一步办理，全文到此。", ""},
        {"〔記者王小明／台北報導〕警方昨天通報，破獲一個詐騙集團，逮捕十二人。",
            "案件正在進一步偵辦，全文到此。", "王小明"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char lines[4096], authors[256];
        struct anchors a;
        snprintf(lines, sizeof lines, "h1|河湾警方打掉诈骗团伙\np|2021-10-29 来源：河湾日报\n"
                 "p|%s案件仍在办理之中，请市民不要轻信来历不明的电话。\n" BODY "p|警方提醒市民注意防范，%s\n", cases[i][0], cases[i][1]);
        struct record_meta got = read_page(page_of_lines(&arena, "河湾警方打掉诈骗团伙_河湾网", lines), &a);
        join(&got.authors, authors, sizeof authors);
        if (strcmp(authors, cases[i][2]) != 0)
            print_message("%s ... %s\n", cases[i][0], cases[i][1]);
        assert_string_equal(authors, cases[i][2]);
    }
}

/* Dates in sentences are no line of date and source. */
static void sentences_name_no_source(void **state)
{
    (void)state;
    static const char *const first[] = {
        "关于修改管理办法会议于2017年2月24日的决定：",
        "新的管理方案2021年3月1日起施行",
        "河湾市委、河湾市人民政府，2021年3月5日对先进集体给予表彰",
        "河湾市反诈宣传月活动2021年4月16日启动",
        "（2021年4月16日河湾市人民代表大会常务委员会第三次会议通过）",
        "河湾网评论员文章指出，2021年4月16日以来取得了很大进展",
        "他在接受本台记者采访时表示，2021年的工作还要继续努力",
    };
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
        char lines[4096];
        struct anchors a;
        snprintf(lines, sizeof lines,
            "%s\n河湾市公安局昨日通报，警方打掉一个电信网络诈骗团伙，抓获嫌疑人十二名，冻结资金三百万元。\n"
                 "警方提醒，市民如遇可疑电话，请及时拨打反诈专线核实，不要点击陌生链接，切勿向陌生账户转账。\n", first[i]);
        struct page *page = page_of_lines(&arena, NULL, lines);
        page->given_title = "河湾警方打掉诈骗团伙";
        struct record_meta m = read_page(page, &a);
        if (m.source || m.authors.len)
            print_message("%s: %s %s\n", first[i], m.source, m.authors.len ? m.authors.items[0] : "");
        assert_null(m.source);
        assert_int_equal(m.authors.len, 0);
        assert_string_equal(m.title, "河湾警方打掉诈骗团伙");
    }
}

/* Facts above the story that passed as body leave it; a paragraph or most of a short story does not. */
static void the_body_begins_below_the_head(void **state)
{
    (void)state;
    struct anchors a;
    struct verdict verdicts[8] = {{.role = ROLE_BODY}};
    struct page *page = page_of_lines(&arena, NULL,
                                      "p|河湾警方打掉诈骗团伙\np|2021-10-29 17:41 来源：河湾日报\n" BODY);
    assert_true(anchors_find(page, lexicon, &arena, &a));
    anchors_settle(page, &a, verdicts);
    assert_int_equal(verdicts[0].role, ROLE_TITLE);
    assert_int_equal(verdicts[1].role, ROLE_META);
    assert_int_equal(verdicts[2].role, ROLE_BODY);

    memset(verdicts, 0, sizeof verdicts);
    page = page_of_lines(&arena, NULL, BODY "p|河湾警方打掉诈骗团伙\np|2021-10-29 17:41 来源：河湾日报\n" BODY);
    a = (struct anchors){.title_block = 2, .head_block = 3, .head_end = 4};
    anchors_settle(page, &a, verdicts);
    assert_int_equal(verdicts[0].role, ROLE_BODY);

    page = page_of_lines(&arena, NULL, "p|夜雨\np|2021年10月29日\np|雨落在瓦上\n");
    a = (struct anchors){.title_block = 0, .head_block = 1, .head_end = 2};
    anchors_settle(page, &a, verdicts);
    assert_int_equal(verdicts[1].role, ROLE_BODY);
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
        cmocka_unit_test(manners_of_the_sites),
        cmocka_unit_test(bylines_of_paragraphs),
        cmocka_unit_test(sentences_name_no_source),
        cmocka_unit_test(the_body_begins_below_the_head),
        cmocka_unit_test(an_empty_page_has_nothing),
    };
    return cmocka_run_group_tests_name("meta", tests, setup, teardown);
}
