#include <string.h>

#include "base/utf8.h"
#include "extract/carriers.h"

enum { LINE_CHARS = 32, HEAD_CHARS = 70, NAME_CHARS = 3, FOREIGN_CHARS = 14, TOKENS_MAX = 8 };

/* Names that stand without a label among the facts above the body: 2021-10-29 17:41 河湾日报 张小明, a line
 * of its own, 張小明／台北報導.  Only names of three characters are so sure that they need no label. */

/* 玛丽亚·科斯塔: Han on both sides of a dot. */
static bool is_foreign_name(const char *text, size_t len)
{
    const char *end = text + len;
    int han = 0, dots = 0;
    for (const char *p = text; p < end;) {
        uint32_t cp = utf8_next(&p, end);
        bool dot = cp == 0xB7 || cp == 0x2022 || cp == 0x30FB;
        if (!utf8_is_han(cp) && !(dot && han > 0 && p < end))
            return false;
        han += !dot;
        dots += dot;
    }
    return dots > 0 && han >= NAME_CHARS && han <= FOREIGN_CHARS;
}

static bool is_sure_name(const struct reading *r, const char *text, size_t len)
{
    if (is_foreign_name(text, len))
        return !credit_is_organisation(r->lexicon, text, len);
    return utf8_count(text, len) == NAME_CHARS && is_person(r, text, len) &&
           !credit_is_nobody(r->lexicon, text, len);
}

static bool parts_tokens(uint32_t cp)
{
    uint32_t half = utf8_half_width(cp);
    return utf8_is_space(cp) || half == '|' || half == '/' || half == ',' || cp == 0x3001 || cp == '\t';
}

struct token {
    const char *p;
    size_t len;
};

/* The words of a text between blanks, bars and commas; returns how many, TOKENS_MAX + 1 when there are more.
 */
static size_t tokens_of(const char *p, const char *end, struct token *tokens)
{
    size_t count = 0;
    const char *start = p;
    while (start < end) {
        const char *at = p;
        bool parts = p == end || parts_tokens(utf8_next(&p, end));
        if (!parts)
            continue;
        if (at > start) {
            if (count == TOKENS_MAX)
                return TOKENS_MAX + 1;
            tokens[count++] = (struct token){start, (size_t)(at - start)};
        }
        start = at == end ? end : p;
    }
    return count;
}

/* A line that is nothing but names. */
static void read_name_line(struct reading *r, const struct block *b)
{
    struct token tokens[TOKENS_MAX];
    size_t count = tokens_of(b->text, b->text + b->len, tokens);
    if (count > TOKENS_MAX / 2)
        return;
    for (size_t i = 0; i < count; i++)
        if (!is_sure_name(r, tokens[i].p, tokens[i].len))
            return;
    for (size_t i = 0; i < count; i++)
        say_author(r, BY_NEIGHBOUR, tokens[i].p, tokens[i].len);
}

/* 張小明 李大同／台北報導 */
static bool read_reporting(struct reading *r, const struct block *b)
{
    static const char *const tails[] = {"报道", "報導", "报导", "報道"};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        size_t n = strlen(tails[i]);
        if (b->len <= n || memcmp(b->text + b->len - n, tails[i], n) != 0)
            continue;
        say_people(r, BY_NEIGHBOUR,
                   &(struct credit){.kind = CREDIT_AUTHOR, .role = "", .value = b->text, .len = b->len});
        return true;
    }
    return false;
}

/* Words beside the date, up to the next label. */
static void read_names_beside_date(struct reading *r, const struct block *b)
{
    struct credit credits[CREDITS_MAX];
    struct date_hit hit;
    struct token tokens[TOKENS_MAX];
    if (!dates_next(b->text, b->len, 0, &hit) || b->chars > HEAD_CHARS)
        return;
    size_t from = hit.start, to = b->len,
           count = credits_read(r->lexicon, b->text, b->len, credits, CREDITS_MAX);
    for (size_t i = count; i-- > 0;)
        if (credits[i].start >= hit.end)
            to = credits[i].start;
        else
            from = credits[i].start;
    const char *sides[][2] = {{b->text, b->text + from}, {b->text + hit.end, b->text + to}};
    for (size_t s = 0; s < 2; s++) {
        size_t words = tokens_of(sides[s][0], sides[s][1], tokens);
        for (size_t i = 0; i < words && i < TOKENS_MAX; i++)
            if (is_sure_name(r, tokens[i].p, tokens[i].len))
                say_author(r, BY_NEIGHBOUR, tokens[i].p, tokens[i].len);
    }
}

void carrier_names(struct reading *r)
{
    int32_t from = r->anchors->title_block >= 0 ? r->anchors->title_block + 1 : r->head;
    struct credit credit;
    for (int32_t i = from; from >= 0 && i < r->first && i < from + 12; i++) {
        const struct block *b = &r->page->blocks[i];
        if (i == r->head)
            read_names_beside_date(r, b);
        else if (b->chars >= NAME_CHARS && b->chars <= LINE_CHARS && !b->hidden && !is_elsewhere(r, i) &&
                 credits_read(r->lexicon, b->text, b->len, &credit, 1) == 0 && !read_reporting(r, b))
            read_name_line(r, b);
    }
    if (r->head >= 0 && (r->head < from || r->head >= r->first))
        read_names_beside_date(r, &r->page->blocks[r->head]);
}
