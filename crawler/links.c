#include "crawler/links.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"

enum { HREF_MAX = 8192, REFRESH_MAX = 1024 };

struct part {
    const char *p;
    size_t len;
};

/* The attributes of a tag that a crawler reads. */
struct tag {
    struct part href, src, rel, type, name, http_equiv, content, id, class, role;
};

struct scan {
    const char *p, *end;
    link_found *found;
    void *context;
    bool go_on;
    struct buf href;    /* of the link in hand, references undone */
    bool anchor_open;   /* an <a> whose end is not seen yet: `href` is its */
    bool anchor_next, anchor_nofollow;
    int menus;          /* <nav> and <footer> that are open */
    struct part box;    /* the name of an element that calls itself a menu, while it is open */
    int box_depth;      /* it, and those of its name inside */
    const char *anchor_text;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool part_is(struct part part, const char *word)
{
    return part.len == strlen(word) && strncasecmp(part.p, word, part.len) == 0;
}

/* One of the blank-separated words of an attribute. */
static bool has_word(struct part part, const char *word)
{
    size_t len = strlen(word);
    for (size_t i = 0; i + len <= part.len; i++)
        if (strncasecmp(part.p + i, word, len) == 0 &&
            (i == 0 || is_blank(part.p[i - 1]) || part.p[i - 1] == ',') &&
            (i + len == part.len || is_blank(part.p[i + len]) || part.p[i + len] == ','))
            return true;
    return false;
}

/* ------------------------------------------------------------- references */

static bool reference_value(const char *p, const char *end, uint32_t *cp, const char **behind)
{
    static const struct {
        const char *name;
        char c;
    } named[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        size_t len = strlen(named[i].name);
        if ((size_t)(end - p) > len && strncasecmp(p, named[i].name, len) == 0 && p[len] == ';') {
            *cp = (unsigned char)named[i].c;
            *behind = p + len + 1;
            return true;
        }
    }
    if (end - p < 2 || *p != '#')
        return false;
    unsigned base = p[1] == 'x' || p[1] == 'X' ? 16 : 10;
    p += base == 16 ? 2 : 1;
    const char *start = p;
    for (*cp = 0; p < end && *cp < 0x110000; p++) {
        unsigned digit = *p >= '0' && *p <= '9' ? (unsigned)(*p - '0') : (unsigned)((*p | 0x20) - 'a') + 10;
        if (digit >= base)
            break;
        *cp = *cp * base + digit;
    }
    *behind = p < end && *p == ';' ? p + 1 : p;
    return p > start && *cp > 0 && *cp < 0x110000 && (*cp < 0xD800 || *cp > 0xDFFF);
}

void links_undo_references(const char *text, size_t len, struct buf *out)
{
    buf_clear(out);
    buf_append(out, "", 0);
    const char *p = text, *end = text + len;
    while (p < end) {
        const char *amp = memchr(p, '&', (size_t)(end - p));
        buf_append(out, p, (size_t)((amp ? amp : end) - p));
        if (!amp)
            break;
        uint32_t cp;
        char bytes[4];
        if (reference_value(amp + 1, end, &cp, &p)) {
            buf_append(out, bytes, utf8_encode(cp, bytes));
        } else {
            buf_putc(out, '&');
            p = amp + 1;
        }
    }
}

/* ------------------------------------------------------------------- tags */

static struct part *wanted(struct tag *tag, struct part name)
{
    switch (name.len) {
    case 2:
        return part_is(name, "id") ? &tag->id : NULL;
    case 3:
        return part_is(name, "src") ? &tag->src : part_is(name, "rel") ? &tag->rel : NULL;
    case 4:
        return part_is(name, "href")   ? &tag->href
               : part_is(name, "type") ? &tag->type
               : part_is(name, "name") ? &tag->name
               : part_is(name, "role") ? &tag->role
                                       : NULL;
    case 5:
        return part_is(name, "class") ? &tag->class : NULL;
    case 7:
        return part_is(name, "content") ? &tag->content : NULL;
    case 10:
        return part_is(name, "http-equiv") ? &tag->http_equiv : NULL;
    default:
        return NULL;
    }
}

static struct part attribute_value(struct scan *s)
{
    const char *start;
    if (s->p < s->end && (*s->p == '"' || *s->p == '\'')) {
        const char *close = memchr(s->p + 1, *s->p, (size_t)(s->end - s->p - 1));
        start = s->p + 1;
        s->p = close ? close + 1 : s->end;
        return (struct part){start, (size_t)((close ? close : s->end) - start)};
    }
    start = s->p;
    while (s->p < s->end && !is_blank(*s->p) && *s->p != '>')
        s->p++;
    return (struct part){start, (size_t)(s->p - start)};
}

static void skip_blanks(struct scan *s)
{
    while (s->p < s->end && is_blank(*s->p))
        s->p++;
}

/* Reads attributes up to and over the '>'; the first of a name counts. */
static struct tag read_attributes(struct scan *s)
{
    struct tag tag = {.href = {NULL, 0}};
    while (s->p < s->end && *s->p != '>') {
        const char *start = s->p;
        while (s->p < s->end && !is_blank(*s->p) && *s->p != '=' && *s->p != '>' && *s->p != '/')
            s->p++;
        struct part name = {start, (size_t)(s->p - start)};
        skip_blanks(s);
        if (s->p < s->end && *s->p == '=') {
            s->p++;
            skip_blanks(s);
            struct part value = attribute_value(s), *slot = wanted(&tag, name);
            if (slot && !slot->p)
                *slot = value;
        } else if (s->p == start) {
            s->p++; /* a stray slash */
        }
        skip_blanks(s);
    }
    if (s->p < s->end)
        s->p++;
    return tag;
}

/* ------------------------------------------------------------------ links */

static void emit(struct scan *s, struct link link)
{
    link.href = s->href.data ? s->href.data : "";
    link.href_len = s->href.len;
    link.in_menu = s->menus > 0 || s->box_depth > 0;
    if (s->go_on && buf_ok(&s->href))
        s->go_on = s->found(s->context, &link);
}

static void emit_href(struct scan *s, enum link_kind kind, struct part href)
{
    if (!href.p)
        return;
    links_undo_references(href.p, href.len, &s->href);
    emit(s, (struct link){.kind = kind});
}

static void close_anchor(struct scan *s, const char *text_end)
{
    if (!s->anchor_open)
        return;
    s->anchor_open = false;
    emit(s, (struct link){.kind = s->anchor_next ? LINK_NEXT : LINK_ANCHOR,
                          .text = s->anchor_text,
                          .text_len = (size_t)(text_end - s->anchor_text),
                          .nofollow = s->anchor_nofollow});
}

static void open_anchor(struct scan *s, const struct tag *tag)
{
    if (!tag->href.p)
        return;
    links_undo_references(tag->href.p, tag->href.len, &s->href);
    s->anchor_open = true;
    s->anchor_next = has_word(tag->rel, "next");
    s->anchor_nofollow = has_word(tag->rel, "nofollow");
    s->anchor_text = s->p;
}

/* content="0; url=next.html" */
static void emit_refresh(struct scan *s, struct part content)
{
    size_t len = content.len < REFRESH_MAX ? content.len : REFRESH_MAX;
    for (size_t i = 0; i + 4 <= len; i++) {
        if (strncasecmp(content.p + i, "url=", 4) != 0)
            continue;
        struct part href = {content.p + i + 4, len - i - 4};
        if (href.len > 0 && (*href.p == '\'' || *href.p == '"'))
            href.p++, href.len--;
        if (href.len > 0 && (href.p[href.len - 1] == '\'' || href.p[href.len - 1] == '"'))
            href.len--;
        emit_href(s, LINK_REFRESH, href);
        return;
    }
}

static void emit_link_element(struct scan *s, const struct tag *tag)
{
    if (has_word(tag->rel, "canonical"))
        emit_href(s, LINK_CANONICAL, tag->href);
    else if (has_word(tag->rel, "next"))
        emit_href(s, LINK_NEXT, tag->href);
    else if (has_word(tag->rel, "alternate") &&
             (part_is(tag->type, "application/rss+xml") || part_is(tag->type, "application/atom+xml")))
        emit_href(s, LINK_FEED, tag->href);
}

static void emit_meta(struct scan *s, const struct tag *tag)
{
    if (part_is(tag->http_equiv, "refresh")) {
        emit_refresh(s, tag->content);
    } else if (part_is(tag->name, "robots") &&
               (has_word(tag->content, "nofollow") || has_word(tag->content, "none"))) {
        buf_clear(&s->href);
        emit(s, (struct link){.kind = LINK_NOFOLLOW});
    }
}

/* ------------------------------------------------------------------- pass */

/* Moves behind "</name", or to the end. */
static void skip_raw_text(struct scan *s, const char *name)
{
    size_t len = strlen(name);
    while (s->p < s->end) {
        const char *lt = memchr(s->p, '<', (size_t)(s->end - s->p));
        if (!lt || (size_t)(s->end - lt) < len + 2) {
            s->p = s->end;
            return;
        }
        s->p = lt + 1;
        if (lt[1] == '/' && strncasecmp(lt + 2, name, len) == 0)
            return;
    }
}

static void skip_comment(struct scan *s)
{
    const char *close = memmem(s->p, (size_t)(s->end - s->p), "-->", 3);
    s->p = close ? close + 3 : s->p; /* one that never ends is none */
}

static void open_element(struct scan *s, struct part name, const char *lt)
{
    if (part_is(name, "a")) {
        close_anchor(s, lt);
        struct tag tag = read_attributes(s);
        open_anchor(s, &tag);
        return;
    }
    bool frame = part_is(name, "iframe") || part_is(name, "frame");
    if (!frame && !part_is(name, "area") && !part_is(name, "link") && !part_is(name, "meta") &&
        !part_is(name, "base"))
        return;
    close_anchor(s, lt);
    struct tag tag = read_attributes(s);
    if (frame)
        emit_href(s, LINK_FRAME, tag.src);
    else if (part_is(name, "area"))
        emit_href(s, LINK_ANCHOR, tag.href);
    else if (part_is(name, "base"))
        emit_href(s, LINK_BASE, tag.href);
    else if (part_is(name, "link"))
        emit_link_element(s, &tag);
    else
        emit_meta(s, &tag);
}

static bool is_menu(struct part name)
{
    return part_is(name, "nav") || part_is(name, "footer");
}

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Does a class, an id or a role begin one of its words with a menu's name:
 * "top-nav", "mainMenu", "footer2"? */
static bool names_menu(struct part value)
{
    static const char *const names[] = {"nav", "menu", "footer", "breadcrumb", "crumb", "copyright"};
    for (size_t i = 0; i < value.len; i++) {
        bool begins = i == 0 || !is_letter(value.p[i - 1]) || value.p[i] < 'a';
        for (size_t n = 0; begins && n < sizeof names / sizeof names[0]; n++) {
            size_t len = strlen(names[n]);
            if (value.len - i >= len && strncasecmp(value.p + i, names[n], len) == 0)
                return true;
        }
    }
    return false;
}

static bool is_box(struct part name)
{
    switch (name.len) {
    case 2:
        return part_is(name, "ul") || part_is(name, "ol") || part_is(name, "dl") || part_is(name, "td");
    case 3:
        return part_is(name, "div");
    case 5:
        return part_is(name, "table") || part_is(name, "aside");
    case 6:
        return part_is(name, "header");
    default:
        return part_is(name, "section");
    }
}

/* Menus that are built of other elements than <nav>: known by what they call themselves. */
static void scan_box(struct scan *s, struct part name, bool closing)
{
    if (s->box_depth > 0) {
        if (name.len == s->box.len && strncasecmp(name.p, s->box.p, name.len) == 0)
            s->box_depth += closing ? -1 : 1;
    } else if (!closing) {
        struct tag tag = read_attributes(s);
        if (names_menu(tag.class) || names_menu(tag.id) || part_is(tag.role, "navigation")) {
            s->box = name;
            s->box_depth = 1;
        }
    }
}

/* s->p stands behind a '<'. */
static void scan_tag(struct scan *s)
{
    const char *lt = s->p - 1;
    if (s->end - s->p >= 3 && memcmp(s->p, "!--", 3) == 0) {
        skip_comment(s);
        return;
    }
    bool closing = s->p < s->end && *s->p == '/';
    const char *start = s->p + closing;
    const char *p = start;
    while (p < s->end && is_letter(*p))
        p++;
    struct part name = {start, (size_t)(p - start)};
    s->p = p;
    if (is_box(name)) {
        scan_box(s, name, closing);
    } else if (closing) {
        if (part_is(name, "a"))
            close_anchor(s, lt);
        else if (s->menus > 0 && is_menu(name))
            s->menus--;
    } else if (is_menu(name)) {
        s->menus++;
    } else if (part_is(name, "script") || part_is(name, "style")) {
        skip_raw_text(s, name.len == 6 ? "script" : "style");
    } else {
        open_element(s, name, lt);
    }
}

void links_scan(const char *html, size_t len, link_found *found, void *context)
{
    struct scan s = {.p = html, .end = html + len, .found = found, .context = context, .go_on = true};
    buf_init(&s.href, HREF_MAX);
    while (s.go_on && s.p < s.end) {
        const char *lt = memchr(s.p, '<', (size_t)(s.end - s.p));
        if (!lt)
            break;
        s.p = lt + 1;
        scan_tag(&s);
    }
    close_anchor(&s, s.end);
    buf_free(&s.href);
}
