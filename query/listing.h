/* listing - hits for a person to read: title, where and when, the passage. */
#ifndef JIANBAO_QUERY_LISTING_H
#define JIANBAO_QUERY_LISTING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "query/highlight.h"
#include "query/rows.h"

struct listing {
    const struct patterns *patterns;
    const struct dictionary *dictionary;
    size_t columns; /* of the terminal */
    struct buf folded;
    struct span *spans; /* SPANS_MAX */
};

/* The passage of a hit as text, spans between `on` and `off`. */
bool listing_snippet(struct listing *l, const struct hit *hit, const char *on, const char *off,
                     struct buf *out);

/* Appends one hit, marked for paint.h. */
bool listing_hit(struct listing *l, const struct row *row, struct buf *out);

/* The whole article, --show. */
bool listing_article(struct listing *l, const struct hit *hit, struct buf *out);

#endif
