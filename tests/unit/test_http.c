#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>
#include <zstd.h>

#include "base/http.h"

enum { MAX = 64 * 1024 };

/* gzip (window 31), zlib (15) or raw deflate (-15) of `text`. */
static size_t squeeze(const void *text, size_t len, int window, char *out, size_t size)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)text, .avail_in = (uInt)len};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)size;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    len = size - z.avail_out;
    deflateEnd(&z);
    return len;
}

static bool parse(const char *head, const void *body, size_t len, struct http_message *m, struct fault *fault)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    buf_puts(&b, head);
    buf_append(&b, body, len);
    *fault = (struct fault){.code = FAULT_NONE};
    bool ok = http_message_parse(b.data, b.len, m, fault);
    buf_free(&b);
    return ok;
}

static void reads_a_plain_message(void **state)
{
    (void)state;
    struct http_message m;
    struct fault fault;
    http_message_init(&m, MAX);
    assert_true(
        parse("HTTP/1.1 302 Found\r\ncontent-type:  text/html; charset=gb2312 \r\nLocation: /x\r\n\r\n",
              "abc", 3, &m, &fault));
    assert_int_equal(m.status, 302);
    assert_string_equal(m.content_type.data, "text/html; charset=gb2312");
    assert_string_equal(m.location.data, "/x");
    assert_string_equal(m.payload.data, "abc");
    assert_false(m.partial);
    assert_true(parse("HTTP/2 200\n\n", "x\r\n\r\ny", 6, &m, &fault));
    assert_int_equal(m.payload.len, 6);
    assert_false(parse("ICY 200 OK\r\n\r\n", "", 0, &m, &fault));
    assert_int_equal(fault.code, FAULT_INPUT);
    assert_true(parse("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", "short", 5, &m, &fault));
    assert_true(m.partial);
    http_message_free(&m);
}

static void undoes_chunks(void **state)
{
    (void)state;
    struct http_message m;
    struct fault fault;
    http_message_init(&m, MAX);
    const char *head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const char *body = "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    assert_true(parse(head, body, strlen(body), &m, &fault));
    assert_string_equal(m.payload.data, "abcde");
    assert_false(m.partial);
    body = "3\r\nabc\r\nFF\r\nde";
    assert_true(parse(head, body, strlen(body), &m, &fault));
    assert_string_equal(m.payload.data, "abcde");
    assert_true(m.partial);
    body = "<html>already whole</html>";
    assert_true(parse(head, body, strlen(body), &m, &fault));
    assert_string_equal(m.payload.data, body);
    body = "FFFFFFFFFFFFFFFFFF\r\nabc";
    assert_true(parse(head, body, strlen(body), &m, &fault));
    http_message_free(&m);
}

static void undoes_codings(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int window;
    } codings[] = {{"gzip", 31}, {"x-gzip", 31}, {"deflate", 15}, {"deflate", -15}};
    struct http_message m;
    struct fault fault;
    char body[1024], head[128];
    http_message_init(&m, MAX);
    for (size_t i = 0; i < sizeof codings / sizeof codings[0]; i++) {
        size_t len = squeeze("断流断流断流", 18, codings[i].window, body, sizeof body);
        snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\n\r\n", codings[i].name);
        assert_true(parse(head, body, len, &m, &fault));
        assert_string_equal(m.payload.data, "断流断流断流");
        assert_false(m.partial);
    }
    static const unsigned char brotli[] = {0x0B, 0x02, 0x80, 'h', 'e', 'l', 'l', 'o', 0x03};
    assert_true(parse("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n", brotli, sizeof brotli, &m, &fault));
    assert_string_equal(m.payload.data, "hello");
    size_t len = ZSTD_compress(body, sizeof body, "断流断流断流", 18, 3);
    assert_true(parse("HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\n\r\n", body, len, &m, &fault));
    assert_string_equal(m.payload.data, "断流断流断流");
    assert_false(m.partial);
    for (size_t cut = 1; cut < len; cut++) {
        assert_true(parse("HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\n\r\n", body, cut, &m, &fault));
        assert_true(m.partial);
    }
    http_message_free(&m);
}

/* Cut anywhere, with a bad checksum, with junk behind: given, but never as whole. */
static void damaged_codings_are_partial(void **state)
{
    (void)state;
    struct http_message m;
    struct fault fault;
    char text[2000], body[2048];
    const char *head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n";
    http_message_init(&m, MAX);
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + (i * i) % 23);
    size_t len = squeeze(text, sizeof text, 31, body, sizeof body - 8);
    for (size_t cut = 1; cut < len; cut++) {
        assert_true(parse(head, body, cut, &m, &fault));
        assert_true(m.partial);
    }
    memcpy(body + len, "junk", 4);
    assert_true(parse(head, body, len + 4, &m, &fault));
    assert_int_equal(m.payload.len, sizeof text);
    assert_true(m.partial);
    body[len - 6] ^= 1;
    assert_true(parse(head, body, len, &m, &fault));
    assert_true(m.partial);
    assert_true(parse(head, "not gzip at all", 15, &m, &fault));
    assert_true(m.partial);
    /* Nothing is no gzip stream, but a redirect has no body to pack. */
    assert_true(parse("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", "", 0, &m, &fault));
    assert_true(m.partial);
    assert_true(parse("HTTP/1.1 302 Found\r\nContent-Encoding: gzip\r\n\r\n", "", 0, &m, &fault));
    assert_false(m.partial);
    http_message_free(&m);
}

static void bombs_hit_the_ceiling(void **state)
{
    (void)state;
    struct http_message m;
    struct fault fault;
    size_t big = 1 << 20;
    char *zeros = calloc(1, big), body[4096];
    http_message_init(&m, MAX);
    size_t len = squeeze(zeros, big, 31, body, sizeof body);
    assert_false(parse("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", body, len, &m, &fault));
    assert_int_equal(fault.code, FAULT_LIMIT);
    assert_true(m.payload.len <= MAX);
    assert_false(parse("HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\n\r\n", body, len, &m, &fault));
    assert_int_equal(fault.code, FAULT_INPUT);
    http_message_free(&m);
    free(zeros);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_plain_message), cmocka_unit_test(undoes_chunks),
        cmocka_unit_test(undoes_codings),        cmocka_unit_test(damaged_codings_are_partial),
        cmocka_unit_test(bombs_hit_the_ceiling),
    };
    return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
