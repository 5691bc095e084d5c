/* suggest - did you mean?  For words that no document has: the same with one
 * character put right, where the index knows the result. */
#ifndef JIANBAO_QUERY_SUGGEST_H
#define JIANBAO_QUERY_SUGGEST_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/fault.h"
#include "query/search.h"

/* Appends the query with its unknown words replaced; leaves `out` empty when
 * there is nothing better. */
bool suggest(const struct searcher *s, const struct prepared *p, struct buf *out, struct fault *fault);

#endif
