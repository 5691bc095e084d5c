#include "extract/dump.h"

#include <string.h>

#include "extract/blocks.h"
#include "extract/lines.h"

enum {
    WRAP_MIN = 30, /* columns: nobody wraps narrower */
    WRAP_MAX = 160,
    WRAP_SLACK =
        4, /* a line ends up to so many columns early: a wide character, a mark that may not begin a line */
    WRAP_LINES = 6, /* evidence needed */
    WRAP_BROKEN = 3,
    MARKDOWN_LINKS = 2
};

/* Does the line stop in the middle of a sentence? */
static bool is_broken(const struct text_line *line)
{
    static const char *const ends[] = {"。", "！", "？", "”", "」", "；", "：",
                                       "…",  "）", ".",  "!", "?",  ":",  ")"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);
        if (line->len >= n && memcmp(line->text + line->len - n, ends[i], n) == 0)
            return false;
    }
    return true;
}

/* Lines by their width, in all and those that stop in the middle of a sentence with the next line right
 * below. */
struct widths {
    uint32_t count[WRAP_MAX + 1], broken[WRAP_MAX + 1], lines;
};

static bool count_widths(const char *text, size_t len, struct widths *w)
{
    struct line_cursor cursor = {text, text + len, 0};
    struct text_line line, before = {0};
    while (text_line_next(&cursor, &line)) {
        if (line.indent + line.columns > WRAP_MAX)
            return false;
        w->count[line.indent + line.columns]++;
        if (w->lines++ > 0 && line.gap == 0 && line.indent < 2 && is_broken(&before))
            w->broken[before.indent + before.columns]++;
        before = line;
    }
    return true;
}

/* The width that a text was wrapped at; 0 when it was not.  Wrapped text has no line beyond the width, most
 * long lines reach it, and they are many or stop in the middle of sentences. */
static uint32_t wrap_width(const char *text, size_t len)
{
    struct widths w = {.lines = 0};
    uint32_t width = 0, full = 0, broken = 0, long_lines = 0;
    if (!count_widths(text, len, &w))
        return 0;
    for (uint32_t i = WRAP_MIN; i <= WRAP_MAX; i++)
        width = w.count[i] > 0 ? i : width;
    for (uint32_t i = WRAP_MIN; i <= width; i++) {
        bool reaches = i + WRAP_SLACK >= width;
        long_lines += w.count[i];
        full += reaches ? w.count[i] : 0;
        broken += reaches ? w.broken[i] : 0;
    }
    bool many = full >= WRAP_LINES && full * 3 >= w.lines;
    return broken >= WRAP_BROKEN + 2 || ((many || broken >= WRAP_BROKEN) && full * 2 >= long_lines) ? width
                                                                                                    : 0;
}

static bool goes_on(const struct text_line *line, const struct text_line *next, uint32_t width)
{
    return width > 0 && line->indent + line->columns + WRAP_SLACK >= width && next->gap == 0 &&
           next->indent < 2;
}

/* ---- Markdown, as some scrapers store pages ---- */

static bool begins_address(const char *p, const char *end)
{
    return p < end && (*p == '/' || *p == '#' || (end - p >= 4 && memcmp(p, "http", 4) == 0));
}

/* "[text](http…" or "[text](/…" at p: where the text ends and where the link does. */
static bool markdown_link(const char *p, const char *end, const char **text_end, const char **link_end)
{
    enum { TEXT_MAX = 400, ADDRESS_MAX = 2000 };
    const char *close = memchr(p, ']', (size_t)(end - p < TEXT_MAX ? end - p : TEXT_MAX));
    if (*p != '[' || !close || end - close < 4 || close[1] != '(' || !begins_address(close + 2, end))
        return false;
    const char *stop = memchr(close, ')', (size_t)(end - close < ADDRESS_MAX ? end - close : ADDRESS_MAX));
    if (!stop)
        return false;
    *text_end = close;
    *link_end = stop + 1;
    return true;
}

static bool is_markdown(const char *text, size_t len)
{
    const char *end = text + len, *text_end, *link_end;
    int links = 0;
    for (const char *p = text; links < MARKDOWN_LINKS && (p = memchr(p, '[', (size_t)(end - p))); p++)
        links += markdown_link(p, end, &text_end, &link_end) && !memchr(p, '\n', (size_t)(link_end - p));
    return links >= MARKDOWN_LINKS;
}

/* The line without marks of headings, emphasis and quotes in front, and with links as their text. */
static size_t plain_line(const char *p, const char *end, char *out)
{
    char *start = out;
    const char *text_end, *link_end, *marks = p;
    while (marks < end && (*marks == '#' || *marks == '>'))
        marks++;
    if (marks < end && *marks == ' ')
        p = marks;
    while (p < end) {
        bool picture = *p == '!' && p + 1 < end && p[1] == '[';
        if ((*p == '[' || picture) && markdown_link(p + picture, end, &text_end, &link_end)) {
            size_t n = (size_t)(text_end - p - picture - 1);
            memcpy(out, p + picture + 1, picture ? 0 : n);
            out += picture ? 0 : n;
            p = link_end;
        } else if (end - p >= 2 && memcmp(p, "**", 2) == 0) {
            p += 2;
        } else {
            *out++ = *p++;
        }
    }
    return (size_t)(out - start);
}

/* The text without its marks, line for line; the text itself where it is no Markdown; NULL when the arena is
 * full. */
static const char *without_markdown(const char *text, size_t *len, struct arena *arena)
{
    if (!is_markdown(text, *len))
        return text;
    char *plain = arena_alloc(arena, *len + 1), *out = plain;
    const char *end = text + *len;
    for (const char *p = text; plain && p < end;) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        stop = stop ? stop : end;
        out += plain_line(p, stop, out);
        p = stop + (stop < end);
        *out++ = '\n';
    }
    *len = (size_t)(out - plain);
    return plain;
}

bool dump_read(const char *text, size_t len, struct page *page, struct fault *fault)
{
    struct block_builder *b = blocks_start(page, len);
    text = b ? without_markdown(text, &len, page->arena) : NULL;
    if (!text)
        return fault_set(fault, FAULT_LIMIT, "the page needs more than %zu bytes of memory",
                         page->arena->max);
    uint32_t width = wrap_width(text, len);
    struct line_cursor cursor = {text, text + len, 0};
    struct text_line line, next;
    bool more = text_line_next(&cursor, &line);
    while (more) {
        struct text_line first = line;
        const char *end = line.text + line.len;
        bool joined = false;
        while ((more = text_line_next(&cursor, &next)) && goes_on(&line, &next, width)) {
            line = next;
            end = next.text + next.len;
            joined = true;
        }
        blocks_dump_line(b, first.text, (size_t)(end - first.text), first.indent, first.gap, !joined);
        line = next;
    }
    return blocks_finish(b, fault);
}
