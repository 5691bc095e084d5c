/* figure_check.c - exact comparison with the tolerance that rounding asks for. */
#include "extract/figure_check.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/utf8.h"
#include "extract/decimal.h"
#include "extract/figure_amount.h"
#include "extract/figure_glyphs.h"
#include "extract/figure_lexicon.h"

enum { SENTENCE_MIN = 24, SHARED_PERCENT = 50, METRIC_PERCENT = 60, PAIRS_MAX = 64, MASK_BYTES = 4096 };

/* A sentence with its numbers taken out, and the figures that stood in it. */
struct masked {
    uint64_t hash;
    uint32_t article;
    uint32_t first, end; /* figures of the article; equal when it has none */
};

struct check {
    const struct figure_lexicon *lexicon;
    const struct checked_article *articles;
    size_t count;
    struct arena *arena;
    struct finding *findings;
    size_t found, cap;
    struct masked *sentences;
    size_t sentence_count, sentence_cap;
};

const char *finding_kind_name(enum finding_kind kind)
{
    static const char *const kinds[] = {"title", "parts", "change", "reprint"};
    return kinds[kind];
}

static bool report(struct check *c, enum finding_kind kind, size_t article, const struct figure *a,
                   size_t other, const struct figure *b)
{
    struct finding *grown = arena_grow(c->arena, c->findings, &c->cap, c->found + 1, sizeof *grown);
    if (grown == NULL)
        return false;
    c->findings = grown;
    c->findings[c->found++] =
        (struct finding){kind, &c->articles[article].about, &c->articles[other].about, a, b};
    return true;
}

static bool value_of(const struct figure *f, struct decimal *out)
{
    return f->value != NULL && f->value_max == NULL && decimal_parse(f->value, strlen(f->value), out) > 0;
}

/* One in the last place that is printed: 2519.3亿 is exact to 0.1亿, and a
 * number below 10,000 is exact. */
static struct decimal last_place(const struct decimal *d)
{
    struct decimal one = decimal_from(1);
    if (d->fraction == 0 && d->count <= 4)
        return one;
    int power = -(int)d->fraction;
    for (unsigned i = 0; d->fraction == 0 && i < d->count && d->digit[i] == 0; i++)
        power++;
    decimal_shift(&one, power);
    return one;
}

/* Could both be the same number, one of them rounded? */
static bool is_rounding(const struct decimal *a, const struct decimal *b)
{
    struct decimal place = last_place(a), other = last_place(b);
    if (decimal_compare(&place, &other) < 0)
        place = other;
    struct decimal apart = decimal_difference(a, b);
    return decimal_compare(&apart, &place) < 0;
}

static bool bounds_agree(const struct figure *a, const struct decimal *x, const struct decimal *y)
{
    switch (a->qualifier) {
    case QUALIFIER_MORE_THAN:
        return decimal_compare(y, x) >= 0;
    case QUALIFIER_LESS_THAN:
        return decimal_compare(y, x) <= 0;
    case QUALIFIER_NEAR:
    case QUALIFIER_APPROX: { /* within a fifth */
        struct decimal apart = decimal_difference(x, y);
        struct decimal five = decimal_from(5), scaled = decimal_multiply(&apart, &five);
        return decimal_compare(&scaled, x) <= 0;
    }
    default:
        return false;
    }
}

static bool values_agree(const struct figure *a, const struct figure *b)
{
    struct decimal x, y;
    if (!value_of(a, &x) || !value_of(b, &y) || decimal_is_zero(&x) || decimal_is_zero(&y))
        return true;
    return decimal_compare(&x, &y) == 0 || is_rounding(&x, &y) || bounds_agree(a, &x, &y) ||
           bounds_agree(b, &y, &x);
}

/* ---- the same thing? ---- */

static bool same_sentence(const struct figure *a, const struct figure *b)
{
    return a->sentence == b->sentence || strcmp(a->sentence, b->sentence) == 0;
}

static size_t characters(const char *text, uint32_t *out, size_t room)
{
    size_t n = 0;
    for (const char *p = text, *end = text + strlen(text); p < end && n < room;)
        out[n++] = utf8_next(&p, end);
    return n;
}

/* Share of the shorter metric's bigrams that the other has too, in percent. */
static unsigned metric_likeness(const char *a, const char *b)
{
    enum { ROOM = 64 };
    uint32_t x[ROOM], y[ROOM];
    if (a == NULL || b == NULL)
        return 0;
    size_t n = characters(a, x, ROOM), m = characters(b, y, ROOM), same = 0;
    if (n < 2 || m < 2)
        return strcmp(a, b) == 0 ? 100 : 0;
    for (size_t i = 0; i + 1 < n; i++)
        for (size_t j = 0; j + 1 < m; j++)
            if (x[i] == y[j] && x[i + 1] == y[j + 1]) {
                same++;
                break;
            }
    return (unsigned)(100 * same / ((n < m ? n : m) - 1));
}

/* 2170.7万 beside 2170.7亿: the same digits under another scale. */
static bool same_digits(const struct figure *a, const struct figure *b)
{
    struct decimal x, y;
    if (!value_of(a, &x) || !value_of(b, &y))
        return false;
    size_t i = 0, j = 0;
    while (i < x.count && x.digit[i] == 0)
        i++;
    while (j < y.count && y.digit[j] == 0)
        j++;
    size_t digits = x.count - i;
    return digits == (size_t)(y.count - j) && digits >= 3 && memcmp(x.digit + i, y.digit + j, digits) == 0;
}

static bool check_title(struct check *c, size_t k)
{
    const struct checked_article *a = &c->articles[k];
    for (size_t t = 0; t < a->title_count; t++) {
        const struct figure *title = &a->title_figures[t], *against = NULL;
        bool confirmed = false;
        for (size_t i = 0; i < a->figure_count && !confirmed; i++) {
            const struct figure *body = &a->figures[i];
            if (!figure_unit_equal(title->unit, body->unit))
                continue;
            bool like = metric_likeness(title->metric, body->metric) >= METRIC_PERCENT;
            confirmed = values_agree(title, body);
            if (against == NULL && !confirmed && (same_digits(title, body) || like))
                against = body;
        }
        if (!confirmed && against != NULL && !report(c, FINDING_TITLE, k, title, k, against))
            return false;
    }
    return true;
}

/* ---- parts and their sum: 共抓获20人，其中主犯15人、从犯8人 ---- */

static bool among(const struct figure *whole, const struct figure *part)
{
    const char *text = part->sentence;
    const char *word = strstr(text, "其中");
    const char *first = strstr(text, whole->raw), *second = strstr(text, part->raw);
    return word != NULL && first != NULL && second != NULL && first < word && word < second;
}

static bool check_parts(struct check *c, size_t k)
{
    const struct checked_article *a = &c->articles[k];
    for (size_t i = 0; i + 1 < a->figure_count; i++) {
        const struct figure *whole = &a->figures[i];
        struct decimal sum = {0}, total, part;
        size_t last = i;
        if (whole->kind != FIGURE_COUNT || !value_of(whole, &total))
            continue;
        for (size_t j = i + 1; j < a->figure_count && same_sentence(&a->figures[j], whole); j++) {
            const struct figure *f = &a->figures[j];
            if (!figure_unit_equal(whole->unit, f->unit) || !among(whole, f) || !value_of(f, &part))
                continue;
            decimal_add(&sum, &part);
            last = j;
        }
        bool over = decimal_compare(&sum, &total) > 0 && !is_rounding(&sum, &total);
        if (last > i && whole->qualifier == QUALIFIER_NONE && over &&
            !report(c, FINDING_PARTS, k, whole, k, &a->figures[last]))
            return false;
    }
    return true;
}

/* ---- a change and its two values ---- */

static bool is_down(uint8_t change)
{
    return change == CHANGE_DOWN || change == CHANGE_YOY_DOWN || change == CHANGE_MOM_DOWN;
}

/* |100 (new - old) - percent old| within what rounding of all three allows. */
static bool change_agrees(const struct decimal *new, const struct decimal *old, const struct decimal *percent,
                          bool down)
{
    struct decimal hundred = decimal_from(100), apart = decimal_difference(new, old);
    int order = decimal_compare(new, old);
    if (order != 0 && (order < 0) != down)
        return false;
    struct decimal left = decimal_multiply(&apart, &hundred), right = decimal_multiply(percent, old);
    struct decimal off = decimal_difference(&left, &right);
    struct decimal room = last_place(percent), places = last_place(new), more = last_place(old);
    room = decimal_multiply(&room, old);
    decimal_add(&places, &more);
    places = decimal_multiply(&places, &hundred);
    decimal_add(&room, &places);
    return off.overflow || room.overflow || decimal_compare(&off, &room) <= 0;
}

static bool check_change(struct check *c, size_t k)
{
    const struct checked_article *a = &c->articles[k];
    for (size_t i = 2; i < a->figure_count; i++) {
        const struct figure *f = &a->figures[i], *old = f - 1, *new = f - 2;
        struct decimal x, y, percent;
        bool stated = f->kind == FIGURE_PERCENT && f->change != CHANGE_NONE && f->unit != NULL &&
                      strcmp(f->unit, "%") == 0;
        bool one_sentence = same_sentence(f, old) && same_sentence(f, new);
        bool compared = old->period != NULL && new->period != NULL &&strcmp(old->period, new->period) != 0;
        if (!stated || !one_sentence || !compared || old->kind != new->kind ||
            !figure_unit_equal(old->unit, new->unit) || !value_of(new, &x) || !value_of(old, &y) ||
            !value_of(f, &percent) || decimal_is_zero(&y))
            continue;
        if (!change_agrees(&x, &y, &percent, is_down(f->change)) && !report(c, FINDING_CHANGE, k, f, k, new))
            return false;
    }
    return true;
}

/* ---- one story in two places ---- */

static uint64_t mask(const struct check *c, const char *p, const char *end, size_t *kept)
{
    char bytes[MASK_BYTES];
    size_t n = 0;
    while (p < end && n + 4 < sizeof bytes) {
        uint16_t folded = figure_fold(c->lexicon, utf8_next(&p, end));
        if (glyph_digit(folded) >= 0 || glyph_scale(folded) > 0 || folded == '.' || folded == ',' ||
            folded == ' ')
            continue;
        n += utf8_encode(folded, bytes + n);
    }
    *kept = n;
    return digest_fnv1a(bytes, n);
}

/* `chars` is where the sentence ends in the text, in code points. */
static bool add_sentence(struct check *c, size_t article, const char *p, const char *end, uint32_t chars,
                         uint32_t *figure)
{
    const struct checked_article *a = &c->articles[article];
    size_t kept = 0;
    uint32_t first = *figure;
    while (*figure < a->figure_count && a->figures[*figure].start < chars)
        ++*figure;
    uint64_t hash = mask(c, p, end, &kept);
    if (kept < SENTENCE_MIN)
        return true;
    struct masked *grown =
        arena_grow(c->arena, c->sentences, &c->sentence_cap, c->sentence_count + 1, sizeof *grown);
    if (grown == NULL)
        return false;
    c->sentences = grown;
    c->sentences[c->sentence_count++] = (struct masked){hash, (uint32_t)article, first, *figure};
    return true;
}

static bool ends_sentence(uint32_t cp)
{
    return cp == U'。' || cp == U'！' || cp == U'？' || cp == U'；' || cp == '\n' || cp == '!' || cp == '?' ||
           cp == ';';
}

static bool is_closing(const char *p, const char *end)
{
    uint32_t cp = p < end ? utf8_next(&p, end) : 0;
    return cp == U'”' || cp == U'’' || cp == U'）' || cp == ')' || cp == U'》' || cp == '"' || cp == U'」' ||
           cp == U'』';
}

static bool split_article(struct check *c, size_t k)
{
    const char *text = c->articles[k].text, *end = text != NULL ? text + strlen(text) : NULL, *start = text;
    uint32_t figure = 0, chars = 0;
    for (const char *p = text; p < end;) {
        const char *at = p;
        uint32_t cp = utf8_next(&p, end);
        for (chars++; ends_sentence(cp) && cp != '\n' && is_closing(p, end); chars++)
            utf8_next(&p, end);
        if (!ends_sentence(cp) && p < end)
            continue;
        if (!add_sentence(c, k, start, cp == '\n' ? at : p, chars, &figure))
            return false;
        start = p;
    }
    return true;
}

static int by_article(const void *x, const void *y)
{
    const struct masked *a = x, *b = y;
    if (a->article != b->article)
        return a->article < b->article ? -1 : 1;
    return a->hash < b->hash ? -1 : a->hash > b->hash;
}

static int by_hash(const void *x, const void *y)
{
    const struct masked *a = x, *b = y;
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return a->article < b->article ? -1 : a->article > b->article;
}

/* The sentences of an article, found in the array ordered by article. */
static const struct masked *sentences_of(const struct masked *all, size_t count, uint32_t article,
                                         size_t *own)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all[middle].article < article)
            low = middle + 1;
        else
            high = middle;
    }
    *own = 0;
    while (low + *own < count && all[low + *own].article == article)
        ++*own;
    return all + low;
}

static bool is_one_story(const struct masked *all, size_t count, uint32_t a, uint32_t b)
{
    size_t n = 0, m = 0, same = 0;
    const struct masked *x = sentences_of(all, count, a, &n), *y = sentences_of(all, count, b, &m);
    for (size_t i = 0, j = 0; i < n && j < m;) {
        if (x[i].hash == y[j].hash) {
            same++;
            i++;
            j++;
        } else if (x[i].hash < y[j].hash) {
            i++;
        } else {
            j++;
        }
    }
    return 100 * same > SHARED_PERCENT * (n < m ? n : m);
}

static bool compare_sentences(struct check *c, const struct masked *a, const struct masked *b)
{
    if (a->end - a->first != b->end - b->first)
        return true;
    for (uint32_t i = 0; i < a->end - a->first; i++) {
        const struct figure *x = &c->articles[a->article].figures[a->first + i];
        const struct figure *y = &c->articles[b->article].figures[b->first + i];
        bool differ = x->value != NULL && y->value != NULL && strcmp(x->value, y->value) != 0;
        if (differ && !report(c, FINDING_REPRINT, a->article, x, b->article, y))
            return false;
    }
    return true;
}

static bool check_reprints(struct check *c)
{
    size_t n = c->sentence_count;
    struct masked *ordered = arena_alloc(c->arena, n * sizeof *ordered + 1);
    if (ordered == NULL)
        return false;
    if (n == 0)
        return true;
    memcpy(ordered, c->sentences, n * sizeof *ordered);
    qsort(ordered, n, sizeof *ordered, by_article);
    qsort(c->sentences, n, sizeof *c->sentences, by_hash);
    for (size_t i = 0; i < n; i++) {
        const struct masked *a = &c->sentences[i];
        for (size_t j = i + 1; j < n && j <= i + PAIRS_MAX && c->sentences[j].hash == a->hash; j++) {
            const struct masked *b = &c->sentences[j];
            if (a->article == b->article || a->first == a->end)
                continue;
            if (is_one_story(ordered, n, a->article, b->article) && !compare_sentences(c, a, b))
                return false;
        }
    }
    return true;
}

static int by_place(const void *x, const void *y)
{
    const struct finding *a = x, *b = y;
    if (a->article != b->article)
        return a->article < b->article ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->figure->start != b->figure->start)
        return a->figure->start < b->figure->start ? -1 : 1;
    return a->other < b->other ? -1 : a->other > b->other;
}

bool figure_check(const struct figure_lexicon *lexicon, const struct checked_article *articles, size_t count,
                  struct arena *arena, struct finding **findings, size_t *found, struct fault *fault)
{
    struct check c = {.lexicon = lexicon, .articles = articles, .count = count, .arena = arena};
    bool ok = true;
    for (size_t k = 0; ok && k < count; k++)
        ok = check_title(&c, k) && check_parts(&c, k) && check_change(&c, k) && split_article(&c, k);
    if (!ok || !check_reprints(&c))
        return fault_set(fault, arena->held >= arena->max ? FAULT_LIMIT : FAULT_MEMORY,
                         "no room to compare the figures");
    if (c.found > 0)
        qsort(c.findings, c.found, sizeof *c.findings, by_place);
    *findings = c.findings;
    *found = c.found;
    return true;
}
