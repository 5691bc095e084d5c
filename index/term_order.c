#include "index/term_order.h"

#include <string.h>

enum { DIGITS = 8, VALUES = 256 };

uint64_t term_head(const char *bytes, size_t len)
{
    uint64_t head = 0;
    memcpy(&head, bytes, len < sizeof head ? len : sizeof head);
    return __builtin_bswap64(head);
}

/* One pass over a digit; false when all have the same. */
static int sort_digit(const struct ordered *from, struct ordered *to, size_t count, unsigned shift,
                      uint32_t *places)
{
    if (places[from[0].head >> shift & (VALUES - 1)] == count)
        return 0;
    uint32_t sum = 0;
    for (unsigned v = 0; v < VALUES; v++) {
        uint32_t n = places[v];
        places[v] = sum;
        sum += n;
    }
    for (size_t i = 0; i < count; i++)
        to[places[from[i].head >> shift & (VALUES - 1)]++] = from[i];
    return 1;
}

/* Those with the same head are few: by insertion. */
static void sort_ties(struct ordered *items, size_t count,
                      int (*compare)(const void *context, uint32_t a, uint32_t b), const void *context)
{
    for (size_t i = 1; i < count; i++) {
        struct ordered item = items[i];
        size_t at = i;
        for (; at > 0 && compare(context, items[at - 1].index, item.index) > 0; at--)
            items[at] = items[at - 1];
        items[at] = item;
    }
}

void term_order(struct ordered *items, struct ordered *scratch, size_t count,
                int (*compare)(const void *context, uint32_t a, uint32_t b), const void *context)
{
    uint32_t places[DIGITS][VALUES] = {{0}};
    struct ordered *from = items, *to = scratch;
    if (count < 2)
        return;
    for (size_t i = 0; i < count; i++) {
        for (unsigned d = 0; d < DIGITS; d++)
            places[d][items[i].head >> 8 * d & (VALUES - 1)]++;
    }
    for (unsigned d = 0; d < DIGITS; d++) {
        if (sort_digit(from, to, count, 8 * d, places[d])) {
            struct ordered *sorted = to;
            to = from;
            from = sorted;
        }
    }
    if (from != items)
        memcpy(items, from, count * sizeof *items);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && items[end].head == items[i].head;)
            end++;
        sort_ties(items + i, end - i, compare, context);
    }
}
