/* figure_worth.c - which numbers are worth a row. */
#include "extract/figure_walk.h"

static bool has_qualifier(const struct walk *w, size_t start)
{
    size_t len = 0;
    const struct word *word = walk_word_before(w, start, WORD_BEFORE, &len);
    if (word == NULL)
        return false;
    return !(len == 1 && start > 1 && glyph_in(walk_at(w, start - 2), u"最附节预签条公"));
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
    return num->fraction || (walk_at(w, num->end) == u'点' ? num->value.count >= 3
                                                           : glyph_ends(w->g, num->start, u"风力") > 0 ||
                                                                 glyph_ends(w->g, num->start, u"烈度") > 0 ||
                                                                 glyph_in(walk_at(w, end), u"地强大风台阵"));
}

/* 一 to 九 and 两 are mostly articles, back references or parts of words. */
static bool small_counts(const struct walk *w, const struct numeral *num, const struct unit *u, size_t end)
{
    size_t len = 0;
    int digit = glyph_digit(w->g->c[num->start]);
    if (u->tenths || u->more || has_qualifier(w, num->start) || walk_word(w, end, WORD_AFTER, &len) != NULL)
        return true;
    if (walk_word_before(w, num->start, WORD_TERM, &len) != NULL)
        return u->kind == FIGURE_DURATION;
    if (u->kind == FIGURE_PERCENT || (u->word != NULL && u->kind == FIGURE_RATIO) || u->half)
        return true;
    if (u->word != NULL && u->end - u->start == 1 && glyph_in(walk_at(w, u->start), u"人名") &&
        is_victim(w, end))
        return true;
    if (digit == 1)
        return false;
    if (u->kind == FIGURE_DURATION)
        return lasts(w, num->start) || glyph_in(walk_at(w, end), u"来") ||
               (glyph_digit(walk_at(w, end)) > 0 && u->end > u->start + 1) ||
               glyph_starts(w->g, end, u"以来") || glyph_starts(w->g, end, u"不等");
    return u->word != NULL && (u->word->classes & WORD_SMALL) != 0 &&
           !(num->start > 0 && glyph_in(walk_at(w, num->start - 1), u"这那该上"));
}

bool figure_is_worth(const struct walk *w, const struct numeral *num, const struct unit *u, size_t end)
{
    size_t len = 0;
    if (num->start > 0 && glyph_in(walk_at(w, num->start - 1), u"第×·#/"))
        return false;
    if (num->start > 0 && glyph_in(walk_at(w, num->start - 1), u"经纬") && walk_at(w, u->start) == u'度')
        return false;
    if (num->bare) {
        bool over = num->start > 0 && glyph_in(walk_at(w, num->start - 1), u"过破超");
        bool amount = u->kind == FIGURE_MONEY && num->end - num->start > 1;
        return num->more || over || amount || has_qualifier(w, num->start) ||
               walk_word(w, end, WORD_AFTER, &len) != NULL;
    }
    if (u->kind == FIGURE_DURATION && num->start > 0 && walk_at(w, num->start - 1) == u'近' &&
        glyph_in(walk_at(w, end), u"最新")) /* 近五年最低 */
        return false;
    if (num->single && !num->more)
        return small_counts(w, num, u, end);
    if (u->kind == FIGURE_DURATION && glyph_starts(w->g, end, u"前的"))
        return false;
    if (u->end == u->start + 1 && glyph_in(walk_at(w, u->start), u"级点") && !is_level(w, num, end))
        return false;
    if (glyph_starts(w->g, num->start, u"百分之百"))
        return walk_at(w, num->end) != u'地';
    return true;
}

/* 10036只20英尺标准集装箱: a size inside the name of what was counted. */
bool figure_is_attribute(const struct walk *w, const struct numeral *num)
{
    const struct figure_scan *s = w->scan;
    if (s->mark_count == 0)
        return false;
    const struct figure_mark *last = &s->marks[s->mark_count - 1];
    if (glyph_in(walk_at(w, num->end), u"人名户")) /* 起诉3106件4580人 */
        return false;
    return last->end == num->start && last->kind == FIGURE_COUNT && last->unit_end > last->unit &&
           w->prefix == NULL && last->sentence == w->sentence;
}
