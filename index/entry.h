/* entry - a record as a document of the index: terms, values, blob. */
#ifndef JIANBAO_INDEX_ENTRY_H
#define JIANBAO_INDEX_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"
#include "extract/record.h"
#include "index/schema.h"
#include "index/store.h"
#include "index/terms.h"

/* How often the best place of a term counts. */
enum {
    LEAD_CHARACTERS = 120, /* title and lead: terms that begin so early count twice */
    SKETCH_BANDS = 10      /* of the fingerprint's hashes that become terms */
};

/* Working memory and result of one thread; the result stands until the next call. */
struct entry {
    const struct dictionary *dictionary;
    struct store_document document;
    const char *fingerprint_text; /* of the record, "" when it has none */
    char date[16];                /* SLOT_DATE */
    /* what follows is entry.c's */
    struct term_list list;
    struct buf folded, joined, plain, blob, slots, fingerprint;
    struct deflater *deflater;
    struct store_term *terms;
    size_t term_count, term_cap;
    uint32_t *table; /* of terms: index + 1, 0 = free */
    size_t table_size;
    struct store_value values[SLOT_COUNT];
    size_t slot_start[SLOT_COUNT], slot_len[SLOT_COUNT];
};

void entry_init(struct entry *e, const struct dictionary *dictionary);
void entry_free(struct entry *e);

/* Builds e->document of a record.  The slots SLOT_CLUSTER and SLOT_ADDED are set by entry_set_value(). */
bool entry_make(struct entry *e, const struct record *r, struct fault *fault);

/* Sets a slot of e->document; `value` must stand as long as the document is used. */
void entry_set_value(struct entry *e, enum schema_slot slot, const char *value, size_t len);

#endif
