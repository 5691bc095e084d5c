/* idn - the names of hosts in other letters than ASCII, as the name service
 * and HTTP know them: A-labels, "中文.example" → "xn--fiq228c.example" (RFC
 * 5890, with the Punycode of RFC 3492).
 *
 * Of the mappings of UTS #46 those are made that Chinese pages need: ASCII to
 * lower case, full-width forms to ASCII, the ideographic full stop to a dot.
 * Capitals of other scripts stay as they are. */
#ifndef JIANBAO_BASE_IDN_H
#define JIANBAO_BASE_IDN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Appends the ASCII form of a host in UTF-8.  False, with part of it appended:
 * no UTF-8, a character that is invisible or none of a name's, or a label
 * above 63 bytes. */
bool idn_to_ascii(const char *host, size_t len, struct buf *out);

#endif
