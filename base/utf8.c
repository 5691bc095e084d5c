#include "base/utf8.h"

size_t utf8_decode(const char *p, size_t len, uint32_t *cp)
{
    const unsigned char *s = (const unsigned char *)p;
    if (len == 0)
        return 0;
    if (s[0] < 0x80) {
        *cp = s[0];
        return 1;
    }
    size_t need = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
    if (s[0] < 0xC2 || s[0] > 0xF4 || len < need)
        return 0;
    uint32_t c = s[0] & (0x7Fu >> need);
    for (size_t i = 1; i < need; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (s[i] & 0x3Fu);
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (c < least[need] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 0;
    *cp = c;
    return need;
}

size_t utf8_encode(uint32_t cp, char out[4])
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

size_t utf8_valid_prefix(const char *p, size_t len)
{
    size_t i = 0;
    while (i < len) {
        if ((unsigned char)p[i] < 0x80) {
            i++;
            continue;
        }
        uint32_t cp;
        size_t n = utf8_decode(p + i, len - i, &cp);
        if (n == 0)
            break;
        i += n;
    }
    return i;
}

uint32_t utf8_previous(const char *start, const char **p)
{
    const char *end = *p, *q = end - 1;
    while (q > start && end - q < 4 && ((unsigned char)*q & 0xC0) == 0x80)
        q--;
    *p = q;
    return utf8_next(&q, end);
}

size_t utf8_count(const char *p, size_t len)
{
    size_t count = 0;
    for (size_t i = 0; i < len; i++)
        count += ((unsigned char)p[i] & 0xC0) != 0x80;
    return count;
}

size_t utf8_offset(const char *p, size_t len, size_t count)
{
    size_t i = 0;
    for (; i < len; i++)
        if (((unsigned char)p[i] & 0xC0) != 0x80 && count-- == 0)
            break;
    return i;
}

bool utf8_is_han(uint32_t cp)
{
    return (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0x3400 && cp <= 0x4DBF) || cp == 0x3007 ||
           (cp >= 0xF900 && cp <= 0xFAFF) || (cp >= 0x20000 && cp <= 0x323AF);
}

bool utf8_is_space(uint32_t cp)
{
    return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0xA0 || cp == 0x1680 || cp == 0x3000 ||
           (cp >= 0x2000 && cp <= 0x200B) || cp == 0x2028 || cp == 0x2029 || cp == 0x202F || cp == 0x205F ||
           cp == 0xFEFF;
}

bool utf8_is_bidi_control(uint32_t cp)
{
    return (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0x200E || cp == 0x200F ||
           cp == 0x061C;
}

bool utf8_is_zero_width(uint32_t cp)
{
    return (cp >= 0x200B && cp <= 0x200D) || cp == 0x2060 || cp == 0xFEFF;
}

uint32_t utf8_half_width(uint32_t cp)
{
    if (cp >= 0xFF01 && cp <= 0xFF5E)
        return cp - 0xFEE0;
    return cp == 0x3000 ? ' ' : cp;
}

static bool is_wide(uint32_t cp)
{
    return (cp >= 0x1100 && cp <= 0x115F) || (cp >= 0x2E80 && cp <= 0xA4CF && cp != 0x303F) ||
           (cp >= 0xAC00 && cp <= 0xD7A3) || (cp >= 0xF900 && cp <= 0xFAFF) ||
           (cp >= 0xFE30 && cp <= 0xFE6F) || (cp >= 0xFF00 && cp <= 0xFF60) ||
           (cp >= 0xFFE0 && cp <= 0xFFE6) || (cp >= 0x1F300 && cp <= 0x1FAFF) ||
           (cp >= 0x20000 && cp <= 0x3FFFD);
}

unsigned utf8_width(uint32_t cp)
{
    if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || utf8_is_zero_width(cp) || utf8_is_bidi_control(cp) ||
        (cp >= 0x0300 && cp <= 0x036F) || (cp >= 0xFE00 && cp <= 0xFE0F))
        return 0;
    return cp >= 0x1100 && is_wide(cp) ? 2 : 1;
}

size_t utf8_columns(const char *p, size_t len)
{
    const char *end = p + len;
    size_t columns = 0;
    while (p < end)
        columns += utf8_width(utf8_next(&p, end));
    return columns;
}

/* How a person sees a character that must not act on the terminal: C0 as
 * U+2400.., the rest by number.  0 = it may pass. */
static size_t visible_form(uint32_t cp, char *out, size_t size)
{
    if (cp < 0x20)
        return utf8_encode(0x2400 + cp, out);
    if (cp == 0x7F)
        return utf8_encode(0x2421, out);
    if ((cp >= 0x80 && cp < 0xA0) || utf8_is_bidi_control(cp) || utf8_is_zero_width(cp) || cp == 0x2028 ||
        cp == 0x2029 || (cp >= 0xE0000 && cp <= 0xE007F)) {
        int n = snprintf(out, size, "<U+%04X>", (unsigned)cp);
        return n > 0 ? (size_t)n : 0;
    }
    return 0;
}

bool utf8_print_visible(FILE *out, const char *p, size_t len, bool keep_lines)
{
    for (size_t i = 0; i < len;) {
        uint32_t cp = 0xFFFD;
        size_t n = utf8_decode(p + i, len - i, &cp);
        bool kept = keep_lines && (cp == '\n' || cp == '\t');
        char form[16];
        size_t shown = kept ? 0 : n == 0 ? utf8_encode(0xFFFD, form) : visible_form(cp, form, sizeof form);
        if (shown > 0)
            fwrite(form, 1, shown, out);
        else
            fwrite(p + i, 1, n, out);
        i += n > 0 ? n : 1;
    }
    return !ferror(out);
}
