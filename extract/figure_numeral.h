/* figure_numeral - reads one Chinese or Arabic numeral out of folded text.
 *
 * Grammar: Arabic digits with thousands groups and a fraction, positional
 * ideographs (五三〇), the multiplicative system (三千五百万), both mixed
 * (26万4000, 1万6千), an infix of approximation (30余万, 十几), the colloquial
 * tail (三万五), and pairs of neighbouring digits (两三百). */
#ifndef JIANBAO_EXTRACT_FIGURE_NUMERAL_H
#define JIANBAO_EXTRACT_FIGURE_NUMERAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "extract/decimal.h"
#include "extract/figure_lexicon.h"

struct numeral {
    size_t start, end; /* glyphs; start may include 上 (上百), end an infix (40余) */
    struct decimal value, max;
    struct decimal mantissa; /* value before its last 万 or 亿 */
    uint8_t scale;           /* power of that 万 or 亿, 0 when it does not end in one */
    bool has_max;            /* 两三百: value 200, max 300 */
    bool vague;              /* 数百, 几十: no value */
    bool more;               /* 余 多 几 or 上 said that it is more */
    bool arabic;             /* begins with an ASCII digit */
    bool single;             /* one ideograph from 一 to 九, or 两 */
    bool bare;               /* scale words only: 百万, 亿 */
    bool fraction;           /* written with a point */
};

/* Reads the numeral at c[i]; false when none begins there.  `n` is the length
 * of c.  A scale word that begins a unit (千瓦, 百帕) is left to the unit. */
bool numeral_read(const struct figure_lexicon *lexicon, const uint16_t *c, size_t i, size_t n,
                  struct numeral *out);

#endif
