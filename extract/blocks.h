/* blocks - builds a page's blocks out of events: an element opens, text
 * comes, it closes.  Every producer goes through here (html.c, the tree of a
 * site rule, the reader of dumps), so all make the same page.
 *
 * How text becomes blocks: block elements, <br> and rules part blocks; so do
 * two U+3000 (or four no-break blanks) behind the end of a sentence, as old
 * pages write a paragraph.  Runs of blanks fold to one space, and to none
 * where a line of Chinese was only wrapped.  A data table gives one block a
 * row, cells parted by \t; a table that lays out the page is a box like any. */
#ifndef JIANBAO_EXTRACT_BLOCKS_H
#define JIANBAO_EXTRACT_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "extract/attributes.h"
#include "extract/html_tags.h"
#include "extract/page.h"

enum {
    BLOCKS_MAX = 100 * 1000,  /* blocks and boxes of one page, each */
    BLOCKS_LINKS_MAX = 50 * 1000, /* links, marks, images, each */
    BLOCKS_DEPTH_MAX = 512    /* open elements; the producers send no deeper ones (elements.h) */
};

struct block_builder; /* lives in the page's arena */

/* Starts on an empty page whose arena is set.  `text_max`: bytes of text that
 * will come at most (the length of the source).  NULL: the arena is full. */
struct block_builder *blocks_start(struct page *page, size_t text_max);

/* `rule_mark` is handed down to all boxes and blocks inside that have none of
 * their own. */
void blocks_open(struct block_builder *b, enum tag tag, const struct attributes *attributes,
                 int32_t rule_mark);

/* Ends the open element that has so many others inside it; 0: the innermost.
 * An inline element that is ended around others loses its effect only. */
void blocks_close(struct block_builder *b, size_t inside);
void blocks_text(struct block_builder *b, const char *text, size_t len);

/* A line of a dump: one block, `indent` and `gap` as found. */
void blocks_dump_line(struct block_builder *b, const char *text, size_t len, unsigned indent, unsigned gap,
                      bool ends_line);

/* Closes what is open and hands everything to the page.  Ceilings that were
 * reached are in page->limits.  False: FAULT_LIMIT, the arena is full. */
bool blocks_finish(struct block_builder *b, struct fault *fault);

#endif
