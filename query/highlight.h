/* highlight - where the words of a query stand in a text.
 *
 * Patterns are folded strings; the text is folded once, found places are
 * carried back to the bytes of the text as it stands (folding keeps the
 * number of characters, not of bytes). */
#ifndef JIANBAO_QUERY_HIGHLIGHT_H
#define JIANBAO_QUERY_HIGHLIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"
#include "query/match.h"
#include "query/synonyms.h"

enum { PATTERNS_MAX = 256, SPANS_MAX = 4096 };

struct pattern {
    const char *folded;
    size_t len;
    uint32_t weight; /* characters, squared: a whole phrase outweighs its pieces */
    bool whole;      /* what was typed, not a piece of it */
};

struct patterns {
    struct pattern items[PATTERNS_MAX]; /* longest first */
    size_t count;
};

struct span {
    size_t start, end; /* bytes of the text */
    uint32_t pattern;  /* index */
};

/* All that the query looks for in title and body: leaves that are not
 * negated, whole first, then their words; names from synonyms too. */
bool patterns_make(const struct matcher *m, const struct synonyms *synonyms, struct arena *arena,
                   struct patterns *patterns, struct fault *fault);

/* Spans in order, none overlapping (the longer wins), at most SPANS_MAX.
 * `folded` is working memory.  Returns how many. */
size_t highlight(const struct patterns *patterns, const struct dictionary *dictionary, const char *text,
                 size_t len, struct buf *folded, struct span spans[SPANS_MAX]);

#endif
