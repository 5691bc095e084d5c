/* figure_mark.c - from a numeral and its unit to a mark of the scan. */
#include "extract/figure_walk.h"

#include <string.h>

#include "base/utf8.h"

/* ---- into the scan ---- */

/* 自2021年9月…以来，截至今年9月底: from the one to the other. */
static void join_bounds(const struct walk *w, size_t k)
{
    struct time_mark *t = &w->scan->times[k], *last = t - 1;
    if (k == 0 || t->weight != TIME_BOUND || last->weight != TIME_BOUND || last->from == FIGURE_NO_DAY ||
        t->start != last->end + 1 || !glyph_in(walk_at(w, last->end), u",、") || t->to < last->from)
        return;
    t->from = last->from;
}

bool walk_add_time(struct walk *w, const struct time_mark *t)
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
    size_t len = 0, k = m->end + (walk_at(w, m->end) == '(');
    const struct word *behind = walk_word(w, k, WORD_CURRENCY, &len);
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
        m->unit_text = m->unit_end > m->unit + 1 && walk_at(w, m->unit + 1) == '/' ? NULL : "元";
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

/* ---- from a numeral to a mark ---- */

struct figure_mark mark_of(const struct numeral *num, const struct unit *u)
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
    size_t len = 0, start = walk_skip_blanks(w, m->end);
    const struct word *after = walk_word(w, start, WORD_AFTER, &len);
    if (after == NULL ||
        (len == 1 && walk_at(w, start) == u'多' && glyph_in(walk_at(w, start + 1), u"次个家名人的数")))
        return;
    m->suffix = after->qualifier;
    m->end = start + len;
}

/* 9块8毛6, 3元5角: adds tenths and hundredths. */
static void take_small_money(const struct walk *w, struct figure_mark *m)
{
    struct decimal part;
    int tenth = glyph_digit(walk_at(w, m->end)), places = 1;
    if (tenth < 0 || !glyph_in(walk_at(w, m->end + 1), u"毛角"))
        return;
    m->kind = FIGURE_MONEY;
    m->end += 2;
    m->unit_text = "元";
    for (int d = tenth; d >= 0 && places <= 2; places++) {
        part = decimal_from((unsigned long)d);
        decimal_shift(&part, -places);
        decimal_add(&m->value, &part);
        if (places == 2)
            m->end += 1 + (walk_at(w, m->end + 1) == u'分');
        d = glyph_digit(walk_at(w, m->end));
    }
    m->end += walk_at(w, m->end) == u'钱';
    m->unit = m->unit_end = m->end;
}

/* 十四年六个月: years and months together, in years. */
static void take_months(const struct walk *w, struct figure_mark *m)
{
    struct numeral months;
    size_t k = m->end;
    bool year = m->unit_end == m->unit + 1 && walk_at(w, m->unit) == u'年';
    k += walk_at(w, k) == u'零';
    if (!year || k >= w->g->n || !glyph_begins_numeral(walk_at(w, k)) ||
        !numeral_read(w->lex, w->g->c, k, w->g->n, &months) || !glyph_starts(w->g, months.end, u"个月"))
        return;
    decimal_divide(&months.value, 12, WALK_RATIO_PLACES);
    decimal_add(m->has_max ? &m->max : &m->value, &months.value);
    m->end = months.end + 2;
}

static void take_term(const struct walk *w, struct figure_mark *m)
{
    size_t len = glyph_ends(w->g, m->start, u"有期徒刑");
    if (len > 0 && !m->has_max && m->kind == FIGURE_DURATION)
        m->start -= len;
}

bool walk_money_hint(const struct walk *w, size_t i)
{
    size_t stop = i > 14 ? i - 14 : 0, len = 0;
    for (size_t k = i; k > stop && k > w->sentence; k--)
        if (glyph_parts_clause(walk_at(w, k - 1)))
            return false;
        else if (walk_word_before(w, k, WORD_MONEY_HINT, &len) != NULL)
            return true;
    return false;
}

/* 5块8, 工资6000多块 */
static void take_spoken_money(const struct walk *w, struct figure_mark *m)
{
    int tenth = glyph_digit(walk_at(w, m->end));
    bool more = tenth > 0 && !m->more && !m->has_max && glyph_digit(walk_at(w, m->end + 1)) < 0 &&
                (walk_ends_here(walk_at(w, m->end + 1)) || walk_at(w, m->end + 1) == u'一');
    if (!more && !(walk_ends_here(walk_at(w, m->end)) && walk_money_hint(w, m->number)))
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
    if (m->unit_end != m->unit + 1 || !glyph_in(walk_at(w, m->unit), u"块元"))
        return;
    take_small_money(w, m);
    if (m->unit < m->unit_end && walk_at(w, m->unit) == u'块')
        take_spoken_money(w, m);
    size_t len = 0;
    const struct word *currency =
        m->kind == FIGURE_MONEY && m->unit == m->unit_end ? walk_word(w, m->end, WORD_UNIT, &len) : NULL;
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
        !glyph_begins_numeral(walk_at(w, m->end)) ||
        !numeral_read(w->lex, w->g->c, m->end, w->g->n, &minutes) || walk_at(w, minutes.end) != u'分')
        return;
    decimal_divide(&minutes.value, 60, WALK_RATIO_PLACES);
    decimal_add(&m->value, &minutes.value);
    m->end = minutes.end + 1 + (walk_at(w, minutes.end + 1) == u'钟');
}

bool mark_finish(struct walk *w, struct figure_mark *m, const struct unit *u, size_t *next)
{
    struct unit final = *u;
    size_t len = 0;
    settle_piece(w, m);
    if (m->unit > u->end)
        final.word = walk_word(w, m->unit, WORD_UNIT, &len);
    take_months(w, m);
    take_minutes(w, m);
    take_suffix(w, m);
    take_term(w, m);
    if (u->tenths && glyph_digit(walk_at(w, m->end)) > 0 && m->suffix == 0 &&
        !glyph_is_digit(walk_at(w, m->end + 1)) && walk_at(w, m->end + 1) != '.') {
        struct decimal more = decimal_from((unsigned long)glyph_digit(walk_at(w, m->end++))); /* 三成五 */
        decimal_add(&m->value, &more);
    } else if (u->tenths && walk_at(w, m->end) == u'半' && m->suffix == 0) { /* 一成半 */
        struct decimal half = decimal_from(5);
        decimal_add(&m->value, &half);
        m->end++;
    }
    *next = m->end;
    return push(w, m, &final);
}
