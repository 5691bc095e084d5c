#include "query/paint.h"

#include "base/utf8.h"

static const char *mark_text(char mark, bool colour, bool *bracket)
{
    bool close = *bracket && mark == PAINT_OFF[0];
    if (mark == PAINT_OFF[0])
        *bracket = false;
    if (mark == PAINT_ON[0])
        *bracket = true;
    if (!colour)
        return mark == PAINT_ON[0] ? "【" : close ? "】" : "";
    if (mark == PAINT_ON[0])
        return "\033[1;31m";
    if (mark == PAINT_BOLD[0])
        return "\033[1m";
    return mark == PAINT_DIM[0] ? "\033[2m" : "\033[0m";
}

bool paint(FILE *out, const char *p, size_t len, bool colour)
{
    bool ok = true, bracket = false;
    const char *end = p + len, *from = p;
    for (; p < end; p++) {
        if (*p < PAINT_ON[0] || *p > PAINT_OFF[0])
            continue;
        ok = utf8_print_visible(out, from, (size_t)(p - from), true) &&
             fputs(mark_text(*p, colour, &bracket), out) >= 0 && ok;
        from = p + 1;
    }
    return utf8_print_visible(out, from, (size_t)(end - from), true) && ok;
}
