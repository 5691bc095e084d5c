/* load - many documents brought into a database at once.
 *
 * They are written as segments (segment.h) in the folder DATABASE.load.  A
 * commit makes one database of the index as it stands and of all segments, by
 * Xapian's own compaction, which reads every byte of them again; opens it,
 * counts, and puts it in the place of the index in one step.  Before that the
 * index is untouched: a kill or a full disk leaves it as it was, and the next
 * writer removes the folder.
 *
 * A document whose id came before takes the older one's place: both are
 * written, and the older one is deleted before the commit. */
#ifndef JIANBAO_INDEX_LOAD_H
#define JIANBAO_INDEX_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "index/packing.h"
#include "index/store.h"

enum { LOAD_SEGMENTS = 64 }; /* that may wait for a commit */

struct load;

/* The caller holds the database's lock until load_close(). */
struct load *load_open(const char *database, struct fault *fault);
void load_close(struct load *l); /* gives up what is not committed, removes the folder */

/* Removes what a killed load has left beside a database. */
bool load_clear(const char *database, struct fault *fault);

/* Has a document with this term of its own been put since the last commit?
 * *part is what corpus_part() of its latest version was. */
bool load_find(struct load *l, struct store_bytes id, bool *found, uint64_t *part, struct fault *fault);

/* Adds a document; `older`: a version of it is there, in the index or here. */
bool load_put(struct load *l, struct store_bytes id, bool older, const struct store_document *d,
              const struct packing *packed, struct fault *fault);

uint64_t load_documents(const struct load *l); /* more than at the last commit */
bool load_full(const struct load *l);          /* the open segment should be sealed */

/* Ends the open segment, which can be read from then on: its folders are
 * load_folder(0) to (load_sealed() - 1). */
bool load_seal(struct load *l, struct fault *fault);
size_t load_sealed(const struct load *l);
const char *load_folder(const struct load *l, size_t number);

/* Puts the database in place that holds the `documents` of before, those that were
 * loaded, and this metadata.  The index must have no writer with changes. */
bool load_commit(struct load *l, uint64_t documents, const struct store_property *metadata, size_t count,
                 struct fault *fault);

#endif
