/* figure_metric - what a number counts, as it stands: the noun phrase of its
 * clause with its verb.
 *
 * The clause is cut at the number.  To the left, times, reporting words,
 * actors and adverbs fall away; a verb of verbs.txt begins the metric, and
 * what is left of a clause without one is its subject.  To the right stands
 * the noun, when the number comes before it.  A clause that has neither takes
 * the metric of the figure before: a list shares its verb, a price its goods. */
#ifndef JIANBAO_EXTRACT_FIGURE_METRIC_H
#define JIANBAO_EXTRACT_FIGURE_METRIC_H

#include "base/arena.h"
#include "extract/figure_context.h"

struct figure_metric {
    const char *text;  /* NULL when nothing is said */
    const char *stem;  /* of a change: what changes, without 同比 and direction */
    const char *tail;  /* of a change: 同比下降 */
    const char *whole; /* of the first of a list: what all of it counts, else NULL */
    const char *verb;  /* its first word when that is a verb, for lists; else NULL */
    const char *actor, *place;
    bool borrowed; /* the stem is that of an earlier figure */
    bool subject;  /* says a quantity (涉案金额), not an act */
};

/* `metrics` are those of the marks before it, in the same paragraph.  The
 * text lives in the arena; false when that is full. */
bool figure_metric_of(const struct figure_view *v, size_t mark, const struct figure_metric *metrics,
                      const struct figure_change_found *change, struct arena *arena,
                      struct figure_metric *out);

#endif
