#include "index/schema.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/utf8.h"
#include "extract/fingerprint.h"

enum {
    BLOB_LAYOUT = 3,
    BLOB_LENGTHS = 4 + 1, /* where the lengths begin */
    BLOB_NUMBERS = 6,
    BLOB_DIGEST = BLOB_LENGTHS + BLOB_NUMBERS * 4, /* where the digest begins */
    BLOB_HEADER = BLOB_DIGEST + 8,
    PLACES_MAX = 64 * 1024 * 1024
};

static uint32_t get_u32(const char *bytes)
{
    uint32_t n = 0;
    for (int i = 3; i >= 0; i--)
        n = n << 8 | (unsigned char)bytes[i];
    return n;
}

static uint32_t put_text(struct buf *out, const char *text)
{
    size_t len = text ? strlen(text) : 0;
    if (text)
        buf_append(out, text, len);
    return (uint32_t)len;
}

static void set_u32(char *at, uint32_t n)
{
    for (int i = 0; i < 4; i++)
        at[i] = (char)(n >> 8 * i & 0xFF);
}

/* The length of `,"name":null` or `,"name":[]` at p, 0 = none.  Inside a JSON
 * string a quote has a backslash before it or ends the string, so that this
 * cannot be met there. */
static size_t empty_field(const char *p, const char *end)
{
    const char *q = p + 2;
    if (end - p < 8 || p[0] != ',' || p[1] != '"')
        return 0;
    while (q < end && ((*q >= 'a' && *q <= 'z') || *q == '_'))
        q++;
    if (end - q >= 6 && memcmp(q, "\":null", 6) == 0)
        return (size_t)(q + 6 - p);
    return end - q >= 4 && memcmp(q, "\":[]", 4) == 0 ? (size_t)(q + 4 - p) : 0;
}

/* Fields that say nothing need not be stored: record_read() takes them as empty. */
static void drop_empty_fields(struct buf *out, size_t from)
{
    char *to = out->data + from;
    const char *end = out->data + out->len;
    for (const char *p = to; p < end;) {
        size_t skip = *p == ',' ? empty_field(p, end) : 0;
        if (skip == 0)
            *to++ = *p++;
        p += skip;
    }
    out->len = (size_t)(to - out->data);
    *to = '\0';
}

/* Where a sentence stands in the text, "offset+length" in bytes; as it is,
 * behind a "=", when it cannot be found there. */
static void place_sentence(const char *text, size_t near, const char *sentence, struct buf *out)
{
    size_t len = strlen(sentence), from = near > len ? near - len : 0;
    const char *at = strstr(text + from, sentence);
    if (at)
        buf_printf(out, "%zu+%zu", (size_t)(at - text), len);
    else
        buf_printf(out, "=%s", sentence);
    buf_putc(out, '\0');
}

/* The figures with their sentences as places; the texts go into `places`. */
static struct figure *placed_figures(const struct record *r, struct buf *places, struct fault *fault)
{
    struct figure *figures = calloc(r->figure_count + 1, sizeof *figures);
    size_t text_len = strlen(r->text), near = 0, at = 0;
    uint32_t characters = 0;
    for (size_t i = 0; figures && i < r->figure_count; i++) {
        figures[i] = r->figures[i];
        if (figures[i].start >= characters) { /* they are in order: go on from the last one */
            near += utf8_offset(r->text + near, text_len - near, figures[i].start - characters);
            characters = figures[i].start;
        }
        if (figures[i].sentence)
            place_sentence(r->text, near, figures[i].sentence, places);
    }
    if (!figures || !buf_ok(places)) {
        fault_set(fault, FAULT_MEMORY, "no memory for figures");
        free(figures);
        return NULL;
    }
    for (size_t i = 0; i < r->figure_count; i++) { /* only now, for the bytes moved while they grew */
        if (figures[i].sentence) {
            figures[i].sentence = places->data + at;
            at += strlen(places->data + at) + 1;
        }
    }
    return figures;
}

static bool write_rest(const struct record *r, struct buf *out, struct fault *fault)
{
    struct record rest = *r;
    struct buf places;
    buf_init(&places, PLACES_MAX);
    struct figure *figures = placed_figures(r, &places, fault);
    rest.figures = figures;
    rest.title = rest.subtitle = NULL;
    rest.text = "";
    rest.fingerprint = NULL; /* made of the text again */
    bool ok = figures && record_write(&rest, out, fault) && buf_check(out, "stored record", fault);
    free(figures);
    buf_free(&places);
    return ok;
}

/* The parts of a searchable text. */
static void divide(struct blob *b, const char *searchable, const uint32_t lengths[3])
{
    b->searchable = searchable;
    b->title = searchable;
    b->title_len = lengths[0];
    b->subtitle = searchable + lengths[0] + 1;
    b->subtitle_len = lengths[1];
    b->text = b->subtitle + lengths[1] + 1;
    b->text_len = lengths[2];
    b->searchable_len = b->title_len + b->subtitle_len + b->text_len + 2;
}

/* Both parts, unpacked, one behind the other. */
static bool write_plain(const struct record *r, struct buf *plain, struct blob *b, struct fault *fault)
{
    uint32_t lengths[3];
    buf_clear(plain);
    lengths[0] = put_text(plain, r->title);
    buf_putc(plain, '\n');
    lengths[1] = put_text(plain, r->subtitle);
    buf_putc(plain, '\n');
    lengths[2] = put_text(plain, r->text);
    size_t json = plain->len;
    if (!buf_check(plain, "stored record", fault) || !write_rest(r, plain, fault))
        return false;
    plain->len--; /* the newline of the line */
    drop_empty_fields(plain, json);
    divide(b, plain->data, lengths);
    b->rest = plain->data + json;
    b->rest_len = b->json_len = plain->len - json;
    return true;
}

bool blob_pack(struct deflater *deflater, const struct record *r, struct buf *plain, struct buf *out,
               struct blob *blob, struct fault *fault)
{
    uint8_t digest[SHA256_BYTES];
    if (!write_plain(r, plain, blob, fault))
        return false;
    buf_clear(out);
    for (int i = 0; i < BLOB_HEADER; i++)
        buf_putc(out, BLOB_LAYOUT);
    size_t id = put_text(out, r->id), start = out->len;
    if (!deflate_raw(deflater, blob->searchable, blob->searchable_len, out, fault))
        return false;
    size_t first = out->len - start;
    if (!deflate_raw(deflater, blob->rest, blob->rest_len, out, fault))
        return false;
    const size_t lengths[BLOB_NUMBERS] = {
        blob->title_len, blob->subtitle_len, blob->text_len, blob->json_len, first, id};
    for (int i = 0; i < BLOB_NUMBERS; i++)
        set_u32(out->data + BLOB_LENGTHS + 4 * i, (uint32_t)lengths[i]);
    digest_sha256(plain->data, plain->len, digest);
    memcpy(out->data + BLOB_DIGEST, digest, BLOB_HEADER - BLOB_DIGEST);
    set_u32(out->data, digest_crc32(out->data + 4, out->len - 4));
    return true;
}

bool blob_open(const char *bytes, size_t len, struct arena *arena, struct blob *blob, struct fault *fault)
{
    uint32_t lengths[BLOB_NUMBERS];
    if (len < BLOB_HEADER || get_u32(bytes) != digest_crc32(bytes + 4, len - 4) || bytes[4] != BLOB_LAYOUT)
        return fault_set(fault, FAULT_DAMAGE, "a stored record is damaged");
    for (int i = 0; i < BLOB_NUMBERS; i++)
        lengths[i] = get_u32(bytes + BLOB_LENGTHS + 4 * i);
    size_t packed = BLOB_HEADER + (size_t)lengths[5];
    if (packed + lengths[4] > len)
        return fault_set(fault, FAULT_DAMAGE, "a stored record is damaged");
    size_t searchable = (size_t)lengths[0] + lengths[1] + lengths[2] + 2;
    const char *plain = inflate_raw(bytes + packed, lengths[4], searchable, arena, fault);
    if (!plain)
        return false;
    divide(blob, plain, lengths);
    blob->json_len = lengths[3];
    blob->rest = bytes + packed + lengths[4];
    blob->rest_len = len - packed - lengths[4];
    return true;
}

struct store_bytes blob_id(const char *bytes, size_t len)
{
    uint32_t id = len >= BLOB_HEADER ? get_u32(bytes + BLOB_DIGEST - 4) : 0;
    bool whole = len >= BLOB_HEADER && bytes[4] == BLOB_LAYOUT && id <= len - BLOB_HEADER;
    return whole ? (struct store_bytes){bytes + BLOB_HEADER, id} : (struct store_bytes){NULL, 0};
}

static bool copy_part(struct arena *arena, const char *bytes, size_t len, bool absent, const char **to,
                      struct fault *fault)
{
    *to = absent ? NULL : arena_copy(arena, bytes, len);
    return absent || *to || fault_set(fault, FAULT_MEMORY, "no memory for a stored record");
}

/* Sentences from their places; a place that is none is damage. */
static bool read_sentences(const struct blob *b, struct arena *arena, struct record *r, struct fault *fault)
{
    for (size_t i = 0; i < r->figure_count; i++) {
        const char *place = r->figures[i].sentence;
        char *end;
        if (!place)
            continue;
        if (*place == '=') {
            r->figures[i].sentence = place + 1;
            continue;
        }
        unsigned long at = strtoul(place, &end, 10), len = *end == '+' ? strtoul(end + 1, NULL, 10) : 0;
        if (*end != '+' || at > b->text_len || len > b->text_len - at)
            return fault_set(fault, FAULT_DAMAGE, "a stored record is damaged");
        if (!copy_part(arena, b->text + at, len, false, &r->figures[i].sentence, fault))
            return false;
    }
    return true;
}

static bool make_fingerprint(const struct blob *b, struct arena *arena, struct record *r, struct fault *fault)
{
    struct buf out;
    buf_init(&out, FINGERPRINT_HASHES * 8);
    bool ok = fingerprint_make(b->text, b->text_len, &out, fault) &&
              copy_part(arena, out.data ? out.data : "", out.len, false, &r->fingerprint, fault);
    buf_free(&out);
    return ok;
}

bool blob_record(const struct blob *b, struct arena *arena, struct record *r, struct fault *fault)
{
    const char *json = inflate_raw(b->rest, b->rest_len, b->json_len, arena, fault);
    if (!json || !record_read(json, b->json_len, arena, r, fault))
        return false;
    r->text = b->text; /* the last of its part: a NUL stands behind it */
    return copy_part(arena, b->title, b->title_len, b->title_len == 0, &r->title, fault) &&
           copy_part(arena, b->subtitle, b->subtitle_len, b->subtitle_len == 0, &r->subtitle, fault) &&
           read_sentences(b, arena, r, fault) && make_fingerprint(b, arena, r, fault);
}

uint64_t corpus_part(const char *blob, size_t len)
{
    uint64_t part = 0;
    for (int i = BLOB_DIGEST; i < BLOB_HEADER && len >= BLOB_HEADER; i++)
        part = part << 8 | (unsigned char)blob[i];
    return part;
}

const char *schema_date(const char *iso, char out[16])
{
    size_t n = 0;
    for (const char *p = iso; p && *p && n < 12; p++) {
        if (*p >= '0' && *p <= '9')
            out[n++] = *p;
        else if (*p != '-' && *p != 'T' && *p != ':')
            break; /* the zone, or no date at all */
        else if (n > 8 && *p == '-')
            break;
    }
    out[n >= 4 ? n - n % 2 : 0] = '\0';
    return out;
}

bool schema_fits(const char *schema, const char *terms, const char *dictionary_version, struct fault *fault)
{
    char *end;
    const char *found = terms ? terms : "";
    if (!schema || strtol(schema, &end, 10) != SCHEMA_VERSION || *end != '\0')
        return fault_set(
            fault, FAULT_INPUT,
            "the index has schema '%.20s', this program reads %d: build it anew from its records",
            schema ? schema : "none", SCHEMA_VERSION);
    if (strtol(found, &end, 10) != TERMS_VERSION || *end != '/' || strcmp(end + 1, dictionary_version) != 0)
        return fault_set(
            fault, FAULT_INPUT,
            "the index was built with terms %.30s, this program cuts %d/%s: build it anew from its records",
            found, TERMS_VERSION, dictionary_version);
    return true;
}
