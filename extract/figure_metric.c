/* figure_metric.c - puts the metric together from the clause and the noun
 * behind the number. */
#include "extract/figure_metric.h"

#include <string.h>

#include "extract/figure_clause.h"

enum { SPANS_MAX = 12, RIGHT_MAX = 26 };

/* A metric is put together from stretches of the paragraph. */
struct spans {
    struct {
        size_t from, to;
    } part[SPANS_MAX];
    size_t count;
};

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

/* Copies a stretch without the gap of the clause; its length in bytes, also
 * when there is nowhere to copy to. */
static size_t copy_stretch(const struct clause *c, size_t from, size_t to, char *out)
{
    const struct glyphs *g = c->v->g;
    size_t len = 0, edges[4] = {from, to, to, to};
    if (c->gap < c->gap_end && from < c->gap_end && c->gap < to) {
        edges[1] = from > c->gap ? from : c->gap;
        edges[2] = to < c->gap_end ? to : c->gap_end;
    }
    for (int k = 0; k < 4; k += 2) {
        size_t size = g->at[edges[k + 1]] - g->at[edges[k]];
        if (out != NULL)
            memcpy(out + len, g->bytes + g->at[edges[k]], size);
        len += size;
    }
    return len;
}

static const char *join(const struct clause *c, const char *head, const struct spans *s, struct arena *arena)
{
    size_t head_len = head != NULL ? strlen(head) : 0, len = head_len;
    for (size_t k = 0; k < s->count; k++)
        len += copy_stretch(c, s->part[k].from, s->part[k].to, NULL);
    if (len == 0)
        return NULL; /* nothing is said */
    char *text = arena_alloc(arena, len + 1);
    if (text == NULL)
        return NULL;
    if (head_len > 0)
        memcpy(text, head, head_len);
    char *p = text + head_len;
    for (size_t k = 0; k < s->count; k++)
        p += copy_stretch(c, s->part[k].from, s->part[k].to, p);
    *p = '\0';
    return text;
}

static const char *slice(const struct clause *c, size_t from, size_t to, struct arena *arena)
{
    struct spans s = {0};
    add_span(&s, from, to);
    return join(c, NULL, &s, arena);
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
        if (g->c[i] == u'、' ||
            (g->c[i] == ' ' && clause_word(c, i + 1, g->n, WORD_VERB, &len) != NULL)) /* a headline goes on */
            return i;
    }
    if (i == stop && stop < g->n) /* 有的铁路线路有10条: the words before the next number are its own */
        while (i > c->m->end && clause_ends_before_number(c, i, &len) != NULL)
            i -= len;
    return i > c->m->end ? i : c->m->end;
}

/* Where a phrase such as 在返回舰上后 ends; its beginning when it does not. */
static size_t phrase_end(const struct clause *c, size_t i, size_t to)
{
    for (size_t k = i + 2; k < to && k < i + 12; k++)
        if (glyph_in(clause_glyph(c, k), u"后中时下") && !glyph_in(clause_glyph(c, k + 1), u"毒"))
            return k + 1;
    return i;
}

static bool is_dropped_adverb(const struct clause *c, size_t i, size_t to, size_t *len)
{
    size_t verb = 0;
    if (!clause_adverb(c, i, to, len) || glyph_starts(c->v->g, i, u"以及") ||
        clause_word(c, i, to, WORD_VERB, &verb) != NULL)
        return false;
    if (*len > 1)
        return true;
    return glyph_in(clause_glyph(c, i), u"已也了均") &&
           !(i > 0 && glyph_in(clause_glyph(c, i - 1), u"平人日月年"));
}

/* Adds [from, to) without adverbs and phrases of time and place; ends at a
 * verb behind the noun when `until_verb`, at 因 and 以 in any case. */
static void add_right(const struct clause *c, struct spans *s, size_t from, size_t to, bool until_verb)
{
    size_t start = from;
    for (size_t i = from; i < to; i++) {
        size_t len = 0, close = i;
        if (clause_word(c, i, to, WORD_NAME | WORD_ACTOR | WORD_COUNTED | WORD_TERM, &len) != NULL &&
            len > 1 && clause_word(c, i, to, WORD_VERB, &close) == NULL) {
            i += len - 1;
            continue;
        }
        bool verb = clause_word(c, i, to, WORD_VERB, &len) != NULL &&
                    (until_verb || (i > from + 2 && to - i >= len + 4 && clause_glyph(c, from) != u'被'));
        bool cause = (glyph_in(clause_glyph(c, i), u"因以并") && i > from &&
                      !glyph_in(clause_glyph(c, i - 1), u"合兼吞一") &&
                      !glyph_in(clause_glyph(c, i + 1), u"及上内来")) ||
                     (i > start && glyph_in(clause_glyph(c, i), u"为"));
        if (i > start && (verb || cause)) {
            bool passive = verb && clause_glyph(c, i - 1) == u'被';
            add_span(s, start, passive ? i + len : i);
            return;
        }
        close = glyph_in(clause_glyph(c, i), u"在于从") ? phrase_end(c, i, to) : i;
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
            glyph_in(clause_glyph(c, i), c->linked ? u"将共累实总平" : u"将共"))
            continue;
        if (clause_glyph(c, i) == u'均' && glyph_in(clause_glyph(c, i - 1), u"日月年人平"))
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
           clause_word(c, from, to, WORD_AFTER | WORD_YOY | WORD_MOM | WORD_UP | WORD_DOWN | WORD_BASE,
                       &len) == NULL &&
           !glyph_is_digit(clause_glyph(c, from)) && !glyph_in(clause_glyph(c, from), u"”》和及、与或-—~/") &&
           !glyph_starts(c->v->g, from, u"不等") && !glyph_starts(c->v->g, from, u"用于");
}

static size_t right_start(const struct clause *c, size_t end)
{
    size_t i = c->m->counted ? c->m->unit : c->m->end, len = 0;
    while (i < end && clause_glyph(c, i) == ' ')
        i++;
    if (glyph_starts(c->v->g, i, u"不等"))
        i += 2;
    if (clause_glyph(c, i) == u'的')
        i++;
    const struct word *link = clause_word(c, i, end, WORD_LINK | WORD_ADVERB, &len);
    size_t other = 0;
    bool whole = len > 1 || glyph_in(clause_glyph(c, i), u"为是有已均都也又将");
    if (link != NULL && whole && (link->classes & (WORD_UP | WORD_DOWN)) == 0 &&
        clause_word(c, i, end, WORD_VERB | WORD_ACTOR | WORD_TERM, &other) == NULL)
        i += len;
    bool measured = c->m->kind == FIGURE_DURATION || c->m->kind == FIGURE_COUNT;
    i += measured ? glyph_starts(c->v->g, i, u"以来") + glyph_starts(c->v->g, i, u"以内") : 0;
    if (c->m->kind == FIGURE_DURATION && glyph_in(clause_glyph(c, i), u"来里内间前后中") && i < end)
        i++;
    return i + (clause_glyph(c, i) == u'因');
}

static size_t trim_right(const struct clause *c, size_t from, size_t to)
{
    size_t len = 0;
    while (to > from + 1 && (glyph_in(clause_glyph(c, to - 1), u"后中时前的 “、了之被由就从虽将和及") ||
                             (glyph_ends(c->v->g, to, u"分别") && (to -= 1) > 0)))
        to--;
    if (to > from + 4 && figure_word_before(c->v->lexicon, c->v->g->c, to, WORD_TERM, &len) != NULL &&
        len > 1)
        to -= len;
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
    if (clause_word(c, from, to, WORD_ACTOR, &len) != NULL && len > 1 && to - from > len + 6)
        return from + len;
    return to;
}

/* 39名被告人以涉嫌…向…提起公诉: the verb that ends the clause. */
static void add_last_verb(const struct clause *c, struct spans *s, size_t from)
{
    size_t end = from, len = 0;
    while (end < c->next_start && !glyph_parts_clause(clause_glyph(c, end)) && end < from + 60)
        end++;
    if (figure_word_before(c->v->lexicon, c->v->g->c, end, WORD_VERB, &len) != NULL && len <= end - from)
        add_span(s, end - len, end);
}

static bool is_only(const struct clause *c, uint32_t classes)
{
    size_t len = 0;
    return has_left(c) && clause_word(c, c->from, c->to, classes, &len) != NULL && len == c->to - c->from;
}

static void compose_with_noun(const struct clause *c, struct spans *s, size_t from, size_t to)
{
    size_t len = 0;
    bool verb = c->verb < c->verb_end && c->verb >= c->from;
    bool object = has_left(c) && glyph_in(clause_glyph(c, c->from), u"将把") && !verb;
    bool runs_on = to < c->v->g->n && c->next_start == to;
    if (verb && is_casualty_verb(c) && to - from <= 6) {
        add_right(c, s, from, to, false);
        return;
    }
    bool agent = !verb && !c->modifier && !object &&
                 (figure_word_before(c->v->lexicon, c->v->g->c, c->to, WORD_ACTOR, &len) != NULL ||
                  glyph_in(clause_glyph(c, c->to - 1), u"某们"));
    bool because = clause_glyph(c, from - 1) == u'因' || to - from > 8;
    if (c->names && !verb && c->named > 0 && clause_glyph(c, c->m->unit) == u'人' && because) {
        add_span(s, c->name, c->name + c->named);
        return;
    }
    bool owner = from <= c->m->end && !verb && !c->modifier && !object && c->to == c->m->start &&
                 to - from >= 4 &&
                 clause_word(c, c->from, c->to, WORD_PLACE, &len) == NULL;  /* “某某”号13名船员 */
    owner = owner || (!c->modifier && is_only(c, WORD_PLACE | WORD_ACTOR)); /* 河北388万人受灾 */
    size_t clause = figure_clause_start(c->v, c->m->start, c->m->sentence);
    if (c->m->kind == FIGURE_MONEY && (c->from > clause || c->from >= c->to) &&
        glyph_starts(c->v->g, clause, u"最高"))
        add_span(s, clause, clause + 2);
    if (has_left(c) && !agent && !owner)
        add_left(c, s, c->from, c->to);
    size_t noun = verb || has_left(c) ? to : person_only(c, from, to);
    add_right(c, s, from, noun, (verb || runs_on) && noun - from > 2);
    if (noun < to)
        add_last_verb(c, s, noun);
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

static const char *subject_before(const struct figure_metric *previous)
{
    return previous == NULL ? NULL : previous->stem != NULL ? previous->stem : previous->text;
}

/* Where 同比, 比上年, 与2010年相比 begins; the clause's end when nothing is compared. */
static size_t comparison(const struct clause *c)
{
    size_t len = 0;
    for (size_t i = c->from; i < c->to; i++)
        if (clause_word(c, i, c->to, WORD_YOY | WORD_MOM, &len) != NULL)
            return i;
    for (size_t k = c->m->times; k-- > 0 && c->v->times[k].start > c->from;)
        if (c->v->times[k].base && c->v->times[k].start <= c->to)
            return c->v->times[k].start - 1;
    return c->to;
}

/* 增速比上年的26.1%回落: what the figure before counts, without its 上年. */
static const char *relative_subject(const struct clause *c, const struct figure_metric *previous)
{
    if (previous == NULL || previous->text == NULL || c->m->times == 0)
        return NULL;
    const struct time_mark *t = &c->v->times[c->m->times - 1];
    const struct glyphs *g = c->v->g;
    size_t len = g->at[t->end] - g->at[t->start];
    if (t->relation != RELATION_YEAR_BEFORE || !t->base || t->start == 0 ||
        strncmp(previous->text, g->bytes + g->at[t->start], len) != 0)
        return NULL;
    return previous->text + len;
}

/* 实际增长, 两年平均增长, 按自然口径计算下降: how it is reckoned, not what grows. */
static bool is_manner(const struct clause *c)
{
    static const char16_t *const words[] = {u"名义", u"实际", u"两年平均", u"年均", u"扣除",
                                            u"剔除", u"按",   u"净",       u"平均", u"当月",
                                            u"同步", u"周内", u"低于",     u"高于", u"高出"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        size_t len = glyph_starts(c->v->g, c->from, words[k]);
        if (len > 0)
            return len == c->to - c->from || glyph_in(clause_glyph(c, c->from), u"扣剔按低高");
    }
    return false;
}

/* 由三成提高到四成: what the first counts, with the direction. */
static const char *compose_move(const struct clause *c, const struct figure_mark *last, const char *subject,
                                struct arena *arena)
{
    struct spans s = {0};
    size_t len = 0;
    for (size_t i = last->end; i < c->m->start && s.count == 0; i++)
        if (clause_word(c, i, c->m->start, WORD_UP | WORD_DOWN, &len) != NULL)
            add_span(&s, i, i + len - (len > 1 && glyph_in(clause_glyph(c, i + len - 1), u"至到")));
    return join(c, subject, &s, arena);
}

/* Adds [from, to) without 分别. */
static void add_tail(const struct clause *c, struct spans *s, size_t from, size_t to)
{
    size_t len = 0;
    for (size_t i = from; i < to; i++)
        if ((len = glyph_starts(c->v->g, i, u"分别")) > 0) {
            add_span(s, from, i);
            from = i + len;
        }
    add_span(s, from, to);
}

/* A change: the subject of the clause, or of the metric before it, with 同比
 * and the direction. */
static const char *compose_change(struct clause *c, const struct figure_metric *previous, struct arena *arena,
                                  struct figure_metric *out)
{
    struct spans s = {0};
    size_t end = c->to, len = 0;
    if (c->from >= c->to)
        return subject_before(previous);
    drop_direction(c);
    bool real = c->to == c->from + 2 && glyph_starts(c->v->g, c->from, u"实际");
    bool bare = c->from >= c->to || real;
    const char *subject = relative_subject(c, previous);
    if (bare && c->from < end && subject != NULL) {
        const struct time_mark *t = &c->v->times[c->m->times - 1];
        add_span(&s, t->start - 1, t->end); /* 比上年 */
        add_span(&s, c->from, end);
        return join(c, subject, &s, arena);
    }
    size_t compared = bare ? c->from : comparison(c);
    while (compared > c->from && glyph_ends(c->v->g, compared, u"分别") > 0)
        compared -= 2;
    out->borrowed = bare || compared == c->from || is_manner(c) ||
                    clause_word(c, c->from, end, WORD_YOY | WORD_MOM | WORD_BASE, &len) != NULL;
    out->stem = out->borrowed ? subject_before(previous) : slice(c, c->from, compared, arena);
    add_tail(c, &s, out->borrowed ? c->from : compared, end);
    out->tail = join(c, NULL, &s, arena);
    return join(c, out->stem, &s, arena);
}

/* A term of imprisonment is named by its kind alone. */
static const char *glue(const char *a, const char *b, struct arena *arena)
{
    size_t first = a != NULL ? strlen(a) : 0, second = b != NULL ? strlen(b) : 0;
    char *text = arena_alloc(arena, first + second + 1);
    if (text == NULL)
        return NULL;
    memcpy(text, a != NULL ? a : "", first);
    memcpy(text + first, b != NULL ? b : "", second);
    text[first + second] = '\0';
    return text;
}

/* The stretch with a word behind it; the word alone when the stretch is empty. */
static const char *suffixed(const struct clause *c, size_t from, size_t to, const char *word,
                            struct arena *arena)
{
    const char *text = from < to ? slice(c, from, to, arena) : NULL;
    return glue(text, word, arena);
}

/* Where the name of the one who is sentenced ends, from its surname on:
 * 董某犯, 黄宁军犯; equal when the sentence names none. */
static size_t name_of_convict(const struct clause *c, size_t *name)
{
    enum { NAME_MAX = 4, REACH = 160 };
    for (size_t i = c->m->start; i > c->m->sentence + 1 && i + REACH > c->m->start; i--) {
        uint16_t g = clause_glyph(c, i - 1);
        if (g == u'某') {
            *name = i - 2;
            return i + (glyph_in(clause_glyph(c, i), u"甲乙丙丁") ? 1 : 0);
        }
        if (g != u'犯' || glyph_in(clause_glyph(c, i), u"罪人") ||
            glyph_in(clause_glyph(c, i - 2), u"罪同从主"))
            continue;
        size_t start = figure_clause_start(c->v, i - 1, c->m->sentence);
        *name = start;
        return i - 1 - start >= 2 && i - 1 - start <= NAME_MAX ? i - 1 : start;
    }
    return *name = c->m->start;
}

static const char *term_of(const struct clause *c, size_t to, struct arena *arena)
{
    size_t len = 0, name = 0;
    if (c->m->kind != FIGURE_DURATION)
        return NULL;
    if (glyph_starts(c->v->g, c->m->start, u"有期徒刑")) {
        size_t end = name_of_convict(c, &name);
        return suffixed(c, name, end, "刑期", arena);
    }
    if (figure_word_before(c->v->lexicon, c->v->g->c, c->m->start, WORD_TERM, &len) != NULL)
        return slice(c, c->m->start - len, c->m->start, arena);
    for (size_t i = c->m->end; i < to && i < c->m->end + 6; i++)
        if (clause_word(c, i, to, WORD_TERM, &len) != NULL)
            return slice(c, i, i + len, arena);
    return NULL;
}

/* 贸易逆差创下新高，达到2275亿: the subject stands in the clause before. */
static bool earlier_subject(const struct clause *c, size_t mark, struct clause *found)
{
    size_t own = figure_clause_start(c->v, c->m->start, c->m->sentence), len = 0;
    if (own <= c->m->sentence + 1 || clause_glyph(c, own - 1) != ',' || c->m->start - own > 8)
        return false;
    size_t from = figure_clause_start(c->v, own - 1, c->m->sentence);
    if (figure_word_before(c->v->lexicon, c->v->g->c, own - 1, WORD_REPORT, &len) != NULL)
        return false;
    if (mark > 0 && c->v->marks[mark - 1].end > from)
        return false;
    *found = *c;
    found->from = from;
    found->to = own - 1;
    clause_skip_times(found);
    clause_skip_reports(found);
    clause_trim_start(found);
    for (size_t i = found->to; i > found->from; i--)
        if (clause_glyph(c, i - 1) == u'的') {
            found->from = i;
            break;
        }
    for (size_t i = found->from + 2; i < found->to; i++)
        if (clause_word(c, i, found->to, WORD_PART, &len) != NULL) { /* 警情降幅最大 */
            found->to = i + len;
            break;
        } else if (clause_word(c, i, found->to, WORD_LINK | WORD_ADVERB | WORD_UP | WORD_DOWN | WORD_VERB,
                               &len) != NULL ||
                   glyph_in(clause_glyph(c, i), u"继持最")) {
            found->to = i;
            break;
        }
    return found->to > found->from + 1 && found->to - found->from <= 12;
}

static const char *age_of(const struct clause *c, size_t mark, size_t from, size_t to, struct arena *arena)
{
    size_t len = 0, end = from;
    if (from >= to && glyph_ends(c->v->g, c->to, u"年龄") > 0)
        return slice(c, c->from, c->to, arena);
    struct clause earlier;
    if (from >= to && c->to <= c->from + 1 && earlier_subject(c, mark, &earlier)) {
        from = end = earlier.from; /* 周女士是教师，今年63岁 */
        to = earlier.to;
    }
    if (from >= to && c->to > c->from + 1) { /* 张某今年41岁 */
        from = c->from;
        to = c->to;
        end = from;
    }
    while (end < to && clause_word(c, end, to, WORD_VERB | WORD_PREPOSITION | WORD_REPORT, &len) == NULL &&
           end < from + 6)
        end++;
    if (end > from && (glyph_ends(c->v->g, end, u"年龄") > 0 || glyph_starts(c->v->g, from, u"年龄") > 0))
        return slice(c, from, end, arena);
    return suffixed(c, from, end, "年龄", arena);
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
                           const struct figure_change_found *change, struct arena *arena,
                           struct figure_metric *out)
{
    struct spans s = {0};
    size_t end = right_end(c, mark), from = right_start(c, end), to = trim_right(c, from, end);
    if (c->m->kind == FIGURE_DURATION && c->verb < c->verb_end && c->verb_end == c->to)
        to = from; /* 运营八个月非法获利: the verb in front says what lasts */
    const char *head = NULL;
    const char *term = term_of(c, end, arena);
    bool life = glyph_ends(c->v->g, c->to, u"寿命") > 0;
    if ((c->m->kind == FIGURE_AGE && !life) || term != NULL)
        return term != NULL ? term : age_of(c, mark, from, to, arena);
    if (mark > 0 && change->base < change->base_end && change->base == c->v->marks[mark - 1].start)
        return compose_move(c, &c->v->marks[mark - 1], out->stem = subject_before(previous), arena);
    struct clause subject;
    if (change->change != CHANGE_NONE && !has_left(c) && earlier_subject(c, mark, &subject))
        return slice(&subject, subject.from, subject.to, arena);
    if (change->change != CHANGE_NONE && c->m->kind != FIGURE_DURATION && !right_is_noun(c, from, to))
        return compose_change(c, previous, arena, out);
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
        if (!has_left(c) && !c->listed && s.count == 0 && earlier_subject(c, mark, &earlier)) {
            add_left(&earlier, &s, earlier.from, earlier.to);
            return join(c, NULL, &s, arena);
        }
        bool shares = c->listed && (c->verb == c->verb_end || c->from >= c->to);
        if (shares && previous != NULL)
            head = c->from >= c->to ? previous->text : previous->verb;
        else if (previous != NULL &&
                 (c->from >= c->to || c->base || is_only(c, WORD_PART) || clause_glyph(c, c->from) == u'占'))
            head = subject_before(previous);
        if (c->base && c->from < c->to)
            head = NULL;
        if (head == NULL && shares_place(c, mark, previous))
            head = previous->place;
    }
    return s.count > 0 || head != NULL ? join(c, head, &s, arena) : NULL;
}

/* ---- lists ---- */

static bool is_joint(const char *p)
{
    static const char *const joints[] = {u8"、", u8"和", u8"与", u8"及"};
    for (size_t k = 0; k < sizeof joints / sizeof *joints; k++)
        if (strncmp(p, joints[k], strlen(joints[k])) == 0)
            return true;
    return false;
}

/* The item of 立案数、损失数 at `index`, when the text lists `count` of them,
 * none so short that it would be half a word (中、小型企业); else NULL. */
static const char *item_of(const char *text, size_t index, size_t count, struct arena *arena)
{
    enum { GLYPH = 3, ITEM_MIN = 2 * GLYPH };
    const char *found = NULL, *from = text;
    size_t items = 0, found_len = 0;
    if (text == NULL)
        return NULL;
    for (const char *p = text;; p++) {
        if (*p != '\0' && !is_joint(p))
            continue;
        if ((size_t)(p - from) < ITEM_MIN)
            return NULL;
        if (items++ == index) {
            found = from;
            found_len = (size_t)(p - from);
        }
        if (*p == '\0')
            break;
        from = p + GLYPH;
        p = from - 1;
    }
    return items == count && found != NULL ? arena_copy(arena, found, found_len) : NULL;
}

/* What the mark of a list counts: its item, the figure that stands in its
 * place before the list (批捕27人，起诉68人，分别上升9%和13%), or all of it. */
static const char *subject_of(const struct figure_view *v, const struct figure_list *list, size_t mark,
                              const struct figure_metric *metrics, const struct figure_metric *first,
                              struct arena *arena)
{
    size_t index = mark - list->first;
    const char *item = item_of(first->whole, index, list->count, arena);
    if (item != NULL || !first->borrowed || !list->apart || list->first < list->count)
        return item != NULL ? item : first->whole;
    size_t k = list->first - list->count + index;
    return v->marks[k].sentence == v->marks[mark].sentence ? subject_before(&metrics[k]) : first->whole;
}

/* Gives each of a list its own subject. */
static void share_out(const struct figure_view *v, size_t mark, const struct figure_metric *metrics,
                      bool change, struct arena *arena, struct figure_metric *out)
{
    const struct figure_list list = figure_list_of(v, mark);
    if (list.count < 2 || (!change && !list.apart))
        return;
    if (mark == list.first)
        out->whole = change ? out->stem : out->text;
    const struct figure_metric *first = mark == list.first ? out : &metrics[list.first];
    if (first->whole == NULL || (change && first->tail == NULL))
        return;
    const char *subject = subject_of(v, &list, mark, metrics, first, arena);
    if (change)
        out->stem = subject;
    out->text = glue(subject, change ? first->tail : NULL, arena);
}

bool figure_metric_of(const struct figure_view *v, size_t mark, const struct figure_metric *metrics,
                      const struct figure_change_found *change, struct arena *arena,
                      struct figure_metric *out)
{
    struct clause c = {.v = v, .m = &v->marks[mark]};
    const struct figure_metric *previous = mark > 0 ? &metrics[mark - 1] : NULL;
    c.next_start = mark + 1 < v->mark_count ? v->marks[mark + 1].start : v->g->n;
    *out = (struct figure_metric){0};
    clause_parse(&c, mark);
    out->text = compose(&c, mark, previous, change, arena, out);
    share_out(v, mark, metrics, change->change != CHANGE_NONE, arena, out);
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
