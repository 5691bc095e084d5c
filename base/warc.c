#include "base/warc.h"

#include <isa-l/igzip_lib.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#include "base/digest.h"

enum {
    RAW_WINDOW = 256 * 1024, /* of the file, kept to look again after damage */
    TEXT_STEP = 64 * 1024,   /* decoded at a time */
    HEADER_MAX = 64 * 1024,
    RECORD_MAX = 1 << 30,   /* of one written record */
    DIGEST_TEXT = 32,       /* SHA-1 in base32 */
    REREAD_FLOOR = 64 << 20 /* bytes that may be looked at again, beside 4 × what was read */
};

/* Three layers: `raw` is a window on the file; a "member" is one gzip member,
 * or the rest of a plain file; `text` is what is decoded and not yet used. */
enum member_mode { MEMBER_NONE, MEMBER_GZIP, MEMBER_PLAIN };

enum feed {
    FEED_DATA,   /* text has grown */
    FEED_MEMBER, /* the member is used up */
    FEED_END,    /* the file is used up */
    FEED_RECORD, /* another record begins here, too early */
    FEED_CUT,    /* no member stands here, or it breaks off */
    FEED_FAILED  /* cannot read, no memory */
};

struct warc_reader {
    FILE *in;
    const char *name;
    unsigned char *raw;
    size_t raw_pos, raw_len, member_pos; /* member_pos: its start, while the window holds it */
    uint64_t raw_base;                   /* file offset of raw[0] */
    bool raw_end, failed;
    enum member_mode mode;
    z_stream z;
    struct buf text;
    size_t text_pos;
    bool plain;                        /* the member is not compressed */
    uint64_t member_offset, text_base; /* file offset of the member; of text.data[0] in a plain one */
    bool lost, torn;                   /* looking for the next record; torn: below the gzip layer */
    uint64_t reread;
    struct warc_record record;
};

/* --------------------------------------------------------------- raw bytes */

/* Makes room by dropping what lies before the member, or before raw_pos when the member is long. */
static void raw_compact(struct warc_reader *r)
{
    if (r->raw_pos - r->member_pos > RAW_WINDOW / 2)
        r->member_pos = r->raw_pos;
    size_t drop = r->member_pos;
    memmove(r->raw, r->raw + drop, r->raw_len - drop);
    r->raw_base += drop;
    r->raw_len -= drop;
    r->raw_pos -= drop;
    r->member_pos = 0;
}

static bool raw_fill(struct warc_reader *r)
{
    if (r->raw_end)
        return false;
    if (r->raw_len == RAW_WINDOW)
        raw_compact(r);
    size_t got = fread(r->raw + r->raw_len, 1, RAW_WINDOW - r->raw_len, r->in);
    r->raw_len += got;
    if (got == 0) {
        r->raw_end = true;
        r->failed = ferror(r->in) != 0;
    }
    return got > 0;
}

/* True when `n` bytes stand at raw_pos. */
static bool raw_have(struct warc_reader *r, size_t n)
{
    while (r->raw_len - r->raw_pos < n)
        if (!raw_fill(r))
            return false;
    return true;
}

/* ----------------------------------------------------------------- members */

static bool is_gzip(const unsigned char *p, size_t len)
{
    return len >= 4 && p[0] == 0x1F && p[1] == 0x8B && p[2] == 8 && p[3] < 0x20;
}

static bool is_version(const char *p, size_t len)
{
    return len >= 7 && memcmp(p, "WARC/", 5) == 0 && (p[5] == '0' || p[5] == '1') && p[6] == '.';
}

/* What is left in `text` stays: blocks and headers may cross members. */
static enum feed member_start(struct warc_reader *r)
{
    r->mode = MEMBER_NONE;
    while (raw_have(r, 1) && strchr("\r\n", r->raw[r->raw_pos]) && r->raw[r->raw_pos])
        r->raw_pos++;
    r->member_pos = r->raw_pos;
    r->member_offset = r->text_base = r->raw_base + r->raw_pos;
    if (!raw_have(r, 1))
        return r->failed ? FEED_FAILED : FEED_END;
    raw_have(r, 7);
    const unsigned char *p = r->raw + r->raw_pos;
    size_t have = r->raw_len - r->raw_pos;
    if (is_gzip(p, have) && inflateReset(&r->z) == Z_OK)
        r->mode = MEMBER_GZIP;
    else if (is_version((const char *)p, have))
        r->mode = MEMBER_PLAIN;
    r->plain = r->mode == MEMBER_PLAIN;
    return r->mode == MEMBER_NONE ? FEED_CUT : FEED_MEMBER;
}

/* Drops used text so that the buffer does not grow. */
static void text_compact(struct warc_reader *r)
{
    if (r->text_pos == 0 || (r->text_pos < r->text.len && r->text_pos < TEXT_STEP))
        return;
    memmove(r->text.data, r->text.data + r->text_pos, r->text.len - r->text_pos);
    r->text.len -= r->text_pos;
    r->text_base += r->text_pos;
    r->text_pos = 0;
}

static enum feed feed_plain(struct warc_reader *r)
{
    if (!raw_have(r, 1)) {
        r->mode = MEMBER_NONE;
        return r->failed ? FEED_FAILED : FEED_MEMBER;
    }
    size_t take = r->raw_len - r->raw_pos;
    if (!buf_append(&r->text, r->raw + r->raw_pos, take))
        return FEED_FAILED;
    r->raw_pos += take;
    r->member_pos = r->raw_pos;
    return FEED_DATA;
}

static enum feed feed_gzip(struct warc_reader *r)
{
    if (!raw_have(r, 1))
        return r->failed ? FEED_FAILED : FEED_CUT;
    if (!buf_reserve(&r->text, TEXT_STEP))
        return FEED_FAILED;
    r->z.next_in = r->raw + r->raw_pos;
    r->z.avail_in = (uInt)(r->raw_len - r->raw_pos);
    r->z.next_out = (Bytef *)r->text.data + r->text.len;
    r->z.avail_out = TEXT_STEP;
    int status = inflate(&r->z, Z_NO_FLUSH);
    r->raw_pos = r->raw_len - r->z.avail_in;
    r->text.len += TEXT_STEP - r->z.avail_out;
    r->text.data[r->text.len] = '\0';
    if (status == Z_STREAM_END) {
        r->mode = MEMBER_NONE;
        r->member_pos = r->raw_pos;
        return FEED_DATA;
    }
    return status == Z_OK || status == Z_BUF_ERROR ? FEED_DATA
           : status == Z_MEM_ERROR                 ? FEED_FAILED
                                                   : FEED_CUT;
}

/* Decodes a little more of the current member. */
static enum feed feed(struct warc_reader *r)
{
    if (r->mode == MEMBER_NONE)
        return FEED_MEMBER;
    text_compact(r);
    return r->mode == MEMBER_PLAIN ? feed_plain(r) : feed_gzip(r);
}

static const char *text_at(const struct warc_reader *r)
{
    return r->text.data ? r->text.data + r->text_pos : "";
}

static size_t text_left(const struct warc_reader *r)
{
    return r->text.len - r->text_pos;
}

static uint64_t record_offset(const struct warc_reader *r)
{
    return r->plain ? r->text_base + r->text_pos : r->member_offset;
}

/* ------------------------------------------------------------------ damage */

static enum warc_status damage(struct warc_reader *r, const char *what, struct fault *fault)
{
    fault_set(fault, FAULT_INPUT, "%s: %s at byte %llu", r->name, what, (unsigned long long)r->record.offset);
    r->lost = true;
    return WARC_DAMAGED;
}

static bool may_reread(struct warc_reader *r, size_t bytes)
{
    r->reread += bytes;
    return r->reread < REREAD_FLOOR + 4 * (r->raw_base + r->raw_len);
}

/* Damage at or below the gzip layer: look again one byte behind the member's start. */
static enum warc_status damage_cut(struct warc_reader *r, const char *what, struct fault *fault)
{
    if (r->member_pos < r->raw_pos &&
        may_reread(r, r->raw_pos - r->member_pos + text_left(r) + r->record.block.len))
        r->raw_pos = r->member_pos + 1;
    else if (r->raw_pos < r->raw_len && r->raw_pos == r->member_pos)
        r->raw_pos++;
    r->mode = MEMBER_NONE;
    r->text_pos = 0;
    buf_clear(&r->text);
    r->torn = true;
    return damage(r, what, fault);
}

/* A record whose length lies may have swallowed its neighbours: their bytes go back. */
static enum warc_status damage_block(struct warc_reader *r, const char *what, struct fault *fault)
{
    struct buf *block = &r->record.block;
    if (block->len > 0 && may_reread(r, block->len)) {
        struct buf again;
        buf_init(&again, r->text.max);
        buf_append(&again, block->data, block->len);
        buf_append(&again, text_at(r), text_left(r));
        if (buf_ok(&again)) {
            r->text_base = r->text_base + r->text_pos - block->len;
            buf_free(&r->text);
            r->text = again;
            r->text_pos = 0;
        } else {
            buf_free(&again);
        }
    }
    return damage(r, what, fault);
}

static enum warc_status failure(struct warc_reader *r, struct fault *fault)
{
    if (r->failed)
        fault_set_errno(fault, FAULT_IO, "cannot read '%s'", r->name);
    else
        fault_set(fault, FAULT_MEMORY, "no memory to read '%s'", r->name);
    r->failed = true;
    return WARC_FAILED;
}

/* ------------------------------------------------------- finding the way back */

/* Does the gzip member that may begin at p hold a record's first line? */
static bool holds_record(const unsigned char *p, size_t len)
{
    unsigned char out[8];
    z_stream z = {
        .next_in = (Bytef *)(uintptr_t)p, .avail_in = (uInt)len, .next_out = out, .avail_out = sizeof out};
    if (inflateInit2(&z, 15 + 16) != Z_OK)
        return false;
    inflate(&z, Z_SYNC_FLUSH);
    bool yes = is_version((const char *)out, sizeof out - z.avail_out);
    inflateEnd(&z);
    return yes;
}

/* A record may stand behind a line end, or behind the zeros of a hole in the file. */
static bool ends_line(int c)
{
    return c == '\n' || c == '\0';
}

/* Moves raw_pos to the next gzip member or plain record that can be one. */
static bool find_member(struct warc_reader *r)
{
    enum { LOOK = 2048 };
    for (;;) {
        raw_have(r, LOOK);
        const unsigned char *p = r->raw + r->raw_pos, *end = r->raw + r->raw_len;
        size_t sure = r->raw_end ? (size_t)(end - p) : (size_t)(end - p) - LOOK + 1;
        for (size_t i = 0; i < sure; i++) {
            size_t left = (size_t)(end - p) - i;
            if ((is_gzip(p + i, left) && holds_record(p + i, left < LOOK ? left : LOOK)) ||
                (is_version((const char *)p + i, left) && (i == 0 || ends_line(p[i - 1])))) {
                r->raw_pos += i;
                return true;
            }
        }
        r->raw_pos += sure;
        r->member_pos = r->raw_pos;
        if (r->raw_end)
            return false;
    }
}

/* Moves text_pos to the next line that begins a record, inside this member. */
static enum feed find_line(struct warc_reader *r)
{
    if (r->text_pos > 0)
        r->text_pos--; /* the line end that was used last */
    for (;;) {
        const char *p = text_at(r), *end = p + text_left(r);
        while (p < end && (p = memmem(p, (size_t)(end - p), "WARC/", 5)) != NULL) {
            if (p > text_at(r) && ends_line(p[-1]) && is_version(p, (size_t)(end - p))) {
                r->text_pos = (size_t)(p - r->text.data);
                return FEED_DATA;
            }
            if (end - p < 8)
                break;
            p++;
        }
        if (text_left(r) > 8)
            r->text_pos = r->text.len - 8;
        enum feed more = feed(r);
        if (more != FEED_DATA)
            return more;
    }
}

/* FEED_DATA when text_pos may stand at a record again. */
static enum feed find_next(struct warc_reader *r)
{
    if (!r->torn) {
        enum feed found = find_line(r);
        if (found == FEED_DATA || found == FEED_FAILED)
            return found;
        r->torn = found == FEED_CUT;
        if (found == FEED_MEMBER) {
            r->text_pos = 0;
            buf_clear(&r->text);
            found = member_start(r);
        }
        if (found == FEED_MEMBER || found == FEED_END || found == FEED_FAILED)
            return found == FEED_MEMBER ? FEED_DATA : found;
    }
    r->torn = false;
    if (!find_member(r))
        return r->failed ? FEED_FAILED : FEED_END;
    return member_start(r) == FEED_MEMBER ? FEED_DATA : FEED_END;
}

/* ----------------------------------------------------------------- records */

static void copy_field(const struct warc_record *record, const char *name, char *to, size_t size)
{
    struct buf value;
    buf_init(&value, HEADER_MAX);
    to[0] = '\0';
    if (warc_header(record, name, &value) && value.len < size)
        memcpy(to, value.data, value.len + 1);
    buf_free(&value);
}

/* Decimal digits only, below 2^62. */
static bool content_length(const struct warc_record *record, uint64_t *length)
{
    char text[24];
    copy_field(record, "Content-Length", text, sizeof text);
    *length = 0;
    for (const char *p = text; *p; p++) {
        if (*p < '0' || *p > '9' || *length >> 58)
            return false;
        *length = *length * 10 + (uint64_t)(*p - '0');
    }
    return text[0] != '\0';
}

static void parse_fields(struct warc_record *record)
{
    char truncated[16];
    copy_field(record, "WARC-Type", record->type, sizeof record->type);
    for (char *p = record->type; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p + 'a' - 'A');
    copy_field(record, "WARC-Date", record->date, sizeof record->date);
    copy_field(record, "WARC-Record-ID", record->id, sizeof record->id);
    copy_field(record, "Content-Type", record->content_type, sizeof record->content_type);
    copy_field(record, "WARC-Truncated", truncated, sizeof truncated);
    record->truncated = truncated[0] != '\0';
    warc_header(record, "WARC-Target-URI", &record->target_uri);
    struct buf *uri = &record->target_uri; /* WARC 1.0 writers put it in angle brackets */
    buf_append(uri, "", 0);
    if (uri->len > 2 && uri->data[0] == '<' && uri->data[uri->len - 1] == '>') {
        memmove(uri->data, uri->data + 1, uri->len - 2);
        uri->len -= 2;
        uri->data[uri->len] = '\0';
    }
}

/* Files cut by size let a record cross members; but where the next member
 * begins with a record, this one has been broken off. */
static enum feed cross_member(struct warc_reader *r)
{
    size_t kept = text_left(r);
    enum feed more = member_start(r);
    if (more != FEED_MEMBER)
        return more;
    while (text_left(r) - kept < 7) {
        more = feed(r);
        if (more == FEED_MEMBER)
            return FEED_DATA;
        if (more != FEED_DATA)
            return more;
    }
    if (!is_version(text_at(r) + kept, text_left(r) - kept))
        return FEED_DATA;
    r->text_pos += kept;
    return FEED_RECORD;
}

static enum feed feed_across(struct warc_reader *r)
{
    enum feed more = feed(r);
    return more == FEED_MEMBER ? cross_member(r) : more;
}

/* Collects the header's lines up to the empty one; FEED_MEMBER when they are none. */
static enum feed read_header(struct warc_reader *r)
{
    struct buf *header = &r->record.header;
    buf_clear(header);
    for (;;) {
        size_t left = text_left(r) < HEADER_MAX ? text_left(r) : HEADER_MAX;
        const char *p = text_at(r);
        size_t head = http_head_length(p, left);
        if (left >= 7 && !is_version(p, left))
            return FEED_MEMBER;
        if (head < left || (head >= 2 && (memcmp(p + head - 2, "\n\n", 2) == 0 ||
                                          (head >= 4 && memcmp(p + head - 4, "\r\n\r\n", 4) == 0)))) {
            r->text_pos += buf_append(header, p, head) ? head : 0;
            return buf_ok(header) ? FEED_DATA : FEED_MEMBER;
        }
        enum feed more = left < HEADER_MAX ? feed_across(r) : FEED_MEMBER;
        if (more != FEED_DATA)
            return more;
    }
}

static enum feed read_block(struct warc_reader *r, uint64_t length)
{
    struct buf *block = &r->record.block;
    while (block->len < length) {
        size_t take = text_left(r);
        if (take > length - block->len)
            take = (size_t)(length - block->len);
        if (!buf_append(block, text_at(r), take))
            return FEED_FAILED;
        r->text_pos += take;
        enum feed more = take > 0 ? FEED_DATA : feed_across(r);
        if (more != FEED_DATA)
            return more;
    }
    return FEED_DATA;
}

static void skip_line_ends(struct warc_reader *r)
{
    while (text_left(r) > 0 && (*text_at(r) == '\r' || *text_at(r) == '\n'))
        r->text_pos++;
}

/* A line end, another record or the member's end (its checksum verified on
 * the way) must follow: anything else shows that the length was wrong. */
static enum feed read_end(struct warc_reader *r)
{
    bool line_end = false;
    for (;;) {
        line_end = line_end || (text_left(r) > 0 && (*text_at(r) == '\r' || *text_at(r) == '\n'));
        skip_line_ends(r);
        if (text_left(r) >= 7)
            return line_end || is_version(text_at(r), text_left(r)) ? FEED_DATA : FEED_END;
        enum feed more = feed(r);
        if (more == FEED_MEMBER)
            return text_left(r) == 0 || line_end ? FEED_DATA : FEED_END;
        if (more != FEED_DATA)
            return more;
    }
}

/* Stands at the first byte of a record, or says what else is the case. */
static enum feed read_start(struct warc_reader *r)
{
    if (r->lost) {
        r->lost = false;
        enum feed found = find_next(r);
        if (found != FEED_DATA)
            return found;
    }
    for (;;) {
        skip_line_ends(r);
        if (text_left(r) > 0)
            return FEED_DATA;
        enum feed more = feed(r);
        if (more == FEED_MEMBER)
            more = member_start(r);
        if (more != FEED_DATA && more != FEED_MEMBER)
            return more;
    }
}

/* What a record that did not come whole is called, and where to look on. */
static enum warc_status broken(struct warc_reader *r, enum feed why, const char *what, struct fault *fault)
{
    if (why == FEED_FAILED)
        return failure(r, fault);
    if (why == FEED_CUT)
        return damage_cut(r, "gzip member breaks off", fault);
    enum warc_status status = why == FEED_RECORD ? damage(r, what, fault) : damage_block(r, what, fault);
    r->lost = why != FEED_RECORD;
    return status;
}

static enum warc_status read_record(struct warc_reader *r, struct fault *fault)
{
    uint64_t length;
    enum feed got = read_header(r);
    if (got != FEED_DATA) {
        r->text_pos += got != FEED_RECORD && text_left(r) > 0; /* always a step on */
        return broken(r, got, "no WARC header", fault);
    }
    parse_fields(&r->record);
    if (!content_length(&r->record, &length))
        return damage(r, "no valid Content-Length", fault);
    if (length > r->record.block.max)
        return damage(r, "record is longer than is taken", fault);
    got = read_block(r, length);
    if (got == FEED_DATA)
        got = read_end(r);
    if (got == FEED_DATA)
        return WARC_RECORD;
    return broken(r, got, "record ends elsewhere than its Content-Length says", fault);
}

enum warc_status warc_next(struct warc_reader *r, const struct warc_record **record, struct fault *fault)
{
    *record = NULL;
    if (r->failed)
        return WARC_FAILED;
    buf_clear(&r->record.block);
    enum feed start = read_start(r);
    r->record.offset = record_offset(r);
    if (start == FEED_END)
        return WARC_END;
    if (start == FEED_FAILED)
        return failure(r, fault);
    if (start == FEED_CUT)
        return damage_cut(r, "neither gzip nor WARC", fault);
    enum warc_status status = read_record(r, fault);
    if (status == WARC_RECORD)
        *record = &r->record;
    return status;
}

struct warc_reader *warc_open(FILE *in, const char *name, size_t max_block, struct fault *fault)
{
    struct warc_reader *r = calloc(1, sizeof *r);
    unsigned char *raw = malloc(RAW_WINDOW);
    if (!r || !raw || inflateInit2(&r->z, 15 + 16) != Z_OK) {
        free(r);
        free(raw);
        fault_set(fault, FAULT_MEMORY, "no memory to read '%s'", name);
        return NULL;
    }
    r->in = in;
    r->name = name;
    r->raw = raw;
    buf_init(&r->text, max_block + RAW_WINDOW + 2 * TEXT_STEP + HEADER_MAX);
    buf_init(&r->record.header, HEADER_MAX);
    buf_init(&r->record.target_uri, HEADER_MAX);
    buf_init(&r->record.block, max_block);
    return r;
}

void warc_close(struct warc_reader *r)
{
    if (!r)
        return;
    inflateEnd(&r->z);
    buf_free(&r->text);
    buf_free(&r->record.header);
    buf_free(&r->record.target_uri);
    buf_free(&r->record.block);
    free(r->raw);
    free(r);
}

bool warc_header(const struct warc_record *record, const char *name, struct buf *value)
{
    return http_header(record->header.data ? record->header.data : "", record->header.len, name, value);
}

bool warc_sniff(const char *bytes, size_t len)
{
    while (len > 0 && (*bytes == '\r' || *bytes == '\n'))
        bytes++, len--;
    if (is_version(bytes, len))
        return true;
    return is_gzip((const unsigned char *)bytes, len) && holds_record((const unsigned char *)bytes, len);
}

/* ----------------------------------------------------------------- writing */

enum { GZIP_LEVEL = 2, GZIP_STEP = 16 * 1024 };

struct warc_writer {
    struct isal_zstream z;
    uint8_t work[ISAL_DEF_LVL2_DEFAULT];
    struct buf header;
};

struct warc_writer *warc_writer_new(struct fault *fault)
{
    struct warc_writer *w = calloc(1, sizeof *w);
    if (!w) {
        fault_set(fault, FAULT_MEMORY, "no memory for a compressor");
        return NULL;
    }
    buf_init(&w->header, 2 * HEADER_MAX);
    return w;
}

void warc_writer_free(struct warc_writer *w)
{
    if (!w)
        return;
    buf_free(&w->header);
    free(w);
}

static void member_begin(struct warc_writer *w)
{
    isal_deflate_init(&w->z);
    w->z.level = GZIP_LEVEL;
    w->z.level_buf = w->work;
    w->z.level_buf_size = sizeof w->work;
    w->z.gzip_flag = IGZIP_GZIP;
}

/* Compresses one piece of the member behind `out`, which grows by steps. */
static bool member_add(struct warc_writer *w, struct buf *out, struct warc_bytes piece, bool last)
{
    w->z.next_in = (uint8_t *)(uintptr_t)piece.p;
    w->z.avail_in = (uint32_t)piece.len;
    w->z.end_of_stream = last;
    do {
        if (!buf_reserve(out, GZIP_STEP))
            return false;
        size_t room = out->cap - out->len - 1;
        w->z.next_out = (uint8_t *)out->data + out->len;
        w->z.avail_out = room < UINT32_MAX ? (uint32_t)room : UINT32_MAX;
        if (isal_deflate(&w->z) != COMP_OK)
            return false;
        out->len = (size_t)((char *)w->z.next_out - out->data);
        out->data[out->len] = '\0';
    } while (last ? w->z.internal_state.state != ZSTATE_END : w->z.avail_in > 0);
    return true;
}

bool warc_append(struct warc_writer *w, struct buf *out, const char *type, const char *fields,
                 struct warc_bytes head, struct warc_bytes body, struct fault *fault)
{
    uint8_t digest[SHA1_BYTES];
    char text[DIGEST_TEXT + 1];
    if (head.len > RECORD_MAX || body.len > RECORD_MAX)
        return fault_set(fault, FAULT_LIMIT, "a WARC record is longer than %d bytes", RECORD_MAX);
    digest_sha1_joined(head.p, head.len, body.p, body.len, digest);
    digest_base32(digest, SHA1_BYTES, text);
    buf_clear(&w->header);
    buf_printf(&w->header, "WARC/1.1\r\nWARC-Type: %s\r\n%s", type, fields);
    buf_printf(&w->header, "WARC-Block-Digest: sha1:%s\r\n", text);
    buf_printf(&w->header, "Content-Length: %zu\r\n\r\n", head.len + body.len);
    if (!buf_check(&w->header, "WARC header", fault))
        return false;
    member_begin(w);
    bool ok = member_add(w, out, (struct warc_bytes){w->header.data, w->header.len}, false) &&
              member_add(w, out, head, false) && member_add(w, out, body, false) &&
              member_add(w, out, (struct warc_bytes){"\r\n\r\n", 4}, true);
    return ok ||
           (buf_check(out, "WARC record", fault) && fault_set(fault, FAULT_BUG, "igzip refused a record"));
}
