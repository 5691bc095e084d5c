/* batch - records into an index, batch by batch: each commit is verified and
 * leaves an index that readers may open.
 *
 * An index without documents is loaded in bulk (load.h), and committed when as
 * much has come as is there already: few large commits, and one at least every
 * BATCH_LONGEST.  When less than a batch has come in BATCH_PATIENCE records
 * trickle in, and the load is over: from then on they are put one by one.
 *
 * A record whose id is there replaces the older one.  A record that reprints
 * another (fingerprint.h) joins its cluster: SLOT_CLUSTER holds the id of the
 * record that opened the cluster. */
#ifndef JIANBAO_INDEX_BATCH_H
#define JIANBAO_INDEX_BATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "extract/record.h"
#include "index/entry.h"
#include "index/packing.h"
#include "index/terms.h"

enum {
    BATCH_COMMIT = 1000,    /* records a commit; Xapian's inverter slows down beyond */
    BATCH_PATIENCE = 30000, /* milliseconds that a record waits for a commit while others come */
    BATCH_LONGEST = 300000  /* in a load */
};

struct batch_options {
    uint32_t commit_every; /* 0 = a new index in bulk, else BATCH_COMMIT */
    bool sharded;          /* a new index gets a database for each month (shelf.h) */
};

struct batch_counts {
    uint64_t added, replaced, deleted; /* committed, verified */
    uint64_t loaded;                   /* of these, in bulk */
    uint64_t documents;                /* in the index */
};

struct batch;

/* Opens or creates the index at `path`.  FAULT_BUSY when somebody writes
 * there, FAULT_INPUT when it was built by another schema or dictionary. */
struct batch *batch_open(const char *path, const struct dictionary *dictionary,
                         const struct batch_options *options, struct fault *fault);

/* Entries must be packed (packing.h) for batch_put(). */
bool batch_loads(const struct batch *b);

/* Adds or replaces a record of which entry_make() made an entry (slots are added to it); commits when the
 * batch is full. */
bool batch_put(struct batch *b, const struct record *r, struct entry *entry, const struct packing *packed,
               struct fault *fault);
bool batch_delete(struct batch *b, const char *id, bool *found, struct fault *fault);

/* Commits what is pending. */
bool batch_commit(struct batch *b, struct fault *fault);

/* Commits, then rewrites the index smaller. */
bool batch_compact(struct batch *b, struct fault *fault);

/* What has been committed so far; true also after a failure. */
struct batch_counts batch_counts(const struct batch *b);

void batch_close(struct batch *b); /* what is not committed is given up */

#endif
