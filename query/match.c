#include "query/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/utf8.h"

enum { FOLDED_MAX = 64 * 1024 * 1024, SCRATCH_MAX = 256 * 1024 * 1024 };

void match_scratch_init(struct match_scratch *s)
{
    buf_init(&s->folded, FOLDED_MAX);
    buf_init(&s->field, FOLDED_MAX);
    arena_init(&s->arena, SCRATCH_MAX);
}

void match_scratch_free(struct match_scratch *s)
{
    buf_free(&s->folded);
    buf_free(&s->field);
    arena_free(&s->arena);
}

/* One document under examination; folded text and record are made when first asked for. */
struct document {
    const struct matcher *m;
    const struct blob *blob;
    struct match_scratch *scratch;
    bool has_folded, has_record, record_ok;
    struct record record;
};

/* A stretch of the folded searchable text, bytes [from, to). */
struct window {
    size_t from, to;
};

static const struct buf *folded_text(struct document *d)
{
    struct buf *b = &d->scratch->folded;
    if (!d->has_folded) {
        buf_clear(b);
        buf_putc(b, '\n'); /* never NULL; cut off again below */
        buf_clear(b);
        fold_text(d->m->dictionary, d->blob->searchable, d->blob->searchable_len, b);
        d->has_folded = true;
    }
    return b;
}

static const struct record *document_record(struct document *d)
{
    if (!d->has_record) {
        d->record_ok = blob_record(d->blob, &d->scratch->arena, &d->record, NULL);
        d->has_record = true;
    }
    return d->record_ok ? &d->record : NULL;
}

/* ------------------------------------------------------------ occurrences */

static const char *find(const char *text, size_t len, const char *word, size_t word_len)
{
    return word_len > 0 && word_len <= len ? memmem(text, len, word, word_len) : NULL;
}

static bool contains(const char *text, size_t len, const char *word)
{
    return find(text, len, word, strlen(word)) != NULL;
}

/* Where title ends and body begins in the folded text: folding may change
 * the bytes of a character, so lines are counted, not bytes. */
static size_t body_start(struct document *d)
{
    const struct buf *t = folded_text(d);
    const char *first = memchr(t->data, '\n', t->len);
    const char *second = first ? memchr(first + 1, '\n', t->len - (size_t)(first + 1 - t->data)) : NULL;
    return second ? (size_t)(second + 1 - t->data) : t->len;
}

static struct window field_window(struct document *d, enum query_field field, struct window w)
{
    if (field != FIELD_TITLE && field != FIELD_BODY)
        return w;
    size_t body = body_start(d);
    if (field == FIELD_TITLE && w.to > body)
        w.to = body;
    if (field == FIELD_BODY && w.from < body)
        w.from = body;
    if (w.to < w.from)
        w.to = w.from;
    return w;
}

static bool is_token_character(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

/* A word that begins so: where the stem begins with a letter, no letter stands before it. */
static bool has_prefix(const char *text, struct window w, const struct leaf_text *leaf)
{
    size_t at = w.from;
    for (const char *hit; (hit = find(text + at, w.to - at, leaf->folded, leaf->len));) {
        size_t place = (size_t)(hit - text);
        if (place == 0 || !is_token_character(leaf->folded[0]) || !is_token_character(text[place - 1]))
            return true;
        at = place + 1;
    }
    return false;
}

static bool leaf_in_window(struct document *d, const struct node *n, const struct leaf_text *leaf,
                           struct window w)
{
    const struct buf *t = folded_text(d);
    w = field_window(d, n->field, w);
    if (!t->data)
        return false;
    if (n->kind == NODE_PREFIX)
        return has_prefix(t->data, w, leaf);
    if (n->kind == NODE_PHRASE)
        return find(t->data + w.from, w.to - w.from, leaf->folded, leaf->len) != NULL;
    for (size_t i = 0; i < leaf->piece_count; i++) {
        if (!contains(t->data + w.from, w.to - w.from, leaf->pieces[i]))
            return false;
    }
    return leaf->piece_count > 0;
}

/* ------------------------------------------- leaves of the whole document */

static bool phrase_in_document(struct document *d, const struct node *n, const struct leaf_text *leaf)
{
    if (n->field == FIELD_ANY && find(d->blob->searchable, d->blob->searchable_len, leaf->folded, leaf->len))
        return true; /* folded characters stand for themselves */
    const struct buf *t = folded_text(d);
    return leaf_in_window(d, n, leaf, (struct window){0, t->len});
}

static bool words_in_document(struct document *d, const struct node *n, const struct leaf_text *leaf)
{
    const struct buf *t = folded_text(d);
    struct window w = field_window(d, n->field, (struct window){0, t->len});
    for (size_t i = 0; i < leaf->term_count; i++) {
        if (!t->data || !contains(t->data + w.from, w.to - w.from, leaf->terms[i]))
            return false;
    }
    return leaf->term_count > 0;
}

static bool folded_value_has(struct document *d, const char *value, const struct leaf_text *leaf)
{
    struct buf *b = &d->scratch->field;
    buf_clear(b);
    return value && fold_text(d->m->dictionary, value, strlen(value), b) && b->data &&
           find(b->data, b->len, leaf->folded, leaf->len);
}

static bool list_has(struct document *d, const struct text_list *list, const struct leaf_text *leaf)
{
    for (size_t i = 0; i < list->len; i++) {
        if (folded_value_has(d, list->items[i], leaf))
            return true;
    }
    return false;
}

static bool author_has(struct document *d, const struct record *r, const struct leaf_text *leaf)
{
    for (size_t i = 0; i < r->contributor_count; i++) {
        if (folded_value_has(d, r->contributors[i].name, leaf))
            return true;
    }
    return list_has(d, &r->authors, leaf);
}

static bool value_in_record(struct document *d, const struct node *n, const struct leaf_text *leaf)
{
    const struct record *r = document_record(d);
    if (!r)
        return false;
    switch (n->field) {
    case FIELD_SOURCE:
        return folded_value_has(d, r->source, leaf);
    case FIELD_AUTHOR:
        return author_has(d, r, leaf);
    case FIELD_EDITOR:
        return list_has(d, &r->editors, leaf);
    case FIELD_CHANNEL:
        return list_has(d, &r->channel, leaf);
    case FIELD_KEYWORD:
        return list_has(d, &r->keywords, leaf);
    case FIELD_SITE:
        return folded_value_has(d, r->site, leaf);
    case FIELD_URL:
        return folded_value_has(d, r->url, leaf) || folded_value_has(d, r->canonical_url, leaf);
    case FIELD_ID:
        return folded_value_has(d, r->id, leaf);
    default:
        return folded_value_has(d, r->lang, leaf);
    }
}

/* A date that is only a month or a year counts as its first day, as in plan.c. */
static bool date_in_record(struct document *d, const struct node *n)
{
    const struct record *r = document_record(d);
    struct date at;
    if (!r || !r->published || !date_parse(r->published, strlen(r->published), &at))
        return false;
    int32_t first = (int32_t)date_days(at.year, at.month ? at.month : 1, at.day ? at.day : 1);
    return first >= n->period.from && first <= n->period.to;
}

static bool has_caption(const struct record *r)
{
    for (size_t i = 0; i < r->image_count; i++) {
        if (r->images[i].caption)
            return true;
    }
    return false;
}

static bool has_in_record(struct document *d, const struct node *n)
{
    const struct record *r = document_record(d);
    if (!r)
        return false;
    const bool has[HAS_COUNT] = {[HAS_IMAGE] = r->image_count > 0,   [HAS_CAPTION] = has_caption(r),
                                 [HAS_FIGURE] = r->figure_count > 0, [HAS_AUTHOR] = r->authors.len > 0,
                                 [HAS_EDITOR] = r->editors.len > 0,  [HAS_SOURCE] = r->source != NULL,
                                 [HAS_DATE] = r->published != NULL};
    return has[n->has];
}

static bool figure_in_record(struct document *d, const struct node *n)
{
    const struct record *r = document_record(d);
    for (size_t i = 0; r && i < r->figure_count; i++) {
        if (figure_query_matches(n->figure, &r->figures[i], d->m->dictionary, &d->scratch->field))
            return true;
    }
    return false;
}

static bool leaf_in_document(struct document *d, int i)
{
    const struct node *n = &d->m->query->nodes[i];
    const struct leaf_text *leaf = &d->m->leaves[i];
    if (d->m->certain[i] && d->m->exact[i])
        return true;
    if (n->kind == NODE_DATE)
        return date_in_record(d, n);
    if (n->kind == NODE_HAS)
        return has_in_record(d, n);
    if (n->kind == NODE_FIGURE)
        return figure_in_record(d, n);
    if (n->field > FIELD_BODY)
        return value_in_record(d, n, leaf);
    if (n->kind == NODE_PHRASE)
        return phrase_in_document(d, n, leaf);
    if (n->kind == NODE_WORDS)
        return words_in_document(d, n, leaf);
    return leaf_in_window(d, n, leaf, (struct window){0, folded_text(d)->len});
}

/* ------------------------------------------------------------- the tree */

static bool group_value(const struct query *q, const struct node *n, const bool *values)
{
    if (n->kind == NODE_NOT)
        return !values[n->first];
    for (int c = n->first; c != NODE_NONE; c = q->nodes[c].next) {
        if (values[c] == (n->kind == NODE_OR))
            return n->kind == NODE_OR;
    }
    return n->kind == NODE_AND;
}

/* The subtree that ends at `root`, within a stretch of text. */
static bool holds_in_window(struct document *d, int root, struct window w)
{
    const struct query *q = d->m->query;
    bool *values = d->scratch->values;
    int first = root;
    while (q->nodes[first].first != NODE_NONE)
        first = q->nodes[first].first;
    for (int i = first; i <= root; i++) {
        const struct node *n = &q->nodes[i];
        values[i] =
            n->first == NODE_NONE ? leaf_in_window(d, n, &d->m->leaves[i], w) : group_value(q, n, values);
    }
    return values[root];
}

static bool is_full_stop(uint32_t cp)
{
    return cp == 0x3002 || cp == 0xFF01 || cp == 0xFF1F || cp == '!' || cp == '?' || cp == 0xFF1B ||
           cp == ';' || cp == '\n';
}

bool next_sentence(const char *text, size_t len, size_t at, size_t *to)
{
    const char *p = text + at, *end = text + len;
    if (at >= len)
        return false;
    while (p < end && !is_full_stop(utf8_next(&p, end)))
        continue;
    *to = (size_t)(p - text);
    return true;
}

bool next_paragraph(const char *text, size_t len, size_t at, size_t *to)
{
    if (at >= len)
        return false;
    const char *line = memchr(text + at, '\n', len - at);
    *to = line ? (size_t)(line - text) + 1 : len;
    return true;
}

static bool holds_in_a_part(struct document *d, int i)
{
    const struct node *n = &d->m->query->nodes[i];
    const struct buf *t = folded_text(d);
    bool (*next)(const char *, size_t, size_t, size_t *) =
        n->kind == NODE_SENTENCE ? next_sentence : next_paragraph;
    for (size_t at = 0, to; t->data && next(t->data, t->len, at, &to); at = to) {
        if (holds_in_window(d, n->first, (struct window){at, to}))
            return true;
    }
    return false;
}

/* ---------------------------------------------------------------- nearness */

/* The first place at or behind `at` where the leaf stands; text_len where none. */
static size_t leaf_at(const struct buf *t, const struct leaf_text *leaf, size_t at)
{
    const char *hit = at < t->len ? find(t->data + at, t->len - at, leaf->folded, leaf->len) : NULL;
    return hit ? (size_t)(hit - t->data) : t->len;
}

/* Characters between the end of the first and the start of the last, at most. */
static bool close_enough(const struct buf *t, size_t first_end, size_t last_start, unsigned distance)
{
    if (last_start <= first_end)
        return true;
    return utf8_count(t->data + first_end, last_start - first_end) <= distance;
}

/* Merges the occurrences of all leaves: the earliest one moves on until the
 * stretch from the earliest to the latest is short enough. */
static bool near_holds(struct document *d, int i)
{
    const struct query *q = d->m->query;
    const struct buf *t = folded_text(d);
    size_t at[NEAR_MAX_LEAVES] = {0}, count = 0;
    const struct leaf_text *leaves[NEAR_MAX_LEAVES] = {NULL};
    for (int c = q->nodes[i].first; c != NODE_NONE && count < NEAR_MAX_LEAVES;
         c = q->nodes[c].next, count++) {
        leaves[count] = &d->m->leaves[c];
        at[count] = leaf_at(t, leaves[count], 0);
    }
    while (count > 0) {
        size_t low = 0, high = 0;
        for (size_t k = 0; k < count; k++) {
            if (at[k] >= t->len)
                return false;
            low = at[k] < at[low] ? k : low;
            high = at[k] >= at[high] ? k : high;
        }
        if (close_enough(t, at[low] + leaves[low]->len, at[high], q->nodes[i].distance))
            return true;
        at[low] = leaf_at(t, leaves[low], at[low] + 1);
    }
    return false;
}

bool matcher_accepts(const struct matcher *m, const struct blob *blob, struct match_scratch *scratch)
{
    struct document d = {.m = m, .blob = blob, .scratch = scratch};
    const struct query *q = m->query;
    bool values[2 * QUERY_PARTS_MAX] = {false};
    for (int i = 0; i < q->count; i++) {
        const struct node *n = &q->nodes[i];
        if (n->first == NODE_NONE)
            values[i] = leaf_in_document(&d, i);
        else if (n->kind == NODE_NEAR)
            values[i] = near_holds(&d, i);
        else if (n->kind == NODE_SENTENCE || n->kind == NODE_PARAGRAPH)
            values[i] = holds_in_a_part(&d, i);
        else
            values[i] = group_value(q, n, values);
        if (m->certain[i] && !values[i])
            return false;
    }
    return values[q->root];
}
