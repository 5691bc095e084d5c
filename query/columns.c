#include "query/columns.h"

#include <string.h>

#include "base/utf8.h"

/* A newline or tab is shown as a blank. */
static unsigned shown_width(uint32_t cp)
{
    return cp == '\n' || cp == '\t' ? 1 : utf8_width(cp);
}

static size_t shown_columns(const char *p, size_t len)
{
    size_t columns = 0;
    for (const char *end = p + len; p < end;)
        columns += shown_width(utf8_next(&p, end));
    return columns;
}

size_t columns_head(const char *p, size_t len, size_t columns)
{
    const char *at = p, *end = p + len;
    while (at < end) {
        const char *next = at;
        unsigned width = shown_width(utf8_next(&next, end));
        if (width > columns)
            break;
        columns -= width;
        at = next;
    }
    return (size_t)(at - p);
}

size_t columns_tail(const char *p, size_t len, size_t columns)
{
    const char *at = p + len;
    while (at > p) {
        const char *before = at;
        unsigned width = shown_width(utf8_previous(p, &before));
        if (width > columns)
            break;
        columns -= width;
        at = before;
    }
    return (size_t)(p + len - at);
}

bool columns_pad(struct buf *out, size_t columns)
{
    while (columns-- > 0)
        buf_putc(out, ' ');
    return buf_ok(out);
}

static void put_flat(struct buf *out, const char *p, size_t len)
{
    for (size_t i = 0; i < len; i++)
        buf_putc(out, p[i] == '\n' || p[i] == '\t' ? ' ' : p[i]);
}

bool columns_left(struct buf *out, const char *p, size_t len, size_t columns)
{
    size_t fit = columns_head(p, len, columns);
    bool cut = fit < len && columns > 0;
    if (cut)
        fit = columns_head(p, len, columns - 1);
    put_flat(out, p, fit);
    if (cut)
        buf_puts(out, "…");
    return columns_pad(out, columns - cut - shown_columns(p, fit));
}

bool columns_right(struct buf *out, const char *p, size_t len, size_t columns)
{
    size_t fit = columns_tail(p, len, columns);
    bool cut = fit < len && columns > 0;
    if (cut)
        fit = columns_tail(p, len, columns - 1);
    columns_pad(out, columns - cut - shown_columns(p + len - fit, fit));
    if (cut)
        buf_puts(out, "…");
    put_flat(out, p + len - fit, fit);
    return buf_ok(out);
}
