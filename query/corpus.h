/* corpus - a name for exactly these articles, so that a study can say what it
 * searched.  The sum of a digest of each document, so that neither their order nor
 * the cut into shards matters; any change of any article changes it. */
#ifndef JIANBAO_QUERY_CORPUS_H
#define JIANBAO_QUERY_CORPUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "index/store.h"

enum { CORPUS_ID_MAX = 17 }; /* 16 hex digits */

/* Reads every document of the store once. */
bool corpus_id(struct store *store, char id[CORPUS_ID_MAX], uint64_t *documents, struct fault *fault);

#endif
