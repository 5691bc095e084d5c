/* figures - the numbers of a story as data: text and publication date in,
 * figures out.  Pure, re-entrant, no I/O, linear in the text.
 *
 * The lexicons (units, names, words that only look like numbers) are loaded
 * once and shared by all calls. */
#ifndef JIANBAO_EXTRACT_FIGURES_H
#define JIANBAO_EXTRACT_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/fault.h"

enum figure_kind { FIGURE_COUNT, FIGURE_MONEY, FIGURE_PERCENT, FIGURE_RATIO, FIGURE_DURATION, FIGURE_AGE };
enum figure_qualifier {
    QUALIFIER_NONE,
    QUALIFIER_APPROX,
    QUALIFIER_MORE_THAN,
    QUALIFIER_NEAR,
    QUALIFIER_LESS_THAN
};
enum figure_change {
    CHANGE_NONE,
    CHANGE_UP,
    CHANGE_DOWN,
    CHANGE_YOY_UP,
    CHANGE_YOY_DOWN,
    CHANGE_MOM_UP,
    CHANGE_MOM_DOWN
};

/* Text is NUL-terminated UTF-8 in the arena; NULL = not stated. */
struct figure {
    const char *raw;       /* numeral with scale, infix and unit as it stands */
    const char *value;     /* exact decimal, "277000000000", "26.5"; NULL when vague (数百万元) */
    const char *value_max; /* of a range, else NULL */
    const char *unit;      /* as printed, in the base unit: 元 起 % 个百分点 */
    const char *currency;  /* ISO 4217, for money */
    uint8_t kind, qualifier, change; /* the enums above */
    const char *metric;    /* what is counted, as it stands */
    const char *base;      /* what a change or a percent refers to, as it stands */
    const char *period;    /* as it stands: 今年1至9月 */
    const char *period_start, *period_end; /* "2021-01-01"; NULL = open or unresolved */
    const char *place, *actor;
    const char *sentence;
    uint32_t start, end;   /* of `raw` in the text, in code points */
};

enum { FIGURES_MAX = 5000 }; /* of a text */

struct figure_lexicon;

/* Reads the word files of `folder`, cli_data_path("figures") for a tool.  NULL
 * with FAULT_INPUT (a file is missing or wrong), FAULT_LIMIT or FAULT_MEMORY. */
struct figure_lexicon *figure_lexicon_load(const char *folder, struct fault *fault);
void figure_lexicon_free(struct figure_lexicon *lexicon);

/* Finds the figures of a text, paragraphs parted by \n.  `published` may be
 * NULL or less precise than a day; relative periods are then unresolved.  When
 * the first sentence names a day of the ten before publication, 截至目前 and
 * its like mean that day.  The figures are ordered by `start` and live in the
 * arena; FIGURES_MAX + 1 of them say that the text has more.  A paragraph
 * beyond 16 KiB is read in pieces, parted behind a sentence where one ends.
 * False only for FAULT_MEMORY and FAULT_LIMIT (the arena's cap). */
bool figures_find(const struct figure_lexicon *lexicon, const char *text, size_t len,
                  const struct date *published, struct arena *arena, struct figure **figures, size_t *count,
                  struct fault *fault);

const char *figure_kind_name(enum figure_kind kind);               /* "count" … */
const char *figure_qualifier_name(enum figure_qualifier qualifier); /* NULL for none */
const char *figure_change_name(enum figure_change change);          /* NULL for none */

#endif
