/* figure_period - expressions of time in folded text, resolved against the
 * day of the story: 今年1至9月, 截至目前, 自去年10月…以来, 近五年来, 民国110年.
 *
 * A period begins and ends with whole days (base/date.h's day numbers), as
 * precise as the text says: 2021年 is 2021-01-01 to 2021-12-31. */
#ifndef JIANBAO_EXTRACT_FIGURE_PERIOD_H
#define JIANBAO_EXTRACT_FIGURE_PERIOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "extract/figure_glyphs.h"
#include "extract/figure_lexicon.h"

#define FIGURE_NO_DAY INT64_MIN

/* What relative expressions are measured from. */
struct time_anchor {
    bool known;           /* false: nothing relative can be resolved */
    int year, month, day; /* of publication */
    int64_t today;        /* the story's own day, at most that of publication */
};

enum time_weight {
    TIME_IGNORED, /* time of day, the day of a report: never a period */
    TIME_VAGUE,   /* 近年来, 近日: said, but not to be resolved */
    TIME_SPAN,    /* a day, month, year or range */
    TIME_BOUND    /* 截至…, 自…以来, 3年来 */
};

/* What else the days of an expression hang on: those of an earlier one. */
enum time_relation {
    RELATION_NONE,
    RELATION_YEAR_BEFORE, /* 上年: the year before that of the sentence */
    RELATION_SAME_YEAR,   /* 全年: the year that was spoken of */
    RELATION_SAME_SPAN,   /* 去年同期 as a subject: the same days, a year before */
    RELATION_SAME_DAY     /* 当日: the day that was spoken of */
};

struct time_mark {
    size_t start, end; /* glyphs */
    int64_t from, to;  /* FIGURE_NO_DAY = open or not resolved */
    uint8_t weight;    /* enum time_weight */
    bool also_figure;  /* 3年来 is a number too: its numeral is read again */
    uint8_t relation;  /* enum time_relation */
    bool base;         /* 比去年同期: what is compared with, not the time of the figure */
};

struct time_anchor time_anchor_of(const struct date *published);

/* Reads the expression that begins at glyph i; false when none does. */
bool time_read(const struct figure_lexicon *lexicon, const struct glyphs *g, size_t i,
               const struct time_anchor *anchor, struct time_mark *out);

/* May an expression of time begin with this glyph? */
bool time_begins(const struct figure_lexicon *lexicon, uint16_t c);

#endif
