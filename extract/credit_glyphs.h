/* credit_glyphs - the signs that part the words of a credit line, over UTF-8
 * text as it stands; full-width forms count as their half-width ones. */
#ifndef JIANBAO_EXTRACT_CREDIT_GLYPHS_H
#define JIANBAO_EXTRACT_CREDIT_GLYPHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/utf8.h"

static inline size_t char_len(const char *p, const char *end)
{
    const char *q = p;
    utf8_next(&q, end);
    return (size_t)(q - p);
}

static inline uint32_t char_at(const char *p, const char *end)
{
    return p < end ? utf8_half_width(utf8_next(&p, end)) : 0;
}

static inline const char *skip_blanks(const char *p, const char *end)
{
    while (p < end && utf8_is_space(char_at(p, end)))
        p += char_len(p, end);
    return p;
}

static inline size_t trim_end(const char *p, size_t len)
{
    while (len > 0) {
        const char *q = p + len;
        uint32_t cp = utf8_previous(p, &q);
        if (!utf8_is_space(cp))
            break;
        len = (size_t)(q - p);
    }
    return len;
}

static inline bool is_colon(uint32_t cp)
{
    return cp == ':' || cp == 0x2236;
}

static inline bool is_bar(uint32_t cp)
{
    return cp == '/' || cp == '|' || cp == 0x2571 || cp == 0x4E28 || cp == 0x2502 || cp == 0x2223 ||
           cp == 0x258F;
}

static inline bool is_opener(uint32_t cp)
{
    return cp == '(' || cp == '[' || cp == 0x3010 || cp == 0x3014 || cp == '{' || cp == 0x300A ||
           cp == 0x3008;
}

static inline bool is_closer(uint32_t cp)
{
    return cp == ')' || cp == ']' || cp == 0x3011 || cp == 0x3015 || cp == '}' || cp == 0x300B ||
           cp == 0x3009;
}

static inline bool is_letter(uint32_t cp)
{
    return (cp | 0x20) >= 'a' && (cp | 0x20) <= 'z';
}

static inline bool is_digit(uint32_t cp)
{
    return cp >= '0' && cp <= '9';
}

/* Between words of a line: neither Han nor letter before. Digits (a glued date) and signs are boundaries. */
static inline bool boundary_before(const char *text, const char *p, const char *end)
{
    if (p == text)
        return true;
    const char *q = p;
    uint32_t cp = utf8_previous(text, &q);
    return !utf8_is_han(cp) && !(is_letter(cp) && is_letter(char_at(p, end)));
}

#endif
