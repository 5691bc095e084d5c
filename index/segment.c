#include "index/segment.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/file.h"
#include "index/glass_pack.h"
#include "index/glass_table.h"
#include "index/inverter.h"

enum {
    MEMORY_FULL = 104 * 1024 * 1024,
    CHUNK = 2000, /* bytes of postings or values in one item, as Xapian cuts them */
    SLOTS = 16,
    STREAM_MAX = 1 << 30,
    UUID_BYTES = 16,
    PROPERTIES_MAX = 16,
    PATH_BYTES = 4096
};

/* The values of a slot: chunks, one behind the other. */
struct stream {
    struct buf bytes;
    struct buf starts; /* struct start of each chunk */
    uint32_t documents, last;
    struct buf low, high; /* of the values */
};

struct start {
    uint32_t document;
    size_t at; /* in `bytes` */
};

struct segment {
    char folder[PATH_BYTES];
    struct glass_table *blobs, *term_lists, *postings;
    struct inverter *inverter;
    struct stream streams[SLOTS];
    struct buf lengths; /* of the documents, packed as postings are */
    uint32_t documents;
    uint32_t shortest, longest, most; /* length of documents; wdf */
    uint64_t length;
    struct buf chunk; /* working memory */
};

/* ------------------------------------------------------------------- opening */

static void init_buffers(struct segment *s)
{
    for (int i = 0; i < SLOTS; i++) {
        struct stream *v = &s->streams[i];
        buf_init(&v->bytes, STREAM_MAX);
        buf_init(&v->starts, STREAM_MAX);
        buf_init(&v->low, STREAM_MAX);
        buf_init(&v->high, STREAM_MAX);
    }
    buf_init(&s->lengths, STREAM_MAX);
    buf_init(&s->chunk, STREAM_MAX);
}

struct segment *segment_open(const char *folder, struct fault *fault)
{
    struct segment *s = calloc(1, sizeof *s);
    if (!s) {
        fault_set(fault, FAULT_MEMORY, "no memory for a segment");
        return NULL;
    }
    init_buffers(s);
    int n = snprintf(s->folder, sizeof s->folder, "%s", folder);
    bool ok = (n > 0 && n < PATH_BYTES) || fault_set(fault, FAULT_USAGE, "the path of the index is too long");
    if (ok && file_make_folder(folder, fault) && (s->inverter = inverter_new(fault)) &&
        (s->blobs = glass_table_create(folder, "docdata", fault)) &&
        (s->term_lists = glass_table_create(folder, "termlist", fault)) &&
        (s->postings = glass_table_create(folder, "postlist", fault)))
        return s;
    segment_close(s);
    return NULL;
}

void segment_close(struct segment *s)
{
    if (!s)
        return;
    glass_table_free(s->blobs);
    glass_table_free(s->term_lists);
    glass_table_free(s->postings);
    inverter_free(s->inverter);
    for (int i = 0; i < SLOTS; i++) {
        struct stream *v = &s->streams[i];
        buf_free(&v->bytes);
        buf_free(&v->starts);
        buf_free(&v->low);
        buf_free(&v->high);
    }
    buf_free(&s->lengths);
    buf_free(&s->chunk);
    free(s);
}

uint32_t segment_find(const struct segment *s, struct store_bytes term)
{
    return inverter_last(s->inverter, term.p, term.len);
}

uint32_t segment_documents(const struct segment *s)
{
    return s->documents;
}

bool segment_full(const struct segment *s)
{
    return s->documents >= INVERTER_DOCUMENTS || inverter_bytes(s->inverter) >= MEMORY_FULL;
}

/* ---------------------------------------------------------------- documents */

static bool append_uint(struct buf *out, uint64_t n)
{
    uint8_t bytes[PACK_UINT_MAX];
    return buf_append(out, bytes, (size_t)(pack_uint(bytes, n) - bytes));
}

static int compare_bytes(struct store_bytes a, struct store_bytes b)
{
    int order = memcmp(a.p, b.p, a.len < b.len ? a.len : b.len);
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static void set_bytes(struct buf *to, struct store_bytes bytes)
{
    buf_clear(to);
    buf_append(to, bytes.p, bytes.len);
}

static bool add_value(struct stream *v, uint32_t document, struct store_bytes value, struct fault *fault)
{
    const struct start *open =
        v->starts.len ? (const void *)(v->starts.data + v->starts.len - sizeof *open) : NULL;
    if (!open || v->bytes.len - open->at >= CHUNK) {
        struct start start = {document, v->bytes.len};
        buf_append(&v->starts, &start, sizeof start);
    } else {
        append_uint(&v->bytes, document - v->last - 1);
    }
    append_uint(&v->bytes, value.len);
    buf_append(&v->bytes, value.p, value.len);
    if (v->documents == 0 || compare_bytes(value, (struct store_bytes){v->low.data, v->low.len}) < 0)
        set_bytes(&v->low, value);
    if (v->documents == 0 || compare_bytes(value, (struct store_bytes){v->high.data, v->high.len}) > 0)
        set_bytes(&v->high, value);
    v->documents++;
    v->last = document;
    return buf_check(&v->starts, "values", fault) && buf_check(&v->bytes, "values", fault) &&
           buf_check(&v->low, "values", fault) && buf_check(&v->high, "values", fault);
}

static int by_slot(const void *a, const void *b)
{
    struct store_value x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x.slot > y.slot) - (x.slot < y.slot);
}

/* Each value into the stream of its slot, and the list of slots behind the term list. */
static bool add_values(struct segment *s, const struct store_document *d, const uint8_t *key, size_t key_len,
                       struct fault *fault)
{
    struct store_value values[SLOTS];
    uint8_t slots[SLOTS * PACK_UINT_MAX], *p = slots, slots_key[PACK_SORTED_MAX + 1];
    uint32_t next = 0;
    if (d->value_count > SLOTS)
        return fault_set(fault, FAULT_BUG, "%zu values in a document", d->value_count);
    if (d->value_count == 0)
        return true;
    memcpy(values, d->values, d->value_count * sizeof *values);
    qsort(values, d->value_count, sizeof *values, by_slot);
    for (size_t i = 0; i < d->value_count; i++) {
        if (values[i].slot >= SLOTS || values[i].value.len == 0)
            return fault_set(fault, FAULT_BUG, "no value for slot %u", values[i].slot);
        if (!add_value(&s->streams[values[i].slot], s->documents, values[i].value, fault))
            return false;
        p = pack_uint(p, values[i].slot - next);
        next = values[i].slot + 1;
    }
    memcpy(slots_key, key, key_len);
    slots_key[key_len] = '\0';
    return glass_table_add(s->term_lists, slots_key, key_len + 1, slots, (size_t)(p - slots), false, fault);
}

static bool add_length(struct segment *s, const struct store_document *d, uint64_t length,
                       struct fault *fault)
{
    if (length > UINT32_MAX)
        return fault_set(fault, FAULT_LIMIT, "a document of %llu terms", (unsigned long long)length);
    if (s->documents > 1)
        append_uint(&s->lengths, 0); /* none is passed over */
    append_uint(&s->lengths, length);
    s->length += length;
    if (length > 0 && (s->shortest == 0 || length < s->shortest))
        s->shortest = (uint32_t)length;
    if (length > s->longest)
        s->longest = (uint32_t)length;
    for (size_t i = 0; i < d->term_count; i++) {
        if (d->terms[i].wdf > s->most)
            s->most = d->terms[i].wdf;
    }
    return buf_check(&s->lengths, "lengths of documents", fault);
}

bool segment_add(struct segment *s, const struct store_document *d, const struct packing *packed,
                 uint32_t *number, struct fault *fault)
{
    uint8_t key[PACK_SORTED_MAX];
    const struct packed_tag *terms = &packed->terms, *blob = &packed->blob;
    *number = ++s->documents;
    size_t key_len = (size_t)(pack_sorted(key, s->documents) - key);
    return inverter_add(s->inverter, s->documents, d->terms, d->term_count, fault) &&
           glass_table_add(s->term_lists, key, key_len, terms->bytes.data, terms->bytes.len, terms->deflated,
                           fault) &&
           add_values(s, d, key, key_len, fault) &&
           glass_table_add(s->blobs, key, key_len, blob->bytes.data, blob->bytes.len, blob->deflated,
                           fault) &&
           add_length(s, d, packed->length, fault);
}

/* ------------------------------------------------------------------ postings */

static const uint8_t *skip_uint(const uint8_t *p)
{
    while (*p++ & 0x80)
        ;
    return p;
}

static const uint8_t *read_uint(const uint8_t *p, uint32_t *n)
{
    unsigned shift = 0;
    *n = 0;
    for (;; shift += 7) {
        *n |= (uint32_t)(*p & 0x7F) << shift;
        if (!(*p++ & 0x80))
            return p;
    }
}

/* The end of a chunk that begins at p, and the numbers of its last document
 * and of the first one behind it. */
static const uint8_t *end_of_chunk(const uint8_t *p, const uint8_t *end, uint32_t first, uint32_t *last,
                                   const uint8_t **next, uint32_t *next_document)
{
    const uint8_t *start = p;
    *last = first;
    p = skip_uint(p);
    while (p < end) {
        uint32_t passed;
        const uint8_t *behind = read_uint(p, &passed);
        if (p - start >= CHUNK) {
            *next = behind;
            *next_document = *last + passed + 1;
            return p;
        }
        *last += passed + 1;
        p = skip_uint(behind);
    }
    *next = end;
    return end;
}

/* A list in chunks: the first has the key alone and says how often the term
 * occurs, the others have the key with their first document. */
static bool write_list(struct segment *s, const uint8_t *key, size_t key_len, bool term,
                       const struct postings *list, struct fault *fault)
{
    uint8_t head[6 * PACK_UINT_MAX], chunk_key[GLASS_KEY_MAX + PACK_SORTED_MAX + 1];
    const uint8_t *p = list->bytes, *end = p + list->size, *next;
    uint32_t first = list->first, last, next_document = 0;
    memcpy(chunk_key, key, key_len);
    for (bool is_first = true; p < end; is_first = false, p = next, first = next_document) {
        uint8_t *h = head, *k = chunk_key + key_len;
        const uint8_t *stop =
            list->size <= CHUNK ? end : end_of_chunk(p, end, first, &last, &next, &next_document);
        if (list->size <= CHUNK) {
            last = list->last;
            next = end;
        }
        if (is_first) {
            h = pack_uint(h, term ? list->documents : 0);
            h = pack_uint(h, term ? list->wdf : 0);
            h = pack_uint(h, first - 1);
        } else {
            if (term)
                *k++ = '\0';
            k = pack_sorted(k, first);
        }
        *h++ = next == end ? '1' : '0';
        h = pack_uint(h, last - first);
        buf_clear(&s->chunk);
        buf_append(&s->chunk, head, (size_t)(h - head));
        buf_append(&s->chunk, p, (size_t)(stop - p));
        if (!buf_check(&s->chunk, "postings", fault) ||
            !glass_table_add(s->postings, chunk_key, (size_t)(k - chunk_key), s->chunk.data, s->chunk.len,
                             false, fault))
            return false;
    }
    return true;
}

static bool write_term(void *context, const struct postings *list, struct fault *fault)
{
    uint8_t key[2 * GLASS_KEY_MAX];
    size_t len = (size_t)(pack_term(key, list->term, list->len) - key);
    if (len > GLASS_KEY_MAX - PACK_SORTED_MAX - 1)
        return fault_set(fault, FAULT_LIMIT, "a term of %zu bytes", len);
    return write_list(context, key, len, true, list, fault);
}

static bool write_lengths(struct segment *s, struct fault *fault)
{
    static const uint8_t key[] = {0x00, 0xE0};
    struct postings list = {.documents = s->documents,
                            .first = 1,
                            .last = s->documents,
                            .bytes = (const uint8_t *)s->lengths.data,
                            .size = s->lengths.len};
    return write_list(s, key, sizeof key, false, &list, fault);
}

/* -------------------------------------------------------------------- values */

static bool write_statistics(struct segment *s, uint32_t slot, struct fault *fault)
{
    const struct stream *v = &s->streams[slot];
    uint8_t key[2 + PACK_UINT_MAX] = {0x00, 0xD0};
    bool equal = compare_bytes((struct store_bytes){v->low.data, v->low.len},
                               (struct store_bytes){v->high.data, v->high.len}) == 0;
    buf_clear(&s->chunk);
    append_uint(&s->chunk, v->documents);
    append_uint(&s->chunk, v->low.len);
    buf_append(&s->chunk, v->low.data, v->low.len);
    if (!equal)
        buf_append(&s->chunk, v->high.data, v->high.len);
    return buf_check(&s->chunk, "values", fault) &&
           glass_table_add(s->postings, key, (size_t)(pack_uint_last(key + 2, slot) - key), s->chunk.data,
                           s->chunk.len, false, fault);
}

static bool write_stream(struct segment *s, uint32_t slot, struct fault *fault)
{
    const struct stream *v = &s->streams[slot];
    size_t count = v->starts.len / sizeof(struct start);
    for (size_t i = 0; i < count; i++) {
        struct start start, next = {0, v->bytes.len};
        uint8_t key[2 + PACK_UINT_MAX + PACK_SORTED_MAX] = {0x00, 0xD8};
        memcpy(&start, v->starts.data + i * sizeof start, sizeof start);
        if (i + 1 < count)
            memcpy(&next, v->starts.data + (i + 1) * sizeof next, sizeof next);
        uint8_t *k = pack_sorted(pack_uint(key + 2, slot), start.document);
        if (!glass_table_add(s->postings, key, (size_t)(k - key), v->bytes.data + start.at,
                             next.at - start.at, false, fault))
            return false;
    }
    return true;
}

static bool write_values(struct segment *s, struct fault *fault)
{
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
        if (s->streams[slot].documents > 0 && !write_statistics(s, slot, fault))
            return false;
    }
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
        if (!write_stream(s, slot, fault))
            return false;
    }
    return true;
}

/* -------------------------------------------------------------------- ending */

static int by_key(const void *a, const void *b)
{
    struct store_property x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return strcmp(x.key, y.key);
}

static bool write_metadata(struct segment *s, const struct store_property *metadata, size_t count,
                           struct fault *fault)
{
    struct store_property sorted[PROPERTIES_MAX];
    if (count > PROPERTIES_MAX)
        return fault_set(fault, FAULT_BUG, "%zu properties of a database", count);
    for (size_t i = 0; i < count; i++)
        sorted[i] = metadata[i];
    qsort(sorted, count, sizeof *sorted, by_key);
    for (size_t i = 0; i < count; i++) {
        const char *value = sorted[i].value;
        buf_clear(&s->chunk);
        buf_append(&s->chunk, "\0\xC0", 2);
        buf_puts(&s->chunk, sorted[i].key);
        if (!buf_check(&s->chunk, "metadata", fault) ||
            !glass_table_add(s->postings, s->chunk.data, s->chunk.len, value, strlen(value), false, fault))
            return false;
    }
    return true;
}

static void append_root(struct buf *out, const struct glass_root *root, uint32_t compress_min)
{
    enum { FAKE = 1, SEQUENTIAL = 2, BLOCK_UNIT = 2048 };
    append_uint(out, root->root);
    append_uint(out, root->level << 2 | SEQUENTIAL | (root->blocks == 0 ? FAKE : 0u));
    append_uint(out, root->entries);
    append_uint(out, GLASS_BLOCK / BLOCK_UNIT);
    append_uint(out, compress_min);
    if (root->blocks == 0) {
        append_uint(out, 0);
        return;
    }
    struct buf
        list; /* of free blocks: revision, first block never used, and two places in a list that is empty */
    buf_init(&list, 8 * PACK_UINT_MAX);
    append_uint(&list, GLASS_REVISION);
    append_uint(&list, root->blocks);
    for (int i = 0; i < 4; i++)
        append_uint(&list, 0);
    append_uint(out, list.len);
    buf_append(out, list.data, list.len);
    buf_free(&list);
}

/* The file that makes it a database: magic, date of the format (2016-03-14), UUID, revision, the tables,
 * statistics. */
static bool write_version(const struct segment *s, const struct glass_root roots[3], struct fault *fault)
{
    static const char magic[] = "\x0F\x0DXapian Glass\x04\x6E";
    static const struct glass_root none = {0};
    char path[PATH_BYTES + 16];
    uint8_t uuid[UUID_BYTES];
    struct buf out;
    if (getrandom(uuid, sizeof uuid, 0) != sizeof uuid)
        return fault_set(fault, FAULT_IO, "no random numbers for a database's name");
    uuid[6] = (uint8_t)((uuid[6] & 0x0F) | 0x40); /* RFC 4122, version 4 */
    uuid[8] = (uint8_t)((uuid[8] & 0x3F) | 0x80);
    buf_init(&out, PATH_BYTES);
    buf_append(&out, magic, sizeof magic - 1);
    buf_append(&out, uuid, sizeof uuid);
    append_uint(&out, GLASS_REVISION);
    append_root(&out, &roots[0], 0);
    append_root(&out, &roots[1], GLASS_COMPRESS_MIN);
    append_root(&out, &roots[2], GLASS_COMPRESS_MIN);
    append_root(&out, &none, 0);                  /* positions */
    append_root(&out, &none, GLASS_COMPRESS_MIN); /* spellings */
    append_root(&out, &none, GLASS_COMPRESS_MIN); /* synonyms */
    append_uint(&out, s->documents);
    append_uint(&out, 0); /* numbers that were given and are free again */
    append_uint(&out, s->shortest);
    append_uint(&out, s->most);
    append_uint(&out, s->longest - s->most);
    append_uint(&out, 0); /* changesets */
    append_uint(&out, s->length);
    append_uint(&out, 0); /* spellings */
    snprintf(path, sizeof path, "%s/iamglass", s->folder);
    bool ok = buf_check(&out, "version file", fault) && file_write_atomic(path, out.data, out.len, fault);
    buf_free(&out);
    return ok;
}

bool segment_finish(struct segment *s, const struct store_property *metadata, size_t count,
                    struct fault *fault)
{
    struct glass_root roots[3] = {{0}};
    return write_metadata(s, metadata, count, fault) && write_values(s, fault) && write_lengths(s, fault) &&
           inverter_each(s->inverter, write_term, s, fault) &&
           glass_table_finish(s->postings, &roots[0], fault) &&
           glass_table_finish(s->blobs, &roots[1], fault) &&
           glass_table_finish(s->term_lists, &roots[2], fault) && write_version(s, roots, fault);
}
