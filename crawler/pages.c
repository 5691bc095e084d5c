#include "crawler/pages.h"

#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/file.h"
#include "base/url.h"
#include "crawler/links.h"

enum {
    TEXT_MAX = 400,  /* of a link that turns pages, markup included */
    PLAIN_MAX = 120, /* without markup */
    WORD_MAX = 64,
    LINE_BYTES = 256,
    NUMBER_DIGITS = 3 /* page numbers: more digits are dates and ids */
};

struct word {
    enum pages_word kind; /* PAGES_NUMBER: names a page beside digits */
    size_t len;
    char bytes[WORD_MAX];
};

struct pages {
    struct word *words;
    size_t count, cap;
};

/* ---------------------------------------------------------------- lexicon */

static bool add_bytes(struct pages *p, enum pages_word kind, const char *bytes, size_t len,
                      struct fault *fault)
{
    if (p->count == p->cap) {
        size_t cap = p->cap ? 2 * p->cap : 64;
        struct word *words = realloc(p->words, cap * sizeof *words);
        if (!words)
            return fault_set(fault, FAULT_MEMORY, "no memory for a lexicon");
        p->words = words;
        p->cap = cap;
    }
    struct word *w = &p->words[p->count++];
    w->kind = kind;
    w->len = len;
    for (size_t i = 0; i < len; i++) /* second bytes of double-byte characters too: texts are treated alike */
        w->bytes[i] = bytes[i] >= 'A' && bytes[i] <= 'Z' ? (char)(bytes[i] | 0x20) : bytes[i];
    return true;
}

/* The word as UTF-8, and as the double-byte charsets write it where they can. */
static bool add_word(struct pages *p, enum pages_word kind, const char *text, struct fault *fault)
{
    static const char *const charsets[] = {"GB18030", "BIG5"};
    size_t len = strlen(text);
    if (len == 0 || len > WORD_MAX)
        return fault_set(fault, FAULT_INPUT, "lexicon: '%.60s' is too long", text);
    if (!add_bytes(p, kind, text, len, fault))
        return false;
    for (size_t i = 0; i < 2; i++) {
        char coded[WORD_MAX], *in = (char *)(uintptr_t)text, *out = coded;
        size_t in_left = len, out_left = sizeof coded;
        iconv_t converter = iconv_open(charsets[i], "UTF-8");
        if (converter == (iconv_t)-1)
            continue;
        bool whole = iconv(converter, &in, &in_left, &out, &out_left) == 0;
        iconv_close(converter);
        size_t coded_len = (size_t)(out - coded);
        bool differs = coded_len != len || memcmp(coded, text, len) != 0;
        if (whole && differs && !add_bytes(p, kind, coded, coded_len, fault))
            return false;
    }
    return true;
}

static bool add_line(struct pages *p, const struct line_reader *lines, struct fault *fault)
{
    static const struct {
        const char *name;
        enum pages_word kind;
    } kinds[] = {{"next ", PAGES_NEXT}, {"page ", PAGES_NUMBER}, {"never ", PAGES_NEVER}};
    const char *line = lines->line.data ? lines->line.data : "";
    if (*line == '\0' || strchr("#+-", *line))
        return true;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strncmp(line, kinds[i].name, strlen(kinds[i].name)) == 0)
            return add_word(p, kinds[i].kind, line + strlen(kinds[i].name), fault);
    return fault_set(fault, FAULT_INPUT, "%.150s:%lu: not 'next', 'page' or 'never'", lines->name,
                     lines->number);
}

struct pages *pages_load(const char *path, struct fault *fault)
{
    struct pages *p = calloc(1, sizeof *p);
    FILE *in = p ? file_open(path, fault) : NULL;
    if (!in) {
        free(p);
        fault_set(fault, FAULT_MEMORY, "no memory for a lexicon");
        return NULL;
    }
    struct line_reader lines;
    lines_open(&lines, in, path, LINE_BYTES);
    enum line_status status;
    bool ok = true;
    while (ok && (status = lines_next(&lines, fault)) != LINE_END)
        ok = status == LINE_OK && add_line(p, &lines, fault);
    lines_close(&lines);
    file_close(in);
    if (!ok) {
        pages_free(p);
        return NULL;
    }
    return p;
}

void pages_free(struct pages *p)
{
    if (!p)
        return;
    free(p->words);
    free(p);
}

/* ------------------------------------------------------------------ words */

/* Without tags, blanks and letter case. */
static size_t plain_text(const char *text, size_t len, char out[PLAIN_MAX])
{
    struct buf undone;
    size_t n = 0;
    bool in_tag = false;
    buf_init(&undone, 2 * TEXT_MAX);
    links_undo_references(text, len, &undone);
    for (size_t i = 0; i < undone.len && n < PLAIN_MAX; i++) {
        char c = undone.data[i];
        if (c == '<' && i + 1 < undone.len &&
            (undone.data[i + 1] == '/' || (undone.data[i + 1] | 0x20) >= 'a'))
            in_tag = true;
        if (!in_tag && c > ' ' && c <= 'Z' && c >= 'A')
            out[n++] = (char)(c | 0x20);
        else if (!in_tag && (c < 0 || c > ' '))
            out[n++] = c;
        if (c == '>')
            in_tag = false;
    }
    buf_free(&undone);
    return n;
}

static bool has_kind(const struct pages *p, enum pages_word kind, const char *text, size_t len)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->words[i].kind == kind && memmem(text, len, p->words[i].bytes, p->words[i].len))
            return true;
    return false;
}

/* One run of one to three digits; *bare when nothing but brackets stands around it. */
static bool is_number(const char *text, size_t len, bool *bare)
{
    size_t digits = 0, runs = 0, others = 0;
    for (size_t i = 0; i < len; i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';
        runs += digit && (i == 0 || text[i - 1] < '0' || text[i - 1] > '9');
        digits += digit;
        others += !digit && !strchr("[]()<>", text[i]);
    }
    static const char *const brackets[] = {"\xE3\x80\x90", "\xA1\xBE", "\xA1\xA3"}; /* 【 */
    for (size_t i = 0; i < 3; i++)
        if (len > 4 && memcmp(text, brackets[i], strlen(brackets[i])) == 0)
            others = 0;
    *bare = others == 0;
    return runs == 1 && digits <= NUMBER_DIGITS;
}

enum pages_word pages_word(const struct pages *p, const char *text, size_t len)
{
    char plain[PLAIN_MAX];
    bool bare;
    if (!text || len > TEXT_MAX)
        return PAGES_NOTHING;
    size_t n = plain_text(text, len, plain);
    if (n == 0 || has_kind(p, PAGES_NEVER, plain, n))
        return n == 0 ? PAGES_NOTHING : PAGES_NEVER;
    if (has_kind(p, PAGES_NEXT, plain, n))
        return PAGES_NEXT;
    if (is_number(plain, n, &bare) && (bare || (n < 24 && has_kind(p, PAGES_NUMBER, plain, n))))
        return PAGES_NUMBER;
    return PAGES_NOTHING;
}

/* -------------------------------------------------------------- addresses */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* An address taken apart: everything before the name, the name's stem without
 * a page number, the number (0: none), the ending, and the query without one. */
struct shape {
    const char *start;
    size_t folder, stem; /* lengths: up to and with the last slash; of the stem */
    unsigned number;
    const char *ending; /* ".html"; up to the query */
    size_t ending_len;
    struct buf query;
};

static unsigned number_of(const char *p, size_t len)
{
    unsigned n = 0;
    for (size_t i = 0; i < len; i++)
        n = n * 10 + (unsigned)(p[i] - '0');
    return n;
}

/* "a1_2" → stem 2, number 2; "2" → stem 0, number 2; "index_3" and "index" → stem 0. */
static void cut_number(struct shape *s, const char *name, size_t len)
{
    size_t digits = 0;
    while (digits < len && is_digit(name[len - 1 - digits]))
        digits++;
    size_t rest = len - digits;
    bool marked = rest > 1 && (name[rest - 1] == '_' || name[rest - 1] == '-');
    if (digits > 0 && digits <= NUMBER_DIGITS && (marked || rest == 0)) {
        s->number = number_of(name + rest, digits);
        s->stem = marked ? rest - 1 : 0;
    } else {
        s->stem = len;
    }
    if (s->stem == 5 && strncasecmp(name, "index", 5) == 0)
        s->stem = 0;
}

/* The query without its page parameter, whose value is the number. */
static void cut_query(struct shape *s, const char *query)
{
    static const char *const names[] = {"page", "p", "pn", "pg", "pageno", "pagenum", "pageindex", "curpage",
                                        "cpage", "page_no", "pageid", "currentpage"};
    while (*query) {
        size_t len = strcspn(query, "&"), name = strcspn(query, "=&");
        bool pager = false;
        size_t digits = len - name - (name < len);
        for (size_t i = 0; i < sizeof names / sizeof names[0] && name < len; i++)
            pager = pager || (strlen(names[i]) == name && strncasecmp(query, names[i], name) == 0);
        pager = pager && digits > 0 && digits <= NUMBER_DIGITS &&
                strspn(query + name + 1, "0123456789") >= digits;
        if (pager)
            s->number = number_of(query + name + 1, digits);
        else
            buf_printf(&s->query, "&%.*s", (int)len, query);
        query += len + (query[len] == '&');
    }
}

static void take_apart(const char *url, struct shape *s)
{
    *s = (struct shape){.start = url};
    buf_init(&s->query, URL_MAX + 16);
    size_t len = strcspn(url, "?#"), slash = len;
    while (slash > 0 && url[slash - 1] != '/')
        slash--;
    size_t dot = len;
    while (dot > slash && url[dot - 1] != '.')
        dot--;
    size_t name_end = dot > slash + 1 ? dot - 1 : len;
    s->folder = slash;
    s->ending = url + name_end;
    s->ending_len = len - name_end;
    cut_number(s, url + slash, name_end - slash);
    cut_query(s, url[len] == '?' ? url + len + 1 : "");
}

/* a1.html and a1/2.html, /news and /news/2: the link's folder is the page's name. */
static bool is_below(const struct shape *page, const struct shape *link)
{
    size_t whole = page->folder + page->stem;
    return link->stem == 0 && link->number > 0 && page->stem > 0 && link->folder == whole + 1 &&
           memcmp(link->start, page->start, whole) == 0;
}

static bool same_query(const struct shape *a, const struct shape *b)
{
    return a->query.len == b->query.len &&
           (a->query.len == 0 || memcmp(a->query.data, b->query.data, a->query.len) == 0);
}

bool pages_same(const char *page, const char *link, unsigned *number)
{
    struct shape a, b;
    take_apart(page, &a);
    take_apart(link, &b);
    bool ending = (a.ending_len == b.ending_len && memcmp(a.ending, b.ending, a.ending_len) == 0) ||
                  (a.stem == 0 &&
                   (a.ending_len == 0 || b.ending_len == 0)); /* a folder and its index_2.html */
    bool same = a.folder == b.folder && memcmp(page, link, a.folder) == 0 && a.stem == b.stem &&
                memcmp(page + a.folder, link + b.folder, a.stem) == 0 && ending;
    same = (same || is_below(&a, &b)) && same_query(&a, &b) && strcmp(page, link) != 0;
    *number = b.number > 0 ? b.number : 1;
    buf_free(&a.query);
    buf_free(&b.query);
    return same;
}

bool pages_is_article(const char *url)
{
    struct url u;
    if (!url_split(url, strlen(url), &u))
        return false;
    size_t digits = 0, longest = 0, total = 0;
    for (size_t i = 0; i < u.path.len + (u.query.p ? u.query.len + 1 : 0); i++) {
        digits = is_digit(u.path.p[i]) ? digits + 1 : 0;
        total += digits > 0;
        longest = digits > longest ? digits : longest;
    }
    bool named = u.path.len > 1 && (u.path.p[u.path.len - 1] != '/' || longest >= 5);
    static const char index[] = "/index.";
    for (size_t i = 0; i + sizeof index <= u.path.len; i++)
        if (strncasecmp(u.path.p + i, index, sizeof index - 1) == 0)
            return false;
    return named && (longest >= 5 || (longest >= 4 && total >= 6));
}

/* Takes `n` digits and a separator that may stand behind them; -1 when they are none. */
static int take_digits(const char **p, const char *end, size_t n)
{
    if ((size_t)(end - *p) < n)
        return -1;
    for (size_t i = 0; i < n; i++)
        if (!is_digit((*p)[i]))
            return -1;
    int value = (int)number_of(*p, n);
    *p += n;
    *p += *p < end && (**p == '/' || **p == '-' || **p == '_');
    return value;
}

/* 20211029, 2021/1029, 2021-10/29, 2021/10/29 … at p, no digit behind; INT64_MIN when no date. */
static int64_t day_at(const char *p, const char *end)
{
    int year = take_digits(&p, end, 4);
    int month = year >= 1990 && year < 2100 ? take_digits(&p, end, 2) : -1;
    int day = month >= 1 && month <= 12 ? take_digits(&p, end, 2) : -1;
    bool whole = p == end || !is_digit(*p) || !is_digit(p[-1]);
    return day >= 1 && day <= 31 && whole ? date_days(year, month, day) : INT64_MIN;
}

int64_t pages_day(const char *url)
{
    struct url u;
    if (!url_split(url, strlen(url), &u))
        return INT64_MIN;
    const char *end = u.path.p + u.path.len;
    for (const char *p = u.path.p; p < end; p++)
        if (is_digit(*p) && !is_digit(p[-1])) {
            int64_t day = day_at(p, end);
            if (day != INT64_MIN)
                return day;
        }
    return INT64_MIN;
}
