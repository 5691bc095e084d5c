#include "index/inverter.h"

#include <stdlib.h>
#include <string.h>

#include "index/glass_pack.h"
#include "index/term_order.h"

enum {
    CHUNK_BITS = 20, /* memory comes in pieces of 1 MiB that never move */
    CHUNK = 1 << CHUNK_BITS,
    CHUNKS_MAX = 4096,
    UNIT = 16, /* the smallest piece of one */
    CLASSES = CHUNK_BITS - 4 + 1,
    TERM_INLINE = 15,
    POSTINGS_INLINE = 16,
    POSTING_MAX = 2 * 5,
    TABLE_FIRST = 1 << 12,
    AHEAD = 8 /* terms whose memory is asked for before it is needed */
};

/* One cache line.  Long terms and long postings lie elsewhere. */
struct entry {
    union {
        char bytes[TERM_INLINE]; /* len <= TERM_INLINE */
        uint32_t at;             /* in the pool */
    } term;
    uint8_t len;
    uint32_t documents, first, last;
    uint32_t wdf;
    uint32_t hash;
    uint32_t used, room; /* bytes of its postings */
    union {
        uint8_t bytes[POSTINGS_INLINE]; /* room == POSTINGS_INLINE */
        uint32_t at;
    } postings;
};

struct slot {
    uint32_t hash;
    uint32_t entry; /* number + 1; 0 = free */
};

struct pool {
    uint8_t *chunks[CHUNKS_MAX];
    size_t count, used;     /* chunks; bytes of the last one */
    uint32_t free[CLASSES]; /* pieces given back, by size: place + 1; each begins with the next one */
};

struct inverter {
    struct pool pool, entries;
    uint32_t entry_count;
    struct slot *table;
    size_t table_size;
};

/* -------------------------------------------------------------------- memory */

static uint8_t *pool_at(const struct pool *p, uint32_t place)
{
    return p->chunks[place >> CHUNK_BITS] + (place & (CHUNK - 1));
}

static bool pool_take(struct pool *p, uint32_t size, uint32_t *place)
{
    if (p->count == 0 || p->used + size > CHUNK) {
        if (p->count == CHUNKS_MAX || !(p->chunks[p->count] = aligned_alloc(64, CHUNK)))
            return false;
        p->count++;
        p->used = 0;
    }
    *place = (uint32_t)((p->count - 1) << CHUNK_BITS | p->used);
    p->used += size;
    return true;
}

static void pool_free(struct pool *p)
{
    for (size_t i = 0; i < p->count; i++)
        free(p->chunks[i]);
}

/* Pieces of UNIT << n bytes. */
static unsigned class_of(uint32_t size)
{
    unsigned n = 0;
    while (((uint32_t)UNIT << n) < size)
        n++;
    return n;
}

static bool pool_take_piece(struct pool *p, unsigned n, uint32_t *place)
{
    if (p->free[n] == 0)
        return pool_take(p, (uint32_t)UNIT << n, place);
    *place = p->free[n] - 1;
    memcpy(&p->free[n], pool_at(p, *place), sizeof p->free[n]);
    return true;
}

static void pool_give_back(struct pool *p, unsigned n, uint32_t place)
{
    memcpy(pool_at(p, place), &p->free[n], sizeof p->free[n]);
    p->free[n] = place + 1;
}

struct inverter *inverter_new(struct fault *fault)
{
    struct inverter *v = calloc(1, sizeof *v);
    if (v) {
        v->table_size = TABLE_FIRST;
        v->table = calloc(TABLE_FIRST, sizeof *v->table);
    }
    if (v && v->table)
        return v;
    free(v);
    fault_set(fault, FAULT_MEMORY, "no memory to invert documents");
    return NULL;
}

void inverter_free(struct inverter *v)
{
    if (!v)
        return;
    pool_free(&v->pool);
    pool_free(&v->entries);
    free(v->table);
    free(v);
}

size_t inverter_bytes(const struct inverter *v)
{
    return ((v->pool.count + v->entries.count) << CHUNK_BITS) + v->table_size * sizeof *v->table;
}

/* --------------------------------------------------------------------- terms */

static struct entry *entry_at(const struct inverter *v, uint32_t number)
{
    enum { IN_CHUNK = CHUNK / sizeof(struct entry) };
    return (struct entry *)(void *)v->entries.chunks[number / IN_CHUNK] + number % IN_CHUNK;
}

static const char *term_of(const struct inverter *v, const struct entry *e)
{
    return e->len <= TERM_INLINE ? e->term.bytes : (const char *)pool_at(&v->pool, e->term.at);
}

/* The slot of a term, or the free one where it belongs. */
static struct slot *find(const struct inverter *v, const char *term, size_t len, uint32_t hash)
{
    size_t i = hash & (v->table_size - 1);
    for (; v->table[i].entry != 0; i = (i + 1) & (v->table_size - 1)) {
        if (v->table[i].hash != hash)
            continue;
        const struct entry *e = entry_at(v, v->table[i].entry - 1);
        if (e->len == len && memcmp(term_of(v, e), term, len) == 0)
            break;
    }
    return &v->table[i];
}

static bool grow_table(struct inverter *v)
{
    if (2 * (size_t)v->entry_count < v->table_size)
        return true;
    size_t size = 2 * v->table_size;
    struct slot *table = calloc(size, sizeof *table);
    if (!table)
        return false;
    for (size_t i = 0; i < v->table_size; i++) {
        size_t at = v->table[i].hash & (size - 1);
        if (v->table[i].entry == 0)
            continue;
        while (table[at].entry != 0)
            at = (at + 1) & (size - 1);
        table[at] = v->table[i];
    }
    free(v->table);
    v->table = table;
    v->table_size = size;
    return true;
}

static struct entry *add_term(struct inverter *v, const struct store_term *t)
{
    uint32_t place;
    if (!grow_table(v) || !pool_take(&v->entries, sizeof(struct entry), &place))
        return NULL;
    struct entry *e = entry_at(v, v->entry_count);
    *e = (struct entry){.len = (uint8_t)t->len, .hash = t->hash, .room = POSTINGS_INLINE};
    if (t->len > TERM_INLINE && !pool_take_piece(&v->pool, class_of(t->len), &e->term.at))
        return NULL;
    memcpy(t->len > TERM_INLINE ? (char *)pool_at(&v->pool, e->term.at) : e->term.bytes, t->bytes, t->len);
    *find(v, t->bytes, t->len, t->hash) = (struct slot){t->hash, ++v->entry_count};
    return e;
}

uint32_t inverter_last(const struct inverter *v, const char *term, size_t len)
{
    const struct slot *s = find(v, term, len, term_hash(term, len));
    return s->entry == 0 ? 0 : entry_at(v, s->entry - 1)->last;
}

/* ------------------------------------------------------------------ postings */

static uint8_t *postings_of(const struct inverter *v, struct entry *e)
{
    return e->room == POSTINGS_INLINE ? e->postings.bytes : pool_at(&v->pool, e->postings.at);
}

static bool make_room(struct inverter *v, struct entry *e)
{
    uint32_t place;
    unsigned n = class_of(2 * e->room);
    if (e->used + POSTING_MAX <= e->room)
        return true;
    if (n >= CLASSES || !pool_take_piece(&v->pool, n, &place))
        return false;
    memcpy(pool_at(&v->pool, place), postings_of(v, e), e->used);
    if (e->room > POSTINGS_INLINE)
        pool_give_back(&v->pool, n - 1, e->postings.at);
    e->postings.at = place;
    e->room *= 2;
    return true;
}

static bool add_posting(struct inverter *v, uint32_t document, const struct store_term *t)
{
    const struct slot *s = find(v, t->bytes, t->len, t->hash);
    struct entry *e = s->entry ? entry_at(v, s->entry - 1) : add_term(v, t);
    if (!e || !make_room(v, e))
        return false;
    uint8_t *start = postings_of(v, e), *p = start + e->used;
    if (e->documents++ == 0)
        e->first = document;
    else
        p = pack_uint(p, document - e->last - 1);
    e->used = (uint32_t)(pack_uint(p, t->wdf) - start);
    e->last = document;
    e->wdf += t->wdf;
    return true;
}

bool inverter_add(struct inverter *v, uint32_t document, const struct store_term *terms, size_t count,
                  struct fault *fault)
{
    for (size_t i = 0; i < count; i++) {
        if (i + 2 * AHEAD < count)
            __builtin_prefetch(&v->table[terms[i + 2 * AHEAD].hash & (v->table_size - 1)]);
        if (i + AHEAD < count) {
            uint32_t entry = v->table[terms[i + AHEAD].hash & (v->table_size - 1)].entry;
            if (entry)
                __builtin_prefetch(entry_at(v, entry - 1));
        }
        if (!add_posting(v, document, &terms[i]))
            return fault_set(fault, FAULT_MEMORY, "no memory to invert documents");
    }
    return true;
}

static int compare_entries(const void *context, uint32_t a, uint32_t b)
{
    const struct inverter *v = context;
    const struct entry *x = entry_at(v, a), *y = entry_at(v, b);
    int order = memcmp(term_of(v, x), term_of(v, y), x->len < y->len ? x->len : y->len);
    return order ? order : (x->len > y->len) - (x->len < y->len);
}

bool inverter_each(const struct inverter *v,
                   bool (*visit)(void *context, const struct postings *p, struct fault *fault), void *context,
                   struct fault *fault)
{
    size_t count = v->entry_count;
    struct ordered *order = malloc((2 * count + 1) * sizeof *order);
    bool ok = order || fault_set(fault, FAULT_MEMORY, "no memory to sort terms");
    for (size_t i = 0; ok && i < count; i++) {
        const struct entry *e = entry_at(v, (uint32_t)i);
        order[i] = (struct ordered){term_head(term_of(v, e), e->len), (uint32_t)i};
    }
    if (ok)
        term_order(order, order + count, count, compare_entries, v);
    for (size_t i = 0; ok && i < count; i++) {
        struct entry *e = entry_at(v, order[i].index);
        if (i + AHEAD < count)
            __builtin_prefetch(entry_at(v, order[i + AHEAD].index));
        struct postings p = {.term = term_of(v, e),
                             .len = e->len,
                             .documents = e->documents,
                             .first = e->first,
                             .last = e->last,
                             .wdf = e->wdf,
                             .bytes = postings_of(v, e),
                             .size = e->used};
        ok = visit(context, &p, fault);
    }
    free(order);
    return ok;
}
