#include "extract/scan.h"

#include <string.h>
#include <strings.h>

struct scanner {
    const char *p, *end;
    struct page *page;
    struct scan *scan;
    char *out, *out_end;
    size_t script_cap;
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static void emit(struct scanner *s, const char *from, const char *to)
{
    size_t n = (size_t)(to - from);
    if ((size_t)(s->out_end - s->out) < n) {
        n = (size_t)(s->out_end - s->out);
        s->page->limits |= PAGE_LIMIT_TEXT;
    }
    memcpy(s->out, from, n);
    s->out += n;
}

/* Leaves [from, to) out, and keeps count of its lines. */
static void skip(struct scanner *s, const char *from, const char *to)
{
    uint32_t lines = 0;
    for (const char *p = from; (p = memchr(p, '\n', (size_t)(to - p))); p++)
        lines++;
    s->p = to;
    if (lines == 0)
        return;
    struct scan *scan = s->scan;
    struct scan_gap *gaps = arena_grow(s->page->arena, scan->gaps, &scan->gap_cap, scan->gap_count + 1, sizeof *gaps);
    if (!gaps)
        return;
    scan->gaps = gaps;
    gaps[scan->gap_count++] = (struct scan_gap){(size_t)(s->out - scan->text), lines};
}

/* --------------------------------------------------------------- comments */

/* "<!": a comment to its end, anything else to the next '>'. */
static void scan_declaration(struct scanner *s)
{
    const char *start = s->p, *close = NULL;
    size_t left = (size_t)(s->end - start);
    if (left >= 4 && memcmp(start, "<!--", 4) == 0) {
        const char *body = start + 4;
        if (body < s->end && *body == '>')
            close = body + 1;
        else if (s->end - body >= 2 && body[0] == '-' && body[1] == '>')
            close = body + 2;
        else if ((close = memmem(body, (size_t)(s->end - body), "-->", 3)))
            close += 3;
    }
    if (!close) {
        close = memchr(start, '>', left);
        close = close ? close + 1 : s->end;
    }
    skip(s, start, close);
}

/* -------------------------------------------------------------------- tags */

/* Behind the value that begins at p (p may stand on its quote). */
static const char *value_end(const char *p, const char *end)
{
    if (p < end && (*p == '"' || *p == '\'')) {
        const char *close = memchr(p + 1, *p, (size_t)(end - p - 1));
        return close && close - p < SCAN_QUOTE_MAX ? close + 1 : NULL;
    }
    while (p < end && !is_blank(*p) && *p != '>')
        p++;
    return p;
}

struct tag_span {
    const char *end;       /* behind '>', or the end of the text */
    const char *kept_end;  /* of the attributes that are kept */
    const char *torn;      /* the quote that is never closed, else NULL */
};

static const char *attribute_end(const char *p, const char *end, const char **torn)
{
    while (p < end && *p != '=' && *p != '>' && !is_blank(*p) && !(*p == '/' && p + 1 < end && p[1] == '>'))
        p++;
    const char *q = p;
    while (q < end && is_blank(*q))
        q++;
    if (q == end || *q != '=')
        return p;
    q++;
    while (q < end && is_blank(*q))
        q++;
    const char *behind = value_end(q, end);
    if (!behind)
        *torn = q;
    return behind;
}

static struct tag_span tag_span(const char *p, const char *end)
{
    struct tag_span t = {0};
    unsigned attributes = 0;
    while (p < end && !is_blank(*p) && *p != '>' && *p != '/')
        p++;
    while (p < end && *p != '>') {
        if (is_blank(*p) || *p == '/' || *p == '=' || *p == '"' || *p == '\'') {
            p++;
            continue;
        }
        const char *behind = attribute_end(p, end, &t.torn);
        if (!behind)
            break;
        if (++attributes == SCAN_ATTRIBUTES_MAX)
            t.kept_end = behind;
        p = behind > p ? behind : p + 1;
    }
    if (t.torn) {
        p = memchr(t.torn, '>', (size_t)(end - t.torn));
        p = p ? p : end;
    }
    if (!t.kept_end)
        t.kept_end = p;
    t.end = p < end ? p + 1 : end;
    return t;
}

static bool is_named(const char *p, const char *end, const char *name)
{
    size_t n = strlen(name);
    return (size_t)(end - p) > n && strncasecmp(p, name, n) == 0 &&
           (is_blank(p[n]) || p[n] == '>' || p[n] == '/');
}

/* The start of "</name" at or behind p; the end of the text when there is none. */
static const char *closing_tag(const char *p, const char *end, const char *name)
{
    while ((p = memmem(p, (size_t)(end - p), "</", 2))) {
        if (is_named(p + 2, end, name))
            return p;
        p += 2;
    }
    return end;
}

/* ----------------------------------------------------------------- scripts */

static const char *tag_attribute(struct scanner *s, const char *p, const char *end, const char *name)
{
    size_t n = strlen(name);
    for (; (size_t)(end - p) > n + 1; p++) {
        if (!is_blank(p[0]) || strncasecmp(p + 1, name, n) != 0 || p[n + 1] != '=')
            continue;
        p += n + 2;
        const char *behind = value_end(p, end);
        bool quoted = behind && p < behind && (*p == '"' || *p == '\'');
        const char *value = behind ? arena_copy(s->page->arena, p + quoted, (size_t)(behind - p) - 2 * quoted) : NULL;
        return value ? value : "";
    }
    return "";
}

static void keep_script(struct scanner *s, const struct tag_span *t, const char *body, const char *close)
{
    struct page *page = s->page;
    while (body < close && is_blank(*body))
        body++;
    if (close - body < 8 || close - body > SCAN_SCRIPT_BYTES_MAX || page->script_count == SCAN_SCRIPTS_MAX)
        return;
    struct script *scripts =
        arena_grow(page->arena, page->scripts, &s->script_cap, page->script_count + 1, sizeof *scripts);
    if (!scripts)
        return;
    page->scripts = scripts;
    char *type = (char *)(uintptr_t)tag_attribute(s, s->p, t->end - 1, "type");
    for (char *c = type; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c + 32);
    scripts[page->script_count++] =
        (struct script){.type = type, .id = tag_attribute(s, s->p, t->end - 1, "id"), .text = body,
                        .len = (size_t)(close - body)};
}

/* A script or style without its end tag goes to the end, as in browsers. */
static void scan_raw(struct scanner *s, const struct tag_span *t, const char *name, bool keep)
{
    const char *close = closing_tag(t->end, s->end, name);
    if (keep)
        keep_script(s, t, t->end, close);
    const char *behind = close < s->end ? memchr(close, '>', (size_t)(s->end - close)) : NULL;
    skip(s, s->p, behind ? behind + 1 : s->end);
}

static void scan_tag(struct scanner *s)
{
    static const char close[] = ">";
    struct tag_span t = tag_span(s->p + 1, s->end);
    if (is_named(s->p + 1, s->end, "script")) {
        scan_raw(s, &t, "script", true);
        return;
    }
    if (is_named(s->p + 1, s->end, "style")) {
        scan_raw(s, &t, "style", false);
        return;
    }
    emit(s, s->p, t.kept_end);
    if (t.torn && *t.torn)
        emit(s, t.torn, t.torn + 1);
    if (t.kept_end < t.end)
        emit(s, close, close + 1);
    s->p = t.end;
}

/* -------------------------------------------------------------------- text */

static void scan_markup(struct scanner *s)
{
    const char *p = s->p + 1;
    if (p < s->end && is_letter(*p)) {
        scan_tag(s);
    } else if (p < s->end && (*p == '!' || *p == '?')) {
        scan_declaration(s);
    } else if (p + 1 < s->end && *p == '/' && is_letter(p[1])) {
        const char *close = memchr(p, '>', (size_t)(s->end - p));
        close = close ? close + 1 : s->end;
        emit(s, s->p, close);
        s->p = close;
    } else if (p < s->end && *p == '/') {
        const char *close = memchr(p, '>', (size_t)(s->end - p)); /* "</>", "</ p>": nothing */
        skip(s, s->p, close ? close + 1 : s->end);
    } else {
        static const char less[] = "&lt;";
        emit(s, less, less + 4);
        s->p++;
    }
}

bool scan_html(const char *text, size_t len, struct page *page, struct scan *scan)
{
    size_t room = len + len / 8 + 4096; /* "<" grows to "&lt;" */
    *scan = (struct scan){.text = arena_alloc(page->arena, room + 1)};
    if (!scan->text)
        return false;
    struct scanner s = {.p = text, .end = text + len, .page = page, .scan = scan, .out = scan->text,
                        .out_end = scan->text + room};
    while (s.p < s.end) {
        const char *next = memchr(s.p, '<', (size_t)(s.end - s.p));
        if (!next)
            next = s.end;
        emit(&s, s.p, next);
        s.p = next;
        if (s.p < s.end)
            scan_markup(&s);
    }
    *s.out = '\0';
    scan->len = (size_t)(s.out - scan->text);
    return true;
}
