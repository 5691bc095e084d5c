/* digest - SHA-1 and SHA-256 (libnettle), CRC-32 (zlib's polynomial), FNV-1a. */
#ifndef JIANBAO_BASE_DIGEST_H
#define JIANBAO_BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

enum { SHA1_BYTES = 20, SHA256_BYTES = 32 };

void digest_sha1(const void *bytes, size_t len, uint8_t out[SHA1_BYTES]);
void digest_sha1_joined(const void *a, size_t a_len, const void *b, size_t b_len,
                        uint8_t out[SHA1_BYTES]); /* of two pieces as if they were one */
void digest_sha256(const void *bytes, size_t len, uint8_t out[SHA256_BYTES]);
uint32_t digest_crc32(const void *bytes, size_t len);
uint64_t digest_fnv1a(const void *bytes, size_t len); /* for tables, not for trust */

void digest_hex(const uint8_t *bytes, size_t len, char *out);    /* 2 * len characters and a NUL */
void digest_base32(const uint8_t *bytes, size_t len, char *out); /* RFC 4648, as WARC digests are written */

#endif
