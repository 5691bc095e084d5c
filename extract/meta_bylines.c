#include <string.h>

#include "base/utf8.h"
#include "extract/carriers.h"

enum {
    DATELINE_PARAGRAPHS = 3, /* that may begin with 本报讯（记者…） */
    DATELINE_BYTES = 180,    /* from its start to the bracket, and of the bracket */
    OPEN_BYTES = 150,        /* of a dateline without brackets */
    OPEN_LABEL_BYTES = 75,
    CLOSING_CHARS = 60,
    HAN_BYTES = 3
};

struct slice {
    const char *p;
    size_t len;
};

static bool is_bracket(uint32_t cp)
{
    return cp == '(' || cp == '[' || cp == 0x3010 || cp == 0x3014;
}

static bool is_closing(uint32_t cp)
{
    return cp == ')' || cp == ']' || cp == 0x3011 || cp == 0x3015;
}

/* The first bracketed text that begins within DATELINE_BYTES. */
static bool first_bracket(const struct block *b, struct slice *inside)
{
    const char *end = b->text + b->len;
    inside->p = NULL;
    for (const char *p = b->text; p < end;) {
        const char *start = p;
        uint32_t cp = utf8_half_width(utf8_next(&p, end));
        if (!inside->p && start - b->text > DATELINE_BYTES)
            return false;
        if (!inside->p && is_bracket(cp)) {
            inside->p = p;
        } else if (inside->p && is_closing(cp)) {
            inside->len = (size_t)(start - inside->p);
            return true;
        }
        if (inside->p && p - inside->p > DATELINE_BYTES)
            return false;
    }
    return false;
}

/* The bracketed text that ends the block, a full stop behind it allowed. */
static bool last_bracket(const struct block *b, struct slice *inside)
{
    const char *p = b->text + b->len, *stop = NULL;
    for (int steps = 0; p > b->text && steps < CLOSING_CHARS; steps++) {
        const char *behind = p;
        uint32_t cp = utf8_half_width(utf8_previous(b->text, &p));
        if (!stop && is_closing(cp))
            stop = p;
        else if (stop && is_bracket(cp)) {
            *inside = (struct slice){behind, (size_t)(stop - behind)};
            return true;
        } else if (!stop && !utf8_is_space(cp) && cp != 0x3002 && cp != '.')
            return false;
    }
    return false;
}

/* Says the people of a bracket; whether there were any. */
static bool say_bracket(struct reading *r, struct slice s, bool contributors)
{
    struct credit credits[CREDITS_MAX];
    size_t before = r->count, count = credits_read(r->lexicon, s.p, s.len, credits, CREDITS_MAX);
    for (size_t i = 0; i < count; i++)
        if (is_people_credit(credits[i].kind) && (contributors || credits[i].kind != CREDIT_CONTRIBUTOR))
            say_people(r, BY_DATELINE, &credits[i]);
    return r->count > before;
}

/* ---- at the head of a paragraph ---- */

/* In a sentence a name must be set apart (记者 张明 …) or end as a byline does
 * (记者张明报道): 记者张明了解到 goes on. */
static bool ends_name(const struct credit *c)
{
    static const char *const tails[] = {"报道", "报导", "報導"};
    enum { TAIL_BYTES = 2 * HAN_BYTES, NAME_BYTES = 3 * HAN_BYTES };
    size_t run = 0;
    while (run < c->len && (unsigned char)c->value[run] >= 0xE4 && (unsigned char)c->value[run] <= 0xE9)
        run += HAN_BYTES;
    if (run > c->len)
        return false;
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (run > TAIL_BYTES && memcmp(c->value + run - TAIL_BYTES, tails[i], TAIL_BYTES) == 0)
            return true;
    return run <= NAME_BYTES && (run == c->len || c->value[run] == ' ' || c->value[run] == '\xE3');
}

/* Up to the first sign of a sentence. */
static size_t open_length(const struct block *b)
{
    const char *p = b->text, *end = b->text + (b->len < OPEN_BYTES ? b->len : OPEN_BYTES);
    while (p < end) {
        const char *at = p;
        uint32_t cp = utf8_half_width(utf8_next(&p, end));
        if (cp == ',' || cp == 0x3002 || cp == ':' || cp == 0x201C || cp == '(')
            return (size_t)(at - b->text);
    }
    return (size_t)(p - b->text);
}

/* 本报讯 记者张明 通讯员李芳报道 …: a dateline without brackets. */
static bool read_open_dateline(struct reading *r, const struct block *b)
{
    struct credit credits[CREDITS_MAX];
    size_t before = r->count, count = credits_read(r->lexicon, b->text, open_length(b), credits, CREDITS_MAX);
    for (size_t i = 0; i < count; i++)
        if (credits[i].kind == CREDIT_AUTHOR && credits[i].start < OPEN_LABEL_BYTES && ends_name(&credits[i]))
            say_people(r, BY_DATELINE, &credits[i]);
    return r->count > before;
}

/* 本报讯（记者 张明 通讯员 李芳）…: with no reporter beside them the correspondents are the writers. */
static void read_dateline(struct reading *r, int32_t block)
{
    const struct block *b = &r->page->blocks[block];
    struct slice inside;
    if ((block == r->first && read_open_dateline(r, b)) || !first_bracket(b, &inside))
        return;
    size_t before = r->count;
    say_bracket(r, inside, true);
    for (size_t i = before, count = r->count; i < count; i++)
        if (r->said[i].field == FIELD_CONTRIBUTOR && strcmp(r->said[i].role, "摄影") != 0)
            say(r, FIELD_AUTHOR, BY_HELPER, r->said[i].value, r->said[i].len);
}

static uint32_t first_character(const struct block *b)
{
    const char *p = b->text;
    return utf8_half_width(utf8_next(&p, b->text + b->len));
}

static void say_medium(struct reading *r, const char *text, size_t len)
{
    size_t medium = credit_source(r->lexicon, &text, len);
    if (medium > 0 && medium <= 8 * HAN_BYTES && credit_is_organisation(r->lexicon, text, medium) &&
        !credit_is_nobody(r->lexicon, text, medium))
        say(r, FIELD_SOURCE, BY_TAIL, text, medium);
}

/* The paper stands in front of its reporter: 【河灣報╱記者王小明／台北報導】, 河灣報 記者王小明／台北報導. */
static void read_reporters_paper(struct reading *r, const struct block *b)
{
    static const char *const openers[] = {"【", "〔", "（", "［"};
    struct credit c;
    if (credits_read(r->lexicon, b->text, b->len, &c, 1) == 0 || c.kind != CREDIT_AUTHOR || c.start == 0)
        return;
    if (b->chars <= WEAK_CHARS_MAX && b->punct < 2 && !is_bracket(first_character(b)))
        say_medium(r, b->text, c.start);
    for (size_t i = 0; i < sizeof openers / sizeof *openers; i++) {
        size_t n = strlen(openers[i]);
        if (c.start > n && memcmp(b->text, openers[i], n) == 0)
            say_medium(r, b->text + n, c.start - n);
    }
}

/* 【河灣報訊】, 【河灣報專訊】 at the head of the story. */
static void read_bracket_paper(struct reading *r, const struct block *b)
{
    static const char *const tails[] = {"專訊", "专讯", "综合报道", "綜合報導", "綜合報道", "訊", "讯"};
    struct slice inside;
    if (!first_bracket(b, &inside) || inside.p > b->text + HAN_BYTES)
        return;
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        size_t n = strlen(tails[i]);
        if (inside.len > n && memcmp(inside.p + inside.len - n, tails[i], n) == 0) {
            say_medium(r, inside.p, inside.len - n);
            return;
        }
    }
}

/* ---- at the end ---- */

/* （记者 张明）, （文/张明）, (张明) at the end of the last paragraph. */
static void read_closing(struct reading *r, int32_t block)
{
    const struct block *b = &r->page->blocks[block];
    struct slice inside;
    if (b->punct < 2 || !last_bracket(b, &inside) || say_bracket(r, inside, false))
        return;
    if (is_person(r, inside.p, inside.len) && inside.len <= 3 * HAN_BYTES)
        say_author(r, BY_CUT, inside.p, inside.len);
}

void carrier_body(struct reading *r)
{
    int seen = 0;
    for (int32_t i = head_start(r); i <= r->first && i < (int32_t)r->page->block_count; i++)
        read_reporters_paper(r, &r->page->blocks[i]);
    if (r->first < (int32_t)r->page->block_count)
        read_bracket_paper(r, &r->page->blocks[r->first]);
    for (int32_t i = r->first; i <= r->last && seen < DATELINE_PARAGRAPHS; i++)
        if (is_body_block(r, i)) {
            seen++;
            read_dateline(r, i);
        }
    if (r->last >= r->first)
        read_closing(r, r->last);
}
