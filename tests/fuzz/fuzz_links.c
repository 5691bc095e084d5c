/* Pages and feeds of any bytes: scans end, what they give lies inside the input. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "crawler/feeds.h"
#include "crawler/links.h"
#include "crawler/lists.h"
#include "crawler/pages.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bounds {
    const char *start, *end;
    size_t calls;
};

static bool on_link(void *context, const struct link *link)
{
    struct bounds *b = context;
    if (link->text && (link->text < b->start || link->text + link->text_len > b->end))
        abort();
    if (strlen(link->href) > link->href_len || ++b->calls > (size_t)(b->end - b->start) + 1)
        abort();
    unsigned number;
    if (link->href_len < 1000) {
        pages_same(link->href, "http://a/b/c_2.html?page=3", &number);
        pages_is_article(link->href);
        pages_day(link->href);
    }
    if (link->text && lists_width(link->text, link->text_len) > 2 * link->text_len)
        abort();
    return true;
}

static bool on_item(void *context, const struct feed_item *item)
{
    struct bounds *b = context;
    return item->url_len > 0 && ++b->calls <= (size_t)(b->end - b->start) + 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bounds b = {(const char *)data, (const char *)data + size, 0};
    links_scan(b.start, size, on_link, &b);
    b.calls = 0;
    feeds_scan(b.start, size, on_item, &b);
    return 0;
}
