/* The query parser: any bytes give a tree that prints, or a mistake with its place.
 * A tree's text is a fixed point where only its own syntax is used. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "query/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_tree(const struct query *q)
{
    if (q->root != q->count - 1)
        abort();
    for (int i = 0; i < q->count; i++) {
        const struct node *n = &q->nodes[i];
        if (n->end > q->len || n->start > n->end)
            abort();
        for (int c = n->first; c != NODE_NONE; c = q->nodes[c].next) {
            if (c >= i)
                abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct query q;
    struct query_place place;
    struct fault fault = {0};
    struct buf out;
    char *text = malloc(size + 1);
    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    arena_init(&arena, 64 << 20);
    buf_init(&out, 4 << 20);
    if (query_parse(text, size, 18953, &arena, &q, &place, &fault)) {
        check_tree(&q);
        if (!query_print(&q, &out) || utf8_valid_prefix(out.data, out.len) != out.len)
            abort();
    } else if (fault.code == FAULT_USAGE && (place.character == 0 || place.character > size + 1)) {
        abort();
    }
    buf_free(&out);
    arena_free(&arena);
    free(text);
    return 0;
}
