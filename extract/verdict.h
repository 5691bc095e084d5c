/* verdict - what the classifier says of each block, beside the blocks and
 * parallel to them.  Every verdict has a reason that can be printed. */
#ifndef JIANBAO_EXTRACT_VERDICT_H
#define JIANBAO_EXTRACT_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

/* What a block is.  Only ROLE_BODY … ROLE_SUBHEADING enter the record's
 * text; the others are dropped and counted in `dropped` under role_name(). */
enum role {
    ROLE_BODY,
    ROLE_SUBHEADING,
    ROLE_TITLE,
    ROLE_SUBTITLE,
    ROLE_META,       /* date, source, font-size line */
    ROLE_BYLINE,     /* reporter, photographer … */
    ROLE_EDITOR,
    ROLE_CAPTION,
    ROLE_IMAGE,      /* a picture of the article */
    ROLE_SHARE,
    ROLE_NAVIGATION, /* menus, breadcrumb, page numbers */
    ROLE_COPYRIGHT,
    ROLE_DISCLAIMER, /* and reprint notices */
    ROLE_RELATED,    /* related, hot and recommended lists */
    ROLE_APP,        /* app and follow prompts */
    ROLE_COMMENT,
    ROLE_MOOD,       /* mood widgets, votes, rewards, surveys */
    ROLE_GALLERY,
    ROLE_STOCK,      /* injected quotes */
    ROLE_STUB,       /* 展开全文, 阅读剩余全文 */
    ROLE_KEYWORDS,
    ROLE_AD,
    ROLE_FOOTER,
    ROLE_HIDDEN,
    ROLE_REPEAT,     /* stands a second time */
    ROLE_OTHER,      /* outside the article, for no reason of its own */
    ROLE_COUNT
};

struct verdict {
    uint8_t role;      /* enum role */
    int16_t score;     /* of the pass that decided, for --explain */
    const char *why;   /* static text, or a place in a lexicon: "share.txt:12" */
    uint32_t cut;      /* bytes at the end of a body block that are not of the body: …。（责任编辑：某某） */
    uint8_t cut_role;  /* what they are */
};

/* "share", "related" …: the key in the record's `dropped`. */
const char *role_name(enum role role);

#endif
