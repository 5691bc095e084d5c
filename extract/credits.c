#include "extract/credits.h"

#include <string.h>

#include "extract/credit_glyphs.h"
#include "extract/credit_words.h"
#include "extract/dates.h"

enum { SOURCE_CHARS_MAX = 24, LONG_LABEL_BYTES = 12 };

/* ---- labels ---- */

bool credit_is_stop(const struct credit_lexicon *l, const char *text, size_t len)
{
    const struct word *w = label_at(l, text, text + len).word;
    return w && w->kind == CREDIT_STOP;
}

/* 河湾日报见习记者张明: only these words for people stand glued behind others. */
static bool may_be_glued(const struct word *w)
{
    static const char *const endings[] = {"记者",   "記者",   "作者",   "评论员", "評論員",
                                          "通讯员", "通訊員", "特派员", "特派員", "观察员"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t n = strlen(endings[i]);
        if (w->len >= n && memcmp(w->text + w->len - n, endings[i], n) == 0)
            return true;
    }
    return false;
}

static bool is_people(uint8_t kind)
{
    return kind == CREDIT_AUTHOR || kind == CREDIT_EDITOR || kind == CREDIT_SUBEDITOR ||
           kind == CREDIT_CONTRIBUTOR;
}

/* Where a label stands in its line. */
struct standing {
    bool boundary; /* no word is glued to it in front */
    bool listed;   /* a credit stands before it in the line */
};

/* Is a label without a separator meant as one?  `behind`: what follows it. */
static bool bare_label_counts(const struct credit_lexicon *l, const struct word *w, const char *behind,
                              const char *end, struct standing at)
{
    if (w->flags & NEEDS_SEPARATOR)
        return false;
    if (is_people(w->kind))
        return (at.boundary || at.listed || may_be_glued(w)) && credit_name_follows(l, behind, end);
    if (w->kind == CREDIT_STOP)
        return at.boundary || (w->flags & GLUED);
    if (w->kind == CREDIT_DATE || w->kind == CREDIT_MODIFIED)
        return at.boundary && is_digit(char_at(behind, end));
    return at.boundary && w->kind != CREDIT_ORIGINAL && behind < end;
}

/* "Posted by Lin", "Author 张明": behind a Latin label a blank parts. */
static bool parts_by_blank(const struct label *label, const char *behind, const char *end)
{
    return is_letter((unsigned char)label->behind[-1]) && behind > label->behind &&
           (utf8_is_han(char_at(behind, end)) || is_letter(char_at(behind, end)));
}

/* The value's start when a credit begins with this label, else NULL. */
static const char *label_value(const struct credit_lexicon *l, const struct label *label, struct standing at,
                               const char *end, bool *separated)
{
    const struct word *w = label->word;
    const char *behind = skip_blanks(label->behind, end);
    uint32_t cp = char_at(behind, end);
    bool alone = at.boundary || w->len >= LONG_LABEL_BYTES; /* …红周刊责任编辑 | 张明 */
    bool bar = is_bar(cp) && alone && (is_people(w->kind) || w->kind == CREDIT_SOURCE);
    *separated = is_colon(cp) || bar;
    if (*separated)
        behind = skip_blanks(behind + char_len(behind, end), end);
    else
        *separated = at.boundary && parts_by_blank(label, behind, end);
    if (w->flags & NEEDS_SEPARATOR)
        return *separated && (at.boundary || (w->len >= 6 && w->kind != CREDIT_AUTHOR)) ? behind : NULL;
    return *separated || bare_label_counts(l, w, behind, end, at) ? behind : NULL;
}

static void close_value(struct credit *c, const char *end)
{
    c->len = end > c->value ? trim_end(c->value, (size_t)(end - c->value)) : 0;
}

size_t credits_read(const struct credit_lexicon *l, const char *text, size_t len, struct credit *credits,
                    size_t max)
{
    const char *end = text + len;
    size_t count = 0;
    for (const char *p = text; p < end && count < max;) {
        struct label label = label_at(l, p, end);
        struct standing at = {label.word && boundary_before(text, p, end), count > 0};
        bool separated;
        const char *value = label.word ? label_value(l, &label, at, end, &separated) : NULL;
        if (!value) {
            p += char_len(p, end);
            continue;
        }
        const struct word *w = label.word;
        struct credit *before = count > 0 ? &credits[count - 1] : NULL;
        if (before)
            close_value(before, p);
        if (before && w->kind == CREDIT_AUTHOR && !at.boundary && before->kind == CREDIT_AUTHOR)
            before->len = 0; /* 采写：河都见习记者张明: what stood between is the paper */
        credits[count] = (struct credit){w->kind, separated, w->role, value, 0, (size_t)(p - text)};
        close_value(&credits[count++], end);
        p = value;
    }
    return count;
}

/* ---- source ---- */

/* Skips what may stand in front of a medium's name: brackets, signs, an address. */
static const char *source_start(const char *p, const char *end)
{
    for (;;) {
        p = skip_blanks(p, end);
        uint32_t cp = char_at(p, end);
        if (p < end && (is_opener(cp) || is_closer(cp) || is_bar(cp) || is_colon(cp) || cp == ',' ||
                        cp == 0xB7 || cp == '-' || cp == 0x201C || cp == '"' || cp == '.' || cp == '>')) {
            p += char_len(p, end);
            continue;
        }
        if ((size_t)(end - p) > 4 && (memcmp(p, "http", 4) == 0 || memcmp(p, "www.", 4) == 0)) {
            while (p < end && (unsigned char)*p > ' ' && (unsigned char)*p < 0x80)
                p++;
            continue;
        }
        return p;
    }
}

static bool ends_source(uint32_t cp)
{
    return is_opener(cp) || is_closer(cp) || cp == '|' || cp == 0xFF5C || cp == ',' || cp == ';' ||
           cp == 0x3002 || cp == 0x3001 || cp == '!' || cp == '?' || cp == 0x201D || cp == '"' ||
           cp == '\t' || cp == ':' || cp == '>' || cp == 0xB7 || cp == 0x2022 || cp == '_' || cp == 0x4E28 ||
           cp == 0x2502 || cp == 0x2571;
}

/* 河湾证券报·河湾网: a dot with no blank at either side. */
static bool is_inner_dot(const char *start, const char *p, const char *end)
{
    const char *next = p + char_len(p, end), *before = p;
    return char_at(p, end) == 0xB7 && p > start && utf8_is_han(utf8_previous(start, &before)) &&
           utf8_is_han(char_at(next, end));
}

size_t credit_source(const struct credit_lexicon *l, const char **value, size_t len)
{
    const char *end = *value + len, *p = source_start(*value, end), *start = p;
    struct date_hit hit;
    if (dates_next(p, (size_t)(end - p), 0, &hit))
        end = p + hit.start;
    int chars = 0, words = 0;
    bool latin = true;
    for (; p < end && (!ends_source(char_at(p, end)) || is_inner_dot(start, p, end)); p += char_len(p, end)) {
        uint32_t cp = char_at(p, end);
        if (utf8_is_space(cp)) {
            const char *next = skip_blanks(p, end);
            if (!latin || !is_letter(char_at(next, end)))
                break;
        }
        const struct word *w = label_at(l, p, end).word;
        if (p > start && w && w->kind == CREDIT_STOP && (w->flags & GLUED))
            break;
        latin = latin && cp < 0x80;
        words += utf8_is_han(cp) || is_letter(cp);
        chars++;
    }
    *value = start;
    size_t n = trim_end(start, (size_t)(p - start));
    while (n > 1 && (is_bar((unsigned char)start[n - 1]) || start[n - 1] == '-'))
        n = trim_end(start, n - 1);
    if (n > 3 && memcmp(start + n - 3, "／", 3) == 0)
        n -= 3;
    return words < 2 || chars > SOURCE_CHARS_MAX ? 0 : n;
}

/* ---- examples ---- */

/* Does any credit of the example come from this label, in any of its forms? */
static bool example_matches(const struct credit_lexicon *l, const struct word *w, const char *text,
                            size_t len)
{
    struct credit credits[16];
    size_t count = credits_read(l, text, len, credits, 16);
    for (size_t i = 0; i < count; i++)
        if (credits[i].kind == w->kind &&
            (credits[i].role == w->role || strcmp(credits[i].role, w->role) == 0))
            return true;
    return false;
}

size_t credit_lexicon_check(const struct credit_lexicon *l, struct buf *report)
{
    size_t failed = 0;
    size_t count;
    const struct word *list = label_list(l, &count);
    for (const struct word *w = list; w < list + count; w++) {
        bool positive = false;
        for (const char *p = w->examples; *p;) {
            size_t len = strcspn(p, "\t");
            bool wanted = *p == '+';
            positive = positive || wanted;
            if (len < 3 || example_matches(l, w, p + 2, len - 2) != wanted) {
                failed++;
                buf_printf(report, "labels.txt:%u: %s '%.*s'\n", w->line, wanted ? "does not read" : "reads",
                           (int)(len > 2 ? len - 2 : 0), p + 2);
            }
            p += len + (p[len] == '\t');
        }
        if (!positive) {
            failed++;
            buf_printf(report, "labels.txt:%u: '%s' has no + example\n", w->line, w->text);
        }
    }
    return failed;
}
