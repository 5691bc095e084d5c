/* packing - a document made ready for the tables of a segment: its terms in
 * order, its term list and its blob packed and compressed.
 *
 * This is the part of bulk writing that needs no other document, so that
 * several threads can do it. */
#ifndef JIANBAO_INDEX_PACKING_H
#define JIANBAO_INDEX_PACKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/deflate.h"
#include "base/fault.h"
#include "index/store.h"
#include "index/term_order.h"

/* A tag of a table. */
struct packed_tag {
    struct buf bytes;
    bool deflated;
};

/* Working memory and result of one thread; the result stands until the next call. */
struct packing {
    struct packed_tag terms, blob;
    uint64_t length; /* of the document: the sum of its wdf */
    uint64_t part;   /* corpus_part() of its blob */
    /* what follows is packing.c's */
    struct deflater *deflater;
    struct buf plain;
    struct ordered *order;
    size_t order_cap;
};

bool packing_init(struct packing *p, struct fault *fault); /* FAULT_MEMORY */
void packing_free(struct packing *p);

bool packing_make(struct packing *p, const struct store_document *d, struct fault *fault);

#endif
