/* reprints - which earlier record does this one reprint?
 *
 * Candidates share some of the smallest hashes of their fingerprints: from a
 * table of the records of this run, and from the terms PREFIX_SKETCH of an
 * index that was there before.  The text decides (fingerprint_compare). */
#ifndef JIANBAO_INDEX_REPRINTS_H
#define JIANBAO_INDEX_REPRINTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/fault.h"
#include "extract/record.h"
#include "index/store.h"

enum {
    REPRINTS_TABLE_MAX = 1 << 22 /* hashes in memory: 400,000 records; older ones are found in the index */
};

struct reprints;

/* `search_index`: the index already has documents. */
struct reprints *reprints_new(bool search_index, struct fault *fault);
void reprints_free(struct reprints *r);

/* Writes the id of the cluster into `cluster`: that of the record which this
 * one resembles most, or its own id; and remembers this one.  `reader` sees
 * everything committed; NULL when nothing is. */
bool reprints_join(struct reprints *r, struct store *reader, const struct record *record,
                   const char *fingerprint, struct buf *cluster, struct fault *fault);

/* Bytes of text that wait to be committed. */
size_t reprints_waiting(const struct reprints *r);

/* All records so far are committed and can be read from the index. */
void reprints_committed(struct reprints *r);

#endif
