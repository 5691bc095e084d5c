#include "extract/title.h"

#include <string.h>

#include "base/utf8.h"
#include "extract/title_text.h"

struct part {
    const char *p;
    size_t len;
    int chars;
};

/* The separator at p that parts a headline from names: its bytes, else 0. A
 * lone hyphen inside words (A-B) parts only when `loose`. */
static size_t separator_at(const char *text, const char *p, const char *end, bool loose)
{
    const char *q = p;
    uint32_t cp = utf8_next(&q, end);
    uint32_t half = utf8_half_width(cp);
    if (half == '_' || half == '|' || cp == 0x2015 || cp == 0x00BB)
        return (size_t)(q - p);
    if (half != '-' && cp != 0x2013 && cp != 0x2014 && half != '>')
        return 0;
    bool doubled = q < end && *q == *p;
    const char *before = p;
    bool spaced = p > text && utf8_is_space(utf8_previous(text, &before)) && q < end && *q == ' ';
    return doubled || spaced || loose ? (size_t)(q - p) : 0;
}

static struct part next_part(const char *text, const char **p, const char *end, bool loose)
{
    const char *start = *p;
    while (*p < end) {
        size_t n = separator_at(text, *p, end, loose);
        if (n > 0) {
            struct part part = {start, (size_t)(*p - start), 0};
            while (*p < end && (n = separator_at(text, *p, end, true)) > 0)
                *p += n;
            part.chars = (int)utf8_count(part.p, part.len);
            return part;
        }
        utf8_next(p, end);
    }
    return (struct part){start, (size_t)(end - start), (int)utf8_count(start, (size_t)(end - start))};
}

static struct part trimmed(struct part part)
{
    const char *end = part.p + part.len;
    while (part.p < end && *part.p == ' ')
        part.p++;
    while (end > part.p && end[-1] == ' ')
        end--;
    part.len = (size_t)(end - part.p);
    return part;
}

bool title_is_site(const struct credit_lexicon *lexicon, const char *text, size_t len)
{
    static const char *const endings[] = {".com", ".cn", ".net"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t n = strlen(endings[i]);
        if (len > n && memcmp(text + len - n, endings[i], n) == 0)
            return true;
    }
    return credit_is_organisation(lexicon, text, len);
}

static bool is_site_name(const struct credit_lexicon *lexicon, struct part part)
{
    part = trimmed(part);
    return title_is_site(lexicon, part.p, part.len);
}

/* The best part of <title>: the first, unless it is short or a name and a later one is longer. */
static struct part best_part(const struct credit_lexicon *lexicon, const char *text, size_t len, bool loose)
{
    const char *p = text, *end = text + len;
    struct part best = {text, 0, 0};
    while (p < end) {
        struct part part = next_part(text, &p, end, loose);
        bool name = is_site_name(lexicon, part) && part.chars <= 14;
        int weight = name ? part.chars / 3 : part.chars;
        bool first = best.len == 0;
        bool poor = best.chars < 6 || (is_site_name(lexicon, best) && best.chars <= 14);
        if (first || (poor && weight > best.chars / (poor ? 2 : 1)))
            best = part;
    }
    return trimmed(best);
}

const char *title_cut_suffix(const struct credit_lexicon *lexicon, const char *text, struct arena *arena)
{
    size_t len = strlen(text);
    struct part best = best_part(lexicon, text, len, false);
    if (best.len == len || best.len == 0) { /* "大案告破-河湾网": a lone hyphen, if a name stands behind */
        const char *p = text;
        struct part first = next_part(text, &p, text + len, true);
        struct part rest = {p, (size_t)(text + len - p), 0};
        if (first.chars >= 6 && is_site_name(lexicon, rest))
            best = trimmed(first);
    }
    return arena_copy(arena, best.p, best.len);
}
