/* lists - which links of a page lead to articles.
 *
 * Four witnesses give points: the shape of the address (a date or a long id:
 * 2; a folder: -1), the anchor's text (as long as a title: 1, as short as a
 * channel's name: -1, a picture: 0), its place (in a menu or footer: -2) and
 * repetition (on three lists or more: -2).  One point makes an article; so a
 * title without a date is one, and a licence number below every page is not. */
#ifndef JIANBAO_CRAWLER_LISTS_H
#define JIANBAO_CRAWLER_LISTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LISTS_TITLE = 16, LISTS_NAME = 8, LISTS_RECURS = 3, LISTS_REASON_MAX = 160 };

/* What is known of one link. */
struct list_evidence {
    bool dated;     /* the address has the shape of an article's */
    bool folder;    /* it ends in a slash */
    bool in_menu;
    unsigned width; /* columns of the anchor's text, 2 for a Chinese character; 0: none */
    unsigned lists; /* pages of lists that held the link so far, this one counted */
};

/* Links seen on pages of lists.  A table of a fixed size that forgets by overwriting. */
struct list_memory;

struct list_memory *lists_new(void); /* NULL: no memory */
void lists_free(struct list_memory *m);

/* Notes that the page holds the link (frontier_key() of its address), and says
 * on how many pages it was seen.  Links of a page follow one another. */
unsigned lists_note(struct list_memory *m, int64_t link, int64_t page);

/* Of an anchor's content: bytes of a page in UTF-8, GB18030 or Big5, markup and all. */
unsigned lists_width(const char *text, size_t len);

int lists_points(const struct list_evidence *e);
static inline bool lists_is_article(const struct list_evidence *e)
{
    return lists_points(e) >= 1;
}

/* "3 points: dated address, title of 24 columns". */
void lists_reason(const struct list_evidence *e, char out[LISTS_REASON_MAX]);

#endif
