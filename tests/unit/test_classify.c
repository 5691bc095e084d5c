/* classify: every kind of furniture gets its own role, and the story stays
 * whole.  The pages are made up, each after a way in which pages are made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "extract/classify.h"
#include "extract/dump.h"
#include "extract/html.h"

#define P1 "市公安局昨天通报，今年前三季度全市电信网络诈骗案件同比下降两成，追回被骗资金三千余万元。"
#define P2 "反诈中心负责人说，骗子的话术每个月都在变，预警电话必须赶在转账之前打到，一分钟也不能耽误。"
#define P3 "下一步，警方将与银行共同设立劝阻窗口，老人在柜台办理大额汇款时，由民警当面核实收款人的身份。"

static struct classifier *classifier;

struct reading {
    struct arena arena;
    struct page page;
    struct verdict *verdicts;
    struct outline outline;
    struct buf body;
};

static int load(void **state)
{
    (void)state;
    struct fault fault = {0};
    classifier = classifier_load("extract/lexicon", &fault);
    return classifier ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    classifier_free(classifier);
    return 0;
}

static void read_page(struct reading *r, const char *text, bool markup)
{
    struct fault fault = {0};
    memset(r, 0, sizeof *r);
    arena_init(&r->arena, 64u << 20);
    buf_init(&r->body, 1u << 20);
    r->page.arena = &r->arena;
    assert_true((markup ? html_read : dump_read)(text, strlen(text), &r->page, &fault));
    r->verdicts = arena_zalloc(&r->arena, (r->page.block_count + 1) * sizeof *r->verdicts);
    assert_true(classify_page(classifier, &r->page, &r->arena, r->verdicts, &r->outline, &fault));
    for (size_t i = 0; i < r->page.block_count; i++) {
        const struct verdict *v = &r->verdicts[i];
        assert_true(v->role < ROLE_COUNT && v->why);
        if (v->role <= ROLE_SUBHEADING)
            buf_printf(&r->body, "%.*s\n", (int)(r->page.blocks[i].len - v->cut), r->page.blocks[i].text);
    }
}

static void end_page(struct reading *r)
{
    buf_free(&r->body);
    arena_free(&r->arena);
}

static enum role role_of(const struct reading *r, const char *text)
{
    for (size_t i = 0; i < r->page.block_count; i++) {
        if (r->page.blocks[i].len > 0 &&
            memmem(r->page.blocks[i].text, r->page.blocks[i].len, text, strlen(text)))
            return (enum role)r->verdicts[i].role;
    }
    fail_msg("no block holds '%s'", text);
    return ROLE_COUNT;
}

static void expect_body(const char *html, bool markup, const char *body)
{
    struct reading r;
    read_page(&r, html, markup);
    assert_string_equal(r.body.data ? r.body.data : "", body);
    end_page(&r);
}

struct expectation {
    const char *text;
    enum role role;
};

static void expect_roles(const char *html, bool markup, const struct expectation *e, size_t count)
{
    struct reading r;
    read_page(&r, html, markup);
    for (size_t i = 0; i < count; i++) {
        if (role_of(&r, e[i].text) != e[i].role)
            fail_msg("'%s' is %s, not %s", e[i].text, role_name(role_of(&r, e[i].text)),
                     role_name(e[i].role));
    }
    end_page(&r);
}

#define HEAD \
    "<title>电诈案件下降两成_某某网</title><body><div class=top><a href=/>首页</a><a href=/a>新闻</a></div>"

static void every_role_is_told(void **state)
{
    (void)state;
    static const char page[] = HEAD
        "<div>您当前的位置：<a href=/>首页</a> &gt; <a href=/x>社会</a> &gt; 正文</div>"
        "<h1>电诈案件下降两成</h1><div>2021年10月29日 17:41 来源：某某日报 <a href=/c>字号</a></div>"
        "<div id=text><p>" P1 "</p><p><b>劝阻窗口</b></p><p>" P2
        "</p><p><img src=a.jpg></p><p>资料图：反诈中心大厅</p>"
        "<p>点击查看高清原图</p><p>" P3 "</p><p>记者 张某某</p><p>（责任编辑：李某）</p></div>"
        "<div>分享到：<a href=/w>新浪微博</a> <a "
        "href=/q>QQ空间</a></div><div>您此时的心情</div><div>关键词：反诈 银行</div>"
        "<div>打开某某APP阅读全文</div><div>展开全文</div>"
        "<div>声明：本网转载此文出于传递更多信息之目的，不代表本网观点，请读者仅作参考。</div>"
        "<h3>相关新闻</h3><ul><li><a href=/1>邻市破获一起跨境电诈大案</a></li></ul>"
        "<div>网友评论</div><div>匿名网友：写得好，支持警方，这样的骗子就该早点抓起来，大家都要小心。</div>"
        "<div>Copyright 2021 某某网 版权所有</div>";
    static const struct expectation e[] = {
        {"您当前的位置", ROLE_NAVIGATION},
        {"电诈案件下降两成", ROLE_TITLE},
        {"17:41", ROLE_META},
        {"市公安局", ROLE_BODY},
        {"劝阻窗口", ROLE_BODY},
        {"资料图", ROLE_CAPTION},
        {"高清原图", ROLE_GALLERY},
        {"下一步", ROLE_BODY},
        {"记者 张", ROLE_BYLINE},
        {"责任编辑", ROLE_EDITOR},
        {"分享到", ROLE_SHARE},
        {"心情", ROLE_MOOD},
        {"关键词", ROLE_KEYWORDS},
        {"展开全文", ROLE_STUB},
        {"声明：", ROLE_DISCLAIMER},
        {"相关新闻", ROLE_RELATED},
        {"邻市", ROLE_RELATED},
        {"网友评论", ROLE_COMMENT},
        {"匿名网友", ROLE_COMMENT},
        {"Copyright", ROLE_COPYRIGHT},
    };
    expect_roles(page, true, e, sizeof e / sizeof *e);
}

static void lists_tables_quotes_and_short_lines_stay(void **state)
{
    (void)state;
    expect_body(
        HEAD "<h1>电诈案件下降两成</h1><div id=t><p>" P1 "</p><h2>三条提醒</h2><ul><li>不轻信陌生来电</li>"
             "<li>不点击来历不明的链接</li></ul><blockquote>钱在自己手里，急什么。</"
             "blockquote><table><tr><td>月份</td>"
             "<td>案件</td></tr><tr><td>一月</td><td>12</td></tr></table><p>" P2
             "</p><p>请互相转告。</p></div>",
        true,
        P1
        "\n三条提醒\n不轻信陌生来电\n不点击来历不明的链接\n钱在自己手里，急什么。\n月份\t案件\n一月\t12\n" P2
        "\n请互相转告。\n");
}

static void bare_text_between_breaks_in_nested_tables(void **state)
{
    (void)state;
    expect_body("<title>电诈案件下降两成</title><table><tr><td><a "
                "href=/>首页</a></td><td><table><tr><td>电诈案件下降两成</td></tr>"
                "<tr><td>　　" P1 "<br><br>　　" P2 "<br>　　" P3 "<br></td></tr></table></td></tr>"
                "<tr><td>某某网 版权所有 未经授权不得转载</td></tr></table>",
                true, P1 "\n" P2 "\n" P3 "\n");
}

static void a_short_story_does_not_lose_to_comments_or_footer(void **state)
{
    (void)state;
    expect_body(
        HEAD
        "<h1>电诈案件下降两成</h1><p>2021-10-29 "
        "17:41</p><div><p>今年全市电诈案件下降两成，公安局昨天说。</p></div>"
        "<div>网友评论</div><div class=list><div><p>热心市民：" P2 "</p></div><div><p>过路的人：" P3
        "</p></div><div><p>老张：" P1 "</p></div></"
        "div><div>本站由某某公司主办，办公地址在某某市某某路一号，欢迎各界人士监督，我们将及时处理。</div>",
        true, "今年全市电诈案件下降两成，公安局昨天说。\n");
}

static void a_list_that_floats_in_the_story_does_not_cut_it(void **state)
{
    (void)state;
    expect_body(HEAD "<h1>电诈案件下降两成</h1><div id=t><p>" P1
                     "</p><div class=box><h3>推荐阅读</h3><ul><li><a href=/1>另一条新闻的标题"
                     "</a></li><li><a href=/2>又一条新闻的标题</a></li></ul></div><p>" P2 "</p><p>" P3
                     "</p><p>" P2 "</p></div>",
                true, P1 "\n" P2 "\n" P3 "\n" P2 "\n");
}

static void a_box_for_each_paragraph(void **state)
{
    (void)state;
    expect_body(HEAD "<h1>电诈案件下降两成</h1><div id=t><div>" P1 "</div><div>钱是怎么没的</div><div>" P2
                     "</div><div>" P3 "</div><div>请互相转告</div></div><div><a href=/>返回首页</a></div>",
                true, P1 "\n钱是怎么没的\n" P2 "\n" P3 "\n请互相转告\n");
}

static void pictures_that_tell_the_story(void **state)
{
    (void)state;
    expect_body(HEAD
                "<h1>电诈案件下降两成</h1><div><p><img "
                "src=a.jpg></p><p>10月29日，民警在社区向老人讲解防骗知识。新华社发（某某 摄）</p>"
                "<p><img src=b.jpg></p><p>图为10月29日，志愿者在车站发放反诈手册，过往旅客驻足。</p></div>",
                true,
                "10月29日，民警在社区向老人讲解防骗知识。新华社发（某某 "
                "摄）\n图为10月29日，志愿者在车站发放反诈手册，过往旅客驻足。\n");
}

static void paragraphs_that_are_links(void **state)
{
    (void)state;
    expect_body(HEAD "<h1>电诈案件下降两成</h1><div><p><a href=/v>" P1 "</a></p><p><a href=/v>" P2
                     "</a></p></div>",
                true, P1 "\n" P2 "\n");
}

static void questions_and_repeated_paragraphs_stay(void **state)
{
    (void)state;
    expect_body(
        HEAD "<h1>电诈案件下降两成</h1><div><p>记者：今年案件少了吗？</p><p>" P1
             "</p><p>记者：原因是什么？</p><p>" P2 "</p><p>记者：今年案件少了吗？</p><p>" P1 "</p></div>",
        true, "记者：今年案件少了吗？\n" P1 "\n记者：原因是什么？\n" P2 "\n记者：今年案件少了吗？\n" P1 "\n");
}

static void tails_glued_to_a_paragraph_are_cut(void **state)
{
    (void)state;
    expect_body(HEAD "<h1>电诈案件下降两成</h1><div><p>" P1 "</p><p>" P2 "（记者张某）</p><p>" P3
                     "（责任编辑：李某）</p></div>",
                true, P1 "\n" P2 "（记者张某）\n" P3 "\n");
    expect_body(HEAD "<h1>电诈案件下降两成</h1><div><p>" P1 "</p><p>" P3
                     "<a href=/>返回某某网，查看更多</a></p></div>",
                true, P1 "\n" P3 "\n");
}

static void names_of_boxes_count_where_they_can(void **state)
{
    (void)state;
    /* the comments have no head, only a name */
    expect_body(HEAD "<h1>电诈案件下降两成</h1><div><p>" P1 "</p></div><div class='comment-list'><p>" P2
                     "</p><p>" P3 "</p></div>",
                true, P1 "\n");
    /* the article itself stands in a box called share */
    expect_body(HEAD "<div class=share-page><h1>电诈案件下降两成</h1><p>" P1 "</p><p>" P2 "</p></div>", true,
                P1 "\n" P2 "\n");
}

#define COMMENT(n, text)                                                                             \
    "<div class=c" n "><div><a href=/u" n ">用户" n "</a> 2021-10-30 10:0" n "</div><p>" text "</p>" \
    "<div><a href=/r>回复</a> <a href=/s>支持(3)</a></div></div>"

static void rows_made_alike_are_comments(void **state)
{
    (void)state;
    expect_body(HEAD "<h1>电诈案件下降两成</h1><div><p>今年全市电诈案件下降两成，公安局昨天说。</p></div>"
                     "<div class=x>" COMMENT("1", P1) COMMENT("2", P2) COMMENT("3", P3) "</div>",
                true, "今年全市电诈案件下降两成，公安局昨天说。\n");
    /* a thread has no story above its rows: they are the story */
    struct reading r;
    read_page(&r,
              HEAD "<h1>电诈案件下降两成</h1><div class=x>" COMMENT("1", P1) COMMENT("2", P2)
                  COMMENT("3", P3) "</div>",
              true);
    assert_int_equal(role_of(&r, "市公安局"), ROLE_BODY);
    end_page(&r);
}

static void a_hidden_story_is_found_when_there_is_no_other(void **state)
{
    (void)state;
    expect_body(HEAD "<h1>电诈案件下降两成</h1><div style='display:none'><p>" P1 "</p><p>" P2 "</p></div>",
                true, P1 "\n" P2 "\n");
    expect_body(HEAD "<h1>电诈案件下降两成</h1><div style='display:none'><p>" P1 "</p></div><div><p>" P2
                     "</p></div>",
                true, P2 "\n");
}

static void traditional_pages(void **state)
{
    (void)state;
    static const char page[] =
        "<title>詐騙案減兩成 - 某報</title><div>您的位置：<a href=/>首頁</a></div><h1>詐騙案減兩成</h1>"
        "<p>〔記者某某／台北報導〕</"
        "p><p>警方昨天公布，今年前三季詐騙案件較去年同期減少兩成，追回三千多萬元。</p>"
        "<p>（責任編輯：某某）</p><div>轉寄 | 列印</div><h3>相關新聞</h3><p><a href=/1>另一則新聞</a></p>"
        "<div>回應文章</div><div>某報 版權所有 不得轉載</div>";
    static const struct expectation e[] = {{"您的位置", ROLE_NAVIGATION}, {"台北報導", ROLE_BYLINE},
                                           {"警方昨天", ROLE_BODY},       {"責任編輯", ROLE_EDITOR},
                                           {"轉寄", ROLE_SHARE},          {"相關新聞", ROLE_RELATED},
                                           {"回應文章", ROLE_COMMENT},    {"版權所有", ROLE_COPYRIGHT}};
    expect_roles(page, true, e, sizeof e / sizeof *e);
}

static void a_dump_without_any_markup(void **state)
{
    (void)state;
    expect_body("首页\n新闻\n  • 国内\n  • 国际\n首页> 社会 > "
                "正文\n\n电诈案件下降两成\n\n来源:某某日报2021-10-29 17:41\n\n　　" P1
                "\n\n　　出重拳\n\n　　" P2 "\n\n　　" P3
                "\n\n[ 责编:李某 ]\n阅读剩余全文（\n\n相关阅读\n  • 邻市破获跨境大案，抓获二十人\n"
                "  • 银行推出延迟到账，老人受益\n\n您此时的心情\n  • 开心\n    0\n",
                false, P1 "\n出重拳\n" P2 "\n" P3 "\n");
}

static void text_that_was_clean_stays_whole(void **state)
{
    (void)state;
    expect_body(
        "一、反诈工作小组组长\n" P1 "\n张某某 李某某 王某某\n二、请市民转告家里的老人，大家都来反诈\n", false,
        "一、反诈工作小组组长\n" P1 "\n张某某 李某某 王某某\n二、请市民转告家里的老人，大家都来反诈\n");
}

static void verse_in_a_dump(void **state)
{
    (void)state;
    expect_body("某某号\n\n修路通知\n\n2019-05-17 · "
                "某某报道\n\n　　下周一，\n\n　　高速公路要封闭，\n\n　　大家早点出门。\n\n"
                "　　愿人人\n\n　　从家里出来，\n\n　　再平安到家。\n\n特别声明：以上内容为用户上传。\n",
                false, "下周一，\n高速公路要封闭，\n大家早点出门。\n愿人人\n从家里出来，\n再平安到家。\n");
}

static void a_page_without_a_story(void **state)
{
    (void)state;
    struct reading r;
    read_page(&r, "<title>某某网</title><ul><li><a href=/1>国内新闻</a><li><a href=/2>国际新闻</a></ul>",
              true);
    assert_int_equal(r.outline.first_body, -1);
    assert_int_equal(r.outline.last_body, -1);
    end_page(&r);
    read_page(&r, "", true);
    assert_int_equal(r.outline.first_body, -1);
    end_page(&r);
}

/* Ten thousand boxes in a row, and in one another, take no more than linear
 * time and no deep stack. */
static void large_pages_are_no_trouble(void **state)
{
    (void)state;
    struct buf html;
    struct reading r;
    buf_init(&html, 64u << 20);
    buf_puts(&html, HEAD "<h1>电诈案件下降两成</h1>");
    for (int i = 0; i < 400; i++)
        buf_puts(&html, "<div class='a b c'>");
    for (int i = 0; i < 10000; i++)
        buf_puts(&html, "<div><p>" P1 "</p></div>");
    read_page(&r, html.data, true);
    assert_true(r.outline.last_body - r.outline.first_body > 9000);
    assert_true(r.outline.confidence > 50);
    end_page(&r);
    buf_free(&html);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_role_is_told),
        cmocka_unit_test(lists_tables_quotes_and_short_lines_stay),
        cmocka_unit_test(bare_text_between_breaks_in_nested_tables),
        cmocka_unit_test(a_short_story_does_not_lose_to_comments_or_footer),
        cmocka_unit_test(a_list_that_floats_in_the_story_does_not_cut_it),
        cmocka_unit_test(a_box_for_each_paragraph),
        cmocka_unit_test(pictures_that_tell_the_story),
        cmocka_unit_test(paragraphs_that_are_links),
        cmocka_unit_test(questions_and_repeated_paragraphs_stay),
        cmocka_unit_test(tails_glued_to_a_paragraph_are_cut),
        cmocka_unit_test(names_of_boxes_count_where_they_can),
        cmocka_unit_test(rows_made_alike_are_comments),
        cmocka_unit_test(a_hidden_story_is_found_when_there_is_no_other),
        cmocka_unit_test(traditional_pages),
        cmocka_unit_test(a_dump_without_any_markup),
        cmocka_unit_test(text_that_was_clean_stays_whole),
        cmocka_unit_test(verse_in_a_dump),
        cmocka_unit_test(a_page_without_a_story),
        cmocka_unit_test(large_pages_are_no_trouble),
    };
    return cmocka_run_group_tests_name("classify", tests, load, unload);
}
