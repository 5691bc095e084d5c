/* figure_unit.c - the unit behind a numeral. */
#include "extract/figure_walk.h"

/* 个多月, 个半小时: something stands inside the unit. */
static bool split_unit(const struct walk *w, size_t i, struct unit *u)
{
    static const struct {
        const char16_t *tail;
        const char *text;
    } tails[] = {
        {u"月", "个月"}, {u"小时", "小时"}, {u"星期", "个星期"}, {u"世纪", "个世纪"}, {u"钟头", "个钟头"}};
    if (walk_at(w, i) != u'个' || !glyph_in(walk_at(w, i + 1), u"多半"))
        return false;
    for (size_t k = 0; k < sizeof tails / sizeof *tails; k++) {
        size_t len = glyph_starts(w->g, i + 2, tails[k].tail);
        if (len == 0)
            continue;
        *u = (struct unit){.start = i, .end = i + 2 + len, .kind = FIGURE_DURATION, .text = tails[k].text};
        u->half = walk_at(w, i + 1) == u'半';
        u->more = !u->half;
        return true;
    }
    return false;
}

static bool tenths_unit(const struct walk *w, size_t i, struct unit *u)
{
    size_t len = 0;
    if (walk_at(w, i) != u'成' || walk_word(w, i, WORD_NOT_UNIT, &len) != NULL)
        return false;
    *u = (struct unit){.start = i, .end = i + 1, .kind = FIGURE_PERCENT, .text = "%", .tenths = true};
    return true;
}

/* 微克/立方米, 米/秒: a measure by another. */
static void take_per(const struct walk *w, struct unit *u)
{
    size_t len = 0;
    bool money = u->kind == FIGURE_MONEY && u->end == u->start + 1; /* 45.31元/公斤 */
    if (walk_at(w, u->end) != '/' || !(money || (u->kind == FIGURE_COUNT && u->text == NULL)))
        return;
    if (walk_word(w, u->end + 1, WORD_UNIT, &len) != NULL)
        u->end += 1 + len;
    else if (walk_at(w, u->end + 1) == u'秒')
        u->end += 2;
}

bool unit_read(const struct walk *w, size_t i, bool arabic, struct unit *u)
{
    size_t start = walk_skip_blanks(w, i), len = 0, other = 0;
    *u = (struct unit){.start = i, .end = i};
    if (split_unit(w, start, u) || tenths_unit(w, start, u))
        return true;
    const struct word *word = walk_word(w, start, WORD_UNIT, &len);
    if (word == NULL || (walk_word(w, start, WORD_NOT_UNIT | WORD_PLACE, &other) != NULL && other >= len))
        return false;
    if ((word->classes & WORD_ARABIC) != 0 && !arabic)
        return false;
    if (glyph_is_letter(w->g->c[start]) && glyph_is_letter(walk_at(w, start + len)))
        return false;
    *u = (struct unit){
        .start = start, .end = start + len, .kind = word->kind, .word = word, .text = word->unit};
    take_per(w, u);
    if (word->kind == FIGURE_DURATION && walk_at(w, u->end) == u'半' && walk_at(w, u->end + 1) != u'个') {
        u->half = true;
        u->end++;
    }
    return true;
}
