/* figure_scan.c - one pass over the glyphs; every step moves forward. */
#include "extract/figure_scan.h"

#include <string.h>

#include "extract/figure_walk.h"

/* ---- ranges ---- */

static size_t range_sign(const struct walk *w, size_t i)
{
    if (glyph_in(walk_at(w, i), u"至到~-"))
        return 1;
    return walk_at(w, i) == u'—' ? 1 + (walk_at(w, i + 1) == u'—') : 0;
}

static bool same_unit(const struct walk *w, const struct unit *a, const struct unit *b)
{
    return a->end - a->start == b->end - b->start &&
           memcmp(w->g->c + a->start, w->g->c + b->start, (a->end - a->start) * sizeof *w->g->c) == 0;
}

/* 2到3万元: the first number shares the scale of the second. */
static void share_scale(struct numeral *first, const struct numeral *second)
{
    if (first->scale == 0 && second->scale > 0 && decimal_compare(&first->value, &second->mantissa) < 0)
        decimal_shift(&first->value, second->scale);
}

/* Joins a second number to the first; false when there is none. */
static bool read_second(const struct walk *w, struct numeral *first, const struct unit *unit, bool has_unit,
                        struct unit *joint, size_t *number_end)
{
    size_t k = walk_skip_blanks(w, has_unit ? unit->end : first->end), sign = range_sign(w, k);
    struct numeral second;
    if (sign == 0 || first->has_max || first->vague)
        return false;
    k = walk_skip_blanks(w, k + sign);
    k += walk_at(w, k) == u'约';
    if (k >= w->g->n || !glyph_begins_numeral(walk_at(w, k)) ||
        !numeral_read(w->lex, w->g->c, k, w->g->n, &second) || second.vague || second.has_max ||
        !unit_read(w, second.end, second.arabic, joint))
        return false;
    if (has_unit && !same_unit(w, unit, joint))
        return false;
    if (!has_unit)
        share_scale(first, &second);
    if (decimal_compare(&first->value, &second.value) >= 0)
        return false;
    first->max = second.value;
    first->has_max = true;
    first->more = first->more || second.more;
    *number_end = second.end;
    return true;
}

/* ---- numbers without a unit of their own ---- */

/* The noun that a number without a measure word counts: right behind it, or
 * behind a short modifier (6000多万退休老人). */
static const struct word *counted_noun(const struct walk *w, const struct numeral *num, size_t *end)
{
    enum { MODIFIER_MAX = 4 };
    size_t len = 0;
    const struct word *noun = NULL;
    bool large = num->scale >= 4 || num->more || (num->arabic && num->value.count - num->value.fraction >= 3);
    for (size_t k = num->end; large && noun == NULL && k <= num->end + (num->scale >= 4 ? MODIFIER_MAX : 0);
         k++) {
        if (k > num->end && (glyph_parts_clause(walk_at(w, k - 1)) || glyph_in(walk_at(w, k - 1), u"、的")))
            break;
        noun = walk_word(w, k, WORD_COUNTED, &len);
        *end = k > num->end ? num->end : k + len;
    }
    return noun;
}

/* A bare number that ends its clause, or is followed by what goes on about it. */
static bool may_stand_bare(const struct walk *w, size_t end)
{
    size_t len = 0;
    return walk_ends_here(walk_at(w, end)) || glyph_in(walk_at(w, end), u"的被左以") ||
           walk_word(w, end, WORD_VERB | WORD_ADVERB | WORD_LINK, &len) != NULL;
}

/* 146万 takes the unit of the figure before it, or of the noun behind it. */
static bool implied_unit(const struct walk *w, const struct numeral *num, struct figure_mark *m,
                         struct unit *u)
{
    const struct figure_scan *s = w->scan;
    size_t noun_end = num->end;
    const struct word *noun = counted_noun(w, num, &noun_end);
    if (noun != NULL) {
        *u = (struct unit){num->end, noun_end, noun->kind, NULL, noun->unit, false, false, false};
        return true;
    }
    if (num->scale < 4 || !may_stand_bare(w, num->end))
        return false;
    *u = (struct unit){.start = num->end, .end = num->end, .kind = FIGURE_MONEY, .text = "元"};
    if (walk_money_hint(w, num->start))
        return true;
    for (size_t k = s->mark_count; k-- > 0 && s->mark_count - k < 3;) {
        const struct figure_mark *last = &s->marks[k];
        if (last->kind != FIGURE_COUNT && last->kind != FIGURE_MONEY)
            continue;
        u->kind = last->kind;
        u->text = last->unit_text;
        m->unit = last->unit;
        m->unit_end = last->unit_end;
        return true;
    }
    return num->scale >= 8;
}

/* 病例超146万: the noun in front says what a bare number counts. */
static bool noun_in_front(const struct walk *w, const struct numeral *num, struct unit *u)
{
    size_t stop = num->start > 12 ? num->start - 12 : 0, len = 0;
    for (size_t k = num->start; k > stop && !glyph_parts_clause(walk_at(w, k - 1)); k--) {
        const struct word *noun = walk_word_before(w, k, WORD_COUNTED, &len);
        if (noun != NULL) {
            *u = (struct unit){num->end, num->end, noun->kind, NULL, noun->unit, false, false, false};
            return num->scale >= 4 && walk_ends_here(walk_at(w, num->end));
        }
    }
    return false;
}

static bool read_unitless(struct walk *w, const struct numeral *num, size_t *next)
{
    struct unit u;
    struct figure_mark hint = {0};
    if (!noun_in_front(w, num, &u) && !implied_unit(w, num, &hint, &u))
        return true;
    if (!figure_is_worth(w, num, &u, num->end))
        return true;
    struct figure_mark m = mark_of(num, &u);
    m.counted = u.end > u.start;
    if (hint.unit_end > hint.unit && u.text == NULL) {
        m.unit = hint.unit;
        m.unit_end = hint.unit_end;
    }
    return mark_finish(w, &m, &u, next);
}

/* ---- percentages and fractions in words ---- */

static size_t fraction_word(const struct walk *w, size_t i, const char **unit)
{
    static const struct {
        const char16_t *words;
        const char *unit;
    } kinds[] = {{u"百分之", "%"}, {u"千分之", "‰"}, {u"万分之", "‱"}};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        size_t len = glyph_starts(w->g, i, kinds[k].words);
        *unit = kinds[k].unit;
        if (len > 0)
            return len;
    }
    return 0;
}

/* 百分之四十八点多, 百分之三至百分之五. */
static bool read_worded_percent(struct walk *w, size_t i, size_t len, const char *unit, size_t *next)
{
    struct numeral num, second;
    size_t k = walk_skip_blanks(w, i + len);
    if (k >= w->g->n || !glyph_begins_numeral(walk_at(w, k)) ||
        !numeral_read(w->lex, w->g->c, k, w->g->n, &num))
        return true;
    *next = num.end;
    if (glyph_starts(w->g, i, u"百分之百") && walk_at(w, num.end) == u'地')
        return true;
    size_t sign = range_sign(w, num.end), j = num.end + sign;
    const char *other = NULL;
    j += sign > 0 ? fraction_word(w, j, &other) : 0;
    if (sign > 0 && j < w->g->n && glyph_begins_numeral(walk_at(w, j)) &&
        numeral_read(w->lex, w->g->c, j, w->g->n, &second) &&
        decimal_compare(&num.value, &second.value) < 0) {
        num.has_max = true;
        num.max = second.value;
        num.end = second.end;
    }
    num.start = i;
    num.single = num.bare = false;
    struct unit u = {.start = num.end, .end = num.end, .kind = FIGURE_PERCENT, .text = unit};
    struct figure_mark m = mark_of(&num, &u);
    return mark_finish(w, &m, &u, next);
}

static unsigned long small_integer(const struct decimal *d)
{
    unsigned long value = 0;
    if (d->fraction > 0 || d->count > 9)
        return 0;
    for (unsigned i = d->count; i-- > 0;)
        value = value * 10 + d->digit[i];
    return value;
}

/* 1/3的: a fraction and no date or score. */
static bool read_slash(struct walk *w, const struct numeral *above, size_t *next)
{
    struct numeral below, over = *above;
    size_t k = above->end + 1;
    if (!numeral_read(w->lex, w->g->c, k, w->g->n, &below) || !glyph_in(walk_at(w, below.end), u"的以左强") ||
        above->value.count > 1 || below.value.count > 2 || decimal_compare(&above->value, &below.value) >= 0)
        return true;
    decimal_divide(&over.value, small_integer(&below.value), WALK_RATIO_PLACES);
    over.end = *next = below.end;
    struct unit u = {.start = over.end, .end = over.end, .kind = FIGURE_RATIO, .text = "比例"};
    struct figure_mark m = mark_of(&over, &u);
    return mark_finish(w, &m, &u, next);
}

/* 三分之二 */
static bool read_fraction(struct walk *w, const struct numeral *below, size_t *next)
{
    struct numeral above;
    size_t k = below->end + 2;
    *next = k;
    unsigned long divisor = small_integer(&below->value);
    if (divisor == 0 || below->vague || k >= w->g->n || !glyph_begins_numeral(walk_at(w, k)) ||
        !numeral_read(w->lex, w->g->c, k, w->g->n, &above) || above.vague)
        return true;
    above.start = below->start;
    decimal_divide(&above.value, divisor, WALK_RATIO_PLACES);
    above.has_max = above.single = false;
    *next = above.end;
    if (walk_at(w, above.end) == u'强' && !glyph_in(walk_at(w, above.end + 1), u"大烈势调化")) {
        above.more = true; /* 五分之一强 */
        *next = ++above.end;
    }
    struct unit u = {.start = above.end, .end = above.end, .kind = FIGURE_RATIO, .text = "比例"};
    struct figure_mark m = mark_of(&above, &u);
    return mark_finish(w, &m, &u, next);
}

/* 半数, 一半, 过半 */
static bool read_half(struct walk *w, size_t i, size_t *next)
{
    struct unit u = {.kind = FIGURE_RATIO, .text = "比例"};
    struct numeral num = {.start = i, .value = decimal_from(5)};
    decimal_shift(&num.value, -1);
    size_t len =
        glyph_starts(w->g, i, u"半数") + glyph_starts(w->g, i, u"一半") + glyph_starts(w->g, i, u"过半数");
    if (walk_at(w, i) == u'过' && i > 0 && glyph_in(walk_at(w, i - 1), u"超经通越"))
        return true;
    if (len == 0 && glyph_starts(w->g, i, u"过半") && !glyph_in(walk_at(w, i + 2), u"年天月个小"))
        len = 2;
    if (len == 0 || (i > 0 && glyph_in(walk_at(w, i - 1), u"多大另前后")))
        return true;
    num.more = walk_at(w, i) == u'过';
    num.end = u.start = u.end = *next = i + len;
    struct figure_mark m = mark_of(&num, &u);
    return mark_finish(w, &m, &u, next);
}

/* 翻番, 翻两番: twice, four times. */
static bool read_doubling(struct walk *w, size_t i, size_t *next)
{
    size_t number = i + 1 + (walk_at(w, i + 1) == u'了');
    int times = walk_at(w, number) == u'番' ? 1 : glyph_digit(walk_at(w, number));
    size_t end = walk_at(w, number) == u'番' ? number + 1 : number + 2;
    if (times < 1 || walk_at(w, end - 1) != u'番')
        return true;
    struct numeral num = {.start = i, .end = end, .value = decimal_from(1UL << times)};
    struct unit u = {.start = end, .end = end, .kind = FIGURE_RATIO, .text = "倍"};
    struct figure_mark m = mark_of(&num, &u);
    return mark_finish(w, &m, &u, next);
}

/* ---- the walk ---- */

static bool read_number(struct walk *w, size_t i, size_t *next)
{
    struct numeral num;
    struct unit u, joint;
    const char *unit_text = NULL;
    size_t len = fraction_word(w, i, &unit_text), range_end = 0;
    if (len > 0)
        return read_worded_percent(w, i, len, unit_text, next);
    bool read = numeral_read(w->lex, w->g->c, i, w->g->n, &num);
    if (num.end > i)
        *next = num.end; /* also of a numeral that is too long to be one */
    if (!read)
        return true;
    if (glyph_starts(w->g, num.end, u"分之"))
        return read_fraction(w, &num, next);
    if (walk_at(w, num.end) == '/' && num.arabic && glyph_is_digit(walk_at(w, num.end + 1)))
        return read_slash(w, &num, next);
    bool has_unit = unit_read(w, num.end, num.arabic, &u);
    if (read_second(w, &num, &u, has_unit, &joint, &range_end)) {
        num.end = range_end;
        num.single = num.bare = false;
        u = joint;
        has_unit = true;
    }
    if (!has_unit)
        return read_unitless(w, &num, next);
    if (!figure_is_worth(w, &num, &u, u.end) || figure_is_attribute(w, &num)) {
        *next = u.end;
        return true;
    }
    struct figure_mark m = mark_of(&num, &u);
    return mark_finish(w, &m, &u, next);
}

/* 第三届, 第266条: the numeral and what it numbers; but 第25天后 is a duration. */
static size_t skip_ordinal(const struct walk *w, size_t i)
{
    struct numeral num;
    struct unit u;
    if (i + 1 >= w->g->n || !glyph_begins_numeral(walk_at(w, i + 1)) ||
        !numeral_read(w->lex, w->g->c, i + 1, w->g->n, &num))
        return i + 1;
    bool unit = unit_read(w, num.end, num.arabic, &u);
    return unit ? u.end : num.end;
}

/* A run of Latin letters takes its digits along: GB2312, e-CNY2, A-9394/11. */
static size_t skip_latin(const struct walk *w, size_t i)
{
    size_t k = i;
    while (glyph_is_letter(walk_at(w, k)) || glyph_is_digit(walk_at(w, k)) ||
           (glyph_in(walk_at(w, k), u"-_/.@:+%&=?#~") &&
            (glyph_is_letter(walk_at(w, k + 1)) || glyph_is_digit(walk_at(w, k + 1)))))
        k++;
    return k > i ? k : i + 1;
}

static bool take_currency(struct walk *w, size_t i, size_t *next)
{
    size_t len = 0;
    const struct word *word = walk_word(w, i, WORD_CURRENCY, &len);
    if (word == NULL)
        return false;
    size_t k = walk_skip_blanks(w, i + len);
    if (i > 0 && walk_at(w, i - 1) == '(' && glyph_starts(w->g, i + len, u",下同"))
        w->scan->currency = word;
    k += glyph_in(walk_at(w, k), u"约近超逾") && !glyph_is_digit(walk_at(w, k));
    *next = k;
    if (k < w->g->n && glyph_begins_numeral(walk_at(w, k))) {
        w->prefix = word;
        w->prefix_start = i;
    }
    return true;
}

/* NT$3,000萬 has the number alone as its unit: the prefix is the unit. */
static bool read_prefixed(struct walk *w, size_t i, size_t *next)
{
    struct numeral num;
    struct unit u;
    if (!numeral_read(w->lex, w->g->c, i, w->g->n, &num) || unit_read(w, num.end, num.arabic, &u) ||
        range_sign(w, num.end) > 0)
        return read_number(w, i, next);
    u = (struct unit){.start = num.end, .end = num.end, .kind = FIGURE_MONEY};
    struct figure_mark m = mark_of(&num, &u);
    return mark_finish(w, &m, &u, next);
}

static bool read_time(struct walk *w, size_t i, const struct time_anchor *anchor, size_t *next, bool *ok)
{
    struct time_mark t;
    if (!time_begins(w->lex, walk_at(w, i)) || !time_read(w->lex, w->g, i, anchor, &t))
        return false;
    *ok = walk_add_time(w, &t);
    *next = t.end;
    if (*ok && t.also_figure)
        *ok = read_number(w, i, next);
    if (*next < t.end)
        *next = t.end;
    return true;
}

/* One step: what begins at i is read or passed over; *next moves behind it. */
static bool step(struct walk *w, size_t i, const struct time_anchor *anchor, size_t *next)
{
    uint16_t c = w->g->c[i];
    size_t len = 0;
    bool ok = true;
    *next = i + 1;
    if (w->prefix != NULL && glyph_begins_numeral(c)) {
        ok = read_prefixed(w, i, next);
        w->prefix = NULL;
        return ok;
    }
    if (c == u'第') { /* 第三季度 is a time, 第三届 a name */
        if (!read_time(w, i, anchor, next, &ok))
            *next = skip_ordinal(w, i);
        return ok;
    }
    if (figure_word_begins(w->lex, c, WORD_CURRENCY) && take_currency(w, i, next))
        return true;
    if (glyph_is_letter(c)) {
        *next = skip_latin(w, i);
        return true;
    }
    if (c == u'半' || (c == u'一' && walk_at(w, i + 1) == u'半') ||
        (c == u'过' && walk_at(w, i + 1) == u'半'))
        return read_half(w, i, next);
    if (c == u'翻')
        return read_doubling(w, i, next);
    const struct word *name = walk_word(w, i, WORD_NAME, &len);
    if (name != NULL && !glyph_begins_numeral(c)) {
        *next = i + len;
        return true;
    }
    if (read_time(w, i, anchor, next, &ok))
        return ok;
    if (!glyph_begins_numeral(c))
        return true;
    size_t before = w->scan->mark_count;
    ok = read_number(w, i, next);
    if (name != NULL && *next <= i + len) { /* the name is longer than the number in it */
        w->scan->mark_count = before;
        *next = i + len;
    }
    return ok;
}

bool figure_scan(struct figure_scan *scan, const struct glyphs *g, const struct time_anchor *anchor)
{
    const uint32_t interesting = WORD_NUMERAL | WORD_NAME | WORD_TIME | WORD_CURRENCY;
    struct walk w = {.scan = scan, .lex = scan->lexicon, .g = g};
    scan->mark_count = scan->time_count = 0;
    for (size_t i = 0; i < g->n;) {
        uint16_t c = g->c[i];
        size_t next = i + 1;
        if (figure_word_begins(scan->lexicon, c, interesting) || glyph_is_letter(c) ||
            glyph_in(c, u"第半翻过截自从近民最到至")) {
            if (!step(&w, i, anchor, &next))
                return false;
        } else if (glyph_in(c, u"。!?;")) {
            while (glyph_in(glyph_at(g, next), u"”’)》\"") && next < g->n)
                next++;
            w.sentence = next;
            w.sentence_end = 0;
        }
        i = next > i ? next : i + 1;
    }
    return true;
}
