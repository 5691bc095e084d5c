#include "extract/embedded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "page_of_lines.h"

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 22);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static struct page *with_script(const char *type, const char *text)
{
    struct page *page = page_of_lines(&arena, "河湾网", "p|正在加载");
    page->scripts = arena_zalloc(&arena, sizeof *page->scripts);
    page->scripts[0] = (struct script){.type = type, .id = "", .text = text, .len = strlen(text)};
    page->script_count = 1;
    return page;
}

#define LONG "河湾市公安局昨日通报，警方打掉一个电信网络诈骗团伙，抓获嫌疑人十二名，冻结涉案资金三百万元，追回群众损失一百二十万元。"

static void json_ld_states_facts(void **state)
{
    (void)state;
    struct embedded e;
    struct page *page =
        with_script("application/ld+json",
                    "{\"@type\":\"NewsArticle\",\"headline\":\"河湾警方破获\\u5927案\",\"datePublished\":"
                    "\"2021-10-29T17:41:00+08:00\","
                    "\"dateModified\":\"2021-10-30\",\"author\":{\"@type\":\"Person\",\"name\":\"张明\"},"
                    "\"publisher\":{\"name\":\"河湾网\"}}");
    assert_true(embedded_facts(page, &arena, &e));
    assert_string_equal(e.title, "河湾警方破获大案");
    assert_string_equal(e.published, "2021-10-29T17:41:00+08:00");
    assert_string_equal(e.modified, "2021-10-30");
    assert_string_equal(e.author, "张明");
    assert_null(e.body);
}

static void lists_of_authors_and_keywords(void **state)
{
    (void)state;
    struct embedded e;
    struct page *page =
        with_script("application/ld+json",
                    "{\"@graph\":[{\"@type\":\"WebSite\",\"name\":\"河湾网\"},{\"@type\":\"NewsArticle\","
                    "\"headline\":\"河湾警方破获大案\",\"keywords\":[\"反诈\",\"警方\"],"
                    "\"author\":[{\"name\":\"张明\"},{\"name\":\"李芳\"}],"
                    "\"comment\":[{\"author\":{\"name\":\"王武\"}}]}]}");
    assert_true(embedded_facts(page, &arena, &e));
    assert_string_equal(e.title, "河湾警方破获大案");
    assert_string_equal(e.author, "张明、李芳");
    assert_string_equal(e.keywords, "反诈 , 警方");
    page = with_script("application/ld+json", "{\"headline\":\"大案\",\"author\":[\"张明\",\"李芳\",\"王武\"]}");
    assert_true(embedded_facts(page, &arena, &e));
    assert_string_equal(e.author, "张明、李芳、王武");
}

static void baidus_form_is_read(void **state)
{
    (void)state;
    struct embedded e;
    struct page *page = with_script("application/ld+json",
        "{\"@context\": \"https://zhanzhang.baidu.com/contexts/cambrian.jsonld\",\n\t\"title\": \"河湾警方破获大案\","
        "\"images\": [\"http://example.cn/1.jpg\"],\"pubDate\": \"2021-10-29T17:41:00\" }");
    assert_true(embedded_facts(page, &arena, &e));
    assert_string_equal(e.title, "河湾警方破获大案");
    assert_string_equal(e.published, "2021-10-29T17:41:00");
}

static void a_next_state_gives_its_article(void **state)
{
    (void)state;
    struct embedded e;
    struct page *page =
        with_script("application/json",
                    "{\"props\":{\"pageProps\":{\"hot\":[{\"title\":\"别的新闻\"}],\"article\":{\"id\":1,"
                    "\"title\":\"河湾警方破获大案\","
                    "\"publishTime\":\"2021-10-29 17:41\",\"source\":\"河湾日报\",\"content\":\"<p>" LONG
                    "<\\/p><p>" LONG "</p>\"},\"recommend\":[{\"title\":\"又一条\"}]}}}");
    assert_true(embedded_article(page, &arena, &e));
    assert_string_equal(e.title, "河湾警方破获大案");
    assert_string_equal(e.source, "河湾日报");
    assert_string_equal(e.published, "2021-10-29 17:41");
    assert_true(e.body_html);
    assert_int_equal(e.body_len, strlen("<p>" LONG "</p><p>" LONG "</p>"));
}

static void object_literals_are_lenient(void **state)
{
    (void)state;
    struct embedded e;
    struct page *page = with_script("",
        "// don't stumble\nvar BASE = { header: { isPro: false, cb: function () { return 1; } },\n"
        "  articleInfo: { title: '河湾警方破获大案'.slice(0), /* x */ content: '&lt;p&gt;" LONG LONG "&lt;/p&gt;',\n"
        "  subInfo: { source: '河湾发布', time: '2021-10-29 17:41:00' } },");
    assert_true(embedded_article(page, &arena, &e));
    assert_string_equal(e.title, "河湾警方破获大案");
    assert_string_equal(e.source, "河湾发布");
    assert_string_equal(e.published, "2021-10-29 17:41:00");
    assert_true(e.body_html);
    assert_memory_equal(e.body, "<p>", 3);
}

static void short_strings_are_no_body(void **state)
{
    (void)state;
    struct embedded e;
    struct page *page =
        with_script("", "var a = {content: '广告', title: '广告', list: [1,2,3]}; var body = {};"
                        "/* long enough a script to be looked at: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx */");
    assert_true(embedded_article(page, &arena, &e));
    assert_null(e.body);
}

static void escapes_and_cut_ends_do_no_harm(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "{\"title\":\"\\ud83d\\ude00\\ud800x\\q\\\"", "{\"title\":\"a\\", "{{{{{{", "}}}}",
        "{'a':{'b':{'c'", "{\"title\":\"\\u12",
        "{\"title\":\"\\u0000\\u0001x\"}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct embedded e;
        assert_true(embedded_facts(with_script("application/ld+json", bad[i]), &arena, &e));
        if (e.title)
            assert_int_equal(utf8_valid_prefix(e.title, strlen(e.title)), strlen(e.title));
    }
    struct embedded e;
    assert_true(embedded_facts(with_script("application/ld+json", bad[0]), &arena, &e));
    assert_string_equal(e.title, "\xF0\x9F\x98\x80\xEF\xBF\xBDxq\"");
}

static void an_article_becomes_a_page(void **state)
{
    (void)state;
    size_t len;
    struct embedded e = {.title = "甲<乙", .published = "1635500460", .source = "河湾网",
        .body = "一\n二 & 三",
                         .body_len = strlen("一\n二 & 三")};
    const char *markup = embedded_markup(&e, &arena, &len);
    assert_string_equal(markup, "<h1>甲&lt;乙</h1><p>2021-10-29T17:41:00+08:00 来源：河湾网</p><div><p>"
                                "一<p>二 &amp; 三</div>");
    assert_int_equal(len, strlen(markup));
}

static void depth_is_bounded(void **state)
{
    (void)state;
    static char deep[20001];
    memset(deep, '{', 10000);
    memset(deep + 10000, '}', 10000);
    struct embedded e;
    assert_true(embedded_facts(with_script("application/ld+json", deep), &arena, &e));
    assert_null(e.title);
    memcpy(deep + 9980, "title:'x',name:'y'", 18);
    assert_true(embedded_facts(with_script("application/ld+json", deep), &arena, &e));
    assert_null(e.title);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_ld_states_facts),
        cmocka_unit_test(lists_of_authors_and_keywords),
        cmocka_unit_test(baidus_form_is_read),
        cmocka_unit_test(a_next_state_gives_its_article),
        cmocka_unit_test(object_literals_are_lenient),
        cmocka_unit_test(short_strings_are_no_body),
        cmocka_unit_test(escapes_and_cut_ends_do_no_harm),
        cmocka_unit_test(an_article_becomes_a_page),
        cmocka_unit_test(depth_is_bounded),
    };
    return cmocka_run_group_tests_name("embedded", tests, setup, teardown);
}
