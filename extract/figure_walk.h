/* figure_walk - the state of the walk over a paragraph (figure_scan), and the
 * steps that its files share: units, marks, and which numbers are worth a row. */
#ifndef JIANBAO_EXTRACT_FIGURE_WALK_H
#define JIANBAO_EXTRACT_FIGURE_WALK_H

#include "extract/figure_numeral.h"
#include "extract/figure_scan.h"

enum { WALK_UNIT_GAP = 2, WALK_RATIO_PLACES = 12 };

struct walk {
    struct figure_scan *scan;
    const struct figure_lexicon *lex;
    const struct glyphs *g;
    size_t sentence;           /* where the current one begins */
    size_t sentence_end;       /* cached; 0 = not looked for yet */
    const struct word *prefix; /* currency in front of the numeral, or NULL */
    size_t prefix_start;
};

/* A unit as found behind a numeral. */
struct unit {
    size_t start, end;
    uint8_t kind;
    const struct word *word; /* NULL for 成 and what is no word of its own */
    const char *text;        /* replaces what is printed */
    bool tenths, half, more;
};

static inline uint16_t walk_at(const struct walk *w, size_t i)
{
    return glyph_at(w->g, i);
}

static inline const struct word *walk_word(const struct walk *w, size_t i, uint32_t classes, size_t *len)
{
    return i < w->g->n ? figure_word(w->lex, w->g->c + i, w->g->n - i, classes, len) : NULL;
}

static inline const struct word *walk_word_before(const struct walk *w, size_t i, uint32_t classes,
                                                  size_t *len)
{
    return figure_word_before(w->lex, w->g->c, i, classes, len);
}

/* Passes over the blanks that may stand between a number and its unit; a longer gap is none. */
static inline size_t walk_skip_blanks(const struct walk *w, size_t i)
{
    size_t k = i;
    while (k < i + WALK_UNIT_GAP && walk_at(w, k) == ' ')
        k++;
    return walk_at(w, k) == ' ' ? i : k;
}

/* Does a clause end with this glyph, or the text? */
static inline bool walk_ends_here(uint16_t c)
{
    return c == 0 || glyph_in(c, u",。!?;:、 )”\t…");
}

/* Does a word before the number say that a bare one is money: 被骗50万? */
bool walk_money_hint(const struct walk *w, size_t i);

/* Adds a time to the scan; false when the arena is full. */
bool walk_add_time(struct walk *w, const struct time_mark *t);

/* The unit that stands at i, behind a numeral written with Arabic digits or not; false when none does. */
bool unit_read(const struct walk *w, size_t i, bool arabic, struct unit *u);

/* Is the number with this unit, which ends at `end`, more than an article, an ordinal or a back reference? */
bool figure_is_worth(const struct walk *w, const struct numeral *num, const struct unit *u, size_t end);

/* Is the number a size inside the name of what the figure before it counts? */
bool figure_is_attribute(const struct walk *w, const struct numeral *num);

/* The mark of a numeral with its unit; mark_finish adds what stands behind it
 * and the currency, and puts it into the scan.  *next moves behind the mark.
 * False when the arena is full. */
struct figure_mark mark_of(const struct numeral *num, const struct unit *u);
bool mark_finish(struct walk *w, struct figure_mark *m, const struct unit *u, size_t *next);

#endif
