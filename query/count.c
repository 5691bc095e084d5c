/* Exact counts.  A phrase must be checked on the text of each candidate, which
 * costs a decompressed document; but where the index says that a word begins
 * with the phrase, the document has it, and only the others are looked at. */
#include "query/search.h"

#include <stdlib.h>
#include <string.h>

enum { SURE_CHARACTERS_MIN = 3 };

/* The phrase that alone keeps terms from deciding: the root, or the one such
 * child of an AND.  NODE_NONE when there is none or more than one. */
static int deciding_phrase(const struct prepared *p)
{
    const struct query *q = &p->query;
    const struct node *root = &q->nodes[q->root];
    int found = NODE_NONE;
    if (root->kind == NODE_PHRASE)
        found = q->root;
    for (int c = root->kind == NODE_AND ? root->first : NODE_NONE; c != NODE_NONE; c = q->nodes[c].next) {
        if (p->matcher.exact[c])
            continue;
        if (found != NODE_NONE)
            return NODE_NONE;
        found = c;
    }
    if (found == NODE_NONE || q->nodes[found].kind != NODE_PHRASE || q->nodes[found].field != FIELD_ANY)
        return NODE_NONE;
    const struct leaf_text *leaf = &p->matcher.leaves[found];
    bool one_run = leaf->piece_count == 1 && strlen(leaf->pieces[0]) == leaf->len;
    return one_run && leaf->characters >= SURE_CHARACTERS_MIN && leaf->len + 1 < TERM_MAX ? found : NODE_NONE;
}

/* The candidates in two halves: those with such a word, and the rest. */
struct halves {
    char word[TERM_MAX + 1];
    struct store_query words, sure, rest;
    const struct store_query *both[2];
};

static void make_halves(struct halves *h, const struct store_query *all, const struct leaf_text *leaf)
{
    h->word[0] = 'W';
    memcpy(h->word + 1, leaf->folded, leaf->len);
    h->words = (struct store_query){.op = STORE_PREFIX, .term = {h->word, leaf->len + 1}};
    h->both[0] = all;
    h->both[1] = &h->words;
    h->sure = (struct store_query){.op = STORE_FILTER, .children = h->both, .count = 2};
    h->rest = (struct store_query){.op = STORE_NOT, .children = h->both, .count = 2};
}

static int by_bytes(const void *a, const void *b)
{
    const struct store_bytes *x = a, *y = b;
    size_t len = x->len < y->len ? x->len : y->len;
    int order = len > 0 ? memcmp(x->p, y->p, len) : 0;
    return order ? order : x->len < y->len ? -1 : x->len > y->len;
}

/* How many different stories there are in both. */
static bool count_stories(const struct store_result *a, const struct store_result *b, uint64_t *count,
                          struct fault *fault)
{
    struct store_bytes *all = malloc((a->count + b->count + 1) * sizeof *all);
    size_t n = 0;
    if (!all)
        return fault_set(fault, FAULT_MEMORY, "no memory for the count");
    for (size_t i = 0; i < a->count; i++)
        all[n++] = a->hits[i].values[0];
    for (size_t i = 0; i < b->count; i++)
        all[n++] = b->hits[i].values[0];
    qsort(all, n, sizeof *all, by_bytes);
    *count = 0;
    for (size_t i = 0; i < n; i++)
        *count += i == 0 || all[i].len == 0 || by_bytes(&all[i - 1], &all[i]) != 0;
    free(all);
    return true;
}

static bool count_halves(const struct searcher *s, const struct prepared *p, const struct leaf_text *leaf,
                         bool all_copies, uint64_t *count, struct fault *fault)
{
    static const uint32_t cluster = SLOT_CLUSTER;
    struct halves h;
    struct store_result *sure = NULL, *rest = NULL;
    make_halves(&h, p->plan.strict, leaf);
    struct store_search search = {.query = &h.sure,
                                  .check_at_least = SIZE_MAX,
                                  .sort = -1,
                                  .tie = -1,
                                  .collapse = all_copies ? -1 : SLOT_CLUSTER,
                                  .max = all_copies ? 0 : UINT32_MAX,
                                  .values = &cluster,
                                  .value_count = all_copies ? 0 : 1};
    bool ok = store_search_run(s->store, &search, &sure, fault);
    search.query = &h.rest;
    ok = ok && search_checked(s, &p->matcher, &search, &rest, fault);
    if (ok && all_copies)
        *count = sure->matches + rest->matches;
    else if (ok)
        ok = count_stories(sure, rest, count, fault);
    store_result_free(sure);
    store_result_free(rest);
    return ok;
}

bool search_count(const struct searcher *s, const struct prepared *p, bool all_copies, uint64_t *count,
                  struct fault *fault)
{
    int phrase = p->matcher.needed ? deciding_phrase(p) : NODE_NONE;
    if (phrase != NODE_NONE)
        return count_halves(s, p, &p->matcher.leaves[phrase], all_copies, count, fault);
    struct store_search search = {.query = p->plan.strict,
                                  .check_at_least = SIZE_MAX,
                                  .sort = -1,
                                  .tie = -1,
                                  .collapse = all_copies ? -1 : SLOT_CLUSTER,
                                  .max = all_copies ? 0 : UINT32_MAX};
    struct store_result *result;
    if (!search_checked(s, &p->matcher, &search, &result, fault))
        return false;
    *count =
        all_copies ? result->matches : result->count; /* Xapian only estimates how many stories there are */
    store_result_free(result);
    return true;
}
