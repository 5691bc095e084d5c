/* buf - a growing byte string with a ceiling given at birth.
 *
 * `data` is always followed by a NUL that `len` does not count (data is NULL
 * only before the first byte).  The first failure sticks: later appends do
 * nothing and return false, so a run of appends needs one check at its end
 * with buf_ok() or buf_check().  The caller owns the memory and ends it with
 * buf_free(); buf_take() hands it over. */
#ifndef JIANBAO_BASE_BUF_H
#define JIANBAO_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

struct buf {
    char *data;
    size_t len;
    size_t cap;
    size_t max;              /* bytes that it may hold, the NUL not counted */
    enum fault_code trouble; /* FAULT_NONE, FAULT_LIMIT or FAULT_MEMORY */
};

void buf_init(struct buf *b, size_t max);
void buf_free(struct buf *b); /* leaves an empty buf with the same ceiling */
void buf_clear(struct buf *b); /* empties it and forgets a failure, keeps the memory */

void buf_cut_front(struct buf *b, size_t len); /* takes away that many bytes, at most all */

bool buf_reserve(struct buf *b, size_t more); /* room for `more` bytes behind len */
bool buf_append(struct buf *b, const void *bytes, size_t len);
bool buf_puts(struct buf *b, const char *text);
bool buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

static inline bool buf_ok(const struct buf *b)
{
    return b->trouble == FAULT_NONE;
}

static inline bool buf_putc(struct buf *b, char c)
{
    if (!buf_ok(b) || b->len >= b->max || b->cap - b->len < 2)
        return buf_append(b, &c, 1);
    b->data[b->len++] = c;
    b->data[b->len] = '\0';
    return true;
}

/* buf_ok(), and when not, a fault that names what the buffer was for. */
bool buf_check(const struct buf *b, const char *what, struct fault *fault);

/* The bytes as a malloc'd string that the caller owns; the buf is empty
 * again.  NULL when a failure had stuck or memory ran out. */
char *buf_take(struct buf *b);

#endif
