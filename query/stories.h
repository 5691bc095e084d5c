/* stories - all matches of a query, reprints folded into one.
 *
 * What counts, draws or charts matches counts a story once, at its first
 * publication among the matches: the earliest dated copy, then the lowest id.
 * So the answer depends neither on rank nor on shards. */
#ifndef JIANBAO_QUERY_STORIES_H
#define JIANBAO_QUERY_STORIES_H

#include <stdbool.h>

#include "base/fault.h"
#include "index/store.h"
#include "query/search.h"

/* The values that each match brings. */
enum { STORY_CLUSTER, STORY_DATE, STORY_ID, STORY_VALUE, STORY_VALUES };

/* Matches of the strict plan, unranked; with all_copies each of them, else one
 * a story, by cluster.  `slot` is the fourth value.  The result is the caller's:
 * store_result_free().  Faults as search_run(). */
bool stories_find(const struct searcher *s, const struct prepared *p, const struct search_options *options,
                  uint32_t slot, struct store_result **result, struct fault *fault);

#endif
