#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/url.h"

static void splits(void **state)
{
    (void)state;
    struct url u;
    const char *text = "HTTP://user:pw@Www.Example.com:8080/a/b;c?q=1&r=2#top";
    assert_true(url_split(text, strlen(text), &u));
    assert_memory_equal(u.host.p, "Www.Example.com", u.host.len);
    assert_int_equal(u.port.len, 4);
    assert_memory_equal(u.path.p, "/a/b;c", u.path.len);
    assert_memory_equal(u.query.p, "q=1&r=2", u.query.len);
    assert_memory_equal(u.fragment.p, "top", u.fragment.len);
    assert_memory_equal(u.userinfo.p, "user:pw", u.userinfo.len);
    text = "https://[::1]:443";
    assert_true(url_split(text, strlen(text), &u));
    assert_int_equal(u.host.len, 5);
    assert_int_equal(u.path.len, 0);
    assert_null(u.query.p);
}

static void refuses(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",        "ftp://a/",        "http:/a",           "http://",      "/a/b",
        "http://a b/", "http://a:99999/", "http://a:8x/",  "http://[::1",  "http://[::1]x/",
        "http://?q",   "javascript:alert(1)", "http://a<b/", "http://./",
    };
    struct url u;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (url_split(bad[i], strlen(bad[i]), &u))
            fail_msg("taken: %s", bad[i]);
    char big[URL_MAX + 8];
    memset(big, 'a', sizeof big);
    memcpy(big, "http://", 7);
    assert_false(url_split(big, sizeof big, &u));
}

static void resolves(void **state)
{
    (void)state;
    /* The normal and abnormal examples of RFC 3986, 5.4, and what pages add to them. */
    static const char *const cases[][2] = {
        {"g", "http://a/b/c/g"},
        {"./g", "http://a/b/c/g"},
        {"g/", "http://a/b/c/g/"},
        {"/g", "http://a/g"},
        {"//g", "http://g/"},
        {"?y", "http://a/b/c/d;p?y"},
        {"g?y", "http://a/b/c/g?y"},
        {"#s", "http://a/b/c/d;p?q#s"},
        {"g#s", "http://a/b/c/g#s"},
        {";x", "http://a/b/c/;x"},
        {"", "http://a/b/c/d;p?q"},
        {".", "http://a/b/c/"},
        {"./", "http://a/b/c/"},
        {"..", "http://a/b/"},
        {"../g", "http://a/b/g"},
        {"../..", "http://a/"},
        {"../../g", "http://a/g"},
        {"../../../g", "http://a/g"},
        {"/./g", "http://a/g"},
        {"/../g", "http://a/g"},
        {"g.", "http://a/b/c/g."},
        {"..g", "http://a/b/c/..g"},
        {"./../g", "http://a/b/g"},
        {"g/./h", "http://a/b/c/g/h"},
        {"g/../h", "http://a/b/c/h"},
        {"g;x=1/../y", "http://a/b/c/y"},
        {"g?y/../x", "http://a/b/c/g?y/../x"},
        {"http:g", "http://a/b/c/g"},
        {"  g\t\n", "http://a/b/c/g"},
        {"\\x\\y", "http://a/x/y"},
        {"HTTPS://h/p", "https://h/p"},
        {"g h", "http://a/b/c/g%20h"},
        {"反诈.html", "http://a/b/c/%E5%8F%8D%E8%AF%88.html"},
        {"http:///h/x", "http://h/x"},
        {"%2e%2e/g", "http://a/b/g"},
        {"g\nh", "http://a/b/c/gh"},
    };
    struct buf out;
    buf_init(&out, URL_MAX);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(url_resolve("http://a/b/c/d;p?q", cases[i][0], strlen(cases[i][0]), &out));
        assert_string_equal(out.data, cases[i][1]);
    }
    static const char *const bad[] = {"javascript:void(0)", "mailto:a@b", "ftp://x/y", "file:///etc/passwd",
                                      "https:g", "data:text/html,x", "//", "http://"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (url_resolve("http://a/b/c/d;p?q", bad[i], strlen(bad[i]), &out) && strcmp(out.data, "http://a/"))
            fail_msg("taken: %s → %s", bad[i], out.data);
    assert_false(url_resolve("about:blank", "g", 1, &out));
    buf_free(&out);
}

static void makes_canonical(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"HTTP://WWW.Example.COM:80", "http://www.example.com/"},
        {"https://example.com:443/a", "https://example.com/a"},
        {"http://example.com:0080/a", "http://example.com/a"},
        {"http://example.com:8080/a", "http://example.com:8080/a"},
        {"http://example.com./a/./b/../c", "http://example.com/a/c"},
        {"http://u:p@example.com/#x", "http://example.com/"},
        {"http://example.com/%7euser/%e5%8f%8d?", "http://example.com/~user/%E5%8F%8D"},
        {"http://example.com/a%2fb", "http://example.com/a%2Fb"},
        {"http://example.com/反", "http://example.com/%E5%8F%8D"},
        {"http://example.com/100%", "http://example.com/100%25"},
        {"http://example.com/%%615", "http://example.com/%25a5"},
        {"http://example.com/a?utm_source=x&id=7&spm=C.1", "http://example.com/a?id=7"},
        {"http://example.com/a?from=timeline&isappinstalled=0", "http://example.com/a"},
        {"http://example.com/a?from=20&n=3", "http://example.com/a?from=20&n=3"},
        {"http://example.com/a;jsessionid=1F?b=1&PHPSESSID=abc", "http://example.com/a?b=1"},
        {"http://example.com/a?sid=12", "http://example.com/a?sid=12"},
        {"http://example.com/a?sid=0123456789abcdef", "http://example.com/a"},
        {"http://example.com/a?_=1635500000000&&b", "http://example.com/a?b"},
    };
    struct buf out, again;
    buf_init(&out, URL_MAX);
    buf_init(&again, URL_MAX);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(url_canonical(cases[i][0], strlen(cases[i][0]), &out));
        assert_string_equal(out.data, cases[i][1]);
        assert_true(url_canonical(out.data, out.len, &again)); /* a fixed point */
        assert_string_equal(again.data, out.data);
    }
    buf_free(&out);
    buf_free(&again);
}

static void finds_hosts_and_domains(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"www.news.example.com.cn", "example.com.cn"}, {"example.cn", "example.cn"}, {"a.gov.cn", "a.gov.cn"},
        {"x.y.gd.cn", "y.gd.cn"}, {"news.example.com", "example.com"}, {"a.b.edu.tw", "b.edu.tw"},
        {"127.0.0.1", "127.0.0.1"}, {"[::1]", "[::1]"}, {"localhost", "localhost"}, {"com.cn", "com.cn"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct url_part d = url_domain(cases[i][0], strlen(cases[i][0]));
        assert_int_equal(d.len, strlen(cases[i][1]));
        assert_memory_equal(d.p, cases[i][1], d.len);
    }
    struct buf out;
    buf_init(&out, URL_MAX);
    assert_true(url_host("http://U@WWW.A.cn:81/x", 22, &out));
    assert_string_equal(out.data, "www.a.cn");
    assert_false(url_host("nonsense", 8, &out));
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits),          cmocka_unit_test(refuses),
        cmocka_unit_test(resolves),        cmocka_unit_test(makes_canonical),
        cmocka_unit_test(finds_hosts_and_domains),
    };
    return cmocka_run_group_tests_name("url", tests, NULL, NULL);
}
