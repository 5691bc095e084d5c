/* figure_scan - walks over a paragraph and marks what is a number with its
 * unit, and what is a time; names, ordinals, dates and other numerals that
 * are no figures are stepped over. */
#ifndef JIANBAO_EXTRACT_FIGURE_SCAN_H
#define JIANBAO_EXTRACT_FIGURE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "extract/decimal.h"
#include "extract/figure_glyphs.h"
#include "extract/figure_lexicon.h"
#include "extract/figure_period.h"

/* A figure as it stands in the paragraph; all places are glyphs. */
struct figure_mark {
    size_t start, end;         /* raw */
    size_t number, number_end; /* the numeral, infix included */
    size_t unit, unit_end;     /* equal where no unit is printed */
    size_t sentence, sentence_end;
    size_t times; /* how many of the times begin before it */
    struct decimal value, max;
    bool has_max, vague, more; /* more: an infix said 余 or 多 */
    bool bare, traditional;
    bool counted;          /* the unit stands for a noun that is part of raw: 10余万群众 */
    uint8_t kind;          /* enum figure_kind */
    uint8_t suffix;        /* enum figure_qualifier, from behind the unit */
    const char *unit_text; /* instead of what is printed, or NULL */
    const char *currency;  /* ISO 4217, or NULL */
};

struct figure_scan {
    const struct figure_lexicon *lexicon;
    struct arena *arena;
    struct figure_mark *marks;
    size_t mark_count, mark_cap;
    struct time_mark *times;
    size_t time_count, time_cap;
    const struct word *currency; /* of (港元,下同); kept over paragraphs */
};

/* Fills marks and times anew.  False when the arena is full. */
bool figure_scan(struct figure_scan *scan, const struct glyphs *g, const struct time_anchor *anchor);

#endif
