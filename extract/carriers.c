#include "extract/carriers.h"

#include <string.h>

#include "base/utf8.h"

enum { PEOPLE_MAX = 16, KEYWORD_CHARS_MAX = 20 };

/* ---- saying ---- */

static void add(struct reading *r, struct statement statement)
{
    if (r->count < STATEMENTS_MAX)
        r->said[r->count++] = statement;
}

void say(struct reading *r, enum field field, enum carrier carrier, const char *value, size_t len)
{
    add(r,
        (struct statement){.field = (uint8_t)field, .carrier = (uint8_t)carrier, .value = value, .len = len});
}

void say_date(struct reading *r, enum field field, enum carrier carrier, const struct date_hit *when)
{
    if (when->date.precision >= DATE_DAY)
        add(r, (struct statement){.field = (uint8_t)field, .carrier = (uint8_t)carrier, .when = *when});
}

void say_source(struct reading *r, enum carrier carrier, const char *value, size_t len)
{
    size_t n = credit_source(r->lexicon, &value, len);
    if (n > 0 && !credit_is_stop(r->lexicon, value, n))
        say(r, FIELD_SOURCE, carrier, value, n);
}

static enum field field_of(const struct credit *c, const struct person *p)
{
    if (p->role)
        return FIELD_CONTRIBUTOR;
    switch (c->kind) {
    case CREDIT_AUTHOR:
        return FIELD_AUTHOR;
    case CREDIT_SUBEDITOR:
        return FIELD_SUBEDITOR;
    case CREDIT_EDITOR:
        return strpbrk(p->name, "0123456789") ? FIELD_CODE : FIELD_EDITOR;
    default:
        return FIELD_CONTRIBUTOR;
    }
}

void say_people(struct reading *r, enum carrier carrier, const struct credit *credit)
{
    struct person people[PEOPLE_MAX];
    size_t count = credit_people(r->lexicon, credit, r->arena, people, PEOPLE_MAX);
    r->full = r->full || count == SIZE_MAX;
    for (size_t i = 0; count != SIZE_MAX && i < count; i++)
        add(r, (struct statement){.field = (uint8_t)field_of(credit, &people[i]),
                                  .carrier = (uint8_t)carrier,
                                  .value = people[i].name,
                                  .len = strlen(people[i].name),
                                  .role = people[i].role ? people[i].role : credit->role});
}

void say_author(struct reading *r, enum carrier carrier, const char *name, size_t len)
{
    const char *copy = arena_copy(r->arena, name, len);
    r->full = r->full || !copy;
    if (copy)
        say(r, FIELD_AUTHOR, carrier, copy, len);
}

/* ---- keywords ---- */

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

void say_keywords(struct reading *r, enum carrier carrier, const char *text, size_t len)
{
    const char *end = text + len, *word = text;
    bool blanks = !has_separator(text, len);
    for (const char *p = text; word < end;) {
        const char *at = p;
        uint32_t cp = p < end ? utf8_next(&p, end) : ',';
        if (!is_keyword_separator(cp) && !(blanks && utf8_is_space(cp)))
            continue;
        while (word < at && *word == ' ')
            word++;
        size_t n = (size_t)(at - word);
        while (n > 0 && word[n - 1] == ' ')
            n--;
        const char *copy =
            n > 0 && utf8_count(word, n) <= KEYWORD_CHARS_MAX ? arena_copy(r->arena, word, n) : NULL;
        if (copy)
            say(r, FIELD_KEYWORD, carrier, copy, n);
        word = at < end ? p : end;
    }
}

/* ---- asking ---- */

bool is_said(const struct reading *r, enum field field)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->said[i].field == field)
            return true;
    return false;
}

bool is_people_credit(uint8_t kind)
{
    return kind >= CREDIT_AUTHOR && kind <= CREDIT_CONTRIBUTOR;
}

bool is_body_block(const struct reading *r, int32_t i)
{
    if (r->verdicts)
        return r->verdicts[i].role == ROLE_BODY || r->verdicts[i].role == ROLE_SUBHEADING;
    return i >= r->first && i <= r->last && r->page->blocks[i].chars >= 30 && r->page->blocks[i].punct >= 2;
}

bool is_elsewhere(const struct reading *r, int32_t block)
{
    uint8_t kind = r->page->blocks[block].kind, role = r->verdicts ? r->verdicts[block].role : ROLE_OTHER;
    return kind == BLOCK_IMAGE || kind == BLOCK_CAPTION || role == ROLE_CAPTION || role == ROLE_COMMENT ||
           role == ROLE_AD || role == ROLE_GALLERY;
}

int32_t head_start(const struct reading *r)
{
    enum { ABOVE = 2, ABOVE_BODY = 8 };
    int32_t a = r->anchors->title_block, b = r->anchors->head_block;
    int32_t from = a < 0 ? b : b < 0 ? a : a < b ? a : b;
    from = from < 0 ? r->first - ABOVE_BODY : from - ABOVE;
    return from > 0 ? from : 0;
}

bool is_person(const struct reading *r, const char *text, size_t len)
{
    return credit_is_name(r->lexicon, text, len) && !credit_is_organisation(r->lexicon, text, len);
}
