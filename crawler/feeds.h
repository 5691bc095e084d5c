/* feeds - sitemaps (sitemaps.org, with the news extension; plain lists of
 * addresses too), RSS 0.9x to 2.0 and Atom, in one pass over their bytes.
 *
 * Not an XML parser: broken feeds are the rule, and nothing of them is trusted
 * but addresses and dates.  Time is linear, memory constant. */
#ifndef JIANBAO_CRAWLER_FEEDS_H
#define JIANBAO_CRAWLER_FEEDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct feed_item {
    const char *url; /* as it stands, references undone */
    size_t url_len;
    int64_t day;     /* of publication, else of change (date.h); INT64_MIN when not said */
    bool sitemap;    /* an entry of a sitemap index */
};

/* False ends the scan. */
typedef bool feed_found(void *context, const struct feed_item *item);

void feeds_scan(const char *text, size_t len, feed_found *found, void *context);

#endif
