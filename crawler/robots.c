#include "crawler/robots.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/hex.h"

enum { PATTERN_MAX = 8192, SITEMAPS_MAX = 1000, RULES_MAX = 100000, DELAY_MAX_S = 3600 };

struct rule {
    const char *pattern;
    size_t len;
    unsigned line;
    bool allow;
};

struct rules {
    struct rule *items;
    size_t len, cap;
    long delay_ms;
};

struct robots {
    struct arena arena;
    struct rules own, general; /* of the groups that name us, and of "*" */
    bool named;                /* a group names us */
    const char **sitemaps;
    size_t sitemap_count, sitemap_cap;
};

/* What a parse goes along with. */
struct parse {
    struct robots *robots;
    const char *agent;
    bool in_agents; /* the line before was a user-agent line: the next adds to the group */
    bool ours, everyones;
    unsigned line;
    bool ok;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\0';
}

static bool is_unreserved(unsigned char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
           (c != 0 && strchr("-._~", c));
}

/* One way to write a path: octets beyond ASCII coded, unreserved ones not, hex
 * upper case.  `*` and `$` are coded where they stand for themselves: in a path
 * both, in a pattern a `$` that is not its end (2.2.3). */
static void append_path(struct buf *out, const char *p, size_t len, bool is_pattern)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)p[i];
        bool coded = c == '%' && len - i > 2 && hex_value(p[i + 1]) >= 0 && hex_value(p[i + 2]) >= 0;
        if (coded) {
            c = (unsigned char)(hex_value(p[i + 1]) * 16 + hex_value(p[i + 2]));
            i += 2;
        }
        bool plain = (c == '*' && !is_pattern) || (c == '$' && !(is_pattern && i + 1 == len));
        if ((coded && !is_unreserved(c)) || plain || c >= 0x80 || c <= ' ') {
            char code[3] = {'%', hex[c >> 4], hex[c & 15]};
            buf_append(out, code, 3);
        } else {
            buf_putc(out, (char)c);
        }
    }
}

/* ---------------------------------------------------------------- parsing */

static void add_rule(struct parse *s, struct rules *rules, bool allow, const char *value, size_t len)
{
    if (rules->len == RULES_MAX)
        return;
    struct buf path;
    buf_init(&path, 3 * PATTERN_MAX);
    append_path(&path, value, len < PATTERN_MAX ? len : PATTERN_MAX, true);
    struct arena *arena = &s->robots->arena;
    struct rule *items = rules->items;
    if (rules->len == rules->cap)
        items = arena_grow(arena, items, &rules->cap, rules->len + 1, sizeof *items);
    char *pattern = buf_ok(&path) && path.len > 0 ? arena_copy(arena, path.data, path.len) : NULL;
    if (items && pattern) {
        rules->items = items;
        items[rules->len++] = (struct rule){pattern, path.len, s->line, allow};
    } else {
        s->ok = s->ok && path.len == 0;
    }
    buf_free(&path);
}

/* Seconds, with a fraction, as "1.5". */
static long delay_of(const char *value, size_t len)
{
    long ms = 0, scale = 1000;
    bool point = false;
    for (size_t i = 0; i < len; i++) {
        if (value[i] == '.' && !point) {
            point = true;
        } else if (value[i] >= '0' && value[i] <= '9') {
            if (point)
                scale /= 10;
            ms = point ? ms + (value[i] - '0') * scale : ms * 10 + (value[i] - '0') * 1000;
        } else {
            return -1;
        }
        if (ms > DELAY_MAX_S * 1000L)
            return DELAY_MAX_S * 1000L;
    }
    return len > 0 ? ms : -1;
}

static void on_agent(struct parse *s, const char *value, size_t len)
{
    if (!s->in_agents)
        s->ours = s->everyones = false;
    s->in_agents = true;
    size_t token = 0;
    while (token < len && (((value[token] | 0x20) >= 'a' && (value[token] | 0x20) <= 'z') ||
                           value[token] == '-' || value[token] == '_'))
        token++;
    if (len > 0 && value[0] == '*' && (len == 1 || is_blank(value[1])))
        s->everyones = true;
    else if (token == strlen(s->agent) && strncasecmp(value, s->agent, token) == 0)
        s->ours = s->robots->named = true;
}

static void on_rule(struct parse *s, bool allow, const char *value, size_t len)
{
    s->in_agents = false;
    if (len == 0)
        return;
    if (s->ours)
        add_rule(s, &s->robots->own, allow, value, len);
    if (s->everyones)
        add_rule(s, &s->robots->general, allow, value, len);
}

static void on_delay(struct parse *s, const char *value, size_t len)
{
    s->in_agents = false;
    long ms = delay_of(value, len);
    if (s->ours && ms > s->robots->own.delay_ms)
        s->robots->own.delay_ms = ms;
    if (s->everyones && ms > s->robots->general.delay_ms)
        s->robots->general.delay_ms = ms;
}

static void on_sitemap(struct parse *s, const char *value, size_t len)
{
    struct robots *r = s->robots;
    if (len == 0 || len > PATTERN_MAX || r->sitemap_count == SITEMAPS_MAX)
        return;
    const char **items = r->sitemaps;
    if (r->sitemap_count == r->sitemap_cap)
        items = arena_grow(&r->arena, items, &r->sitemap_cap, r->sitemap_count + 1, sizeof *items);
    const char *copy = arena_copy(&r->arena, value, len);
    s->ok = s->ok && items && copy;
    if (!s->ok)
        return;
    r->sitemaps = items;
    items[r->sitemap_count++] = copy;
}

enum field { FIELD_OTHER, FIELD_AGENT, FIELD_ALLOW, FIELD_DISALLOW, FIELD_DELAY, FIELD_SITEMAP };

/* Letter case is of no account; what is often written for "disallow" is taken for it (2.2). */
static enum field field_of(const char *key, size_t len)
{
    static const struct {
        const char *name;
        enum field field;
    } names[] = {{"user-agent", FIELD_AGENT},   {"useragent", FIELD_AGENT},   {"allow", FIELD_ALLOW},
                 {"disallow", FIELD_DISALLOW},  {"dissallow", FIELD_DISALLOW}, {"dissalow", FIELD_DISALLOW},
                 {"disalow", FIELD_DISALLOW},   {"diasllow", FIELD_DISALLOW}, {"disallaw", FIELD_DISALLOW},
                 {"crawl-delay", FIELD_DELAY},  {"sitemap", FIELD_SITEMAP},   {"site-map", FIELD_SITEMAP}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strlen(names[i].name) == len && strncasecmp(names[i].name, key, len) == 0)
            return names[i].field;
    return FIELD_OTHER;
}

/* "key: value # comment"; a blank for the colon is forgiven, as Google's parser does. */
static void on_line(struct parse *s, const char *p, const char *end)
{
    const char *hash = memchr(p, '#', (size_t)(end - p));
    end = hash ? hash : end;
    while (p < end && is_blank(*p))
        p++;
    while (end > p && is_blank(end[-1]))
        end--;
    const char *key = p;
    while (p < end && *p != ':' && !is_blank(*p))
        p++;
    size_t key_len = (size_t)(p - key);
    while (p < end && is_blank(*p))
        p++;
    if (p < end && *p == ':')
        p++;
    while (p < end && is_blank(*p))
        p++;
    size_t len = (size_t)(end - p);
    enum field field = field_of(key, key_len);
    if (field == FIELD_AGENT)
        on_agent(s, p, len);
    else if (field == FIELD_ALLOW || field == FIELD_DISALLOW)
        on_rule(s, field == FIELD_ALLOW, p, len);
    else if (field == FIELD_DELAY)
        on_delay(s, p, len);
    else if (field == FIELD_SITEMAP)
        on_sitemap(s, p, len);
}

static struct robots *robots_new(struct fault *fault)
{
    struct robots *r = calloc(1, sizeof *r);
    if (!r) {
        fault_set(fault, FAULT_MEMORY, "no memory for robots.txt");
        return NULL;
    }
    arena_init(&r->arena, 64 << 20);
    r->own.delay_ms = r->general.delay_ms = -1;
    return r;
}

struct robots *robots_parse(const char *text, size_t len, const char *agent, struct fault *fault)
{
    struct robots *r = robots_new(fault);
    if (!r)
        return NULL;
    struct parse s = {.robots = r, .agent = agent, .ok = true};
    const char *p = text, *end = text + (len < ROBOTS_MAX ? len : ROBOTS_MAX);
    for (const char *mark = "\xEF\xBB\xBF"; *mark && p < end && *p == *mark; mark++)
        p++; /* a byte order mark, or what is left of one */
    while (p < end) {
        const char *stop = p;
        while (stop < end && *stop != '\n' && *stop != '\r')
            stop++;
        s.line++;
        on_line(&s, p, stop);
        if (stop < end && *stop == '\r' && stop + 1 < end && stop[1] == '\n')
            stop++;
        p = stop + 1;
    }
    if (!s.ok) {
        robots_free(r);
        fault_set(fault, FAULT_MEMORY, "no memory for robots.txt");
        return NULL;
    }
    return r;
}

struct robots *robots_all(bool allowed, struct fault *fault)
{
    return allowed ? robots_parse("", 0, "", fault)
                   : robots_parse("user-agent: *\ndisallow: /", 25, "", fault);
}

void robots_free(struct robots *r)
{
    if (!r)
        return;
    arena_free(&r->arena);
    free(r);
}

/* --------------------------------------------------------------- matching */

/* `*` stands for any octets, a final `$` for the end.  On a mismatch only the
 * last star needs to take more: |path| × |pattern| at worst. */
static bool pattern_matches(const struct rule *rule, const char *path, size_t len)
{
    bool anchored = rule->pattern[rule->len - 1] == '$';
    size_t plen = rule->len - anchored, p = 0, i = 0, star = SIZE_MAX, mark = 0;
    for (;;) {
        if (p == plen) {
            if (!anchored || i == len)
                return true;
        } else if (rule->pattern[p] == '*') {
            star = p++;
            mark = i;
            continue;
        } else if (i < len && rule->pattern[p] == path[i]) {
            p++, i++;
            continue;
        }
        if (star == SIZE_MAX || mark == len)
            return false;
        p = star + 1;
        i = ++mark;
    }
}

bool robots_allows(const struct robots *r, const char *path, size_t len, unsigned *line)
{
    const struct rules *rules = r->named ? &r->own : &r->general;
    const struct rule *best = NULL;
    struct buf clean;
    if (line)
        *line = 0;
    buf_init(&clean, 3 * PATTERN_MAX);
    append_path(&clean, path, len, false);
    if (!buf_ok(&clean) || clean.len == 0 || strcmp(clean.data, "/robots.txt") == 0) {
        bool fits = buf_ok(&clean);
        buf_free(&clean);
        return fits;
    }
    for (size_t i = 0; i < rules->len; i++) {
        const struct rule *rule = &rules->items[i];
        bool wins = !best || rule->len > best->len || (rule->len == best->len && rule->allow && !best->allow);
        if (wins && pattern_matches(rule, clean.data, clean.len))
            best = rule;
    }
    buf_free(&clean);
    if (line && best)
        *line = best->line;
    return !best || best->allow;
}

long robots_delay_ms(const struct robots *r)
{
    return r->named ? r->own.delay_ms : r->general.delay_ms;
}

size_t robots_sitemaps(const struct robots *r)
{
    return r->sitemap_count;
}

const char *robots_sitemap(const struct robots *r, size_t i)
{
    return r->sitemaps[i];
}
