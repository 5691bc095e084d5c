/* page - one page on its way through extraction: the blocks, the links and
 * the head that html.c or dump.c produced, immutable from there on.
 *
 * HTML and plain-text dumps are two producers of the same page, so one
 * classifier cleans both.  Missing evidence is not zero evidence: in a dump
 * (`markup` false) the link share of a block is unknown, not 0.
 *
 * Everything lives in the page's arena.  Text is clean UTF-8 (decode.h), runs
 * of blanks folded to one space, no blank at either end; U+3000 indents are
 * kept in `indent`.  Lengths are bytes unless they are called `chars`. */
#ifndef JIANBAO_EXTRACT_PAGE_H
#define JIANBAO_EXTRACT_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum block_kind {
    BLOCK_PARAGRAPH, /* p, div, a bare run between <br>, a dump's line */
    BLOCK_HEADING,   /* h1..h6; a dump has none */
    BLOCK_LIST,      /* li, dt, dd */
    BLOCK_TABLE,     /* one row of a data table, cells parted by \t */
    BLOCK_QUOTE,     /* blockquote */
    BLOCK_CAPTION,   /* figcaption, caption */
    BLOCK_IMAGE      /* a picture: no text, `image` says which */
};

/* The element that holds blocks (div, td, ul, p, li, h1 …): a tree by parent
 * index, in document order, root = 0.  Inline elements are not in it: those
 * with a class, id or itemprop are marks. */
struct box {
    int32_t parent; /* -1 for the root */
    uint16_t tag;   /* enum tag, html_tags.h */
    uint16_t depth; /* of the element in the document */
    const char *cls, *id; /* attribute values in lower case; "" where none */
    const char *prop;     /* itemprop, lower case; "" where none */
    uint32_t first_block, end_block; /* the blocks inside, [first, end) */
    int32_t rule_mark; /* set by site rules: 0 none, see rules.h */
};

struct block {
    const char *text;
    uint32_t len;
    uint32_t chars;      /* code points, blanks not counted */
    uint32_t han;        /* ideographs among them */
    uint32_t punct;      /* sentence punctuation ，。！？；：、“” and ASCII twins */
    uint32_t link_chars; /* of `chars`, inside <a href>; 0 when markup is false */
    uint16_t links;      /* how many <a href> */
    uint16_t strong_chars; /* of `chars`, in b, strong, th (capped) */
    uint8_t kind;        /* enum block_kind */
    uint8_t level;       /* heading 1..6 */
    uint8_t indent;      /* leading U+3000 or 2+ blanks, in half-widths */
    uint8_t gap;         /* blank lines (dump) or <br>/block edges above, capped */
    bool centred;        /* align=center, text-align:center, <center> */
    bool hidden;         /* display:none, hidden, noscript … */
    bool ends_line;      /* false: a hard-wrapped line went on below and was joined */
    int32_t box;         /* index in page.boxes */
    int32_t image;       /* BLOCK_IMAGE: index in page.images, else -1 */
    uint32_t first_link, end_link; /* in page.links */
    int32_t rule_mark;   /* set by site rules */
};

struct link {
    const char *href; /* as it stands, not resolved */
    const char *rel;  /* "" where none */
    const char *text; /* anchor text, may be empty: a slice of the block's text, no NUL behind it */
    uint32_t text_len;
    uint32_t block;   /* in which it stands */
};

/* An inline element (span, a, b, em, font, time …) that names what it holds:
 * <span id="pubtime_baidu">.  A slice of its block's text. */
struct mark {
    const char *cls, *id, *prop; /* class, id, itemprop in lower case; "" where none */
    uint16_t tag;
    uint32_t block;
    uint32_t start, len; /* bytes of the block's text */
};

struct image {
    const char
        *src; /* the best address: data-src, srcset, lazy attributes before a placeholder src; not resolved */
    const char *alt, *title;
    const char *cls, *id;
    const char *href;     /* of the link around it, "" where none */
    uint16_t width, height; /* attributes, 0 = not said */
    uint32_t block;
};

/* <meta name|property|itemprop content>, in order; names in lower case. */
struct meta {
    const char *name, *content;
};

/* <script>: JSON-LD, embedded state; text as it stands, under a ceiling. */
struct script {
    const char *type; /* lower case, "" where none */
    const char *id;
    const char *text;
    size_t len;
};

/* <time datetime>.  Elements whose class or id says date, source, author … need
 * no own list: they are boxes or marks. */
struct time_mark {
    const char *datetime;
    uint32_t block;
};

struct rule_facts;

struct page {
    struct arena *arena;
    const char *url;       /* "" where unknown */
    const char *charset;   /* what decode used */
    bool markup;           /* from HTML; false: a plain-text dump */
    bool embedded;         /* the blocks come from script state, not from the markup (embedded.h) */
    bool traditional;      /* the script of most ideographs that differ (script.h) */

    struct box *boxes;
    size_t box_count;
    struct block *blocks;
    size_t block_count;
    struct link *links;
    size_t link_count;
    struct mark *marks;
    size_t mark_count;
    struct image *images;
    size_t image_count;
    struct meta *metas;
    size_t meta_count;
    struct script *scripts;
    size_t script_count;
    struct time_mark *times;
    size_t time_count;

    const char *title;     /* <title>, "" where none */
    const char *canonical; /* <link rel=canonical>, as it stands */
    const char *base_href;
    const char *next_href; /* <link rel=next> */
    const char *lang;
    const char *given_title,
        *given_published; /* said by the input beside the page (JSON Lines); "" where none */

    const struct rule_facts *ruled; /* what a site rule found (rules.h); NULL without one */

    unsigned replaced;  /* bytes that decode replaced */
    unsigned limits;    /* enum page_limit bits: which ceilings were reached */
};

enum page_limit {
    PAGE_LIMIT_DEPTH = 1,      /* deeper nodes were flattened, text kept */
    PAGE_LIMIT_BLOCKS = 2,
    PAGE_LIMIT_TEXT = 4,
    PAGE_LIMIT_LINKS = 8,
    PAGE_LIMIT_TRUNCATED = 16, /* the parser gave up or the input was cut */
    PAGE_LIMIT_DOUBLE_ENCODED = 32
};

#endif
