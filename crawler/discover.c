/* discover.c - new targets: links, feeds, sitemaps, further pages. */
#include <string.h>

#include "base/url.h"
#include "crawler/engine.h"
#include "crawler/links.h"

enum { PRIORITY_PAGE = 10 };

/* The page in hand. */
struct reading {
    struct crawl *c;
    const struct target *page;
    char base[URL_MAX + 1]; /* addresses resolve against it */
    struct buf url;
    struct fault *fault;
    bool ok;
};

/* Known keys are remembered in a table that forgets by overwriting. */
static bool seen_before(struct crawl *c, const char *url, size_t len)
{
    int64_t key = frontier_key(url, len);
    int64_t *slot = &c->seen[(uint64_t)key % SEEN_SLOTS];
    if (*slot == key)
        return true;
    *slot = key;
    return false;
}

bool discover_add(struct crawl *c, const struct target *from, const char *url, enum target_kind kind,
                  int depth, int hops, int priority, struct fault *fault)
{
    if (!url_canonical(url, strlen(url), &c->address))
        return true;
    if (c->settings.max_depth >= 0 && depth > c->settings.max_depth)
        return true;
    if (seen_before(c, c->address.data, c->address.len) ||
        scope_refuses(&c->settings.scope, c->address.data) ||
        (kind != TARGET_SITEMAP && kind != TARGET_FEED && scope_is_no_page(c->address.data)))
        return true;
    struct host *host = crawl_host(c, c->address.data, fault);
    bool added;
    struct target t = {.url = c->address.data, .host = host ? host->id : 0, .parent = from->id, .kind = kind,
                       .priority = priority, .depth = depth, .hops = hops};
    if (!host || !frontier_add(c->frontier, &t, &added, fault))
        return false;
    if (added)
        host->next_due = 0;
    return true;
}

static bool on_link(void *context, const struct link *link)
{
    struct reading *r = context;
    const struct target *page = r->page;
    if (link->kind == LINK_NOFOLLOW)
        return false;
    if (link->nofollow || link->href_len == 0 || link->href[0] == '#' ||
        !url_resolve(r->base, link->href, link->href_len, &r->url))
        return true;
    if (link->kind == LINK_BASE) {
        memcpy(r->base, r->url.data, r->url.len + 1);
        return true;
    }
    if (link->kind == LINK_FEED)
        r->ok = discover_add(r->c, page, r->url.data, TARGET_FEED, page->depth, 0, 1, r->fault);
    else
        r->ok = discover_add(r->c, page, r->url.data, TARGET_PAGE,
                             page->depth + (link->kind != LINK_CANONICAL), 0, PRIORITY_PAGE + page->depth,
                             r->fault);
    return r->ok;
}

bool discover_page(struct crawl *c, const struct target *t, const char *html, size_t len, struct fault *fault)
{
    struct reading r = {.c = c, .page = t, .fault = fault, .ok = true};
    memcpy(r.base, t->url, strlen(t->url) + 1);
    buf_init(&r.url, URL_MAX);
    links_scan(html, len, on_link, &r);
    buf_free(&r.url);
    return r.ok;
}
