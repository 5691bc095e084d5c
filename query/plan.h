/* plan - a tree of words to a tree of terms (index/store.h).
 *
 * Two plans for a query:
 *   strict  each run of characters is the AND of its pairs, which every
 *           document has that contains it; dictionary words and the title add
 *           weight
 *   loose   to fill up a short list: any of the words, pairs at half weight,
 *           the title adds nothing (it misleads under OR); what is quoted, negated or a field
 *           stays as it was
 *
 * What a plan lets through is a superset of what the query means wherever
 * matcher.exact is false; match.h decides then. */
#ifndef JIANBAO_QUERY_PLAN_H
#define JIANBAO_QUERY_PLAN_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/fault.h"
#include "index/store.h"
#include "query/match.h"
#include "query/synonyms.h"

struct plan {
    const struct store_query *strict;
    const struct store_query *loose; /* NULL: nothing to loosen */
    bool ranked;                     /* some part tells how well a document fits */
};

/* `synonyms` may be NULL.  FAULT_USAGE when a part yields no term, FAULT_MEMORY. */
bool plan_make(const struct matcher *matcher, const struct synonyms *synonyms, struct arena *arena,
               struct plan *plan, struct fault *fault);

/* The terms of a plan as text, for --explain. */
bool plan_print(const struct store_query *query, struct buf *out);

#endif
