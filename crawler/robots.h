/* robots - the Robots Exclusion Protocol (RFC 9309).
 *
 * Groups that name the crawler are merged; without one, those for "*" hold.
 * The longest matching rule wins, Allow on a tie; `*` and a final `$` are
 * honoured; paths are compared percent-encoded alike (2.2.2). */
#ifndef JIANBAO_CRAWLER_ROBOTS_H
#define JIANBAO_CRAWLER_ROBOTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

enum { ROBOTS_MAX = 1024 * 1024 }; /* bytes that are read; the RFC asks for 500 KiB */

struct robots;

/* `agent` is the product token ("jb-crawl").  Never refuses a text, whatever
 * it holds.  NULL: no memory.  The text may go afterwards. */
struct robots *robots_parse(const char *text, size_t len, const char *agent, struct fault *fault);
struct robots *robots_all(bool allowed, struct fault *fault); /* rules that allow all, or nothing */
void robots_free(struct robots *r);

/* May this path (with its query, "/a?b") be fetched?  *line (may be NULL) is
 * set to the number of the line that decided, 0 for none.  /robots.txt always may. */
bool robots_allows(const struct robots *r, const char *path, size_t len, unsigned *line);

long robots_delay_ms(const struct robots *r); /* Crawl-delay of the group; -1 when none */

size_t robots_sitemaps(const struct robots *r);
const char *robots_sitemap(const struct robots *r, size_t i); /* as it stands in the file */

#endif
