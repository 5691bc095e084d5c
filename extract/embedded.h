/* embedded - articles that live in scripts: JSON-LD (NewsArticle, and the
 * form that Baidu asks for), __NEXT_DATA__, __INITIAL_STATE__, window.x = {…}
 * and plain JavaScript object literals, quoted in any way.
 *
 * No tree is built: one lenient pass over the characters of a script sees
 * its keys and string values with the object that they stand in (JSON,
 * ECMA-404, and the object literals of ECMAScript), so that unquoted keys,
 * comments, functions and a cut end do no harm.  Depth and length are
 * bounded.  Values live in the arena, their escapes undone. */
#ifndef JIANBAO_EXTRACT_EMBEDDED_H
#define JIANBAO_EXTRACT_EMBEDDED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "extract/page.h"

struct embedded {
    const char *title, *published, *modified, *source, *author, *editor,
        *keywords; /* NULL where not stated; several authors with 、 between */
    const char *body; /* HTML, or text where body_html is false; NULL where none */
    size_t body_len;
    bool body_html;
};

/* What JSON-LD scripts state; body is their articleBody. False only when the arena is full. */
bool embedded_facts(const struct page *page, struct arena *arena, struct embedded *facts);

/* What the state of a script application holds: the object with the longest
 * body, under any of the names that such states use. For pages whose markup
 * has no body. False only when the arena is full. */
bool embedded_article(const struct page *page, struct arena *arena, struct embedded *article);

/* The article as a small page of its own, in HTML: headline, a line of date
 * and source, body. In the arena; NULL when that is full. */
const char *embedded_markup(const struct embedded *article, struct arena *arena, size_t *len);

#endif
