#include "query/snippet.h"

#include <string.h>

#include "base/utf8.h"

enum { LEAD_IN = 24 }; /* characters in front of the first span, at most */

static bool is_stop(uint32_t cp)
{
    return cp == 0x3002 || cp == 0xFF01 || cp == 0xFF1F || cp == 0xFF1B || cp == '!' || cp == '?' ||
           cp == ';';
}

/* Back from a span: to the start of its sentence or paragraph when that is near. */
static size_t window_start(const char *text, size_t at)
{
    const char *p = text + at;
    for (int n = 0; n < LEAD_IN && p > text; n++) {
        const char *before = p;
        uint32_t cp = utf8_previous(text, &before);
        if (cp == '\n' || is_stop(cp))
            break;
        p = before;
    }
    return (size_t)(p - text);
}

/* Forward by some characters, to the end of the paragraph at most. */
static size_t window_end(const char *text, size_t len, size_t from, size_t characters)
{
    const char *p = text + from, *end = text + len;
    while (p < end && *p != '\n' && characters-- > 0)
        utf8_next(&p, end);
    return (size_t)(p - text);
}

/* Each pattern counts fully once and a little for each repetition. */
static uint64_t window_weight(struct snippet s, const struct patterns *patterns, const struct span *spans,
                              size_t count, size_t first)
{
    bool seen[PATTERNS_MAX] = {false};
    uint64_t weight = 0;
    for (size_t i = first; i < count && spans[i].end <= s.to; i++) {
        uint64_t one = 16 * (uint64_t)patterns->items[spans[i].pattern].weight;
        weight += seen[spans[i].pattern] ? one / 16 : one;
        seen[spans[i].pattern] = true;
    }
    return weight;
}

struct snippet snippet_choose(const char *text, size_t len, const struct patterns *patterns,
                              const struct span *spans, size_t count, size_t characters)
{
    size_t start = 0;
    while (start < len && text[start] == '\n')
        start++;
    struct snippet best = {start, window_end(text, len, start, characters)};
    uint64_t most = 0;
    for (size_t i = 0; i < count; i++) {
        struct snippet s = {window_start(text, spans[i].start), 0};
        s.to = window_end(text, len, s.from, characters);
        uint64_t weight = window_weight(s, patterns, spans, count, i);
        if (weight > most) {
            most = weight;
            best = s;
        }
    }
    return best;
}

bool snippet_write(const char *text, size_t len, struct snippet s, const struct span *spans, size_t count,
                   const char *on, const char *off, struct buf *out)
{
    size_t at = s.from;
    if (s.from > 0 && text[s.from - 1] != '\n')
        buf_puts(out, "…");
    for (size_t i = 0; i < count; i++) {
        if (spans[i].start < at || spans[i].end > s.to)
            continue;
        buf_append(out, text + at, spans[i].start - at);
        buf_puts(out, on);
        buf_append(out, text + spans[i].start, spans[i].end - spans[i].start);
        buf_puts(out, off);
        at = spans[i].end;
    }
    buf_append(out, text + at, s.to - at);
    if (s.to < len && text[s.to] != '\n')
        buf_puts(out, "…");
    return buf_ok(out);
}
