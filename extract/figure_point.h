/* figure_point - a place in time as a text gives it: year, month, day, hour,
 * or a word (去年, 上周, 上半年), and the days that it means.  The lower half of
 * figure_period. */
#ifndef JIANBAO_EXTRACT_FIGURE_POINT_H
#define JIANBAO_EXTRACT_FIGURE_POINT_H

#include "extract/figure_period.h"

enum { MONTHS_MAX = 12 };

/* A place in time as the text gives it; 0 = not given. */
struct time_point {
    size_t end;
    int year, month, month_end, day;
    int day_end;
    bool relative_year; /* 今年 去年 */
    bool part_of_year;  /* 上半年 三季度 */
    bool day_only, clock, base;
    uint8_t relation; /* enum time_relation */
    int64_t from, to; /* when a word gave the days at once */
    bool days_given;
    uint8_t weight;
};

struct time_source {
    const struct figure_lexicon *lexicon;
    const struct glyphs *g;
    const uint16_t *c; /* g's */
    size_t n;
    const struct time_anchor *anchor;
};

static inline uint16_t source_at(const struct time_source *s, size_t i)
{
    return glyph_at(s->g, i);
}

static inline size_t source_starts(const struct time_source *s, size_t i, const char16_t *word)
{
    return glyph_starts(s->g, i, word);
}

/* Up to four Arabic digits, and a small number of either writing; 0 glyphs when none. */
size_t source_digits(const struct time_source *s, size_t i, unsigned *value);
size_t source_small(const struct time_source *s, size_t i, unsigned *value);

static inline bool point_is_year(unsigned value)
{
    return value >= 1000 && value <= 2100;
}

/* Reads the point that begins at i; false when none does. */
bool point_read(const struct time_source *s, size_t i, struct time_point *p);

/* Sets from and to, FIGURE_NO_DAY where the text and the anchor leave them open. */
void point_resolve(const struct time_source *s, struct time_point *p);

void point_give_days(struct time_point *p, int64_t from, int64_t to);
void point_add_months(int *year, int *month, int more);

#endif
