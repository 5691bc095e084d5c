#include "base/idn.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

enum { LABEL_MAX = 63 };

/* RFC 3492, 5. */
enum { BASE = 36, T_MIN = 1, T_MAX = 26, SKEW = 38, DAMP = 700, FIRST_BIAS = 72, FIRST_CODE = 0x80 };

struct label {
    uint32_t code[LABEL_MAX];
    size_t len, basic; /* basic: how many are ASCII */
};

/* RFC 3492, 6.1. */
static uint32_t adapt(uint32_t delta, size_t points, bool first)
{
    uint32_t k = 0;
    delta = first ? delta / DAMP : delta / 2;
    delta += delta / (uint32_t)points;
    for (; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE)
        delta /= BASE - T_MIN;
    return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

/* A variable-length integer, its smallest digit first. */
static void append_integer(struct buf *out, uint32_t value, uint32_t bias)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    for (uint32_t k = BASE;; k += BASE) {
        uint32_t t = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
        if (value < t)
            break;
        buf_putc(out, digits[t + (value - t) % (BASE - t)]);
        value = (value - t) / (BASE - t);
    }
    buf_putc(out, digits[value]);
}

/* The smallest code point from `floor` on; the caller knows that there is one. */
static uint32_t next_code(const struct label *l, uint32_t floor)
{
    uint32_t least = UINT32_MAX;
    for (size_t i = 0; i < l->len; i++)
        if (l->code[i] >= floor && l->code[i] < least)
            least = l->code[i];
    return least;
}

/* RFC 3492, 6.3.  63 code points below 0x110000 cannot overflow the delta. */
static void append_punycode(struct buf *out, const struct label *l)
{
    uint32_t n = FIRST_CODE, delta = 0, bias = FIRST_BIAS;
    for (size_t i = 0; i < l->len; i++)
        if (l->code[i] < FIRST_CODE)
            buf_putc(out, (char)l->code[i]);
    if (l->basic > 0)
        buf_putc(out, '-');
    for (size_t done = l->basic; done < l->len; delta++, n++) {
        uint32_t code = next_code(l, n);
        delta += (code - n) * ((uint32_t)done + 1);
        n = code;
        for (size_t i = 0; i < l->len; i++) {
            delta += l->code[i] < n;
            if (l->code[i] != n)
                continue;
            append_integer(out, delta, bias);
            bias = adapt(delta, done + 1, done == l->basic);
            delta = 0;
            done++;
        }
    }
}

static bool append_label(struct buf *out, const struct label *l)
{
    size_t start = out->len;
    if (l->basic < l->len)
        buf_puts(out, "xn--");
    if (l->basic < l->len)
        append_punycode(out, l);
    else
        for (size_t i = 0; i < l->len; i++)
            buf_putc(out, (char)l->code[i]);
    return buf_ok(out) && out->len - start <= LABEL_MAX;
}

static uint32_t map(uint32_t c)
{
    if (c == 0x3002 || c == 0xFF61)
        return '.';
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFF01 - '!';
    return c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c;
}

static bool may_stand(uint32_t c)
{
    if (c < FIRST_CODE)
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    return c >= 0xA1 && !utf8_is_space(c) && !utf8_is_bidi_control(c) && !utf8_is_zero_width(c);
}

bool idn_to_ascii(const char *host, size_t len, struct buf *out)
{
    struct label label = {.len = 0};
    for (size_t i = 0, n; i < len; i += n) {
        uint32_t c;
        n = utf8_decode(host + i, len - i, &c);
        if (n == 0)
            return false;
        c = map(c);
        if (c == '.') {
            if (!append_label(out, &label))
                return false;
            buf_putc(out, '.');
            label.len = label.basic = 0;
        } else if (!may_stand(c) || label.len == LABEL_MAX) {
            return false;
        } else {
            label.code[label.len++] = c;
            label.basic += c < FIRST_CODE;
        }
    }
    return append_label(out, &label);
}
