/* amount - an amount as people type it in a query, as an exact decimal.
 *
 * 1亿元 → 100000000 元 · 2.5万起 → 25000 起 · 30% → 30 % · 1,234. */
#ifndef JIANBAO_QUERY_AMOUNT_H
#define JIANBAO_QUERY_AMOUNT_H

#include <stdbool.h>
#include <stddef.h>

#include "extract/decimal.h"

struct amount {
    char value[DECIMAL_TEXT_MAX]; /* no leading zeros, no trailing ones behind the point */
    const char *unit;             /* points into the text; its end is the text's */
    size_t unit_len;
};

/* False when the text does not begin with a numeral, or it is too long. */
bool amount_parse(const char *text, size_t len, struct amount *amount);

/* -1, 0, 1 of two plain decimals ("277000000000", "26.5", "-3"). */
int decimal_compare_text(const char *a, const char *b);

#endif
