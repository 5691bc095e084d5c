#include "extract/next.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "page_of_lines.h"

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static struct next_pages find(const char *url, const char *text, const char *href)
{
    struct page *page = page_of_lines(&arena, "河湾", "p|正文");
    struct link link = {href, "", text, (uint32_t)strlen(text), 0};
    struct next_pages next;
    page->url = url;
    page->links = &link;
    page->link_count = 1;
    assert_true(next_find(page, &arena, &next));
    return next;
}

static void assert_next(const char *url, const char *text, const char *href, const char *want)
{
    struct next_pages next = find(url, text, href);
    if (want)
        assert_string_equal(next.next ? next.next : "", want);
    else
        assert_null(next.next);
}

static void links_to_the_next_page(void **state)
{
    (void)state;
    const char *url = "http://news.example.cn/2021/1029/a123456.html";
    assert_next(url, "下一页", "a123456_2.html", "http://news.example.cn/2021/1029/a123456_2.html");
    assert_next(url, "下一页>>", "/2021/1029/a123456-2.html",
        "http://news.example.cn/2021/1029/a123456-2.html");
    assert_next(url, "【2】", "a123456_2.html", "http://news.example.cn/2021/1029/a123456_2.html");
    assert_next(url, "[2]", "?page=2", "http://news.example.cn/2021/1029/a123456.html?page=2");
    assert_next(url, "第2页", "a123456/2.html", "http://news.example.cn/2021/1029/a123456/2.html");
    assert_next(url, "余下全文", "a123456_2.html", "http://news.example.cn/2021/1029/a123456_2.html");
    assert_next("http://news.example.cn/a123456_2.html", "3", "a123456_3.html",
        "http://news.example.cn/a123456_3.html");
    assert_next("http://news.example.cn/12.html", "下一页", "12_2.html", "http://news.example.cn/12_2.html");
    assert_next("http://news.example.cn/a?id=7", "下頁", "a?id=7&page=2",
        "http://news.example.cn/a?id=7&page=2");
}

static void links_that_lead_elsewhere(void **state)
{
    (void)state;
    const char *url = "http://news.example.cn/2021/1029/a123456.html";
    assert_next(url, "下一篇", "a123456_2.html", NULL);
    assert_next(url, "下一条：河湾警方通报", "a123457.html", NULL);
    assert_next(url, "下一页", "a123457.html", NULL);
    assert_next(url, "下一页", "/list_2.html", NULL);
    assert_next(url, "下一页", "http://other.example.com/2021/1029/a123456_2.html", NULL);
    assert_next(url, "下一页", "#", NULL);
    assert_next(url, "下一页", "javascript:next()", NULL);
    assert_next(url, "3", "a123456_3.html", NULL);
    assert_next(url, "上一页", "a123456_2.html", NULL);
    assert_next("http://news.example.cn/a123456_2.html", "下一页", "a123456.html", NULL);
    assert_next("", "下一页", "a123456_2.html", NULL);
}

static void the_whole_on_one_page(void **state)
{
    (void)state;
    struct next_pages next = find("http://news.example.cn/a123456.html", "单页阅读", "a123456_all.html");
    assert_non_null(next.whole);
    assert_string_equal(next.whole, "http://news.example.cn/a123456_all.html");
    assert_null(find("http://news.example.cn/a123456.html", "阅读全文", "b7.html").whole);
}

static void a_number_needs_a_link_that_bears_it_out(void **state)
{
    (void)state;
    assert_int_equal(find("http://example.cn/a123_12.html", "关于", "about.html").number, 1);
    assert_int_equal(find("http://example.cn/a123_12.html", "上一页", "a123_11.html").number, 12);
    assert_int_equal(find("http://example.cn/a123_12.html", "1", "a123.html").number, 12);
}

static void page_numbers(void **state)
{
    (void)state;
    unsigned number = 0;
    assert_int_equal(next_page_number("http://example.cn/a123456.html"), 1);
    assert_int_equal(next_page_number("http://example.cn/a123456_3.html"), 3);
    assert_int_equal(next_page_number("http://example.cn/c/2021-10/29/c_111413.htm"), 1);
    assert_int_equal(next_page_number("http://example.cn/a?page=4"), 4);
    assert_int_equal(next_page_number("not an address"), 1);
    assert_true(next_same_story("http://example.cn/a1_2.html", "http://example.cn/a1_3.html", &number));
    assert_int_equal(number, 3);
    assert_true(next_same_story("http://example.cn/a1_2.html", "http://example.cn/a1.html", &number));
    assert_int_equal(number, 1);
    assert_false(next_same_story("http://example.cn/a1_2.html", "http://example.cn/a1_2.html", NULL));
    assert_false(next_same_story("http://example.cn/a1_2.html", "http://example.cn/b1_3.html", NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_to_the_next_page),
        cmocka_unit_test(links_that_lead_elsewhere),
        cmocka_unit_test(the_whole_on_one_page),
        cmocka_unit_test(a_number_needs_a_link_that_bears_it_out),
        cmocka_unit_test(page_numbers),
    };
    return cmocka_run_group_tests_name("next", tests, setup, teardown);
}
