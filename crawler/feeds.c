#include "crawler/feeds.h"

#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/url.h"
#include "crawler/links.h"

enum { NAME_MAX_BYTES = 32, DATE_MAX = 64 };

struct scan {
    const char *p, *end;
    feed_found *found;
    void *context;
    bool go_on;
    bool in_item;
    struct feed_item item;
    bool published; /* item.day is of publication: changes do not count */
    struct buf url;
};

/* A start or end tag: its name without prefix, in lower case. */
struct tag {
    char name[NAME_MAX_BYTES];
    bool closing;
    const char *start, *end; /* of what stands between name and '>' */
};

static bool is_item(const char *name)
{
    return strcmp(name, "url") == 0 || strcmp(name, "sitemap") == 0 || strcmp(name, "item") == 0 ||
           strcmp(name, "entry") == 0;
}

static bool next_tag(struct scan *s, struct tag *tag)
{
    const char *lt = memchr(s->p, '<', (size_t)(s->end - s->p));
    if (!lt)
        return false;
    const char *gt = memchr(lt, '>', (size_t)(s->end - lt));
    if (!gt)
        return false;
    const char *p = lt + 1;
    tag->closing = *p == '/';
    p += tag->closing;
    size_t n = 0;
    for (; p < gt && !strchr(" \t\r\n/", *p); p++) {
        if (*p == ':')
            n = 0;
        else if (n < NAME_MAX_BYTES - 1)
            tag->name[n++] = *p >= 'A' && *p <= 'Z' ? (char)(*p | 0x20) : *p;
    }
    tag->name[n] = '\0';
    tag->start = p;
    tag->end = gt;
    s->p = gt + 1;
    return true;
}

/* The text behind a start tag, CDATA opened, blanks trimmed. */
static void element_text(const struct scan *s, const char **text, size_t *len)
{
    static const char open[] = "<![CDATA[";
    const char *p = s->p, *end;
    while (p < s->end && strchr(" \t\r\n", *p))
        p++;
    if ((size_t)(s->end - p) > sizeof open && memcmp(p, open, sizeof open - 1) == 0) {
        p += sizeof open - 1;
        end = memmem(p, (size_t)(s->end - p), "]]>", 3);
    } else {
        end = memchr(p, '<', (size_t)(s->end - p));
    }
    end = end ? end : s->end;
    while (p < end && strchr(" \t\r\n", *p))
        p++;
    while (end > p && strchr(" \t\r\n", end[-1]))
        end--;
    *text = p;
    *len = (size_t)(end - p);
}

/* ISO 8601, or "Fri, 29 Oct 2021 09:41:00 +0800" (RFC 822). */
static int64_t day_of(const char *text, size_t len)
{
    struct date d;
    if (date_parse(text, len, &d) && d.precision >= DATE_DAY)
        return date_days(d.year, d.month, d.day);
    char copy[DATE_MAX];
    struct tm tm = {.tm_year = 0};
    if (len >= sizeof copy)
        return INT64_MIN;
    memcpy(copy, text, len);
    copy[len] = '\0';
    const char *comma = strchr(copy, ',');
    if (strptime(comma ? comma + 1 : copy, " %d %b %Y", &tm) ||
        strptime(copy, "%Y-%m-%d", &tm) || strptime(copy, "%Y/%m/%d", &tm))
        return date_days(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
    return INT64_MIN;
}

static void take_date(struct scan *s, bool publication)
{
    const char *text;
    size_t len;
    element_text(s, &text, &len);
    int64_t day = day_of(text, len);
    if (day != INT64_MIN && (publication || !s->published)) {
        s->item.day = day;
        s->published = s->published || publication;
    }
}

static void take_url(struct scan *s, const char *text, size_t len)
{
    if (len > 0 && len <= URL_MAX && s->url.len == 0) /* the first counts: images have their own <loc> */
        links_undo_references(text, len, &s->url);
}

/* Atom: <link rel="alternate" href="…"/>; other relations are not the article. */
static void take_atom_link(struct scan *s, const struct tag *tag)
{
    size_t len = (size_t)(tag->end - tag->start);
    const char *rel = memmem(tag->start, len, "rel=", 4), *href = memmem(tag->start, len, "href=", 5);
    if (!href || href + 6 >= tag->end ||
        (rel && rel + 14 < tag->end && strncasecmp(rel + 5, "alternate", 9) != 0))
        return;
    const char quote = href[5], *start = href + 6;
    const char *stop = memchr(start, quote, (size_t)(tag->end - start));
    if (stop)
        take_url(s, start, (size_t)(stop - start));
}

static void emit(struct scan *s)
{
    s->in_item = false;
    if (s->url.len == 0)
        return;
    s->item.url = s->url.data;
    s->item.url_len = s->url.len;
    s->go_on = s->found(s->context, &s->item);
}

static void on_element(struct scan *s, const struct tag *tag)
{
    const char *text, *name = tag->name;
    size_t len;
    if (strcmp(name, "loc") == 0 || strcmp(name, "link") == 0) {
        element_text(s, &text, &len);
        if (strcmp(name, "link") == 0 && memmem(tag->start, (size_t)(tag->end - tag->start), "href=", 5))
            take_atom_link(s, tag);
        else
            take_url(s, text, len);
    } else if (strcmp(name, "pubdate") == 0 || strcmp(name, "publication_date") == 0 ||
               strcmp(name, "published") == 0 || strcmp(name, "date") == 0) {
        take_date(s, true);
    } else if (strcmp(name, "lastmod") == 0 || strcmp(name, "updated") == 0) {
        take_date(s, false);
    }
}

/* One address a line. */
static void scan_lines(struct scan *s)
{
    while (s->go_on && s->p < s->end) {
        const char *stop = memchr(s->p, '\n', (size_t)(s->end - s->p));
        stop = stop ? stop : s->end;
        const char *p = s->p, *end = stop;
        while (end > p && strchr(" \t\r", end[-1]))
            end--;
        s->item = (struct feed_item){.day = INT64_MIN};
        buf_clear(&s->url);
        if (end - p > 7 && strncasecmp(p, "http", 4) == 0) {
            take_url(s, p, (size_t)(end - p));
            emit(s);
        }
        s->p = stop + (stop < s->end);
    }
}

void feeds_scan(const char *text, size_t len, feed_found *found, void *context)
{
    struct scan s = {.p = text, .end = text + len, .found = found, .context = context, .go_on = true};
    struct tag tag;
    buf_init(&s.url, 2 * URL_MAX);
    if (!memchr(text, '<', len < 1024 ? len : 1024)) {
        scan_lines(&s);
    } else {
        while (s.go_on && next_tag(&s, &tag)) {
            bool item = is_item(tag.name);
            if (item && !tag.closing) {
                s.in_item = true;
                s.published = false;
                s.item = (struct feed_item){.day = INT64_MIN, .sitemap = strcmp(tag.name, "sitemap") == 0};
                buf_clear(&s.url);
            } else if (item && s.in_item) {
                emit(&s);
            } else if (s.in_item && !tag.closing) {
                on_element(&s, &tag);
            }
        }
    }
    buf_free(&s.url);
}
