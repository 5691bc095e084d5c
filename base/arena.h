/* arena - the memory of one page: many allocations, one release, a hard cap.
 *
 * What an arena gives out lives until arena_reset() or arena_free(); nothing
 * in it is freed alone.  arena_reset() keeps the chunks up to 1 MiB for the
 * next page and gives larger ones back: one huge page does not weigh on the
 * rest of a run. */
#ifndef JIANBAO_BASE_ARENA_H
#define JIANBAO_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena_chunk;

struct arena {
    struct arena_chunk *first, *current;
    size_t held; /* bytes taken from the system */
    size_t max;  /* ceiling of `held` */
    bool full;   /* an allocation was refused since the last reset */
};

void arena_init(struct arena *a, size_t max);
void arena_reset(struct arena *a);
void arena_free(struct arena *a);

/* `size` bytes aligned for any object, not cleared.  NULL when the cap or
 * the system's memory is reached; `full` then stays set. */
void *arena_alloc(struct arena *a, size_t size);
void *arena_zalloc(struct arena *a, size_t size);

/* A copy of `len` bytes with a NUL behind it. */
char *arena_copy(struct arena *a, const char *bytes, size_t len);

/* Grows an array that lives in the arena: returns room for at least `need`
 * items, the old ones copied, and sets *cap.  The old array is gone: a large
 * one moves, a small one is left behind.  NULL as arena_alloc(). */
void *arena_grow(struct arena *a, void *items, size_t *cap, size_t need, size_t item_size);

/* Gives a large array (above 1 MiB) back before the arena is reset; anything
 * smaller stays.  NULL is allowed. */
void arena_drop(struct arena *a, const void *array);

#endif
