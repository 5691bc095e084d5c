/* figure_query - the condition inside figure:( … ).
 *
 *   figure:(止付 >= 1亿元 period:2021)      figure:(抓获 100名..500名 change:up)
 *   words          stand in the figure's metric, each of them (both scripts)
 *   >= > <= < =    compare with an amount in any spelling: 1亿元, 2.5万起, 30%
 *   a..b           both ends included, either may be left out
 *   period: place: unit: kind: change:     期间: 地点: 单位: 类别: 变化:
 *
 * An amount's unit, when it has one, must be the figure's. */
#ifndef JIANBAO_QUERY_FIGURE_QUERY_H
#define JIANBAO_QUERY_FIGURE_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"
#include "extract/figures.h"
#include "index/terms.h"
#include "query/period.h"

enum { FIGURE_WORDS_MAX = 8, QUERY_FOLD_MAX = 1024 * 1024 };

struct figure_query {
    const char *words[FIGURE_WORDS_MAX]; /* of the metric, as typed */
    size_t word_count;
    const char *min, *max;    /* decimals in the base unit; NULL = open */
    bool above, below;        /* the bound itself is out */
    const char *unit, *place; /* NULL = any */
    bool has_period;
    struct period period;
    int kind, change; /* enums of figures.h; -1 = any */
};

/* Reads the condition; false with FAULT_USAGE and the place in *fault_at
 * (bytes of `text`), FAULT_MEMORY. */
bool figure_query_parse(const char *text, size_t len, int32_t today, struct arena *arena,
                        struct figure_query *query, size_t *fault_at, struct fault *fault);

/* Folds the words (index/terms.h), so that both scripts meet.  Once, before matching. */
bool figure_query_fold(struct figure_query *query, const struct dictionary *dictionary, struct arena *arena);

/* Does this figure meet it?  Works in `folded`, which it empties. */
bool figure_query_matches(const struct figure_query *query, const struct figure *figure,
                          const struct dictionary *dictionary, struct buf *folded);

#endif
