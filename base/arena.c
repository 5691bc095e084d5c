#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_MIN = 64 * 1024, CHUNK_KEPT = 1024 * 1024 };

struct arena_chunk {
    struct arena_chunk *next;
    size_t size, used;
    max_align_t bytes[];
};

void arena_init(struct arena *a, size_t max)
{
    *a = (struct arena){.max = max};
}

void arena_reset(struct arena *a)
{
    for (struct arena_chunk **at = &a->first, *c; (c = *at);) {
        c->used = 0;
        if (c->size <= CHUNK_KEPT) {
            at = &c->next;
            continue;
        }
        *at = c->next;
        a->held -= c->size;
        free(c);
    }
    a->current = a->first;
    a->full = false;
}

void arena_free(struct arena *a)
{
    for (struct arena_chunk *c = a->first, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    arena_init(a, a->max);
}

static struct arena_chunk *chunk_new(struct arena *a, size_t size)
{
    if (size < CHUNK_MIN)
        size = CHUNK_MIN;
    if (size > a->max || a->held > a->max - size)
        return NULL;
    struct arena_chunk *c = malloc(sizeof *c + size);
    if (!c)
        return NULL;
    *c = (struct arena_chunk){.size = size};
    a->held += size;
    return c;
}

/* The next kept chunk that is large enough, else a new one behind `current`. */
static struct arena_chunk *chunk_next(struct arena *a, size_t size)
{
    while (a->current && a->current->next) {
        a->current = a->current->next;
        if (a->current->size >= size)
            return a->current;
    }
    struct arena_chunk *c = chunk_new(a, size);
    if (!c)
        return NULL;
    if (a->current)
        a->current->next = c;
    else
        a->first = c;
    return a->current = c;
}

void *arena_alloc(struct arena *a, size_t size)
{
    size_t const align = _Alignof(max_align_t);
    if (size > SIZE_MAX - align) {
        a->full = true;
        return NULL;
    }
    size = (size + align - 1) / align * align;
    struct arena_chunk *c = a->current;
    if (!c || c->size - c->used < size)
        c = chunk_next(a, size);
    if (!c) {
        a->full = true;
        return NULL;
    }
    void *p = (char *)c->bytes + c->used;
    c->used += size;
    return p;
}

void *arena_zalloc(struct arena *a, size_t size)
{
    void *p = arena_alloc(a, size);
    return p ? memset(p, 0, size) : NULL;
}

char *arena_copy(struct arena *a, const char *bytes, size_t len)
{
    char *p = len == SIZE_MAX ? NULL : arena_alloc(a, len + 1);
    if (!p)
        return NULL;
    if (len > 0)
        memcpy(p, bytes, len);
    p[len] = '\0';
    return p;
}

/* The place of the chunk that holds nothing but these bytes; NULL when there is none. */
static struct arena_chunk **chunk_of(struct arena *a, const void *bytes, size_t size)
{
    size_t const align = _Alignof(max_align_t);
    for (struct arena_chunk **at = &a->first; size >= CHUNK_MIN && *at; at = &(*at)->next)
        if ((const void *)(*at)->bytes == bytes)
            return (*at)->used == (size + align - 1) / align * align ? at : NULL;
    return NULL;
}

/* A large array has a chunk for itself, which grows where the system can map it elsewhere: no copy, and
 * never two of them. */
static void *chunk_grow(struct arena *a, struct arena_chunk **at, size_t size)
{
    struct arena_chunk *c = *at;
    size_t const align = _Alignof(max_align_t);
    size = (size + align - 1) / align * align;
    size_t more = size > c->size ? size - c->size : 0;
    if (size > a->max || a->held > a->max - more) {
        a->full = true;
        return NULL;
    }
    struct arena_chunk *grown = more ? realloc(c, sizeof *c + size) : c;
    if (!grown) {
        a->full = true;
        return NULL;
    }
    grown->used = size;
    grown->size += more;
    a->held += more;
    a->current = a->current == c ? grown : a->current;
    return (*at = grown)->bytes;
}

void *arena_grow(struct arena *a, void *items, size_t *cap, size_t need, size_t item_size)
{
    if (need <= *cap)
        return items;
    size_t grown = *cap < 8 ? 8 : *cap * 2;
    if (grown < need)
        grown = need;
    if (item_size && grown > SIZE_MAX / 2 / item_size)
        return NULL;
    struct arena_chunk **own = *cap > 0 ? chunk_of(a, items, *cap * item_size) : NULL;
    if (own) {
        void *moved = chunk_grow(a, own, grown * item_size);
        *cap = moved ? grown : *cap;
        return moved;
    }
    void *p = arena_alloc(a, grown * item_size);
    if (!p)
        return NULL;
    if (*cap > 0)
        memcpy(p, items, *cap * item_size);
    *cap = grown;
    return p;
}

void arena_drop(struct arena *a, const void *array)
{
    struct arena_chunk *last = NULL;
    bool dropped = false;
    for (struct arena_chunk **at = &a->first, *c; (c = *at);) {
        if (array && c->bytes == array && c->size > CHUNK_KEPT) { /* made for it alone */
            *at = c->next;
            a->held -= c->size;
            free(c);
            dropped = true;
            continue;
        }
        last = c;
        at = &c->next;
    }
    if (dropped)
        a->current = last;
}
