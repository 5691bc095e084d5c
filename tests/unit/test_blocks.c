/* What HTML and dumps become: blocks, through tokens and elements. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "extract/dump.h"
#include "extract/html.h"
#include "extract/html_tags.h"
#include "extract/script.h"

static struct arena arena;
static struct page page;

static int start(void **state)
{
    (void)state;
    arena_init(&arena, 64 * 1024 * 1024);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static void read_html(const char *html)
{
    struct fault fault = {0};
    arena_reset(&arena);
    page = (struct page){.arena = &arena};
    assert_true(html_read(html, strlen(html), &page, &fault));
}

static void read_dump(const char *text)
{
    struct fault fault = {0};
    arena_reset(&arena);
    page = (struct page){.arena = &arena};
    assert_true(dump_read(text, strlen(text), &page, &fault));
}

/* The blocks' texts, parted by " / ". */
static const char *texts(void)
{
    static char all[8192];
    size_t n = 0;
    all[0] = '\0';
    for (size_t i = 0; i < page.block_count; i++) {
        const char *text = page.blocks[i].image >= 0 ? "[image]" : page.blocks[i].text;
        assert_true(page.blocks[i].image >= 0 || strlen(text) == page.blocks[i].len);
        n += (size_t)snprintf(all + n, sizeof all - n, "%s%s", i ? " / " : "", text);
    }
    return all;
}

static void paragraphs_however_they_are_written(void **state)
{
    (void)state;
    read_html("<p>第一段。</p><p>　　第二段。</p>");
    assert_string_equal(texts(), "第一段。 / 第二段。");
    assert_int_equal(page.blocks[1].indent, 4);
    read_html("<td><span>　　第一段。<br><br>　　第二段。</span></td>");
    assert_string_equal(texts(), "第一段。 / 第二段。");
    read_html("<div>　　第一段。　　第二段。&nbsp;&nbsp;&nbsp;&nbsp;第三段。</div>");
    assert_string_equal(texts(), "第一段。 / 第二段。 / 第三段。");
    read_html("<div>第一\n段是<b>粗</b>的，<span>连着</span>。</div>tail");
    assert_string_equal(texts(), "第一段是粗的，连着。 / tail");
    read_html("<pre>诗一行\n诗二行</pre>");
    assert_string_equal(texts(), "诗一行 / 诗二行");
}

static void blanks(void **state)
{
    (void)state;
    read_html("<p>  a \n b&nbsp; c　d  </p>");
    assert_string_equal(texts(), "a b c d");
    read_html("<p>记者 张三\n\n李四 APP\n上线</p>");
    assert_string_equal(texts(), "记者 张三李四 APP 上线");
}

static void references_are_cleaned(void **state)
{
    (void)state;
    read_html("<p>a&#150;b&#128;c&#8203;d&#x202e;e&#27;f&#133;g</p>");
    assert_string_equal(texts(), "a–b€cdef…g");
    read_html("<p class='&#8203;A&#27;'>x</p>");
    assert_string_equal(page.boxes[page.blocks[0].box].cls, "a");
}

static void counts(void **state)
{
    (void)state;
    read_html("<p>警方说，<a href=x>共12人</a>。<b>完</b></p>");
    const struct block *b = &page.blocks[0];
    assert_int_equal(b->chars, 10);
    assert_int_equal(b->han, 6);
    assert_int_equal(b->punct, 2);
    assert_int_equal(b->link_chars, 4);
    assert_int_equal(b->strong_chars, 1);
    assert_int_equal(b->links, 1);
    assert_int_equal(page.links[0].text_len, strlen("共12人"));
    assert_memory_equal(page.links[0].text, "共12人", page.links[0].text_len);
}

static void kinds(void **state)
{
    (void)state;
    read_html("<h2>小标题</h2><ul><li>一<li>二</ul><blockquote>引</blockquote><figure><img src=a.jpg>"
              "<figcaption>图说</figcaption></figure>");
    assert_string_equal(texts(), "小标题 / 一 / 二 / 引 / [image] / 图说");
    static const uint8_t wanted[] = {BLOCK_HEADING, BLOCK_LIST,  BLOCK_LIST,
                                     BLOCK_QUOTE,   BLOCK_IMAGE, BLOCK_CAPTION};
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(page.blocks[i].kind, wanted[i]);
    assert_int_equal(page.blocks[0].level, 2);
}

static void data_tables_and_layout_tables(void **state)
{
    (void)state;
    read_html("<p>前</p><table><tr><th>年份<th>案件<tr><td>2020<td><td>x</tr><tr><td><p>2021</p><td>26.2万</"
              "table>后");
    assert_string_equal(texts(), "前 / 年份\t案件 / 2020\t\tx / 2021\t26.2万 / 后");
    assert_int_equal(page.blocks[2].kind, BLOCK_TABLE);
    assert_int_equal(page.blocks[4].kind, BLOCK_PARAGRAPH);
    read_html("<table><tr><td><table><tr><td>　　第一段。<br>　　第二段。</td></tr></table></td><td></td></"
              "tr></table>");
    assert_string_equal(texts(), "第一段。 / 第二段。");
    for (size_t i = 0; i < page.box_count; i++)
        assert_true(page.boxes[i].end_block <= page.block_count);
}

static void marks_and_boxes(void **state)
{
    (void)state;
    read_html(
        "<div id=Info class='A b'>来自<span id=\"Source\" itemprop=publisher>河湾 日报</span> 讯</div>");
    assert_int_equal(page.mark_count, 1);
    assert_string_equal(page.marks[0].id, "source");
    assert_string_equal(page.marks[0].prop, "publisher");
    assert_memory_equal(page.blocks[0].text + page.marks[0].start, "河湾 日报", page.marks[0].len);
    assert_int_equal(page.marks[0].len, strlen("河湾 日报"));
    const struct box *box = &page.boxes[page.blocks[0].box];
    assert_string_equal(box->cls, "a b");
    assert_string_equal(box->id, "info");
    assert_int_equal(box->tag, TAG_DIV);
    assert_int_equal(box->first_block, 0);
    assert_int_equal(box->end_block, 1);
}

static void marks_follow_into_rows(void **state)
{
    (void)state;
    read_html("<table><tr><td>来源<td><i class=s>河湾报</i><tr><td>日期<td><i class=d>3月</i></table>");
    assert_int_equal(page.block_count, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct mark *m = &page.marks[i];
        assert_int_equal(m->block, i);
        assert_memory_equal(page.blocks[i].text + m->start, i ? "3月" : "河湾报", m->len);
    }
}

static void hidden_and_dropped(void **state)
{
    (void)state;
    read_html("<div style='color:red; DISPLAY : none'>藏</div><noscript>无</noscript>"
              "<script>var a = '<p>假</p>';</script><style>p{}</style><!-- <p>注</p> --><p>真</p>");
    assert_string_equal(texts(), "藏 / 无 / 真");
    assert_true(page.blocks[0].hidden);
    assert_true(page.blocks[1].hidden);
    assert_false(page.blocks[2].hidden);
    assert_int_equal(page.script_count, 1);
    assert_memory_equal(page.scripts[0].text, "var a", 5);
}

static void the_head(void **state)
{
    (void)state;
    read_html(
        "<html lang=zh-CN><head><title> 标题_\n河湾网 </title><meta property=og:TITLE content='题'>"
        "<meta name=empty><link rel=canonical href=' http://a.cn/1 '><link rel=next href=/2>"
        "<base href=//b.cn/></head><body><svg><title>图标</title></svg><time datetime=2021-01-02>昨</time>");
    assert_string_equal(page.title, "标题_ 河湾网");
    assert_int_equal(page.meta_count, 1);
    assert_string_equal(page.metas[0].name, "og:title");
    assert_string_equal(page.metas[0].content, "题");
    assert_string_equal(page.canonical, "http://a.cn/1");
    assert_string_equal(page.next_href, "/2");
    assert_string_equal(page.base_href, "//b.cn/");
    assert_string_equal(page.lang, "zh-cn");
    assert_string_equal(page.times[0].datetime, "2021-01-02");
}

static void pictures(void **state)
{
    (void)state;
    read_html(
        "<p>字<img src=blank.gif data-original=/a.jpg width=600 alt=说>后</p>"
        "<a href=/big><img srcset='s.jpg 1x, l.jpg 2x' src=s.jpg></a><img src='data:image/gif;base64,x'>");
    assert_string_equal(page.images[0].src, "/a.jpg");
    assert_int_equal(page.images[0].width, 600);
    assert_string_equal(page.images[0].alt, "说");
    assert_string_equal(page.images[1].src, "l.jpg");
    assert_string_equal(page.images[1].href, "/big");
    assert_string_equal(texts(), "字后 / [image] / [image] / [image]");
}

static void what_browsers_forgive(void **state)
{
    (void)state;
    read_html("<p>5 < 6，<<书名>>，a<b</p><p>二</p>");
    assert_non_null(strstr(texts(), "5 < 6，<<书名>>，a"));
    assert_non_null(strstr(texts(), "二"));
    read_html("<a href=\"x>一</a><p>二</p>");
    assert_string_equal(texts(), "一 / 二");
    read_html("<!-- 没有关<p>一</p>");
    assert_string_equal(texts(), "一");
    read_html("");
    assert_int_equal(page.block_count, 0);
    read_html("只有字");
    assert_string_equal(texts(), "只有字");
}

static void repeat(struct buf *out, const char *text, int times)
{
    for (int i = 0; i < times; i++)
        buf_puts(out, text);
}

static void depth_is_flattened(void **state)
{
    (void)state;
    enum { DEPTH = 20000 };
    struct buf html;
    buf_init(&html, 1024 * 1024);
    repeat(&html, "<div>", DEPTH);
    buf_puts(&html, "<script>x</script><p>底</p>");
    repeat(&html, "</div>", DEPTH);
    buf_puts(&html, "<p>后</p>");
    read_html(html.data);
    buf_free(&html);
    assert_string_equal(texts(), "底 / 后");
    assert_true(page.limits & PAGE_LIMIT_DEPTH);
    assert_true(page.boxes[page.blocks[1].box].depth < 4);
}

static void attributes_are_bounded(void **state)
{
    (void)state;
    struct buf html;
    buf_init(&html, 1024 * 1024);
    buf_puts(&html, "<p ");
    for (int i = 0; i < 20000; i++)
        buf_printf(&html, "a%d=%d ", i, i);
    buf_puts(&html, "class=late>字</p><p first a=1 class='x' class='y' id=z>字</p>");
    read_html(html.data);
    buf_free(&html);
    assert_string_equal(texts(), "字 / 字");
    assert_string_equal(page.boxes[page.blocks[0].box].cls, "");
    assert_string_equal(page.boxes[page.blocks[1].box].cls, "x");
    assert_string_equal(page.boxes[page.blocks[1].box].id, "z");
}

/* What a tag implies about those before it (WHATWG HTML 13.2.6). */
static void end_tags_are_implied(void **state)
{
    (void)state;
    read_html("<ul><li>一<ul><li>二</ul>三<li>四</ul>五");
    assert_string_equal(texts(), "一 / 二 / 三 / 四 / 五");
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(page.blocks[i].kind, i < 4 ? BLOCK_LIST : BLOCK_PARAGRAPH);
    read_html("<div><h2>题<h3>题</div>文<a href=1>甲<a href=2>乙</a>丙<p>丁<table><tr><td>戊</div>己</table>庚");
    assert_string_equal(texts(), "题 / 题 / 文甲乙丙 / 丁 / 戊己 / 庚");
    assert_int_equal(page.blocks[2].kind, BLOCK_PARAGRAPH);
    assert_int_equal(page.blocks[2].links, 2);
    assert_int_equal(page.blocks[2].link_chars, 2);
    read_html("<title>甲</title><body class=a>乙</body></html><p>丙</p><body class=b>"
              "<select><option>丁<p>戊</select>己");
    assert_string_equal(page.boxes[page.blocks[0].box].cls, "a");
    assert_string_equal(page.boxes[page.boxes[page.blocks[1].box].parent].cls, "a");
    assert_false(page.blocks[page.block_count - 1].hidden);
}

/* <b> or <a> around a <p> that outlives it: only the effect ends. */
static void inline_elements_end_in_place(void **state)
{
    (void)state;
    read_html("<div><b><p>粗</b>不粗</p>后</div><p>完</p>");
    assert_string_equal(texts(), "粗不粗 / 后 / 完");
    assert_int_equal(page.blocks[0].strong_chars, 1);
    assert_int_equal(page.blocks[1].strong_chars, 0);
    read_html("<a href=x><div>链</a>文</div><table><tr><td><b>甲<table><tr><td>乙</b></table>丙</table>丁");
    assert_int_equal(page.blocks[0].link_chars, 1);
    assert_string_equal(texts(), "链文 / 甲 / 乙 / 丙 / 丁");
}

static void raw_and_literal_text(void **state)
{
    (void)state;
    read_html("<title>甲<b>&amp;乙</title><textarea><p>藏</textarea><iframe src=x><p>假</iframe>"
              "<noframes>假</noframes><style>p{</style>"
              "<script type='Application/LD+JSON' id=d>{\"a\":\"</p>\"}</script>真");
    assert_string_equal(page.title, "甲<b>&乙");
    assert_string_equal(texts(), "<p>藏 / 真");
    assert_true(page.blocks[0].hidden);
    assert_int_equal(page.script_count, 1);
    assert_string_equal(page.scripts[0].type, "application/ld+json");
    assert_string_equal(page.scripts[0].id, "d");
    assert_int_equal(page.scripts[0].len, strlen("{\"a\":\"</p>\"}"));
    read_html("<iframe src=x>甲<textarea>乙<title>丙<p>丁</p><script>var a = 1;<p>戊");
    assert_string_equal(texts(), "甲 / 乙 / 丁");
}

static void dumps(void **state)
{
    (void)state;
    read_dump("标题\n\n\n　　第一段，完。\n第二段\t来源\n   \n　\n末");
    assert_string_equal(texts(), "标题 / 第一段，完。 / 第二段 来源 / 末");
    assert_false(page.markup);
    assert_int_equal(page.blocks[1].gap, 2);
    assert_int_equal(page.blocks[1].indent, 4);
    assert_int_equal(page.blocks[2].gap, 0);
}

static void wrapped_dumps_are_joined(void **state)
{
    (void)state;
    const char *line = "一二三四五六七八九十一二三四五六七八九十"; /* 40 columns */
    char text[4096] = "";
    for (int i = 0; i < 4; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "　　%.54s\n%s\n%s\n短。\n\n", line, line,
                 line);
    read_dump(text);
    assert_int_equal(page.block_count, 4);
    assert_false(page.blocks[0].ends_line);
    assert_null(strchr(page.blocks[0].text, ' '));
}

/* A short text proves its width by lines that stop in the middle of sentences. */
static void short_wrapped_dumps_are_joined(void **state)
{
    (void)state;
    read_dump("河湾警方破案\n2021-10-29 来源：河湾网\n\n"
              "　　河湾市公安局昨日通报，警方打掉一个电信\n网络诈骗团伙，抓获嫌疑人十二名。\n"
              "　　冻结涉案资金三百万元，为群众追回了损失\n一百二十万元，涉案的嫌疑人已被依法采取刑事\n强制措施。\n");
    assert_int_equal(page.block_count, 4);
    read_dump("警方打掉一个电信诈骗团伙抓获十二名嫌疑人\n热门\n女子网购退款时被骗走九万元报警后追回五万\n");
    assert_int_equal(page.block_count, 3);
}

static void markdown_is_read_as_its_text(void **state)
{
    (void)state;
    read_dump("[首页](https://hewan.example/) [社会](/s)\n# 河湾警方破案\n来源：[河湾网](https://hewan.example/)\n"
              "![图](https://hewan.example/1.jpg)**河湾**警方通报。\n");
    assert_string_equal(texts(), "首页 社会 / 河湾警方破案 / 来源：河湾网 / 河湾警方通报。");
    read_dump("数组[0](旧)不是链接\n# 号也是\n");
    assert_string_equal(texts(), "数组[0](旧)不是链接 / # 号也是");
}

/* A page and what a browser copies of it give the same blocks. */
static void a_page_and_its_dump(void **state)
{
    (void)state;
    read_html("<h1>题</h1><div>来源：河湾日报 "
              "2021-10-29</div><p>　　第一段。</p><p>　　第二段。</p><ul><li>甲<li>乙</ul>");
    char html[8192];
    snprintf(html, sizeof html, "%s", texts());
    read_dump("题\n\n来源：河湾日报 2021-10-29\n\n　　第一段。\n\n　　第二段。\n\n甲\n乙\n");
    assert_string_equal(texts(), html);
}

static void traditional_or_simplified(void **state)
{
    (void)state;
    read_html("<p>記者從警方獲悉，詐騙集團已經落網。</p>");
    assert_true(script_is_traditional(&page));
    read_html("<p>记者从警方获悉，诈骗集团已经落网。</p><a href=x>繁體</a>");
    assert_false(script_is_traditional(&page));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paragraphs_however_they_are_written),
        cmocka_unit_test(blanks),
        cmocka_unit_test(references_are_cleaned),
        cmocka_unit_test(counts),
        cmocka_unit_test(kinds),
        cmocka_unit_test(data_tables_and_layout_tables),
        cmocka_unit_test(marks_and_boxes),
        cmocka_unit_test(marks_follow_into_rows),
        cmocka_unit_test(hidden_and_dropped),
        cmocka_unit_test(the_head),
        cmocka_unit_test(pictures),
        cmocka_unit_test(what_browsers_forgive),
        cmocka_unit_test(depth_is_flattened),
        cmocka_unit_test(attributes_are_bounded),
        cmocka_unit_test(end_tags_are_implied),
        cmocka_unit_test(inline_elements_end_in_place),
        cmocka_unit_test(raw_and_literal_text),
        cmocka_unit_test(dumps),
        cmocka_unit_test(wrapped_dumps_are_joined),
        cmocka_unit_test(short_wrapped_dumps_are_joined),
        cmocka_unit_test(markdown_is_read_as_its_text),
        cmocka_unit_test(a_page_and_its_dump),
        cmocka_unit_test(traditional_or_simplified),
    };
    return cmocka_run_group_tests_name("blocks", tests, start, end);
}
