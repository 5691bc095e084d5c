#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/idn.h"
#include "base/url.h"

static void assert_ascii(const char *host, const char *wanted)
{
    struct buf out;
    buf_init(&out, 1000);
    bool ok = idn_to_ascii(host, strlen(host), &out);
    if (wanted && (!ok || strcmp(out.data, wanted) != 0))
        fail_msg("%s: got %s", host, out.data);
    if (!wanted && ok)
        fail_msg("%s: taken as %s", host, out.data);
    buf_free(&out);
}

static void makes_a_labels(void **state)
{
    (void)state;
    assert_ascii("中文.example", "xn--fiq228c.example");
    assert_ascii("新华网.中国", "xn--xkrr14bows.xn--fiqs8s");
    assert_ascii("他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye"); /* RFC 3492, 7.1 (B) */
    assert_ascii("3年b組金八先生", "xn--3b-ww4c5e180e575a65lsy2b"); /* (L) */
    assert_ascii("bücher.Example", "xn--bcher-kva.example");
    assert_ascii("中文。ｅｘａｍｐｌｅ", "xn--fiq228c.example");
    assert_ascii("news.example", "news.example");
    assert_ascii("ÉCOLE.example", "xn--cole-9oa.example"); /* mapped by UTS #46 */
    assert_ascii("e\xCC\x81" "cole.example", "xn--cole-9oa.example");
    assert_ascii("ΑΘΗΝΑ.example", "xn--mxaard0a.example");
    assert_ascii("中\xE2\x80\x8B文.example", "xn--fiq228c.example"); /* a zero-width space is ignored */
}

static void refuses(void **state)
{
    (void)state;
    static const char *const bad[] = {"\xD6\xD0.example", "中／文.example", "中\xE2\x80\xA8文.example",
                                      "中 文.example", "中\xE2\x80\xAE.example", "中@文"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_ascii(bad[i], NULL);
    char big[3 * 70 + 1] = "";
    for (int i = 0; i < 70; i++)
        memcpy(big + 3 * (size_t)i, "中", 4);
    assert_ascii(big, NULL);
}

static void are_canonical_addresses(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, URL_MAX);
    const char *url = "http://中文.Example:80/新闻";
    assert_true(url_canonical(url, strlen(url), &out));
    assert_string_equal(out.data, "http://xn--fiq228c.example/%E6%96%B0%E9%97%BB");
    assert_true(url_host(url, strlen(url), &out));
    assert_string_equal(out.data, "xn--fiq228c.example");
    assert_true(url_resolve("http://a.example/", "//中文.example:81/a", strlen("//中文.example:81/a"), &out));
    assert_string_equal(out.data, "http://xn--fiq228c.example:81/a");
    assert_false(url_resolve("http://a.example/", "http://\xD6\xD0.example/", 18, &out));
    url = "http://\xD6\xD0.example/";
    assert_false(url_canonical(url, strlen(url), &out));
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(makes_a_labels), cmocka_unit_test(refuses),
                                       cmocka_unit_test(are_canonical_addresses)};
    return cmocka_run_group_tests_name("idn", tests, NULL, NULL);
}
