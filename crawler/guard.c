#include "crawler/guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static const struct address_range v4_closed[] = {
    {{0}, 8},             {{10}, 8},           {{100, 64}, 10},     {{127}, 8},         {{169, 254}, 16},
    {{172, 16}, 12},      {{192, 0, 0}, 24},   {{192, 0, 2}, 24},   {{192, 88, 99}, 24}, {{192, 168}, 16},
    {{198, 18}, 15},      {{198, 51, 100}, 24}, {{203, 0, 113}, 24}, {{224}, 4},         {{240}, 4},
};

static const struct address_range v6_closed[] = {
    {{0}, 96},                                  /* ::, ::1 and IPv4-compatible */
    {{0, 0x64, 0xFF, 0x9B, 0, 1}, 48},          /* local NAT64 */
    {{1, 0}, 64},                               /* discard */
    {{0x20, 0x01}, 23},                         /* protocol assignments, Teredo */
    {{0x20, 0x01, 0x0D, 0xB8}, 32},             /* documentation */
    {{0x3F, 0xFF}, 20},                         /* documentation */
    {{0x5F, 0}, 16},                            /* segment routing */
    {{0xFC}, 7},                                /* unique local */
    {{0xFE, 0x80}, 10},                         /* link-local */
    {{0xFE, 0xC0}, 10},                         /* site-local */
    {{0xFF}, 8},                                /* multicast */
};

static const uint8_t mapped_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
static const uint8_t nat64_prefix[12] = {0, 0x64, 0xFF, 0x9B};

static bool in_range(const uint8_t *address, const struct address_range *range)
{
    unsigned whole = range->bits / 8, rest = range->bits % 8;
    if (memcmp(address, range->bytes, whole) != 0)
        return false;
    return rest == 0 || ((address[whole] ^ range->bytes[whole]) >> (8 - rest)) == 0;
}

static bool in_any(const uint8_t *address, const struct address_range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (in_range(address, &ranges[i]))
            return true;
    return false;
}

static bool v4_is_closed(const uint8_t *v4)
{
    return in_any(v4, v4_closed, sizeof v4_closed / sizeof v4_closed[0]);
}

static bool is_closed(const uint8_t a[16])
{
    if (memcmp(a, mapped_prefix, 12) == 0 || memcmp(a, nat64_prefix, 12) == 0)
        return v4_is_closed(a + 12);
    if (a[0] == 0x20 && a[1] == 0x02) /* 6to4 */
        return v4_is_closed(a + 2);
    return in_any(a, v6_closed, sizeof v6_closed / sizeof v6_closed[0]);
}

bool guard_permits(const struct guard *g, const struct sockaddr *address)
{
    uint8_t a[16];
    if (address->sa_family == AF_INET) {
        memcpy(a, mapped_prefix, 12);
        memcpy(a + 12, &((const struct sockaddr_in *)(const void *)address)->sin_addr, 4);
    } else if (address->sa_family == AF_INET6) {
        memcpy(a, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, 16);
    } else {
        return false;
    }
    return in_any(a, g->open, g->count) || !is_closed(a);
}

/* The digits behind the slash; false when they are none or too many. */
static bool parse_bits(const char *text, unsigned max, unsigned *bits)
{
    *bits = 0;
    for (const char *p = text; *p; p++) {
        if (*p < '0' || *p > '9' || *bits > max)
            return false;
        *bits = *bits * 10 + (unsigned)(*p - '0');
    }
    return *text && *bits <= max;
}

bool guard_open(struct guard *g, const char *cidr, struct fault *fault)
{
    char text[64];
    size_t len = strcspn(cidr, "/");
    struct address_range range = {.bits = 128};
    bool v4 = false, ok = len > 0 && len < sizeof text && g->count < GUARD_RANGES;
    if (ok) {
        memcpy(text, cidr, len);
        text[len] = '\0';
        v4 = inet_pton(AF_INET, text, range.bytes + 12) == 1;
        ok = v4 || inet_pton(AF_INET6, text, range.bytes) == 1;
    }
    if (v4)
        memcpy(range.bytes, mapped_prefix, 12);
    if (ok && cidr[len] == '/') {
        ok = parse_bits(cidr + len + 1, v4 ? 32 : 128, &range.bits);
        range.bits += v4 ? 96 : 0;
    }
    if (!ok)
        return fault_set(fault, FAULT_USAGE, "'%.60s' is no address range (such as 10.0.0.0/8)", cidr);
    g->open[g->count++] = range;
    return true;
}
