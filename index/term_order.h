/* term_order - terms in the order of their bytes. */
#ifndef JIANBAO_INDEX_TERM_ORDER_H
#define JIANBAO_INDEX_TERM_ORDER_H

#include <stddef.h>
#include <stdint.h>

struct ordered {
    uint64_t head;  /* term_head() of its bytes */
    uint32_t index; /* the caller's */
};

/* The first eight bytes as a number that compares as they do. */
uint64_t term_head(const char *bytes, size_t len);

/* Sorts by head (radix sort, lowest byte first), then whatever has the same
 * head by compare(), which looks at indexes.  `scratch` has room for as many. */
void term_order(struct ordered *items, struct ordered *scratch, size_t count,
                int (*compare)(const void *context, uint32_t a, uint32_t b), const void *context);

#endif
