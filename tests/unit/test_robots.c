#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "crawler/robots.h"

static bool allows(const char *text, const char *agent, const char *path)
{
    struct robots *r = robots_parse(text, strlen(text), agent, NULL);
    assert_non_null(r);
    bool yes = robots_allows(r, path, strlen(path), NULL);
    robots_free(r);
    return yes;
}

/* agent, path, allowed: for one robots.txt */
struct row {
    const char *text, *agent, *path;
    bool allowed;
};

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (allows(rows[i].text, rows[i].agent, rows[i].path) != rows[i].allowed)
            fail_msg("row %zu: %s %s should%s be allowed by:\n%s", i, rows[i].agent, rows[i].path,
                     rows[i].allowed ? "" : " not", rows[i].text);
}
#define CHECK(rows) check(rows, sizeof(rows) / sizeof((rows)[0]))

static void groups(void **state)
{
    (void)state;
    static const char several[] =
        "allow: /foo/bar/\n\nuser-agent: FooBot\ndisallow: /\nallow: /x/\nuser-agent: BarBot\n"
        "disallow: /\nallow: /y/\n\n\nallow: /w/\nuser-agent: BazBot\n\n"
        "user-agent: FooBot\nallow: /z/\ndisallow: /\n";
    static const char between[] =
        "User-agent: BarBot\nSitemap: https://foo.bar/sitemap\nUser-agent: *\nDisallow: /\n";
    static const char general[] = "user-agent: *\nallow: /\nuser-agent: FooBot\ndisallow: /\n";
    static const struct row rows[] = {
        {"", "FooBot", "/", true},
        {"user-agent: FooBot\ndisallow: /\n", "FooBot", "/x", false},
        {"user-agent: FooBot\ndisallow: /\n", "OtherBot", "/x", true},
        {"foo: FooBot\nbar: /\n", "FooBot", "/x", true},
        {"user-agent FooBot\ndisallow /\n", "FooBot", "/x", false},
        {several, "FooBot", "/x/b", true},
        {several, "FooBot", "/z/d", true},
        {several, "FooBot", "/y/c", false},
        {several, "BarBot", "/y/c", true},
        {several, "BarBot", "/w/a", true},
        {several, "BarBot", "/z/d", false},
        {several, "BazBot", "/z/d", true},
        {several, "FooBot", "/foo/bar/", false}, /* rules before any group count for nobody */
        {between, "BarBot", "/", false},
        {between, "FooBot", "/", false},
        {general, "FooBot", "/x", false},
        {general, "BarBot", "/x", true},
        {"USER-AGENT: FooBot\nDISALLOW: /\n", "FooBot", "/x", false},
        {"User-Agent: FOO BAR\nDisallow: /\n", "Foo", "/x", false},
        {"User-Agent: Foo-Bot/2.1\nDisallow: /\n", "foo-bot", "/x", false},
        {"User-Agent: FooBotNews\nDisallow: /\n", "FooBot", "/x", true},
        {"user-agent: *\r\ndisallow: /a\r\rdisallow: /b\n", "FooBot", "/b", false},
        {"\xEF\xBB\xBFuser-agent: *\ndisallow: /\n", "FooBot", "/x", false},
        {"\xEF\xBBuser-agent: *\ndisallow: /\n", "FooBot", "/x", false},
        {"user-agent: *\n\xEF\xBB\xBF" "disallow: /\n", "FooBot", "/x", true}, /* only at the beginning */
        {"useragent: *\ndissallow: /a\nDisalow: /b\n", "FooBot", "/a", false},
        {"useragent: *\ndissallow: /a\nDisalow: /b\n", "FooBot", "/b", false},
        {"User-Agent: * anything\nDisallow: /\n", "FooBot", "/x", false},
        {"User-Agent: *anything\nDisallow: /\n", "FooBot", "/x", true},
        {"  user-agent :  *  # all\n\t disallow\t: /x # and this\n", "FooBot", "/x", false},
    };
    CHECK(rows);
}

static void longest_match(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"user-agent: A\ndisallow: /x/page.html\nallow: /x/\n", "A", "/x/page.html", false},
        {"user-agent: A\nallow: /x/page.html\ndisallow: /x/\n", "A", "/x/page.html", true},
        {"user-agent: A\nallow: /x/page.html\ndisallow: /x/\n", "A", "/x/", false},
        {"user-agent: A\ndisallow: \nallow: \n", "A", "/x/page.html", true},
        {"user-agent: A\ndisallow: /\nallow: /\n", "A", "/x/page.html", true},
        {"user-agent: A\ndisallow: /x\nallow: /x/\n", "A", "/x", false},
        {"user-agent: A\ndisallow: /x\nallow: /x/\n", "A", "/x/", true},
        {"user-agent: A\nallow: /page\ndisallow: /*.html\n", "A", "/page.html", false},
        {"user-agent: A\nallow: /page\ndisallow: /*.html\n", "A", "/page", true},
        {"user-agent: A\nallow: /x/page.\ndisallow: /*.html\n", "A", "/x/page.html", true},
        {"user-agent: A\ndisallow: /X/\n", "A", "/x/y", true}, /* paths have case */
        {"user-agent: *\ndisallow: /\n", "A", "/robots.txt", true},
    };
    CHECK(rows);
}

static void wildcards(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"user-agent: A\ndisallow: /fish*\n", "A", "/fish", false},
        {"user-agent: A\ndisallow: /fish\n", "A", "/fishheads/yummy.html?id=1", false},
        {"user-agent: A\ndisallow: /fish\n", "A", "/Fish.asp", true},
        {"user-agent: A\ndisallow: /fish\n", "A", "/catfish", true},
        {"user-agent: A\ndisallow: /*.php\n", "A", "/folder/filename.php?p", false},
        {"user-agent: A\ndisallow: /*.php\n", "A", "/windows.PHP", true},
        {"user-agent: A\ndisallow: /*.php$\n", "A", "/filename.php", false},
        {"user-agent: A\ndisallow: /*.php$\n", "A", "/filename.php?p", true},
        {"user-agent: A\ndisallow: /fish*.php\n", "A", "/fishheads/catfish.php?p", false},
        {"user-agent: A\ndisallow: /foo/bar$\n", "A", "/foo/bar", false},
        {"user-agent: A\ndisallow: /foo/bar$\n", "A", "/foo/bar/qux", true},
        {"user-agent: A\ndisallow: *abc$\n", "A", "/xabcabc", false},
        {"user-agent: A\ndisallow: /a*b*c\n", "A", "/axbxbxc", false},
        {"user-agent: A\ndisallow: /$\n", "A", "/", false},
        {"user-agent: A\ndisallow: /$\n", "A", "/x", true},
        {"user-agent: A\n# disallow: /\ndisallow: /foo/quz#qux\n", "A", "/foo/quz", false},
    };
    CHECK(rows);
}

static void encodings(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"user-agent: A\ndisallow: /\nallow: /foo/bar?qux=taz&baz=http://foo.bar?tar&par\n", "A",
         "/foo/bar?qux=taz&baz=http://foo.bar?tar&par", true},
        {"user-agent: A\ndisallow: /foo/bar/ツ\n", "A", "/foo/bar/%E3%83%84", false},
        {"user-agent: A\ndisallow: /foo/bar/%E3%83%84\n", "A", "/foo/bar/%e3%83%84", false},
        {"user-agent: A\ndisallow: /foo/bar/%62%61%7A\n", "A", "/foo/bar/baz", false},
        {"user-agent: A\ndisallow: /foo/bar/baz\n", "A", "/foo/bar/%62%61%7a", false},
        {"user-agent: A\ndisallow: /a%2Fb\n", "A", "/a/b", true}, /* a coded slash is no slash */
        {"user-agent: A\ndisallow: /100%\n", "A", "/100%", false},
        {"user-agent: A\ndisallow: /a-%2A.html\n", "A", "/a-*.html", false},
        {"user-agent: A\ndisallow: /a-%2a.html\n", "A", "/a-b.html", true},
        {"user-agent: A\ndisallow: /foo-%24\n", "A", "/foo-$", false},
        {"user-agent: A\ndisallow: /foo-%24\n", "A", "/foo-", true},
        {"user-agent: A\ndisallow: /a$b\n", "A", "/a$b", false},
        {"user-agent: A\ndisallow: /*$b\n", "A", "/x$b", false},
    };
    CHECK(rows);
}

static void delays_sitemaps_lines(void **state)
{
    (void)state;
    const char *text = "Sitemap: http://a/one.xml\nUser-agent: jb-crawl\nCrawl-delay: 1.5\nDisallow: /x\n"
                       "User-agent: *\nCrawl-delay: 99999999\nSITEMAP:  two.xml  \n";
    struct robots *r = robots_parse(text, strlen(text), "jb-crawl", NULL);
    unsigned line;
    assert_int_equal(robots_delay_ms(r), 1500);
    assert_int_equal(robots_sitemaps(r), 2);
    assert_string_equal(robots_sitemap(r, 1), "two.xml");
    assert_false(robots_allows(r, "/x/y", 4, &line));
    assert_int_equal(line, 4);
    assert_true(robots_allows(r, "/y", 2, &line));
    assert_int_equal(line, 0);
    robots_free(r);
    r = robots_parse(text, strlen(text), "other", NULL);
    assert_int_equal(robots_delay_ms(r), 3600 * 1000);
    robots_free(r);
    r = robots_all(false, NULL);
    assert_false(robots_allows(r, "/", 1, NULL));
    assert_true(robots_allows(r, "/robots.txt", 11, NULL));
    robots_free(r);
}

static void large_files(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 1 << 23);
    buf_puts(&b, "user-agent: *\n");
    while (b.len < 500 * 1024)
        buf_puts(&b, "disallow: /some/path/or/other\n");
    buf_puts(&b, "disallow: /secret\n");
    assert_false(allows(b.data, "A", "/secret"));
    assert_true(allows(b.data, "A", "/public"));
    buf_clear(&b);
    buf_puts(&b, "user-agent: *\ndisallow: /");
    for (int i = 0; i < 1 << 19; i++)
        buf_putc(&b, '*');
    buf_puts(&b, "b\ndisallow: /secret\n");
    assert_false(allows(b.data, "A", "/secret"));
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups),    cmocka_unit_test(longest_match),         cmocka_unit_test(wildcards),
        cmocka_unit_test(encodings), cmocka_unit_test(delays_sitemaps_lines), cmocka_unit_test(large_files),
    };
    return cmocka_run_group_tests_name("robots", tests, NULL, NULL);
}
