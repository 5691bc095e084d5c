/* figure_scan.c - one pass over the glyphs; every step moves forward. */
#include "extract/figure_scan.h"

#include <string.h>

#include "base/utf8.h"
#include "extract/figure_numeral.h"

enum { UNIT_GAP = 2, RATIO_PLACES = 12 };

struct walk {
    struct figure_scan *scan;
    const struct figure_lexicon *lex;
    const struct glyphs *g;
    size_t sentence;           /* where the current one begins */
    size_t sentence_end;       /* cached; 0 = not looked for yet */
    const struct word *prefix; /* currency in front of the numeral, or NULL */
    size_t prefix_start;
};

/* A unit as found behind a numeral. */
struct unit {
    size_t start, end;
    uint8_t kind;
    const struct word *word; /* NULL for 成 and what is no word of its own */
    const char *text;        /* replaces what is printed */
    bool tenths, half, more;
};

static uint16_t at(const struct walk *w, size_t i)
{
    return glyph_at(w->g, i);
}

static const struct word *word_at(const struct walk *w, size_t i, uint32_t classes, size_t *len)
{
    return i < w->g->n ? figure_word(w->lex, w->g->c + i, w->g->n - i, classes, len) : NULL;
}

static const struct word *word_before(const struct walk *w, size_t i, uint32_t classes, size_t *len)
{
    return figure_word_before(w->lex, w->g->c, i, classes, len);
}

static size_t skip_blanks(const struct walk *w, size_t i)
{
    size_t k = i;
    while (k < i + UNIT_GAP && at(w, k) == ' ')
        k++;
    return at(w, k) == ' ' ? i : k;
}

/* ---- units ---- */

/* 个多月, 个半小时: something stands inside the unit. */
static bool split_unit(const struct walk *w, size_t i, struct unit *u)
{
    static const struct {
        const char16_t *tail;
        const char *text;
    } tails[] = {
        {u"月", "个月"}, {u"小时", "小时"}, {u"星期", "个星期"}, {u"世纪", "个世纪"}, {u"钟头", "个钟头"}};
    if (at(w, i) != u'个' || !glyph_in(at(w, i + 1), u"多半"))
        return false;
    for (size_t k = 0; k < sizeof tails / sizeof *tails; k++) {
        size_t len = glyph_starts(w->g, i + 2, tails[k].tail);
        if (len == 0)
            continue;
        *u = (struct unit){.start = i, .end = i + 2 + len, .kind = FIGURE_DURATION, .text = tails[k].text};
        u->half = at(w, i + 1) == u'半';
        u->more = !u->half;
        return true;
    }
    return false;
}

static bool tenths_unit(const struct walk *w, size_t i, struct unit *u)
{
    size_t len = 0;
    if (at(w, i) != u'成' || word_at(w, i, WORD_NOT_UNIT, &len) != NULL)
        return false;
    *u = (struct unit){.start = i, .end = i + 1, .kind = FIGURE_PERCENT, .text = "%", .tenths = true};
    return true;
}

/* 微克/立方米, 米/秒: a measure by another. */
static void take_per(const struct walk *w, struct unit *u)
{
    size_t len = 0;
    bool money = u->kind == FIGURE_MONEY && u->end == u->start + 1; /* 45.31元/公斤 */
    if (at(w, u->end) != '/' || !(money || (u->kind == FIGURE_COUNT && u->text == NULL)))
        return;
    if (word_at(w, u->end + 1, WORD_UNIT, &len) != NULL)
        u->end += 1 + len;
    else if (at(w, u->end + 1) == u'秒')
        u->end += 2;
}

static bool unit_at(const struct walk *w, size_t i, bool arabic, struct unit *u)
{
    size_t start = skip_blanks(w, i), len = 0, other = 0;
    *u = (struct unit){.start = i, .end = i};
    if (split_unit(w, start, u) || tenths_unit(w, start, u))
        return true;
    const struct word *word = word_at(w, start, WORD_UNIT, &len);
    if (word == NULL || (word_at(w, start, WORD_NOT_UNIT | WORD_PLACE, &other) != NULL && other >= len))
        return false;
    if ((word->classes & WORD_ARABIC) != 0 && !arabic)
        return false;
    if (glyph_is_letter(w->g->c[start]) && glyph_is_letter(at(w, start + len)))
        return false;
    *u = (struct unit){
        .start = start, .end = start + len, .kind = word->kind, .word = word, .text = word->unit};
    take_per(w, u);
    if (word->kind == FIGURE_DURATION && at(w, u->end) == u'半' && at(w, u->end + 1) != u'个') {
        u->half = true;
        u->end++;
    }
    return true;
}

/* ---- marks ---- */

/* 自2021年9月…以来，截至今年9月底: from the one to the other. */
static void join_bounds(const struct walk *w, size_t k)
{
    struct time_mark *t = &w->scan->times[k], *last = t - 1;
    if (k == 0 || t->weight != TIME_BOUND || last->weight != TIME_BOUND || last->from == FIGURE_NO_DAY ||
        t->start != last->end + 1 || !glyph_in(at(w, last->end), u",、") || t->to < last->from)
        return;
    t->from = last->from;
}

static bool add_time(struct walk *w, const struct time_mark *t)
{
    struct figure_scan *s = w->scan;
    struct time_mark *grown = arena_grow(s->arena, s->times, &s->time_cap, s->time_count + 1, sizeof *grown);
    if (grown == NULL)
        return false;
    s->times = grown;
    s->times[s->time_count++] = *t;
    join_bounds(w, s->time_count - 1);
    return true;
}

static size_t find_sentence_end(struct walk *w, size_t i)
{
    if (w->sentence_end > i)
        return w->sentence_end;
    size_t k = i;
    while (k < w->g->n && !glyph_in(w->g->c[k], u"。!?;"))
        k++;
    k += k < w->g->n;
    while (k < w->g->n && glyph_in(w->g->c[k], u"”’)》\""))
        k++;
    w->sentence_end = k;
    return k;
}

static bool is_traditional(const struct walk *w, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++) {
        const char *p = w->g->bytes + w->g->at[i];
        uint32_t cp = utf8_next(&p, w->g->bytes + w->g->at[w->g->n]);
        if (cp != w->g->c[i] && cp >= 0x3400 && cp < 0xA000)
            return true;
    }
    return false;
}

static void name_currency(struct figure_mark *m, const struct word *word)
{
    m->currency = word->currency;
    m->unit_text = m->traditional && word->unit_traditional != NULL ? word->unit_traditional : word->unit;
}

/* The currency of an amount: printed before it, behind it, or once for all. */
static void settle_currency(struct walk *w, struct figure_mark *m, const struct unit *u)
{
    if (m->kind != FIGURE_MONEY)
        return;
    size_t len = 0, k = m->end + (at(w, m->end) == '(');
    const struct word *behind = word_at(w, k, WORD_CURRENCY, &len);
    bool plain = u->word == NULL || u->word->unit == NULL || strcmp(u->word->unit, "元") == 0;
    if (u->word != NULL && !plain) {
        name_currency(m, u->word);
    } else if (w->prefix != NULL) {
        name_currency(m, w->prefix);
    } else if (behind != NULL) {
        name_currency(m, behind);
        if (k > m->end && glyph_starts(w->g, k + len, u",下同"))
            w->scan->currency = behind;
    } else if (w->scan->currency != NULL) {
        name_currency(m, w->scan->currency);
    } else {
        m->currency = "CNY";
        m->unit_text = m->unit_end > m->unit + 1 && at(w, m->unit + 1) == '/' ? NULL : "元";
    }
}

static bool push(struct walk *w, struct figure_mark *m, const struct unit *u)
{
    struct figure_scan *s = w->scan;
    struct figure_mark *grown =
        arena_grow(s->arena, s->marks, &s->mark_cap, s->mark_count + 1, sizeof *grown);
    if (grown == NULL)
        return false;
    s->marks = grown;
    if (w->prefix != NULL) {
        bool shown = w->prefix->currency != NULL && strcmp(w->prefix->currency, "CNY") != 0;
        m->start = shown ? w->prefix_start : m->start;
        m->traditional = m->traditional || is_traditional(w, w->prefix_start, m->start);
    }
    m->traditional = m->traditional || is_traditional(w, m->start, m->end);
    settle_currency(w, m, u);
    m->sentence = w->sentence;
    m->times = s->time_count;
    m->sentence_end = find_sentence_end(w, m->end);
    s->marks[s->mark_count++] = *m;
    w->prefix = NULL;
    return true;
}

/* ---- is the number worth a row? ---- */

static bool has_qualifier(const struct walk *w, size_t start)
{
    size_t len = 0;
    const struct word *word = word_before(w, start, WORD_BEFORE, &len);
    if (word == NULL)
        return false;
    return !(len == 1 && start > 1 && glyph_in(at(w, start - 2), u"最附节预签条公"));
}

static bool is_victim(const struct walk *w, size_t end)
{
    static const char16_t *const fates[] = {u"死",   u"伤",   u"受伤", u"遇难", u"失踪", u"重伤",
                                            u"轻伤", u"身亡", u"溺亡", u"获救", u"不治", u"当场死亡"};
    for (size_t k = 0; k < sizeof fates / sizeof *fates; k++)
        if (glyph_starts(w->g, end, fates[k]))
            return true;
    return false;
}

/* 为期三个月, 历时两年: the duration is what is said. */
static bool lasts(const struct walk *w, size_t i)
{
    static const char16_t *const words[] = {u"连续", u"为期", u"历时", u"长达", u"耗时", u"持续",
                                            u"时隔", u"经过", u"历经", u"运营", u"经营", u"潜逃"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (glyph_ends(w->g, i, words[k]) > 0)
            return true;
    return false;
}

/* 6.2级地震, 3207.9点: with other numerals these words number or tell the time. */
static bool is_level(const struct walk *w, const struct numeral *num, size_t end)
{
    return num->fraction || (at(w, num->end) == u'点' ? num->value.count >= 3
                                                      : glyph_ends(w->g, num->start, u"风力") > 0 ||
                                                            glyph_ends(w->g, num->start, u"烈度") > 0 ||
                                                            glyph_in(at(w, end), u"地强大风台阵"));
}

/* 一 to 九 and 两 are mostly articles, back references or parts of words. */
static bool small_counts(const struct walk *w, const struct numeral *num, const struct unit *u, size_t end)
{
    size_t len = 0;
    int digit = glyph_digit(w->g->c[num->start]);
    if (u->tenths || u->more || has_qualifier(w, num->start) || word_at(w, end, WORD_AFTER, &len) != NULL)
        return true;
    if (word_before(w, num->start, WORD_TERM, &len) != NULL)
        return u->kind == FIGURE_DURATION;
    if (u->kind == FIGURE_PERCENT || (u->word != NULL && u->kind == FIGURE_RATIO) || u->half)
        return true;
    if (u->word != NULL && u->end - u->start == 1 && glyph_in(at(w, u->start), u"人名") && is_victim(w, end))
        return true;
    if (digit == 1)
        return false;
    if (u->kind == FIGURE_DURATION)
        return lasts(w, num->start) || glyph_in(at(w, end), u"来") ||
               (glyph_digit(at(w, end)) > 0 && u->end > u->start + 1) || glyph_starts(w->g, end, u"以来") ||
               glyph_starts(w->g, end, u"不等");
    return u->word != NULL && (u->word->classes & WORD_SMALL) != 0 &&
           !(num->start > 0 && glyph_in(at(w, num->start - 1), u"这那该上"));
}

static bool is_worth(const struct walk *w, const struct numeral *num, const struct unit *u, size_t end)
{
    size_t len = 0;
    if (num->start > 0 && glyph_in(at(w, num->start - 1), u"第×·#/"))
        return false;
    if (num->start > 0 && glyph_in(at(w, num->start - 1), u"经纬") && at(w, u->start) == u'度')
        return false;
    if (num->bare) {
        bool over = num->start > 0 && glyph_in(at(w, num->start - 1), u"过破超");
        bool amount = u->kind == FIGURE_MONEY && num->end - num->start > 1;
        return num->more || over || amount || has_qualifier(w, num->start) ||
               word_at(w, end, WORD_AFTER, &len) != NULL;
    }
    if (u->kind == FIGURE_DURATION && num->start > 0 && at(w, num->start - 1) == u'近' &&
        glyph_in(at(w, end), u"最新")) /* 近五年最低 */
        return false;
    if (num->single && !num->more)
        return small_counts(w, num, u, end);
    if (u->kind == FIGURE_DURATION && glyph_starts(w->g, end, u"前的"))
        return false;
    if (u->end == u->start + 1 && glyph_in(at(w, u->start), u"级点") && !is_level(w, num, end))
        return false;
    if (glyph_starts(w->g, num->start, u"百分之百"))
        return at(w, num->end) != u'地';
    return true;
}

/* 10036只20英尺标准集装箱: a size inside the name of what was counted. */
static bool is_attribute(const struct walk *w, const struct numeral *num)
{
    const struct figure_scan *s = w->scan;
    if (s->mark_count == 0)
        return false;
    const struct figure_mark *last = &s->marks[s->mark_count - 1];
    if (glyph_in(at(w, num->end), u"人名户")) /* 起诉3106件4580人 */
        return false;
    return last->end == num->start && last->kind == FIGURE_COUNT && last->unit_end > last->unit &&
           w->prefix == NULL && last->sentence == w->sentence;
}

/* ---- from a numeral to a mark ---- */

static struct figure_mark mark_of(const struct numeral *num, const struct unit *u)
{
    struct figure_mark m = {.start = num->start,
                            .number = num->start,
                            .number_end = num->end,
                            .unit = u->start,
                            .unit_end = u->end,
                            .end = u->end,
                            .value = num->value,
                            .max = num->max,
                            .has_max = num->has_max,
                            .vague = num->vague,
                            .bare = num->bare,
                            .kind = u->kind,
                            .more = num->more || u->more,
                            .unit_text = u->text};
    if (u->tenths) {
        decimal_shift(&m.value, 1);
        decimal_shift(&m.max, 1);
    }
    if (u->half) {
        struct decimal half = decimal_from(5);
        decimal_shift(&half, -1);
        decimal_add(&m.value, &half);
        if (u->text == NULL)
            m.unit_end--;
    }
    return m;
}

static void take_suffix(const struct walk *w, struct figure_mark *m)
{
    size_t len = 0, start = skip_blanks(w, m->end);
    const struct word *after = word_at(w, start, WORD_AFTER, &len);
    if (after == NULL || (len == 1 && at(w, start) == u'多' && glyph_in(at(w, start + 1), u"次个家名人的数")))
        return;
    m->suffix = after->qualifier;
    m->end = start + len;
}

/* 9块8毛6, 3元5角: adds tenths and hundredths. */
static void take_small_money(const struct walk *w, struct figure_mark *m)
{
    struct decimal part;
    int tenth = glyph_digit(at(w, m->end)), places = 1;
    if (tenth < 0 || !glyph_in(at(w, m->end + 1), u"毛角"))
        return;
    m->kind = FIGURE_MONEY;
    m->end += 2;
    m->unit_text = "元";
    for (int d = tenth; d >= 0 && places <= 2; places++) {
        part = decimal_from((unsigned long)d);
        decimal_shift(&part, -places);
        decimal_add(&m->value, &part);
        if (places == 2)
            m->end += 1 + (at(w, m->end + 1) == u'分');
        d = glyph_digit(at(w, m->end));
    }
    m->end += at(w, m->end) == u'钱';
    m->unit = m->unit_end = m->end;
}

/* 十四年六个月: years and months together, in years. */
static void take_months(const struct walk *w, struct figure_mark *m)
{
    struct numeral months;
    size_t k = m->end;
    bool year = m->unit_end == m->unit + 1 && at(w, m->unit) == u'年';
    k += at(w, k) == u'零';
    if (!year || k >= w->g->n || !glyph_begins_numeral(at(w, k)) ||
        !numeral_read(w->lex, w->g->c, k, w->g->n, &months) || !glyph_starts(w->g, months.end, u"个月"))
        return;
    decimal_divide(&months.value, 12, RATIO_PLACES);
    decimal_add(m->has_max ? &m->max : &m->value, &months.value);
    m->end = months.end + 2;
}

static void take_term(const struct walk *w, struct figure_mark *m)
{
    size_t len = glyph_ends(w->g, m->start, u"有期徒刑");
    if (len > 0 && !m->has_max && m->kind == FIGURE_DURATION)
        m->start -= len;
}

static bool money_hint(const struct walk *w, size_t i)
{
    size_t stop = i > 14 ? i - 14 : 0, len = 0;
    for (size_t k = i; k > stop && k > w->sentence; k--)
        if (glyph_parts_clause(at(w, k - 1)))
            return false;
        else if (word_before(w, k, WORD_MONEY_HINT, &len) != NULL)
            return true;
    return false;
}

static bool ends_here(uint16_t c)
{
    return c == 0 || glyph_in(c, u",。!?;:、 )”\t…");
}

/* 5块8, 工资6000多块 */
static void take_spoken_money(const struct walk *w, struct figure_mark *m)
{
    int tenth = glyph_digit(at(w, m->end));
    bool more = tenth > 0 && !m->more && !m->has_max && glyph_digit(at(w, m->end + 1)) < 0 &&
                (ends_here(at(w, m->end + 1)) || at(w, m->end + 1) == u'一');
    if (!more && !(ends_here(at(w, m->end)) && money_hint(w, m->number)))
        return;
    if (more) {
        struct decimal part = decimal_from((unsigned long)tenth);
        decimal_shift(&part, -1);
        decimal_add(&m->value, &part);
        m->end++;
    }
    m->kind = FIGURE_MONEY;
    m->unit_text = "元";
    m->unit = m->unit_end = m->end;
}

/* Money whose unit is 块: a measure word too, so 钱, 毛 or a currency decides. */
static void settle_piece(const struct walk *w, struct figure_mark *m)
{
    if (m->unit_end != m->unit + 1 || !glyph_in(at(w, m->unit), u"块元"))
        return;
    take_small_money(w, m);
    if (m->unit < m->unit_end && at(w, m->unit) == u'块')
        take_spoken_money(w, m);
    size_t len = 0;
    const struct word *currency =
        m->kind == FIGURE_MONEY && m->unit == m->unit_end ? word_at(w, m->end, WORD_UNIT, &len) : NULL;
    if (currency != NULL && currency->kind == FIGURE_MONEY) {
        m->unit = m->end;
        m->end = m->unit_end = m->end + len;
        m->unit_text = NULL;
    }
}

/* 两小时30分钟: minutes as a part of the hour. */
static void take_minutes(const struct walk *w, struct figure_mark *m)
{
    struct numeral minutes;
    if (glyph_ends(w->g, m->end, u"小时") == 0 || m->has_max || m->more || m->end >= w->g->n ||
        !glyph_begins_numeral(at(w, m->end)) || !numeral_read(w->lex, w->g->c, m->end, w->g->n, &minutes) ||
        at(w, minutes.end) != u'分')
        return;
    decimal_divide(&minutes.value, 60, RATIO_PLACES);
    decimal_add(&m->value, &minutes.value);
    m->end = minutes.end + 1 + (at(w, minutes.end + 1) == u'钟');
}

static bool finish_mark(struct walk *w, struct figure_mark *m, const struct unit *u, size_t *next)
{
    struct unit final = *u;
    size_t len = 0;
    settle_piece(w, m);
    if (m->unit > u->end)
        final.word = word_at(w, m->unit, WORD_UNIT, &len);
    take_months(w, m);
    take_minutes(w, m);
    take_suffix(w, m);
    take_term(w, m);
    if (u->tenths && glyph_digit(at(w, m->end)) > 0 && m->suffix == 0 &&
        !glyph_is_digit(at(w, m->end + 1)) && at(w, m->end + 1) != '.') {
        struct decimal more = decimal_from((unsigned long)glyph_digit(at(w, m->end++))); /* 三成五 */
        decimal_add(&m->value, &more);
    } else if (u->tenths && at(w, m->end) == u'半' && m->suffix == 0) { /* 一成半 */
        struct decimal half = decimal_from(5);
        decimal_add(&m->value, &half);
        m->end++;
    }
    *next = m->end;
    return push(w, m, &final);
}

/* ---- ranges ---- */

static size_t range_sign(const struct walk *w, size_t i)
{
    if (glyph_in(at(w, i), u"至到~-"))
        return 1;
    return at(w, i) == u'—' ? 1 + (at(w, i + 1) == u'—') : 0;
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
    size_t k = skip_blanks(w, has_unit ? unit->end : first->end), sign = range_sign(w, k);
    struct numeral second;
    if (sign == 0 || first->has_max || first->vague)
        return false;
    k = skip_blanks(w, k + sign);
    k += at(w, k) == u'约';
    if (k >= w->g->n || !glyph_begins_numeral(at(w, k)) || !numeral_read(w->lex, w->g->c, k, w->g->n, &second) ||
        second.vague || second.has_max || !unit_at(w, second.end, second.arabic, joint))
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
        if (k > num->end && (glyph_parts_clause(at(w, k - 1)) || glyph_in(at(w, k - 1), u"、的")))
            break;
        noun = word_at(w, k, WORD_COUNTED, &len);
        *end = k > num->end ? num->end : k + len;
    }
    return noun;
}

/* A bare number that ends its clause, or is followed by what goes on about it. */
static bool may_stand_bare(const struct walk *w, size_t end)
{
    size_t len = 0;
    return ends_here(at(w, end)) || glyph_in(at(w, end), u"的被左以") ||
           word_at(w, end, WORD_VERB | WORD_ADVERB | WORD_LINK, &len) != NULL;
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
    if (money_hint(w, num->start))
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
    for (size_t k = num->start; k > stop && !glyph_parts_clause(at(w, k - 1)); k--) {
        const struct word *noun = word_before(w, k, WORD_COUNTED, &len);
        if (noun != NULL) {
            *u = (struct unit){num->end, num->end, noun->kind, NULL, noun->unit, false, false, false};
            return num->scale >= 4 && ends_here(at(w, num->end));
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
    if (!is_worth(w, num, &u, num->end))
        return true;
    struct figure_mark m = mark_of(num, &u);
    m.counted = u.end > u.start;
    if (hint.unit_end > hint.unit && u.text == NULL) {
        m.unit = hint.unit;
        m.unit_end = hint.unit_end;
    }
    return finish_mark(w, &m, &u, next);
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
    size_t k = skip_blanks(w, i + len);
    if (k >= w->g->n || !glyph_begins_numeral(at(w, k)) || !numeral_read(w->lex, w->g->c, k, w->g->n, &num))
        return true;
    *next = num.end;
    if (glyph_starts(w->g, i, u"百分之百") && at(w, num.end) == u'地')
        return true;
    size_t sign = range_sign(w, num.end), j = num.end + sign;
    const char *other = NULL;
    j += sign > 0 ? fraction_word(w, j, &other) : 0;
    if (sign > 0 && j < w->g->n && glyph_begins_numeral(at(w, j)) &&
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
    return finish_mark(w, &m, &u, next);
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
    if (!numeral_read(w->lex, w->g->c, k, w->g->n, &below) || !glyph_in(at(w, below.end), u"的以左强") ||
        above->value.count > 1 || below.value.count > 2 || decimal_compare(&above->value, &below.value) >= 0)
        return true;
    decimal_divide(&over.value, small_integer(&below.value), RATIO_PLACES);
    over.end = *next = below.end;
    struct unit u = {.start = over.end, .end = over.end, .kind = FIGURE_RATIO, .text = "比例"};
    struct figure_mark m = mark_of(&over, &u);
    return finish_mark(w, &m, &u, next);
}

/* 三分之二 */
static bool read_fraction(struct walk *w, const struct numeral *below, size_t *next)
{
    struct numeral above;
    size_t k = below->end + 2;
    *next = k;
    unsigned long divisor = small_integer(&below->value);
    if (divisor == 0 || below->vague || k >= w->g->n || !glyph_begins_numeral(at(w, k)) ||
        !numeral_read(w->lex, w->g->c, k, w->g->n, &above) || above.vague)
        return true;
    above.start = below->start;
    decimal_divide(&above.value, divisor, RATIO_PLACES);
    above.has_max = above.single = false;
    *next = above.end;
    if (at(w, above.end) == u'强' && !glyph_in(at(w, above.end + 1), u"大烈势调化")) {
        above.more = true; /* 五分之一强 */
        *next = ++above.end;
    }
    struct unit u = {.start = above.end, .end = above.end, .kind = FIGURE_RATIO, .text = "比例"};
    struct figure_mark m = mark_of(&above, &u);
    return finish_mark(w, &m, &u, next);
}

/* 半数, 一半, 过半 */
static bool read_half(struct walk *w, size_t i, size_t *next)
{
    struct unit u = {.kind = FIGURE_RATIO, .text = "比例"};
    struct numeral num = {.start = i, .value = decimal_from(5)};
    decimal_shift(&num.value, -1);
    size_t len =
        glyph_starts(w->g, i, u"半数") + glyph_starts(w->g, i, u"一半") + glyph_starts(w->g, i, u"过半数");
    if (at(w, i) == u'过' && i > 0 && glyph_in(at(w, i - 1), u"超经通越"))
        return true;
    if (len == 0 && glyph_starts(w->g, i, u"过半") && !glyph_in(at(w, i + 2), u"年天月个小"))
        len = 2;
    if (len == 0 || (i > 0 && glyph_in(at(w, i - 1), u"多大另前后")))
        return true;
    num.more = at(w, i) == u'过';
    num.end = u.start = u.end = *next = i + len;
    struct figure_mark m = mark_of(&num, &u);
    return finish_mark(w, &m, &u, next);
}

/* 翻番, 翻两番: twice, four times. */
static bool read_doubling(struct walk *w, size_t i, size_t *next)
{
    size_t number = i + 1 + (at(w, i + 1) == u'了');
    int times = at(w, number) == u'番' ? 1 : glyph_digit(at(w, number));
    size_t end = at(w, number) == u'番' ? number + 1 : number + 2;
    if (times < 1 || at(w, end - 1) != u'番')
        return true;
    struct numeral num = {.start = i, .end = end, .value = decimal_from(1UL << times)};
    struct unit u = {.start = end, .end = end, .kind = FIGURE_RATIO, .text = "倍"};
    struct figure_mark m = mark_of(&num, &u);
    return finish_mark(w, &m, &u, next);
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
    if (at(w, num.end) == '/' && num.arabic && glyph_is_digit(at(w, num.end + 1)))
        return read_slash(w, &num, next);
    bool has_unit = unit_at(w, num.end, num.arabic, &u);
    if (read_second(w, &num, &u, has_unit, &joint, &range_end)) {
        num.end = range_end;
        num.single = num.bare = false;
        u = joint;
        has_unit = true;
    }
    if (!has_unit)
        return read_unitless(w, &num, next);
    if (!is_worth(w, &num, &u, u.end) || is_attribute(w, &num)) {
        *next = u.end;
        return true;
    }
    struct figure_mark m = mark_of(&num, &u);
    return finish_mark(w, &m, &u, next);
}

/* 第三届, 第266条: the numeral and what it numbers; but 第25天后 is a duration. */
static size_t skip_ordinal(const struct walk *w, size_t i)
{
    struct numeral num;
    struct unit u;
    if (i + 1 >= w->g->n || !glyph_begins_numeral(at(w, i + 1)) ||
        !numeral_read(w->lex, w->g->c, i + 1, w->g->n, &num))
        return i + 1;
    bool unit = unit_at(w, num.end, num.arabic, &u);
    return unit ? u.end : num.end;
}

/* A run of Latin letters takes its digits along: GB2312, e-CNY2, A-9394/11. */
static size_t skip_latin(const struct walk *w, size_t i)
{
    size_t k = i;
    while (glyph_is_letter(at(w, k)) || glyph_is_digit(at(w, k)) ||
           (glyph_in(at(w, k), u"-_/.@:+%&=?#~") &&
            (glyph_is_letter(at(w, k + 1)) || glyph_is_digit(at(w, k + 1)))))
        k++;
    return k > i ? k : i + 1;
}

static bool take_currency(struct walk *w, size_t i, size_t *next)
{
    size_t len = 0;
    const struct word *word = word_at(w, i, WORD_CURRENCY, &len);
    if (word == NULL)
        return false;
    size_t k = skip_blanks(w, i + len);
    if (i > 0 && at(w, i - 1) == '(' && glyph_starts(w->g, i + len, u",下同"))
        w->scan->currency = word;
    k += glyph_in(at(w, k), u"约近超逾") && !glyph_is_digit(at(w, k));
    *next = k;
    if (k < w->g->n && glyph_begins_numeral(at(w, k))) {
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
    if (!numeral_read(w->lex, w->g->c, i, w->g->n, &num) || unit_at(w, num.end, num.arabic, &u) ||
        range_sign(w, num.end) > 0)
        return read_number(w, i, next);
    u = (struct unit){.start = num.end, .end = num.end, .kind = FIGURE_MONEY};
    struct figure_mark m = mark_of(&num, &u);
    return finish_mark(w, &m, &u, next);
}

static bool read_time(struct walk *w, size_t i, const struct time_anchor *anchor, size_t *next, bool *ok)
{
    struct time_mark t;
    if (!time_begins(w->lex, at(w, i)) || !time_read(w->lex, w->g, i, anchor, &t))
        return false;
    *ok = add_time(w, &t);
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
    if (c == u'半' || (c == u'一' && at(w, i + 1) == u'半') || (c == u'过' && at(w, i + 1) == u'半'))
        return read_half(w, i, next);
    if (c == u'翻')
        return read_doubling(w, i, next);
    const struct word *name = word_at(w, i, WORD_NAME, &len);
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
