#include "index/packing.h"

#include <stdlib.h>
#include <string.h>

#include "index/glass_pack.h"
#include "index/glass_table.h"
#include "index/schema.h"

enum {
    LEVEL = 6,               /* of deflate */
    READER_STEP = 8192,      /* what Xapian inflates at a time */
    LAST_BYTE_MAX = 4 * 258, /* bytes that may be left in the last byte of a stream */
    TAG_MAX = 256 * 1024 * 1024,
    WDF_SMALL = 127 /* may share a byte with the length of what a term has in common with the one before */
};

bool packing_init(struct packing *p, struct fault *fault)
{
    *p = (struct packing){.deflater = deflater_new(LEVEL, fault)};
    buf_init(&p->terms.bytes, TAG_MAX);
    buf_init(&p->blob.bytes, TAG_MAX);
    buf_init(&p->plain, TAG_MAX);
    return p->deflater != NULL;
}

void packing_free(struct packing *p)
{
    deflater_free(p->deflater);
    buf_free(&p->terms.bytes);
    buf_free(&p->blob.bytes);
    buf_free(&p->plain);
    free(p->order);
    *p = (struct packing){.deflater = NULL};
}

static int compare_terms(const void *context, uint32_t a, uint32_t b)
{
    const struct store_term *terms = context, *x = &terms[a], *y = &terms[b];
    int order = memcmp(x->bytes, y->bytes, x->len < y->len ? x->len : y->len);
    return order ? order : (x->len > y->len) - (x->len < y->len);
}

static bool sort_terms(struct packing *p, const struct store_document *d, struct fault *fault)
{
    if (p->order_cap < d->term_count) {
        free(p->order);
        p->order = malloc(4 * d->term_count * sizeof *p->order); /* with as much scratch, twice as long */
        p->order_cap = p->order ? 2 * d->term_count : 0;
        if (!p->order)
            return fault_set(fault, FAULT_MEMORY, "no memory to sort terms");
    }
    for (size_t i = 0; i < d->term_count; i++)
        p->order[i] = (struct ordered){term_head(d->terms[i].bytes, d->terms[i].len), (uint32_t)i};
    term_order(p->order, p->order + p->order_cap, d->term_count, compare_terms, d->terms);
    return true;
}

static size_t in_common(const struct store_term *a, const struct store_term *b)
{
    size_t n = 0, shorter = a->len < b->len ? a->len : b->len;
    while (n < shorter && a->bytes[n] == b->bytes[n])
        n++;
    return n;
}

/* A term behind another: what they have in common, what it has more, its wdf. */
static uint8_t *pack_next(uint8_t *p, const struct store_term *before, const struct store_term *t)
{
    size_t reuse = in_common(before, t);
    size_t both = t->wdf < WDF_SMALL ? (t->wdf + 1) * (before->len + (size_t)1) + reuse : 0;
    bool fits = both > 0 && both < 256;
    *p++ = (uint8_t)(fits ? both : reuse);
    *p++ = (uint8_t)(t->len - reuse);
    p = pack_bytes(p, t->bytes + reuse, t->len - reuse);
    return fits ? p : pack_uint(p, t->wdf);
}

/* Length of the document, number of terms, then the terms in order. */
static bool pack_terms(struct packing *p, const struct store_document *d, struct fault *fault)
{
    size_t most = 2 * PACK_UINT_MAX;
    p->length = 0;
    for (size_t i = 0; i < d->term_count; i++) {
        p->length += d->terms[i].wdf;
        most += d->terms[i].len + 2 + PACK_UINT_MAX;
    }
    buf_clear(&p->plain);
    if (!buf_reserve(&p->plain, most))
        return buf_check(&p->plain, "term list", fault);
    uint8_t *start = (uint8_t *)p->plain.data, *at = start;
    const struct store_term *before = NULL;
    if (d->term_count > 0) { /* an empty list has no head either */
        at = pack_uint(at, p->length);
        at = pack_uint(at, d->term_count);
    }
    for (size_t i = 0; i < d->term_count; i++) {
        const struct store_term *t = &d->terms[p->order[i].index];
        if (before) {
            at = pack_next(at, before, t);
        } else {
            *at++ = (uint8_t)t->len;
            at = pack_bytes(at, t->bytes, t->len);
            at = pack_uint(at, t->wdf);
        }
        before = t;
    }
    p->plain.len = (size_t)(at - start);
    return true;
}

/* Xapian takes a stream for cut short when its last byte is read and not yet all of its output is out. */
static bool is_readable(const struct packed_tag *tag, size_t len)
{
    return len < READER_STEP || len % READER_STEP > LAST_BYTE_MAX ||
           deflate_reads_in_steps(tag->bytes.data, tag->bytes.len, READER_STEP);
}

/* Compressed, where that makes it shorter. */
static bool make_tag(struct packing *p, const char *bytes, size_t len, struct packed_tag *tag,
                     struct fault *fault)
{
    buf_clear(&tag->bytes);
    tag->deflated = len > GLASS_COMPRESS_MIN;
    if (tag->deflated && !deflate_raw(p->deflater, bytes, len, &tag->bytes, fault))
        return false;
    if (tag->deflated && tag->bytes.len < len && is_readable(tag, len))
        return true;
    buf_clear(&tag->bytes);
    tag->deflated = false;
    buf_append(&tag->bytes, bytes, len);
    return buf_check(&tag->bytes, "document", fault);
}

bool packing_make(struct packing *p, const struct store_document *d, struct fault *fault)
{
    p->part = corpus_part(d->blob.p, d->blob.len);
    return sort_terms(p, d, fault) && pack_terms(p, d, fault) &&
           make_tag(p, p->plain.data, p->plain.len, &p->terms, fault) &&
           make_tag(p, d->blob.p, d->blob.len, &p->blob, fault);
}
