/* figure_clause.c - takes a clause apart with a few hundred words, from its
 * edges inwards. */
#include "extract/figure_clause.h"

/* ---- the edges ---- */

static bool only_links(const struct clause *c, size_t from, size_t to)
{
    size_t len = 0;
    while (to > from && clause_ends_before_number(c, to, &len) != NULL && len <= to - from)
        to -= len;
    return to == from;
}

/* 破获被骗百万元以上案件1512起: the amount inside is a modifier of what is counted. */
static bool is_modifying(const struct clause *c, const struct figure_mark *last)
{
    size_t len = 0, end = c->m->start;
    if (clause_glyph(c, last->end) == u'的' && only_links(c, last->end + 1, end))
        return true; /* 损失万元以上的占8.9% */
    bool counts = c->m->kind == FIGURE_COUNT || (last->kind == FIGURE_AGE && c->m->kind == FIGURE_PERCENT);
    bool joined = glyph_in(clause_glyph(c, last->end), u"和及与、");
    if (last->kind == FIGURE_COUNT || last->kind == FIGURE_RATIO || !counts || joined)
        return false;
    while (last->kind == FIGURE_AGE && end > last->end && clause_ends_before_number(c, end, &len) != NULL)
        end -= len; /* 60岁以上人口已达2.8亿 */
    for (size_t i = last->end; i < end; i++)
        if (clause_glyph(c, i) == u'、' ||
            clause_word(c, i, end, WORD_VERB | WORD_LINK | WORD_UP | WORD_DOWN, &len) != NULL)
            return false;
    return last->end < end;
}

/* Behind another figure of the clause the words up to 、 belong to that one. */
static void start_behind(struct clause *c, const struct figure_mark *last)
{
    size_t len = 0;
    c->from = last->end;
    if (clause_glyph(c, c->from) == '(') /* 1012支(发)、毒品4吨 */
        while (c->from < c->to && clause_glyph(c, c->from++) != ')')
            continue;
    size_t behind = c->from;
    c->after_figure = true;
    for (size_t i = c->to; i > c->from; i--) {
        bool list = clause_glyph(c, i - 1) == u'、';
        bool joined = glyph_ends(c->v->g, i, u"以及") || glyph_in(clause_glyph(c, i - 1), u"并和及");
        if (list && (clause_word(c, i, c->to, WORD_VERB, &len) != NULL || i == c->to || i - 1 == behind)) {
            c->listed = true;
            c->from = i;
            return;
        }
        if (joined && (i - 1 == behind || i - 2 == behind || clause_glyph(c, i - 1) == u'并')) {
            c->listed = clause_glyph(c, i - 1) != u'并';
            c->from = i;
            return;
        }
    }
}

static void find_start(struct clause *c, size_t mark)
{
    const struct figure_mark *m = c->m, *last = mark > 0 ? &c->v->marks[mark - 1] : NULL;
    c->from = figure_clause_start(c->v, m->start, m->sentence);
    c->to = m->start;
    if (last != NULL && last->end > c->from && last->end <= m->start && !is_modifying(c, last))
        start_behind(c, last);
}

/* A phrase in front of the verb: 通过…, 在…, 从…. */
static bool opens_phrase(const struct clause *c)
{
    static const char16_t *const words[] = {u"通过", u"在", u"从",   u"于", u"经", u"自",
                                            u"按",   u"以", u"根据", u"受", u"据"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (glyph_starts(c->v->g, c->from, words[k]))
            return true;
    return false;
}

/* 公安部今天, 记者9日从: those who act and the time fall away together; a
 * subject (公司股价昨日收涨) stays, and the time is left out. */
static void skip_inner_time(struct clause *c, const struct time_mark *t)
{
    size_t len = 0, end = t->start;
    while (end > c->from + 1 && (glyph_in(clause_glyph(c, end - 1), u"于在已将")))
        end--;
    for (size_t i = c->from; i < end; i++)
        if (clause_glyph(c, i) == u'是')
            end = c->from; /* 罢工是继5日…后 */
    bool agent = end < c->from + 2 || opens_phrase(c) ||
                 figure_word_before(c->v->lexicon, c->v->g->c, end, WORD_ACTOR | WORD_PLACE | WORD_REPORT,
                                    &len) != NULL ||
                 clause_word(c, c->from, end, WORD_ADVERB | WORD_PREPOSITION | WORD_REPORT, &len) != NULL;
    if (agent) {
        c->from = t->end;
        return;
    }
    if (t->end >= c->to) { /* 张某今年41岁 */
        c->to = end;
        return;
    }
    c->gap = end;
    c->gap_end = t->end;
}

/* Times that stand in the clause are no part of the metric. */
void clause_skip_times(struct clause *c)
{
    for (size_t k = c->m->times; k-- > 0 && c->v->times[k].end > c->from;) {
        const struct time_mark *t = &c->v->times[k];
        if (t->end > c->to)
            continue;
        bool leading = t->start <= c->from + 2 || !t->base;
        bool modifies = clause_glyph(c, t->end) == u'的' && t->end + 1 >= c->to;
        if (t->base && modifies)
            c->base = true;
        if (leading && !t->base && t->start <= c->from + 1) {
            c->from = t->end;
            return;
        }
        if (!t->base && t->start > c->from && t->end <= c->to && t->start <= c->from + 8) {
            skip_inner_time(c, t);
            return;
        }
    }
}

/* 9日、10日两天全国铁路: the sum of the days is part of the time. */
static void skip_days(struct clause *c)
{
    size_t i = c->from;
    while (i < c->to && (glyph_digit(clause_glyph(c, i)) > 0 || glyph_scale(clause_glyph(c, i)) == 1))
        i++;
    if (i > c->from && glyph_in(clause_glyph(c, i), u"天日"))
        c->from = i + 1;
}

static bool is_name_like(uint16_t previous)
{
    return glyph_in(previous, u"名人职简号俗通统");
}

/* Is all that follows a link such as 达, 将达到, 为? */
static bool is_linking(const struct clause *c, size_t i)
{
    size_t to = c->to, len = 0;
    while (to > i && clause_ends_before_number(c, to, &len) != NULL && len <= to - i)
        to -= len;
    return to == i;
}

void clause_skip_reports(struct clause *c)
{
    for (size_t i = c->from; i < c->to; i++) {
        size_t len = 0;
        if (clause_word(c, i, c->to, WORD_REPORT, &len) == NULL || i + len >= c->to)
            continue;
        if (len == 1 && i > c->from && is_name_like(clause_glyph(c, i - 1)))
            continue;
        if (i > c->from + 1 && is_linking(c, i + len)) /* 最大负荷预计达3亿千瓦 */
            continue;
        c->from = i + len;
    }
}

/* 平均客座率: neither a verb nor the number follows, over other adverbs and links. */
static bool stands_before_noun(const struct clause *c, size_t i, size_t end)
{
    size_t len = 0;
    while (clause_word(c, i, end, WORD_ADVERB | WORD_LINK | WORD_BEFORE, &len) != NULL)
        i += len;
    return i < end &&
           clause_word(c, i, end, WORD_VERB | WORD_UP | WORD_DOWN | WORD_PREPOSITION, &len) == NULL;
}

/* 日均, 案均, 卡均: 均 behind what it is an average over. */
bool clause_is_rate(const struct clause *c, size_t i)
{
    size_t len = 0;
    return i > 0 &&
           (glyph_in(clause_glyph(c, i - 1), u"平日月年人户案卡亩") ||
            (i - 1 == c->from && figure_word_before(c->v->lexicon, c->v->g->c, i, WORD_UNIT, &len) != NULL));
}

/* An adverb of one glyph is mostly part of a longer word: 首都, 机会, 还款. */
bool clause_adverb(const struct clause *c, size_t i, size_t end, size_t *len)
{
    const struct word *word = clause_word(c, i, end, WORD_ADVERB, len);
    if (word == NULL)
        return false;
    if (*len > 1)
        return (word->classes & WORD_ADNOMINAL) == 0 || !stands_before_noun(c, i + *len, end);
    uint16_t next = clause_glyph(c, i + 1);
    return glyph_in(clause_glyph(c, i), u"共已又也均仅只该且而则却约了过将再就都") &&
           !(clause_glyph(c, i) == u'共' && glyph_in(next, u"同享和识青产")) &&
           !(clause_glyph(c, i) == u'均' && (next == u'价' || clause_is_rate(c, i))) &&
           !(clause_glyph(c, i) == u'就' && glyph_in(next, u"业诊读餐")) &&
           !(clause_glyph(c, i) == u'都' && next == u'市') &&
           !(clause_glyph(c, i) == u'将' && next == u'军') && !(clause_glyph(c, i) == u'了' && next == u'解');
}

/* Leading blanks, quotes without a partner, adverbs. */
void clause_trim_start(struct clause *c)
{
    for (;;) {
        size_t len = 0;
        uint16_t g = clause_glyph(c, c->from);
        if (c->from >= c->to)
            return;
        if (glyph_in(g, u"这那此") && c->to - c->from == 1) {
            c->from++;
            return;
        }
        if (glyph_in(g, u"他她") && !glyph_in(clause_glyph(c, c->from + 1), u"人乡国")) {
            c->from += 1 + (clause_glyph(c, c->from + 1) == u'们');
            continue;
        }
        if (g == u'该' && c->to > c->from + 2 &&
            glyph_in(clause_glyph(c, c->from + 1), u"院所局市县省区行校厂队店镇村案州站馆")) {
            c->from += 2;
            continue;
        }
        if (glyph_starts(c->v->g, c->from, u"下同)")) {
            c->from += 3;
            continue;
        }
        if (glyph_in(g, u" 、)”,(\t-—·") || (g == u'的' && !c->base))
            c->from++;
        else if (clause_word(c, c->from, c->to, WORD_VERB, &len) != NULL)
            return;
        else if ((clause_adverb(c, c->from, c->to, &len) ||
                  (glyph_in(g, u"其还并") && !glyph_in(clause_glyph(c, c->from + 1), u"他余款购") &&
                   (len = 1) > 0)) &&
                 clause_word(c, c->from, c->to, WORD_NAME | WORD_PLACE | WORD_ACTOR, &(size_t){0}) == NULL)
            c->from += len;
        else
            return;
    }
}

/* The word that joins a metric to its number, when one ends at i. */
const struct word *clause_ends_before_number(const struct clause *c, size_t i, size_t *len)
{
    size_t verb = 0;
    const struct word *word = figure_word_before(c->v->lexicon, c->v->g->c, i,
                                                 WORD_LINK | WORD_BEFORE | WORD_ADVERB | WORD_CURRENCY, len);
    if (word == NULL)
        return NULL;
    if (figure_word_before(c->v->lexicon, c->v->g->c, i, WORD_VERB, &verb) != NULL && verb > *len)
        return NULL;
    if ((clause_glyph(c, i - 1) == u'均' && clause_is_rate(c, i - 1)) ||
        (*len == 1 && clause_glyph(c, i - 1) == u'报' && i - 1 > c->from)) /* 海报 */
        return NULL;
    if (*len == 1 && (word->classes & WORD_CURRENCY) == 0 &&
        !glyph_in(clause_glyph(c, i - 1),
                  u"共已也均仅只又还了过着再达超近逾约有为是到至则却将即占计合出在能但报都"))
        return NULL;
    return word;
}

/* 占44.6%, 占比近七成, 历时26年: links that are part of what is said. */
static bool is_said(const struct clause *c)
{
    static const char16_t *const words[] = {u"占", u"占比", u"占据", u"历时", u"为期", u"时隔", u"持续"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (glyph_ends(c->v->g, c->to, words[k]) > 0)
            return true;
    return false;
}

static void trim_end(struct clause *c)
{
    while (c->to > c->from) {
        size_t len = 0;
        uint16_t g = clause_glyph(c, c->to - 1);
        if (glyph_in(g, u" (“\"、~-")) {
            c->to--;
            continue;
        }
        if (g == u'的') {
            c->modifier = !c->linked; /* 来自脱贫县的有45.2万人: those who are */
            c->to--;
            continue;
        }
        if ((g == u'将' && !c->linked && !c->qualified) || g == u'把')
            return;
        if (is_said(c)) {
            c->linked = true;
            return;
        }
        if (g == u'等' && !c->linked && !c->names) {
            c->names = true;
            c->to--;
            continue;
        }
        const struct word *word = clause_ends_before_number(c, c->to, &len);
        if (word == NULL || len > c->to - c->from || c->modifier)
            return;
        if (len == 2 && clause_glyph(c, c->to - 2) == u'长' && c->to - c->from > 2 &&
            glyph_in(clause_glyph(c, c->to - 3), u"时身全总周"))
            len = 1; /* 时长达 is 时长 and 达 */
        bool link = (word->classes & WORD_LINK) != 0 && (word->classes & WORD_ADVERB) == 0;
        c->qualified = c->qualified || (word->classes & WORD_BEFORE) != 0;
        c->linked = c->linked || link || glyph_in(g, u"达为是到");
        c->to -= len;
    }
}

/* 比2017年的, 较上年同期: what is compared with is no part of the metric. */
static void cut_base(struct clause *c)
{
    for (size_t k = c->m->times; k-- > 0 && c->v->times[k].end > c->from;) {
        const struct time_mark *t = &c->v->times[k];
        if (!t->base || t->start <= c->from || t->end > c->to)
            continue;
        if (c->modifier && t->end >= c->to) {
            if (t->relation == RELATION_YEAR_BEFORE) {
                c->base_word = t->start;
                c->base_end = t->end;
            }
            c->to = t->start - 1;
            c->base = true;
        }
    }
    if (c->modifier && !c->base) { /* 比上年的26.1% */
        size_t len = 0;
        for (size_t i = c->from; i < c->to; i++)
            if (clause_word(c, i, c->to, WORD_YOY | WORD_MOM, &len) != NULL && i + len >= c->to) {
                c->base_word = i + 1;
                c->base_end = i + len;
                c->to = i;
                c->base = true;
                return;
            }
    }
}

/* 停运率由高峰期的15.3%下降到3.7%: what moves stands before 由, where it comes from behind. */
static void cut_origin(struct clause *c, size_t mark)
{
    enum { REACH = 16 };
    size_t len = 0;
    bool moves = false;
    for (size_t i = c->m->end; i < c->next_start && i < c->m->end + REACH; i++)
        moves = moves || clause_word(c, i, c->next_start, WORD_UP | WORD_DOWN, &len) != NULL ||
                glyph_in(clause_glyph(c, i), u"至到");
    if (!moves || mark + 1 >= c->v->mark_count || c->v->marks[mark + 1].kind != c->m->kind)
        return;
    for (size_t i = c->to; i > c->from + 1; i--) {
        if (!glyph_in(clause_glyph(c, i - 1), u"由从"))
            continue;
        c->to = clause_before_adverbs(c, i - 1);
        c->modifier = c->base = false;
        c->linked = true;
        return;
    }
}

/* ---- the verb, and who acts ---- */

static bool is_agent_end(const struct clause *c, size_t i, size_t *len)
{
    uint32_t classes = WORD_ACTOR | (c->linked ? 0 : WORD_PLACE);
    return figure_word_before(c->v->lexicon, c->v->g->c, i, classes, len) != NULL && *len <= i - c->from;
}

/* Steps back over adverbs in front of the verb. */
size_t clause_before_adverbs(const struct clause *c, size_t i)
{
    size_t len = 0;
    while (i > c->from && figure_word_before(c->v->lexicon, c->v->g->c, i, WORD_ADVERB, &len) != NULL &&
           len <= i - c->from)
        i -= len;
    return i;
}

/* 日均, 紧急, 为旅客: what belongs to the verb though it stands before it. */
static size_t with_companions(const struct clause *c, size_t verb)
{
    static const char16_t *const kept[] = {u"日均", u"月均", u"年均", u"紧急",
                                           u"快速", u"及时", u"累计", u"新"};
    size_t start = verb;
    for (size_t k = 0; k < sizeof kept / sizeof *kept; k++) {
        size_t len = glyph_ends(c->v->g, start, kept[k]);
        if (len > 0 && len <= start - c->from && k != 6) {
            start -= len;
            break;
        }
    }
    size_t len = 0;
    for (size_t i = clause_before_adverbs(c, start); i > c->from && start - i < 10; i--)
        if (glyph_in(clause_glyph(c, i - 1), u"为将把帮替") &&
            clause_word(c, i - 1, start, WORD_PREPOSITION, &len) != NULL && clause_glyph(c, i) != u'了' &&
            i < start) {
            bool inside = i >= 2 && glyph_in(clause_glyph(c, i - 2), u"认行成作因称");
            return inside ? start : i - 1;
        }
    return start;
}

/* Not the verb of the clause: 立案后, 抓获的, 诈骗案件的侦办中. */
static bool is_inside(const struct clause *c, size_t i, size_t end)
{
    if (glyph_in(clause_glyph(c, end), u"后时前中的率数量额值者在") && end < c->to)
        return true;
    if (!c->linked)
        return false;
    for (size_t k = end; k < c->to && k < end + 12; k++)
        if (clause_glyph(c, k) == u'的')
            return i > c->from;
    return false;
}

/* 公安机关组织精干警力: where a verb is to be expected. */
static bool begins_predicate(const struct clause *c, size_t i, size_t end)
{
    size_t len = 0;
    if (clause_word(c, end, c->to, WORD_VERB, &len) != NULL)
        return false; /* 组织开展 */
    return i == c->from ||
           figure_word_before(c->v->lexicon, c->v->g->c, i, WORD_ACTOR | WORD_ADVERB, &len) != NULL;
}

/* The first verb of the clause, the last one when a phrase opens it. */
static void find_verb(struct clause *c)
{
    bool last = opens_phrase(c);
    for (size_t i = c->from; i < c->to; i++) {
        size_t len = 0;
        size_t name = 0;
        bool verb = clause_word(c, i, c->to, WORD_VERB, &len) != NULL;
        if (clause_word(c, i, c->to, WORD_NAME | WORD_ACTOR, &name) != NULL &&
            !(verb && (len > name || (len == name && begins_predicate(c, i, i + len))))) {
            i += name - 1;
            continue;
        }
        if (!verb || is_inside(c, i, i + len))
            continue;
        c->verb = i;
        c->verb_end = i + len;
        if (!last)
            return;
        i += len - 1;
    }
}

/* 浙江省温州市: a place goes on over its rank and the next place. */
static size_t place_end(const struct clause *c, size_t i, size_t to)
{
    size_t len = 0;
    while (clause_word(c, i, to, WORD_PLACE, &len) != NULL) {
        i += len;
        i += i < to && glyph_in(clause_glyph(c, i), u"省市县区州") &&
             !glyph_in(clause_glyph(c, i + 1), u"场民长委政");
    }
    return i;
}

/* The first place of the clause, else the last one of the sentence before it. */
static void note_place(struct clause *c, size_t from, size_t to)
{
    enum { REACH = 80 };
    size_t start = from > REACH && from - REACH > c->m->sentence ? from - REACH : c->m->sentence;
    for (size_t i = start; i < to; i++) {
        size_t end = place_end(c, i, to);
        if (end == i)
            continue;
        c->place = i;
        c->place_end = end;
        if (i >= from)
            return;
        i = end - 1;
    }
}

/* Those who are acted on are no actors, nor is who reports. */
static bool is_organisation(const struct clause *c, size_t end, size_t *len)
{
    static const char16_t *const others[] = {u"人",   u"团伙", u"集团", u"分子", u"群众", u"市民", u"事主",
                                             u"记者", u"被告", u"骗子", u"平台", u"组织", u"网"};
    for (size_t k = 0; k < sizeof others / sizeof *others; k++)
        if (glyph_ends(c->v->g, end, others[k]))
            return false;
    return figure_word_before(c->v->lexicon, c->v->g->c, end, WORD_ACTOR, len) != NULL && *len > 1;
}

/* A name has no verb, preposition or pause in it; 全国 alone is a place. */
static bool is_name(const struct clause *c, size_t from, size_t to)
{
    enum { NAME_MAX = 24 };
    size_t len = 0;
    if (to <= from || to - from > NAME_MAX || place_end(c, from, to) >= to || !is_organisation(c, to, &len))
        return false;
    if (glyph_starts(c->v->g, from, u"通过") || glyph_starts(c->v->g, from, u"来自"))
        return false;
    for (size_t i = from; i + len < to; i++) {
        size_t other = 0;
        if ((clause_word(c, i, to, WORD_ADVERB, &other) != NULL && other > 1) ||
            glyph_in(clause_glyph(c, i), u"的在从向以是被把将据对与给分“”:,") ||
            glyph_is_digit(clause_glyph(c, i)) ||
            (i + 2 < to && clause_word(c, i, to, WORD_VERB, &other) != NULL && other > 1))
            return false;
    }
    return true;
}

/* The end of the times that begin at i. */
static size_t behind_time(const struct clause *c, size_t i)
{
    for (size_t k = c->m->times; k-- > 0 && c->v->times[k].end > i;)
        if (c->v->times[k].start <= i)
            i = c->v->times[k].end;
    return i;
}

/* The actor of the clause, or the one that an earlier clause of the sentence
 * begins with: 公安部介绍，…. */
static void note_actor(struct clause *c, size_t opening)
{
    enum { REACH = 80 };
    size_t start = opening > REACH && opening - REACH > c->m->sentence ? opening - REACH : c->m->sentence;
    if (is_name(c, c->actor, c->actor_end))
        return;
    c->actor = c->actor_end = 0;
    for (size_t from = opening; from > start;) {
        from = figure_clause_start(c->v, from - 1, c->m->sentence);
        size_t clause = from;
        from = behind_time(c, from);
        for (size_t end = from + 2; end < opening && end < from + 24; end++) {
            size_t len = 0;
            if (glyph_parts_clause(clause_glyph(c, end - 1)))
                break;
            if (c->actor < c->actor_end && end > c->actor_end + 4)
                break;
            if (is_organisation(c, end, &len) && is_name(c, from, end)) {
                c->actor = from;
                c->actor_end = end;
            }
        }
        if (c->actor < c->actor_end)
            return;
        from = clause;
    }
}

/* 向我方, 给群众: a phrase between the actor and the verb. */
static size_t before_phrase(const struct clause *c, size_t end)
{
    for (size_t i = end; i > c->from && end - i < 6; i--)
        if (glyph_in(clause_glyph(c, i - 1), u"向给"))
            return clause_before_adverbs(c, i - 1);
    return end;
}

static bool holds_phrase(const struct clause *c, size_t end)
{
    for (size_t i = end; i > c->from && !c->linked; i--)
        if (glyph_in(clause_glyph(c, i - 1), u"在从以让令使") || glyph_ends(c->v->g, i, u"通过"))
            return true;
    return false;
}

/* A subject in front of a verb that has its object behind it; a noun such as 农村居民消费支出额 has none. */
static bool is_subject(const struct clause *c, size_t end)
{
    enum { OBJECT_MIN = 2, SUBJECT_MAX = 24 };
    uint16_t behind = clause_glyph(c, c->m->end);
    bool object = c->to >= c->verb_end + OBJECT_MIN ||
                  (c->to == c->verb_end && c->m->kind == FIGURE_COUNT && c->m->end < c->v->g->n &&
                   !glyph_parts_clause(behind) && !glyph_in(behind, u"、()和及"));
    if (c->linked || c->modifier || !object || end < c->from + 2 || end - c->from > SUBJECT_MAX ||
        c->verb_end < c->verb + 2 || clause_glyph(c, c->verb) == u'新')
        return false;
    for (size_t i = end; i < c->verb; i++)
        if (glyph_in(clause_glyph(c, i), u"共累先已")) /* 行动共核查线索 */
            return true;
    if (glyph_in(clause_glyph(c, c->to - 1), u"数量率额值费积度比价款") || c->m->kind == FIGURE_PERCENT)
        return false;
    for (size_t i = c->from; i < end; i++)
        if (glyph_in(clause_glyph(c, i), u"的对将把、“"))
            return false;
    return true;
}

/* Drops the actor in front of the verb; a subject that is none stays. */
static void drop_actor(struct clause *c)
{
    if (c->verb == c->verb_end)
        return;
    size_t verb = with_companions(c, c->verb), end = before_phrase(c, clause_before_adverbs(c, verb)),
           len = 0;
    if (end <= c->from) {
        c->from = verb;
        return;
    }
    bool agent = is_agent_end(c, end, &len) ||
                 (glyph_in(clause_glyph(c, end - 1), u"某等们") && !c->linked) || holds_phrase(c, end) ||
                 is_subject(c, end);
    if (agent) {
        c->actor = c->from;
        c->actor_end = end;
        c->from = verb;
    }
}

static bool is_object_marker(const struct clause *c, size_t i)
{
    size_t len = 0;
    if (clause_glyph(c, i) == u'将' && clause_word(c, i + 1, c->to, WORD_VERB, &len) != NULL)
        return false; /* 将追加: a future */
    return glyph_in(clause_glyph(c, i), u"对将把") && !glyph_in(clause_glyph(c, i + 1), u"公外内手象方于此");
}

/* 公安局对…下发的, 将: the object stands in front; what is before it acts. */
static void open_after_preposition(struct clause *c)
{
    for (size_t i = c->to; i > c->from; i--) {
        if (!is_object_marker(c, i - 1))
            continue;
        size_t len = 0, end = clause_before_adverbs(c, i - 1);
        bool agent = end == c->from || is_agent_end(c, end, &len);
        if (!agent && !c->modifier && i < c->to)
            continue;
        c->actor = c->from;
        c->actor_end = end;
        c->from = clause_glyph(c, i - 1) == u'对' ? i : i - 1;
        c->verb = c->verb_end = c->from;
        return;
    }
}

static size_t last_of(const struct clause *c)
{
    for (size_t i = c->to; i > c->from; i--)
        if (clause_glyph(c, i - 1) == u'的' && c->to - i >= 2)
            return i;
    return c->from;
}

static bool has_verb(const struct clause *c, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        size_t len = 0;
        if (clause_word(c, i, to, WORD_VERB, &len) != NULL)
            return true;
    }
    return false;
}

/* 学校现有教职工2186人: what there is, not where. */
static void skip_existence(struct clause *c)
{
    static const char16_t *const words[] = {u"共有", u"现有", u"计有", u"设有", u"拥有", u"下辖"};
    for (size_t i = c->from + 1; !c->linked && i + 4 <= c->to; i++)
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (glyph_starts(c->v->g, i, words[k]) > 0) {
                c->actor = c->from;
                c->actor_end = i;
                c->from = c->verb = c->verb_end = i + 2;
                return;
            }
}

/* A long subject is cut to its head: behind a clause that modifies it, behind
 * 案件的, and to the set of which some are counted (被告人中). */
static void narrow_subject(struct clause *c)
{
    size_t head = last_of(c);
    if (head == c->from)
        return;
    size_t len = 0;
    bool set = glyph_in(clause_glyph(c, c->to - 1), u"中里");
    bool verb_behind =
        clause_word(c, head, c->to, WORD_VERB, &len) != NULL || (!c->linked && has_verb(c, head, c->to));
    bool owner = c->linked && head - c->from <= 5 && !has_verb(c, c->from, head);
    if (set || owner || (verb_behind && has_verb(c, c->from, head))) {
        c->from = head;
        c->verb = c->verb_end = head;
        find_verb(c);
    }
}

/* 长达创纪录的631公里, 仅为平日的一半: the link stands before a modifier. */
static void cut_at_link(struct clause *c)
{
    for (size_t i = c->from + 1; c->modifier && i < c->to; i++) {
        size_t len = 0;
        const struct word *word = clause_word(c, i, c->to, WORD_LINK, &len);
        if (word == NULL || len < 2 || (word->classes & WORD_VERB) != 0 || c->to - i > 8)
            continue;
        c->to = clause_before_adverbs(c, i);
        c->modifier = false;
        c->linked = true;
    }
}

static bool holds_comparison(const struct clause *c)
{
    size_t len = 0;
    for (size_t i = c->from; i < c->to; i++)
        if (clause_word(c, i, c->to, WORD_YOY | WORD_MOM, &len) != NULL || glyph_starts(c->v->g, i, u"分别"))
            return true;
    return false;
}

/* Modifiers of another figure's noun, lists of names, and bare prepositions say nothing here. */
static void drop_foreign(struct clause *c)
{
    size_t len = 0, marks = 0;
    bool verb = c->verb < c->verb_end && c->verb >= c->from;
    for (size_t i = c->from; i < c->to; i++)
        marks += clause_glyph(c, i) == u'、';
    bool place = c->to > c->from && glyph_in(clause_glyph(c, c->to - 1), u"上中里内下");
    if (c->m->kind == FIGURE_PERCENT || c->m->kind == FIGURE_RATIO)
        for (size_t i = c->from; i < c->to; i++)
            if (clause_glyph(c, i) == u'占' && !glyph_in(clause_glyph(c, i + 1), u"用领有"))
                return;
    bool idle = c->modifier && !verb && c->m->kind != FIGURE_AGE && !place && !has_verb(c, c->from, c->to);
    bool names = marks >= 2 && !verb && !c->linked && !c->modifier && !holds_comparison(c);
    bool preposition = clause_word(c, c->from, c->to, WORD_PREPOSITION, &len) != NULL &&
                       len == c->to - c->from && !glyph_in(clause_glyph(c, c->from), u"将把");
    if ((c->after_figure && c->modifier && !c->base) || (idle && !c->base) || names || preposition)
        c->from = c->verb = c->verb_end = c->to;
}

/* 涉及全国26个省市, 两卡上共: the last word is no part of what is counted. */
static void trim_whole(struct clause *c)
{
    size_t len = 0;
    bool verb = c->verb < c->verb_end && c->verb >= c->from;
    if (verb && c->verb_end < c->to &&
        figure_word_before(c->v->lexicon, c->v->g->c, c->to, WORD_PLACE, &len) != NULL && len == 2 &&
        clause_glyph(c, c->to - 2) == u'全')
        c->to -= 2;
    if (!verb && !c->linked && c->to - c->from > 1 && clause_glyph(c, c->to - 1) == u'上')
        c->to--;
}

/* 骗取张某等143人, 抓获嫌疑人李某等5人: behind the verb what they are, not their names. */
static void drop_names(struct clause *c)
{
    size_t len = 0, end = c->verb_end;
    if (!c->names || c->verb >= c->verb_end || c->verb < c->from)
        return;
    for (size_t i = c->verb_end; i < c->to; i++)
        if (clause_word(c, i, c->to, WORD_ACTOR, &len) != NULL)
            end = i + len;
    bool named = end < c->to && c->to - end <= 4;
    for (size_t i = end; i < c->to; i++)
        named = named || glyph_in(clause_glyph(c, i), u"某、");
    if (named)
        c->to = end;
}

void clause_parse(struct clause *c, size_t mark)
{
    find_start(c, mark);
    size_t opening = c->from;
    clause_skip_times(c);
    skip_days(c);
    clause_skip_reports(c);
    trim_end(c);
    cut_base(c);
    cut_origin(c, mark);
    clause_trim_start(c);
    c->verb = c->verb_end = c->from;
    cut_at_link(c);
    open_after_preposition(c);
    if (c->actor == c->actor_end) {
        find_verb(c);
        drop_actor(c);
        skip_existence(c);
        narrow_subject(c);
    }
    drop_names(c);
    if (c->names && clause_word(c, c->from, c->to, WORD_ACTOR, &c->named) != NULL && c->named > 1)
        c->name = c->from;
    else
        c->named = 0;
    drop_foreign(c);
    trim_whole(c);
    note_place(c, opening, c->m->start);
    c->own_place = c->place < c->place_end && c->place >= opening;
    note_actor(c, opening);
}
