#include <string.h>

#include "base/utf8.h"
#include "extract/carriers.h"

enum { NEIGHBOUR_CHARS = 14, LINK_CHARS = 16, SOURCE_WORDS = 4 };

struct slice {
    const char *p;
    size_t len;
};

/* ---- is it a medium? ---- */

static bool is_plausible(const struct reading *r, const char *p, size_t len)
{
    struct credit c;
    const char *title = r->anchors->title;
    if (len == 0 || credit_is_stop(r->lexicon, p, len) || credit_is_nobody(r->lexicon, p, len) ||
        credits_read(r->lexicon, p, len, &c, 1) > 0 ||
        (title && strlen(title) >= len && memcmp(title, p, len) == 0))
        return false;
    return credit_is_organisation(r->lexicon, p, len) || !credit_is_name(r->lexicon, p, len);
}

/* 原创 and the like are badges in front of it. */
bool say_plausible_source(struct reading *r, enum carrier carrier, const char *text, size_t len)
{
    static const char *const badges[] = {"原创", "原創"};
    const char *end = text + len;
    for (int words = 0; words < SOURCE_WORDS && text < end; words++) {
        const char *value = text;
        size_t n = credit_source(r->lexicon, &value, (size_t)(end - text));
        if (n == 0)
            return false;
        text = value + n;
        for (size_t i = 0; i < sizeof badges / sizeof *badges; i++) {
            size_t badge = strlen(badges[i]);
            if (n > 2 * badge && memcmp(value, badges[i], badge) == 0) {
                value += badge;
                n -= badge;
            }
        }
        if (is_plausible(r, value, n)) {
            say(r, FIELD_SOURCE, carrier, value, n);
            return true;
        }
        if (!credit_is_nobody(r->lexicon, value, n))
            return false;
    }
    return false;
}

/* ---- beside the date: 2021-10-29 17:41 河湾日报 ---- */

/* Where the markup parts the text of a block behind `from`: icons and spans between the facts. */
static size_t next_part(const struct reading *r, int32_t block, size_t from, size_t to)
{
    const struct block *b = &r->page->blocks[block];
    const char *end = b->text + to;
    for (const char *p = b->text + from; p < end;) { /* signs before the first word belong to no part */
        uint32_t cp = utf8_next(&p, end);
        if (utf8_is_han(cp) || (cp | 0x20) - 'a' < 26u)
            break;
        from = (size_t)(p - b->text);
    }
    for (size_t i = 0; i < r->page->mark_count; i++) {
        const struct mark *m = &r->page->marks[i];
        if ((int32_t)m->block != block)
            continue;
        if (m->start > from && m->start < to)
            to = m->start;
        if (m->start + m->len > from && m->start + m->len < to)
            to = m->start + m->len;
    }
    return to;
}

/* A source beside a date stands on a line of facts, not in a sentence. */
static bool in_sentence(const char *text)
{
    static const char *const signs[] = {"，", "。", "、", "；", "“", "！", "？"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strstr(text, signs[i]))
            return true;
    return strstr(text, "《") > text;
}

static bool is_han_byte(char c)
{
    return (unsigned char)c >= 0xE4 && (unsigned char)c <= 0xE9;
}

/* Han glued to a bare day (2月24日的决定) is a medium only if it is called like one. */
static bool is_doubtful(const struct reading *r, const struct block *b, const struct date_hit *hit,
                        bool behind, struct slice side)
{
    bool glued = behind ? hit->end < b->len && is_han_byte(b->text[hit->end])
                        : hit->start >= 3 && is_han_byte(b->text[hit->start - 3]);
    const char *value = side.p;
    size_t n = glued ? credit_source(r->lexicon, &value, side.len) : 0;
    return glued && !(n > 0 && credit_is_organisation(r->lexicon, value, n));
}

/* A short link behind the date is the medium's. */
static bool say_link(struct reading *r, enum carrier carrier, const struct block *b, size_t from, size_t to)
{
    for (uint32_t i = b->first_link; i < b->end_link && i < r->page->link_count; i++) {
        const struct link *l = &r->page->links[i];
        if (l->text_len > 0 && utf8_count(l->text, l->text_len) <= LINK_CHARS && l->text >= b->text + from &&
            l->text < b->text + to && say_plausible_source(r, carrier, l->text, l->text_len))
            return true;
    }
    return false;
}

/* The date of the line, or 3小时前 in its place. */
static bool find_moment(const struct block *b, struct date_hit *hit)
{
    if (dates_next(b->text, b->len, 0, hit))
        return hit->year_known || hit->date.precision >= DATE_MINUTE;
    *hit = (struct date_hit){.date = {.precision = DATE_MINUTE}};
    return dates_relative(b->text, b->len, &hit->start, &hit->end);
}

/* Text beside the date: behind it, else in front, up to the first label. */
static void read_beside_date(struct reading *r)
{
    const struct block *b = &r->page->blocks[r->head];
    struct credit credits[CREDITS_MAX];
    struct date_hit hit;
    size_t count = credits_read(r->lexicon, b->text, b->len, credits, CREDITS_MAX);
    if (!find_moment(b, &hit) || in_sentence(b->text))
        return;
    size_t to = b->len, before = hit.start;
    enum carrier carrier = BY_LINE;
    for (size_t i = count; i-- > 0;) {
        if (credits[i].kind == CREDIT_DATE && credits[i].value == b->text + hit.start)
            carrier = BY_DATE;
        if (credits[i].start >= hit.end)
            to = credits[i].start;
        else if (credits[i].start < before)
            before = 0; /* a label in front of the date */
    }
    if (say_link(r, carrier, b, hit.end, to))
        return;
    to = next_part(r, r->head, hit.end, to);
    bool exact = hit.date.precision >= DATE_MINUTE;
    struct slice sides[] = {{b->text + hit.end, to - hit.end}, {b->text, before}};
    for (size_t i = 0; i < 2; i++)
        if ((exact || !is_doubtful(r, b, &hit, i == 0, sides[i])) &&
            say_plausible_source(r, carrier, sides[i].p, sides[i].len))
            return;
}

/* A line of its own between headline and date: the account of a self-media page. */
static void read_neighbour(struct reading *r)
{
    int32_t title = r->anchors->title_block, found = -1;
    for (int32_t i = title + 1; title >= 0 && i < r->head; i++) {
        const struct block *b = &r->page->blocks[i];
        if (b->kind == BLOCK_IMAGE || b->han == 0)
            continue;
        if (found >= 0 || b->chars > NEIGHBOUR_CHARS || b->punct > 0)
            return;
        found = i;
    }
    if (found >= 0)
        say_plausible_source(r, BY_NEIGHBOUR, r->page->blocks[found].text, r->page->blocks[found].len);
}

void carrier_beside(struct reading *r)
{
    if (r->head < 0)
        return;
    read_beside_date(r);
    read_neighbour(r);
}
