/* utf8 - stepping through, checking, measuring and showing UTF-8.
 *
 * "Text" below is valid UTF-8, as decode.h guarantees; lengths are bytes,
 * counts are code points, widths are terminal columns. */
#ifndef JIANBAO_BASE_UTF8_H
#define JIANBAO_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Decodes one code point of untrusted bytes, strictly (RFC 3629: no
 * overlong forms, no surrogates, nothing above U+10FFFF).  Returns its length
 * in bytes, or 0 when p[0..] does not begin with a whole, valid one. */
size_t utf8_decode(const char *p, size_t len, uint32_t *cp);

/* Writes a code point's bytes (1..4) to out and returns how many. */
size_t utf8_encode(uint32_t cp, char out[4]);

/* How many of the bytes are valid, counted from the start. */
size_t utf8_valid_prefix(const char *p, size_t len);

/* The next code point of text, *p moved behind it.  *p < end. */
static inline uint32_t utf8_next(const char **p, const char *end)
{
    const unsigned char *s = (const unsigned char *)*p;
    ptrdiff_t left = end - *p;
    if (s[0] < 0x80) {
        *p += 1;
        return s[0];
    }
    if (s[0] < 0xE0 && left >= 2) {
        *p += 2;
        return (uint32_t)(s[0] & 0x1F) << 6 | (s[1] & 0x3F);
    }
    if (s[0] < 0xF0 && left >= 3) {
        *p += 3;
        return (uint32_t)(s[0] & 0x0F) << 12 | (uint32_t)(s[1] & 0x3F) << 6 | (s[2] & 0x3F);
    }
    if (left >= 4) {
        *p += 4;
        return (uint32_t)(s[0] & 0x07) << 18 | (uint32_t)(s[1] & 0x3F) << 12 |
               (uint32_t)(s[2] & 0x3F) << 6 | (s[3] & 0x3F);
    }
    *p = end; /* not text: a torn tail */
    return 0xFFFD;
}

/* The code point before p, and the start of it.  p > start. */
uint32_t utf8_previous(const char *start, const char **p);

size_t utf8_count(const char *p, size_t len); /* code points */
size_t utf8_offset(const char *p, size_t len, size_t count); /* bytes of the first `count` code points */

bool utf8_is_han(uint32_t cp);   /* ideographs, 〇 included, kana not */
bool utf8_is_space(uint32_t cp); /* ASCII blanks, U+00A0, U+2000..200B, U+3000 … */
bool utf8_is_bidi_control(uint32_t cp); /* U+202A..202E, U+2066..2069, U+200E, U+200F, U+061C */
bool utf8_is_zero_width(uint32_t cp);   /* U+200B..200D, U+2060, U+FEFF */

/* Full-width ASCII forms (！..～, U+3000) to their half-width twins; others unchanged. */
uint32_t utf8_half_width(uint32_t cp);

unsigned utf8_width(uint32_t cp); /* 0, 1 or 2 columns (UAX #11, wide and full-width = 2) */
size_t utf8_columns(const char *p, size_t len);

/* Prints untrusted bytes to a person: control, bidi and zero-width
 * characters become visible pictures (U+2400 block, <U+202E>), bad bytes
 * U+FFFD; \n and \t pass when keep_lines is set.  Returns false when the
 * stream failed. */
bool utf8_print_visible(FILE *out, const char *p, size_t len, bool keep_lines);

#endif
