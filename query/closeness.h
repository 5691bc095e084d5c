/* closeness - do the words of a query stand near each other in a document?
 *
 * BM25 counts words and does not see where they stand.  Of the first hits the
 * text is read, and the shortest stretch that holds every word of the query
 * (or another name of it) raises their weight: articles about 缅北 移交 come
 * before those that name both in different stories.  Shortest-window proximity
 * as in Tao and Zhai, "An Exploration of Proximity Measures", SIGIR 2007. */
#ifndef JIANBAO_QUERY_CLOSENESS_H
#define JIANBAO_QUERY_CLOSENESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/fault.h"
#include "query/match.h"
#include "query/synonyms.h"

enum { CLOSE_WORDS_MAX = 8, CLOSE_PLACES_MAX = 512 };

/* A word, folded, and its other names. */
struct close_word {
    const char *names[SYNONYM_GROUP_MAX + 1];
    size_t count;
};

struct closeness {
    struct close_word words[CLOSE_WORDS_MAX];
    size_t count;
};

/* The separate words that every hit must have; what is quoted, negated, one of
 * several or of a field is none.  `synonyms` may be NULL.  Fewer than two words: count 0. */
void closeness_make(const struct matcher *matcher, const struct synonyms *synonyms,
                    struct closeness *closeness);

/* 1 when the words stand side by side in front, 1/2 with five other characters
 * between them or 300 before them, 0 when one of them is not there.  `text` is
 * folded, the title in front. */
double closeness_of(const struct closeness *closeness, const char *text, size_t len);

#endif
