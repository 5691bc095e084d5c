/* What sets documents apart: the words of the hits, and articles like one. */
#include "query/session.h"

#include <stdlib.h>
#include <string.h>

enum { TERMS_DOCUMENTS = 100, TERMS_CANDIDATES = 400, SIMILAR_TERMS = 40 };

/* A term of the running text that is a word: a long word, or a pair that the
 * dictionary knows. */
static bool is_word(void *context, const char *term, size_t len)
{
    const struct dictionary *dictionary = context;
    if (len > 1 && term[0] == 'W')
        return true;
    if (len == 0 || (unsigned char)term[0] < 0x80)
        return len > 2 && term[0] >= 'a' && term[0] <= 'z';
    struct word *words;
    size_t count;
    if (!words_cut(dictionary, term, len, &words, &count, NULL))
        return false;
    bool known = count == 1 && words[0].known && words[0].end == 2;
    free(words);
    return known;
}

static bool expand(struct session *s, const uint64_t *documents, size_t count, size_t max,
                   struct store_terms **terms, struct fault *fault)
{
    union {
        const struct dictionary *in;
        void *out;
    } dictionary = {.in = s->searcher.dictionary};
    return store_expand(s->searcher.store, documents, count, max, is_word, dictionary.out, terms, fault);
}

static bool put_terms(struct session *s, const struct store_terms *terms)
{
    static const char *const columns[] = {"term", "documents", "weight"};
    session_table(s, columns, 3);
    struct buf b;
    buf_init(&b, 256);
    for (size_t i = 0; i < terms->count && i < s->options.limit; i++) {
        const struct store_term_info *t = &terms->items[i];
        size_t shown;
        const char *word = term_shown(t->term.p, t->term.len, &shown);
        buf_clear(&b);
        buf_append(&b, word, shown);
        session_cell(s, b.data);
        buf_clear(&b);
        buf_printf(&b, "%llu", (unsigned long long)t->documents);
        session_cell(s, b.data);
        buf_clear(&b);
        buf_printf(&b, "%.2f", t->weight);
        session_cell(s, b.data);
        s->found++;
    }
    bool ok = buf_ok(&b);
    buf_free(&b);
    return ok;
}

bool view_terms(struct session *s, struct fault *fault)
{
    struct search_options options = s->options;
    struct search_result r;
    struct store_terms *terms = NULL;
    uint64_t documents[TERMS_DOCUMENTS];
    options.limit = TERMS_DOCUMENTS;
    options.offset = 0;
    options.fill = false;
    if (!search_run(&s->searcher, s->prepared, &options, &s->arena, &r, fault))
        return false;
    for (size_t i = 0; i < r.count; i++)
        documents[i] = r.hits[i].store->document;
    bool ok = r.count == 0 || expand(s, documents, r.count, TERMS_CANDIDATES, &terms, fault);
    if (ok && terms)
        ok = put_terms(s, terms);
    store_terms_free(terms);
    search_free(&r);
    return ok;
}

/* ---------------------------------------------------------------- similar */

struct likeness {
    struct store_query terms[SIMILAR_TERMS], any, own, all;
    const struct store_query *children[SIMILAR_TERMS], *both[2];
};

static const struct store_query *like(struct likeness *l, const struct store_terms *terms,
                                      struct store_bytes own)
{
    size_t count = terms->count < SIMILAR_TERMS ? terms->count : SIMILAR_TERMS;
    for (size_t i = 0; i < count; i++) {
        l->terms[i] = (struct store_query){.op = STORE_TERM, .term = terms->items[i].term, .weight = 1};
        l->children[i] = &l->terms[i];
    }
    l->any = (struct store_query){.op = STORE_OR, .children = l->children, .count = count};
    l->own = (struct store_query){.op = STORE_RANGE, .slot = SLOT_CLUSTER, .low = own, .high = own};
    l->both[0] = &l->any;
    l->both[1] = &l->own;
    l->all = (struct store_query){.op = STORE_NOT, .children = l->both, .count = 2};
    return own.len > 0 ? &l->all : &l->any;
}

static bool put_similar(struct session *s, const struct store_query *query, struct fault *fault)
{
    struct store_search search = {.query = query,
                                  .first = s->options.offset,
                                  .max = s->options.limit,
                                  .collapse = s->options.all_copies ? -1 : SLOT_CLUSTER,
                                  .sort = -1,
                                  .tie = SLOT_ID,
                                  .values = search_hit_values,
                                  .value_count = HIT_VALUES,
                                  .blobs = true};
    struct store_result *r;
    struct hit *hits;
    if (!store_search_run(s->searcher.store, &search, &r, fault))
        return false;
    bool ok = session_open(s, r, &hits, fault) && session_head(s);
    for (size_t i = 0; ok && i < r->count; i++)
        ok = session_row(s, s->options.offset + i + 1, &hits[i], fault);
    ok = ok && session_tail(s);
    store_result_free(r);
    return ok;
}

bool view_similar(struct session *s, const char *id, struct fault *fault)
{
    struct hit *hit;
    struct store_result *result;
    struct store_terms *terms = NULL;
    struct likeness likeness;
    if (!session_find(s, id, &hit, &result, fault))
        return false;
    bool ok = !hit || expand(s, &hit->store->document, 1, SIMILAR_TERMS, &terms, fault);
    struct store_bytes own =
        hit && hit->store->values ? hit->store->values[HIT_CLUSTER] : (struct store_bytes){0};
    if (ok && terms && terms->count > 0)
        ok = put_similar(s, like(&likeness, terms, own), fault);
    store_terms_free(terms);
    store_result_free(result);
    return ok;
}
