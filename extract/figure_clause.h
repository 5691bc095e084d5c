/* figure_clause - the clause of a number up to it: what is counted, with its
 * verb, after times, reporting words, adverbs and the actor have been taken
 * off.  The first half of figure_metric. */
#ifndef JIANBAO_EXTRACT_FIGURE_CLAUSE_H
#define JIANBAO_EXTRACT_FIGURE_CLAUSE_H

#include "extract/figure_context.h"

struct clause {
    const struct figure_view *v;
    const struct figure_mark *m;
    size_t from, to;       /* left of the number, trimmed */
    size_t verb, verb_end; /* equal when there is none */
    bool listed;           /* follows 、 behind another figure */
    bool linked;           /* 达 为 超过 stood before the number */
    bool qualified;        /* 超 近 约 stood before the number */
    bool modifier;         /* ended in 的 */
    bool names;            /* ended in 等 */
    bool base;             /* 比2017年的: the figure is what others are compared with */
    bool after_figure;     /* begins behind another figure of the same clause */
    size_t actor, actor_end, place, place_end;
    bool own_place;             /* the place stands in the clause itself */
    size_t next_start;          /* where the next figure begins */
    size_t base_word, base_end; /* 上年 of 比上年的 */
    size_t gap, gap_end;        /* a time inside that is no part of the metric; equal when there is none */
    size_t name, named;         /* what those in front of 等 are: 被告人 */
};

/* Parses what stands left of a mark; c->v, c->m and c->next_start are set. */
void clause_parse(struct clause *c, size_t mark);

/* Steps of the parse that serve an earlier clause too. */
void clause_skip_times(struct clause *c);
void clause_skip_reports(struct clause *c);
void clause_trim_start(struct clause *c);

/* An adverb that is no part of a longer word begins at i. */
bool clause_adverb(const struct clause *c, size_t i, size_t end, size_t *len);

/* Does the 均 at i make a rate of the unit before it: 日均, 户均? */
bool clause_is_rate(const struct clause *c, size_t i);

/* Steps back over adverbs, not beyond the clause. */
size_t clause_before_adverbs(const struct clause *c, size_t i);

/* The word that joins a metric to its number, when one ends at i. */
const struct word *clause_ends_before_number(const struct clause *c, size_t i, size_t *len);

static inline const struct word *clause_word(const struct clause *c, size_t i, size_t end, uint32_t classes,
                                             size_t *len)
{
    return i < end ? figure_word(c->v->lexicon, c->v->g->c + i, end - i, classes, len) : NULL;
}

static inline uint16_t clause_glyph(const struct clause *c, size_t i)
{
    return glyph_at(c->v->g, i);
}

#endif
