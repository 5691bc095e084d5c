/* discover.c - new targets: links, feeds, sitemaps, further pages. */
#include <stdio.h>
#include <string.h>

#include "base/url.h"
#include "crawler/engine.h"
#include "crawler/feeds.h"
#include "crawler/links.h"

enum {
    PRIORITY_SOON = 1,    /* further pages of a story, feeds, sitemaps */
    PRIORITY_LIST = 8,    /* further pages of a list */
    PRIORITY_PAGE = 10,   /* and two more for each level; one more where the address is no article's */
    PRIORITY_TWIN = 1000, /* added to it */
    LIST_PAGES_MAX = 1000 /* of one list: calendars never end */
};

/* The page or feed in hand. */
struct reading {
    struct crawl *c;
    const struct target *page;
    char base[URL_MAX + 1]; /* addresses resolve against it */
    struct buf url, canonical;
    bool is_article;
    int64_t key;                   /* of the link in hand */
    unsigned lists;                /* that held it */
    struct list_evidence evidence;
    struct fault *fault;
    bool ok;
};

/* What an address found is taken for. */
struct finding {
    enum target_kind kind;
    int depth, hops, priority;
    const char *reason; /* NULL: the evidence */
    bool article;
};

/* Known keys are remembered in a table that forgets by overwriting. */
static int64_t *seen_slot(struct crawl *c, int64_t key)
{
    return &c->seen[(uint64_t)key % SEEN_SLOTS];
}

/* An address's origin as a bit among those that have targets: set for each of
 * them, and for a few others that share it. */
static bool origin_is_known(const struct crawl *c, uint64_t bit)
{
    return c->origins[bit / 8] >> bit % 8 & 1;
}

static uint64_t origin_bit(const char *url)
{
    size_t scheme = sizeof "http://" - 1; /* one letter less than "https://": a name has one at least */
    return digest_fnv1a(url, scheme + strcspn(url + scheme + 1, "/?") + 1) % ORIGIN_BITS;
}

void discover_origin(struct crawl *c, const char *url)
{
    uint64_t bit = origin_bit(url);
    c->origins[bit / 8] |= (uint8_t)(1u << bit % 8);
}

/* Is the same address known under the other scheme, or with or without "www."?
 * Such twins mostly hold the same page: they come last, where what was fetched
 * under the first name makes a revisit of them. */
static bool has_twin(struct crawl *c, const char *url, bool *yes, struct fault *fault)
{
    const char *rest = strstr(url, "://") + 3, *bare = strncmp(rest, "www.", 4) == 0 ? rest + 4 : rest;
    int64_t twins[FRONTIER_KEYS] = {0};
    int count = 0;
    for (int i = 0; i < 4; i++) {
        struct buf *twin = &c->scratch;
        buf_clear(twin);
        buf_puts(twin, i & 1 ? "https://" : "http://");
        buf_puts(twin, i & 2 ? "www." : "");
        buf_puts(twin, bare);
        if (!buf_check(twin, "address", fault))
            return false;
        if (strcmp(twin->data, url) != 0 && origin_is_known(c, origin_bit(twin->data)))
            twins[count++] = frontier_key(twin->data, twin->len);
    }
    *yes = false;
    return count == 0 || frontier_knows(c->frontier, twins, yes, fault);
}

static const char *refusal(const struct crawl *c, const char *url, enum target_kind kind)
{
    const char *why = scope_refuses(&c->settings.scope, url);
    if (why || kind == TARGET_SITEMAP || kind == TARGET_FEED)
        return why;
    if (scope_is_no_page(url))
        return "no page, by its ending";
    int64_t day = kind == TARGET_PAGE && c->settings.since != INT64_MIN ? pages_day(url) : INT64_MIN;
    return day != INT64_MIN && day < c->settings.since ? "its address is dated before --since" : NULL;
}

/* `url` is canonical, `key` its frontier_key(). */
static bool add(struct crawl *c, const struct target *from, char *url, int64_t key, const struct finding *f,
                struct fault *fault)
{
    int64_t *slot = seen_slot(c, key);
    if ((c->settings.max_depth >= 0 && f->depth > c->settings.max_depth) || *slot == key)
        return true;
    *slot = key;
    if (refusal(c, url, f->kind))
        return true;
    struct host *host = crawl_host(c, url, fault);
    bool added, twin;
    if (!host || !has_twin(c, url, &twin, fault))
        return false;
    struct target t = {.id = key,
                       .url = url,
                       .host = host->id,
                       .parent = from->id,
                       .kind = f->kind,
                       .priority = f->priority + (twin ? PRIORITY_TWIN : 0),
                       .depth = f->depth,
                       .hops = f->hops};
    if (!frontier_add(c->frontier, &t, &added, fault))
        return false;
    if (added) {
        discover_origin(c, url);
        host->next_due = 0;
        c->added++;
    }
    return true;
}

bool discover_add(struct crawl *c, const struct target *from, const char *url, enum target_kind kind,
                  int depth, int hops, int priority, struct fault *fault)
{
    struct finding f = {.kind = kind, .depth = depth, .hops = hops, .priority = priority};
    struct buf *address = &c->address;
    return !url_canonical(url, strlen(url), address) ||
           add(c, from, address->data, frontier_key(address->data, address->len), &f, fault);
}

/* ------------------------------------------------------------------- links */

/* Is the link a further page of what is in hand? */
static bool is_further(const struct reading *r, const struct link *link, unsigned *number)
{
    if (!r->c->settings.pages || !pages_same(r->page->url, r->canonical.data, number))
        return false;
    enum pages_word word = pages_word(r->c->settings.pages, link->text, link->text_len);
    return word == PAGES_NEXT || word == PAGES_NUMBER || (link->kind == LINK_NEXT && word != PAGES_NEVER);
}

static void weigh(struct reading *r, const struct link *link)
{
    const struct buf *url = &r->canonical;
    r->evidence = (struct list_evidence){.dated = pages_is_article(url->data),
                                         .folder = url->data[url->len - 1] == '/',
                                         .in_menu = link->in_menu,
                                         .width = link->text ? lists_width(link->text, link->text_len) : 0,
                                         .lists = r->lists};
}

static struct finding judge(struct reading *r, const struct link *link)
{
    const struct target *page = r->page;
    unsigned number;
    if (link->kind == LINK_FEED)
        return (struct finding){TARGET_FEED, page->depth, 0, PRIORITY_SOON, "a feed of this page", false};
    if (link->kind == LINK_CANONICAL)
        return (struct finding){TARGET_PAGE, page->depth, 0, PRIORITY_SOON, "the page's canonical address",
                                false};
    if (is_further(r, link, &number)) {
        if (r->is_article)
            return (struct finding){TARGET_STORY, page->depth, 0, PRIORITY_SOON,
                                    "a further page of this story", false};
        if (number <= LIST_PAGES_MAX && r->c->settings.max_depth != 0)
            return (struct finding){TARGET_LIST, page->depth, 0, PRIORITY_LIST,
                                    "a further page of this list", false};
    }
    weigh(r, link);
    bool article = lists_is_article(&r->evidence);
    return (struct finding){TARGET_PAGE, page->depth + 1, 0, PRIORITY_PAGE + 2 * page->depth + !article, NULL,
                            article};
}

static void explain(const struct reading *r, const struct finding *f)
{
    static const char *const verdicts[TARGET_KINDS] = {"link", "link", "list", "story", "feed", "sitemap"};
    const struct crawl_settings *s = &r->c->settings;
    if (!s->explain)
        return;
    const char *why = refusal(r->c, r->canonical.data, f->kind);
    char reason[LISTS_REASON_MAX];
    if (!why && !f->reason)
        lists_reason(&r->evidence, reason);
    s->explain(s->context, why ? "passed" : f->article ? "article" : verdicts[f->kind],
               why         ? why
               : f->reason ? f->reason
                           : reason,
               r->canonical.data);
}

static bool on_link(void *context, const struct link *link)
{
    struct reading *r = context;
    if (link->kind == LINK_NOFOLLOW)
        return false;
    if (link->nofollow || link->href_len == 0 || link->href[0] == '#' ||
        !url_resolve(r->base, link->href, link->href_len, &r->url))
        return true;
    if (link->kind == LINK_BASE) {
        memcpy(r->base, r->url.data, r->url.len + 1);
        return true;
    }
    if (!url_canonical(r->url.data, r->url.len, &r->canonical))
        return true;
    r->key = frontier_key(r->canonical.data, r->canonical.len);
    r->lists = r->is_article ? 0 : lists_note(r->c->lists, r->key, r->page->id);
    if (*seen_slot(r->c, r->key) == r->key && !r->c->settings.explain)
        return true;
    struct finding f = judge(r, link);
    explain(r, &f);
    r->ok = add(r->c, r->page, r->canonical.data, r->key, &f, r->fault);
    return r->ok;
}

static void reading_open(struct reading *r, struct crawl *c, const struct target *t, struct fault *fault)
{
    r->c = c;
    r->page = t;
    r->fault = fault;
    r->ok = true;
    r->is_article = t->kind == TARGET_STORY || (t->kind != TARGET_LIST && pages_is_article(t->url));
    memcpy(r->base, t->url, strlen(t->url) + 1);
    buf_init(&r->url, URL_MAX);
    buf_init(&r->canonical, URL_MAX);
}

static bool reading_close(struct reading *r)
{
    buf_free(&r->url);
    buf_free(&r->canonical);
    return r->ok;
}

bool discover_page(struct crawl *c, const struct target *t, const char *html, size_t len, struct fault *fault)
{
    struct reading r;
    reading_open(&r, c, t, fault);
    links_scan(html, len, on_link, &r);
    return reading_close(&r);
}

/* ------------------------------------------------------------------- feeds */

static bool on_item(void *context, const struct feed_item *item)
{
    struct reading *r = context;
    const struct target *from = r->page;
    if (item->day != INT64_MIN && item->day < r->c->settings.since)
        return true;
    if (!url_resolve(r->base, item->url, item->url_len, &r->url) ||
        !url_canonical(r->url.data, r->url.len, &r->canonical))
        return true;
    struct finding f = {TARGET_PAGE, from->depth + 1, 0, PRIORITY_PAGE + 2 * from->depth,
                        "an entry of a feed", true};
    if (item->sitemap) {
        if (from->hops >= HOPS_MAX)
            return true; /* indexes of indexes of … */
        f = (struct finding){TARGET_SITEMAP, from->depth, from->hops + 1, PRIORITY_SOON, "a sitemap", false};
    }
    explain(r, &f);
    r->key = frontier_key(r->canonical.data, r->canonical.len);
    r->ok = add(r->c, from, r->canonical.data, r->key, &f, r->fault);
    return r->ok;
}

/* sitemap.xml.gz is a gzip file as such, whatever its transfer. */
static bool scan_gzip(struct reading *r, const char *bytes, size_t len)
{
    static const char head[] = "HTTP/1.1 200\r\nContent-Encoding: gzip\r\n\r\n";
    struct http_message m;
    http_message_init(&m, r->c->settings.max_body);
    if (http_message_decode(head, sizeof head - 1, bytes, len, &m, NULL) && m.payload.len > 0)
        feeds_scan(m.payload.data, m.payload.len, on_item, r);
    http_message_free(&m);
    return r->ok;
}

bool discover_feed(struct crawl *c, const struct target *t, const char *text, size_t len, struct fault *fault)
{
    struct reading r;
    reading_open(&r, c, t, fault);
    if (len > 2 && memcmp(text, "\x1f\x8b", 2) == 0)
        scan_gzip(&r, text, len);
    else
        feeds_scan(text, len, on_item, &r);
    return reading_close(&r);
}
