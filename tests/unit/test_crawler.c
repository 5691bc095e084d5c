/* The small parts of the crawler: links, feeds, addresses, scope, journal, frontier. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/date.h"
#include "crawler/feeds.h"
#include "crawler/frontier.h"
#include "crawler/guard.h"
#include "crawler/journal.h"
#include "crawler/links.h"
#include "crawler/lists.h"
#include "crawler/scope.h"

/* ------------------------------------------------------------------- links */

static bool write_link(void *context, const struct link *link)
{
    static const char kinds[] = "AFRCXNB-";
    buf_printf(context, "%c%s=%s", kinds[link->kind], link->nofollow ? "!" : "", link->href);
    if (link->text)
        buf_printf(context, "(%.*s)", (int)link->text_len, link->text);
    buf_putc(context, '\n');
    return link->kind != LINK_NOFOLLOW;
}

static void assert_links(const char *html, const char *wanted)
{
    struct buf out;
    buf_init(&out, 1 << 20);
    buf_append(&out, "", 0);
    links_scan(html, strlen(html), write_link, &out);
    assert_string_equal(out.data, wanted);
    buf_free(&out);
}

static void finds_links(void **state)
{
    (void)state;
    assert_links("<a href=\"a.html\">one</a><A CLASS=x HREF = 'b'>t<b>w</b>o</A><a href=c>",
                 "A=a.html(one)\nA=b(t<b>w</b>o)\nA=c()\n");
    assert_links("<a href=a>x<a href=b>y</a>", "A=a(x)\nA=b(y)\n");
    assert_links("<a name=top>no</a><a href=\"?a=1&amp;b=2&#x3D;\" rel='external nofollow'>x</a>",
                 "A!=?a=1&b=2=(x)\n");
    assert_links("<base href=/b/><link rel=canonical href=/c><link rel=next href=n>"
                 "<link rel=alternate type=application/rss+xml href=f><link rel=stylesheet href=s>",
                 "B=/b/\nC=/c\nN=n\nX=f\n");
    assert_links("<meta http-equiv=refresh content=\"0; URL='r.html'\"><iframe src=i></iframe><area href=m>",
                 "R=r.html\nF=i\nA=m\n");
}

static void passes_over_what_is_no_link(void **state)
{
    (void)state;
    assert_links(
        "<!-- <a href=no> --><script>'<a href=no>'</script><style><a href=no></style><a href=yes>x</a>",
        "A=yes(x)\n");
    assert_links("<scripty><a href=yes>x</a>", "A=yes(x)\n");
    assert_links("a < b <a href='unclosed>x</a>", "A=unclosed>x</a>()\n");
    assert_links("<!-- never closed <a href=yes>x</a>", "A=yes(x)\n");
    assert_links("<a href", "");
    assert_links("<a href=", "A=()\n");
    assert_links("<meta name=robots content='noindex,nofollow'><a href=no>x</a>", "-=\n");
    assert_links("", "");
}

/* A double-byte character whose second byte is '\\' or '|' does not disturb. */
static void reads_undecoded_pages(void **state)
{
    (void)state;
    assert_links("<p>\x81\x5C\x81\x7C</p><a href=\"/x/\xB7\xB4\xD5\xA9\">\xB7\xB4\xD5\xA9</a>",
                 "A=/x/\xB7\xB4\xD5\xA9(\xB7\xB4\xD5\xA9)\n");
}

static bool write_place(void *context, const struct link *link)
{
    buf_putc(context, link->in_menu ? 'm' : '-');
    return true;
}

static void assert_places(const char *html, const char *wanted)
{
    struct buf out;
    buf_init(&out, 100);
    links_scan(html, strlen(html), write_place, &out);
    assert_string_equal(out.data, wanted);
    buf_free(&out);
}

static void knows_menus(void **state)
{
    (void)state;
    const char *html = "<nav><a href=a>a</a><nav><a href=b>b</a></nav></nav><navy><a href=c>c</a>"
                       "</footer><a href=d>d</a><footer><a href=e>e</a>";
    assert_places(html, "mm--m");
    assert_places("<div class='top-nav x'><div><a href=a>a</a></div><a href=b>b</a></div><a href=c>c</a>",
                  "mm-");
    assert_places("<ul id=mainMenu><li><a href=a>a</a></ul><div class=footer2><a href=b>b</a></div>", "mm");
    assert_places("<DIV ROLE=navigation><a href=a>a</a></DIV><td class=breadcrumb><a href=b>b</a></td>",
                  "mm");
    assert_places("<div class='canal football'><a href=a>a</a></div><div id=list><a href=b>b</a></div>",
                  "--");
}

/* ------------------------------------------------------------------- lists */

static void measures_anchors(void **state)
{
    (void)state;
    static const char utf8[] = "<b>\xE5\x8F\x8D\xE8\xAF\x88</b> 24&nbsp;h", gb[] = "\xB7\xB4\xD5\xA9 24 h";
    assert_int_equal(lists_width(utf8, sizeof utf8 - 1), 8);
    assert_int_equal(lists_width(gb, sizeof gb - 1), 7);
    assert_int_equal(lists_width("<img src=a alt='x", 17), 0);
    assert_int_equal(lists_width("a & b", 5), 3);
}

static void weighs_links(void **state)
{
    (void)state;
    struct list_evidence dated = {.dated = true}, dated_name = {.dated = true, .width = 8},
                         title = {.width = 30}, channel = {.folder = true, .width = 20},
                         licence = {.dated = true, .width = 30, .in_menu = true, .lists = 3},
                         about = {.dated = true, .width = 8, .lists = 3}, text = {.width = 12};
    assert_true(lists_is_article(&dated) && lists_is_article(&dated_name) && lists_is_article(&title));
    assert_false(lists_is_article(&channel) || lists_is_article(&licence) || lists_is_article(&about) ||
                 lists_is_article(&text));
    char reason[LISTS_REASON_MAX];
    lists_reason(&licence, reason);
    assert_string_equal(reason, "-1 points: dated address, title of 30 columns, in a menu, on 3 lists");
    lists_reason(&dated, reason);
    assert_string_equal(reason, "2 points: dated address, no text");
}

static void counts_lists(void **state)
{
    (void)state;
    struct list_memory *m = lists_new();
    assert_non_null(m);
    assert_int_equal(lists_note(m, 7, 100), 1);
    assert_int_equal(lists_note(m, 7, 100), 1); /* twice on a page */
    assert_int_equal(lists_note(m, 8, 100), 1);
    assert_int_equal(lists_note(m, 7, 101), 2);
    assert_int_equal(lists_note(m, 7 + (1 << 20), 101), 1); /* takes its slot */
    assert_int_equal(lists_note(m, 7, 102), 1);
    lists_free(m);
}

/* ------------------------------------------------------------------- feeds */

static bool write_item(void *context, const struct feed_item *item)
{
    int y = 0, m = 0, d = 0;
    if (item->day != INT64_MIN)
        date_from_days(item->day, &y, &m, &d);
    buf_printf(context, "%s%s %d-%d-%d\n", item->sitemap ? "index " : "", item->url, y, m, d);
    return true;
}

static void assert_items(const char *text, const char *wanted)
{
    struct buf out;
    buf_init(&out, 1 << 20);
    buf_append(&out, "", 0);
    feeds_scan(text, strlen(text), write_item, &out);
    assert_string_equal(out.data, wanted);
    buf_free(&out);
}

static void reads_sitemaps(void **state)
{
    (void)state;
    assert_items(
        "<?xml version=\"1.0\"?><urlset><url><loc> http://a/1?x=1&amp;y=2 </loc>"
        "<image:image><image:loc>http://a/p.jpg</image:loc></image:image><lastmod>2021-11-01</lastmod>"
        "<news:news><news:publication_date>2021-10-29T09:41:00+08:00</news:publication_date></news:news>"
        "</url><url><loc>http://a/2</loc></url></urlset>",
        "http://a/1?x=1&y=2 2021-10-29\nhttp://a/2 0-0-0\n");
    assert_items("<sitemapindex><sitemap><loc>http://a/s.xml.gz</loc><lastmod>2021-10-29</lastmod></sitemap>",
                 "index http://a/s.xml.gz 2021-10-29\n");
    assert_items("http://a/1\r\nhttp://a/2\nnonsense\n", "http://a/1 0-0-0\nhttp://a/2 0-0-0\n");
}

static void reads_feeds(void **state)
{
    (void)state;
    assert_items(
        "<rss><channel><link>http://a/</link><item><title>t</title><link><![CDATA[http://a/1]]></link>"
        "<pubDate>Fri, 29 Oct 2021 09:41:00 +0800</pubDate></item><item><link>http://a/2</link></item>",
        "http://a/1 2021-10-29\nhttp://a/2 0-0-0\n");
    assert_items(
        "<feed><link href=\"http://a/\"/><entry><link rel=\"self\" href=\"http://a/x\"/>"
        "<link rel=\"alternate\" href=\"http://a/1\"/><updated>2021-10-30T00:00:00Z</updated></entry></feed>",
        "http://a/1 2021-10-30\n");
    assert_items("<rss><item><link>http://a/1", "");
    assert_items("<", "");
}

/* ------------------------------------------------------------------- guard */

static bool permits(const struct guard *g, const char *text)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
        return guard_permits(g, (struct sockaddr *)&v4);
    assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
    return guard_permits(g, (struct sockaddr *)&v6);
}

static const char *const closed[] = {
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255",
    "192.168.1.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::", "::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::7f00:1", "64:ff9b::10.0.0.1", "2002:7f00:1::", "fc00::1",
    "fd12::1", "fe80::1", "fec0::1", "ff02::1", "2001:db8::1", "2001::1", "0.255.255.255",
    "100.127.255.255", "127.255.255.255", "192.0.0.8", "192.88.99.1", "198.19.255.255", "198.51.100.1",
    "203.0.113.1", "239.255.255.255", "240.0.0.1", "::ffff:100.64.0.1", "::ffff:169.254.169.254",
    "::192.168.1.1", "64:ff9b::192.168.1.1", "64:ff9b:1::1.1.1.1", "100::1", "2001:0:7f00:1::",
    /* Teredo: a closed server */ "2001:0:101:101:8000:63bf:f5ff:fffe", /* … a client at 10.0.0.1 */
    "2001:1ff:ffff::1", "2002:c0a8:101::1", "2002:a9fe:a9fe::1", "3fff:fff::1", "5f00::1", "fdff::1",
    "febf::1", "feff::1", "ff0e::1",
};
static const char *const public[] = {
    "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.128.0.1", "2400:3200::1", "::ffff:1.1.1.1",
    "64:ff9b::1.1.1.1", "2606:4700::1111", "2002:101:101::1", "2001:200::1", "9.255.255.255", "11.0.0.0",
    "128.0.0.0", "169.253.0.1", "169.255.0.1", "192.0.1.1", "192.167.0.1", "192.169.0.1", "198.17.0.1",
    "198.20.0.1", "223.255.255.255",
};

static void guards_addresses(void **state)
{
    (void)state;
    struct guard g = {.count = 0};
    for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++)
        if (permits(&g, closed[i]))
            fail_msg("open: %s", closed[i]);
    for (size_t i = 0; i < sizeof public / sizeof public[0]; i++)
        if (!permits(&g, public[i]))
            fail_msg("closed: %s", public[i]);
    assert_true(guard_open(&g, "127.0.0.1/32", NULL));
    assert_true(guard_open(&g, "fd00::/8", NULL));
    assert_true(permits(&g, "127.0.0.1"));
    assert_true(permits(&g, "::ffff:127.0.0.1"));
    assert_false(permits(&g, "127.0.0.2"));
    assert_true(permits(&g, "fd12::1"));
    assert_false(permits(&g, "fc00::1"));
    static const char *const bad[] = {"",       "/",         "300.0.0.1",  "10.0.0.0/33",
                                      "::/129", "10.0.0.0/", "10.0.0.0/x", "a"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(guard_open(&g, bad[i], NULL));
}

/* ------------------------------------------------------------------- scope */

static bool inside(enum scope_reach reach, const char *seed, const char *url)
{
    struct scope s = {.reach = reach};
    assert_true(scope_add(&s, seed, NULL));
    scope_close(&s);
    bool yes = scope_refuses(&s, url) == NULL;
    scope_free(&s);
    return yes;
}

static void knows_its_scope(void **state)
{
    (void)state;
    assert_true(inside(SCOPE_HOST, "http://www.a.cn/x/", "https://a.cn/y"));
    assert_false(inside(SCOPE_HOST, "http://www.a.cn/", "http://news.a.cn/"));
    assert_false(inside(SCOPE_HOST, "http://a.cn/", "http://a.cn.evil.com/"));
    assert_false(inside(SCOPE_HOST, "http://a.cn/", "http://a.cn:8080/"));
    assert_true(inside(SCOPE_DOMAIN, "http://www.a.com.cn/", "http://news.a.com.cn/"));
    assert_false(inside(SCOPE_DOMAIN, "http://www.a.com.cn/", "http://www.b.com.cn/"));
    assert_true(inside(SCOPE_PREFIX, "http://a.cn/x/index.html", "http://a.cn/x/1.html"));
    assert_false(inside(SCOPE_PREFIX, "http://a.cn/x/", "http://a.cn/y/"));
    assert_true(inside(SCOPE_ANY, "http://a.cn/", "http://b.cn/"));
    static const char *const include[] = {"*/fanzha/*"}, *const exclude[] = {"*.php*"};
    struct scope s = {.include = include, .includes = 1, .exclude = exclude, .excludes = 1};
    assert_null(scope_refuses(&s, "http://b.cn/fanzha/1"));
    assert_non_null(scope_refuses(&s, "http://b.cn/other/1"));
    assert_non_null(scope_refuses(&s, "http://b.cn/fanzha/1.php?x"));
    assert_true(scope_is_no_page("http://a/x.JPG?1"));
    assert_true(scope_is_no_page("http://a/x.mp4"));
    assert_false(scope_is_no_page("http://a.com"));
    assert_false(scope_is_no_page("http://a.zip"));
    assert_false(scope_is_no_page("http://a/x.html"));
    assert_false(scope_is_no_page("http://a/x.jpg/y"));
}

/* ----------------------------------------------------------------- journal */

static void cuts_a_journal_back(void **state)
{
    (void)state;
    char folder[] = "/tmp/jb-test.XXXXXX";
    assert_non_null(mkdtemp(folder));
    int fd = open(folder, O_RDONLY | O_DIRECTORY);
    struct journal j;
    struct fault fault = {.code = FAULT_NONE};
    assert_true(journal_open(&j, fd, "log", 0, &fault));
    assert_true(journal_append(&j, "one two", 7, &fault) && journal_sync(&j, &fault));
    assert_int_equal(journal_length(&j), 7);
    journal_close(&j);
    assert_true(journal_open(&j, fd, "log", 4, &fault));
    assert_true(journal_append(&j, "three", 5, &fault) && journal_sync(&j, &fault));
    journal_close(&j);
    char text[32] = "";
    int in = openat(fd, "log", O_RDONLY);
    assert_int_equal(read(in, text, sizeof text), 9);
    close(in);
    assert_string_equal(text, "one three");
    assert_false(journal_open(&j, fd, "log", 100, &fault));
    assert_int_equal(fault.code, FAULT_DAMAGE);
    journal_close(&j);
    assert_int_equal(symlinkat("log", fd, "link"), 0);
    assert_false(journal_open(&j, fd, "link", 0, NULL));
    journal_close(&j);
    unlinkat(fd, "link", 0);
    unlinkat(fd, "log", 0);
    close(fd);
    rmdir(folder);
}

/* ---------------------------------------------------------------- frontier */

static struct target target(struct frontier *f, const char *url, int priority)
{
    struct target t = {.id = frontier_key(url, strlen(url)),
                       .url = (char *)(uintptr_t)url,
                       .priority = priority,
                       .kind = TARGET_SEED};
    assert_true(frontier_host(f, "a.cn", &t.host, NULL));
    return t;
}

static void queues_targets(void **state)
{
    (void)state;
    struct frontier *f = frontier_open(NULL, false, NULL);
    struct target t = target(f, "http://a.cn/2", 5), out[4];
    bool added;
    size_t count;
    int64_t due;
    assert_true(frontier_add(f, &t, &added, NULL) && added);
    assert_true(frontier_add(f, &t, &added, NULL) && !added);
    t = target(f, "http://a.cn/1", 1);
    assert_true(frontier_add(f, &t, &added, NULL) && added);
    t = target(f, "http://a.cn/later", 0);
    t.due = 1000;
    assert_true(frontier_add(f, &t, &added, NULL) && added);
    assert_true(frontier_take(f, t.host, 10, out, 4, &count, &due, NULL));
    assert_int_equal(count, 2);
    assert_string_equal(out[0].url, "http://a.cn/1");
    assert_string_equal(out[1].url, "http://a.cn/2");
    out[0].etag = strdup("\"x\"");
    assert_true(frontier_update(f, &out[0], STATE_DONE, 200, NULL));
    assert_true(frontier_update(f, &out[1], STATE_FAILED, 500, NULL));
    target_free(&out[0]);
    target_free(&out[1]);
    assert_true(frontier_take(f, t.host, 10, out, 4, &count, &due, NULL));
    assert_int_equal(count, 0);
    assert_int_equal(due, 1000);
    assert_true(frontier_requeue(f, NULL));
    assert_true(frontier_take(f, t.host, 10, out, 1, &count, &due, NULL));
    assert_int_equal(count, 1);
    assert_string_equal(out[0].etag, "\"x\"");
    target_free(&out[0]);
    frontier_close(f);
}

static void remembers_payloads_and_facts(void **state)
{
    (void)state;
    struct frontier *f = frontier_open(NULL, false, NULL);
    struct target t = target(f, "http://a.cn/1", 0);
    struct buf url, date;
    uint8_t digest[SHA1_BYTES] = {1};
    bool found, added;
    int64_t number;
    buf_init(&url, 100);
    buf_init(&date, 100);
    assert_true(frontier_add(f, &t, &added, NULL));
    assert_true(frontier_payload(f, digest, t.id, "2021", &found, &url, &date, NULL) && !found);
    assert_true(frontier_payload(f, digest, t.id + 1, "2022", &found, &url, &date, NULL) && found);
    assert_string_equal(url.data, "http://a.cn/1");
    assert_string_equal(date.data, "2021");
    assert_true(frontier_number(f, "n", &number, NULL));
    assert_int_equal(number, 0);
    assert_true(frontier_set_number(f, "n", 7, NULL) && frontier_number(f, "n", &number, NULL));
    assert_int_equal(number, 7);
    assert_true(frontier_set_text(f, "t", "x", NULL) && frontier_text(f, "t", &url, NULL));
    assert_string_equal(url.data, "x");
    buf_free(&url);
    buf_free(&date);
    frontier_close(f);
}

static void refuses_what_is_no_frontier(void **state)
{
    (void)state;
    struct fault fault = {.code = FAULT_NONE};
    assert_null(frontier_open("Makefile", false, &fault));
    assert_int_equal(fault.code, FAULT_DAMAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_menus), cmocka_unit_test(measures_anchors),
        cmocka_unit_test(weighs_links), cmocka_unit_test(counts_lists),
        cmocka_unit_test(finds_links),     cmocka_unit_test(passes_over_what_is_no_link),
        cmocka_unit_test(reads_undecoded_pages), cmocka_unit_test(reads_sitemaps),
        cmocka_unit_test(reads_feeds),     cmocka_unit_test(guards_addresses),
        cmocka_unit_test(knows_its_scope), cmocka_unit_test(cuts_a_journal_back),
        cmocka_unit_test(queues_targets),  cmocka_unit_test(remembers_payloads_and_facts),
        cmocka_unit_test(refuses_what_is_no_frontier),
    };
    return cmocka_run_group_tests_name("crawler", tests, NULL, NULL);
}
