#include "query/amount.h"

#include <string.h>

#include "base/utf8.h"
#include "extract/decimal.h"

enum { NUMERAL_BYTES = 64 };

/* The digits, commas and point at *p, half-width; *p moves behind them. */
static bool read_numeral(const char **p, const char *end, struct decimal *d)
{
    char ascii[NUMERAL_BYTES];
    size_t len = 0;
    const char *from = *p;
    for (const char *next = from; next < end && len < sizeof ascii;) {
        uint32_t cp = utf8_half_width(utf8_next(&next, end));
        if (!(cp >= '0' && cp <= '9') && cp != ',' && cp != '.')
            break;
        ascii[len++] = (char)cp;
    }
    size_t used = len > 0 ? decimal_parse(ascii, len, d) : 0;
    *p = from + utf8_offset(from, (size_t)(end - from), used);
    return used > 0;
}

/* 万 亿 千 百 十, in both scripts, one behind the other (千万, 万亿). */
static int read_scale(const char **p, const char *end)
{
    static const struct {
        const char *word;
        int zeros;
    } scales[] = {{"亿", 8}, {"億", 8}, {"万", 4}, {"萬", 4}, {"千", 3}, {"百", 2}, {"十", 1}};
    int zeros = 0;
    for (size_t i = 0; i < sizeof scales / sizeof scales[0];) {
        size_t len = strlen(scales[i].word);
        if ((size_t)(end - *p) < len || memcmp(*p, scales[i].word, len) != 0) {
            i++;
            continue;
        }
        zeros += scales[i].zeros;
        *p += len;
        i = zeros > 16 ? sizeof scales / sizeof scales[0] : 0;
    }
    return zeros;
}

bool amount_parse(const char *text, size_t len, struct amount *amount)
{
    const char *p = text, *end = text + len;
    struct decimal d;
    if (!read_numeral(&p, end, &d))
        return false;
    decimal_shift(&d, read_scale(&p, end));
    if (d.overflow)
        return false;
    decimal_print(&d, amount->value);
    amount->unit = p;
    amount->unit_len = (size_t)(end - p);
    return true;
}

int decimal_compare_text(const char *a, const char *b)
{
    struct decimal x, y;
    bool a_minus = *a == '-', b_minus = *b == '-';
    if (a_minus != b_minus)
        return a_minus ? -1 : 1;
    if (decimal_parse(a + a_minus, strlen(a + a_minus), &x) == 0)
        x = decimal_from(0);
    if (decimal_parse(b + b_minus, strlen(b + b_minus), &y) == 0)
        y = decimal_from(0);
    int order = decimal_compare(&x, &y);
    return a_minus ? -order : order;
}
