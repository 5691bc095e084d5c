/* pages - links that lead to further pages of the same list or story.
 *
 * Two witnesses are asked.  The link's words: 下一页, 【2】, 余下全文, but never
 * 下一篇 (a lexicon, compiled for UTF-8, GB18030 and Big5, as pages are scanned
 * before they are decoded).  And its address: it may differ from the page's
 * own by a page number only:
 *
 *     /2021/1029/a1.html → a1_2.html, a1-2.html, a1/2.html, a1.html?page=2
 *     /fanzha/           → index_2.html, 2.html, ?page=2 */
#ifndef JIANBAO_CRAWLER_PAGES_H
#define JIANBAO_CRAWLER_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

enum pages_word { PAGES_NOTHING, PAGES_NEXT, PAGES_NUMBER, PAGES_NEVER };

struct pages;

/* Reads the lexicon: "next WORD", "page WORD", "never WORD"; # and examples are passed over. */
struct pages *pages_load(const char *path, struct fault *fault);
void pages_free(struct pages *p);

/* What a link's content (bytes of a page, markup and all) says. */
enum pages_word pages_word(const struct pages *p, const char *text, size_t len);

/* Do two canonical addresses differ by a page number only?  *number: that of
 * the second, 1 when it has none. */
bool pages_same(const char *page, const char *link, unsigned *number);

/* Has the address the shape of an article's: a date, or an id of five digits
 * and more, and a name at its end? */
bool pages_is_article(const char *url);

/* The day of the date that stands in an address's path (…/2021-10/29/…, t20211029_1.html) as a day number
 * (date.h); INT64_MIN when none does. */
int64_t pages_day(const char *url);

#endif
