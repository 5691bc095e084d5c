/* figure_group - the key under which metrics of several articles line up:
 * 破获电信网络诈骗案件, 全国共破获电信网络诈骗案件 and 去年共破獲電信網絡詐騙案件 are one. */
#ifndef JIANBAO_EXTRACT_FIGURE_GROUP_H
#define JIANBAO_EXTRACT_FIGURE_GROUP_H

#include "base/arena.h"
#include "extract/figure_lexicon.h"

/* Folds the metric (Simplified, half-width) and drops quotation marks, blanks,
 * and the places, times and adverbs such as 共 累计 that it begins with; when
 * nothing would be left they stay.  "" for NULL.  The key lives in the arena;
 * NULL when that is full. */
const char *figure_group_key(const struct figure_lexicon *lexicon, const char *metric, struct arena *arena);

#endif
