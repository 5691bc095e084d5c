#include "extract/next.h"

#include <string.h>

#include "base/url.h"
#include "base/utf8.h"
#include "extract/rules.h"

enum { PAGES_MAX = 99, LINK_CHARS_MAX = 14 };

/* An address without its page number. */
struct story {
    struct url_part host, path, tail, query; /* path up to the number, what follows it */
    struct url_part query_rest;              /* behind the page's parameter */
    unsigned number;
};

static bool equal(struct url_part a, struct url_part b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Cuts "_2", "-2" or "/2" off the end of a path; returns the number, 0 when there is none. */
static unsigned cut_number(struct url_part *path)
{
    size_t end = path->len, i = end;
    unsigned value = 0, scale = 1;
    while (i > 0 && end - i < 3 && is_digit(path->p[i - 1])) {
        value += (unsigned)(path->p[--i] - '0') * scale;
        scale *= 10;
    }
    if (i == end || i < 2 || value < 1 || value > PAGES_MAX)
        return 0;
    char mark = path->p[i - 1];
    if ((mark != '_' && mark != '-' && mark != '/') || path->p[i] == '0')
        return 0;
    path->len = i - 1;
    return value;
}

static bool is_page_parameter(const char *p, size_t len)
{
    static const char *const names[] = {"page", "p", "pn", "pageno", "pagenum", "cpage", NULL};
    for (size_t i = 0; names[i]; i++)
        if (strlen(names[i]) == len && memcmp(names[i], p, len) == 0)
            return true;
    return false;
}

/* Takes page=N out of the query. */
static void cut_parameter(struct story *s)
{
    const char *p = s->query.p, *end = p ? p + s->query.len : p;
    while (p < end) {
        const char *stop = memchr(p, '&', (size_t)(end - p));
        if (!stop)
            stop = end;
        const char *sign = memchr(p, '=', (size_t)(stop - p));
        unsigned value = 0;
        for (const char *d = sign ? sign + 1 : stop; d < stop && is_digit(*d) && value < 10000; d++)
            value = value * 10 + (unsigned)(*d - '0');
        if (sign && value > 0 && value <= PAGES_MAX && is_page_parameter(p, (size_t)(sign - p))) {
            s->query_rest = (struct url_part){stop, (size_t)(end - stop)};
            s->query.len = (size_t)((p > s->query.p ? p - 1 : p) - s->query.p);
            s->number = value;
            return;
        }
        p = stop < end ? stop + 1 : end;
    }
}

static bool story_of(const char *text, struct story *s)
{
    struct url u;
    if (!url_split(text, strlen(text), &u))
        return false;
    *s = (struct story){.host = u.host, .path = u.path, .query = u.query, .number = 1};
    size_t dot = u.path.len;
    while (dot > 0 && u.path.p[dot - 1] != '.' && u.path.p[dot - 1] != '/')
        dot--;
    if (dot > 0 && u.path.p[dot - 1] == '.' && u.path.len - dot <= 6) {
        s->tail = (struct url_part){u.path.p + dot - 1, u.path.len - dot + 1};
        s->path.len = dot - 1;
    }
    unsigned number = cut_number(&s->path);
    if (number > 0)
        s->number = number;
    cut_parameter(s);
    return true;
}

unsigned next_page_number(const char *url)
{
    struct story s;
    return story_of(url, &s) ? s.number : 1;
}

/* Path, ending and query agree. The first page may stand without an ending:
 * /123 and /123_2.html. */
static bool same_place(const struct story *a, const struct story *b)
{
    bool ending = equal(a->tail, b->tail) || a->tail.len == 0 || b->tail.len == 0;
    return equal(a->host, b->host) && equal(a->path, b->path) && ending && equal(a->query, b->query);
}

/* A number at the end of the first page's address may be its own: /12.html and /12_2.html. */
static bool story_whole(const char *text, struct story *s)
{
    struct url u;
    struct story cut;
    if (!story_of(text, &cut) || !url_split(text, strlen(text), &u))
        return false;
    *s = cut;
    s->path.len = u.path.len - cut.tail.len;
    s->number = 1;
    return true;
}

bool next_same_story(const char *a, const char *b, unsigned *number)
{
    struct story x, y, whole;
    if (!story_of(a, &x) || !story_of(b, &y))
        return false;
    if (number)
        *number = y.number;
    if (same_place(&x, &y))
        return x.number != y.number;
    return story_whole(a, &whole) && y.number > 1 && same_place(&whole, &y);
}

/* ---- links ---- */

static bool text_is(const char *text, size_t len, const char *const *words)
{
    for (; *words; words++)
        if (strlen(*words) == len && memcmp(*words, text, len) == 0)
            return true;
    return false;
}

static bool text_has(const char *text, size_t len, const char *const *words)
{
    for (; *words; words++)
        if (memmem(text, len, *words, strlen(*words)))
            return true;
    return false;
}

/* The number that a link shows, in any brackets: 2, [2], 【2】, 第2页; 0 when it shows another thing. */
static unsigned shown_number(const char *text, size_t len)
{
    const char *end = text + len;
    unsigned value = 0;
    for (const char *p = text; p < end;) {
        uint32_t cp = utf8_half_width(utf8_next(&p, end));
        if (cp >= '0' && cp <= '9' && value < 1000)
            value = value * 10 + (cp - '0');
        else if (!utf8_is_space(cp) && cp != '[' && cp != ']' && cp != 0x3010 && cp != 0x3011 && cp != '(' &&
                 cp != ')' && cp != 0x7B2C && cp != 0x9875 && cp != 0x9801)
            return 0;
    }
    return value <= PAGES_MAX ? value : 0;
}

enum link_says { SAYS_NOTHING, SAYS_WHOLE, SAYS_NUMBER, SAYS_NEXT };

static enum link_says link_says(const struct link *l, unsigned wanted)
{
    static const char *const never[] = {"下一篇", "下一条", "下一條", "下一则", "下一則", "下一章",
        "下一图", "下一组",
                                        "下一集", "下一期", "上一", NULL};
    static const char *const next[] = {"下一页", "下一頁", "下页", "下頁", "后一页", "後一頁", "余下全文",
        "餘下全文", NULL};
    static const char *const whole[] = {"单页阅读", "全文阅读", "單頁閱讀", "阅读全文", "显示全文",
        "在本页阅读全文",
                                        "查看全文", "全文显示", "閱讀全文", NULL};
    static const char *const signs[] = {">", "›", "»", "＞", ">>", NULL};
    if (l->text_len == 0 || utf8_count(l->text, l->text_len) > LINK_CHARS_MAX || text_has(l->text,
        l->text_len, never))
        return SAYS_NOTHING;
    if (text_has(l->text, l->text_len, next) || text_is(l->text, l->text_len, signs) || strcmp(l->rel,
        "next") == 0)
        return SAYS_NEXT;
    if (text_is(l->text, l->text_len, whole))
        return SAYS_WHOLE;
    return shown_number(l->text, l->text_len) == wanted ? SAYS_NUMBER : SAYS_NOTHING;
}

struct search {
    const struct page *page;
    struct arena *arena;
    struct buf base, address;
    unsigned number;
    const char *next, *numbered, *whole;
    bool proved; /* a link leads back to another page of the story: the number is one */
    bool full;
};

static const char *resolve(struct search *s, const char *href)
{
    const char *from = s->base.len > 0 ? s->base.data : s->page->url;
    if (*href == '#' || strncmp(href, "javascript", 10) == 0 ||
        !url_resolve(from, href, strlen(href), &s->address))
        return NULL;
    return s->address.data;
}

static const char *keep(struct search *s, const char *address)
{
    const char *copy = arena_copy(s->arena, address, strlen(address));
    s->full = s->full || !copy;
    return copy;
}

static void try_next(struct search *s, const char *href, const char **slot)
{
    unsigned number;
    const char *address = *slot ? NULL : resolve(s, href);
    if (address && next_same_story(s->page->url, address, &number) && number == s->number + 1)
        *slot = keep(s, address);
}

static bool same_host(const char *a, const char *b)
{
    struct url x, y;
    return url_split(a, strlen(a), &x) && url_split(b, strlen(b), &y) && equal(x.host, y.host);
}

static void try_whole(struct search *s, const char *href)
{
    const char *address = s->whole ? NULL : resolve(s, href);
    if (address && same_host(s->page->url, address) && strcmp(address, s->page->url) != 0 &&
        (next_same_story(s->page->url, address, NULL) || strstr(address, "all") || strstr(address, "full")))
        s->whole = keep(s, address);
}

/* a-12.html may be the twelfth page or article 12: links to other pages decide. */
static void try_back(struct search *s, const struct link *l)
{
    static const char *const back[] = {"上一页", "上一頁", "上页", "首页", "前一页", NULL};
    unsigned number;
    if (s->proved || s->number == 1 || l->text_len == 0 || l->text_len > 24)
        return;
    if (shown_number(l->text, l->text_len) == 0 && !text_has(l->text, l->text_len, back))
        return;
    const char *address = resolve(s, l->href);
    s->proved = address && next_same_story(s->page->url, address, &number) && number < s->number;
}

static void try_links(struct search *s)
{
    for (size_t i = 0; i < s->page->link_count && !s->full; i++) {
        const struct link *l = &s->page->links[i];
        try_back(s, l);
        switch (link_says(l, s->number + 1)) {
        case SAYS_NEXT:
            try_next(s, l->href, &s->next);
            break;
        case SAYS_NUMBER:
            try_next(s, l->href, &s->numbered);
            break;
        case SAYS_WHOLE:
            try_whole(s, l->href);
            break;
        case SAYS_NOTHING:
            break;
        }
    }
}

bool next_find(const struct page *page, struct arena *arena, struct next_pages *next)
{
    struct search s = {.page = page, .arena = arena, .number = next_page_number(page->url)};
    *next = (struct next_pages){NULL, NULL, s.number};
    if (*page->url == '\0')
        return true;
    buf_init(&s.base, URL_MAX);
    buf_init(&s.address, URL_MAX);
    if (*page->base_href && !url_resolve(page->url, page->base_href, strlen(page->base_href), &s.base))
        buf_clear(&s.base);
    const char *ruled = page->ruled && page->ruled->next ? resolve(&s, page->ruled->next) : NULL;
    if (ruled && same_host(page->url, ruled) && strcmp(ruled, page->url) != 0)
        s.next = keep(&s, ruled);
    try_links(&s);
    if (*page->next_href)
        try_next(&s, page->next_href, &s.next);
    if (!s.proved && !s.next && !s.numbered)
        next->number = 1;
    next->next = s.next ? s.next : s.numbered;
    next->whole = s.whole;
    buf_free(&s.base);
    buf_free(&s.address);
    return !s.full;
}
