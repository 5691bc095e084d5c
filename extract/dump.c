#include "extract/dump.h"

#include <string.h>

#include "extract/blocks.h"
#include "extract/lines.h"

enum {
    WRAP_MIN = 30, /* columns: nobody wraps narrower */
    WRAP_MAX = 160,
    WRAP_SLACK =
        4, /* a line ends up to so many columns early: a wide character, a mark that may not begin a line */
    WRAP_LINES = 6 /* evidence needed */
};

/* The width that a text was wrapped at; 0 when it was not.  Wrapped text has
 * no line beyond the width, and most long lines reach it. */
static uint32_t wrap_width(const char *text, size_t len)
{
    uint32_t count[WRAP_MAX + 1] = {0}, lines = 0, width = 0, full = 0, long_lines = 0;
    struct line_cursor cursor = {text, text + len, 0};
    struct text_line line;
    while (text_line_next(&cursor, &line)) {
        if (line.indent + line.columns > WRAP_MAX)
            return 0;
        count[line.indent + line.columns]++;
        lines++;
    }
    for (uint32_t w = WRAP_MIN; w <= WRAP_MAX; w++)
        if (count[w] > 0)
            width = w;
    for (uint32_t w = WRAP_MIN; w <= width; w++) {
        long_lines += count[w];
        full += w + WRAP_SLACK >= width ? count[w] : 0;
    }
    return full >= WRAP_LINES && full * 2 >= long_lines && full * 3 >= lines ? width : 0;
}

static bool goes_on(const struct text_line *line, const struct text_line *next, uint32_t width)
{
    return width > 0 && line->indent + line->columns + WRAP_SLACK >= width && next->gap == 0 &&
           next->indent < 2;
}

bool dump_read(const char *text, size_t len, struct page *page, struct fault *fault)
{
    struct block_builder *b = blocks_start(page, len);
    if (!b)
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
