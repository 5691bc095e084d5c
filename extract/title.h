/* title - the headline of a page, by agreement: the block that <title>,
 * og:title or JSON-LD repeat is the headline, and what they say besides is the
 * site's name.  Where nothing agrees, the likeliest heading above the line of
 * date and source; in a dump the likeliest line there. */
#ifndef JIANBAO_EXTRACT_TITLE_H
#define JIANBAO_EXTRACT_TITLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "extract/credits.h"
#include "extract/page.h"

struct title {
    const char *text; /* in the arena; NULL where none was found */
    int32_t block;    /* that shows it, -1 */
};

/* The headline by agreement.  `says` are other places of the page that state
 * it exactly (og:title, JSON-LD), best first, ended by NULL.  title->text is NULL when the
 * page states nothing but names of sites. False only when the arena is full. */
bool title_find_stated(const struct page *page, const struct credit_lexicon *lexicon, const char *const *says,
                       struct arena *arena, struct title *title);

/* The likeliest line, where nothing is stated.  `head` is the block with the
 * date or source line, -1 where none is known. False only when the arena is full. */
bool title_find_likely(const struct page *page, const struct credit_lexicon *lexicon, int32_t head,
                       struct arena *arena, struct title *title);

/* <title> without the names of site and channel, where no block shows the
 * headline: "警方破获大案_社会_河湾网" → "警方破获大案".  In the arena; NULL when it is full. */
const char *title_cut_suffix(const struct credit_lexicon *lexicon, const char *text, struct arena *arena);

/* Removes what was put around a headline: an advertisement in brackets in
 * front when `original` (原标题) begins behind it; takes `original` when the
 * headline is cut short with an ellipsis and it goes on the same way. In the arena. */
const char *title_resolve(const char *headline, const char *original, size_t original_len,
                          struct arena *arena);

#endif
