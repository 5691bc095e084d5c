#include "extract/rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "extract/html.h"
#include "extract/tree.h"

static struct rules *rules;
static struct arena arena;

static int setup(void **state)
{
    (void)state;
    tree_begin();
    arena_init(&arena, 1 << 26);
    rules = rules_open(NULL);
    return rules ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    rules_close(rules);
    arena_free(&arena);
    tree_end();
    return 0;
}

static const struct site_rule *parse(const char *text)
{
    return rules_parse(rules, "example.cn.txt", text, strlen(text));
}

static struct page *read_page(const struct site_rule *rule, const char *html)
{
    struct page *page = arena_zalloc(&arena, sizeof *page);
    page->arena = &arena;
    page->url = page->title = page->canonical = page->base_href = page->next_href = page->lang = "";
    assert_true(tree_read(html, strlen(html), rule, page, NULL));
    return page;
}

static void directives_are_read(void **state)
{
    (void)state;
    const struct site_rule *r = parse("# a comment\n"
                                      "title: //h1\n"
                                      "  body :  //div[@id='a']  \r\n"
                                      "single_page_link: //a[@class='all']\n"
                                      "if_page_contains: //div[@class='pages']\n"
                                      "strip_id_or_class: 'share box'\n"
                                      "strip_image_src: /icons/\n"
                                      "source: //span[@class='src']\neditor: //span[@class='ed']\n"
                                      "find_string: <br><br>\nreplace_string: <p>\n"
                                      "replace_string(&nbsp;): x\n"
                                      "tidy: no\nprune: no\nhttp_header(user-agent): PHP\nparser: html5php\n"
                                      "test_url: http://example.cn/1\ntest_contains: 甲\n");
    assert_int_equal(r->ignored, 0);
    assert_int_equal(r->count, 9);
    assert_string_equal(r->lines[0].value, "//h1");
    assert_string_equal(r->lines[1].value, "//div[@id='a']");
    assert_int_equal(r->lines[2].kind, RULE_SINGLE);
    assert_string_equal(r->lines[2].condition, "//div[@class='pages']");
    assert_int_equal(r->lines[3].kind, RULE_STRIP);
    assert_non_null(strstr(r->lines[3].value, "' share box '"));
    assert_int_equal(r->replacement_count, 2);
    assert_string_equal(r->replacements[0].with, "<p>");
    assert_string_equal(r->replacements[1].find, "&nbsp;");
}

static void bad_lines_are_counted(void **state)
{
    (void)state;
    assert_int_equal(
        parse("nonsense\nunknown: 1\nbody:\nreplace_string: x\nif_page_contains: //a\n")->ignored, 5);
    assert_int_equal(parse("strip_id_or_class: it's\n")->ignored, 1);
    assert_string_equal(parse("title: //h1\n  unknown: 1 \nbody:\n")->first_ignored, "unknown: 1");
    char deep[200] = "body: ";
    memset(deep + 6, '(', 100);
    assert_int_equal(parse(deep)->ignored, 1);
    assert_int_equal(parse("")->count, 0);
}

static void replacements_change_the_source(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 100);
    assert_true(rules_replace(parse("find_string: aa\nreplace_string: b\nreplace_string(bb): c\n"), "aaaax",
        5, &out));
    assert_string_equal(out.data, "cx");
    assert_false(rules_replace(parse("title: //h1\n"), "aaaax", 5, &out));
    assert_false(rules_replace(parse("replace_string(a): aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"),
        "aaaax", 5, &out));
    buf_free(&out);
}

#define PAGE                                                                                               \
    "<html><head><meta name='x' content='河湾日报'></head><body><h1> 河湾 <b>大案</b> </h1>"       \
    "<div id='a' class='main'><p>第一段。</p><div class='share'>分享</div><p>第二段。</p></div>" \
    "<p>别的话。</p><a class='next' href='2.html'>下页</a></body></html>"

static void a_rule_marks_and_finds(void **state)
{
    (void)state;
    struct page *page =
        read_page(parse("title: //h2\ntitle: //h1\nbody: //*[@id='none']\nbody: //div[@id='a']\n"
                        "strip_id_or_class: share\nsource: //meta[@name='x']/@content\n"
                        "author: concat('张', '明')\nnext_page_link: //a[@class='next']\n"),
                  PAGE);
    assert_string_equal(page->ruled->title, "河湾 大案");
    assert_string_equal(page->ruled->source, "河湾日报");
    assert_string_equal(page->ruled->author, "张明");
    assert_string_equal(page->ruled->next, "2.html");
    assert_true(page->ruled->body);
    int body = 0, strip = 0, none = 0;
    for (size_t i = 0; i < page->block_count; i++) {
        body += page->blocks[i].rule_mark == RULE_MARK_BODY;
        strip += page->blocks[i].rule_mark == RULE_MARK_STRIP;
        none += page->blocks[i].rule_mark == RULE_MARK_NONE;
    }
    assert_int_equal(body, 2);
    assert_int_equal(strip, 1);
    assert_true(none >= 2);
}

static void the_tree_gives_the_blocks_of_the_parser(void **state)
{
    (void)state;
    struct page *ruled = read_page(parse("title: //h9\n"), PAGE), *plain = arena_zalloc(&arena,
        sizeof *plain);
    plain->arena = &arena;
    plain->url = "";
    assert_true(html_read(PAGE, strlen(PAGE), plain, NULL));
    assert_int_equal(ruled->block_count, plain->block_count);
    for (size_t i = 0; i < plain->block_count; i++)
        assert_string_equal(ruled->blocks[i].text, plain->blocks[i].text);
    assert_false(ruled->ruled->body);
}

static void conditions_hold_or_not(void **state)
{
    (void)state;
    const char *rule =
        "title: //h1\nif_page_contains: //div[@class='none']\ntitle: //p\nif_page_contains: //h1\n";
    assert_string_equal(read_page(parse(rule), PAGE)->ruled->title, "第一段。");
}

static void bad_and_endless_xpath_finds_nothing(void **state)
{
    (void)state;
    char page[20000];
    size_t len = (size_t)snprintf(page, sizeof page, "<body>");
    for (int i = 0; i < 900; i++)
        len += (size_t)snprintf(page + len, sizeof page - len, "<p><i>x</i></p>");
    struct page *p = read_page(parse("title: //p[[\nauthor: nofunction()\nsource: $x\n"
                                     "body: //*[count(//*[count(//*[count(//*) > 1]) > 1]) > 1]\n"), page);
    assert_null(p->ruled->title);
    assert_null(p->ruled->author);
    assert_false(p->ruled->body);
}

static void depth_costs_no_stack(void **state)
{
    (void)state;
    size_t n = 20000;
    char *page = malloc(n * 5 + 1);
    for (size_t i = 0; i < n; i++)
        memcpy(page + i * 5, "<div>", 5);
    page[n * 5] = '\0';
    assert_non_null(read_page(parse("body: //div\nstrip: //p\n"), page));
    free(page);
}

/* What XPath sees: a body where the page wrote none, names in lower case, references resolved. */
static void the_tree_of_a_page(void **state)
{
    (void)state;
    struct page *page =
        read_page(parse("title: /html/body/DIV[1]\ntitle: /html/body/div[1]/@data-t\nauthor: //td[2]\n"
                        "source: //p/b\neditor: //p[2]\nbody: //body\n"),
                  "<title>题</title><DIV Data-T='甲&amp;amp;&#20057;'>x</DIV><table><tr><td>一<td>二</table>"
                  "<p><b>来源</p><p>责编");
    assert_string_equal(page->ruled->title, "甲&amp;乙");
    assert_string_equal(page->ruled->author, "二");
    assert_string_equal(page->ruled->source, "来源");
    assert_string_equal(page->ruled->editor, "责编");
    assert_true(page->ruled->body);
}

static void a_page_too_large_for_a_tree_is_read_without_the_rule(void **state)
{
    (void)state;
    struct buf html;
    buf_init(&html, 16 * 1024 * 1024);
    for (int i = 0; i < TREE_NODES_MAX; i++)
        buf_puts(&html, "<i>x</i>");
    buf_puts(&html, "<p>末</p>");
    struct page *page = read_page(parse("body: //p\n"), html.data);
    buf_free(&html);
    assert_null(page->ruled);
    assert_string_equal(page->blocks[page->block_count - 1].text, "末");
}

static void the_judge_overrides(void **state)
{
    (void)state;
    struct page *page = read_page(parse("body: //div[@id='a']\nstrip_id_or_class: share\n"), PAGE);
    struct verdict verdicts[16] = {{0}};
    for (size_t i = 0; i < page->block_count; i++)
        verdicts[i].role = i == 0 ? ROLE_BODY : ROLE_OTHER;
    rules_judge(page, verdicts);
    int body = 0;
    for (size_t i = 0; i < page->block_count; i++)
        body += verdicts[i].role == ROLE_BODY;
    assert_int_equal(body, 2);
    assert_int_not_equal(verdicts[0].role, ROLE_BODY);
}

static void write_rule(const char *dir, const char *name, const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    assert_true(file_write_atomic(path, text, strlen(text), NULL));
}

static void files_are_found_by_host(void **state)
{
    (void)state;
    char dir[] = "/tmp/test_rules.XXXXXX", path[300];
    struct fault fault = {0};
    assert_non_null(mkdtemp(dir));
    write_rule(dir, "example.cn.txt", "title: //a\n");
    write_rule(dir, ".example.cn.txt", "title: //b\n");
    write_rule(dir, ".gov.cn.txt", "title: //c\n");
    struct rules *r = rules_open(NULL);
    assert_true(rules_add_folder(r, dir, &fault));
    const struct site_rule *rule = rules_for(r, "http://www.example.cn/1.html");
    assert_string_equal(rule->name, "example.cn.txt");
    assert_int_equal(rule->count, 2);
    assert_string_equal(rule->lines[1].value, "//b");
    assert_string_equal(rules_for(r, "https://news.example.cn/")->name, ".example.cn.txt");
    assert_string_equal(rules_for(r, "http://www.hewan.gov.cn/x")->name, ".gov.cn.txt");
    assert_null(rules_for(r, "http://other.org/"));
    assert_null(rules_for(r, "not an address"));
    assert_ptr_equal(rules_for(r, "http://example.cn/2.html"), rule);
    assert_false(rules_add_folder(r, "/nowhere", &fault));
    assert_int_equal(fault.code, FAULT_IO);
    rules_close(r);
    for (const char *const *name = (const char *const[]){"example.cn.txt", ".example.cn.txt", ".gov.cn.txt",
        NULL};
         *name; name++) {
        snprintf(path, sizeof path, "%s/%s", dir, *name);
        unlink(path);
    }
    rmdir(dir);
}

static void shipped_rules_have_no_ignored_line(void **state)
{
    (void)state;
    struct rules *r = rules_open(NULL);
    assert_true(rules_add_folder(r, "extract/rules", NULL));
    const struct site_rule *gov = rules_for(r, "http://www.hewan.gov.cn/"), *weixin = rules_for(r,
        "https://mp.weixin.qq.com/s/x");
    assert_int_equal(gov->ignored, 0);
    assert_int_equal(weixin->ignored, 0);
    rules_close(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(directives_are_read),
        cmocka_unit_test(bad_lines_are_counted),
        cmocka_unit_test(replacements_change_the_source),
        cmocka_unit_test(a_rule_marks_and_finds),
        cmocka_unit_test(the_tree_gives_the_blocks_of_the_parser),
        cmocka_unit_test(conditions_hold_or_not),
        cmocka_unit_test(bad_and_endless_xpath_finds_nothing),
        cmocka_unit_test(depth_costs_no_stack),
        cmocka_unit_test(the_tree_of_a_page),
        cmocka_unit_test(a_page_too_large_for_a_tree_is_read_without_the_rule),
        cmocka_unit_test(the_judge_overrides),
        cmocka_unit_test(files_are_found_by_host),
        cmocka_unit_test(shipped_rules_have_no_ignored_line),
    };
    return cmocka_run_group_tests_name("rules", tests, setup, teardown);
}
