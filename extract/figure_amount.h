/* figure_amount - what a person types to choose figures: an amount ("1亿元",
 * "500万", "30%", "1,000") and a period ("2021", "2021-10", "去年",
 * "2021年1至9月", "近三年"), read by the same grammar as the texts. */
#ifndef JIANBAO_EXTRACT_FIGURE_AMOUNT_H
#define JIANBAO_EXTRACT_FIGURE_AMOUNT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/fault.h"
#include "extract/decimal.h"
#include "extract/figures.h"

enum { FIGURE_UNIT_MAX = 48 };

struct figure_amount {
    struct decimal value;       /* in the base unit: 1亿元 is 100000000 */
    char unit[FIGURE_UNIT_MAX]; /* as figures have it (元, 个百分点, %), "" where none was typed */
    char currency[4];           /* ISO 4217 for money, else "" */
};

/* The whole text must be one amount, blanks around it ignored.  False with
 * FAULT_USAGE "not an amount: '…'". */
bool figure_amount_parse(const struct figure_lexicon *lexicon, const char *text, size_t len,
                         struct figure_amount *out, struct fault *fault);

struct figure_period {
    char start[DATE_TEXT_MAX], end[DATE_TEXT_MAX]; /* "2021-01-01"; "" = open */
};

/* `today` is what relative words are measured from; NULL refuses them.
 * "START/END" and "START..END" with dates are read too, either may be empty.
 * False with FAULT_USAGE "not a period: '…'". */
bool figure_period_parse(const struct figure_lexicon *lexicon, const char *text, size_t len,
                         const struct date *today, struct figure_period *out, struct fault *fault);

/* Does the figure's value, or its range, meet [min, max]?  Either may be NULL.
 * A vague figure (no value) never does. */
bool figure_value_within(const struct figure *f, const struct decimal *min, const struct decimal *max);

/* Has the figure's period a day in common with this one?  A figure without a
 * resolved period has not. */
bool figure_period_meets(const struct figure *f, const struct figure_period *period);

/* Do two units name the same thing to a reader: 名 and 人, 起 and 件? */
bool figure_unit_equal(const char *a, const char *b);

#endif
