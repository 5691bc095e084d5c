/* figure_check - contradictions between figures: the title against the body,
 * parts against their sum, a stated change against its two values, and one
 * story as two media print it.
 *
 * Every finding quotes both sides; which of them is right is for the reader. */
#ifndef JIANBAO_EXTRACT_FIGURE_CHECK_H
#define JIANBAO_EXTRACT_FIGURE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/fault.h"
#include "extract/figure_rows.h"
#include "extract/figures.h"

enum finding_kind { FINDING_TITLE, FINDING_PARTS, FINDING_CHANGE, FINDING_REPRINT };

struct finding {
    enum finding_kind kind;
    const struct figure_article *article, *other; /* the same one unless FINDING_REPRINT */
    const struct figure *figure, *against;
};

/* An article whose figures are compared. */
struct checked_article {
    struct figure_article about;
    const char *text;
    const struct figure *figures; /* of the body, ordered */
    size_t figure_count;
    const struct figure *title_figures;
    size_t title_count;
};

/* "title" "parts" "change" "reprint" */
const char *finding_kind_name(enum finding_kind kind);

/* Compares within every article and between all of them.  The findings live
 * in the arena, in the order of the articles.  Two articles are one story when
 * half of the sentences of the shorter one stand in the other, numbers aside.
 * False with FAULT_MEMORY or FAULT_LIMIT when the arena is full. */
bool figure_check(const struct figure_lexicon *lexicon, const struct checked_article *articles, size_t count,
                  struct arena *arena, struct finding **findings, size_t *found, struct fault *fault);

#endif
