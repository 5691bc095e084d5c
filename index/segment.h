/* segment - a Xapian Glass database written whole, from documents that are
 * added in order: what Xapian's own writer builds by inserting, four times
 * slower.
 *
 * Term lists and blobs go to their tables as they come; postings are gathered
 * (inverter.h) and written at the end, in the order of their terms.  Layout
 * as Xapian 1.4.22 reads and writes it (backends/glass/glass_postlist.cc,
 * glass_values.cc, glass_termlisttable.cc, glass_version.cc).  Only what
 * jb-index uses: no positions, spellings or synonyms. */
#ifndef JIANBAO_INDEX_SEGMENT_H
#define JIANBAO_INDEX_SEGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "index/packing.h"
#include "index/store.h"

struct segment;

/* Begins a database in `folder`, which is made; what was there is written over. */
struct segment *segment_open(const char *folder, struct fault *fault);
void segment_close(struct segment *s); /* what was not finished is no database; its files stay */

/* Adds a document, packed from the same `d`.  *number is its docid: 1, 2, 3 … */
bool segment_add(struct segment *s, const struct store_document *d, const struct packing *packed,
                 uint32_t *number, struct fault *fault);

/* The last document that has a term, 0 = none. */
uint32_t segment_find(const struct segment *s, struct store_bytes term);

uint32_t segment_documents(const struct segment *s);

/* No more should be added: memory is used up, or the numbers of documents. */
bool segment_full(const struct segment *s);

/* Writes all that is missing and makes it durable.  Nothing can be added then. */
bool segment_finish(struct segment *s, const struct store_property *metadata, size_t count,
                    struct fault *fault);

#endif
