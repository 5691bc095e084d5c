#include "index/schema.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/utf8.h"
#include "extract/fingerprint.h"

enum { BLOB_LAYOUT = 1, BLOB_HEADER = 4 + 1 + 3 * 4, PLACES_MAX = 64 * 1024 * 1024 };

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

bool blob_pack(const struct record *r, struct buf *out, struct fault *fault)
{
    buf_clear(out);
    for (int i = 0; i < BLOB_HEADER; i++)
        buf_putc(out, BLOB_LAYOUT);
    uint32_t lengths[3];
    lengths[0] = put_text(out, r->title);
    buf_putc(out, '\n');
    lengths[1] = put_text(out, r->subtitle);
    buf_putc(out, '\n');
    lengths[2] = put_text(out, r->text);
    size_t json = out->len;
    if (!buf_check(out, "stored record", fault) || !write_rest(r, out, fault))
        return false;
    out->len--; /* the newline of the line */
    drop_empty_fields(out, json);
    for (int i = 0; i < 3; i++)
        set_u32(out->data + 5 + 4 * i, lengths[i]);
    set_u32(out->data, digest_crc32(out->data + 4, out->len - 4));
    return true;
}

bool blob_open(const char *bytes, size_t len, struct blob *blob, struct fault *fault)
{
    if (len < BLOB_HEADER + 2 || get_u32(bytes) != digest_crc32(bytes + 4, len - 4) ||
        bytes[4] != BLOB_LAYOUT)
        return fault_set(fault, FAULT_DAMAGE, "a stored record is damaged");
    uint64_t title = get_u32(bytes + 5), subtitle = get_u32(bytes + 9), text = get_u32(bytes + 13);
    uint64_t searchable = title + subtitle + text + 2;
    if (searchable > len - BLOB_HEADER)
        return fault_set(fault, FAULT_DAMAGE, "a stored record is damaged");
    const char *p = bytes + BLOB_HEADER;
    blob->searchable = p;
    blob->searchable_len = (size_t)searchable;
    blob->title = p;
    blob->title_len = (size_t)title;
    blob->subtitle = p + title + 1;
    blob->subtitle_len = (size_t)subtitle;
    blob->text = p + title + subtitle + 2;
    blob->text_len = (size_t)text;
    blob->rest = p + searchable;
    blob->rest_len = len - BLOB_HEADER - (size_t)searchable;
    return true;
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
    return record_read(b->rest, b->rest_len, arena, r, fault) &&
           copy_part(arena, b->title, b->title_len, b->title_len == 0, &r->title, fault) &&
           copy_part(arena, b->subtitle, b->subtitle_len, b->subtitle_len == 0, &r->subtitle, fault) &&
           copy_part(arena, b->text, b->text_len, false, &r->text, fault) &&
           read_sentences(b, arena, r, fault) && make_fingerprint(b, arena, r, fault);
}

uint64_t corpus_part(const char *blob, size_t len)
{
    uint8_t digest[SHA256_BYTES];
    uint64_t part = 0;
    digest_sha256(blob, len, digest);
    for (int i = 0; i < 8; i++)
        part = part << 8 | digest[i];
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
