#include "query/suggest.h"

#include <string.h>

#include "base/utf8.h"

enum { CANDIDATES_MAX = 400, PIECE_CHARS_MAX = 24 };

/* A piece of the query as characters. */
struct piece {
    uint32_t cp[PIECE_CHARS_MAX];
    size_t len;
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

static bool try_character(const struct searcher *s, const struct piece *p, size_t at, uint32_t cp,
                          struct piece *best, uint64_t *most, struct fault *fault)
{
    struct piece other = *p;
    uint64_t n;
    if (!utf8_is_han(cp) || cp == p->cp[at])
        return true;
    other.cp[at] = cp;
    if (!weakest(s, &other, &n, fault))
        return false;
    if (n > *most) {
        *most = n;
        *best = other;
    }
    return true;
}

/* Characters that the index knows behind p->cp[at - 1]. */
static bool try_behind(const struct searcher *s, const struct piece *p, size_t at, struct piece *best,
                       uint64_t *most, struct fault *fault)
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
            ok = try_character(s, p, at, utf8_next(&q, end), best, most, fault);
    }
    store_terms_free(terms);
    return ok;
}

/* Puts right one character behind the first; the first by dropping it. */
static bool mend(const struct searcher *s, const char *text, struct buf *out, bool *changed,
                 struct fault *fault)
{
    struct piece p, best;
    uint64_t documents, most = 0;
    if (!read_piece(text, &p) || !utf8_is_han(p.cp[0]))
        return buf_puts(out, text);
    if (!weakest(s, &p, &documents, fault))
        return false;
    for (size_t at = 1; documents == 0 && at < p.len; at++) {
        if (!try_behind(s, &p, at, &best, &most, fault))
            return false;
    }
    if (most == 0)
        return buf_puts(out, text);
    *changed = true;
    for (size_t i = 0; i < best.len; i++) {
        char bytes[4];
        buf_append(out, bytes, utf8_encode(best.cp[i], bytes));
    }
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
