#include "query/highlight.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* ---------------------------------------------------------------- patterns */

static void add(struct patterns *p, const char *folded, bool whole)
{
    size_t len = strlen(folded), characters = utf8_count(folded, len);
    if (len == 0 || p->count == PATTERNS_MAX)
        return;
    for (size_t i = 0; i < p->count; i++) {
        if (p->items[i].len == len && memcmp(p->items[i].folded, folded, len) == 0) {
            p->items[i].whole = p->items[i].whole || whole;
            return;
        }
    }
    uint32_t n = characters < 30 ? (uint32_t)characters : 30;
    p->items[p->count++] = (struct pattern){.folded = folded, .len = len, .weight = n * n, .whole = whole};
}

/* The words of two characters and more that a run is cut into. */
static bool add_words(const struct matcher *m, const char *piece, struct arena *arena, struct patterns *p,
                      struct fault *fault)
{
    struct word *words;
    size_t count, len = strlen(piece);
    if (!words_cut(m->dictionary, piece, len, &words, &count, fault))
        return false;
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        if (words[i].end - words[i].start < 2)
            continue;
        size_t from = utf8_offset(piece, len, words[i].start), to = utf8_offset(piece, len, words[i].end);
        const char *copy = arena_copy(arena, piece + from, to - from);
        ok = copy || fault_set(fault, FAULT_MEMORY, "no memory for the query");
        if (copy)
            add(p, copy, false);
    }
    free(words);
    return ok;
}

static bool add_leaf(const struct matcher *m, int i, const struct synonyms *synonyms, struct arena *arena,
                     struct patterns *p, struct fault *fault)
{
    const struct node *n = &m->query->nodes[i];
    const struct leaf_text *leaf = &m->leaves[i];
    add(p, leaf->folded, true);
    if (n->kind != NODE_WORDS)
        return true;
    for (size_t k = 0; k < leaf->piece_count; k++) {
        add(p, leaf->pieces[k], leaf->piece_count == 1);
        if (!add_words(m, leaf->pieces[k], arena, p, fault))
            return false;
    }
    size_t name, at;
    const struct synonym_group *g = synonyms ? synonyms_find(synonyms, leaf->folded, &name, &at) : NULL;
    for (size_t k = 0; g && k < g->count; k++)
        add(p, g->names[k], false);
    return true;
}

static int longer_first(const void *a, const void *b)
{
    const struct pattern *x = a, *y = b;
    if (x->len != y->len)
        return x->len > y->len ? -1 : 1;
    return memcmp(x->folded, y->folded, x->len);
}

bool patterns_make(const struct matcher *m, const struct synonyms *synonyms, struct arena *arena,
                   struct patterns *patterns, struct fault *fault)
{
    const struct query *q = m->query;
    patterns->count = 0;
    bool *negated = arena_zalloc(arena, (size_t)q->count);
    if (!negated)
        return fault_set(fault, FAULT_MEMORY, "no memory for the query");
    for (int i = q->root; i >= 0; i--) {
        for (int c = q->nodes[i].first; c != NODE_NONE; c = q->nodes[c].next)
            negated[c] = negated[i] != (q->nodes[i].kind == NODE_NOT);
        if (negated[i] || !m->leaves[i].folded || q->nodes[i].field > FIELD_BODY)
            continue;
        if (!add_leaf(m, i, synonyms, arena, patterns, fault))
            return false;
    }
    qsort(patterns->items, patterns->count, sizeof patterns->items[0], longer_first);
    return true;
}

/* ------------------------------------------------------------------- spans */

static int by_start(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->end > y->end ? -1 : x->end < y->end;
}

static size_t find_all(const struct patterns *p, const char *text, size_t len, struct span *spans)
{
    size_t count = 0;
    for (size_t i = 0; i < p->count; i++) {
        const struct pattern *one = &p->items[i];
        for (const char *at = text, *hit; count < SPANS_MAX; at = hit + one->len) {
            hit = memmem(at, len - (size_t)(at - text), one->folded, one->len);
            if (!hit)
                break;
            size_t start = (size_t)(hit - text);
            spans[count++] = (struct span){start, start + one->len, (uint32_t)i};
        }
    }
    return count;
}

static size_t drop_overlaps(struct span *spans, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && spans[i].start < spans[kept - 1].end)
            continue;
        spans[kept++] = spans[i];
    }
    return kept;
}

/* From bytes of the folded text to bytes of the text: both walked at once. */
static void carry_back(const char *text, size_t len, const struct buf *folded, struct span *spans,
                       size_t count)
{
    const char *p = text, *end = text + len, *f = folded->data, *f_end = folded->data + folded->len;
    for (size_t i = 0; i < 2 * count;) {
        size_t *place = i % 2 ? &spans[i / 2].end : &spans[i / 2].start;
        if ((size_t)(f - folded->data) >= *place || p >= end || f >= f_end) {
            *place = (size_t)(p - text);
            i++;
            continue;
        }
        utf8_next(&p, end);
        utf8_next(&f, f_end);
    }
}

size_t highlight(const struct patterns *patterns, const struct dictionary *dictionary, const char *text,
                 size_t len, struct buf *folded, struct span spans[SPANS_MAX])
{
    buf_clear(folded);
    if (len == 0 || !fold_text(dictionary, text, len, folded) || !folded->data)
        return 0;
    size_t count = find_all(patterns, folded->data, folded->len, spans);
    qsort(spans, count, sizeof spans[0], by_start);
    count = drop_overlaps(spans, count);
    carry_back(text, len, folded, spans, count);
    return count;
}
