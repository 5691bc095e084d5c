/* Which pages a file holds; what is refused is named and costs the rest nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/warc.h"
#include "extract/input.h"

static char path[] = "/tmp/jb-input-XXXXXX";

static int make_file(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd >= 0 && close(fd) == 0 ? 0 : -1;
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static struct input *open_bytes(const char *bytes, size_t len)
{
    struct fault fault = {0};
    FILE *f = fopen(path, "w");
    fwrite(bytes, 1, len, f);
    fclose(f);
    return input_open(path, INPUT_AUTO, &fault);
}

static void html_and_dumps_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        bool html;
    } cases[] = {
        {"<!DOCTYPE html><title>x</title>", true},
        {"\xEF\xBB\xBF\n <HTML><body>", true},
        {"<div class=a>", true},
        {"<<反诈手册>>出版", false},
        {"  10月26日,公安部召开发布会。", false},
        {"如果 a<b 而 b<c，就有 a<c。", false},
        {"前言<p>一<br/>二<p>三", true},
        {"", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(input_looks_like_html(cases[i].bytes, strlen(cases[i].bytes)), cases[i].html);
    assert_true(input_looks_like_html("<\0h\0t\0m\0l\0>\0", 12));
}

static void a_file_is_one_page(void **state)
{
    (void)state;
    struct source_page page;
    struct fault fault = {0};
    struct input *in = open_bytes("正文一行。\n", 16);
    assert_non_null(in);
    assert_int_equal(input_next(in, &page, &fault), INPUT_PAGE);
    assert_false(page.markup);
    assert_int_equal(page.len, 16);
    assert_string_equal(page.name, path);
    assert_int_equal(input_next(in, &page, &fault), INPUT_END);
    input_close(in);
}

static void bad_lines_of_json_are_named(void **state)
{
    (void)state;
    static const char lines[] = "{\"id\":\"a\",\"text\":\"一。\"}\n"
                                "{\"id\":\"b\"}\n"
                                "not json\n"
                                "\n"
                                "{\"id\":\"c\",\"url\":\"http://e.cn/\",\"html\":\"<p>二\"}";
    struct source_page page;
    struct fault fault = {0};
    char expected[128];
    struct input *in = open_bytes(lines, sizeof lines - 1);
    assert_non_null(in);
    assert_int_equal(input_next(in, &page, &fault), INPUT_PAGE);
    assert_string_equal(page.id, "a");
    assert_int_equal(input_next(in, &page, &fault), INPUT_REFUSED);
    snprintf(expected, sizeof expected, "cannot read '%s:2': neither 'html' nor 'text' is there", path);
    assert_string_equal(fault.text, expected);
    fault_clear(&fault);
    assert_int_equal(input_next(in, &page, &fault), INPUT_REFUSED);
    fault_clear(&fault);
    assert_int_equal(input_next(in, &page, &fault), INPUT_PAGE);
    assert_true(page.markup);
    assert_true(page.unicode);
    assert_string_equal(page.url, "http://e.cn/");
    assert_int_equal(input_next(in, &page, &fault), INPUT_END);
    input_close(in);
}

static void append_response(struct warc_writer *w, struct buf *out, const char *url, const char *http)
{
    struct fault fault = {0};
    char fields[512];
    snprintf(fields, sizeof fields,
             "WARC-Record-ID: <urn:uuid:%zu>\r\nWARC-Date: 2021-10-29T09:41:00Z\r\nWARC-Target-URI: %s\r\n"
             "Content-Type: application/http;msgtype=response\r\n", out->len, url);
    assert_true(warc_append(w, out, "response", fields, (struct warc_bytes){http, strlen(http)},
                            (struct warc_bytes){"", 0}, &fault));
}

static void pages_of_an_archive(void **state)
{
    (void)state;
    struct buf out;
    struct fault fault = {0};
    struct source_page page;
    struct warc_writer *w = warc_writer_new(&fault);
    buf_init(&out, 1 << 20);
    append_response(w, &out, "http://e.cn/1",
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=gbk\r\n\r\n<p>x");
    append_response(w, &out, "http://e.cn/2",
                    "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>y");
    append_response(w, &out, "http://e.cn/3", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nPNG");
    append_response(w, &out, "http://e.cn/4", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>z");
    warc_writer_free(w);
    struct input *in = open_bytes(out.data, out.len);
    assert_non_null(in);
    assert_int_equal(input_next(in, &page, &fault), INPUT_PAGE);
    assert_string_equal(page.url, "http://e.cn/1");
    assert_string_equal(page.content_type, "text/html; charset=gbk");
    assert_string_equal(page.fetched, "2021-10-29T09:41:00Z");
    assert_int_equal(page.len, 4);
    assert_int_equal(input_next(in, &page, &fault), INPUT_PAGE);
    assert_string_equal(page.url, "http://e.cn/4");
    assert_int_equal(input_next(in, &page, &fault), INPUT_END);
    input_close(in);
    buf_free(&out);
}

static void what_cannot_be_opened_is_named(void **state)
{
    (void)state;
    struct fault fault = {0};
    assert_null(input_open("/nonexistent.html", INPUT_AUTO, &fault));
    assert_string_equal(fault.text, "cannot read '/nonexistent.html': No such file or directory");
    fault_clear(&fault);
    assert_null(input_open("/tmp", INPUT_AUTO, &fault));
    assert_string_equal(fault.text, "cannot read '/tmp': is a directory");
    fault_clear(&fault);
    FILE *f = fopen(path, "w");
    fclose(f);
    assert_null(input_open(path, INPUT_AUTO, &fault));
    assert_non_null(strstr(fault.text, "it is empty"));
}

#define MHTML_HEAD                                                                                    \
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: http://a.cn/1\r\nMIME-Version: 1.0\r\n"     \
    "Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--x--\"\r\n\r\n\r\n"

static void is_mhtml_page(const char *file, const char *bytes, const char *type, const char *url,
                          bool partial)
{
    struct fault fault = {0};
    struct source_page page;
    struct input *in = open_bytes(file, strlen(file));
    assert_non_null(in);
    assert_int_equal(input_next(in, &page, &fault), INPUT_PAGE);
    assert_int_equal(page.len, strlen(bytes));
    assert_memory_equal(page.bytes, bytes, page.len);
    assert_string_equal(page.content_type, type);
    assert_string_equal(page.url, url);
    assert_true(page.markup);
    assert_int_equal(page.partial, partial);
    assert_int_equal(input_next(in, &page, &fault), INPUT_END);
    input_close(in);
}

static void a_page_in_a_web_archive(void **state)
{
    (void)state;
    is_mhtml_page(MHTML_HEAD "----x--\r\nContent-Type: image/png\r\n\r\nAAAA\r\n"
                             "----x--\r\nContent-Type: text/html; charset=gbk\r\n"
                             "Content-Transfer-Encoding: quoted-printable\r\n"
                             "Content-Location: http://a.cn/1\r\n\r\n"
                             "<p a=3D1>=D6=D0=\r\n=b9=FA=</p>\r\n----x----\r\n",
                  "<p a=1>\xD6\xD0\xB9\xFA=</p>\r\n", "text/html; charset=gbk", "http://a.cn/1", false);
    is_mhtml_page("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
                  "content-transfer-encoding: BASE64\ncontent-type: text/html\ncontent-location: cid:1\n\n"
                  "PHA+5L\nit5Zu9PC9wPg==\n--b--\n",
                  "<p>中国</p>", "text/html", "", false);
    is_mhtml_page(MHTML_HEAD "----x--\r\nContent-Type: text/html\r\n\r\n<p>----x--</p>", "<p>----x--</p>",
                  "text/html", "", true);
}

static void a_web_archive_without_a_page_is_named(void **state)
{
    (void)state;
    struct fault fault = {0};
    struct source_page page;
    static const char file[] = MHTML_HEAD "----x--\r\nContent-Type: image/png\r\n\r\nx\r\n----x----\r\n";
    struct input *in = open_bytes(file, strlen(file));
    assert_int_equal(input_next(in, &page, &fault), INPUT_REFUSED);
    assert_non_null(strstr(fault.text, path));
    assert_non_null(strstr(fault.text, "no HTML"));
    input_close(in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html_and_dumps_are_told_apart), cmocka_unit_test(a_file_is_one_page),
        cmocka_unit_test(bad_lines_of_json_are_named),   cmocka_unit_test(pages_of_an_archive),
        cmocka_unit_test(what_cannot_be_opened_is_named),
        cmocka_unit_test(a_page_in_a_web_archive),
        cmocka_unit_test(a_web_archive_without_a_page_is_named),
    };
    return cmocka_run_group_tests_name("input", tests, make_file, remove_file);
}
