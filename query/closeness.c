#include "query/closeness.h"

#include <stdlib.h>
#include <string.h>

/* Bytes, of which a character has three. */
static const double HALF_AT = 15; /* so many between the words halve their closeness */
static const double LEAD = 900;   /* so many before them too: news has its matter in front */

static void add_word(struct closeness *c, const char *folded, const struct synonyms *synonyms)
{
    struct close_word *w = &c->words[c->count];
    size_t name, at;
    const struct synonym_group *g = synonyms ? synonyms_find(synonyms, folded, &name, &at) : NULL;
    *w = (struct close_word){.names = {folded}, .count = 1};
    bool whole = g && at == 0 && strcmp(g->names[name], folded) == 0;
    for (size_t i = 0; whole && i < g->count; i++) {
        if (i != name)
            w->names[w->count++] = g->names[i];
    }
    c->count++;
}

void closeness_make(const struct matcher *m, const struct synonyms *synonyms, struct closeness *c)
{
    const struct query *q = m->query;
    c->count = 0;
    for (int i = 0; i < q->count; i++) {
        const struct node *n = &q->nodes[i];
        if (!m->certain[i] || n->kind != NODE_WORDS || n->field != FIELD_ANY)
            continue;
        const struct leaf_text *leaf = &m->leaves[i];
        for (size_t k = 0; k < leaf->piece_count && c->count < CLOSE_WORDS_MAX; k++)
            add_word(c, leaf->pieces[k], synonyms);
    }
    c->count = c->count < 2 ? 0 : c->count;
}

/* Where a word stands. */
struct place {
    size_t start, end;
    size_t word;
};

static int by_start(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    return x->start < y->start ? -1 : x->start > y->start;
}

/* The places of all words in order; 0 when a word has none. */
static size_t find_places(const struct closeness *c, const char *text, size_t len, struct place *places)
{
    size_t count = 0;
    for (size_t w = 0; w < c->count; w++) {
        size_t before = count, room = CLOSE_PLACES_MAX * (w + 1) / c->count;
        for (size_t k = 0; k < c->words[w].count; k++) {
            const char *name = c->words[w].names[k];
            size_t name_len = strlen(name);
            for (const char *at = text, *hit; count < room; at = hit + name_len) {
                hit = memmem(at, len - (size_t)(at - text), name, name_len);
                if (!hit)
                    break;
                size_t start = (size_t)(hit - text);
                places[count++] = (struct place){start, start + name_len, w};
            }
        }
        if (count == before)
            return 0;
    }
    qsort(places, count, sizeof *places, by_start);
    return count;
}

/* Bytes of a stretch that belong to none of the words. */
static size_t between(const struct place *places, size_t first, size_t last)
{
    size_t gap = 0, end = places[first].end;
    for (size_t i = first + 1; i <= last; i++) {
        if (places[i].start > end)
            gap += places[i].start - end;
        end = places[i].end > end ? places[i].end : end;
    }
    return gap;
}

static double stretch(const struct place *places, size_t first, size_t last)
{
    double gap = (double)between(places, first, last), depth = (double)places[first].start;
    return 1 / (1 + gap / HALF_AT) / (1 + depth / LEAD);
}

double closeness_of(const struct closeness *c, const char *text, size_t len)
{
    struct place places[CLOSE_PLACES_MAX];
    size_t seen[CLOSE_WORDS_MAX] = {0}, missing = c->count, first = 0;
    double best = 0;
    size_t count = c->count > 0 ? find_places(c, text, len, places) : 0;
    for (size_t last = 0; last < count; last++) {
        missing -= seen[places[last].word]++ == 0;
        while (missing == 0) {
            double one = stretch(places, first, last);
            best = one > best ? one : best;
            missing += --seen[places[first++].word] == 0;
        }
    }
    return best;
}
