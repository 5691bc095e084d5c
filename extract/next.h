/* next - stories that go on over several pages: which link leads to the next
 * page of the same story (下一页, 【2】, ›, 余下全文), and which to all of it on
 * one page.  Never to another story (下一篇, 下一条), a list or the comments:
 * the address must differ from the page's own only by a page number.
 *
 *     /2021/1029/a1.html    →  a1_2.html  a1-2.html  a1/2.html  a1.html?page=2
 *
 * Pure; addresses in the arena. */
#ifndef JIANBAO_EXTRACT_NEXT_H
#define JIANBAO_EXTRACT_NEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "extract/page.h"

struct next_pages {
    const char *next;  /* absolute; NULL where the story ends here */
    const char *whole; /* a page that has all of it, NULL */
    unsigned number;   /* of this page, from 1: what its address says, if its links bear it out */
};

/* A page without a known address has no next one. False only when the arena is full. */
bool next_find(const struct page *page, struct arena *arena, struct next_pages *next);

/* Are these two pages of one story, by their addresses?  *number (may be NULL) is the
 * second one's page number. */
bool next_same_story(const char *a, const char *b, unsigned *number);

/* The page number that an address ends in: 1 where it says none. */
unsigned next_page_number(const char *url);

#endif
