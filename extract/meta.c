#include "extract/meta.h"

#include <string.h>

#include "base/url.h"
#include "base/utf8.h"
#include "extract/dates.h"
#include "extract/embedded.h"
#include "extract/rules.h"
#include "extract/title.h"

enum {
    CREDITS_MAX = 16,
    PEOPLE_MAX = 16,
    LINE_CHARS_MAX = 160, /* longer blocks are prose, not credits */
    WEAK_CHARS_MAX = 45,  /* 记者张明 without a colon is a credit only in a line that short */
    TAIL_BLOCKS = 14,     /* lines below the body that are still the article's */
    TAIL_AUTHOR_BLOCKS = 6,
    DATELINE_BODY = 3,    /* paragraphs that may begin with 本报讯（记者…） */
    DATELINE_BYTES = 180,
    LIST_MAX = 24
};

/* Where a statement was found; a better place replaces a worse one. */
enum place {
    FROM_NOWHERE,
    FROM_TAIL,      /* a label below the body */
    FROM_DATE,      /* beside a date that has a label of its own */
    FROM_NEIGHBOUR, /* a line between headline and date */
    FROM_META,
    FROM_LINE,      /* beside the date */
    FROM_ACCOUNT,   /* a class says author, and it is no person */
    FROM_MARK,      /* a class says source */
    FROM_LABEL,
    FROM_RULE
};

struct slice {
    const char *p;
    size_t len;
};

struct names {
    const char *items[LIST_MAX];
    size_t count;
};

struct reading {
    const struct page *page;
    const struct anchors *anchors;
    const struct verdict *verdicts;
    const struct credit_lexicon *lexicon;
    struct arena *arena;
    struct record_meta *meta;
    int32_t first, last; /* body blocks; first > last when there is none */
    struct embedded state;
    const char *original;
    size_t original_len;
    const char *source;
    size_t source_len;
    enum place source_place, original_place;
    struct date_hit visible; /* the date in the lines around the title */
    bool has_visible, has_modified;
    struct date modified;
    struct names authors, dateline_helpers, editors, codes, subeditors;
    struct contributor contributors[LIST_MAX];
    size_t contributor_count;
    struct names keywords;
    bool full;
};

/* ---- small things ---- */

const char *page_meta(const struct page *page, const char *const *names)
{
    for (; *names; names++)
        for (size_t i = 0; i < page->meta_count; i++)
            if (strcmp(page->metas[i].name, *names) == 0 && page->metas[i].content[0])
                return page->metas[i].content;
    return NULL;
}

static void names_add(struct names *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i], name) == 0)
            return;
    if (list->count < LIST_MAX)
        list->items[list->count++] = name;
}

static bool names_have(const struct names *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i], name) == 0)
            return true;
    return false;
}

static void add_contributor(struct reading *r, const char *name, const char *role)
{
    for (size_t i = 0; i < r->contributor_count; i++)
        if (strcmp(r->contributors[i].name, name) == 0)
            return;
    if (r->contributor_count < LIST_MAX)
        r->contributors[r->contributor_count++] = (struct contributor){name, role};
}

static const char *copy(struct reading *r, const char *text, size_t len)
{
    const char *p = arena_copy(r->arena, text, len);
    r->full = r->full || !p;
    return p;
}

static bool give_list(struct reading *r, const struct names *names, struct text_list *list)
{
    list->len = names->count;
    list->items = NULL;
    if (names->count == 0)
        return true;
    list->items = arena_alloc(r->arena, names->count * sizeof *list->items);
    if (!list->items)
        return false;
    memcpy(list->items, names->items, names->count * sizeof *list->items);
    return true;
}

static bool is_body(const struct reading *r, int32_t i)
{
    if (r->verdicts)
        return r->verdicts[i].role == ROLE_BODY || r->verdicts[i].role == ROLE_SUBHEADING;
    return i >= r->first && i <= r->last && r->page->blocks[i].chars >= 30 && r->page->blocks[i].punct >= 2;
}

static void find_body(struct reading *r)
{
    int32_t count = (int32_t)r->page->block_count;
    int32_t from = r->anchors->head_end > 0 ? r->anchors->head_end : 0;
    r->first = count;
    r->last = -1;
    for (int32_t i = r->verdicts ? 0 : from; i < count; i++) {
        const struct block *b = &r->page->blocks[i];
        bool prose = b->chars >= 40 && b->punct >= 2 && b->link_chars * 3 < b->chars;
        if (r->verdicts ? !is_body(r, i) : !prose)
            continue;
        if (r->first == count)
            r->first = i;
        else if (!r->verdicts && i - r->last > 8)
            break;
        r->last = i;
    }
}

/* ---- source ---- */

static void set_source(struct reading *r, const char *text, size_t len, enum place place)
{
    if (len == 0 || place <= r->source_place)
        return;
    r->source = text;
    r->source_len = len;
    r->source_place = place;
}

static void read_source_value(struct reading *r, const char *value, size_t len, enum place place)
{
    size_t n = credit_source(r->lexicon, &value, len);
    if (n > 0 && !credit_is_stop(r->lexicon, value, n))
        set_source(r, value, n, place);
}

/* ---- people ---- */

static void add_person(struct reading *r, const struct credit *c, const struct person *p)
{
    if (p->role)
        add_contributor(r, p->name, p->role);
    else if (c->kind == CREDIT_AUTHOR)
        names_add(&r->authors, p->name);
    else if (c->kind == CREDIT_SUBEDITOR)
        names_add(&r->subeditors, p->name);
    else if (c->kind == CREDIT_EDITOR)
        names_add(strpbrk(p->name, "0123456789") ? &r->codes : &r->editors, p->name);
    else
        add_contributor(r, p->name, c->role);
}

static void read_people(struct reading *r, const struct credit *c)
{
    struct person people[PEOPLE_MAX];
    size_t count = credit_people(r->lexicon, c, r->arena, people, PEOPLE_MAX);
    if (count == SIZE_MAX) {
        r->full = true;
        return;
    }
    for (size_t i = 0; i < count; i++)
        add_person(r, c, &people[i]);
}

/* ---- a line of credits ---- */

/* "责任编辑：" at a block's end has its value in the next one. */
static void value_from_next(const struct reading *r, int32_t block, struct credit *c)
{
    for (int32_t i = block + 1; i < (int32_t)r->page->block_count && i <= block + 2; i++) {
        const struct block *b = &r->page->blocks[i];
        if (b->chars == 0)
            continue;
        if (b->chars <= 12) {
            c->value = b->text;
            c->len = b->len;
        }
        return;
    }
}

static void read_date_value(struct reading *r, const struct credit *c)
{
    struct date_hit hit;
    if (!dates_next(c->value, c->len, 0, &hit) || hit.date.precision < DATE_DAY)
        return;
    if (c->kind == CREDIT_MODIFIED && hit.year_known && !r->has_modified) {
        r->modified = hit.date;
        r->has_modified = true;
    }
    if (c->kind == CREDIT_DATE && (!r->has_visible || (!r->visible.year_known && hit.year_known))) {
        r->visible = hit;
        r->has_visible = true;
    }
}

static bool is_keyword_separator(uint32_t cp)
{
    uint32_t half = utf8_half_width(cp);
    return half == ',' || half == ';' || half == '|' || cp == 0x3001;
}

static bool has_separator(const char *text, size_t len)
{
    const char *end = text + len;
    for (const char *p = text; p < end;)
        if (is_keyword_separator(utf8_next(&p, end)))
            return true;
    return false;
}

/* Blanks part words only where nothing else does. */
static void read_keywords(struct reading *r, const char *text, size_t len)
{
    const char *end = text + len;
    bool blanks = !has_separator(text, len);
    while (text < end) {
        const char *p = text;
        size_t step = 0;
        while (p < end && step == 0) {
            const char *q = p;
            uint32_t cp = utf8_next(&q, end);
            if (is_keyword_separator(cp) || (blanks && utf8_is_space(cp)))
                step = (size_t)(q - p);
            else
                p = q;
        }
        size_t n = (size_t)(p - text);
        for (; n > 0 && *text == ' '; text++)
            n--;
        if (n > 0 && utf8_count(text, n) <= 20) {
            const char *word = copy(r, text, n);
            if (word)
                names_add(&r->keywords, word);
        }
        text = p + step;
    }
}

static bool is_people(uint8_t kind)
{
    return kind >= CREDIT_AUTHOR && kind <= CREDIT_CONTRIBUTOR;
}

struct zone {
    bool head;      /* above the body */
    bool authors;   /* reporters named here are the article's */
    bool dates;
};

static void read_credit(struct reading *r, struct credit *c, int32_t block, struct zone zone)
{
    const struct block *b = &r->page->blocks[block];
    bool last = c->value + c->len >= b->text + b->len;
    if (c->len == 0 && c->separated && last && (c->kind == CREDIT_SOURCE || is_people(c->kind)))
        value_from_next(r, block, c);
    if (c->kind == CREDIT_SOURCE)
        read_source_value(r, c->value, c->len, zone.head ? FROM_LABEL : FROM_TAIL);
    else if (is_people(c->kind) && (c->separated || b->chars <= WEAK_CHARS_MAX)) {
        if (c->kind != CREDIT_AUTHOR || zone.authors)
            read_people(r, c);
    } else if (c->kind == CREDIT_DATE || c->kind == CREDIT_MODIFIED) {
        if (zone.dates)
            read_date_value(r, c);
    } else if (c->kind == CREDIT_ORIGINAL && !r->original) {
        r->original = c->value;
        r->original_len = c->len;
    } else if (c->kind == CREDIT_KEYWORDS && c->separated && r->keywords.count == 0) {
        read_keywords(r, c->value, c->len);
    }
}

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
        read_credit(r, &credits[i], block, (struct zone){.authors = r->authors.count == 0});
}

/* Captions name photographers, other stories their own people. */
static bool is_elsewhere(const struct reading *r, int32_t block)
{
    uint8_t kind = r->page->blocks[block].kind, role = r->verdicts ? r->verdicts[block].role : ROLE_OTHER;
    return kind == BLOCK_IMAGE || kind == BLOCK_CAPTION || role == ROLE_CAPTION || role == ROLE_COMMENT ||
           role == ROLE_AD || role == ROLE_GALLERY;
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
            read_credit(r, &credits[i], block, zone);
}

/* ---- bylines inside body lines ---- */

static bool is_bracket(uint32_t cp)
{
    return cp == '(' || cp == '[' || cp == 0x3010 || cp == 0x3014;
}

static bool is_closing(uint32_t cp)
{
    return cp == ')' || cp == ']' || cp == 0x3011 || cp == 0x3015;
}

/* The first bracketed text that begins within the first `limit` bytes. */
static bool first_bracket(const char *text, size_t len, size_t limit, struct slice *inside)
{
    const char *end = text + len;
    inside->p = NULL;
    for (const char *p = text; p < end;) {
        const char *start = p;
        uint32_t cp = utf8_half_width(utf8_next(&p, end));
        if (!inside->p && (size_t)(start - text) > limit)
            return false;
        if (!inside->p && is_bracket(cp)) {
            inside->p = p;
        } else if (inside->p && is_closing(cp)) {
            inside->len = (size_t)(start - inside->p);
            return true;
        }
        if (inside->p && (size_t)(p - inside->p) > DATELINE_BYTES)
            return false;
    }
    return false;
}

/* The bracketed text that ends the line, a full stop behind it allowed. */
static bool last_bracket(const char *text, size_t len, struct slice *inside)
{
    const char *p = text + len;
    const char *stop = NULL;
    for (int steps = 0; p > text && steps < 60; steps++) {
        const char *end = p;
        uint32_t cp = utf8_half_width(utf8_previous(text, &p));
        if (!stop && is_closing(cp))
            stop = p;
        else if (stop && is_bracket(cp)) {
            inside->p = p + (*p == '(' || *p == '[' ? 1 : 3);
            inside->len = (size_t)(stop - inside->p);
            return true;
        } else if (!stop && !utf8_is_space(cp) && cp != 0x3002 && cp != '.')
            return false;
        (void)end;
    }
    return false;
}

static bool read_people_in(struct reading *r, struct slice s, bool strong)
{
    struct credit credits[CREDITS_MAX];
    size_t before = r->authors.count + r->contributor_count;
    size_t count = credits_read(r->lexicon, s.p, s.len, credits, CREDITS_MAX);
    for (size_t i = 0; i < count; i++)
        if (is_people(credits[i].kind) && (strong || credits[i].kind != CREDIT_CONTRIBUTOR))
            read_people(r, &credits[i]);
    return r->authors.count + r->contributor_count > before;
}

/* In a sentence a name must be set apart (记者 张明 …) or end as a byline does
 * (记者张明报道): 记者张明了解到 goes on. */
static bool ends_name(const struct credit *c)
{
    size_t run = 0;
    while (run < c->len && (unsigned char)c->value[run] >= 0xE4 && (unsigned char)c->value[run] <= 0xE9)
        run += 3; /* Han */
    if (run > c->len)
        return false;
    static const char *const tails[] = {"报道", "报导", "報導"};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (run > 6 && memcmp(c->value + run - 6, tails[i], 6) == 0)
            return true;
    return run <= 9 && run < c->len ? c->value[run] == ' ' || c->value[run] == '\xE3' : run <= 9;
}

/* 本报讯 记者张明 通讯员李芳报道 …: the same without brackets, up to the first sign. */
static bool read_open_dateline(struct reading *r, const struct block *b)
{
    enum { OPEN_BYTES = 150, LABEL_BYTES = 75 };
    struct credit credits[CREDITS_MAX];
    const char *p = b->text, *end = b->text + (b->len < OPEN_BYTES ? b->len : OPEN_BYTES);
    while (p < end) {
        const char *at = p;
        uint32_t cp = utf8_half_width(utf8_next(&p, end));
        if (cp == ',' || cp == 0x3002 || cp == ':' || cp == 0x201C || cp == '(') {
            p = at;
            break;
        }
    }
    size_t count = credits_read(r->lexicon, b->text, (size_t)(p - b->text), credits, CREDITS_MAX);
    size_t before = r->authors.count;
    for (size_t i = 0; i < count; i++)
        if (credits[i].kind == CREDIT_AUTHOR && credits[i].start < LABEL_BYTES && ends_name(&credits[i]))
            read_people(r, &credits[i]);
    return r->authors.count > before;
}

/* 本报讯（记者 张明 通讯员 李芳）…: reporters at the head of a paragraph. With
 * no reporter beside them the correspondents are the writers. */
static void read_dateline(struct reading *r, int32_t block)
{
    const struct block *b = &r->page->blocks[block];
    struct slice inside;
    if (block == r->first && read_open_dateline(r, b))
        return;
    if (!first_bracket(b->text, b->len, DATELINE_BYTES, &inside))
        return;
    size_t authors = r->authors.count, helpers = r->contributor_count;
    read_people_in(r, inside, true);
    if (r->authors.count > authors)
        return;
    for (size_t i = helpers; i < r->contributor_count; i++)
        if (strcmp(r->contributors[i].role, "摄影") != 0)
            names_add(&r->dateline_helpers, r->contributors[i].name);
}

/* （记者 张明）, （文/张明）, (张明) at the end of the last paragraph. */
static void read_closing(struct reading *r, int32_t block)
{
    const struct block *b = &r->page->blocks[block];
    struct slice inside;
    if (b->punct < 2 || !last_bracket(b->text, b->len, &inside))
        return;
    if (read_people_in(r, inside, false) || r->authors.count > 0)
        return;
    if (credit_is_name(r->lexicon, inside.p, inside.len) && utf8_count(inside.p, inside.len) <= 3 &&
        !credit_is_organisation(r->lexicon, inside.p, inside.len)) {
        const char *name = copy(r, inside.p, inside.len);
        if (name)
            names_add(&r->authors, name);
    }
}

/* ---- zones ---- */

static int32_t head_start(const struct reading *r)
{
    int32_t a = r->anchors->title_block, b = r->anchors->head_block;
    int32_t from = a < 0 ? b : b < 0 ? a : a < b ? a : b;
    if (from < 0)
        from = r->first - 8;
    else
        from -= 2;
    return from > 0 ? from : 0;
}

static void read_head(struct reading *r)
{
    int32_t to = r->first;
    int32_t limit = r->anchors->title_block >= 0 ? r->anchors->title_block + 40 : to;
    for (int32_t i = head_start(r); i < to && i < limit; i++)
        if (i != r->anchors->title_block)
            read_line(r, i, (struct zone){.head = true, .authors = true, .dates = true});
}

/* 【河灣報╱記者王小明／台北報導】: the paper stands in front of the reporter. */
static void read_bracket_source(struct reading *r, const char *text, size_t len)
{
    struct credit c;
    static const char *const openers[] = {"【", "〔", "（", "［"};
    for (size_t i = 0; i < sizeof openers / sizeof *openers; i++) {
        size_t n = strlen(openers[i]);
        if (len <= n || memcmp(text, openers[i], n) != 0 || credits_read(r->lexicon, text, len, &c, 1) == 0 ||
            c.kind != CREDIT_AUTHOR || c.start <= n)
            continue;
        const char *value = text + n;
        size_t medium = credit_source(r->lexicon, &value, c.start - n);
        if (medium > 0 && medium <= 24 && credit_is_organisation(r->lexicon, value, medium))
            set_source(r, value, medium, FROM_TAIL);
    }
}

static void read_body(struct reading *r)
{
    int seen = 0;
    for (int32_t i = head_start(r); i <= r->first && i < (int32_t)r->page->block_count; i++)
        read_bracket_source(r, r->page->blocks[i].text, r->page->blocks[i].len);
    for (int32_t i = r->first; i <= r->last; i++) {
        if (is_body(r, i)) {
            if (seen++ < DATELINE_BODY)
                read_dateline(r, i);
            read_cut(r, i);
        } else if (r->verdicts && (r->verdicts[i].role == ROLE_BYLINE || r->verdicts[i].role == ROLE_EDITOR ||
                                   r->verdicts[i].role == ROLE_META)) {
            read_line(r, i, (struct zone){.head = seen < 2, .authors = true, .dates = false});
        }
    }
    if (r->last < r->first)
        return;
    read_closing(r, r->last);
    if (r->page->blocks[r->last].chars <= WEAK_CHARS_MAX) /* a last line of credits that passed as body */
        read_line(r, r->last, (struct zone){.authors = r->authors.count == 0});
}

static bool is_link_list(const struct reading *r, const struct block *b)
{
    return r->page->markup && b->link_chars * 10 > b->chars * 7 && b->chars > 12;
}

static void read_tail(struct reading *r)
{
    int seen = 0;
    bool has_authors = r->authors.count > 0;
    for (int32_t i = r->last + 1; r->last >= 0 && i < (int32_t)r->page->block_count &&
        seen < TAIL_BLOCKS; i++) {
        const struct block *b = &r->page->blocks[i];
        if (b->chars == 0 || b->han == 0)
            continue;
        seen++;
        if (r->verdicts && r->verdicts[i].role == ROLE_COMMENT)
            return;
        if (!is_link_list(r, b))
            read_line(r, i, (struct zone){.authors = !has_authors || seen <= TAIL_AUTHOR_BLOCKS,
                                          .dates = !r->has_visible});
    }
}

/* ---- the head line without labels: 2021-10-29 17:41 河湾日报 ---- */

/* The first date of the line that no "更新" label owns. */
static void read_head_date(struct reading *r, int32_t block)
{
    struct credit credits[CREDITS_MAX];
    const struct block *b = &r->page->blocks[block];
    size_t count = credits_read(r->lexicon, b->text, b->len, credits, CREDITS_MAX);
    struct date_hit hit;
    for (size_t from = 0; dates_next(b->text, b->len, from, &hit); from = hit.end) {
        bool modified = false;
        for (size_t i = 0; i < count; i++)
            if (credits[i].kind == CREDIT_MODIFIED && credits[i].value <= b->text + hit.start &&
                credits[i].value + credits[i].len >= b->text + hit.end)
                modified = true;
        if (modified || hit.date.precision < DATE_DAY)
            continue;
        if (!r->has_visible || (!r->visible.year_known && hit.year_known)) {
            r->visible = hit;
            r->has_visible = true;
        }
        return;
    }
}

static bool plausible_source(const struct reading *r, const char *p, size_t len)
{
    if (len == 0 || credit_is_stop(r->lexicon, p, len) || credit_is_nobody(r->lexicon, p, len))
        return false;
    struct credit c;
    if (credits_read(r->lexicon, p, len, &c, 1) > 0)
        return false;
    if (r->anchors->title && strlen(r->anchors->title) >= len && memcmp(r->anchors->title, p, len) == 0)
        return false;
    return credit_is_organisation(r->lexicon, p, len) || !credit_is_name(r->lexicon, p, len);
}

/* The first plausible medium among the words: 原创 and the like are badges in front of it. */
static bool try_source(struct reading *r, const char *text, size_t len, enum place place)
{
    static const char original[] = "原创";
    const char *end = text + len;
    for (int words = 0; words < 4 && text < end; words++) {
        const char *value = text;
        size_t n = credit_source(r->lexicon, &value, (size_t)(end - text));
        if (n == 0)
            return false;
        text = value + n;
        if (n > sizeof original + 5 && memcmp(value, original, sizeof original - 1) == 0) {
            value += sizeof original - 1;
            n -= sizeof original - 1;
        }
        if (plausible_source(r, value, n)) {
            set_source(r, value, n, place);
            return true;
        }
        if (!credit_is_nobody(r->lexicon, value, n))
            return false;
    }
    return false;
}

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
    static const char *const signs[] = {"，", "。", "、", "；", "“", "！", "？", "《"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strstr(text, signs[i]))
            return true;
    return false;
}

static bool is_han_byte(char c)
{
    return (unsigned char)c >= 0xE4 && (unsigned char)c <= 0xE9;
}

/* Han glued to a bare day (2月24日的决定) is a medium only if it is called like one. */
static bool doubtful(const struct reading *r, const struct block *b, size_t start, size_t end, bool behind,
                     struct slice side)
{
    bool glued = behind ? end < b->len && is_han_byte(b->text[end])
                        : start >= 3 && is_han_byte(b->text[start - 3]);
    const char *value = side.p;
    size_t n = glued ? credit_source(r->lexicon, &value, side.len) : 0;
    return glued && !(n > 0 && credit_is_organisation(r->lexicon, value, n));
}

/* Text beside the date: behind it, else in front, up to the first label. */
static void read_head_source(struct reading *r, int32_t block)
{
    const struct block *b = &r->page->blocks[block];
    struct credit credits[CREDITS_MAX];
    struct date_hit hit;
    size_t count = credits_read(r->lexicon, b->text, b->len, credits, CREDITS_MAX);
    if (!dates_next(b->text, b->len, 0, &hit) || (!hit.year_known && hit.date.precision < DATE_MINUTE) ||
        in_sentence(b->text))
        return;
    size_t to = b->len, before = hit.start;
    enum place place = FROM_LINE;
    for (size_t i = count; i-- > 0;) {
        if (credits[i].kind == CREDIT_DATE && credits[i].value == b->text + hit.start)
            place = FROM_DATE;
        if (credits[i].start >= hit.end)
            to = credits[i].start;
        else if (credits[i].start < before)
            before = 0; /* a label in front of the date */
    }
    for (uint32_t i = b->first_link; i < b->end_link && i < r->page->link_count; i++) {
        const struct link *l = &r->page->links[i];
        if (l->text_len > 0 && utf8_count(l->text, l->text_len) <= 16 && l->text >= b->text + hit.end &&
            l->text < b->text + to && try_source(r, l->text, l->text_len, place))
            return;
    }
    to = next_part(r, block, hit.end, to);
    bool exact = hit.date.precision >= DATE_MINUTE;
    struct slice sides[] = {{b->text + hit.end, to - hit.end}, {b->text, before}};
    for (size_t i = 0; i < 2; i++)
        if ((exact || !doubtful(r, b, hit.start, hit.end, i == 0, sides[i])) &&
            try_source(r, sides[i].p, sides[i].len, place))
            return;
}

/* A line of its own between headline and date: the account of a self-media page. */
static void read_neighbour_source(struct reading *r, int32_t head)
{
    int32_t title = r->anchors->title_block, found = -1;
    for (int32_t i = title + 1; title >= 0 && i < head; i++) {
        const struct block *b = &r->page->blocks[i];
        if (b->kind == BLOCK_IMAGE || b->han == 0)
            continue;
        if (found >= 0 || b->chars > 14 || b->punct > 0)
            return;
        found = i;
    }
    if (found >= 0)
        try_source(r, r->page->blocks[found].text, r->page->blocks[found].len, FROM_NEIGHBOUR);
}

/* ---- classes and ids that say what they hold ---- */

static bool says_source(const char *s)
{
    return strstr(s, "source") || strstr(s, "laiyuan") || strstr(s, "media_name") || strstr(s, "medianame") ||
           strstr(s, "copyfrom");
}

static bool says_account(const char *s)
{
    return strstr(s, "author") || strstr(s, "account") || strstr(s, "nickname") || strstr(s, "user-name") ||
           strstr(s, "username");
}

static void read_marked(struct reading *r, const char *text, size_t len, const char *cls, const char *id,
                        const char *prop)
{
    bool source = says_source(cls) || says_source(id) || says_source(prop);
    bool account = says_account(cls) || says_account(id) || says_account(prop);
    struct credit credits[2];
    if ((!source && !account) || len == 0 || utf8_count(text, len) > 30)
        return;
    if (credits_read(r->lexicon, text, len, credits, 2) > 0) {
        if (source && credits[0].kind == CREDIT_SOURCE)
            read_source_value(r, credits[0].value, credits[0].len, FROM_LABEL);
        return;
    }
    struct date_hit hit;
    if (dates_next(text, len, 0, &hit))
        return;
    if (account && credit_is_name(r->lexicon, text, len) && !credit_is_organisation(r->lexicon, text, len)) {
        const char *name = copy(r, text, len);
        if (name)
            names_add(&r->authors, name);
        return;
    }
    try_source(r, text, len, source ? FROM_MARK : FROM_ACCOUNT);
}

static void read_marks(struct reading *r)
{
    int32_t from = head_start(r), to = r->first;
    for (size_t i = 0; i < r->page->box_count; i++) {
        const struct box *b = &r->page->boxes[i];
        if ((int32_t)b->first_block >= from && (int32_t)b->first_block < to &&
            b->end_block == b->first_block + 1 &&
            (int32_t)b->first_block != r->anchors->title_block)
            read_marked(r, r->page->blocks[b->first_block].text, r->page->blocks[b->first_block].len,
                b->cls, b->id,
                        b->prop);
    }
    for (size_t i = 0; i < r->page->mark_count; i++) {
        const struct mark *m = &r->page->marks[i];
        if ((int32_t)m->block >= from && (int32_t)m->block < to &&
            (int32_t)m->block != r->anchors->title_block)
            read_marked(r, r->page->blocks[m->block].text + m->start, m->len, m->cls, m->id, m->prop);
    }
}

/* ---- tags in the head ---- */

static void read_meta_source(struct reading *r)
{
    static const char *const names[] = {"contentsource", "source", "mediaid", "article:source",
        "og:article:source",
                                        "copyfrom", NULL};
    const char *value = page_meta(r->page, names);
    if (value)
        read_source_value(r, value, strlen(value), FROM_META);
    if (r->state.source)
        read_source_value(r, r->state.source, strlen(r->state.source), FROM_META);
}

static void read_meta_people(struct reading *r)
{
    static const char *const author[] = {"author", "article:author", "dc.creator", NULL};
    static const char *const editor[] = {"editor", "responsibleeditor", "contenteditor", NULL};
    const char *values[] = {page_meta(r->page, author), r->state.author};
    for (size_t i = 0; i < 2 && r->authors.count == 0; i++) {
        size_t len = values[i] ? strlen(values[i]) : 0;
        if (len > 0 && credit_is_name(r->lexicon, values[i], len) &&
            !credit_is_organisation(r->lexicon, values[i], len))
            names_add(&r->authors, values[i]);
    }
    const char *value = page_meta(r->page, editor);
    if (value && r->editors.count == 0 && utf8_count(value, strlen(value)) <= 4)
        names_add(&r->editors, value);
}

/* ---- dates ---- */

static bool same_day(const struct date *a, const struct date *b)
{
    return a->month == b->month && a->day == b->day && (a->year == 0 || b->year == 0 || a->year == b->year);
}

struct dates {
    struct date items[32];
    size_t count;
    size_t stated; /* so many of them state the publication */
};

static void dates_add(struct dates *d, const char *value)
{
    struct date date;
    if (value && d->count < 32 && dates_in_value(value, strlen(value), &date) && date.precision >= DATE_DAY)
        d->items[d->count++] = date;
}

/* Dates that tags and scripts state: those of publication first. */
static void collect_dates(const struct reading *r, struct dates *d)
{
    static const char *const published[] = {
        "article:published_time", "pubdate", "publishdate", "publish_date", "publish-date", "publishtime",
        "publish_time", "pubtime", "og:published_time", "datepublished", "weibo: article:create_at",
        "weibo:article:create_at", "apub:time", "og:release_date", "firstpublishedtime", "createdate",
        "dc.date",
        "dc.date.issued", "dateupdate", "date", "release_date", NULL};
    dates_add(d, r->page->given_published);
    for (size_t i = 0; published[i]; i++)
        dates_add(d, page_meta(r->page, (const char *const[]){published[i], NULL}));
    dates_add(d, r->state.published);
    for (size_t i = 0; i < r->page->time_count; i++)
        if ((int32_t)r->page->times[i].block >= head_start(r) && (int32_t)r->page->times[i].block <= r->first)
            dates_add(d, r->page->times[i].datetime);
    d->stated = d->count;
    struct date date;
    if (dates_in_url(r->page->url, &date) && d->count < 32)
        d->items[d->count++] = date;
    for (size_t i = 0; i < r->page->meta_count; i++)
        if (strlen(r->page->metas[i].content) < 40)
            dates_add(d, r->page->metas[i].content);
}

/* The visible date, its year and its minute from a tag that agrees. */
static struct date resolve_visible(const struct reading *r, const struct dates *d)
{
    struct date date = r->visible.date;
    bool known = r->visible.year_known;
    for (size_t i = 0; i < d->count; i++) {
        const struct date *other = &d->items[i];
        if (!same_day(&date, other))
            continue;
        bool minute = date.precision >= DATE_MINUTE && other->precision >= DATE_MINUTE &&
                      date.hour == other->hour && date.minute == other->minute;
        if (!known) {
            date.year = other->year;
            known = true;
        }
        if (other->precision > date.precision && (date.precision == DATE_DAY || minute)) {
            date = *other;
            break;
        }
    }
    if (!known)
        date.precision = DATE_NONE;
    return date;
}

static void read_dates(struct reading *r)
{
    struct dates d = {.count = 0};
    struct date published = {.precision = DATE_NONE};
    char text[DATE_TEXT_MAX];
    collect_dates(r, &d);
    if (r->has_visible)
        published = resolve_visible(r, &d);
    if (published.precision == DATE_NONE && d.stated > 0)
        published = d.items[0];
    if (published.precision == DATE_NONE)
        dates_in_url(r->page->url, &published);
    if (date_valid(&published)) {
        r->meta->date = published;
        r->meta->published = copy(r, date_print(&published, text), strlen(date_print(&published, text)));
    }
    static const char *const modified[] = {"article:modified_time", "datemodified",
        "weibo: article:update_at",
                                           "weibo:article:update_at", "og:updated_time", "lastmodified",
                                           NULL};
    const char *said = page_meta(r->page, modified);
    if (!said)
        said = r->state.modified;
    if (!r->has_modified && said)
        r->has_modified = dates_in_value(said, strlen(said), &r->modified);
    if (r->has_modified && date_valid(&r->modified))
        r->meta->modified = copy(r, date_print(&r->modified, text), strlen(date_print(&r->modified, text)));
}

/* A date in brackets or alone below the body: (2012-01-17 20:00). */
static void read_tail_date(struct reading *r)
{
    struct date_hit hit;
    int seen = 0;
    for (int32_t i = r->last + 1; r->last >= 0 && i < (int32_t)r->page->block_count && seen < 4; i++) {
        const struct block *b = &r->page->blocks[i];
        if (b->chars == 0)
            continue;
        seen++;
        if (b->chars <= 24 && b->links == 0 && dates_next(b->text, b->len, 0, &hit) && hit.year_known &&
            hit.start <= 3 && hit.end + 6 >= b->len) {
            r->visible = hit;
            r->has_visible = true;
            return;
        }
    }
}

/* ---- the rest ---- */

static bool is_crumb(const struct block *b)
{
    return b->chars >= 4 && b->chars <= 80 && b->punct <= 3 &&
           (strchr(b->text, '>') || strstr(b->text, "›") || strstr(b->text, "»") || strstr(b->text, "＞") ||
            strstr(b->text, "→") || strstr(b->text, " - "));
}

static bool in_list(const char *const *words, const char *text, size_t len)
{
    for (; *words; words++)
        if (strlen(*words) == len && memcmp(*words, text, len) == 0)
            return true;
    return false;
}

static bool is_crumb_sign(uint32_t cp)
{
    uint32_t half = utf8_half_width(cp);
    return half == '>' || cp == 0x203A || cp == 0xBB || cp == 0x2192 || half == '-' || half == '|' ||
        half == ':';
}

/* "今日关注 正文": the word that closes a breadcrumb, and what is glued to it. */
static const char *before_body_word(const char *p, const char *end)
{
    const char *at = memmem(p, (size_t)(end - p), "正文", strlen("正文"));
    return at ? at : end;
}

static void add_crumb(struct reading *r, struct names *channel, const char *p, const char *end)
{
    static const char *const plain[] = {"正文", "首页", "首頁", "内文", "內文", "您的位置", "您现在的位置",
        "当前位置",
                                        "您的当前位置", "现在位置", "您当前的位置", "您现在",
                                        "您所在的位置", "位置", "當前位置", "本页位置", NULL};
    end = before_body_word(p, end);
    while (p < end && (unsigned char)*p <= 0x20)
        p++;
    while (end > p && (unsigned char)end[-1] <= 0x20)
        end--;
    size_t len = (size_t)(end - p);
    if (memmem(p, len, "分享", strlen("分享")))
        return;
    if (len == 0 || utf8_count(p, len) > 12 || in_list(plain, p, len))
        return;
    const char *word = copy(r, p, len);
    if (word)
        names_add(channel, word);
}

static bool read_crumb(struct reading *r, const struct block *b)
{
    struct names channel = {.count = 0};
    const char *end = b->text + b->len, *start = b->text;
    for (const char *p = b->text; p < end;) {
        const char *at = p;
        if (is_crumb_sign(utf8_next(&p, end))) {
            add_crumb(r, &channel, start, at);
            start = p;
        }
    }
    add_crumb(r, &channel, start, end);
    if (channel.count == 0)
        return true;
    return give_list(r, &channel, &r->meta->channel);
}

/* The last breadcrumb above the headline. */
static bool read_channel(struct reading *r)
{
    int32_t title = r->anchors->title_block;
    int32_t to = title >= 0 ? title + 3 : r->first;
    for (int32_t i = to; i >= 0 && i > to - 14; i--)
        if (i < (int32_t)r->page->block_count && i != title && is_crumb(&r->page->blocks[i]))
            return read_crumb(r, &r->page->blocks[i]);
    return true;
}

/* A line between headline and body that the classifier, or its box, calls a subtitle. */
static void read_subtitle(struct reading *r)
{
    for (int32_t i = r->anchors->title_block + 1; r->anchors->title_block >= 0 && i < r->first; i++) {
        const struct block *b = &r->page->blocks[i];
        const struct box *x = b->box >= 0 ? &r->page->boxes[b->box] : NULL;
        bool named = x && (strstr(x->cls, "subtitle") || strstr(x->cls, "sub-title") || strstr(x->cls,
            "fubiaoti") ||
                           strstr(x->id, "subtitle"));
        bool judged = r->verdicts && r->verdicts[i].role == ROLE_SUBTITLE;
        if ((named || judged) && b->chars >= 4 && b->chars <= 80) {
            r->meta->subtitle = b->text;
            return;
        }
    }
}

static void read_canonical(struct reading *r)
{
    struct buf resolved, out;
    const struct page *page = r->page;
    buf_init(&resolved, URL_MAX);
    buf_init(&out, URL_MAX);
    const char *said = page->canonical && *page->canonical ? page->canonical : NULL;
    bool ok = said && url_resolve(page->url, said, strlen(said), &resolved) &&
              url_canonical(resolved.data, resolved.len, &out);
    if (!ok && *page->url)
        ok = url_canonical(page->url, strlen(page->url), &out);
    if (ok)
        r->meta->canonical_url = copy(r, out.data, out.len);
    buf_free(&resolved);
    buf_free(&out);
}

static void read_meta_keywords(struct reading *r)
{
    static const char *const names[] = {"keywords", "news_keywords", "article:tag", NULL};
    const char *value = page_meta(r->page, names);
    if (value && strlen(value) < 400) {
        r->keywords.count = 0;
        read_keywords(r, value, strlen(value));
    }
}

/* ---- giving ---- */

/* Correspondents of a dateline without reporters wrote it: they are the authors. */
static void settle_authors(struct reading *r)
{
    if (r->authors.count == 0)
        for (size_t i = 0; i < r->dateline_helpers.count; i++)
            names_add(&r->authors, r->dateline_helpers.items[i]);
    size_t kept = 0;
    for (size_t i = 0; i < r->contributor_count; i++)
        if (!names_have(&r->authors, r->contributors[i].name))
            r->contributors[kept++] = r->contributors[i];
    r->contributor_count = kept;
}

/* The one who answers for the page comes alone; where there is none the plain editors do, else a code. */
static void settle_editors(struct reading *r)
{
    if (r->editors.count > 0) {
        for (size_t i = 0; i < r->subeditors.count; i++)
            if (!names_have(&r->editors, r->subeditors.items[i]))
                add_contributor(r, r->subeditors.items[i], "编辑");
    } else if (r->subeditors.count > 0) {
        r->editors = r->subeditors;
    } else {
        r->editors = r->codes;
    }
}

static bool give(struct reading *r)
{
    struct record_meta *m = r->meta;
    settle_authors(r);
    settle_editors(r);
    if (r->source)
        m->source = copy(r, r->source, r->source_len);
    if (m->title && r->original)
        m->title = title_resolve(m->title, r->original, r->original_len, r->arena);
    if (r->contributor_count > 0) {
        m->contributors = arena_alloc(r->arena, r->contributor_count * sizeof *m->contributors);
        if (!m->contributors)
            return false;
        memcpy(m->contributors, r->contributors, r->contributor_count * sizeof *m->contributors);
        m->contributor_count = r->contributor_count;
    }
    return give_list(r, &r->authors, &m->authors) && give_list(r, &r->editors, &m->editors) &&
           give_list(r, &r->keywords, &m->keywords) && !r->full;
}

/* What a site rule found goes before everything else. */
static void read_ruled(struct reading *r)
{
    const struct rule_facts *f = r->page->ruled;
    if (!f)
        return;
    if (f->source) {
        struct credit c;
        bool labelled = credits_read(r->lexicon, f->source, strlen(f->source), &c, 1) > 0 &&
            c.kind == CREDIT_SOURCE;
        read_source_value(r, labelled ? c.value : f->source, labelled ? c.len : strlen(f->source), FROM_RULE);
    }
    const char *people[] = {f->author, f->editor};
    for (size_t i = 0; i < 2; i++) {
        struct credit found = {.kind = i ? CREDIT_EDITOR : CREDIT_AUTHOR, .separated = true, .role = "",
            .value = people[i]};
        found.len = people[i] ? strlen(people[i]) : 0;
        struct credit c;
        if (found.len > 0 && credits_read(r->lexicon, found.value, found.len, &c, 1) > 0)
            found = (struct credit){found.kind, true, "", c.value, c.len, 0};
        if (found.len > 0)
            read_people(r, &found);
    }
    struct date date;
    if (f->date && dates_in_value(f->date, strlen(f->date), &date)) {
        r->visible = (struct date_hit){.date = date, .year_known = true};
        r->has_visible = true;
    }
}

static void read_lines(struct reading *r)
{
    read_ruled(r);
    int32_t head = r->anchors->head_block;
    if (head > r->first && head < r->last && is_body(r, head))
        head = -1; /* a dated line inside the article */
    if (head >= 0)
        read_head_date(r, head);
    read_head(r);
    read_marks(r);
    if (head >= 0)
        read_head_source(r, head);
    read_meta_source(r);
    if (head >= 0)
        read_neighbour_source(r, head);
    read_body(r);
    read_tail(r);
    if (!r->has_visible)
        read_tail_date(r);
    read_meta_people(r);
    read_meta_keywords(r);
    read_subtitle(r);
    read_canonical(r);
    read_dates(r);
}

bool meta_read(const struct page *page, const struct anchors *anchors, const struct verdict *verdicts,
               const struct credit_lexicon *lexicon, struct arena *arena, struct record_meta *meta)
{
    struct reading r = {.page = page, .anchors = anchors, .verdicts = verdicts, .lexicon = lexicon,
        .arena = arena,
                        .meta = meta};
    *meta = (struct record_meta){.title = anchors->title, .lang = page->traditional ? "zh-Hant" : "zh-Hans"};
    if (!embedded_facts(page, arena, &r.state))
        return false;
    find_body(&r);
    read_lines(&r);
    return read_channel(&r) && give(&r);
}
