/* glass_pack - numbers and strings as Xapian's Glass tables hold them (its common/pack.h).
 *
 * Each function writes at `p` and returns the place behind what it wrote. */
#ifndef JIANBAO_INDEX_GLASS_PACK_H
#define JIANBAO_INDEX_GLASS_PACK_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { PACK_UINT_MAX = 10, PACK_SORTED_MAX = 6 }; /* bytes */

/* Seven bits a byte, the lowest first; a set high bit says that more follow. */
static inline uint8_t *pack_uint(uint8_t *p, uint64_t n)
{
    for (; n >= 0x80; n >>= 7)
        *p++ = (uint8_t)(n | 0x80);
    *p++ = (uint8_t)n;
    return p;
}

static inline uint8_t *pack_bytes(uint8_t *p, const void *bytes, size_t len)
{
    memcpy(p, bytes, len);
    return p + len;
}

/* The lowest byte first, without zeros at its end: for the last thing in a key. */
static inline uint8_t *pack_uint_last(uint8_t *p, uint32_t n)
{
    for (; n; n >>= 8)
        *p++ = (uint8_t)n;
    return p;
}

/* A document number that compares as the number does: two bytes below 0x8000,
 * else as many leading ones as bytes follow the first, less one. */
static inline uint8_t *pack_sorted(uint8_t *p, uint32_t n)
{
    unsigned len = n < 0x8000 ? 2 : n < 0x400000 ? 3 : n < 0x20000000 ? 4 : 5;
    p[0] = (uint8_t)(0xFF << (10 - len) & (len > 2 ? 0xFF : 0));
    for (unsigned i = len; i-- > 0; n >>= 8)
        p[i] = (uint8_t)(i == 0 ? p[0] | (n & 0xFF) : n & 0xFF);
    return p + len;
}

/* A term as the beginning of a key: a NUL in it is followed by 0xFF. */
static inline uint8_t *pack_term(uint8_t *p, const char *term, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        *p++ = (uint8_t)term[i];
        if (term[i] == '\0')
            *p++ = 0xFF;
    }
    return p;
}

#endif
