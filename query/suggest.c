#include "query/suggest.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum { CANDIDATES_MAX = 400, PIECE_CHARS_MAX = 24 };

/* A piece of the query as characters. */
struct piece {
    uint32_t cp[PIECE_CHARS_MAX];
    size_t len;
};

/* The best correction so far; documents 0: none. */
struct best {
    struct piece piece;
    size_t cost;
    uint64_t documents;
};

static bool read_piece(const char *text, struct piece *p)
{
    const char *end = text + strlen(text);
    for (p->len = 0; text < end; p->len++) {
        if (p->len == PIECE_CHARS_MAX)
            return false;
        p->cp[p->len] = utf8_next(&text, end);
    }
    return p->len >= 2;
}

static bool pair_frequency(const struct searcher *s, uint32_t a, uint32_t b, uint64_t *documents,
                           struct fault *fault)
{
    char pair[8];
    size_t len = utf8_encode(a, pair);
    len += utf8_encode(b, pair + len);
    return store_term_frequency(s->store, (struct store_bytes){pair, len}, documents, fault);
}

/* The least frequent pair of the piece: nothing has a string whose pair it lacks. */
static bool weakest(const struct searcher *s, const struct piece *p, uint64_t *documents, struct fault *fault)
{
    *documents = UINT64_MAX;
    for (size_t i = 0; i + 1 < p->len; i++) {
        uint64_t n;
        if (!pair_frequency(s, p->cp[i], p->cp[i + 1], &n, fault))
            return false;
        *documents = n < *documents ? n : *documents;
    }
    return true;
}

static size_t write_piece(const struct piece *p, char bytes[4 * PIECE_CHARS_MAX])
{
    size_t len = 0;
    for (size_t i = 0; i < p->len; i++)
        len += utf8_encode(p->cp[i], bytes + len);
    return len;
}

/* How well the piece is made of words: fewer are better, unknown ones count triple. */
static bool count_words(const struct searcher *s, const struct piece *p, size_t *cost, struct fault *fault)
{
    char bytes[4 * PIECE_CHARS_MAX];
    struct word *words;
    size_t count;
    if (!words_cut(s->dictionary, bytes, write_piece(p, bytes), &words, &count, fault))
        return false;
    *cost = 0;
    for (size_t i = 0; i < count; i++)
        *cost += words[i].known && words[i].end - words[i].start > 1 ? 1 : 3;
    free(words);
    return true;
}

static bool try_character(const struct searcher *s, const struct piece *p, size_t at, uint32_t cp,
                          struct best *best, struct fault *fault)
{
    struct piece other = *p;
    uint64_t n;
    size_t cost;
    if (!utf8_is_han(cp) || cp == p->cp[at])
        return true;
    other.cp[at] = cp;
    if (!weakest(s, &other, &n, fault))
        return false;
    if (n == 0)
        return true;
    if (!count_words(s, &other, &cost, fault))
        return false;
    if (best->documents == 0 || cost < best->cost || (cost == best->cost && n > best->documents))
        *best = (struct best){other, cost, n};
    return true;
}

/* Characters that the index knows behind p->cp[at - 1]. */
static bool try_behind(const struct searcher *s, const struct piece *p, size_t at, struct best *best,
                       struct fault *fault)
{
    char before[4];
    struct store_terms *terms;
    struct store_bytes prefix = {before, utf8_encode(p->cp[at - 1], before)};
    if (!store_terms_by_prefix(s->store, prefix, CANDIDATES_MAX, &terms, fault))
        return false;
    bool ok = true;
    for (size_t i = 0; ok && i < terms->count; i++) {
        struct store_bytes t = terms->items[i].term;
        const char *q = t.p + prefix.len, *end = t.p + t.len;
        if (t.len > prefix.len)
            ok = try_character(s, p, at, utf8_next(&q, end), best, fault);
    }
    store_terms_free(terms);
    return ok;
}

/* Puts right one character behind the first; the first by dropping it. */
static bool mend(const struct searcher *s, const char *text, struct buf *out, bool *changed,
                 struct fault *fault)
{
    struct piece p;
    struct best best = {.documents = 0};
    uint64_t documents;
    if (!read_piece(text, &p) || !utf8_is_han(p.cp[0]))
        return buf_puts(out, text);
    if (!weakest(s, &p, &documents, fault))
        return false;
    for (size_t at = 1; documents == 0 && at < p.len; at++) {
        if (!try_behind(s, &p, at, &best, fault))
            return false;
    }
    if (best.documents == 0)
        return buf_puts(out, text);
    *changed = true;
    char bytes[4 * PIECE_CHARS_MAX];
    buf_append(out, bytes, write_piece(&best.piece, bytes));
    return buf_ok(out);
}

bool suggest(const struct searcher *s, const struct prepared *p, struct buf *out, struct fault *fault)
{
    const struct query *q = &p->query;
    bool changed = false;
    size_t at = 0;
    for (int i = 0; i < q->count; i++) {
        const struct node *n = &q->nodes[i];
        bool words = n->kind == NODE_WORDS && n->field == FIELD_ANY && p->matcher.leaves[i].piece_count == 1;
        if (!words || n->start < at)
            continue;
        buf_append(out, q->text + at, n->start - at);
        at = n->end;
        if (!mend(s, p->matcher.leaves[i].pieces[0], out, &changed, fault))
            return false;
    }
    buf_append(out, q->text + at, q->len - at);
    if (!changed)
        buf_clear(out);
    return buf_ok(out);
}
