/* A record as text, Markdown and TEI. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "extract/formats.h"

static const char *editors[] = {"赵六"};
static struct record_block blocks[] = {
    {"paragraph", 0, 4}, {"heading", 5, 8}, {"table", 9, 12},
    {"table", 13, 16},   {"list", 17, 19},  {"quote", 20, 22},
};
static struct record_image images[] = {{"http://e.cn/a.jpg", "现场<一>", NULL, 0},
                                       {"http://e.cn/b.jpg", NULL, NULL, 2}};
static const struct record record = {
    .id = "0123456789abcdef",
    .url = "http://e.cn/?a=1&b=2",
    .title = "标题*一*",
    .source = "晚报",
    .published = "2021-10-29",
    .editors = {editors, 1},
    .text = "正文<。\n出重拳\n一\t二\n三\t四\n条目\n引文",
    .blocks = blocks,
    .block_count = 6,
    .images = images,
    .image_count = 2,
};

static void expect(enum record_format format, const char *expected)
{
    struct buf out;
    buf_init(&out, 1 << 16);
    assert_true(format_record(format, &record, 1, &out));
    assert_string_equal(out.data, expected);
    buf_free(&out);
}

static void as_text(void **state)
{
    (void)state;
    expect(FORMAT_TEXT, "\f\n标题*一*\n\n正文<。\n出重拳\n一\t二\n三\t四\n条目\n引文\n");
}

static void as_markdown(void **state)
{
    (void)state;
    expect(FORMAT_MARKDOWN, "---\nid: \"0123456789abcdef\"\nurl: \"http://e.cn/?a=1&b=2\"\ntitle: \"标题*一*\"\n"
                            "source: \"晚报\"\npublished: \"2021-10-29\"\neditors: [\"赵六\"]\n---\n\n"
                            "# 标题\\*一\\*\n\n正文\\<。\n\n![现场\\<一\\>](<http://e.cn/a.jpg>)\n\n## 出重拳\n\n"
                            "| 一 | 二 |\n| --- | --- |\n| 三 | 四 |\n\n![](<http://e.cn/b.jpg>)\n\n"
                            "- 条目\n\n> 引文\n\n");
}

static void as_tei(void **state)
{
    (void)state;
    expect(FORMAT_TEI,
           "<TEI>\n<teiHeader><fileDesc>\n<titleStmt>\n<title>标题*一*</title>\n<editor>赵六</editor>\n</"
           "titleStmt>\n"
           "<publicationStmt>\n<publisher>晚报</publisher>\n<date when=\"2021-10-29\">2021-10-29</date>\n"
           "<idno type=\"jianbao\">0123456789abcdef</idno>\n</publicationStmt>\n<sourceDesc>\n"
           "<bibl><ref target=\"http://e.cn/?a=1&amp;b=2\"/></bibl>\n</sourceDesc>\n</fileDesc></teiHeader>\n"
           "<text><body>\n<p>正文&lt;。</p>\n<figure><graphic url=\"http://e.cn/a.jpg\"/>"
           "<figDesc>现场&lt;一&gt;</figDesc>\n</figure>\n<div>\n<head>出重拳</head>\n"
           "<table>\n<row><cell>一</cell><cell>二</cell></row>\n<row><cell>三</cell><cell>四</cell></row>\n</"
           "table>\n"
           "<figure><graphic url=\"http://e.cn/b.jpg\"/></figure>\n"
           "<list>\n<item>条目</item>\n</list>\n<quote>引文</quote>\n</div>\n</body></text>\n</TEI>\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_text),
        cmocka_unit_test(as_markdown),
        cmocka_unit_test(as_tei),
    };
    return cmocka_run_group_tests_name("formats", tests, NULL, NULL);
}
