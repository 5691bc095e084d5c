#include "query/amount.h"

#include <string.h>

#include "base/utf8.h"

/* Digits without their point, and how many stand behind it. */
struct digits {
    char text[AMOUNT_DIGITS_MAX];
    size_t len;
    int behind; /* negative: zeros are missing at the end */
};

static bool read_numeral(const char **p, const char *end, struct digits *d)
{
    bool point = false, any = false;
    while (*p < end) {
        const char *next = *p;
        uint32_t cp = utf8_half_width(utf8_next(&next, end));
        bool digit = cp >= '0' && cp <= '9';
        if (!digit && !(cp == ',' && any) && !(cp == '.' && any && !point))
            break;
        *p = next;
        if (cp == '.')
            point = true;
        if (!digit)
            continue;
        any = true;
        d->behind += point;
        if (d->len == 0 && cp == '0' && !point)
            continue;
        if (d->len == sizeof d->text)
            return false;
        d->text[d->len++] = (char)cp;
    }
    return any;
}

/* 万 亿 千 百 十, in both scripts, one behind the other (千万, 万亿). */
static int read_scale(const char **p, const char *end)
{
    static const struct {
        const char *word;
        int zeros;
    } scales[] = {{"亿", 8}, {"億", 8}, {"万", 4}, {"萬", 4}, {"千", 3}, {"百", 2}, {"十", 1}};
    int zeros = 0;
    for (size_t i = 0; i < sizeof scales / sizeof scales[0]; ) {
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

static bool write_decimal(struct digits *d, char *out)
{
    while (d->behind > 0 && d->len > 0 && d->text[d->len - 1] == '0')
        d->len--, d->behind--;
    size_t zeros = d->behind < 0 ? (size_t)-d->behind : 0;
    size_t behind = d->behind > 0 ? (size_t)d->behind : 0;
    if (d->len + zeros > AMOUNT_DIGITS_MAX || behind > AMOUNT_DIGITS_MAX)
        return false;
    size_t n = 0, whole = d->len > behind ? d->len - behind : 0;
    memcpy(out, d->text, whole);
    n = whole;
    memset(out + n, '0', d->len > 0 ? zeros : 0);
    n += d->len > 0 ? zeros : 0;
    if (n == 0)
        out[n++] = '0';
    if (d->len > 0 && behind > 0) {
        size_t pad = behind > d->len ? behind - d->len : 0;
        if (n + 1 + behind > AMOUNT_DIGITS_MAX + 3)
            return false;
        out[n++] = '.';
        memset(out + n, '0', pad);
        memcpy(out + n + pad, d->text + whole, d->len - whole);
        n += behind;
    }
    out[n] = '\0';
    return true;
}

bool amount_parse(const char *text, size_t len, struct amount *amount)
{
    const char *p = text, *end = text + len;
    struct digits d = {.len = 0};
    if (!read_numeral(&p, end, &d))
        return false;
    d.behind -= read_scale(&p, end);
    if (!write_decimal(&d, amount->value))
        return false;
    while (p < end) { /* 1.17个亿, 100 万 */
        const char *next = p;
        uint32_t cp = utf8_next(&next, end);
        if (!utf8_is_space(cp))
            break;
        p = next;
    }
    amount->unit = p;
    amount->unit_len = (size_t)(end - p);
    return true;
}

static const char *skip_zeros(const char *p)
{
    while (*p == '0')
        p++;
    return p;
}

static int compare_positive(const char *a, const char *b)
{
    a = skip_zeros(a);
    b = skip_zeros(b);
    size_t a_whole = strspn(a, "0123456789"), b_whole = strspn(b, "0123456789");
    if (a_whole != b_whole)
        return a_whole < b_whole ? -1 : 1;
    int order = memcmp(a, b, a_whole);
    if (order)
        return order < 0 ? -1 : 1;
    const char *x = a[a_whole] == '.' ? a + a_whole + 1 : "", *y = b[b_whole] == '.' ? b + b_whole + 1 : "";
    for (; *x || *y; x += *x != '\0', y += *y != '\0') {
        char c = *x ? *x : '0', d = *y ? *y : '0';
        if (c != d)
            return c < d ? -1 : 1;
    }
    return 0;
}

int decimal_compare_text(const char *a, const char *b)
{
    bool a_minus = *a == '-', b_minus = *b == '-';
    if (a_minus != b_minus)
        return a_minus ? -1 : 1;
    int order = compare_positive(a + a_minus, b + b_minus);
    return a_minus ? -order : order;
}
