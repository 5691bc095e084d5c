#include "extract/lines.h"

#include <string.h>

#include "base/utf8.h"

/* Cuts blanks in front and tells how wide they were. */
static const char *skip_indent(const char *p, const char *end, uint32_t *indent)
{
    *indent = 0;
    while (p < end) {
        const char *next = p;
        uint32_t cp = utf8_next(&next, end);
        if (!utf8_is_space(cp) && cp != '\t')
            break;
        *indent += cp == 0x3000 ? 2 : cp == '\t' ? 4 : 1;
        p = next;
    }
    return p;
}

static const char *cut_end(const char *start, const char *end)
{
    while (end > start) {
        const char *before = end;
        uint32_t cp = utf8_previous(start, &before);
        if (!utf8_is_space(cp) && cp != '\t')
            break;
        end = before;
    }
    return end;
}

bool text_line_next(struct line_cursor *c, struct text_line *line)
{
    *line = (struct text_line){0};
    while (c->p < c->end) {
        const char *stop = memchr(c->p, '\n', (size_t)(c->end - c->p));
        const char *line_end = stop ? stop : c->end;
        line->text = skip_indent(c->p, line_end, &line->indent);
        line->len = (size_t)(cut_end(line->text, line_end) - line->text);
        line->number = ++c->number;
        c->p = stop ? stop + 1 : c->end;
        if (line->len > 0) {
            line->columns = (uint32_t)utf8_columns(line->text, line->len);
            return true;
        }
        line->gap++;
    }
    return false;
}
