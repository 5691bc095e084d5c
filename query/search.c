#include "query/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"

enum { ESTIMATE_FROM = 200, RECENT_FROM = 200, CLOSE_FROM = 10 };
static const double CLOSE_WEIGHT = 0.5; /* words side by side: half as much again */

bool search_prepare(const struct searcher *s, const char *text, size_t len, struct arena *arena,
                    struct prepared **prepared, struct query_place *place, struct fault *fault)
{
    struct prepared *p = arena_zalloc(arena, sizeof *p);
    const char *copy = arena_copy(arena, text, len);
    *prepared = p;
    if (!p || !copy)
        return fault_set(fault, FAULT_MEMORY, "no memory for the query");
    if (!query_parse(copy, len, s->today, arena, &p->query, place, fault) ||
        !matcher_make(&p->query, s->dictionary, arena, &p->matcher, fault) ||
        !plan_make(&p->matcher, s->synonyms, arena, &p->plan, fault) ||
        !patterns_make(&p->matcher, s->synonyms, arena, &p->patterns, fault))
        return false;
    closeness_make(&p->matcher, s->synonyms, &p->closeness);
    return true;
}

/* ---------------------------------------------------------------- checking */

struct acceptor {
    const struct matcher *matcher;
    struct match_scratch scratch;
    bool damaged;
};

static bool accept(void *context, const char *bytes, size_t len)
{
    struct acceptor *a = context;
    struct blob blob;
    arena_reset(&a->scratch.arena);
    if (!blob_open(bytes, len, &a->scratch.arena, &blob, NULL)) {
        a->damaged = true;
        return false;
    }
    return matcher_accepts(a->matcher, &blob, &a->scratch);
}

bool search_checked(const struct searcher *s, const struct matcher *m, struct store_search *search,
                    struct store_result **result, struct fault *fault)
{
    struct acceptor a = {.matcher = m};
    if (!m->needed)
        return store_search_run(s->store, search, result, fault);
    match_scratch_init(&a.scratch);
    search->accept = accept;
    search->context = &a;
    bool ok = store_search_run(s->store, search, result, fault);
    search->context = NULL;
    match_scratch_free(&a.scratch);
    if (ok && a.damaged) {
        store_result_free(*result);
        *result = NULL;
        return fault_set(fault, FAULT_DAMAGE, "a stored document is damaged: run jb-index --check");
    }
    return ok;
}

/* ---------------------------------------------------------------- searching */

const uint32_t search_hit_values[HIT_VALUES] = {SLOT_CLUSTER, SLOT_DATE};

static struct store_search base_search(const struct search_options *o, enum search_sort sort)
{
    bool id_is_enough =
        o->ids_only && o->all_copies && !o->recent; /* to read a value costs as much as a blob */
    struct store_search search = {.collapse = o->all_copies ? -1 : SLOT_CLUSTER,
                                  .sort = -1,
                                  .tie = SLOT_ID,
                                  .values = search_hit_values,
                                  .value_count = id_is_enough ? 0 : HIT_VALUES,
                                  .blobs = true,
                                  .check_at_least = o->look_at ? o->look_at : ESTIMATE_FROM};
    if (sort == SORT_DATE || sort == SORT_OLDEST)
        search.sort = SLOT_DATE;
    if (sort == SORT_SOURCE)
        search.sort = SLOT_SOURCE;
    search.descending = sort == SORT_DATE;
    return search;
}

static enum search_sort sort_of(const struct prepared *p, const struct search_options *o)
{
    return o->sort == SORT_SCORE && !p->plan.ranked ? SORT_DATE : o->sort;
}

const struct store_query *search_narrow(const struct store_query *q, const struct search_options *o,
                                        struct search_narrowed *n)
{
    if (o->added_after.len == 0)
        return q;
    n->range = (struct store_query){.op = STORE_RANGE, .slot = SLOT_ADDED, .low = o->added_after};
    n->children[0] = q;
    n->children[1] = &n->range;
    n->all = (struct store_query){.op = STORE_FILTER, .children = n->children, .count = 2};
    return &n->all;
}

static bool open_hit(const struct store_hit *store, bool id_only, struct arena *arena, struct hit *hit,
                     struct fault *fault)
{
    *hit = (struct hit){.store = store, .score = store->weight};
    if (id_only) {
        struct store_bytes id = blob_id(store->blob.p, store->blob.len);
        if (!id.p)
            return fault_set(fault, FAULT_DAMAGE, "a stored record is damaged");
        hit->record.id = arena_copy(arena, id.p, id.len);
        return hit->record.id || fault_set(fault, FAULT_MEMORY, "no memory for the hits");
    }
    return blob_open(store->blob.p, store->blob.len, arena, &hit->blob, fault) &&
           blob_record(&hit->blob, arena, &hit->record, fault);
}

/* ---------------------------------------------------------------- recency */

/* An article of today weighs half as much again, one of a year ago a quarter
 * more, and so on, halved each year; steps of a quarter keep it arithmetic. */
static double recency(struct store_bytes date, int32_t today)
{
    static const double quarters[] = {1, 0.840896, 0.707107, 0.594604}; /* 2^(-q/4) */
    int part[3] = {0, 1, 1};
    static const size_t digits[] = {4, 2, 2};
    size_t at = 0;
    for (size_t i = 0; i < 3 && at + digits[i] <= date.len; at += digits[i], i++) {
        part[i] = 0;
        for (size_t k = 0; k < digits[i]; k++)
            part[i] = part[i] * 10 + (date.p[at + k] - '0');
    }
    if (at == 0)
        return 1;
    int64_t age = today - date_days(part[0], part[1], part[2]);
    int64_t q = age > 0 ? age / 91 : 0;
    double weight = 0.5 * quarters[q % 4];
    for (int64_t year = q / 4; year > 0 && weight > 0.001; year--)
        weight /= 2;
    return 1 + weight;
}

static int by_bytes(struct store_bytes a, struct store_bytes b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len > 0 ? memcmp(a.p, b.p, len) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static int heavier_first(const void *a, const void *b)
{
    const struct store_hit *x = a, *y = b;
    if (x->weight < y->weight || x->weight > y->weight)
        return x->weight > y->weight ? -1 : 1;
    return by_bytes(blob_id(x->blob.p, x->blob.len), blob_id(y->blob.p, y->blob.len));
}

static void prefer_recent(struct store_result *r, int32_t today)
{
    for (size_t i = 0; i < r->count; i++)
        r->hits[i].weight *= recency(r->hits[i].values[HIT_DATE], today);
    if (r->count > 1)
        qsort(r->hits, r->count, sizeof *r->hits, heavier_first);
}

/* --------------------------------------------------------------- closeness */

static bool weigh(const struct searcher *s, const struct closeness *c, struct match_scratch *scratch,
                  struct store_hit *hit, struct fault *fault)
{
    struct blob blob;
    arena_reset(&scratch->arena);
    buf_clear(&scratch->folded);
    if (!blob_open(hit->blob.p, hit->blob.len, &scratch->arena, &blob, fault))
        return false;
    if (!fold_text(s->dictionary, blob.searchable, blob.searchable_len, &scratch->folded))
        return fault_set(fault, FAULT_MEMORY, "no memory for the hits");
    hit->weight *= 1 + CLOSE_WEIGHT * closeness_of(c, scratch->folded.data, scratch->folded.len);
    return true;
}

/* The first hits only rise, so that they stay in front of the others. */
static bool prefer_close(const struct searcher *s, const struct closeness *c, struct store_result *r,
                         struct fault *fault)
{
    struct match_scratch scratch;
    size_t count = r->count < CLOSE_FROM ? r->count : CLOSE_FROM;
    bool ok = true;
    match_scratch_init(&scratch);
    for (size_t i = 0; ok && i < count; i++)
        ok = weigh(s, c, &scratch, &r->hits[i], fault);
    match_scratch_free(&scratch);
    if (count > 1)
        qsort(r->hits, count, sizeof *r->hits, heavier_first);
    return ok;
}

static bool is_listed(const struct store_result *strict, const struct store_hit *h, bool all_copies)
{
    for (size_t i = 0; i < strict->count; i++) {
        const struct store_hit *other = &strict->hits[i];
        if (other->document == h->document)
            return true;
        if (!all_copies && h->values[HIT_CLUSTER].len > 0 &&
            by_bytes(other->values[HIT_CLUSTER], h->values[HIT_CLUSTER]) == 0)
            return true;
    }
    return false;
}

/* Which of the store's hits are shown: [offset, offset + limit) of the strict ones and then the loose. */
static bool collect(const struct search_options *o, struct arena *arena, struct search_result *r,
                    struct fault *fault)
{
    size_t place = 0;
    r->hits = arena_alloc(arena, (o->limit + 1) * sizeof *r->hits);
    if (!r->hits)
        return fault_set(fault, FAULT_MEMORY, "no memory for the hits");
    for (size_t i = 0; i < r->strict->count && r->count < o->limit; i++) {
        if (place++ >= o->offset &&
            !open_hit(&r->strict->hits[i], o->ids_only, arena, &r->hits[r->count++], fault))
            return false;
    }
    double floor = r->strict->count > 0 ? r->strict->hits[r->strict->count - 1].weight : 0;
    for (size_t i = 0; r->loose && i < r->loose->count && r->count < o->limit; i++) {
        const struct store_hit *h = &r->loose->hits[i];
        if (is_listed(r->strict, h, o->all_copies) || place++ < o->offset)
            continue;
        struct hit *hit = &r->hits[r->count++];
        if (!open_hit(h, o->ids_only, arena, hit, fault))
            return false;
        double top = r->loose->hits[0].weight;
        hit->filled = true;
        if (r->strict->count > 0 && top > 0)
            hit->score = floor * h->weight / (top + 1); /* below every strict hit, in their own order */
    }
    return true;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* The hits of the strict plan, weighed. */
static bool run_strict(const struct searcher *s, const struct prepared *p, const struct search_options *o,
                       struct search_result *result, struct fault *fault)
{
    struct search_narrowed narrowed;
    enum search_sort sort = sort_of(p, o);
    struct store_search search = base_search(o, sort);
    bool close = sort == SORT_SCORE && p->closeness.count > 0;
    search.query = search_narrow(p->plan.strict, o, &narrowed);
    search.max = larger(o->offset + o->limit, o->recent ? RECENT_FROM : close ? CLOSE_FROM : 0);
    if (!search_checked(s, &p->matcher, &search, &result->strict, fault))
        return false;
    result->matches = result->strict->matches;
    result->exact = result->strict->exact;
    result->partial = result->strict->partial;
    if (close && !prefer_close(s, &p->closeness, result->strict, fault))
        return false;
    if (o->recent && sort == SORT_SCORE)
        prefer_recent(result->strict, s->today);
    return true;
}

static bool run_loose(const struct searcher *s, const struct prepared *p, const struct search_options *o,
                      struct search_result *result, struct fault *fault)
{
    struct search_narrowed narrowed;
    struct store_search search = base_search(o, SORT_SCORE);
    search.query = search_narrow(p->plan.loose, o, &narrowed);
    search.max = o->offset + o->limit + result->strict->count;
    search.check_at_least = 0;
    if (!search_checked(s, &p->matcher, &search, &result->loose, fault))
        return false;
    result->partial = result->partial || result->loose->partial;
    return true;
}

bool search_run(const struct searcher *s, const struct prepared *p, const struct search_options *options,
                struct arena *arena, struct search_result *result, struct fault *fault)
{
    *result = (struct search_result){0};
    bool ok = run_strict(s, p, options, result, fault);
    bool fill = options->fill && p->plan.loose && sort_of(p, options) == SORT_SCORE;
    if (ok && fill && result->strict->count < options->offset + options->limit)
        ok = run_loose(s, p, options, result, fault);
    ok = ok && collect(options, arena, result, fault);
    if (!ok)
        search_free(result);
    return ok;
}

void search_free(struct search_result *result)
{
    store_result_free(result->strict);
    store_result_free(result->loose);
    *result = (struct search_result){0};
}
