/* inverter - documents turned into posting lists, in memory.
 *
 * Each different term has a place in a hash table, found by the hash that
 * came with it, and a posting list that is packed as it grows (single-pass
 * in-memory indexing: Heinz and Zobel 2003).  Memory is bounded by the caller,
 * who looks at inverter_bytes(), and by INVERTER_DOCUMENTS. */
#ifndef JIANBAO_INDEX_INVERTER_H
#define JIANBAO_INDEX_INVERTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "index/store.h"

enum { INVERTER_DOCUMENTS = 100000 };

struct inverter;

struct inverter *inverter_new(struct fault *fault); /* FAULT_MEMORY */
void inverter_free(struct inverter *v);

/* Adds the terms of a document; document numbers ascend.  FAULT_MEMORY. */
bool inverter_add(struct inverter *v, uint32_t document, const struct store_term *terms, size_t count,
                  struct fault *fault);

size_t inverter_bytes(const struct inverter *v);

/* The last document that has the term, 0 = none. */
uint32_t inverter_last(const struct inverter *v, const char *term, size_t len);

/* The postings of a term, packed: its wdf in the first document; then for each
 * further document how many are passed over, and its wdf. */
struct postings {
    const char *term;
    size_t len;
    uint32_t documents, first, last;
    uint64_t wdf; /* in all documents */
    const uint8_t *bytes;
    size_t size;
};

/* Calls visit() with the postings of every term in ascending order of their
 * bytes, until it returns false. */
bool inverter_each(const struct inverter *v,
                   bool (*visit)(void *context, const struct postings *p, struct fault *fault), void *context,
                   struct fault *fault);

#endif
