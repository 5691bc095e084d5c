/* figure_context - what the words around a number say of it: qualifier,
 * change, what it is compared with, and the period. */
#ifndef JIANBAO_EXTRACT_FIGURE_CONTEXT_H
#define JIANBAO_EXTRACT_FIGURE_CONTEXT_H

#include "extract/figure_scan.h"
#include "extract/figures.h"

/* A paragraph after the scan. */
struct figure_view {
    const struct figure_lexicon *lexicon;
    const struct glyphs *g;
    const struct figure_mark *marks;
    size_t mark_count;
    const struct time_mark *times;
    size_t time_count;
    const struct time_anchor *anchor;
};

struct figure_change_found {
    uint8_t change;        /* enum figure_change */
    size_t base, base_end; /* 比2017年, 由100起; equal when none is said */
};

/* Figures that share what stands before the first of them: 分别增长5.3%和14.4%. */
struct figure_list {
    size_t first, count;
    bool apart; /* 分别: each has a subject of its own */
};

struct figure_list figure_list_of(const struct figure_view *v, size_t mark);

/* Where the clause of glyph i begins: behind the last , : 。 ; or the start of the sentence. */
size_t figure_clause_start(const struct figure_view *v, size_t i, size_t sentence);

enum figure_qualifier figure_qualifier_of(const struct figure_view *v, const struct figure_mark *m);
struct figure_change_found figure_change_of(const struct figure_view *v, size_t mark);

/* The time that holds for a mark: the index in v->times, or v->time_count when its sentence names none. */
size_t figure_time_of(const struct figure_view *v, size_t mark);

#endif
