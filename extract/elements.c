#include "extract/elements.h"

#include <stdint.h>
#include <strings.h>

/* An open element; names of elements that have no tag of their own are compared. */
struct element {
    enum tag tag;
    const char *name;
    size_t len;
};

struct elements {
    const struct element_sink *sink;
    struct element open[ELEMENTS_DEPTH_MAX];
    size_t count, beyond;         /* open ones, and those that were too deep */
    uint32_t of_tag[TAG_COUNT];   /* how many of each are open */
    bool had_html, had_head, had_body, too_deep;
};

enum { NONE = -1 };

/* ------------------------------------------------------------ sets of tags */

static bool is_heading(enum tag tag)
{
    return tag >= TAG_H1 && tag <= TAG_H6;
}

static bool is_cell(enum tag tag)
{
    return tag == TAG_TD || tag == TAG_TH || tag == TAG_CAPTION;
}

static bool is_row_group(enum tag tag)
{
    return tag == TAG_TBODY || tag == TAG_THEAD || tag == TAG_TFOOT;
}

static bool is_table_part(enum tag tag)
{
    return tag == TAG_TR || is_cell(tag) || is_row_group(tag);
}

/* What an end tag inside never reaches out of. */
static bool bars_scope(enum tag tag)
{
    return tag == TAG_TABLE || is_cell(tag) || tag == TAG_OBJECT || tag == TAG_TEMPLATE;
}

static bool belongs_to_head(enum tag tag)
{
    return tag == TAG_META || tag == TAG_LINK || tag == TAG_BASE || tag == TAG_TITLE || tag == TAG_NOSCRIPT ||
           tag == TAG_TEMPLATE || tag == TAG_OTHER;
}

/* Boxes that end an open <p>. */
static bool ends_paragraph(enum tag tag)
{
    return (tag_manner(tag) & (MANNER_BOX | MANNER_BREAK)) && !is_table_part(tag) && tag != TAG_BODY &&
           tag != TAG_BUTTON && tag != TAG_LEGEND && tag != TAG_NOSCRIPT && tag != TAG_OPTION &&
           tag != TAG_SELECT && tag != TAG_TEMPLATE && tag != TAG_TEXTAREA && tag != TAG_TITLE &&
           tag != TAG_HEAD;
}

/* -------------------------------------------------------- the open elements */

static void take_out(struct elements *e, size_t at)
{
    e->of_tag[e->open[at].tag]--;
    for (e->count--; at < e->count; at++)
        e->open[at] = e->open[at + 1];
}

/* Ends the element at that place and all inside it. */
static void close_at(struct elements *e, int at)
{
    while (at >= 0 && e->count > (size_t)at) {
        take_out(e, e->count - 1);
        e->sink->close(e->sink->user, 0);
    }
}

/* The innermost open element of that tag that no `bar` stands before; NONE. */
static int find_open(const struct elements *e, enum tag tag, bool (*bar)(enum tag))
{
    if (e->of_tag[tag] == 0)
        return NONE;
    for (size_t i = e->count; i-- > 0;) {
        if (e->open[i].tag == tag)
            return (int)i;
        if (bar(e->open[i].tag))
            return NONE;
    }
    return NONE;
}

static bool is_table(enum tag tag)
{
    return tag == TAG_TABLE || tag == TAG_TEMPLATE;
}

static bool bars_paragraph(enum tag tag)
{
    return bars_scope(tag) || tag == TAG_BUTTON;
}

static bool bars_item(enum tag tag)
{
    return bars_scope(tag) || tag == TAG_UL || tag == TAG_OL;
}

static bool bars_list_part(enum tag tag)
{
    return (tag_manner(tag) & MANNER_BOX) && tag != TAG_DIV && tag != TAG_P && tag != TAG_ADDRESS &&
           tag != TAG_LI && tag != TAG_DD && tag != TAG_DT;
}

/* ------------------------------------------------------------- start tags */

static void open_element(struct elements *e, const struct token *token)
{
    const struct element_sink *sink = e->sink;
    bool holds = !(tag_manner(token->tag) & MANNER_VOID);
    sink->open(sink->user, token);
    if (!holds)
        return;
    if (e->count == ELEMENTS_DEPTH_MAX || (token->empty && token->tag == TAG_OTHER)) {
        bool deep = e->count == ELEMENTS_DEPTH_MAX;
        e->beyond += deep;
        e->too_deep |= deep;
        sink->close(sink->user, 0);
        return;
    }
    e->open[e->count++] = (struct element){token->tag, token->text, token->len};
    e->of_tag[token->tag]++;
}

/* A part of a table ends its like, and what a row or cell has left open. */
static void end_table_parts(struct elements *e, enum tag tag)
{
    int at = NONE;
    for (size_t i = e->count; i-- > 0 && !is_table(e->open[i].tag);) {
        enum tag open = e->open[i].tag;
        if (is_cell(open) || (open == TAG_TR && !is_cell(tag)) || (is_row_group(open) && is_row_group(tag)))
            at = (int)i;
    }
    close_at(e, at);
}

/* An item of a list ends the one before it. */
static void end_list_part(struct elements *e, enum tag tag)
{
    enum tag twin = tag == TAG_DD ? TAG_DT : tag == TAG_DT ? TAG_DD : tag;
    close_at(e, find_open(e, tag, bars_list_part));
    if (twin != tag)
        close_at(e, find_open(e, twin, bars_list_part));
}

static void end_link(struct elements *e);

/* The end tags that a start tag implies. */
static void end_implied(struct elements *e, enum tag tag)
{
    if (e->of_tag[TAG_HEAD] > 0 && !belongs_to_head(tag))
        close_at(e, find_open(e, TAG_HEAD, is_table));
    if (is_table_part(tag))
        end_table_parts(e, tag);
    else if (tag == TAG_LI || tag == TAG_DD || tag == TAG_DT)
        end_list_part(e, tag);
    else if (tag == TAG_A)
        end_link(e);
    else if (tag == TAG_BUTTON)
        close_at(e, find_open(e, TAG_BUTTON, bars_scope));
    else if (tag == TAG_OPTION && e->count > 0 && e->open[e->count - 1].tag == TAG_OPTION)
        close_at(e, (int)e->count - 1);
    if (e->of_tag[TAG_P] > 0 && ends_paragraph(tag))
        close_at(e, find_open(e, TAG_P, bars_paragraph));
    if (is_heading(tag) && e->count > 0 && is_heading(e->open[e->count - 1].tag))
        close_at(e, (int)e->count - 1);
    if (e->of_tag[TAG_SELECT] > 0 &&
        (tag == TAG_SELECT || tag == TAG_INPUT || tag == TAG_TEXTAREA || is_table_part(tag)))
        close_at(e, find_open(e, TAG_SELECT, bars_scope));
}

/* Only the first of each counts. */
static bool is_misplaced(struct elements *e, enum tag tag)
{
    bool *had = tag == TAG_HTML   ? &e->had_html
                : tag == TAG_HEAD ? &e->had_head
                : tag == TAG_BODY ? &e->had_body
                                  : NULL;
    bool misplaced = had && (*had || (tag == TAG_HEAD && e->had_body));
    if (had)
        *had = true;
    return misplaced;
}

static void read_open(struct elements *e, const struct token *token)
{
    if (is_misplaced(e, token->tag))
        return;
    end_implied(e, token->tag);
    open_element(e, token);
}

/* --------------------------------------------------------------- end tags */

/* The innermost open inline element that the end tag names. */
static int find_inline(const struct elements *e, enum tag tag, const char *name, size_t len)
{
    if (e->of_tag[tag] == 0)
        return NONE;
    for (size_t i = e->count; i-- > 0;) {
        const struct element *open = &e->open[i];
        bool named = open->len == len && strncasecmp(open->name, name, len) == 0;
        if (open->tag == tag && (tag != TAG_OTHER || named))
            return (int)i;
        if (bars_scope(open->tag))
            return NONE;
    }
    return NONE;
}

static bool holds_boxes(const struct elements *e, int at)
{
    for (size_t i = (size_t)at + 1; i < e->count; i++)
        if (tag_manner(e->open[i].tag) & (MANNER_BOX | MANNER_BREAK))
            return true;
    return false;
}

/* With boxes inside it, it ends in place. */
static void end_inline(struct elements *e, int at)
{
    if (at == NONE)
        return;
    if (!holds_boxes(e, at)) {
        close_at(e, at);
        return;
    }
    size_t inside = e->count - 1 - (size_t)at;
    take_out(e, (size_t)at);
    e->sink->close(e->sink->user, inside);
}

static void end_link(struct elements *e)
{
    end_inline(e, find_inline(e, TAG_A, "", 0));
}

static int find_heading(const struct elements *e)
{
    for (size_t i = e->count; i-- > 0 && !bars_scope(e->open[i].tag);)
        if (is_heading(e->open[i].tag))
            return (int)i;
    return NONE;
}

static int find_box(const struct elements *e, enum tag tag)
{
    if (is_heading(tag))
        return find_heading(e);
    if (is_table_part(tag) || tag == TAG_TABLE)
        return find_open(e, tag, is_table);
    return find_open(e, tag, tag == TAG_P ? bars_paragraph : tag == TAG_LI ? bars_item : bars_scope);
}

/* "</br>" and a "</p>" without its start stand for themselves. */
static void read_close(struct elements *e, const struct token *token)
{
    enum tag tag = token->tag;
    if (tag == TAG_HTML || tag == TAG_BODY || ((tag_manner(tag) & MANNER_VOID) && tag != TAG_BR))
        return;
    if (e->beyond > 0) {
        e->beyond--;
        return;
    }
    if (!(tag_manner(tag) & (MANNER_BOX | MANNER_BREAK | MANNER_VOID))) {
        end_inline(e, find_inline(e, tag, token->text, token->len));
        return;
    }
    int at = tag == TAG_BR ? NONE : find_box(e, tag);
    if (at == NONE && e->count < ELEMENTS_DEPTH_MAX && (tag == TAG_P || tag == TAG_BR)) {
        at = tag == TAG_P ? (int)e->count : NONE;
        open_element(e, &(struct token){.tag = tag, .text = token->text, .len = token->len});
    }
    if (tag == TAG_FORM && at != NONE && holds_boxes(e, at))
        return; /* browsers end a form without what is open in it */
    close_at(e, at);
}

bool elements_read(const char *text, size_t len, const struct element_sink *sink)
{
    struct tokens tokens;
    struct token token;
    struct elements e = {.sink = sink};
    tokens_start(&tokens, text, len);
    while (tokens_next(&tokens, &token)) {
        switch (token.kind) {
        case TOKEN_TEXT: sink->text(sink->user, token.text, token.len); break;
        case TOKEN_OPEN: read_open(&e, &token); break;
        case TOKEN_CLOSE: read_close(&e, &token); break;
        case TOKEN_RAW: sink->raw(sink->user, &token); break;
        }
    }
    return e.too_deep;
}
