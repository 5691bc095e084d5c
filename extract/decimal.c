/* decimal.c - schoolbook arithmetic on decimal digits. */
#include "extract/decimal.h"

#include <string.h>

static void trim(struct decimal *d)
{
    unsigned zeros = 0;
    while (zeros < d->fraction && zeros < d->count && d->digit[zeros] == 0)
        zeros++;
    if (zeros > 0) {
        memmove(d->digit, d->digit + zeros, d->count - zeros);
        d->count = (uint8_t)(d->count - zeros);
        d->fraction = (uint8_t)(d->fraction - zeros);
    }
    while (d->count > 0 && d->digit[d->count - 1] == 0)
        d->count--;
    if (d->count == 0)
        d->fraction = 0;
}

struct decimal decimal_from(unsigned long value)
{
    struct decimal d = {0};
    for (; value > 0; value /= 10)
        d.digit[d.count++] = (uint8_t)(value % 10);
    return d;
}

void decimal_push(struct decimal *d, unsigned digit)
{
    if (d->count == 0 && digit == 0)
        return;
    if (d->count == DECIMAL_DIGITS) {
        d->overflow = true;
        return;
    }
    memmove(d->digit + 1, d->digit, d->count);
    d->digit[0] = (uint8_t)digit;
    d->count++;
}

static void push_fraction(struct decimal *d, unsigned digit)
{
    if (d->count == DECIMAL_DIGITS || d->fraction >= DECIMAL_DIGITS - 1) {
        d->overflow = true;
        return;
    }
    memmove(d->digit + 1, d->digit, d->count);
    d->digit[0] = (uint8_t)digit;
    d->count++;
    d->fraction++;
}

void decimal_shift(struct decimal *d, int power)
{
    for (; power > 0; power--) {
        if (d->fraction > 0)
            d->fraction--;
        else
            decimal_push(d, 0);
    }
    for (; power < 0 && d->count > 0; power++) {
        if (d->fraction < DECIMAL_DIGITS - 1)
            d->fraction++;
        else
            d->overflow = true;
    }
    trim(d);
}

/* The same number with at least this many places behind the point. */
static void widen(struct decimal *d, unsigned places)
{
    while (d->fraction < places && !d->overflow) {
        if (d->count == 0)
            d->fraction = (uint8_t)places;
        else
            push_fraction(d, 0);
    }
}

static void align(struct decimal *a, struct decimal *b)
{
    widen(a, b->fraction);
    widen(b, a->fraction);
}

void decimal_add(struct decimal *d, const struct decimal *more)
{
    struct decimal b = *more;
    align(d, &b);
    d->overflow = d->overflow || b.overflow;
    unsigned carry = 0;
    for (unsigned i = 0; i < b.count || carry > 0; i++) {
        if (i == DECIMAL_DIGITS) {
            d->overflow = true;
            break;
        }
        unsigned sum = carry + (i < d->count ? d->digit[i] : 0U) + (i < b.count ? b.digit[i] : 0U);
        d->digit[i] = (uint8_t)(sum % 10);
        carry = sum / 10;
        if (i >= d->count)
            d->count = (uint8_t)(i + 1);
    }
    trim(d);
}

/* Behind the point a number may be shorter than its places (0.05 is one digit
 * with fraction 2), so places are compared after widening both. */
int decimal_compare(const struct decimal *x, const struct decimal *y)
{
    struct decimal a = *x, b = *y;
    if (a.overflow || b.overflow)
        return (int)a.overflow - (int)b.overflow;
    align(&a, &b);
    unsigned top = a.count > b.count ? a.count : b.count;
    for (unsigned i = top; i-- > 0;) {
        unsigned p = i < a.count ? a.digit[i] : 0U, q = i < b.count ? b.digit[i] : 0U;
        if (p != q)
            return p < q ? -1 : 1;
    }
    return 0;
}

struct decimal decimal_difference(const struct decimal *x, const struct decimal *y)
{
    bool less = decimal_compare(x, y) < 0;
    struct decimal a = less ? *y : *x, b = less ? *x : *y;
    align(&a, &b);
    int borrow = 0;
    for (unsigned i = 0; i < a.count; i++) {
        int left = (int)a.digit[i] - borrow - (i < b.count ? (int)b.digit[i] : 0);
        borrow = left < 0;
        a.digit[i] = (uint8_t)(left + 10 * borrow);
    }
    trim(&a);
    return a;
}

struct decimal decimal_multiply(const struct decimal *a, const struct decimal *b)
{
    struct decimal product = {0};
    if (a->fraction + b->fraction >= DECIMAL_DIGITS || a->count + b->count > DECIMAL_DIGITS) {
        product.overflow = true;
        return product;
    }
    unsigned sum[DECIMAL_DIGITS] = {0};
    for (unsigned i = 0; i < a->count; i++)
        for (unsigned j = 0; j < b->count; j++)
            sum[i + j] += (unsigned)a->digit[i] * b->digit[j];
    unsigned carry = 0;
    for (unsigned i = 0; i < DECIMAL_DIGITS; i++) {
        unsigned here = sum[i] + carry;
        product.digit[i] = (uint8_t)(here % 10);
        carry = here / 10;
    }
    product.count = (uint8_t)(a->count + b->count);
    product.fraction = (uint8_t)(a->fraction + b->fraction);
    product.overflow = a->overflow || b->overflow;
    trim(&product);
    return product;
}

void decimal_divide(struct decimal *d, unsigned long divisor, unsigned places)
{
    if (divisor == 0 || divisor > 1000000000UL) {
        d->overflow = true;
        return;
    }
    struct decimal quotient = {.overflow = d->overflow};
    unsigned long rest = 0;
    for (unsigned i = d->count; i-- > 0;) {
        rest = rest * 10 + d->digit[i];
        decimal_push(&quotient, (unsigned)(rest / divisor));
        rest %= divisor;
    }
    quotient.fraction = d->fraction;
    while (rest > 0 && quotient.fraction < places && !quotient.overflow) {
        rest *= 10;
        decimal_push(&quotient, (unsigned)(rest / divisor));
        quotient.fraction++;
        rest %= divisor;
    }
    if (rest * 2 >= divisor) {
        struct decimal unit = decimal_from(1);
        unit.fraction = quotient.fraction;
        decimal_add(&quotient, &unit);
    }
    trim(&quotient);
    *d = quotient;
}

bool decimal_is_zero(const struct decimal *d)
{
    return d->count == 0 && !d->overflow;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A comma counts when exactly three digits follow it. */
static bool is_group(const char *p, const char *end)
{
    return end - p >= 4 && *p == ',' && is_digit(p[1]) && is_digit(p[2]) && is_digit(p[3]) &&
           (end - p == 4 || !is_digit(p[4]));
}

size_t decimal_parse(const char *text, size_t len, struct decimal *out)
{
    const char *p = text, *end = text + len;
    struct decimal d = {0};
    for (; p < end && (is_digit(*p) || (p > text && is_group(p, end))); p++)
        if (*p != ',')
            decimal_push(&d, (unsigned)(*p - '0'));
    if (p == text)
        return 0;
    if (end - p >= 2 && *p == '.' && is_digit(p[1]))
        for (p++; p < end && is_digit(*p); p++) {
            if (d.count == 0 && *p == '0' && d.fraction < DECIMAL_DIGITS - 1)
                d.fraction++; /* a leading zero behind the point is no digit yet */
            else
                push_fraction(&d, (unsigned)(*p - '0'));
        }
    trim(&d);
    *out = d;
    return (size_t)(p - text);
}

const char *decimal_print(const struct decimal *d, char out[DECIMAL_TEXT_MAX])
{
    unsigned len = 0, top = d->count > d->fraction ? d->count : d->fraction + 1U;
    for (unsigned i = top; i-- > 0;) {
        out[len++] = (char)('0' + (i < d->count ? d->digit[i] : 0));
        if (i == d->fraction && i > 0)
            out[len++] = '.';
    }
    out[len] = '\0';
    return out;
}
