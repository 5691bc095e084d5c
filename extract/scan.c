#include "extract/scan.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct scanner {
    const char *p, *end;
    struct page *page;
    struct scan *scan;
    char *out, *out_end;
    size_t script_cap;
    bool whole, preformatted;
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

/* Leaves [from, to) out, and keeps count of its lines: true when a gap was noted. */
static bool skip(struct scanner *s, const char *from, const char *to)
{
    uint32_t lines = 0;
    for (const char *p = from; (p = memchr(p, '\n', (size_t)(to - p))); p++)
        lines++;
    s->p = to;
    if (lines == 0)
        return false;
    struct scan *scan = s->scan;
    struct scan_gap *gaps =
        arena_grow(s->page->arena, scan->gaps, &scan->gap_cap, scan->gap_count + 1, sizeof *gaps);
    if (!gaps)
        return false;
    scan->gaps = gaps;
    gaps[scan->gap_count++] = (struct scan_gap){(size_t)(s->out - scan->text), lines};
    return true;
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

enum { CUTS_MAX = 12 };

struct tag_span {
    const char *end;       /* behind '>', or the end of the text */
    const char *kept_end;  /* of the attributes that are kept */
    const char *torn;      /* the quote that is never closed, else NULL */
    const char *cuts[CUTS_MAX][2]; /* attributes among them that nobody asks for */
    unsigned cut_count;
};

static bool same_letters(const char *p, const char *lower, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((p[i] | 0x20) != lower[i])
            return false;
    return true;
}

static bool contains_letters(const char *p, const char *end, const char *lower, size_t n)
{
    for (; (size_t)(end - p) >= n; p++)
        if ((*p | 0x20) == *lower && same_letters(p, lower, n))
            return true;
    return false;
}

/* Attributes that say nothing of what the element holds.  A style does when it hides. */
static bool is_idle(const char *p, const char *end)
{
    static const char *const names[] = {"target", "align", "valign", "bgcolor", "border", "cellpadding",
                                        "cellspacing", "color", "face", "size", "onclick", "onload",
                                        "onmouseover", "onmouseout", "onerror"};
    static const unsigned char lengths[] = {6, 5, 6, 7, 6, 11, 11, 5, 4, 4, 7, 6, 11, 10, 7};
    const char *name_end = memchr(p, '=', (size_t)(end - p));
    size_t n = name_end ? (size_t)(name_end - p) : 0;
    if (n == 5 && same_letters(p, "style", 5))
        return !contains_letters(name_end, end, "display", 7);
    for (size_t i = 0; n > 3 && i < sizeof lengths; i++)
        if (lengths[i] == n && same_letters(p, names[i], n))
            return true;
    return false;
}

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

static struct tag_span tag_span(const char *p, const char *end, bool cut)
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
        if (cut && !t.kept_end && t.cut_count < CUTS_MAX && is_idle(p, behind)) {
            t.cuts[t.cut_count][0] = p;
            t.cuts[t.cut_count++][1] = behind;
        }
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
        const char *value =
            behind ? arena_copy(s->page->arena, p + quoted, (size_t)(behind - p) - 2 * quoted) : NULL;
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
    struct tag_span t = tag_span(s->p + 1, s->end, !s->whole);
    if (is_named(s->p + 1, s->end, "script")) {
        scan_raw(s, &t, "script", true);
        return;
    }
    if (is_named(s->p + 1, s->end, "style")) {
        scan_raw(s, &t, "style", false);
        return;
    }
    if (is_named(s->p + 1, s->end, "pre") || is_named(s->p + 1, s->end, "textarea"))
        s->preformatted = true;
    for (unsigned i = 0; i < t.cut_count; i++) {
        emit(s, s->p, t.cuts[i][0]);
        skip(s, t.cuts[i][0], t.cuts[i][1]);
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
        s->preformatted =
            s->preformatted && !is_named(p + 1, s->end, "pre") && !is_named(p + 1, s->end, "textarea");
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

/* The blanks that indent the source become one. */
static void scan_blanks(struct scanner *s, const char *to)
{
    static const char line[] = "\n", space[] = " ";
    const char *p = s->p;
    bool wrapped = false;
    for (; p < to && is_blank(*p); p++)
        wrapped |= *p == '\n';
    if (s->preformatted || p - s->p < 2)
        return;
    bool noted = skip(s, s->p, p);
    emit(s, wrapped ? line : space, wrapped ? line + 1 : space + 1);
    if (noted)
        s->scan->gaps[s->scan->gap_count - 1].lines--;
}

bool scan_html(const char *text, size_t len, bool whole, struct page *page, struct scan *scan)
{
    size_t room = len + len / 8 + 4096; /* "<" grows to "&lt;" */
    *scan = (struct scan){.text = malloc(room + 1)};
    if (!scan->text)
        return false;
    struct scanner s = {.p = text, .end = text + len, .page = page, .scan = scan, .out = scan->text,
                        .out_end = scan->text + room, .whole = whole};
    while (s.p < s.end) {
        const char *next = memchr(s.p, '<', (size_t)(s.end - s.p));
        if (!next)
            next = s.end;
        if (!whole)
            scan_blanks(&s, next);
        emit(&s, s.p, next);
        s.p = next;
        if (s.p < s.end)
            scan_markup(&s);
    }
    *s.out = '\0';
    scan->len = (size_t)(s.out - scan->text);
    return true;
}
