/* figure_metric.c - a clause parser that knows a few hundred words. */
#include "extract/figure_metric.h"

#include "extract/figure_numeral.h"

#include <string.h>

enum { SPANS_MAX = 12, RIGHT_MAX = 26, METRIC_MAX = 40, RIGHT_WITH_VERB = 14 };

/* A metric is put together from stretches of the paragraph. */
struct spans {
    struct {
        size_t from, to;
    } part[SPANS_MAX];
    size_t count;
};

struct clause {
    const struct figure_view *v;
    const struct figure_mark *m;
    size_t from, to;       /* left of the number, trimmed */
    size_t verb, verb_end; /* equal when there is none */
    bool listed;           /* follows 、 behind another figure */
    bool linked;           /* 达 为 超过 stood before the number */
    bool qualified;        /* 超 近 约 stood before the number */
    bool modifier;         /* ended in 的 */
    bool names;            /* ended in 等 */
    bool base;             /* 比2017年的: the figure is what others are compared with */
    bool after_figure;     /* begins behind another figure of the same clause */
    size_t actor, actor_end, place, place_end;
    bool own_place;             /* the place stands in the clause itself */
    size_t next_start;          /* where the next figure begins */
    size_t base_word, base_end; /* 上年 of 比上年的 */
    size_t name, named;         /* what those in front of 等 are: 被告人 */
};

static const struct word *at(const struct clause *c, size_t i, size_t end, uint32_t classes, size_t *len)
{
    return i < end ? figure_word(c->v->lexicon, c->v->g->c + i, end - i, classes, len) : NULL;
}

static uint16_t glyph(const struct clause *c, size_t i)
{
    return glyph_at(c->v->g, i);
}

/* ---- putting together ---- */

static void add_span(struct spans *s, size_t from, size_t to)
{
    if (from >= to || s->count == SPANS_MAX)
        return;
    if (s->count > 0 && s->part[s->count - 1].to == from) {
        s->part[s->count - 1].to = to;
        return;
    }
    s->part[s->count].from = from;
    s->part[s->count++].to = to;
}

static const char *join(const struct clause *c, const char *head, const struct spans *s, struct arena *arena)
{
    const struct glyphs *g = c->v->g;
    size_t head_len = head != NULL ? strlen(head) : 0, len = head_len;
    for (size_t k = 0; k < s->count; k++)
        len += g->at[s->part[k].to] - g->at[s->part[k].from];
    char *text = arena_alloc(arena, len + 1);
    if (text == NULL)
        return NULL;
    if (head_len > 0)
        memcpy(text, head, head_len);
    char *p = text + head_len;
    for (size_t k = 0; k < s->count; k++) {
        size_t size = g->at[s->part[k].to] - g->at[s->part[k].from];
        memcpy(p, g->bytes + g->at[s->part[k].from], size);
        p += size;
    }
    *p = '\0';
    return text;
}

static const char *slice(const struct clause *c, size_t from, size_t to, struct arena *arena)
{
    struct spans s = {0};
    add_span(&s, from, to);
    return join(c, NULL, &s, arena);
}

/* ---- the left side ---- */

/* 破获被骗百万元以上案件1512起: the amount inside is a modifier of what is counted. */
static bool is_modifying(const struct clause *c, const struct figure_mark *last)
{
    size_t len = 0;
    if (last->kind == FIGURE_COUNT || last->kind == FIGURE_RATIO || c->m->kind != FIGURE_COUNT)
        return false;
    for (size_t i = last->end; i < c->m->start; i++)
        if (glyph(c, i) == u'、' ||
            at(c, i, c->m->start, WORD_VERB | WORD_LINK | WORD_UP | WORD_DOWN, &len) != NULL)
            return false;
    return last->end < c->m->start;
}

/* Behind another figure of the clause the words up to 、 belong to that one. */
static void start_behind(struct clause *c, const struct figure_mark *last)
{
    size_t len = 0;
    c->from = last->end;
    c->after_figure = true;
    for (size_t i = c->to; i > c->from; i--) {
        bool list = glyph(c, i - 1) == u'、';
        bool joined = glyph_ends(c->v->g, i, u"以及") || glyph_in(glyph(c, i - 1), u"并和及");
        if (list && (at(c, i, c->to, WORD_VERB, &len) != NULL || i == c->to || i - 1 == last->end)) {
            c->listed = true;
            c->from = i;
            return;
        }
        if (joined && (i - 1 == last->end || i - 2 == last->end || glyph(c, i - 1) == u'并')) {
            c->listed = glyph(c, i - 1) != u'并';
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

/* Times that stand in the clause are no part of the metric. */
static void skip_times(struct clause *c)
{
    for (size_t k = c->m->times; k-- > 0 && c->v->times[k].end > c->from;) {
        const struct time_mark *t = &c->v->times[k];
        if (t->end > c->to)
            continue;
        bool leading = t->start <= c->from + 2 || !t->base;
        bool modifies = glyph(c, t->end) == u'的' && t->end + 1 >= c->to;
        if (t->base && modifies)
            c->base = true;
        if (leading && !t->base && t->start <= c->from + 1) {
            c->from = t->end;
            return;
        }
        if (!t->base && t->start > c->from && t->end <= c->to && t->start <= c->from + 8) {
            c->from = t->end; /* 公安部今天, 记者9日从 */
            return;
        }
    }
}

/* 9日、10日两天全国铁路: the sum of the days is part of the time. */
static void skip_days(struct clause *c)
{
    size_t i = c->from;
    while (i < c->to && (numeral_digit(glyph(c, i)) > 0 || numeral_scale(glyph(c, i)) == 1))
        i++;
    if (i > c->from && glyph_in(glyph(c, i), u"天日"))
        c->from = i + 1;
}

static bool is_name_like(uint16_t previous)
{
    return glyph_in(previous, u"名人职简号俗通统");
}

static void skip_reports(struct clause *c)
{
    for (size_t i = c->from; i < c->to; i++) {
        size_t len = 0;
        if (at(c, i, c->to, WORD_REPORT, &len) == NULL || i + len >= c->to)
            continue;
        if (len == 1 && i > c->from && is_name_like(glyph(c, i - 1)))
            continue;
        c->from = i + len;
    }
}

/* An adverb of one glyph is mostly part of a longer word: 首都, 机会, 还款. */
static bool is_adverb(const struct clause *c, size_t i, size_t end, size_t *len)
{
    if (at(c, i, end, WORD_ADVERB, len) == NULL)
        return false;
    if (*len > 1)
        return true;
    uint16_t next = glyph(c, i + 1);
    return glyph_in(glyph(c, i), u"共已又也均仅只该且而则却约了过将再就都") &&
           !(glyph(c, i) == u'共' && glyph_in(next, u"同享和识青产")) &&
           !(glyph(c, i) == u'均' && next == u'价') &&
           !(glyph(c, i) == u'就' && glyph_in(next, u"业诊读餐")) &&
           !(glyph(c, i) == u'都' && next == u'市') && !(glyph(c, i) == u'将' && next == u'军') &&
           !(glyph(c, i) == u'了' && next == u'解');
}

/* Leading blanks, quotes without a partner, adverbs. */
static void trim_start(struct clause *c)
{
    for (;;) {
        size_t len = 0;
        uint16_t g = glyph(c, c->from);
        if (c->from >= c->to)
            return;
        if (glyph_in(g, u" 、)”,(\t-—·") || (g == u'的' && !c->base))
            c->from++;
        else if (at(c, c->from, c->to, WORD_VERB, &len) != NULL)
            return;
        else if ((is_adverb(c, c->from, c->to, &len) ||
                  (glyph_in(g, u"其还并") && !glyph_in(glyph(c, c->from + 1), u"他余款购") &&
                   (len = 1) > 0)) &&
                 at(c, c->from, c->to, WORD_NAME | WORD_PLACE | WORD_ACTOR, &(size_t){0}) == NULL)
            c->from += len;
        else
            return;
    }
}

/* The word that joins a metric to its number, when one ends at i. */
static const struct word *ends_before_number(const struct clause *c, size_t i, size_t *len)
{
    size_t verb = 0;
    const struct word *word = figure_word_before(c->v->lexicon, c->v->g->c, i,
                                                 WORD_LINK | WORD_BEFORE | WORD_ADVERB | WORD_CURRENCY, len);
    if (word == NULL)
        return NULL;
    if (figure_word_before(c->v->lexicon, c->v->g->c, i, WORD_VERB, &verb) != NULL && verb > *len)
        return NULL;
    if (*len == 1 &&
        !glyph_in(glyph(c, i - 1), u"共已也均仅只又还了过着再达超近逾约有为是到至则却将即占计合出在能但"))
        return NULL;
    return word;
}

static void trim_end(struct clause *c)
{
    while (c->to > c->from) {
        size_t len = 0;
        uint16_t g = glyph(c, c->to - 1);
        if (glyph_in(g, u" (“\"、~-")) {
            c->to--;
            continue;
        }
        if (g == u'的' || g == u'地') {
            c->modifier = true;
            c->to--;
            continue;
        }
        if (g == u'将' || g == u'把')
            return;
        if (g == u'等' && !c->linked && !c->names) {
            c->names = true;
            c->to--;
            continue;
        }
        const struct word *word = ends_before_number(c, c->to, &len);
        if (word == NULL || len > c->to - c->from || c->modifier)
            return;
        if (len == 2 && glyph(c, c->to - 2) == u'长' && c->to - c->from > 2 &&
            glyph_in(glyph(c, c->to - 3), u"时身全总周"))
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
            if (t->relative) {
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
            if (at(c, i, c->to, WORD_YOY | WORD_MOM, &len) != NULL && i + len >= c->to) {
                c->base_word = i + 1;
                c->base_end = i + len;
                c->to = i;
                c->base = true;
                return;
            }
    }
}

/* ---- the verb, and who acts ---- */

static bool is_agent_end(const struct clause *c, size_t i, size_t *len)
{
    uint32_t classes = WORD_ACTOR | (c->linked ? 0 : WORD_PLACE);
    return figure_word_before(c->v->lexicon, c->v->g->c, i, classes, len) != NULL && *len <= i - c->from;
}

/* Steps back over adverbs in front of the verb. */
static size_t before_adverbs(const struct clause *c, size_t i)
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
    for (size_t i = before_adverbs(c, start); i > c->from && start - i < 10; i--)
        if (glyph_in(glyph(c, i - 1), u"为将把帮替") && at(c, i - 1, start, WORD_PREPOSITION, &len) != NULL &&
            glyph(c, i) != u'了' && i < start) {
            bool inside = i >= 2 && glyph_in(glyph(c, i - 2), u"认行成作因称");
            return inside ? start : i - 1;
        }
    return start;
}

/* Not the verb of the clause: 立案后, 抓获的, 诈骗案件的侦办中. */
static bool is_inside(const struct clause *c, size_t i, size_t end)
{
    if (glyph_in(glyph(c, end), u"后时前中的") && end < c->to)
        return true;
    if (!c->linked)
        return false;
    for (size_t k = end; k < c->to && k < end + 12; k++)
        if (glyph(c, k) == u'的')
            return i > c->from;
    return false;
}

/* A phrase in front of the verb: 通过…, 在…, 从…. */
static bool opens_phrase(const struct clause *c)
{
    static const char16_t *const words[] = {u"通过", u"在", u"从",   u"于", u"经",
                                            u"自",   u"按", u"根据", u"以"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (glyph_starts(c->v->g, c->from, words[k]))
            return true;
    return false;
}

/* The first verb of the clause, the last one when a phrase opens it. */
static void find_verb(struct clause *c)
{
    bool last = opens_phrase(c);
    for (size_t i = c->from; i < c->to; i++) {
        size_t len = 0;
        if (at(c, i, c->to, WORD_NAME | WORD_ACTOR, &len) != NULL) {
            i += len - 1;
            continue;
        }
        if (at(c, i, c->to, WORD_VERB, &len) == NULL || is_inside(c, i, i + len))
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
    while (at(c, i, to, WORD_PLACE, &len) != NULL) {
        i += len;
        i += i < to && glyph_in(glyph(c, i), u"省市县区州") && !glyph_in(glyph(c, i + 1), u"场民长委政");
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
        if ((at(c, i, to, WORD_ADVERB, &other) != NULL && other > 1) ||
            glyph_in(glyph(c, i), u"的在从向以是被把将据对与给分“”:,") || glyph_is_digit(glyph(c, i)) ||
            (i + 2 < to && at(c, i, to, WORD_VERB, &other) != NULL && other > 1))
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
            if (glyph_parts_clause(glyph(c, end - 1)))
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
        if (glyph_in(glyph(c, i - 1), u"向给"))
            return before_adverbs(c, i - 1);
    return end;
}

static bool holds_phrase(const struct clause *c, size_t end)
{
    for (size_t i = end; i > c->from && !c->linked; i--)
        if (glyph_in(glyph(c, i - 1), u"在从以") || glyph_ends(c->v->g, i, u"通过"))
            return true;
    return false;
}

/* Drops the actor in front of the verb; a subject that is none stays. */
static void drop_actor(struct clause *c)
{
    if (c->verb == c->verb_end)
        return;
    size_t verb = with_companions(c, c->verb), end = before_phrase(c, before_adverbs(c, verb)), len = 0;
    if (end <= c->from) {
        c->from = verb;
        return;
    }
    bool agent = is_agent_end(c, end, &len) || (glyph_in(glyph(c, end - 1), u"某等们") && !c->linked) ||
                 holds_phrase(c, end);
    if (agent) {
        c->actor = c->from;
        c->actor_end = end;
        c->from = verb;
    }
}

static bool is_object_marker(const struct clause *c, size_t i)
{
    return glyph_in(glyph(c, i), u"对将把") && !glyph_in(glyph(c, i + 1), u"公外内手象方于此");
}

/* 公安局对…下发的, 将: the object stands in front; what is before it acts. */
static void open_after_preposition(struct clause *c)
{
    for (size_t i = c->to; i > c->from; i--) {
        if (!is_object_marker(c, i - 1))
            continue;
        size_t len = 0, end = before_adverbs(c, i - 1);
        bool agent = end == c->from || is_agent_end(c, end, &len);
        if (!agent && !c->modifier && i < c->to)
            continue;
        c->actor = c->from;
        c->actor_end = end;
        c->from = glyph(c, i - 1) == u'对' ? i : i - 1;
        c->verb = c->verb_end = c->from;
        return;
    }
}

static size_t last_of(const struct clause *c)
{
    for (size_t i = c->to; i > c->from; i--)
        if (glyph(c, i - 1) == u'的' && c->to - i >= 2)
            return i;
    return c->from;
}

static bool has_verb(const struct clause *c, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        size_t len = 0;
        if (at(c, i, to, WORD_VERB, &len) != NULL)
            return true;
    }
    return false;
}

/* A long subject is cut to its head: behind a clause that modifies it, behind
 * 案件的, and to the set of which some are counted (被告人中). */
static void narrow_subject(struct clause *c)
{
    size_t head = last_of(c);
    if (head == c->from)
        return;
    size_t len = 0;
    bool set = glyph_in(glyph(c, c->to - 1), u"中里");
    bool verb_behind =
        at(c, head, c->to, WORD_VERB, &len) != NULL || (!c->linked && has_verb(c, head, c->to));
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
        const struct word *word = at(c, i, c->to, WORD_LINK, &len);
        if (word == NULL || len < 2 || (word->classes & WORD_VERB) != 0 || c->to - i > 8)
            continue;
        c->to = before_adverbs(c, i);
        c->modifier = false;
        c->linked = true;
    }
}

/* Modifiers of another figure's noun, lists of names, and bare prepositions say nothing here. */
static void drop_foreign(struct clause *c)
{
    size_t len = 0, marks = 0;
    bool verb = c->verb < c->verb_end && c->verb >= c->from;
    for (size_t i = c->from; i < c->to; i++)
        marks += glyph(c, i) == u'、';
    bool place = c->to > c->from && glyph_in(glyph(c, c->to - 1), u"上中里内下");
    bool idle = c->modifier && !verb && !place && !has_verb(c, c->from, c->to);
    bool names = marks >= 2 && !verb && !c->linked && !c->modifier;
    bool preposition = at(c, c->from, c->to, WORD_PREPOSITION, &len) != NULL && len == c->to - c->from &&
                       !glyph_in(glyph(c, c->from), u"将把");
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
        glyph(c, c->to - 2) == u'全')
        c->to -= 2;
    if (!verb && !c->linked && c->to - c->from > 1 && glyph(c, c->to - 1) == u'上')
        c->to--;
}

static void parse_left(struct clause *c, size_t mark)
{
    find_start(c, mark);
    size_t opening = c->from;
    skip_times(c);
    skip_days(c);
    skip_reports(c);
    trim_end(c);
    cut_base(c);
    trim_start(c);
    c->verb = c->verb_end = c->from;
    cut_at_link(c);
    open_after_preposition(c);
    if (c->actor == c->actor_end) {
        find_verb(c);
        drop_actor(c);
        narrow_subject(c);
    }
    if (c->names && at(c, c->from, c->to, WORD_ACTOR, &c->named) != NULL && c->named > 1)
        c->name = c->from;
    else
        c->named = 0;
    drop_foreign(c);
    trim_whole(c);
    note_place(c, opening, c->m->start);
    c->own_place = c->place < c->place_end && c->place >= opening;
    note_actor(c, opening);
}

/* ---- the right side ---- */

static size_t right_end(const struct clause *c, size_t mark)
{
    const struct glyphs *g = c->v->g;
    size_t stop = mark + 1 < c->v->mark_count ? c->v->marks[mark + 1].start : g->n;
    size_t i = c->m->end, len = 0;
    for (; i < stop && i < c->m->end + RIGHT_MAX; i++) {
        if (glyph_parts_clause(g->c[i]) || glyph_in(g->c[i], u"()") || (g->c[i] == ' ' && i > c->m->end + 1))
            return i;
        if (g->c[i] == u'、')
            return i;
    }
    if (i == stop && stop < g->n) /* 有的铁路线路有10条: the words before the next number are its own */
        while (i > c->m->end && ends_before_number(c, i, &len) != NULL)
            i -= len;
    return i > c->m->end ? i : c->m->end;
}

/* Where a phrase such as 在返回舰上后 ends; its beginning when it does not. */
static size_t phrase_end(const struct clause *c, size_t i, size_t to)
{
    for (size_t k = i + 2; k < to && k < i + 12; k++)
        if (glyph_in(glyph(c, k), u"后中时下") && !glyph_in(glyph(c, k + 1), u"毒"))
            return k + 1;
    return i;
}

static bool is_dropped_adverb(const struct clause *c, size_t i, size_t to, size_t *len)
{
    size_t verb = 0;
    if (!is_adverb(c, i, to, len) || glyph_starts(c->v->g, i, u"以及") ||
        at(c, i, to, WORD_VERB, &verb) != NULL)
        return false;
    if (*len > 1)
        return true;
    return glyph_in(glyph(c, i), u"已也了均") && !(i > 0 && glyph_in(glyph(c, i - 1), u"平人日月年"));
}

/* Adds [from, to) without adverbs and phrases of time and place; ends at a
 * verb behind the noun when `until_verb`, at 因 and 以 in any case. */
static void add_right(const struct clause *c, struct spans *s, size_t from, size_t to, bool until_verb)
{
    size_t start = from;
    for (size_t i = from; i < to; i++) {
        size_t len = 0, close = i;
        if (at(c, i, to, WORD_NAME | WORD_ACTOR | WORD_COUNTED | WORD_TERM, &len) != NULL && len > 1 &&
            at(c, i, to, WORD_VERB, &close) == NULL) {
            i += len - 1;
            continue;
        }
        bool verb = at(c, i, to, WORD_VERB, &len) != NULL &&
                    (until_verb || (i > from + 2 && to - i >= len + 4 && glyph(c, from) != u'被'));
        bool cause = (glyph_in(glyph(c, i), u"因以并") && i > from &&
                      !glyph_in(glyph(c, i - 1), u"合兼吞一") && !glyph_in(glyph(c, i + 1), u"及上内来")) ||
                     (i > start && glyph_in(glyph(c, i), u"为"));
        if (i > start && (verb || cause)) {
            add_span(s, start, i);
            return;
        }
        close = glyph_in(glyph(c, i), u"在于从") ? phrase_end(c, i, to) : i;
        if (close == i && is_dropped_adverb(c, i, to, &len))
            close = i + len;
        if (close > i) {
            add_span(s, start, i);
            start = close;
            i = close - 1;
        }
    }
    add_span(s, start, to);
}

/* Adds the left side without the adverbs inside. */
static void add_left(const struct clause *c, struct spans *s, size_t from, size_t to)
{
    size_t start = from;
    for (size_t i = from; i < to; i++) {
        size_t len = 0;
        if (i <= from || !is_dropped_adverb(c, i, to, &len) ||
            glyph_in(glyph(c, i), c->linked ? u"将共累实总平" : u"将共"))
            continue;
        if (glyph(c, i) == u'均' && glyph_in(glyph(c, i - 1), u"日月年人平"))
            continue;
        add_span(s, start, i);
        start = i + len;
        i += len - 1;
    }
    add_span(s, start, to);
}

/* What the right side begins with when it is no noun: 以上, 同比…, 不等. */
static bool right_is_noun(const struct clause *c, size_t from, size_t to)
{
    size_t len = 0;
    return from < to &&
           at(c, from, to, WORD_AFTER | WORD_YOY | WORD_MOM | WORD_UP | WORD_DOWN | WORD_BASE, &len) ==
               NULL &&
           !glyph_in(glyph(c, from), u"”》和及、与-—~/") && !glyph_starts(c->v->g, from, u"不等");
}

static size_t right_start(const struct clause *c, size_t end)
{
    size_t i = c->m->counted ? c->m->unit : c->m->end, len = 0;
    while (i < end && glyph(c, i) == ' ')
        i++;
    if (glyph_starts(c->v->g, i, u"不等"))
        i += 2;
    if (glyph(c, i) == u'的')
        i++;
    const struct word *link = at(c, i, end, WORD_LINK | WORD_ADVERB, &len);
    size_t other = 0;
    bool whole = len > 1 || glyph_in(glyph(c, i), u"为是有已均都也又将");
    if (link != NULL && whole && at(c, i, end, WORD_VERB | WORD_ACTOR | WORD_TERM, &other) == NULL)
        i += len;
    bool measured = c->m->kind == FIGURE_DURATION || c->m->kind == FIGURE_COUNT;
    i += measured ? glyph_starts(c->v->g, i, u"以来") + glyph_starts(c->v->g, i, u"以内") : 0;
    if (c->m->kind == FIGURE_DURATION && glyph_in(glyph(c, i), u"来里内间前后中") && i < end)
        i++;
    return i + (glyph(c, i) == u'因');
}

static size_t trim_right(const struct clause *c, size_t from, size_t to)
{
    while (to > from + 1 && glyph_in(glyph(c, to - 1), u"后中时前的 “、了之"))
        to--;
    return to;
}

/* ---- composing ---- */

static bool is_casualty_verb(const struct clause *c)
{
    return c->verb < c->verb_end &&
           (glyph_starts(c->v->g, c->verb, u"造成") || glyph_starts(c->v->g, c->verb, u"导致") ||
            glyph_starts(c->v->g, c->verb, u"致"));
}

static bool has_left(const struct clause *c)
{
    return c->from < c->to && !(c->names && c->verb == c->verb_end);
}

/* 9名被告人为不合理诉求…: the noun alone, unless what it does is short. */
static size_t person_only(const struct clause *c, size_t from, size_t to)
{
    size_t len = 0;
    if (at(c, from, to, WORD_ACTOR, &len) != NULL && len > 1 && to - from > len + 6)
        return from + len;
    return to;
}

/* 39名被告人以涉嫌…向…提起公诉: the verb that ends the clause. */
static void add_last_verb(const struct clause *c, struct spans *s, size_t from)
{
    size_t end = from, len = 0;
    while (end < c->next_start && !glyph_parts_clause(glyph(c, end)) && end < from + 60)
        end++;
    if (figure_word_before(c->v->lexicon, c->v->g->c, end, WORD_VERB, &len) != NULL && len <= end - from)
        add_span(s, end - len, end);
}

static void compose_with_noun(const struct clause *c, struct spans *s, size_t from, size_t to)
{
    size_t len = 0;
    bool verb = c->verb < c->verb_end && c->verb >= c->from;
    bool object = has_left(c) && glyph_in(glyph(c, c->from), u"将把") && !verb;
    bool runs_on = to < c->v->g->n && c->next_start == to;
    if (verb && is_casualty_verb(c) && to - from <= 6) {
        add_right(c, s, from, to, false);
        return;
    }
    bool agent = !verb && !c->modifier && !object &&
                 figure_word_before(c->v->lexicon, c->v->g->c, c->to, WORD_ACTOR, &len) != NULL;
    if (c->names && !verb && c->named > 0 && glyph(c, c->m->unit) == u'人') {
        add_span(s, c->name, c->name + c->named);
        if (to - from <= 8 && glyph(c, from - 1) != u'因')
            add_right(c, s, from, to, false);
        return;
    }
    bool owner = !verb && !c->modifier && !object && c->to == c->m->start && to - from >= 4 &&
                 at(c, c->from, c->to, WORD_PLACE, &len) == NULL; /* “某某”号13名船员 */
    size_t clause = figure_clause_start(c->v, c->m->start, c->m->sentence);
    if (c->m->kind == FIGURE_MONEY && c->from > clause && glyph_starts(c->v->g, clause, u"最高"))
        add_span(s, clause, clause + 2);
    if (has_left(c) && !agent && !owner)
        add_left(c, s, c->from, c->to);
    size_t noun = verb || has_left(c) ? to : person_only(c, from, to);
    add_right(c, s, from, noun, (verb || runs_on) && noun - from > 2);
    if (noun < to)
        add_last_verb(c, s, noun);
}

static bool is_only(const struct clause *c, uint32_t classes)
{
    size_t len = 0;
    return has_left(c) && at(c, c->from, c->to, classes, &len) != NULL && len == c->to - c->from;
}

/* 同比下降, 增长: without the words of direction what is left of the clause. */
static void drop_direction(struct clause *c)
{
    size_t len = 0;
    while (c->to > c->from &&
           figure_word_before(c->v->lexicon, c->v->g->c, c->to, WORD_UP | WORD_DOWN, &len) != NULL &&
           len <= c->to - c->from) {
        size_t noun = 0;
        bool subject =
            c->linked && figure_word(c->v->lexicon, c->v->g->c + c->to - len, len, WORD_PART, &noun) != NULL;
        if (subject)
            return;
        c->to -= len;
    }
}

static const char *with_comma_free_head(const struct figure_metric *previous)
{
    return previous != NULL && previous->text != NULL ? previous->text : NULL;
}

/* A change: the subject of the clause, or the metric before it, with 同比. */
static const char *compose_change(struct clause *c, const struct figure_metric *previous, struct arena *arena)
{
    struct spans s = {0};
    size_t end = c->to;
    drop_direction(c);
    bool bare = c->from >= c->to;
    if (bare && c->from < end) {
        add_span(&s, c->from, end); /* 增长 */
        return join(c, with_comma_free_head(previous), &s, arena);
    }
    size_t len = 0;
    bool only = at(c, c->from, c->to, WORD_YOY | WORD_MOM | WORD_BASE, &len) != NULL;
    add_span(&s, c->from, c->to);
    return join(c, only ? with_comma_free_head(previous) : NULL, &s, arena);
}

static const char *age_of(const struct clause *c, size_t from, size_t to, struct arena *arena)
{
    struct spans s = {0};
    size_t len = 0, end = from;
    while (end < to && at(c, end, to, WORD_VERB | WORD_PREPOSITION | WORD_REPORT, &len) == NULL &&
           end < from + 6)
        end++;
    add_span(&s, from, end);
    const char *who = join(c, NULL, &s, arena);
    char *text = who != NULL ? arena_alloc(arena, strlen(who) + sizeof "年龄") : NULL;
    if (text == NULL)
        return NULL;
    memcpy(text, who, strlen(who));
    memcpy(text + strlen(who), "年龄", sizeof "年龄");
    return text;
}

/* A term of imprisonment is named by its kind alone. */
static const char *term_of(const struct clause *c, size_t to, struct arena *arena)
{
    size_t len = 0;
    if (c->m->kind != FIGURE_DURATION)
        return NULL;
    if (glyph_starts(c->v->g, c->m->start, u"有期徒刑"))
        return arena_copy(arena, "刑期", strlen("刑期"));
    if (figure_word_before(c->v->lexicon, c->v->g->c, c->m->start, WORD_TERM, &len) != NULL)
        return slice(c, c->m->start - len, c->m->start, arena);
    for (size_t i = c->m->end; i < to && i < c->m->end + 6; i++)
        if (at(c, i, to, WORD_TERM, &len) != NULL)
            return slice(c, i, i + len, arena);
    return NULL;
}

/* 贸易逆差创下新高，达到2275亿: the subject stands in the clause before. */
static bool earlier_subject(const struct clause *c, size_t mark, struct clause *found)
{
    size_t own = figure_clause_start(c->v, c->m->start, c->m->sentence), len = 0;
    if (own <= c->m->sentence + 1 || glyph(c, own - 1) != ',' || c->m->start - own > 8)
        return false;
    size_t from = figure_clause_start(c->v, own - 1, c->m->sentence);
    if (figure_word_before(c->v->lexicon, c->v->g->c, own - 1, WORD_REPORT, &len) != NULL)
        return false;
    if (mark > 0 && c->v->marks[mark - 1].end > from)
        return false;
    *found = *c;
    found->from = from;
    found->to = own - 1;
    skip_times(found);
    skip_reports(found);
    trim_start(found);
    for (size_t i = found->to; i > found->from; i--)
        if (glyph(c, i - 1) == u'的') {
            found->from = i;
            break;
        }
    for (size_t i = found->from + 2; i < found->to; i++)
        if (at(c, i, found->to, WORD_LINK | WORD_ADVERB | WORD_UP | WORD_DOWN | WORD_VERB, &len) != NULL ||
            glyph_in(glyph(c, i), u"继持")) {
            found->to = i;
            break;
        }
    return found->to > found->from + 1 && found->to - found->from <= 12;
}

/* 美国确诊病例达…，死亡病例达…: the place of the first subject is that of the second. */
static bool shares_place(const struct clause *c, size_t mark, const struct figure_metric *previous)
{
    if (!(c->linked || c->qualified) || !has_left(c) || c->verb < c->verb_end || c->own_place ||
        previous == NULL || previous->text == NULL || previous->place == NULL || !previous->subject ||
        c->v->marks[mark - 1].sentence != c->m->sentence)
        return false;
    return strncmp(previous->text, previous->place, strlen(previous->place)) == 0;
}

/* What the clause before says a share is of: 制造业方面，约50%由…. */
static void add_topic(const struct clause *c, size_t mark, struct spans *s)
{
    struct clause earlier;
    if (has_left(c) || (c->m->kind != FIGURE_PERCENT && c->m->kind != FIGURE_RATIO) ||
        !earlier_subject(c, mark, &earlier))
        return;
    earlier.to -= glyph_ends(c->v->g, earlier.to, u"方面");
    earlier.to -= glyph_ends(c->v->g, earlier.to, u"中");
    add_span(s, earlier.from, earlier.to);
}

static const char *compose(struct clause *c, size_t mark, const struct figure_metric *previous,
                           const struct figure_change_found *change, struct arena *arena)
{
    struct spans s = {0};
    size_t end = right_end(c, mark), from = right_start(c, end), to = trim_right(c, from, end);
    const char *head = NULL;
    const char *term = term_of(c, end, arena);
    if (c->m->kind == FIGURE_AGE || term != NULL)
        return term != NULL ? term : age_of(c, from, to, arena);
    if (change->change != CHANGE_NONE && c->m->kind != FIGURE_DURATION && !right_is_noun(c, from, to))
        return compose_change(c, previous, arena);
    add_topic(c, mark, &s);
    if (right_is_noun(c, from, to) && c->m->unit < c->m->unit_end) {
        compose_with_noun(c, &s, from, to);
    } else if (right_is_noun(c, from, to) && (!has_left(c) || c->modifier || !c->linked)) {
        compose_with_noun(
            c, &s, c->m->kind == FIGURE_COUNT || c->m->kind == FIGURE_MONEY ? c->m->number_end : from, to);
    } else {
        add_span(&s, c->base_word, c->base_end);
        if (has_left(c))
            add_left(c, &s, c->from, c->to);
        struct clause earlier;
        if (!has_left(c) && !c->listed && earlier_subject(c, mark, &earlier)) {
            add_left(&earlier, &s, earlier.from, earlier.to);
            return join(c, NULL, &s, arena);
        }
        bool shares = c->listed && (c->verb == c->verb_end || c->from >= c->to);
        if (shares && previous != NULL)
            head = c->from >= c->to ? previous->text : previous->verb;
        else if (previous != NULL && (c->from >= c->to || c->base || is_only(c, WORD_PART)))
            head = previous->text;
        if (c->base && c->from < c->to)
            head = NULL;
        if (head == NULL && shares_place(c, mark, previous))
            head = previous->place;
    }
    return s.count > 0 || head != NULL ? join(c, head, &s, arena) : NULL;
}

bool figure_metric_of(const struct figure_view *v, size_t mark, const struct figure_metric *previous,
                      const struct figure_change_found *change, struct arena *arena,
                      struct figure_metric *out)
{
    struct clause c = {.v = v, .m = &v->marks[mark]};
    c.next_start = mark + 1 < v->mark_count ? v->marks[mark + 1].start : v->g->n;
    *out = (struct figure_metric){0};
    parse_left(&c, mark);
    out->text = compose(&c, mark, previous, change, arena);
    out->subject = (c.linked || c.qualified) && c.verb == c.verb_end;
    if (c.verb < c.verb_end && c.verb >= c.from)
        out->verb = slice(&c, c.from, c.verb_end, arena);
    else if (c.listed && previous != NULL)
        out->verb = previous->verb;
    if (c.actor < c.actor_end)
        out->actor = slice(&c, c.actor, c.actor_end, arena);
    if (c.place < c.place_end)
        out->place = slice(&c, c.place, c.place_end, arena);
    return !arena->full;
}
