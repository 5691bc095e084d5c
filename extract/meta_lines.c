#include <string.h>

#include "base/utf8.h"
#include "extract/carriers.h"

enum {
    HEAD_BLOCKS = 40, /* lines below the headline that may be its facts */
    TAIL_BLOCKS = 14, /* lines below the body that are still the article's */
    NEAR_BLOCKS = 6,  /* reporters named so near are the article's even beside others */
    TAIL_DATE_BLOCKS = 4,
    VALUE_CHARS_MAX = 12 /* of a value that stands in a block of its own behind its label */
};

/* What a line may tell, by where it stands. */
struct zone {
    enum carrier carrier;
    bool authors; /* reporters named here are the article's */
    bool dates;
};

/* Do the words of a block say that it is furniture? */
static bool is_furniture(const struct reading *r, int32_t block)
{
    uint8_t role = r->verdicts ? r->verdicts[block].role : ROLE_OTHER;
    return role != ROLE_OTHER && role != ROLE_EDITOR && role != ROLE_BYLINE && role != ROLE_META &&
           role != ROLE_BODY;
}

/* A name, several, a Latin one, or a short pen name. */
static bool may_be_people(const struct reading *r, const char *text, size_t len)
{
    enum { PEN_CHARS_MAX = 5 };
    size_t first = strcspn(text, " ,_");
    bool pen = utf8_count(text, len) <= PEN_CHARS_MAX && !credit_is_organisation(r->lexicon, text, len) &&
               !credit_is_nobody(r->lexicon, text, len) && !credit_is_stop(r->lexicon, text, len);
    return pen || (unsigned char)*text < 0x80 || is_person(r, text, first < len ? first : len) ||
           memmem(text, len, "、", strlen("、")) || memmem(text, len, "·", strlen("·"));
}

/* "责任编辑：" at a block's end has its value in the next one, up to a label there. */
static void value_from_next(const struct reading *r, int32_t block, struct credit *c)
{
    for (int32_t i = block + 1; i < (int32_t)r->page->block_count && i <= block + 2; i++) {
        const struct block *b = &r->page->blocks[i];
        struct credit label;
        if (b->chars == 0)
            continue;
        size_t len = credits_read(r->lexicon, b->text, b->len, &label, 1) > 0 ? label.start : b->len;
        if (len > 0 && !is_furniture(r, i) && utf8_count(b->text, len) <= VALUE_CHARS_MAX &&
            (c->kind == CREDIT_SOURCE || may_be_people(r, b->text, len))) {
            c->value = b->text;
            c->len = len;
        }
        return;
    }
}

/* A day that ends its block may have its time in the next one, where each element has a line of its own. */
static void time_from_next(const struct reading *r, int32_t block, struct date *date)
{
    for (int32_t i = block + 1; i < (int32_t)r->page->block_count && i <= block + 2; i++) {
        const struct block *b = &r->page->blocks[i];
        if (b->chars == 0)
            continue;
        if (b->chars <= VALUE_CHARS_MAX)
            dates_add_time(b->text, b->len, date);
        return;
    }
}

static void say_date_credit(struct reading *r, const struct credit *c, int32_t block, struct zone zone)
{
    struct date_hit hit;
    const struct block *b = &r->page->blocks[block];
    bool modified = c->kind == CREDIT_MODIFIED;
    if (!zone.dates || !dates_next(c->value, c->len, 0, &hit) || (modified && !hit.year_known))
        return;
    if (c->value + hit.end == b->text + b->len)
        time_from_next(r, block, &hit.date);
    say_date(r, modified ? FIELD_MODIFIED : FIELD_PUBLISHED, zone.carrier, &hit);
}

/* 来源：<a>河湾日报</a>浏览 21: the link is the value. */
static struct credit value_in_link(const struct reading *r, const struct block *b, struct credit c)
{
    for (uint32_t i = b->first_link; i < b->end_link && i < r->page->link_count; i++) {
        const struct link *l = &r->page->links[i];
        if (l->text == c.value && l->text_len > 0 && l->text_len < c.len)
            c.len = l->text_len;
    }
    return c;
}

static void say_credit(struct reading *r, struct credit *c, int32_t block, struct zone zone)
{
    const struct block *b = &r->page->blocks[block];
    bool last = c->value + c->len >= b->text + b->len;
    if (c->len == 0 && c->separated && last && (c->kind == CREDIT_SOURCE || is_people_credit(c->kind)))
        value_from_next(r, block, c);
    if (c->kind == CREDIT_SOURCE) {
        struct credit source = value_in_link(r, b, *c);
        say_source(r, zone.carrier, source.value, source.len);
    }
    if (is_people_credit(c->kind) && (c->separated || b->chars <= WEAK_CHARS_MAX)) {
        if (c->kind != CREDIT_AUTHOR || zone.authors)
            say_people(r, zone.carrier, c);
    } else if (c->kind == CREDIT_DATE || c->kind == CREDIT_MODIFIED)
        say_date_credit(r, c, block, zone);
    else if (c->kind == CREDIT_ORIGINAL)
        say(r, FIELD_ORIGINAL, zone.carrier, c->value, c->len);
    else if (c->kind == CREDIT_KEYWORDS && c->separated && !is_said(r, FIELD_KEYWORD))
        say_keywords(r, zone.carrier, c->value, c->len);
}

static void read_line(struct reading *r, int32_t block, struct zone zone)
{
    struct credit credits[CREDITS_MAX];
    const struct block *b = &r->page->blocks[block];
    if (b->chars < 2 || b->chars > LINE_CHARS_MAX || is_elsewhere(r, block))
        return;
    size_t count = credits_read(r->lexicon, b->text, b->len, credits, CREDITS_MAX);
    bool prose = b->punct > 3 && b->chars > WEAK_CHARS_MAX;
    for (size_t i = 0; i < count; i++)
        if (b->hidden ? credits[i].kind == CREDIT_ORIGINAL : !prose || credits[i].separated)
            say_credit(r, &credits[i], block, zone);
}

/* ---- above ---- */

/* Is it the date of another thing than publication: 更新, 成文日期? */
static bool is_other_date(const struct credit *c, const char *date)
{
    return (c->kind == CREDIT_MODIFIED && c->value <= date && c->value + c->len > date) ||
           (c->kind == CREDIT_STOP && c->value == date);
}

/* The first date of the line that no label owns but those of publication. */
static void read_head_date(struct reading *r)
{
    struct credit credits[CREDITS_MAX];
    const struct block *b = &r->page->blocks[r->head];
    size_t count = credits_read(r->lexicon, b->text, b->len, credits, CREDITS_MAX);
    struct date_hit hit;
    for (size_t from = 0; dates_next(b->text, b->len, from, &hit); from = hit.end) {
        bool other = hit.date.precision < DATE_DAY;
        for (size_t i = 0; i < count; i++)
            other = other || is_other_date(&credits[i], b->text + hit.start);
        if (other)
            continue;
        if (hit.end == b->len)
            time_from_next(r, r->head, &hit.date);
        say_date(r, FIELD_PUBLISHED, BY_LINE, &hit);
        return;
    }
}

/* A newspaper's page has its date above: 河湾日报 2021年10月29日 星期五 第03版. */
static void read_edition_date(struct reading *r)
{
    enum { EDITION_BLOCKS = 10 };
    int32_t title = r->anchors->title_block;
    for (int32_t i = title > EDITION_BLOCKS ? title - EDITION_BLOCKS : 0; i < r->first; i++) {
        const struct block *b = &r->page->blocks[i];
        struct date_hit hit;
        const char *number = strstr(b->text, "第");
        if (b->chars <= LINE_CHARS_MAX && number && strstr(number, "版") &&
            dates_next(b->text, b->len, 0, &hit) && hit.year_known) {
            say_date(r, FIELD_PUBLISHED, BY_LINE, &hit);
            return;
        }
    }
}

void carrier_head(struct reading *r)
{
    int32_t title = r->anchors->title_block, to = r->first;
    if (r->head >= 0)
        read_head_date(r);
    if (title >= 0 && title + HEAD_BLOCKS < to)
        to = title + HEAD_BLOCKS;
    for (int32_t i = head_start(r); i < to; i++)
        if (i != title)
            read_line(r, i, (struct zone){BY_LABEL, .authors = true, .dates = true});
    if (!is_said(r, FIELD_PUBLISHED) && !is_said(r, FIELD_MODIFIED))
        read_edition_date(r);
}

/* ---- inside ---- */

/* Credits glued to the end of a paragraph, which the classifier cut off: …。责任编辑：王芳 */
static void read_cut(struct reading *r, int32_t block)
{
    struct credit credits[CREDITS_MAX];
    const struct block *b = &r->page->blocks[block];
    size_t cut = r->verdicts ? r->verdicts[block].cut : 0;
    if (cut == 0 || cut > b->len)
        return;
    size_t count = credits_read(r->lexicon, b->text + b->len - cut, cut, credits, CREDITS_MAX);
    for (size_t i = 0; i < count; i++)
        say_credit(r, &credits[i], block, (struct zone){BY_CUT, .authors = true});
}

void carrier_inside(struct reading *r)
{
    int seen = 0;
    for (int32_t i = r->first; i <= r->last; i++) {
        if (is_body_block(r, i)) {
            seen++;
            read_cut(r, i);
        } else if (r->verdicts && (r->verdicts[i].role == ROLE_BYLINE || r->verdicts[i].role == ROLE_EDITOR ||
                                   r->verdicts[i].role == ROLE_META)) {
            read_line(r, i, (struct zone){seen < 2 ? BY_LABEL : BY_TAIL, .authors = true});
        }
    }
    if (r->last >= r->first && r->page->blocks[r->last].chars <= WEAK_CHARS_MAX)
        read_line(r, r->last,
                  (struct zone){BY_CUT, .authors = true}); /* a last line of credits that passed as body */
}

/* ---- below ---- */

static bool is_link_list(const struct reading *r, const struct block *b)
{
    return r->page->markup && b->link_chars * 10 > b->chars * 7 && b->chars > 12;
}

/* A date in brackets or alone: (2012-01-17 20:00). */
static void read_tail_date(struct reading *r, const struct block *b)
{
    struct date_hit hit;
    if (b->chars <= 24 && b->links == 0 && dates_next(b->text, b->len, 0, &hit) && hit.year_known &&
        hit.start <= 3 && hit.end + 6 >= b->len)
        say_date(r, FIELD_PUBLISHED, BY_FAR_TAIL, &hit);
}

void carrier_tail(struct reading *r)
{
    int seen = 0;
    for (int32_t i = r->last + 1; r->last >= 0 && i < (int32_t)r->page->block_count && seen < TAIL_BLOCKS;
         i++) {
        const struct block *b = &r->page->blocks[i];
        if (b->chars > 0 && seen < TAIL_DATE_BLOCKS)
            read_tail_date(r, b);
        if (b->chars == 0 || b->han == 0)
            continue;
        seen++;
        if (r->verdicts && r->verdicts[i].role == ROLE_COMMENT)
            return;
        if (!is_link_list(r, b))
            read_line(
                r, i,
                (struct zone){seen <= NEAR_BLOCKS ? BY_TAIL : BY_FAR_TAIL, .authors = true, .dates = true});
    }
}
