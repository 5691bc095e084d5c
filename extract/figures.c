/* figures.c - paragraph by paragraph: fold, scan, then describe each mark. */
#include "extract/figures.h"

#include <string.h>

#include "base/utf8.h"
#include "extract/figure_metric.h"
#include "extract/figure_table.h"

enum {
    LEAD_DAYS = 10,
    STORY_SPAN_DAYS = 300,
    CARRY_REACH = 16,
    PIECE_MAX = 16 * 1024,
    SENTENCE_MAX = 1000 /* characters; of a longer one the figure's surroundings are given */
};

struct search {
    const struct figure_lexicon *lexicon;
    struct arena *arena;
    struct time_anchor anchor;
    struct figure_scan scan;
    uint16_t *c; /* glyphs of the paragraph, room kept over paragraphs */
    uint32_t *at;
    size_t c_cap, at_cap;
    struct figure *figures;
    size_t count, cap;
    struct figure_metric *metrics; /* of the paragraph's marks */
    size_t metric_cap;
    uint32_t offset;        /* code points before the paragraph */
    struct time_mark story; /* the last year or longer span, over paragraphs */
    const char *story_text;
    struct figure_table table;
    const char *row_text; /* of the table's row */
    bool lead_done;       /* the day of the story has been looked for */
};

static bool fold_paragraph(struct search *s, const char *p, size_t len, struct glyphs *g)
{
    uint16_t *c = arena_grow(s->arena, s->c, &s->c_cap, len + 1, sizeof *c);
    uint32_t *at = arena_grow(s->arena, s->at, &s->at_cap, len + 2, sizeof *at);
    if (c == NULL || at == NULL)
        return false;
    s->c = c;
    s->at = at;
    const char *q = p;
    size_t n = 0;
    for (const char *end = p + len; q < end;) {
        at[n] = (uint32_t)(q - p);
        c[n++] = figure_fold(s->lexicon, utf8_next(&q, end));
    }
    at[n] = (uint32_t)len;
    *g = (struct glyphs){c, at, n, p};
    return true;
}

static const char *slice(const struct search *s, const struct glyphs *g, size_t from, size_t to)
{
    return arena_copy(s->arena, g->bytes + g->at[from], g->at[to] - g->at[from]);
}

/* The sentence of a figure.  `last` is the figure before it when it is in the same sentence. */
static const char *sentence_of(const struct search *s, const struct glyphs *g, const struct figure_mark *m,
                               size_t from, size_t to, const char *last)
{
    size_t reach = SENTENCE_MAX / 2;
    if (to - from <= SENTENCE_MAX)
        return last ? last : slice(s, g, from, to);
    from = m->start > from + reach ? m->start - reach : from;
    to = to > m->end + reach ? m->end + reach : to;
    return slice(s, g, from, to);
}

/* ---- the day of the story ---- */

/* A first sentence that names a day shortly before publication was written on
 * that day: 截至目前 then means it. */
static bool find_story_day(struct search *s, const struct glyphs *g)
{
    size_t stop = 0;
    while (stop < g->n && g->c[stop] != u'。')
        stop++;
    if (stop == g->n)
        return false;
    for (size_t i = 0; i < stop; i++) {
        struct time_mark t;
        if (!time_begins(s->lexicon, g->c[i]) || (i > 0 && glyph_is_digit(g->c[i - 1])) ||
            !time_read(s->lexicon, g, i, &s->anchor, &t) || t.from == FIGURE_NO_DAY || t.from != t.to)
            continue;
        if (t.to <= s->anchor.today && t.to + LEAD_DAYS >= s->anchor.today)
            s->anchor.today = t.to;
        break;
    }
    return true;
}

/* ---- one figure ---- */

static const char *print_day(const struct search *s, int64_t day)
{
    if (day == FIGURE_NO_DAY)
        return NULL;
    int year = 0, month = 0, date = 0;
    date_from_days(day, &year, &month, &date);
    if (year < 1 || year > 9999)
        return NULL;
    struct date d = {
        .year = (int16_t)year, .month = (uint8_t)month, .day = (uint8_t)date, .precision = DATE_DAY};
    char text[DATE_TEXT_MAX];
    date_print(&d, text);
    return arena_copy(s->arena, text, strlen(text));
}

static bool sentence_parts(const struct glyphs *g, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (glyph_ends_sentence(g->c[i]))
            return true;
    return false;
}

/* The time of the paragraph's last sentence that has one: its last bound, or
 * its first span, which is its topic. */
static const struct time_mark *carried_time(const struct figure_view *v, const struct figure_mark *m)
{
    const struct time_mark *found = NULL;
    size_t k = m->times;
    while (k > 0 && v->times[k - 1].start >= m->sentence)
        k--;
    for (size_t tries = 0; k-- > 0 && tries < CARRY_REACH; tries++) {
        const struct time_mark *t = &v->times[k];
        if (t->base || t->weight < TIME_SPAN)
            continue;
        if (found != NULL && sentence_parts(v->g, t->end, found->start))
            break;
        found = t;
        if (t->weight == TIME_BOUND)
            break;
    }
    return found;
}

static int64_t year_earlier(int64_t day)
{
    int year = 0, month = 0, date = 0;
    if (day == FIGURE_NO_DAY)
        return day;
    date_from_days(day, &year, &month, &date);
    int last = date_month_length(year - 1, month);
    return date_days(year - 1, month, date < last ? date : last);
}

static void set_year(struct time_mark *t, int64_t day, int offset)
{
    int year = 0, month = 0, date = 0;
    date_from_days(day, &year, &month, &date);
    t->from = date_days(year + offset, 1, 1);
    t->to = date_days(year + offset, 12, 31);
}

/* Does the expression hang on this earlier one? */
static bool relates_to(const struct time_mark *t, const struct time_mark *own)
{
    if (own->base || own->relation != RELATION_NONE || own->weight < TIME_SPAN || own->to == FIGURE_NO_DAY)
        return false;
    switch (t->relation) {
    case RELATION_YEAR_BEFORE:
        return own->weight == TIME_SPAN && own->from != FIGURE_NO_DAY;
    case RELATION_SAME_DAY:
        return own->from == own->to;
    default:
        return true;
    }
}

/* The days of 上年, 全年, 去年同期, 当日 beside the times before the mark. */
static void relate(const struct search *s, const struct figure_view *v, const struct figure_mark *m,
                   struct time_mark *t)
{
    const struct time_mark *own = NULL;
    for (size_t k = m->times, tries = 0; own == NULL && k-- > 0 && tries < CARRY_REACH; tries++) {
        if (t->relation == RELATION_YEAR_BEFORE && v->times[k].start < m->sentence)
            break;
        own = relates_to(t, &v->times[k]) ? &v->times[k] : NULL;
    }
    if (own == NULL && s->story_text != NULL && relates_to(t, &s->story) &&
        t->relation != RELATION_YEAR_BEFORE)
        own = &s->story;
    if (own == NULL)
        return;
    if (t->relation == RELATION_YEAR_BEFORE || t->relation == RELATION_SAME_YEAR) {
        set_year(t, own->to, t->relation == RELATION_YEAR_BEFORE ? -1 : 0);
    } else {
        bool same_day = t->relation == RELATION_SAME_DAY;
        bool bound = same_day && t->weight == TIME_BOUND; /* 截至当日14时 */
        t->from = bound ? FIGURE_NO_DAY : same_day ? own->from : year_earlier(own->from);
        t->to = same_day ? own->to : year_earlier(own->to);
    }
}

static bool is_story_span(const struct time_mark *t)
{
    return t->weight == TIME_SPAN && !t->base && t->from != FIGURE_NO_DAY &&
           t->to - t->from >= STORY_SPAN_DAYS;
}

static void set_period(struct search *s, const struct figure_view *v, size_t mark, struct figure *f)
{
    size_t k = figure_time_of(v, mark);
    const struct time_mark *t = k < v->time_count ? &v->times[k] : carried_time(v, &v->marks[mark]);
    if (t != NULL)
        f->period = slice(s, v->g, t->start, t->end);
    bool own = t != NULL && t->end + 1 >= v->marks[mark].start; /* 去年的100起 */
    if (t != NULL && is_story_span(t) && !own) {
        s->story = *t;
        s->story_text = f->period;
    } else if (t == NULL && s->story_text != NULL) {
        t = &s->story;
        f->period = s->story_text;
    }
    if (t == NULL)
        return;
    struct time_mark resolved = *t;
    if (t->relation != RELATION_NONE)
        relate(s, v, &v->marks[mark], &resolved);
    f->period_start = print_day(s, resolved.from);
    f->period_end = print_day(s, resolved.to);
}

static void set_value(const struct search *s, const struct figure_mark *m, struct figure *f)
{
    char text[DECIMAL_TEXT_MAX];
    if (m->vague)
        return;
    decimal_print(&m->value, text);
    f->value = arena_copy(s->arena, text, strlen(text));
    if (!m->has_max || m->max.overflow)
        return;
    decimal_print(&m->max, text);
    f->value_max = arena_copy(s->arena, text, strlen(text));
}

static void set_unit(const struct search *s, const struct glyphs *g, const struct figure_mark *m,
                     struct figure *f)
{
    f->kind = m->kind;
    f->currency = m->currency;
    if (m->unit_text != NULL)
        f->unit = arena_copy(s->arena, m->unit_text, strlen(m->unit_text));
    else if (m->unit < m->unit_end)
        f->unit = slice(s, g, m->unit, m->unit_end);
}

static bool describe(struct search *s, const struct figure_view *v, size_t mark)
{
    struct figure *grown = arena_grow(s->arena, s->figures, &s->cap, s->count + 1, sizeof *grown);
    if (grown == NULL)
        return false;
    s->figures = grown;
    struct figure_metric *metrics =
        arena_grow(s->arena, s->metrics, &s->metric_cap, mark + 1, sizeof *metrics);
    if (metrics == NULL)
        return false;
    s->metrics = metrics;
    const struct figure_mark *m = &v->marks[mark];
    struct figure *f = &s->figures[s->count++];
    *f = (struct figure){.start = s->offset + (uint32_t)m->start, .end = s->offset + (uint32_t)m->end};
    f->raw = slice(s, v->g, m->start, m->end);
    bool goes_on = mark > 0 && v->marks[mark - 1].sentence == m->sentence;
    f->sentence = sentence_of(s, v->g, m, m->sentence, m->sentence_end, goes_on ? (f - 1)->sentence : NULL);
    set_value(s, m, f);
    set_unit(s, v->g, m, f);
    f->qualifier = (uint8_t)figure_qualifier_of(v, m);
    struct figure_change_found change = figure_change_of(v, mark);
    f->change = change.change;
    if (change.base < change.base_end)
        f->base = slice(s, v->g, change.base, change.base_end);
    set_period(s, v, mark, f);
    struct figure_metric *found = &metrics[mark];
    if (!figure_metric_of(v, mark, metrics, &change, s->arena, found))
        return false;
    f->metric = found->text != NULL && *found->text != 0 ? found->text : NULL;
    if (goes_on && found->actor == NULL)
        found->actor = found[-1].actor;
    if (goes_on && found->place == NULL)
        found->place = found[-1].place;
    f->actor = found->actor;
    f->place = found->place;
    return !s->arena->full;
}

/* ---- rows of a table ---- */

/* The time of a cell: its column's, its row's. */
static void set_cell_period(struct search *s, const struct table_row *row, const struct table_cell *cell,
                            struct figure *f)
{
    const struct table_label *head = &s->table.columns[cell->index];
    const struct table_label *dated = head->period != NULL ? head : &row->label;
    if (dated->period == NULL)
        return;
    f->period = dated->period;
    f->period_start = print_day(s, dated->time.from);
    f->period_end = print_day(s, dated->time.to);
}

/* What the table says of a figure that is alone in its cell. */
static void name_by_table(struct search *s, const struct glyphs *g, const struct table_row *row,
                          const struct table_cell *cell, struct figure *f)
{
    const char *metric = figure_table_metric(&s->table, row, cell, s->arena);
    if (metric != NULL)
        f->metric = metric;
    f->change = figure_table_change(&s->table, g, cell);
    set_cell_period(s, row, cell, f);
}

static bool add_cell(struct search *s, const struct glyphs *g, const struct table_row *row,
                     const struct table_cell *cell, const struct figure_mark *m)
{
    struct figure *grown = arena_grow(s->arena, s->figures, &s->cap, s->count + 1, sizeof *grown);
    if (grown == NULL)
        return false;
    s->figures = grown;
    struct figure *f = &s->figures[s->count++];
    *f = (struct figure){.start = s->offset + (uint32_t)m->start, .end = s->offset + (uint32_t)m->end};
    f->raw = slice(s, g, m->start, m->end);
    f->sentence = sentence_of(s, g, m, 0, g->n, s->row_text);
    set_value(s, m, f);
    set_unit(s, g, m, f);
    if (s->story_text != NULL) {
        f->period = s->story_text;
        f->period_start = print_day(s, s->story.from);
        f->period_end = print_day(s, s->story.to);
    }
    name_by_table(s, g, row, cell, f);
    return !s->arena->full;
}

static bool search_row(struct search *s, const struct figure_view *v)
{
    const struct glyphs *g = v->g;
    const struct table_row row = figure_table_row(&s->table, s->lexicon, g, &s->anchor, s->arena);
    struct figure_mark number;
    size_t k = 0;
    s->row_text = slice(s, g, 0, g->n);
    for (struct table_cell cell = {0}; figure_table_cell(g, &cell);) {
        bool marked = k < v->mark_count && v->marks[k].start < cell.next;
        for (; k < v->mark_count && v->marks[k].start < cell.next; k++) {
            const struct figure_mark *m = &v->marks[k];
            if (!describe(s, v, k))
                return false;
            if (m->start <= cell.from + 1 && m->end >= cell.to && cell.index != row.label_column)
                name_by_table(s, g, &row, &cell, &s->figures[s->count - 1]);
        }
        if (!marked && figure_table_number(&s->table, &row, s->lexicon, g, &cell, &number) &&
            !add_cell(s, g, &row, &cell, &number))
            return false;
    }
    return true;
}

static bool search_paragraph(struct search *s, const char *p, size_t len)
{
    struct glyphs g;
    if (!fold_paragraph(s, p, len, &g))
        return false;
    if (!s->lead_done && s->anchor.known)
        s->lead_done = find_story_day(s, &g);
    if (!figure_scan(&s->scan, &g, &s->anchor))
        return false;
    const struct figure_view v = {
        s->lexicon, &g, s->scan.marks, s->scan.mark_count, s->scan.times, s->scan.time_count, &s->anchor};
    bool row = figure_table_line(&s->table, s->lexicon, &g, &s->anchor, s->arena);
    if (row && !search_row(s, &v))
        return false;
    for (size_t k = 0; k < v.mark_count && !row && s->count <= FIGURES_MAX; k++)
        if (!describe(s, &v, k))
            return false;
    s->offset += (uint32_t)g.n + 1;
    return true;
}

/* Where the piece of a paragraph that begins at `p` ends: of a giant one behind
 * the last full stop within PIECE_MAX, else between two characters. */
static const char *piece_end(const char *p, const char *stop)
{
    if ((size_t)(stop - p) <= PIECE_MAX)
        return stop;
    const char *cut = p + PIECE_MAX;
    while (((unsigned char)*cut & 0xC0) == 0x80)
        cut--;
    for (const char *q = cut; q >= p + 3; q--)
        if (memcmp(q - 3, u8"。", 3) == 0)
            return q;
    return cut;
}

bool figures_find(const struct figure_lexicon *lexicon, const char *text, size_t len,
                  const struct date *published, struct arena *arena, struct figure **figures, size_t *count,
                  struct fault *fault)
{
    struct search s = {.lexicon = lexicon, .arena = arena, .anchor = time_anchor_of(published)};
    s.scan.lexicon = lexicon;
    s.scan.arena = arena;
    for (const char *p = text, *end = text + len; p < end && s.count <= FIGURES_MAX;) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        const char *stop = nl != NULL ? nl : end, *piece = piece_end(p, stop);
        if (!search_paragraph(&s, p, (size_t)(piece - p)))
            return fault_set(fault, arena->held >= arena->max ? FAULT_LIMIT : FAULT_MEMORY,
                             "no room for the figures of a text");
        s.offset -= piece < stop; /* no line end behind a piece */
        p = piece < stop ? piece : stop + 1;
    }
    *figures = s.figures;
    *count = s.count;
    return true;
}
