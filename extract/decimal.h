/* decimal - exact decimal numbers without a sign, as figures are printed.
 *
 * A number is an integer of up to DECIMAL_DIGITS digits times a power of ten;
 * no operation rounds but decimal_divide().  What does not fit sets
 * `overflow`, which sticks and makes the number compare as larger than all. */
#ifndef JIANBAO_EXTRACT_DECIMAL_H
#define JIANBAO_EXTRACT_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DECIMAL_DIGITS = 40, DECIMAL_TEXT_MAX = DECIMAL_DIGITS + 4 };

struct decimal {
    uint8_t digit[DECIMAL_DIGITS]; /* least significant first */
    uint8_t count;                 /* digits in use; 0 is the number zero */
    uint8_t fraction;              /* how many of them stand behind the point */
    bool overflow;
};

struct decimal decimal_from(unsigned long value);

/* Reads "277000000000", "13.8", "1,234.5"; full ASCII only.  Returns how many
 * bytes belong to the number, 0 when there is none. */
size_t decimal_parse(const char *text, size_t len, struct decimal *out);

/* Without leading or trailing zeros: "277000000000", "13.8", "0.25". */
const char *decimal_print(const struct decimal *d, char out[DECIMAL_TEXT_MAX]);

void decimal_push(struct decimal *d, unsigned digit); /* times ten plus a digit */
void decimal_shift(struct decimal *d, int power);     /* times ten to the power, -20..20 */
void decimal_add(struct decimal *d, const struct decimal *more);
struct decimal decimal_difference(const struct decimal *a, const struct decimal *b); /* |a - b| */
struct decimal decimal_multiply(const struct decimal *a, const struct decimal *b);

/* Divides by 1..10^9, rounded half up at `places` behind the point when it
 * does not come out even. */
void decimal_divide(struct decimal *d, unsigned long divisor, unsigned places);

int decimal_compare(const struct decimal *a, const struct decimal *b); /* -1, 0, 1 */
bool decimal_is_zero(const struct decimal *d);

#endif
