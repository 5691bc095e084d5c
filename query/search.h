/* search - a parsed query against a store: ranked hits with their records.
 *
 * Ranking: the strict plan first; when it brings fewer than asked for, the
 * loose plan fills up, and those hits say so (`filled`).  The best ten are
 * weighed again by how near their words stand (closeness.h).  Reprints are folded
 * into their best member unless all copies are wanted.  Phrases, nearness
 * and figures are checked on the stored text (match.h). */
#ifndef JIANBAO_QUERY_SEARCH_H
#define JIANBAO_QUERY_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fault.h"
#include "index/store.h"
#include "index/terms.h"
#include "query/closeness.h"
#include "query/highlight.h"
#include "query/match.h"
#include "query/parse.h"
#include "query/plan.h"
#include "query/synonyms.h"

enum search_sort { SORT_SCORE, SORT_DATE, SORT_OLDEST, SORT_SOURCE };

/* What a session keeps from query to query. */
struct searcher {
    struct store *store;
    const struct dictionary *dictionary;
    const struct synonyms *synonyms; /* NULL: none */
    int32_t today;
};

/* A query made ready.  Lives in the arena. */
struct prepared {
    struct query query;
    struct matcher matcher;
    struct plan plan;
    struct patterns patterns;
    struct closeness closeness;
};

/* Parses and plans.  Faults as query_parse() and plan_make(). */
bool search_prepare(const struct searcher *s, const char *text, size_t len, struct arena *arena,
                    struct prepared **prepared, struct query_place *place, struct fault *fault);

struct search_options {
    size_t limit, offset;
    enum search_sort sort;
    bool all_copies;
    bool fill;                      /* loose hits behind the strict ones */
    size_t look_at;                 /* at least as many before guessing how many match; 0: 200 */
    bool ids_only;                  /* of the record only the id: what a run needs */
    bool recent;                    /* the best 200 are weighed again: newer articles a little more */
    struct store_bytes added_after; /* SLOT_ADDED above this; empty: all */
};

struct hit {
    const struct store_hit *store;
    struct blob blob;
    struct record record;
    double score;
    bool filled;
};

/* The values that a hit brings, in this order. */
enum { HIT_CLUSTER, HIT_DATE, HIT_VALUES };
extern const uint32_t search_hit_values[HIT_VALUES];

struct search_result {
    struct hit *hits;
    size_t count;
    uint64_t matches; /* of the strict plan */
    bool exact, partial;
    struct store_result *strict, *loose; /* freed by search_free() */
};

/* Hits and records live in the arena. */
bool search_run(const struct searcher *s, const struct prepared *p, const struct search_options *options,
                struct arena *arena, struct search_result *result, struct fault *fault);
void search_free(struct search_result *result);

/* Runs a search of the store, each candidate checked by the matcher where terms do not decide. */
bool search_checked(const struct searcher *s, const struct matcher *m, struct store_search *search,
                    struct store_result **result, struct fault *fault);

/* Exactly how many documents match. */
bool search_count(const struct searcher *s, const struct prepared *p, bool all_copies, uint64_t *count,
                  struct fault *fault);

/* A plan and, when asked for, only what came after a commit; `n` holds what is put around it. */
struct search_narrowed {
    struct store_query range, all;
    const struct store_query *children[2];
};
const struct store_query *search_narrow(const struct store_query *plan, const struct search_options *o,
                                        struct search_narrowed *n);

#endif
