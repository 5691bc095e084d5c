/* url - split, resolve and normalise http(s) addresses (RFC 3986, WHATWG
 * where pages need it).  Pure: no network, no allocation but the bufs given. */
#ifndef JIANBAO_BASE_URL_H
#define JIANBAO_BASE_URL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum { URL_MAX = 4096 }; /* bytes; longer ones are refused */

struct url_part {
    const char *p;
    size_t len;
};

/* Parts point into the text that was split. Absent parts have p = NULL. */
struct url {
    struct url_part scheme, userinfo, host, port, path, query, fragment;
};

bool url_split(const char *text, size_t len, struct url *u); /* false: not an absolute http(s) address */

/* Resolves `ref` (as it stands in an attribute: blanks trimmed, backslashes
 * as slashes, non-ASCII percent-encoded as UTF-8) against an absolute base.
 * `out` is emptied first.  False when the result is not http(s). */
bool url_resolve(const char *base, const char *ref, size_t ref_len, struct buf *out);

/* One form for addresses that fetch the same: scheme and host lower case, the
 * host in A-labels (idn.h), default port gone, dot segments gone, percent-
 * encoding upper case and only where needed, fragment gone, tracking parameters (utm_*, spm, from …) and
 * session ids gone, empty query gone. */
bool url_canonical(const char *text, size_t len, struct buf *out);

/* Host in lower case without port; and its registrable domain
 * ("www.news.example.com.cn" → "example.com.cn", by a short list of public
 * suffixes that matter for Chinese news). */
bool url_host(const char *text, size_t len, struct buf *out);
struct url_part url_domain(const char *host, size_t len);

#endif
