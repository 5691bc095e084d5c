/* shelf - the databases of one index: a single one, or one a month.
 *
 * A plain index is a Xapian database folder.  A sharded one is a folder with a
 * database for each month (2021-10, and "undated") and a Xapian stub named
 * XAPIANDB that lists them, so that Xapian's own tools open it too.  A shard is
 * listed once its first documents are committed. */
#ifndef JIANBAO_INDEX_SHELF_H
#define JIANBAO_INDEX_SHELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "index/load.h"
#include "index/packing.h"
#include "index/store.h"

enum { SHELF_WRITERS = 12 /* databases open for writing at once */, SHELF_MONTHS_MAX = 12000 };

struct shelf;

/* `sharded` and `bulk` count for an index without documents only.  In bulk
 * (load.h) documents are put without looking for room in what is there, until
 * shelf_end_load().  FAULT_BUSY as store_writer_open(). */
struct shelf *shelf_open(const char *path, bool sharded, bool bulk, struct fault *fault);
void shelf_close(struct shelf *s); /* gives up what is not committed */

bool shelf_sharded(const struct shelf *s);
bool shelf_empty(const struct shelf *s); /* no documents at all */
const char *shelf_path(const struct shelf *s);

/* What every database says of itself; kept, not copied: set at each commit as
 * it reads then.  A plain index without documents says so at once, for readers
 * who come before the first commit or after a kill. */
bool shelf_describe(struct shelf *s, const struct store_property *metadata, size_t count,
                    struct fault *fault);

/* The load, NULL when documents are put one by one. */
struct load *shelf_load(const struct shelf *s);

/* All must be committed. */
void shelf_end_load(struct shelf *s);

/* Adds or replaces the document of a record in the database of its date (the
 * form of SLOT_DATE).  An older version in another database goes; those that
 * are not being changed are searched for it only when it is `known`.
 * `packed` is the document once more, needed while there is a load. */
bool shelf_put(struct shelf *s, const char *id, const char *date, bool known,
               const struct store_document *document, const struct packing *packed, bool *replaced,
               struct fault *fault);

bool shelf_delete(struct shelf *s, const char *id, bool *found, struct fault *fault);

/* Sets the metadata (and META_CORPUS) of each changed database, commits them, lists new shards.
 * *listed tells that readers should open the index again. */
bool shelf_commit(struct shelf *s, bool *listed, struct fault *fault);

/* Rewrites every database smaller (compact.h).  All must be committed. */
bool shelf_compact(struct shelf *s, struct fault *fault);
uint64_t shelf_documents(const struct shelf *s); /* after the last commit */

#endif
