#include "extract/verdict.h"

#include <stddef.h>

const char *role_name(enum role role)
{
    static const char *const names[ROLE_COUNT] = {
        [ROLE_BODY] = "body",           [ROLE_SUBHEADING] = "subheading", [ROLE_TITLE] = "title",
        [ROLE_SUBTITLE] = "subtitle",   [ROLE_META] = "meta",             [ROLE_BYLINE] = "byline",
        [ROLE_EDITOR] = "editor",       [ROLE_CAPTION] = "caption",       [ROLE_IMAGE] = "image",
        [ROLE_SHARE] = "share",         [ROLE_NAVIGATION] = "navigation", [ROLE_COPYRIGHT] = "copyright",
        [ROLE_DISCLAIMER] = "disclaimer", [ROLE_RELATED] = "related",     [ROLE_APP] = "app",
        [ROLE_COMMENT] = "comment",     [ROLE_MOOD] = "mood",             [ROLE_GALLERY] = "gallery",
        [ROLE_STOCK] = "stock",         [ROLE_STUB] = "stub",             [ROLE_KEYWORDS] = "keywords",
        [ROLE_AD] = "ad",               [ROLE_FOOTER] = "footer",         [ROLE_HIDDEN] = "hidden",
        [ROLE_REPEAT] = "repeat",       [ROLE_OTHER] = "other",
    };
    return (unsigned)role < ROLE_COUNT ? names[role] : NULL;
}
