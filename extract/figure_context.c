/* figure_context.c - looks a bounded way to the left and right of a number. */
#include "extract/figure_context.h"

enum { CLAUSE_REACH = 120, SKIP_MAX = 4, CHANGE_REACH = 16, LOOK_BACK = 32, LIST_MAX = 8 };

/* The comma of 3,120 parts no clause. */
static bool is_grouping(const struct figure_view *v, size_t i)
{
    return v->g->c[i] == ',' && i > 0 && glyph_is_digit(v->g->c[i - 1]) &&
           glyph_is_digit(glyph_at(v->g, i + 1));
}

size_t figure_clause_start(const struct figure_view *v, size_t i, size_t sentence)
{
    size_t stop = i > CLAUSE_REACH && i - CLAUSE_REACH > sentence ? i - CLAUSE_REACH : sentence;
    while (i > stop && (!glyph_parts_clause(v->g->c[i - 1]) || is_grouping(v, i - 1)))
        i--;
    return i;
}

static const struct word *before(const struct figure_view *v, size_t i, uint32_t classes, size_t *len)
{
    return figure_word_before(v->lexicon, v->g->c, i, classes, len);
}

/* Steps back over words that stand between a qualifier or verb and its number. */
static size_t skip_between(const struct figure_view *v, size_t i)
{
    static const char16_t *const words[] = {u"达到", u"人民币", u"共计", u"了", u"有",   u"达", u"为", u"是",
                                            u"共",   u"到",     u"至",   u" ",  u"一度", u"着", u"过"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        size_t len = glyph_ends(v->g, i, words[k]);
        if (len > 0)
            return i - len;
    }
    return i;
}

/* 附近3家, 节约3亿, 公约: the last glyph of another word. */
static bool is_tail(const struct figure_view *v, size_t i, size_t len)
{
    return len == 1 && i > 1 &&
           (glyph_in(v->g->c[i - 2], u"最附节预签条公契卖买") || glyph_starts(v->g, i - 2, u"高超"));
}

static enum figure_qualifier qualifier_before(const struct figure_view *v, size_t i, size_t stop)
{
    for (int skip = 0; skip < SKIP_MAX && i > stop; skip++) {
        size_t len = 0;
        const struct word *word = before(v, i, WORD_BEFORE, &len);
        if (word != NULL && !is_tail(v, i, len))
            return (enum figure_qualifier)word->qualifier;
        size_t next = skip_between(v, i);
        if (next == i)
            break;
        i = next;
    }
    return QUALIFIER_NONE;
}

/* 最高处以…: holds for the fine and the term alike. */
static bool is_maximum(const struct figure_view *v, const struct figure_mark *m, size_t clause)
{
    if (m->kind != FIGURE_MONEY && m->kind != FIGURE_DURATION)
        return false;
    bool fine = glyph_ends(v->g, m->start, u"罚金最高") > 0 || glyph_ends(v->g, m->start, u"罚款最高") > 0;
    for (size_t i = clause; fine || i < m->start; i++)
        if (fine) {
            return true;
        } else if (glyph_starts(v->g, i, u"最高") || glyph_starts(v->g, i, u"最多") ||
                   glyph_starts(v->g, i, u"最长"))
            for (size_t k = i + 2; k < i + 6; k++)
                if (glyph_in(glyph_at(v->g, k), u"处判罚奖补赔"))
                    return true;
    return false;
}

/* 约为五年前的1.8倍 */
static bool is_about(const struct figure_view *v, const struct figure_mark *m, size_t clause)
{
    if (m->start == 0 || v->g->c[m->start - 1] != u'的')
        return false;
    for (size_t i = m->start; i > clause && i + CHANGE_REACH > m->start; i--)
        if (glyph_starts(v->g, i - 1, u"约占") || glyph_starts(v->g, i - 1, u"约为") ||
            glyph_starts(v->g, i - 1, u"约是") || glyph_starts(v->g, i - 1, u"相当于约"))
            return true;
    return false;
}

/* 票房过亿, 成交额破10亿元 */
static bool breaks_through(const struct figure_view *v, const struct figure_mark *m)
{
    if (m->start < 2)
        return false;
    uint16_t last = v->g->c[m->start - 1];
    return (m->bare && glyph_in(last, u"过破超")) ||
           (last == u'破' && !glyph_in(v->g->c[m->start - 2], u"侦告攻打查跌爆识"));
}

enum figure_qualifier figure_qualifier_of(const struct figure_view *v, const struct figure_mark *m)
{
    size_t clause = figure_clause_start(v, m->start, m->sentence);
    if (m->suffix != QUALIFIER_NONE)
        return (enum figure_qualifier)m->suffix;
    if (m->more)
        return QUALIFIER_MORE_THAN;
    enum figure_qualifier q = qualifier_before(v, m->start, clause);
    if (q == QUALIFIER_NONE && m->number > m->start)
        q = qualifier_before(v, m->number, clause);
    if (q == QUALIFIER_NONE && breaks_through(v, m))
        q = QUALIFIER_MORE_THAN;
    if (q == QUALIFIER_NONE && is_maximum(v, m, clause))
        q = QUALIFIER_LESS_THAN;
    if (q == QUALIFIER_NONE && is_about(v, m, clause))
        q = QUALIFIER_APPROX;
    return q;
}

/* ---- change ---- */

enum compared { COMPARED_NONE, COMPARED_YEAR, COMPARED_MONTH };

/* 全年增长, 10月当月增长: no 年增 or 月增. */
static bool is_split(const struct figure_view *v, size_t i)
{
    if (i == 0 || !glyph_in(v->g->c[i], u"年月季") || !glyph_in(glyph_at(v->g, i + 1), u"增减"))
        return false;
    uint16_t previous = v->g->c[i - 1];
    return glyph_digit(previous) >= 0 || glyph_scale(previous) > 0 ||
           glyph_in(previous, u"当本上下全每首近今去前逐多个半几");
}

static bool holds(const struct figure_view *v, size_t from, size_t to, uint32_t classes)
{
    size_t len = 0;
    for (size_t i = from; i < to; i++)
        if (figure_word(v->lexicon, v->g->c + i, to - i, classes, &len) != NULL && !is_split(v, i))
            return true;
    return false;
}

/* The base of a comparison left of i: 比2017年的…, 较去年. */
static const struct time_mark *base_time(const struct figure_view *v, size_t times, size_t from, size_t to)
{
    for (size_t k = times; k-- > 0 && v->times[k].start >= from;) {
        const struct time_mark *t = &v->times[k];
        if (t->start < to && t->base)
            return t;
    }
    return NULL;
}

static int year_of(int64_t day)
{
    int year = 0, month = 0, date = 0;
    date_from_days(day, &year, &month, &date);
    return year;
}

/* 6月末…较5月末: both end in months that follow one another. */
static bool is_month_before(const struct time_mark *base, const struct time_mark *own)
{
    int years[2], months[2], day = 0;
    if (own->to == FIGURE_NO_DAY || base->from == FIGURE_NO_DAY || base->to - base->from > 31)
        return false;
    date_from_days(base->to, &years[0], &months[0], &day);
    date_from_days(own->to, &years[1], &months[1], &day);
    return years[0] * 12 + months[0] + 1 == years[1] * 12 + months[1];
}

static enum compared compared_with(const struct figure_view *v, size_t mark, size_t from, size_t to,
                                   struct figure_change_found *found)
{
    if (holds(v, from, to, WORD_MOM))
        return COMPARED_MONTH;
    const struct time_mark *base = base_time(v, v->marks[mark].times, from, to);
    if (base != NULL) {
        found->base = base->start;
        found->base_end = base->end;
    }
    if (holds(v, from, to, WORD_YOY))
        return COMPARED_YEAR;
    if (base == NULL || base->to == FIGURE_NO_DAY || !v->anchor->known)
        return COMPARED_NONE;
    size_t own = figure_time_of(v, mark);
    bool named =
        glyph_starts(v->g, base->start, u"上月") > 0 || glyph_starts(v->g, base->start, u"上个月") > 0;
    if (named || (own < v->time_count && is_month_before(base, &v->times[own])))
        return COMPARED_MONTH;
    int year = v->anchor->year;
    if (own < v->time_count && v->times[own].to != FIGURE_NO_DAY)
        year = year_of(v->times[own].to);
    return year_of(base->to) + 1 == year ? COMPARED_YEAR : COMPARED_NONE;
}

/* The word of growth or decline that ends right before the number. */
static const struct word *direction_before(const struct figure_view *v, size_t i, size_t stop, size_t *at)
{
    for (int skip = 0; skip < SKIP_MAX && i > stop; skip++) {
        size_t len = 0;
        const struct word *word = before(v, i, WORD_UP | WORD_DOWN, &len);
        bool part = len == 1 && i > 1 &&
                    (glyph_in(v->g->c[i - 2], u"至最不太新") || glyph_starts(v->g, i - 1, u"多达"));
        if (word != NULL && !part) {
            *at = i - len;
            return word;
        }
        size_t next = i;
        if (before(v, i, WORD_BEFORE, &len) != NULL)
            next = i - len;
        else
            next = skip_between(v, i);
        if (next == i)
            return NULL;
        if (next + 1 == i && glyph_in(v->g->c[next], u"至到"))
            return NULL; /* 降至: the level, not the change */
        i = next;
    }
    return NULL;
}

/* 增速最高达到25.6%, 增长率超过20%: the subject says the direction. */
static const struct word *direction_subject(const struct figure_view *v, const struct figure_mark *m,
                                            size_t clause)
{
    static const char16_t *const nouns[] = {u"增速", u"增长率", u"涨幅", u"增幅", u"升幅", u"降幅", u"跌幅"};
    if (m->kind != FIGURE_PERCENT || holds(v, clause, m->start, WORD_BASE))
        return NULL;
    if (m->start - clause <= 2 && clause > m->sentence + 1) /* 警情降幅最大，达61.2% */
        clause = figure_clause_start(v, clause - 1, m->sentence);
    for (size_t i = clause; i < m->start; i++)
        for (size_t k = 0; k < sizeof nouns / sizeof *nouns; k++) {
            size_t noun = glyph_starts(v->g, i, nouns[k]), len = 0;
            if (noun == 0 || holds(v, i + noun, m->start, WORD_UP | WORD_DOWN))
                continue;
            return figure_word(v->lexicon, v->g->c + i, noun, WORD_UP | WORD_DOWN, &len);
        }
    return NULL;
}

/* 低于上月0.9个百分点, 较上年同期低0.41个百分点: more or less than the base. */
static const struct word *direction_compared(const struct figure_view *v, const struct figure_mark *m,
                                             size_t clause, size_t *at)
{
    static const struct word up = {.classes = WORD_UP}, down = {.classes = WORD_DOWN};
    bool points = glyph_ends(v->g, m->unit_end, u"百分点") > 0, based = holds(v, clause, m->start, WORD_BASE);
    if (based && glyph_ends(v->g, m->start, u"新增") > 0) { /* 比年初新增318亿元 */
        *at = m->start - 2;
        return &up;
    }
    for (size_t i = m->start; (points || based) && i > clause + 1; i--) {
        uint16_t c = v->g->c[i - 1];
        if (!glyph_in(c, u"高低") || glyph_in(v->g->c[i - 2], u"最新提降偏"))
            continue;
        bool beside = i == m->start || (i + 1 == m->start && glyph_in(v->g->c[i], u"了出近约"));
        if (!(beside && based) && !(points && glyph_in(glyph_at(v->g, i), u"于出") && i + 2 < m->start))
            continue;
        *at = i - 1;
        return c == u'高' ? &up : &down;
    }
    return NULL;
}

/* 连续4个月实现同比下降: the change stands behind. */
static const struct word *direction_behind(const struct figure_view *v, size_t mark, size_t *at)
{
    const struct figure_mark *m = &v->marks[mark];
    size_t stop = mark + 1 < v->mark_count ? v->marks[mark + 1].start : v->g->n, len = 0;
    if (m->kind != FIGURE_DURATION)
        return NULL;
    for (size_t i = m->end; i < stop && i < m->end + CHANGE_REACH && !glyph_parts_clause(v->g->c[i]); i++) {
        const struct word *word = figure_word(v->lexicon, v->g->c + i, stop - i, WORD_YOY | WORD_MOM, &len);
        if (word == NULL)
            continue;
        *at = i + len;
        return figure_word(v->lexicon, v->g->c + i + len, stop - i - len, WORD_UP | WORD_DOWN, &len);
    }
    return NULL;
}

static uint8_t combine(bool up, enum compared with)
{
    static const uint8_t changes[3][2] = {
        {CHANGE_DOWN, CHANGE_UP}, {CHANGE_YOY_DOWN, CHANGE_YOY_UP}, {CHANGE_MOM_DOWN, CHANGE_MOM_UP}};
    return changes[with][up];
}

/* 同比，下降3%: a short clause before the comma belongs to it. */
static size_t compared_start(const struct figure_view *v, const struct figure_mark *m, size_t clause,
                             size_t at)
{
    if (clause > m->sentence && m->start - clause <= CHANGE_REACH && glyph_at(v->g, clause - 1) == ',' &&
        (clause < 2 || !glyph_is_digit(v->g->c[clause - 2]))) {
        size_t earlier = figure_clause_start(v, clause - 1, m->sentence);
        const struct figure_mark *last = m->start > 0 && m > v->marks ? m - 1 : NULL;
        /* 环比下降2%，肉价下降3%: another subject; but 比上年减少2万人，下降3% is one. */
        bool taken = last != NULL && last->end > earlier && at != clause;
        if (!taken && clause - earlier <= CHANGE_REACH && holds(v, earlier, clause, WORD_YOY | WORD_MOM))
            return earlier;
    }
    return clause;
}

/* 个百分点 behind 增速 is a change of the change: its own direction only. */
static bool is_second_order(const struct figure_view *v, const struct figure_mark *m, size_t clause)
{
    if (glyph_at(v->g, m->unit) != u'个' && glyph_at(v->g, m->unit) != u'百')
        return false;
    for (size_t i = clause; i < m->start; i++)
        if (glyph_starts(v->g, i, u"增速") || glyph_starts(v->g, i, u"增幅") ||
            glyph_starts(v->g, i, u"降幅") || glyph_starts(v->g, i, u"涨幅"))
            return true;
    return false;
}

static bool level_after(const struct figure_view *v, size_t word_end)
{
    return glyph_in(glyph_at(v->g, word_end - 1), u"至到");
}

/* 由100起降至80起: the second is where the change leads, the first its base. */
static struct figure_change_found moved_from(const struct figure_view *v, size_t mark, size_t clause)
{
    const struct figure_mark *m = &v->marks[mark], *last = m - 1;
    struct figure_change_found found = {CHANGE_NONE, 0, 0};
    size_t from = figure_clause_start(v, last->start, last->sentence), len = 0;
    bool opened = false;
    for (size_t i = from; i < last->start; i++)
        opened = opened || glyph_in(v->g->c[i], u"由从");
    if (!opened || last->kind != m->kind || last->end < from || from != clause ||
        m->start - last->end > CHANGE_REACH)
        return found;
    for (size_t i = last->end; i < m->start; i++) {
        const struct word *word =
            figure_word(v->lexicon, v->g->c + i, m->start - i, WORD_UP | WORD_DOWN, &len);
        if (word == NULL)
            continue;
        found.change = (word->classes & WORD_UP) != 0 ? CHANGE_UP : CHANGE_DOWN;
        found.base = last->start;
        found.base_end = last->end;
        return found;
    }
    return found;
}

static bool is_share(const struct figure_mark *m)
{
    return m->kind == FIGURE_PERCENT || m->kind == FIGURE_RATIO;
}

/* Does the mark go on with the list of the one before: 11.2%和8.7%?  A list of
 * counts (5台、3部) is one only where 分别 opened it. */
static bool goes_on(const struct figure_view *v, size_t mark, bool apart)
{
    if (mark == 0 || mark >= v->mark_count)
        return false;
    const struct figure_mark *m = &v->marks[mark], *last = m - 1;
    if (last->end + 1 != m->start)
        return false;
    uint16_t between = v->g->c[last->end];
    bool shares = between == u'或' || last->kind == m->kind || (is_share(last) && is_share(m));
    bool counts = m->kind == FIGURE_COUNT && between == u'、' && !apart;
    return shares && !counts && glyph_in(between, u"和、及与或");
}

struct figure_list figure_list_of(const struct figure_view *v, size_t mark)
{
    struct figure_list list = {mark, 1, false};
    size_t start = figure_clause_start(v, v->marks[mark].start, v->marks[mark].sentence);
    for (size_t i = start; i < v->marks[mark].start; i++)
        list.apart = list.apart || glyph_starts(v->g, i, u"分别") > 0;
    for (size_t k = 0; k < LIST_MAX && goes_on(v, list.first, list.apart); k++)
        list.first--;
    size_t next = mark + 1;
    while (next - list.first < LIST_MAX && goes_on(v, next, list.apart))
        next++;
    list.count = next - list.first;
    return list;
}

struct figure_change_found figure_change_of(const struct figure_view *v, size_t mark)
{
    mark = figure_list_of(v, mark).first; /* 分别下降11.2%和8.7%: the direction stands before the first */
    const struct figure_mark *m = &v->marks[mark];
    struct figure_change_found found = {CHANGE_NONE, 0, 0};
    size_t clause = figure_clause_start(v, m->start, m->sentence), at = m->start, len = 0;
    if (glyph_at(v->g, m->start) == u'翻') {
        found.change = CHANGE_UP;
        return found;
    }
    const struct word *word = direction_before(v, m->start, clause, &at);
    bool behind = false;
    if (word != NULL &&
        figure_word(v->lexicon, v->g->c + at, m->start - at, WORD_UP | WORD_DOWN, &len) != NULL &&
        level_after(v, at + len))
        word = NULL;
    if (word == NULL)
        word = direction_subject(v, m, clause);
    if (word == NULL)
        word = direction_compared(v, m, clause, &at);
    if (word == NULL) {
        word = direction_behind(v, mark, &at);
        behind = word != NULL;
    }
    if (word == NULL && mark > 0)
        return moved_from(v, mark, clause);
    if (word == NULL)
        return found;
    size_t from = compared_start(v, m, clause, at);
    if (mark > 0 && (m - 1)->end > from && holds(v, (m - 1)->end, m->start, WORD_YOY | WORD_MOM))
        from = (m - 1)->end; /* 环比下降22.4%、同比下降18.5% */
    enum compared with = compared_with(v, mark, from, behind ? at : m->start, &found);
    if (is_second_order(v, m, clause))
        with = COMPARED_NONE;
    found.change = combine((word->classes & WORD_UP) != 0, with);
    return found;
}

/* ---- period ---- */

/* A time in a clause that modifies: 2015年4月公开曝光的人员. */
static bool is_modifier(const struct figure_view *v, const struct time_mark *t, const struct figure_mark *m)
{
    for (size_t i = t->end; i < m->start; i++) {
        if (glyph_parts_clause(v->g->c[i]))
            return false;
        if (v->g->c[i] == u'的')
            return true;
    }
    return false;
}

static bool is_own(const struct figure_view *v, const struct time_mark *t, const struct figure_mark *m)
{
    return t->end == m->start || (t->end + 1 == m->start && glyph_in(v->g->c[t->end], u"的为"));
}

/* 是2018年的1.8倍: what the number is measured against. */
static bool measures(const struct figure_view *v, const struct time_mark *t, const struct figure_mark *m)
{
    return (m->kind == FIGURE_RATIO || m->kind == FIGURE_PERCENT) && is_own(v, t, m) && t->start > 0 &&
           glyph_in(v->g->c[t->start - 1], u"是为");
}

/* 由去年的100起降至80起: the time belongs to another number. */
static bool is_another(const struct figure_view *v, const struct time_mark *t, size_t mark)
{
    for (size_t k = mark, tries = 0; k-- > 0 && v->marks[k].start >= t->end && tries < LOOK_BACK; tries++)
        if (t->end + 1 == v->marks[k].start && v->g->c[t->end] == u'的')
            return true;
    return false;
}

size_t figure_time_of(const struct figure_view *v, size_t mark)
{
    const struct figure_mark *m = &v->marks[mark];
    size_t best = v->time_count;
    for (size_t k = m->times, tries = 0; k-- > 0 && tries < LOOK_BACK; tries++) {
        const struct time_mark *t = &v->times[k];
        if (t->start < m->sentence)
            break;
        if (t->start >= m->start && !(t->also_figure && t->start <= m->start))
            continue;
        if (is_own(v, t, m) && t->weight == TIME_SPAN && !measures(v, t, m))
            return k;
        if (t->base || measures(v, t, m) || t->weight == TIME_IGNORED || is_another(v, t, mark))
            continue;
        if (best == v->time_count) {
            bool same = t->weight == TIME_VAGUE && k > 0 && v->times[k - 1].end == t->start &&
                        v->times[k - 1].weight == TIME_SPAN;
            if (same) /* 11日当天 */
                return k - 1;
            best = k;
            if (t->weight == TIME_BOUND || !is_modifier(v, t, m))
                return best;
        } else if (t->weight >= v->times[best].weight) {
            return k;
        }
    }
    return best;
}
