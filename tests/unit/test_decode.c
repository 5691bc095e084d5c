/* decode: every charset and every lie about it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "extract/decode.h"

static struct decoder *decoder;
static struct buf out;
static struct decoded d;

static int open_decoder(void **state)
{
    (void)state;
    struct fault fault = {0};
    decoder = decoder_open(&fault);
    buf_init(&out, 1024 * 1024);
    return decoder ? 0 : -1;
}

static int close_decoder(void **state)
{
    (void)state;
    decoder_close(decoder);
    buf_free(&out);
    return 0;
}

static const char *read_as(const char *bytes, size_t len, const char *header, const char *forced)
{
    struct decode_hint hint = {.forced = forced, .content_type = header, .markup = true};
    struct fault fault = {0};
    if (!decode(decoder, bytes, len, &hint, &out, &d, &fault))
        return NULL;
    assert_int_equal(utf8_valid_prefix(d.text, d.len), d.len);
    static char text[4096];
    assert_true(d.len < sizeof text);
    memcpy(text, d.text, d.len);
    text[d.len] = '\0';
    return text;
}

static const char *read_bytes(const char *bytes)
{
    return read_as(bytes, strlen(bytes), NULL, NULL);
}

/* 中国的新闻，是在这里。 in each charset */
#define GB "\xD6\xD0\xB9\xFA\xB5\xC4\xD0\xC2\xCE\xC5\xA3\xAC\xCA\xC7\xD4\xDA\xD5\xE2\xC0\xEF\xA1\xA3"
#define BIG5 "\xA4\xA4\xB0\xEA\xAA\xBA\xB7\x73\xBB\x44\xA1\x41\xAC\x4F\xA6\x62\xB3\x6F\xB8\xCC\xA1\x43"
#define UTF8 "中国的新闻，是在这里。"

static void statistics_tell_gb_from_big5(void **state)
{
    (void)state;
    assert_string_equal(read_bytes(GB), UTF8);
    assert_string_equal(d.charset, "gb18030");
    assert_string_equal(read_bytes(BIG5), "中國的新聞，是在這裡。");
    assert_string_equal(d.charset, "big5-hkscs");
    assert_string_equal(read_bytes(UTF8), UTF8);
    assert_string_equal(d.charset, "utf-8");
    assert_ptr_equal(d.text == out.data, false); /* clean UTF-8 is not copied */
}

static void a_lie_does_not_win(void **state)
{
    (void)state;
    static const char *const says[] = {"utf-8", "gb2312", "gbk", "big5", "iso-8859-1", "no-such-charset"};
    for (size_t i = 0; i < sizeof says / sizeof *says; i++) {
        char header[64], page[256];
        snprintf(header, sizeof header, "text/html; charset=%s", says[i]);
        assert_string_equal(read_as(GB, strlen(GB), header, NULL), UTF8);
        assert_string_equal(read_as(UTF8, strlen(UTF8), header, NULL), UTF8);
        assert_string_equal(read_as(BIG5, strlen(BIG5), header, NULL), "中國的新聞，是在這裡。");
        snprintf(page, sizeof page, "<meta charset=\"%s\">" GB, says[i]);
        assert_non_null(strstr(read_bytes(page), UTF8));
    }
}

static void a_declaration_decides_what_bytes_leave_open(void **state)
{
    (void)state;
    assert_string_equal(read_as("\xA4\xA4", 2, "text/html; charset=big5", NULL), "中");
    assert_string_equal(d.charset, "big5-hkscs");
    assert_string_equal(read_as("\xD6\xD0", 2, "text/html; charset=gb2312", NULL), "中");
    assert_string_equal(read_as("abc", 3, "text/html;charset=GBK", NULL), "abc");
    assert_string_equal(d.charset, "gb18030");
    assert_non_null(strstr(read_bytes("<?xml version='1.0' encoding='big5'?>\xA4\xA4"), "中"));
    assert_string_equal(read_as("\xE9t\xE9", 3, "text/html; charset=iso-8859-1", NULL), "été");
}

static void byte_order_marks(void **state)
{
    (void)state;
    assert_string_equal(read_bytes("\xEF\xBB\xBF" "中"), "中");
    assert_string_equal(read_as("\xFF\xFE\x2D\x4E\x3D\xD8\x00\xDE", 8, "text/html; charset=gbk", NULL),
                        "中😀");
    assert_string_equal(d.charset, "utf-16le");
    assert_string_equal(read_as("\xFE\xFF\x4E\x2D", 4, NULL, NULL), "中");
    assert_string_equal(read_as("\xFE\xFF\xD8\x00\x4E\x2D", 6, NULL, NULL), "\xEF\xBF\xBD中");
    assert_int_equal(d.replaced, 1);
}

/* Four-byte GB18030, the euro of code page 936, A3A0 as the blank that editors mean by it, HKSCS. */
static void far_corners(void **state)
{
    (void)state;
    assert_string_equal(read_as("\x81\x39\xEE\x39\x95\x32\x82\x36", 8, NULL, "gb18030"), "㐀𠀀");
    assert_string_equal(read_as("\x80", 1, NULL, "gbk"), "€");
    assert_int_equal(d.replaced, 0);
    assert_string_equal(read_as("\xA3\xA0\xD6\xD0", 4, NULL, "gbk"), "　中");
    assert_string_equal(read_as("\xFA\x40", 2, NULL, "big5"), "𠕇");
}

static void nothing_behind_a_bad_byte_is_lost(void **state)
{
    (void)state;
    assert_string_equal(read_bytes(GB "\xFF\xFF\x81<p>" GB "\xD6</p>"),
                        UTF8 "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD<p>" UTF8 "\xEF\xBF\xBD</p>");
    assert_int_equal(d.replaced, 4);
    assert_string_equal(read_bytes(UTF8 UTF8 "\xE4\xB8<p>" UTF8), UTF8 UTF8 "\xEF\xBF\xBD<p>" UTF8);
    assert_int_equal(d.replaced, 1);
    assert_string_equal(read_bytes(BIG5 "\xFF<p>" BIG5 "\xA4"),
                        "中國的新聞，是在這裡。\xEF\xBF\xBD<p>中國的新聞，是在這裡。\xEF\xBF\xBD");
    assert_int_equal(d.replaced, 2);
}

static void what_may_not_pass(void **state)
{
    (void)state;
    assert_string_equal(read_as("a\0b\x1B[1m\x7F\r\nc\rd\x0B" "e", 15, NULL, NULL), "ab[1m\nc\nd e");
    assert_string_equal(read_bytes("a\xE2\x80\x8B"
                                   "b\xE2\x80\xAE"
                                   "c\xEF\xBB\xBF"
                                   "d\xC2\x85"
                                   "e\xC2\xAD"
                                   "f\xC2\x9F"),
                        "abcd\nef");
    assert_string_equal(read_bytes("“引号”…—\xC2\xA0"), "“引号”…—\xC2\xA0");
}

static void encoded_twice(void **state)
{
    (void)state;
    /* 中国的新闻，是在这里。 as UTF-8, read as Latin-1, written as UTF-8 */
    char twice[512];
    size_t n = 0;
    for (const char *p = UTF8; *p; p++)
        n += utf8_encode((unsigned char)*p, twice + n);
    twice[n] = '\0';
    assert_string_equal(read_bytes(twice), UTF8);
    assert_true(d.double_encoded);
    assert_string_equal(
        read_bytes("Le café est à la façade, où l'été déjà s'achève: très bon, même là-bas, âgé."),
        "Le café est à la façade, où l'été déjà s'achève: très bon, même là-bas, âgé.");
    assert_false(d.double_encoded);
}

static void refusals(void **state)
{
    (void)state;
    char binary[4096];
    for (size_t i = 0; i < sizeof binary; i++)
        binary[i] = (char)(i * 7 % 32);
    assert_null(read_as(binary, sizeof binary, NULL, NULL));
    assert_null(read_as("abc", 3, NULL, "no-such-charset"));
    assert_string_equal(read_as("", 0, NULL, NULL), "");
}

static void references(void **state)
{
    (void)state;
    assert_int_equal(decode_c1_reference(0x96), 0x2013);
    assert_int_equal(decode_c1_reference(0x80), 0x20AC);
    assert_int_equal(decode_c1_reference(0xA0), 0xA0);
    assert_int_equal(decode_allowed(0x202E), 0);
    assert_int_equal(decode_allowed(0x2028), '\n');
    assert_int_equal(decode_allowed(0x4E2D), 0x4E2D);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statistics_tell_gb_from_big5),
        cmocka_unit_test(a_lie_does_not_win),
        cmocka_unit_test(a_declaration_decides_what_bytes_leave_open),
        cmocka_unit_test(byte_order_marks),
        cmocka_unit_test(far_corners),
        cmocka_unit_test(nothing_behind_a_bad_byte_is_lost),
        cmocka_unit_test(what_may_not_pass),
        cmocka_unit_test(encoded_twice),
        cmocka_unit_test(refusals),
        cmocka_unit_test(references),
    };
    return cmocka_run_group_tests_name("decode", tests, open_decoder, close_decoder);
}
