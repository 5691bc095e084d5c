/* links - what a page points to, found in one pass over its bytes.
 *
 * The scanner works before anything is decoded: markup is ASCII in every
 * charset of Chinese pages, and double-byte text never holds '<' (GBK's and
 * Big5's second bytes begin at 0x40, GB18030's digits stand between high
 * bytes).  Comments, scripts and styles are passed over.  Time is linear in
 * the page, memory constant. */
#ifndef JIANBAO_CRAWLER_LINKS_H
#define JIANBAO_CRAWLER_LINKS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum link_kind {
    LINK_ANCHOR,    /* <a>, <area> */
    LINK_FRAME,     /* <frame>, <iframe> */
    LINK_REFRESH,   /* <meta http-equiv=refresh> */
    LINK_CANONICAL, /* <link rel=canonical> */
    LINK_FEED,      /* <link rel=alternate type=application/rss+xml or atom+xml> */
    LINK_NEXT,      /* <link rel=next>, <a rel=next> */
    LINK_BASE,      /* <base>: addresses behind it resolve against it */
    LINK_NOFOLLOW   /* <meta name=robots content=nofollow>: no address */
};

struct link {
    enum link_kind kind;
    const char *href; /* character references undone, otherwise as it stands; NUL behind it */
    size_t href_len;
    const char *text; /* an anchor's content, bytes of the page, markup and all; NULL otherwise */
    size_t text_len;
    bool nofollow; /* rel=nofollow */
    bool in_menu;  /* inside <nav>, <footer>, or what names itself so (class, id, role) */
};

/* Called for each link in page order; what it is given lives until it
 * returns.  False ends the scan. */
typedef bool link_found(void *context, const struct link *link);

void links_scan(const char *html, size_t len, link_found *found, void *context);

/* Undoes character references in `text` (&amp; &lt; &gt; &quot; &apos; and numeric ones, as UTF-8). */
void links_undo_references(const char *text, size_t len, struct buf *out);

#endif
