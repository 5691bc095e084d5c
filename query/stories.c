#include "query/stories.h"

#include <stdlib.h>
#include <string.h>

static int by_bytes(struct store_bytes a, struct store_bytes b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len > 0 ? memcmp(a.p, b.p, len) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

/* Copies of a story side by side, the first publication in front. */
static int by_publication(const void *a, const void *b)
{
    const struct store_bytes *x = ((const struct store_hit *)a)->values;
    const struct store_bytes *y = ((const struct store_hit *)b)->values;
    int order = by_bytes(x[STORY_CLUSTER], y[STORY_CLUSTER]);
    if (order == 0)
        order = (x[STORY_DATE].len == 0) - (y[STORY_DATE].len == 0);
    if (order == 0)
        order = by_bytes(x[STORY_DATE], y[STORY_DATE]);
    return order ? order : by_bytes(x[STORY_ID], y[STORY_ID]);
}

static void keep_first_publications(struct store_result *r)
{
    size_t kept = 0;
    if (r->count > 1)
        qsort(r->hits, r->count, sizeof *r->hits, by_publication);
    for (size_t i = 0; i < r->count; i++) {
        struct store_bytes cluster = r->hits[i].values[STORY_CLUSTER];
        if (kept == 0 || cluster.len == 0 || by_bytes(r->hits[kept - 1].values[STORY_CLUSTER], cluster) != 0)
            r->hits[kept++] = r->hits[i];
    }
    r->count = kept;
}

bool stories_find(const struct searcher *s, const struct prepared *p, const struct search_options *options,
                  uint32_t slot, struct store_result **result, struct fault *fault)
{
    const uint32_t values[STORY_VALUES] = {SLOT_CLUSTER, SLOT_DATE, SLOT_ID, slot};
    struct search_narrowed narrowed;
    struct store_search search = {.query = search_narrow(p->plan.strict, options, &narrowed),
                                  .max = UINT32_MAX,
                                  .check_at_least = SIZE_MAX,
                                  .sort = -1,
                                  .tie = -1,
                                  .values = values,
                                  .value_count = STORY_VALUES,
                                  .collapse = -1};
    if (!search_checked(s, &p->matcher, &search, result, fault))
        return false;
    if (!options->all_copies)
        keep_first_publications(*result);
    return true;
}
