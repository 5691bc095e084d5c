/* figure_glyphs - a paragraph as folded code points (figure_fold), which the
 * grammars of numerals, periods and metrics read, with the way back to its
 * bytes. */
#ifndef JIANBAO_EXTRACT_FIGURE_GLYPHS_H
#define JIANBAO_EXTRACT_FIGURE_GLYPHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uchar.h>

struct glyphs {
    const uint16_t *c;
    const uint32_t *at; /* byte of each glyph in the paragraph; n + 1 of them */
    size_t n;
    const char *bytes; /* the paragraph */
};

/* The glyph, 0 beyond the end. */
static inline uint16_t glyph_at(const struct glyphs *g, size_t i)
{
    return i < g->n ? g->c[i] : 0;
}

static inline bool glyph_in(uint16_t c, const char16_t *set)
{
    for (; *set != 0; set++)
        if (c == *set)
            return true;
    return false;
}

static inline bool glyph_is_digit(uint16_t c)
{
    return c >= '0' && c <= '9';
}

static inline bool glyph_is_letter(uint16_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Does the word stand at i?  Returns its length, else 0. */
static inline size_t glyph_starts(const struct glyphs *g, size_t i, const char16_t *word)
{
    size_t k = 0;
    for (; word[k] != 0; k++)
        if (glyph_at(g, i + k) != word[k])
            return 0;
    return k;
}

/* Does the word end at i (exclusive)? */
static inline size_t glyph_ends(const struct glyphs *g, size_t i, const char16_t *word)
{
    size_t len = 0;
    while (word[len] != 0)
        len++;
    return len <= i && glyph_starts(g, i - len, word) ? len : 0;
}

/* ends a sentence · parts clauses (folded: full-width marks are ASCII here) */
static inline bool glyph_ends_sentence(uint16_t c)
{
    return glyph_in(c, u"。!?;…");
}

static inline bool glyph_parts_clause(uint16_t c)
{
    return glyph_in(c, u",:。!?;…\t");
}

int glyph_digit(uint16_t c);      /* value of 一..九 两 〇 零, -1 for others; ASCII digits too */
unsigned glyph_scale(uint16_t c); /* 1 for 十, 2 百, 3 千, 4 万, 8 亿, 12 兆; 0 for others */
bool glyph_begins_numeral(uint16_t c);

/* Up to four digits in any writing ("10", "十", "二十九"), for dates; 0 glyphs when none. */
size_t glyph_small_number(const uint16_t *c, size_t n, unsigned *value);

#endif
