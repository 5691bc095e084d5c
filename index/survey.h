/* survey - a walk over all documents of an index: is each whole, what is there
 * in all, which corpus is it. */
#ifndef JIANBAO_INDEX_SURVEY_H
#define JIANBAO_INDEX_SURVEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "index/store.h"

struct survey {
    uint64_t documents, damaged;
    uint64_t reprints; /* documents that joined another's cluster */
    uint64_t dated, sourced;
    uint64_t text_bytes, blob_bytes;
    char first[16], last[16]; /* earliest and latest SLOT_DATE, "" when none */
    char corpus[17];          /* 16 hex digits over ids and contents, whatever their order or shard */
};

/* Walks over the index.  complain() is told of every damaged document (may be
 * NULL); damage is counted, not a failure.  FAULT_DAMAGE when the walk itself breaks off. */
bool survey_index(struct store *s, struct survey *survey, void (*complain)(void *context, const char *text),
                  void *context, struct fault *fault);

#endif
