#include "base/digest.h"

#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <zlib.h>

void digest_sha1(const void *bytes, size_t len, uint8_t out[SHA1_BYTES])
{
    digest_sha1_joined(bytes, len, NULL, 0, out);
}

void digest_sha1_joined(const void *a, size_t a_len, const void *b, size_t b_len, uint8_t out[SHA1_BYTES])
{
    struct sha1_ctx ctx;
    sha1_init(&ctx);
    if (a_len > 0)
        sha1_update(&ctx, a_len, a);
    if (b_len > 0)
        sha1_update(&ctx, b_len, b);
    sha1_digest(&ctx, SHA1_BYTES, out);
}

void digest_sha256(const void *bytes, size_t len, uint8_t out[SHA256_BYTES])
{
    struct sha256_ctx ctx;
    sha256_init(&ctx);
    sha256_update(&ctx, len, bytes);
    sha256_digest(&ctx, SHA256_BYTES, out);
}

uint32_t digest_crc32(const void *bytes, size_t len)
{
    return (uint32_t)crc32_z(0, bytes, len);
}

uint64_t digest_fnv1a(const void *bytes, size_t len)
{
    const uint8_t *p = bytes;
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ p[i]) * 0x100000001b3u;
    return hash;
}

void digest_hex(const uint8_t *bytes, size_t len, char *out)
{
    static const char digit[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        *out++ = digit[bytes[i] >> 4];
        *out++ = digit[bytes[i] & 15];
    }
    *out = '\0';
}

void digest_base32(const uint8_t *bytes, size_t len, char *out)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < len; i++) {
        bits = bits << 8 | bytes[i];
        held += 8;
        while (held >= 5) {
            held -= 5;
            *out++ = digit[bits >> held & 31];
        }
    }
    if (held > 0)
        *out++ = digit[bits << (5 - held) & 31];
    *out = '\0';
}
