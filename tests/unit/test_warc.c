#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/warc.h"

enum { MAX_BLOCK = 1 << 20, FILE_MAX = 1 << 24 };

struct tally {
    unsigned records, damaged;
    char blocks[4096]; /* "one two " */
    struct fault first;
    uint64_t last_offset;
};

static void count(const struct warc_record *record, struct tally *t)
{
    t->records++;
    t->last_offset = record->offset;
    size_t used = strlen(t->blocks), len = record->block.len < 16 ? record->block.len : 16;
    if (used + len + 2 < sizeof t->blocks) {
        memcpy(t->blocks + used, record->block.data, len);
        t->blocks[used + len] = ' ';
        t->blocks[used + len + 1] = '\0';
    }
}

static struct tally read_all(const char *bytes, size_t len)
{
    struct tally t = {.records = 0};
    FILE *in = len ? fmemopen((void *)(uintptr_t)bytes, len, "r") : fopen("/dev/null", "r");
    assert_non_null(in);
    struct warc_reader *r = warc_open(in, "x.warc", MAX_BLOCK, NULL);
    assert_non_null(r);
    const struct warc_record *record;
    for (;;) {
        struct fault fault = {.code = FAULT_NONE};
        enum warc_status status = warc_next(r, &record, &fault);
        if (status == WARC_END)
            break;
        assert_int_not_equal(status, WARC_FAILED);
        if (status == WARC_RECORD) {
            count(record, &t);
        } else {
            assert_int_equal(fault.code, FAULT_INPUT);
            if (t.damaged++ == 0)
                t.first = fault;
        }
        assert_true(t.records + t.damaged < 100000);
    }
    warc_close(r);
    fclose(in);
    return t;
}

static void plain_record(struct buf *out, const char *block, const char *length)
{
    buf_printf(out,
               "WARC/1.0\r\nWARC-Type: Response\r\nWARC-Target-URI: <http://a/%s>\r\nWARC-Date: "
               "2021-10-29T09:41:00Z\r\n"
               "Content-Length: %s\r\n\r\n%s\r\n\r\n",
               block, length, block);
}

static const char fields[] =
    "WARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2021-10-29T09:41:00Z\r\n"
    "WARC-Target-URI: http://a/\r\nContent-Type: application/http; msgtype=response\r\n";

static void gzip_record(struct buf *out, const char *block)
{
    struct warc_writer *w = warc_writer_new(NULL);
    assert_non_null(w);
    assert_true(warc_append(w, out, "response", fields, (struct warc_bytes){block, strlen(block)},
                            (struct warc_bytes){"", 0}, NULL));
    warc_writer_free(w);
}

static void reads_what_it_writes(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, FILE_MAX);
    struct warc_writer *w = warc_writer_new(NULL);
    assert_true(warc_append(w, &b, "response", fields, (struct warc_bytes){"HTTP/1.1 200 OK\r\n\r\n", 19},
                            (struct warc_bytes){"body", 4}, NULL));
    size_t second = b.len;
    assert_true(warc_append(w, &b, "metadata", fields, (struct warc_bytes){NULL, 0},
                            (struct warc_bytes){NULL, 0}, NULL));
    warc_writer_free(w);
    assert_true(warc_sniff(b.data, b.len));
    FILE *in = fmemopen(b.data, b.len, "r");
    struct warc_reader *r = warc_open(in, "x", MAX_BLOCK, NULL);
    const struct warc_record *record;
    assert_int_equal(warc_next(r, &record, NULL), WARC_RECORD);
    assert_string_equal(record->type, "response");
    assert_string_equal(record->target_uri.data, "http://a/");
    assert_string_equal(record->date, "2021-10-29T09:41:00Z");
    assert_string_equal(record->id, "<urn:uuid:1>");
    assert_string_equal(record->block.data, "HTTP/1.1 200 OK\r\n\r\nbody");
    assert_int_equal(record->offset, 0);
    assert_int_equal(warc_next(r, &record, NULL), WARC_RECORD);
    assert_string_equal(record->type, "metadata");
    assert_int_equal(record->block.len, 0);
    assert_int_equal(record->offset, second);
    assert_int_equal(warc_next(r, &record, NULL), WARC_END);
    assert_int_equal(warc_next(r, &record, NULL), WARC_END);
    warc_close(r);
    fclose(in);
    buf_free(&b);
}

static void reads_plain_files(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, FILE_MAX);
    plain_record(&b, "one", "3");
    size_t second = b.len;
    plain_record(&b, "two", "3");
    struct tally t = read_all(b.data, b.len);
    assert_int_equal(t.records, 2);
    assert_int_equal(t.damaged, 0);
    assert_int_equal(t.last_offset, second);
    assert_string_equal(t.blocks, "one two ");
    assert_true(warc_sniff(b.data, b.len));
    assert_false(warc_sniff("<html>", 6));
    buf_free(&b);
}

/* One member over all records; and members cut every 50 bytes of text. */
static void reads_members_of_any_cut(void **state)
{
    (void)state;
    struct buf plain, b;
    buf_init(&plain, FILE_MAX);
    plain_record(&plain, "one", "3");
    plain_record(&plain, "two", "3");
    plain_record(&plain, "three", "5");
    static const size_t cuts[] = {1000000, 50, 7, 1};
    for (size_t c = 0; c < 4; c++) {
        buf_init(&b, FILE_MAX);
        for (size_t at = 0; at < plain.len; at += cuts[c]) {
            size_t len = plain.len - at < cuts[c] ? plain.len - at : cuts[c];
            z_stream z = {.next_in = (Bytef *)plain.data + at, .avail_in = (uInt)len};
            unsigned char out[4096];
            assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
            z.next_out = out;
            z.avail_out = sizeof out;
            assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
            buf_append(&b, out, sizeof out - z.avail_out);
            deflateEnd(&z);
        }
        struct tally t = read_all(b.data, b.len);
        assert_int_equal(t.damaged, 0);
        assert_string_equal(t.blocks, "one two three ");
        buf_free(&b);
    }
    buf_free(&plain);
}

/* Cut at every offset of the last record: those before are read, the last only when it is whole. */
static void survives_every_cut(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, FILE_MAX);
    gzip_record(&b, "one");
    gzip_record(&b, "two");
    size_t last = b.len;
    gzip_record(&b, "three");
    for (size_t cut = last; cut < b.len; cut++) {
        struct tally t = read_all(b.data, cut);
        assert_string_equal(t.blocks, "one two ");
        assert_int_equal(t.damaged, cut > last);
    }
    assert_string_equal(read_all(b.data, b.len).blocks, "one two three ");
    buf_clear(&b);
    plain_record(&b, "one", "3");
    last = b.len;
    plain_record(&b, "two", "3");
    for (size_t cut = last + 1; cut < b.len - 4; cut++) {
        struct tally t = read_all(b.data, cut);
        assert_string_equal(t.blocks, "one ");
        assert_int_equal(t.damaged, 1);
    }
    buf_free(&b);
}

static void resumes_behind_damage(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, FILE_MAX);
    gzip_record(&b, "one");
    buf_append(&b, "junk \x1f\x8b\x08 junk", 13);
    gzip_record(&b, "two");
    size_t third = b.len;
    gzip_record(&b, "damaged, and long enough to be compressed, compressed, compressed");
    b.data[third + 80] ^= 0x55;
    gzip_record(&b, "four");
    struct tally t = read_all(b.data, b.len);
    assert_string_equal(t.blocks, "one two four ");
    assert_int_equal(t.damaged, 2);
    assert_non_null(strstr(t.first.text, "x.warc: "));
    /* A member that breaks off and is followed by a whole one. */
    buf_clear(&b);
    gzip_record(&b, "one");
    gzip_record(&b, "two");
    b.len -= 12;
    gzip_record(&b, "three");
    assert_string_equal(read_all(b.data, b.len).blocks, "one three ");
    /* A hole of zeros, as a file system leaves it: no line end stands before the next record. */
    static const char zeros[5000];
    buf_clear(&b);
    plain_record(&b, "one", "3");
    buf_append(&b, zeros, sizeof zeros);
    plain_record(&b, "two", "3");
    t = read_all(b.data, b.len);
    assert_string_equal(t.blocks, "one two ");
    assert_int_equal(t.damaged, 1);
    buf_free(&b);
}

static void lying_lengths(void **state)
{
    (void)state;
    static const char *const lengths[] = {"-1",  "9223372036854775808", "18446744073709551616", "99",  "2",
                                          "abc", "1000",                "1000000000000",        "",    "0x3"};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        struct buf b;
        buf_init(&b, FILE_MAX);
        plain_record(&b, "one", "3");
        plain_record(&b, "liar", lengths[i]);
        plain_record(&b, "two", "3");
        plain_record(&b, "three", "5");
        struct tally t = read_all(b.data, b.len);
        if (t.damaged != 1 || strcmp(t.blocks, "one two three ") != 0)
            fail_msg("length %s: %u damaged, read: %s", lengths[i], t.damaged, t.blocks);
        buf_free(&b);
    }
}

static void bounds_headers_and_blocks(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, FILE_MAX);
    plain_record(&b, "one", "3");
    buf_puts(&b, "WARC/1.0\r\nX: ");
    for (int i = 0; i < 1 << 20; i++)
        buf_putc(&b, 'x');
    buf_puts(&b, "\r\n\r\n");
    plain_record(&b, "two", "3");
    struct tally t = read_all(b.data, b.len);
    assert_string_equal(t.blocks, "one two ");
    assert_int_equal(t.damaged, 1);
    buf_clear(&b);
    char *big = malloc(MAX_BLOCK + 2);
    memset(big, 'y', MAX_BLOCK + 1);
    big[MAX_BLOCK + 1] = '\0';
    gzip_record(&b, big);
    gzip_record(&b, "two");
    t = read_all(b.data, b.len);
    assert_string_equal(t.blocks, "two ");
    assert_int_equal(t.damaged, 1);
    free(big);
    buf_free(&b);
}

/* Files that wget 1.21 wrote, compressed and plain. */
static void reads_what_wget_writes(void **state)
{
    (void)state;
    static const char *const files[] = {"tests/fuzz/seeds/warc/wget.warc.gz",
                                        "tests/fuzz/seeds/warc/wget.warc"};
    for (size_t i = 0; i < 2; i++) {
        char bytes[16384];
        FILE *in = fopen(files[i], "r");
        assert_non_null(in);
        size_t len = fread(bytes, 1, sizeof bytes, in);
        fclose(in);
        struct tally t = read_all(bytes, len);
        assert_int_equal(t.records, 14);
        assert_int_equal(t.damaged, 0);
    }
}

static void nothing_and_nonsense(void **state)
{
    (void)state;
    assert_int_equal(read_all("", 0).damaged, 0);
    assert_int_equal(read_all("\r\n\r\n", 4).damaged, 0);
    assert_int_equal(read_all("<html></html>", 13).damaged, 1);
    assert_int_equal(read_all("\x1f\x8b", 2).damaged, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_it_writes),      cmocka_unit_test(reads_plain_files),
        cmocka_unit_test(reads_members_of_any_cut),  cmocka_unit_test(survives_every_cut),
        cmocka_unit_test(resumes_behind_damage),     cmocka_unit_test(lying_lengths),
        cmocka_unit_test(bounds_headers_and_blocks), cmocka_unit_test(reads_what_wget_writes),
        cmocka_unit_test(nothing_and_nonsense),
    };
    return cmocka_run_group_tests_name("warc", tests, NULL, NULL);
}
