/* html_tags - the elements that extraction tells apart, and what each does to
 * the flow of text.  TAG(enum, name, manner), sorted by name. */
#ifndef JIANBAO_EXTRACT_HTML_TAGS_H
#define JIANBAO_EXTRACT_HTML_TAGS_H

#include <stddef.h>
#include <stdint.h>

enum tag_manner {
    MANNER_INLINE = 0,
    MANNER_BOX = 1,     /* parts blocks and is a box */
    MANNER_HIDDEN = 2,  /* its text is not shown as text */
    MANNER_STRONG = 4,  /* its text is set off */
    MANNER_DROPPED = 8, /* its text is no text at all */
    MANNER_BREAK = 16,  /* parts blocks without being a box */
    MANNER_RAW = 32,    /* holds no markup: up to its end tag it is one piece */
    MANNER_VOID = 64    /* has no content and no end tag */
};

#define HTML_TAGS(TAG)                                   \
    TAG(A, "a", MANNER_INLINE)                           \
    TAG(ADDRESS, "address", MANNER_BOX)                  \
    TAG(AMP_IMG, "amp-img", MANNER_INLINE)               \
    TAG(AREA, "area", MANNER_VOID)                       \
    TAG(ARTICLE, "article", MANNER_BOX)                  \
    TAG(ASIDE, "aside", MANNER_BOX)                      \
    TAG(AUDIO, "audio", MANNER_HIDDEN)                   \
    TAG(B, "b", MANNER_STRONG)                           \
    TAG(BASE, "base", MANNER_VOID)                       \
    TAG(BGSOUND, "bgsound", MANNER_VOID)                 \
    TAG(BLOCKQUOTE, "blockquote", MANNER_BOX)            \
    TAG(BODY, "body", MANNER_BOX)                        \
    TAG(BR, "br", MANNER_VOID)                           \
    TAG(BUTTON, "button", MANNER_BOX)                    \
    TAG(CAPTION, "caption", MANNER_BOX)                  \
    TAG(CENTER, "center", MANNER_BOX)                    \
    TAG(COL, "col", MANNER_VOID)                         \
    TAG(DD, "dd", MANNER_BOX)                            \
    TAG(DETAILS, "details", MANNER_BOX)                  \
    TAG(DIR, "dir", MANNER_BOX)                          \
    TAG(DIV, "div", MANNER_BOX)                          \
    TAG(DL, "dl", MANNER_BOX)                            \
    TAG(DT, "dt", MANNER_BOX)                            \
    TAG(EM, "em", MANNER_INLINE)                         \
    TAG(EMBED, "embed", MANNER_VOID)                     \
    TAG(FIELDSET, "fieldset", MANNER_BOX)                \
    TAG(FIGCAPTION, "figcaption", MANNER_BOX)            \
    TAG(FIGURE, "figure", MANNER_BOX)                    \
    TAG(FONT, "font", MANNER_INLINE)                     \
    TAG(FOOTER, "footer", MANNER_BOX)                    \
    TAG(FORM, "form", MANNER_BOX)                        \
    TAG(FRAME, "frame", MANNER_VOID)                     \
    TAG(H1, "h1", MANNER_BOX)                            \
    TAG(H2, "h2", MANNER_BOX)                            \
    TAG(H3, "h3", MANNER_BOX)                            \
    TAG(H4, "h4", MANNER_BOX)                            \
    TAG(H5, "h5", MANNER_BOX)                            \
    TAG(H6, "h6", MANNER_BOX)                            \
    TAG(HEAD, "head", MANNER_BREAK)                      \
    TAG(HEADER, "header", MANNER_BOX)                    \
    TAG(HR, "hr", MANNER_BREAK | MANNER_VOID)            \
    TAG(HTML, "html", MANNER_INLINE)                     \
    TAG(I, "i", MANNER_INLINE)                           \
    TAG(IFRAME, "iframe", MANNER_RAW | MANNER_BREAK)     \
    TAG(IMG, "img", MANNER_VOID)                         \
    TAG(INPUT, "input", MANNER_VOID)                     \
    TAG(INS, "ins", MANNER_INLINE)                       \
    TAG(LABEL, "label", MANNER_INLINE)                   \
    TAG(LEGEND, "legend", MANNER_BOX)                    \
    TAG(LI, "li", MANNER_BOX)                            \
    TAG(LINK, "link", MANNER_VOID)                       \
    TAG(MAIN, "main", MANNER_BOX)                        \
    TAG(MENU, "menu", MANNER_BOX)                        \
    TAG(META, "meta", MANNER_VOID)                       \
    TAG(NAV, "nav", MANNER_BOX)                          \
    TAG(NOEMBED, "noembed", MANNER_RAW)                  \
    TAG(NOFRAMES, "noframes", MANNER_RAW)                \
    TAG(NOSCRIPT, "noscript", MANNER_BOX | MANNER_HIDDEN) \
    TAG(OBJECT, "object", MANNER_INLINE)                 \
    TAG(OL, "ol", MANNER_BOX)                            \
    TAG(OPTION, "option", MANNER_BREAK)                  \
    TAG(P, "p", MANNER_BOX)                              \
    TAG(PARAM, "param", MANNER_VOID)                     \
    TAG(PICTURE, "picture", MANNER_INLINE)               \
    TAG(PRE, "pre", MANNER_BOX)                          \
    TAG(S, "s", MANNER_INLINE)                           \
    TAG(SCRIPT, "script", MANNER_RAW)                    \
    TAG(SECTION, "section", MANNER_BOX)                  \
    TAG(SELECT, "select", MANNER_BOX | MANNER_HIDDEN)    \
    TAG(SMALL, "small", MANNER_INLINE)                   \
    TAG(SOURCE, "source", MANNER_VOID)                   \
    TAG(SPAN, "span", MANNER_INLINE)                     \
    TAG(STRONG, "strong", MANNER_STRONG)                 \
    TAG(STYLE, "style", MANNER_RAW)                      \
    TAG(SUB, "sub", MANNER_INLINE)                       \
    TAG(SUMMARY, "summary", MANNER_BOX)                  \
    TAG(SUP, "sup", MANNER_INLINE)                       \
    TAG(SVG, "svg", MANNER_DROPPED)                      \
    TAG(TABLE, "table", MANNER_BOX)                      \
    TAG(TBODY, "tbody", MANNER_BOX)                      \
    TAG(TD, "td", MANNER_BOX)                            \
    TAG(TEMPLATE, "template", MANNER_BOX | MANNER_HIDDEN) \
    TAG(TEXTAREA, "textarea", MANNER_BOX | MANNER_HIDDEN) \
    TAG(TFOOT, "tfoot", MANNER_BOX)                      \
    TAG(TH, "th", MANNER_BOX | MANNER_STRONG)            \
    TAG(THEAD, "thead", MANNER_BOX)                      \
    TAG(TIME, "time", MANNER_INLINE)                     \
    TAG(TITLE, "title", MANNER_BREAK)                    \
    TAG(TR, "tr", MANNER_BOX)                            \
    TAG(TRACK, "track", MANNER_VOID)                     \
    TAG(U, "u", MANNER_INLINE)                           \
    TAG(UL, "ul", MANNER_BOX)                            \
    TAG(VIDEO, "video", MANNER_HIDDEN)                   \
    TAG(WBR, "wbr", MANNER_VOID)

enum tag {
    TAG_OTHER, /* unknown: inline */
#define JIANBAO_TAG_ENUM(id, name, manner) TAG_##id,
    HTML_TAGS(JIANBAO_TAG_ENUM)
#undef JIANBAO_TAG_ENUM
    TAG_COUNT
};

/* The tag of a name in any case; TAG_OTHER when it is none of ours. */
enum tag tag_find(const char *name, size_t len);

const char *tag_name(enum tag tag);   /* "" for TAG_OTHER */
unsigned tag_manner(enum tag tag);    /* enum tag_manner bits */

#endif
