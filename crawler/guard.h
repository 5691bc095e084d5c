/* guard - which network addresses a crawl may connect to.
 *
 * Everything that is not the public internet is refused: loopback, private,
 * shared, link-local (the metadata services of clouds among them), multicast,
 * documentation and reserved ranges of the IANA special-purpose registries,
 * and IPv6 forms that carry such an IPv4 address (mapped, compatible, NAT64,
 * 6to4).  The question is put for each address at connect time, so neither a
 * redirect nor a second answer of the name service gets around it. */
#ifndef JIANBAO_CRAWLER_GUARD_H
#define JIANBAO_CRAWLER_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/fault.h"

enum { GUARD_RANGES = 64 };

struct address_range {
    uint8_t bytes[16]; /* IPv4 addresses as mapped ones */
    unsigned bits;
};

struct guard {
    struct address_range open[GUARD_RANGES];
    size_t count;
};

/* Opens a range, "127.0.0.1/32", "fd00::/8", or one address.  FAULT_USAGE when it is none. */
bool guard_open(struct guard *g, const char *cidr, struct fault *fault);

bool guard_permits(const struct guard *g, const struct sockaddr *address);

#endif
