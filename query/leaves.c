/* The texts of a query, folded and cut: the half of match.h that looks at the query only. */
#include "query/match.h"

#include <string.h>

#include "base/utf8.h"

struct making {
    const struct query *query;
    const struct dictionary *dictionary;
    struct arena *arena;
    struct fault *fault;
    struct term_list terms;
    struct buf folded;
};

static bool out_of_memory(struct fault *fault)
{
    return fault_set(fault, FAULT_MEMORY, "no memory for the query");
}

static bool in_run(uint32_t cp)
{
    bool ascii = (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || cp == '.';
    return ascii || (cp >= 0xC0 && cp < 0x2000) || utf8_is_han(cp) || (cp >= 0x3040 && cp < 0x3200) ||
           cp >= 0xAC00;
}

static bool is_mark(uint32_t cp)
{
    return !in_run(cp) || (cp >= 0xFE10 && cp <= 0xFF0F) || (cp >= 0xFF1A && cp <= 0xFF20);
}

/* Cuts the folded leaf at marks and blanks. */
static bool cut_pieces(struct making *m, struct leaf_text *leaf)
{
    const char **pieces = arena_alloc(m->arena, PIECES_MAX * sizeof *pieces);
    if (!pieces)
        return out_of_memory(m->fault);
    const char *end = leaf->folded + leaf->len, *start = leaf->folded;
    for (const char *p = leaf->folded; p <= end && leaf->piece_count < PIECES_MAX;) {
        const char *here = p;
        bool mark = p == end || is_mark(utf8_next(&p, end));
        if (mark && here > start) {
            pieces[leaf->piece_count] = arena_copy(m->arena, start, (size_t)(here - start));
            if (!pieces[leaf->piece_count++])
                return out_of_memory(m->fault);
        }
        if (mark)
            start = p;
        if (here == end)
            break;
    }
    leaf->pieces = pieces;
    return true;
}

/* The bytes of a term as they stand in folded text. */
static bool keep_terms(struct making *m, struct leaf_text *leaf)
{
    term_list_clear(&m->terms);
    if (!terms_cut(m->dictionary, leaf->folded, leaf->len, "", TERMS_REQUIRED, &m->terms, m->fault))
        return false;
    leaf->terms = arena_alloc(m->arena, (m->terms.len + 1) * sizeof *leaf->terms);
    if (!leaf->terms)
        return out_of_memory(m->fault);
    for (size_t i = 0; i < m->terms.len; i++) {
        const struct term *t = &m->terms.items[i];
        size_t from = utf8_offset(leaf->folded, leaf->len, t->start),
               to = utf8_offset(leaf->folded, leaf->len, t->end);
        leaf->terms[leaf->term_count] = arena_copy(m->arena, leaf->folded + from, to - from);
        if (!leaf->terms[leaf->term_count++])
            return out_of_memory(m->fault);
    }
    return true;
}

static void trim(struct leaf_text *leaf)
{
    const char *p = leaf->folded, *end = p + leaf->len;
    for (const char *q = p; q < end && utf8_is_space(utf8_next(&q, end));)
        p = q;
    for (const char *q = end; q > p && utf8_is_space(utf8_previous(p, &q));)
        end = q;
    leaf->folded = p;
    leaf->len = (size_t)(end - p);
}

static bool make_leaf(struct making *m, const struct node *n, struct leaf_text *leaf)
{
    buf_clear(&m->folded);
    if (!fold_text(m->dictionary, n->text, n->len, &m->folded) || !buf_ok(&m->folded))
        return out_of_memory(m->fault);
    leaf->folded = arena_copy(m->arena, m->folded.data ? m->folded.data : "", m->folded.len);
    if (!leaf->folded)
        return out_of_memory(m->fault);
    leaf->len = m->folded.len;
    trim(leaf);
    leaf->folded = arena_copy(m->arena, leaf->folded, leaf->len);
    if (!leaf->folded)
        return out_of_memory(m->fault);
    leaf->characters = utf8_count(leaf->folded, leaf->len);
    return cut_pieces(m, leaf) && keep_terms(m, leaf);
}

static bool has_text(const struct node *n)
{
    return n->kind == NODE_WORDS || n->kind == NODE_PHRASE || n->kind == NODE_PREFIX;
}

/* One or two characters of one run are a term of their own. */
static bool phrase_is_term(const struct node *n, const struct leaf_text *leaf)
{
    if (n->field == FIELD_SITE || n->field == FIELD_URL || n->field == FIELD_ID || n->field == FIELD_LANG)
        return true;
    return leaf->characters <= 2 && leaf->piece_count == 1 && strlen(leaf->pieces[0]) == leaf->len &&
           leaf->term_count == 1 && strlen(leaf->terms[0]) == leaf->len;
}

static bool leaf_is_exact(const struct node *n, const struct leaf_text *leaf)
{
    if (n->kind == NODE_FIGURE)
        return false;
    if (has_text(n) && n->field == FIELD_BODY)
        return false;
    return n->kind != NODE_PHRASE || phrase_is_term(n, leaf);
}

static void mark_exact(const struct query *q, const struct leaf_text *leaves, bool *exact)
{
    for (int i = 0; i < q->count; i++) {
        const struct node *n = &q->nodes[i];
        if (n->first == NODE_NONE) {
            exact[i] = leaf_is_exact(n, &leaves[i]);
            continue;
        }
        exact[i] = n->kind == NODE_AND || n->kind == NODE_OR || n->kind == NODE_NOT;
        for (int c = n->first; c != NODE_NONE; c = q->nodes[c].next)
            exact[i] = exact[i] && exact[c];
    }
}

/* From the root down: what every candidate is known to meet. */
static void mark_certain(const struct query *q, bool *certain)
{
    certain[q->root] = true;
    for (int i = q->root; i >= 0; i--) {
        if (!certain[i] || q->nodes[i].kind != NODE_AND)
            continue;
        for (int c = q->nodes[i].first; c != NODE_NONE; c = q->nodes[c].next)
            certain[c] = true;
    }
}

static bool make_leaves(struct making *m, struct leaf_text *leaves)
{
    for (int i = 0; i < m->query->count; i++) {
        const struct node *n = &m->query->nodes[i];
        if (n->kind == NODE_FIGURE) {
            struct figure_query *f = arena_alloc(m->arena, sizeof *f);
            if (!f)
                return out_of_memory(m->fault);
            *f = *n->figure;
            if (!figure_query_fold(f, m->dictionary, m->arena))
                return out_of_memory(m->fault);
            m->query->nodes[i].figure = f;
        }
        if (has_text(n) && !make_leaf(m, n, &leaves[i]))
            return false;
    }
    return true;
}

bool matcher_make(const struct query *query, const struct dictionary *dictionary, struct arena *arena,
                  struct matcher *matcher, struct fault *fault)
{
    struct making m = {.query = query, .dictionary = dictionary, .arena = arena, .fault = fault};
    size_t count = (size_t)query->count;
    struct leaf_text *leaves = arena_zalloc(arena, count * sizeof *leaves);
    bool *certain = arena_zalloc(arena, count), *exact = arena_zalloc(arena, count);
    if (!leaves || !certain || !exact)
        return out_of_memory(fault);
    term_list_init(&m.terms);
    buf_init(&m.folded, QUERY_FOLD_MAX);
    bool ok = make_leaves(&m, leaves);
    term_list_free(&m.terms);
    buf_free(&m.folded);
    if (!ok)
        return false;
    mark_exact(query, leaves, exact);
    mark_certain(query, certain);
    *matcher = (struct matcher){.query = query,
                                .dictionary = dictionary,
                                .leaves = leaves,
                                .certain = certain,
                                .exact = exact,
                                .needed = !exact[query->root]};
    return true;
}
