#include "query/corpus.h"

#include <stdio.h>

#include "index/schema.h"

struct sum {
    uint64_t digests, documents;
};

static bool add_document(void *context, uint64_t document, struct store_bytes blob,
                         const struct store_bytes *values)
{
    struct sum *s = context;
    (void)document;
    (void)values;
    s->digests += corpus_part(blob.p, blob.len);
    s->documents++;
    return true;
}

bool corpus_id(struct store *store, char id[CORPUS_ID_MAX], uint64_t *documents, struct fault *fault)
{
    struct sum s = {0};
    if (!store_each(store, 0, add_document, &s, fault))
        return false;
    snprintf(id, CORPUS_ID_MAX, "%016llx", (unsigned long long)s.digests);
    *documents = s.documents;
    return true;
}
