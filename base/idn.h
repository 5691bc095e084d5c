/* idn - the names of hosts in other letters than ASCII, as the name service
 * and HTTP know them: A-labels, "中文.example" → "xn--fiq228c.example" (RFC
 * 5890), mapped as browsers do before (UTS #46: letter case, width, the
 * ideographic full stop, composed forms; ignored characters go).  By libidn2. */
#ifndef JIANBAO_BASE_IDN_H
#define JIANBAO_BASE_IDN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Appends the ASCII form of a host in UTF-8.  False, with nothing appended: no
 * UTF-8, a character that no name may have, a label above 63 bytes, no memory. */
bool idn_to_ascii(const char *host, size_t len, struct buf *out);

#endif
