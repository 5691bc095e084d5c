#include "extract/fingerprint.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum { HASH_DIGITS = 8, CHARACTERS_MAX = 16 * 1024 * 1024 };

/* Steps through the shingles of a text. */
struct shingles {
    const char *p, *end;
    uint32_t window[FINGERPRINT_SHINGLE]; /* a ring */
    size_t seen;
};

static bool counts(uint32_t cp)
{
    if (cp < 0x80)
        return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z');
    return utf8_is_han(cp);
}

/* splitmix32 (finalizer of MurmurHash3) over the characters in order. */
static uint32_t mix(uint32_t h)
{
    h ^= h >> 16;
    h *= 0x85EBCA6Bu;
    h ^= h >> 13;
    h *= 0xC2B2AE35u;
    return h ^ h >> 16;
}

static bool next_shingle(struct shingles *s, uint32_t *hash)
{
    while (s->p < s->end) {
        uint32_t cp = utf8_half_width(utf8_next(&s->p, s->end));
        if (cp >= 'A' && cp <= 'Z')
            cp += 'a' - 'A';
        if (!counts(cp))
            continue;
        s->window[s->seen++ % FINGERPRINT_SHINGLE] = cp;
        if (s->seen < FINGERPRINT_SHINGLE)
            continue;
        uint32_t h = 0;
        for (size_t i = 0; i < FINGERPRINT_SHINGLE; i++)
            h = h * 0x9E3779B1u + s->window[(s->seen + i) % FINGERPRINT_SHINGLE];
        *hash = mix(h);
        return true;
    }
    return false;
}

/* The smallest hashes, ascending, each once. */
struct sketch {
    uint32_t hashes[FINGERPRINT_HASHES];
    size_t len;
};

static void take(struct sketch *k, uint32_t hash)
{
    if (k->len == FINGERPRINT_HASHES && hash >= k->hashes[k->len - 1])
        return;
    size_t at = k->len;
    while (at > 0 && k->hashes[at - 1] > hash)
        at--;
    if (at > 0 && k->hashes[at - 1] == hash)
        return;
    size_t moved = k->len - at - (k->len == FINGERPRINT_HASHES);
    memmove(&k->hashes[at + 1], &k->hashes[at], moved * sizeof k->hashes[0]);
    k->hashes[at] = hash;
    k->len += k->len < FINGERPRINT_HASHES;
}

bool fingerprint_make(const char *text, size_t len, struct buf *out, struct fault *fault)
{
    struct shingles s = {.p = text, .end = text + len};
    struct sketch k = {.len = 0};
    uint32_t hash;
    while (next_shingle(&s, &hash))
        take(&k, hash);
    if (s.seen < FINGERPRINT_SHORTEST)
        return true;
    for (size_t i = 0; i < k.len; i++)
        buf_printf(out, "%08x", k.hashes[i]);
    return buf_check(out, "fingerprint", fault);
}

static bool read_sketch(const char *text, struct sketch *k)
{
    k->len = 0;
    for (size_t i = 0; text[i] != '\0' && k->len < FINGERPRINT_HASHES; i += HASH_DIGITS) {
        uint32_t hash = 0;
        for (size_t j = i; j < i + HASH_DIGITS; j++) {
            const char *digits = "0123456789abcdef";
            const char *at = text[j] ? strchr(digits, text[j]) : NULL;
            if (!at)
                return false;
            hash = hash << 4 | (uint32_t)(at - digits);
        }
        k->hashes[k->len++] = hash;
    }
    return k->len > 0;
}

/* Of the smallest hashes of the union, how many are in both. */
static unsigned resemblance(const uint32_t *a, size_t a_len, const uint32_t *b, size_t b_len, size_t most)
{
    size_t i = 0, j = 0, both = 0, all = 0;
    while (all < most && (i < a_len || j < b_len)) {
        bool in_a = i < a_len && (j == b_len || a[i] <= b[j]);
        bool in_b = j < b_len && (i == a_len || b[j] <= a[i]);
        i += in_a;
        j += in_b;
        both += in_a && in_b;
        all++;
    }
    return all ? (unsigned)(both * 1000 / all) : 0;
}

unsigned fingerprint_resemblance(const char *a, const char *b)
{
    struct sketch x, y;
    if (!read_sketch(a, &x) || !read_sketch(b, &y))
        return 0;
    size_t most = x.len > y.len ? x.len : y.len;
    return resemblance(x.hashes, x.len, y.hashes, y.len, most);
}

static int compare_hashes(const void *a, const void *b)
{
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

static uint32_t *all_hashes(const char *text, size_t len, size_t *count, struct fault *fault)
{
    size_t room = utf8_count(text, len);
    if (room > CHARACTERS_MAX) {
        fault_set(fault, FAULT_LIMIT, "text too long to be compared");
        return NULL;
    }
    uint32_t *hashes = malloc((room + 1) * sizeof *hashes);
    if (!hashes) {
        fault_set(fault, FAULT_MEMORY, "no memory to compare texts");
        return NULL;
    }
    struct shingles s = {.p = text, .end = text + len};
    size_t n = 0, kept = 0;
    while (n < room && next_shingle(&s, &hashes[n]))
        n++;
    qsort(hashes, n, sizeof *hashes, compare_hashes);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || hashes[i] != hashes[i - 1])
            hashes[kept++] = hashes[i];
    }
    *count = kept;
    return hashes;
}

bool fingerprint_compare(const char *a, size_t a_len, const char *b, size_t b_len, unsigned *result,
                         struct fault *fault)
{
    size_t x_len = 0, y_len = 0;
    uint32_t *x = all_hashes(a, a_len, &x_len, fault);
    uint32_t *y = x ? all_hashes(b, b_len, &y_len, fault) : NULL;
    if (y)
        *result = resemblance(x, x_len, y, y_len, SIZE_MAX);
    free(x);
    free(y);
    return y != NULL;
}
