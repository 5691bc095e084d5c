/* arena, buf, fault, utf8, file, json, digest: what every stage relies on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/fault.h"
#include "base/file.h"
#include "base/json.h"
#include "base/utf8.h"

static void buf_keeps_its_ceiling(void **state)
{
    (void)state;
    struct buf b;
    struct fault fault = {0};
    buf_init(&b, 10);
    assert_true(buf_puts(&b, "0123456789"));
    assert_false(buf_putc(&b, 'x'));
    assert_false(buf_puts(&b, ""));
    assert_int_equal(b.len, 10);
    assert_string_equal(b.data, "0123456789");
    assert_false(buf_check(&b, "the name", &fault));
    assert_int_equal(fault.code, FAULT_LIMIT);
    assert_string_equal(fault.text, "the name is longer than 10 bytes");
    buf_clear(&b);
    assert_true(buf_printf(&b, "%d起", 26));
    char *taken = buf_take(&b);
    assert_string_equal(taken, "26起");
    free(taken);
    assert_null(b.data);
}

static void arena_has_a_cap_and_is_reused(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 256 * 1024);
    char *first = arena_copy(&a, "断卡", 6);
    assert_string_equal(first, "断卡");
    assert_non_null(arena_alloc(&a, 100 * 1024));
    assert_null(arena_alloc(&a, 200 * 1024));
    assert_true(a.full);
    size_t held = a.held;
    arena_reset(&a);
    assert_false(a.full);
    assert_ptr_equal(arena_copy(&a, "x", 1), first);
    assert_non_null(arena_alloc(&a, 100 * 1024));
    assert_int_equal(a.held, held);
    int *items = NULL;
    size_t cap = 0;
    for (size_t i = 0; i < 100; i++) {
        items = arena_grow(&a, items, &cap, i + 1, sizeof *items);
        items[i] = (int)i;
    }
    assert_int_equal(items[99], 99);
    assert_int_equal(items[0], 0);
    arena_free(&a);
}

/* A large array grows where it is and goes when it is told to; what is beside it stays. */
static void arena_gives_large_arrays_back(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 64 * 1024 * 1024);
    char *small = arena_copy(&a, "断卡", 6);
    uint32_t *items = NULL;
    size_t cap = 0, count = 1000 * 1000;
    for (size_t i = 0; i < count; i++) {
        items = arena_grow(&a, items, &cap, i + 1, sizeof *items);
        items[i] = (uint32_t)i;
    }
    assert_int_equal(items[count - 1], count - 1);
    assert_int_equal(items[12345], 12345);
    assert_true(a.held < cap * sizeof *items + 256 * 1024); /* one of it, not one for each size */
    size_t held = a.held;
    arena_drop(&a, items);
    assert_int_equal(a.held, held - cap * sizeof *items);
    arena_drop(&a, small);
    arena_drop(&a, NULL);
    assert_int_equal(a.held, held - cap * sizeof *items);
    assert_string_equal(small, "断卡");
    assert_non_null(arena_alloc(&a, 2 * 1024 * 1024));
    assert_non_null(arena_alloc(&a, 16));
    arena_free(&a);
}

static void the_first_fault_stays(void **state)
{
    (void)state;
    struct fault fault = {0};
    assert_false(fault_set(&fault, FAULT_INPUT, "cannot read '%s'", "a"));
    fault_set(&fault, FAULT_BUG, "other");
    assert_int_equal(fault.code, FAULT_INPUT);
    assert_string_equal(fault.text, "cannot read 'a'");
    assert_int_equal(fault_exit_status(FAULT_BUSY), 75);
    assert_int_equal(fault_exit_status(FAULT_LIMIT), 3);
    char long_name[600];
    for (size_t i = 0; i + 3 < sizeof long_name; i += 3)
        memcpy(long_name + i, "证", 4);
    fault_clear(&fault);
    fault_set(&fault, FAULT_INPUT, "%s", long_name);
    assert_int_equal(utf8_valid_prefix(fault.text, strlen(fault.text)), strlen(fault.text));
}

static void utf8_is_strict(void **state)
{
    (void)state;
    static const char *const bad[] = {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                                      "\xE4\xB8", "\x80",         "\xFF"};
    uint32_t cp;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(utf8_decode(bad[i], strlen(bad[i]), &cp), 0);
    static const uint32_t points[] = {0x41, 0xE9, 0x5426, 0x20BB7, 0x10FFFF};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        char out[4];
        size_t n = utf8_encode(points[i], out);
        const char *p = out;
        assert_int_equal(utf8_decode(out, n, &cp), n);
        assert_int_equal(cp, points[i]);
        assert_int_equal(utf8_next(&p, out + n), points[i]);
        assert_ptr_equal(p, out + n);
        assert_int_equal(utf8_previous(out, &p), points[i]);
    }
    assert_int_equal(utf8_count("断卡a", 7), 3);
    assert_int_equal(utf8_offset("断卡a", 7, 2), 6);
    assert_int_equal(utf8_columns("断卡a", 7), 5);
    assert_true(utf8_is_han(0x3007));
    assert_int_equal(utf8_half_width(0xFF10), '0');
}

static void printing_disarms_controls(void **state)
{
    (void)state;
    char *data = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&data, &size);
    static const char nasty[] = "a\x1b[31m\xE2\x80\xAE\n\x80";
    assert_true(utf8_print_visible(out, nasty, sizeof nasty - 1, true));
    fclose(out);
    assert_string_equal(data, "a␛[31m<U+202E>\n\xEF\xBF\xBD");
    free(data);
}

static void lines_survive_a_long_one(void **state)
{
    (void)state;
    static char text[] = "\xEF\xBB\xBFone\r\n0123456789abcdef\nthree";
    FILE *in = fmemopen(text, sizeof text - 1, "r");
    struct line_reader r;
    struct fault fault = {0};
    lines_open(&r, in, "t", 8);
    assert_int_equal(lines_next(&r, &fault), LINE_OK);
    assert_string_equal(r.line.data, "one");
    assert_int_equal(lines_next(&r, &fault), LINE_TOO_LONG);
    assert_string_equal(fault.text, "t:2: line is longer than 8 bytes");
    assert_int_equal(lines_next(&r, &fault), LINE_OK);
    assert_string_equal(r.line.data, "three");
    assert_int_equal(r.number, 3);
    assert_int_equal(lines_next(&r, &fault), LINE_END);
    lines_close(&r);
    fclose(in);
}

static void atomic_write_leaves_the_old_file(void **state)
{
    (void)state;
    struct fault fault = {0};
    struct buf b;
    char folder[] = "/tmp/jb-test-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/file", folder);
    assert_true(file_write_atomic(path, "one", 3, &fault));
    assert_false(file_write_atomic("/nonexistent/file", "two", 3, &fault));
    assert_int_equal(fault.code, FAULT_IO);
    buf_init(&b, 2);
    fault_clear(&fault);
    assert_false(file_read_path(path, &b, &fault));
    assert_int_equal(fault.code, FAULT_LIMIT);
    buf_free(&b);
    buf_init(&b, 100);
    fault_clear(&fault);
    assert_true(file_read_path(path, &b, &fault));
    assert_string_equal(b.data, "one");
    assert_false(file_read_path(folder, &b, &fault));
    assert_int_equal(fault.code, FAULT_INPUT);
    buf_free(&b);
    unlink(path);
    rmdir(folder);
}

static void json_is_strict(void **state)
{
    (void)state;
    struct fault fault = {0};
    static const char twice[] = "{\"a\":1,\"a\":2}", good[] = "{\"a\":\"断\",\"n\":null}";
    assert_null(json_parse(twice, sizeof twice - 1, &fault));
    assert_int_equal(fault.code, FAULT_INPUT);
    fault_clear(&fault);
    json_t *value = json_parse(good, sizeof good - 1, &fault);
    assert_non_null(value);
    const char *text;
    assert_true(json_get_text(value, "a", &text, NULL, &fault));
    assert_string_equal(text, "断");
    assert_true(json_get_text(value, "n", &text, NULL, &fault));
    assert_null(text);
    long long number;
    assert_false(json_get_integer(value, "a", &number, &fault));
    assert_string_equal(fault.text, "'a' is not an integer");
    struct buf out;
    buf_init(&out, 100);
    assert_true(json_write_line(value, &out, &fault));
    assert_string_equal(out.data, "{\"a\":\"断\",\"n\":null}\n");
    buf_free(&out);
    json_decref(value);
}

static void digests_match_their_standards(void **state)
{
    (void)state;
    uint8_t sum[SHA256_BYTES];
    char text[2 * SHA256_BYTES + 1];
    digest_sha1("abc", 3, sum); /* FIPS 180-4 */
    digest_hex(sum, SHA1_BYTES, text);
    assert_string_equal(text, "a9993e364706816aba3e25717850c26c9cd0d89d");
    digest_sha256("abc", 3, sum);
    digest_hex(sum, 8, text);
    assert_string_equal(text, "ba7816bf8f01cfea");
    digest_base32((const uint8_t *)"foobar", 6, text); /* RFC 4648, section 10 */
    assert_string_equal(text, "MZXW6YTBOI");
    assert_int_equal(digest_crc32("123456789", 9), 0xCBF43926);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buf_keeps_its_ceiling),
        cmocka_unit_test(arena_has_a_cap_and_is_reused),
        cmocka_unit_test(arena_gives_large_arrays_back),
        cmocka_unit_test(the_first_fault_stays),
        cmocka_unit_test(utf8_is_strict),
        cmocka_unit_test(printing_disarms_controls),
        cmocka_unit_test(lines_survive_a_long_one),
        cmocka_unit_test(atomic_write_leaves_the_old_file),
        cmocka_unit_test(json_is_strict),
        cmocka_unit_test(digests_match_their_standards),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
