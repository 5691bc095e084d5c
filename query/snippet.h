/* snippet - the passage of a text that shows best why it was found. */
#ifndef JIANBAO_QUERY_SNIPPET_H
#define JIANBAO_QUERY_SNIPPET_H

#include <stddef.h>

#include "base/buf.h"
#include "query/highlight.h"

struct snippet {
    size_t from, to; /* bytes of the text, whole characters, within one paragraph */
};

/* The window of about `characters` characters with the most weight of
 * different patterns, the earliest of equals, begun at a sentence where one is near.
 * Without spans: the beginning. */
struct snippet snippet_choose(const char *text, size_t len, const struct patterns *patterns,
                              const struct span *spans, size_t count, size_t characters);

/* Appends the passage on one line, spans between `on` and `off`, … where it is cut. */
bool snippet_write(const char *text, size_t len, struct snippet s, const struct span *spans, size_t count,
                   const char *on, const char *off, struct buf *out);

#endif
