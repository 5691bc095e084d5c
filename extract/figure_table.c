/* figure_table.c - heads, labels and cells of lines parted by tabs. */
#include "extract/figure_table.h"

#include <string.h>

#include "extract/figure_numeral.h"

enum {
    NAME_GLYPHS_MAX = 60,
    UNIT_GLYPHS_MAX = 12,
    CAPTION_GLYPHS_MAX = 40,
    YEAR_FIRST = 1900,
    YEAR_LAST = 2100
};

/* ---- cells ---- */

bool figure_table_cell(const struct glyphs *g, struct table_cell *cell)
{
    bool first = cell->next == 0;
    if (cell->next > g->n)
        return false;
    size_t from = cell->next, to = from;
    while (to < g->n && g->c[to] != '\t')
        to++;
    cell->index = first ? 0 : cell->index + 1;
    cell->next = to + 1;
    while (from < to && g->c[from] == ' ')
        from++;
    while (to > from && g->c[to - 1] == ' ')
        to--;
    cell->from = from;
    cell->to = to;
    return true;
}

static bool is_sign(uint16_t c)
{
    return glyph_in(c, u"-−+—–▲▼↑↓");
}

static bool is_number(const struct glyphs *g, size_t from, size_t to)
{
    size_t i = from + (from < to && is_sign(g->c[from])), digits = 0;
    for (; i < to; i++) {
        digits += glyph_is_digit(g->c[i]);
        if (!glyph_is_digit(g->c[i]) && !glyph_in(g->c[i], u",.% "))
            return false;
    }
    return digits > 0;
}

static bool is_year(const struct glyphs *g, size_t from, size_t to)
{
    int year = 0;
    for (size_t i = from; i < to && to - from == 4; i++)
        year = glyph_is_digit(g->c[i]) ? year * 10 + (g->c[i] - '0') : -10000;
    return year >= YEAR_FIRST && year < YEAR_LAST;
}

/* Cells without a digit or sign that begin the line's text, and those with numbers. */
static bool is_mostly_words(const struct glyphs *g, size_t *cells)
{
    struct table_cell cell = {0};
    size_t words = 0, numbers = 0;
    *cells = 0;
    while (figure_table_cell(g, &cell)) {
        ++*cells;
        if (cell.from == cell.to)
            continue;
        bool number = glyph_is_digit(g->c[cell.from]) || is_number(g, cell.from, cell.to);
        bool dated = is_year(g, cell.from, cell.to) ||
                     glyph_in(glyph_at(g, cell.to - 1), u"年月日)度末") || glyph_at(g, cell.from + 4) == u'年';
        if (number && !dated)
            numbers++;
        else
            words++;
    }
    return words > numbers;
}

/* ---- units ---- */

/* 万元, 亿美元, %, 起: the whole of [from, to) must be a unit. */
static bool read_unit(const struct figure_lexicon *lexicon, const struct glyphs *g, size_t from, size_t to,
                      struct table_unit *out, struct arena *arena)
{
    unsigned scale = 0;
    size_t len = 0;
    while (from < to && glyph_in(g->c[from], u": "))
        from++;
    if (to - from > UNIT_GLYPHS_MAX)
        return false;
    for (; from + 1 < to && glyph_in(g->c[from], u"十百千万亿"); from++) {
        if (g->c[from] == u'千' && glyph_in(g->c[from + 1], u"米克瓦伏赫帕"))
            break;
        scale += glyph_scale(g->c[from]);
    }
    const struct word *word =
        from < to ? figure_word(lexicon, g->c + from, to - from, WORD_UNIT, &len) : NULL;
    if (word == NULL || from + len != to)
        return false;
    *out = (struct table_unit){word->unit, word->currency, word->kind, (uint8_t)scale};
    if (out->text == NULL)
        out->text = arena_copy(arena, g->bytes + g->at[from], g->at[to] - g->at[from]);
    return out->text != NULL;
}

static bool holds(const struct glyphs *g, size_t from, size_t to, const char16_t *word)
{
    for (size_t i = from; i < to; i++) {
        size_t len = glyph_starts(g, i, word);
        if (len > 0 && i + len <= to)
            return true;
    }
    return false;
}

static bool holds_any(const struct glyphs *g, size_t from, size_t to, const char16_t *const *words,
                      size_t count)
{
    for (size_t k = 0; k < count; k++)
        if (holds(g, from, to, words[k]))
            return true;
    return false;
}

#define HOLDS_ANY(g, from, to, words) holds_any(g, from, to, words, sizeof(words) / sizeof *(words))

/* ---- labels ---- */

/* Cuts the unit off the end: 金额(万元), 金额:万元, 金额/万元, 同比%. */
static void cut_unit(const struct figure_lexicon *lexicon, const struct glyphs *g, size_t from, size_t *to,
                     struct table_unit *unit, struct arena *arena)
{
    size_t end = *to, close = end > from && g->c[end - 1] == ')', open = end - close;
    if (close == 0 && end > from && g->c[end - 1] == '%') {
        if (read_unit(lexicon, g, end - 1, end, unit, arena))
            *to = end - 1;
        return;
    }
    while (open > from && !glyph_in(g->c[open - 1], close != 0 ? u"(" : u":/,"))
        open--;
    if (open == from)
        return;
    size_t word = open + glyph_starts(g, open, u"单位") + glyph_starts(g, open, u"计量单位");
    if (read_unit(lexicon, g, word, end - close, unit, arena))
        *to = open - 1;
}

static void find_time(struct table_label *l, const struct figure_lexicon *lexicon, const struct glyphs *g,
                      const struct time_anchor *anchor, size_t *from, size_t to, struct arena *arena)
{
    size_t start = *from, end = start;
    if (is_year(g, start, to)) {
        int year = 0;
        for (size_t i = start; i < to; i++)
            year = year * 10 + (g->c[i] - '0');
        l->time = (struct time_mark){
            .start = start, .end = to, .from = date_days(year, 1, 1), .to = date_days(year, 12, 31)};
        end = to;
    } else if (start < to && time_begins(lexicon, g->c[start]) &&
               time_read(lexicon, g, start, anchor, &l->time) && l->time.end <= to &&
               l->time.weight >= TIME_SPAN) {
        end = l->time.end;
    }
    if (end > start)
        l->period = arena_copy(arena, g->bytes + g->at[start], g->at[end] - g->at[start]);
    *from = end;
}

static struct table_label read_label(const struct figure_lexicon *lexicon, const struct glyphs *g,
                                     const struct table_cell *cell, const struct time_anchor *anchor,
                                     struct arena *arena)
{
    static const char16_t *const ordinals[] = {u"序号", u"排名", u"名次", u"位次", u"编号", u"代码",
                                               u"电话", u"日期", u"年份", u"年度", u"月份", u"时间"};
    static const char16_t *const changes[] = {u"同比", u"环比", u"增长", u"增速", u"增减",
                                              u"涨跌", u"涨幅", u"变动", u"比上年", u"按年"};
    static const char16_t *const years[] = {u"同比", u"比上年", u"较上年", u"按年", u"比去年"};
    static const char16_t *const months[] = {u"环比", u"比上月", u"较上月", u"按月"};
    struct table_label l = {.name = ""};
    size_t from = cell->from, to = cell->to;
    if (to - from > NAME_GLYPHS_MAX) /* prose; copied to every cell it would cost the square of the text */
        return l;
    l.ordinal = HOLDS_ANY(g, from, to, ordinals);
    l.units = glyph_starts(g, from, u"单位") == to - from || glyph_starts(g, from, u"计量单位") == to - from;
    l.change = HOLDS_ANY(g, from, to, changes);
    l.yearly = HOLDS_ANY(g, from, to, years);
    l.monthly = HOLDS_ANY(g, from, to, months);
    cut_unit(lexicon, g, from, &to, &l.unit, arena);
    find_time(&l, lexicon, g, anchor, &from, to, arena);
    if (from < to)
        l.name = arena_copy(arena, g->bytes + g->at[from], g->at[to] - g->at[from]);
    return l;
}

/* 单位:万元 alone or at the end of a title line. */
static bool read_caption(struct figure_table *t, const struct figure_lexicon *lexicon,
                         const struct glyphs *g, struct arena *arena)
{
    for (size_t i = 0; i < g->n && g->n <= CAPTION_GLYPHS_MAX; i++) {
        size_t len = glyph_starts(g, i, u"单位:"), end = i + len;
        if (len == 0)
            continue;
        while (end < g->n && !glyph_in(g->c[end], u",、;) \t"))
            end++;
        return read_unit(lexicon, g, i + len, end, &t->caption, arena);
    }
    return false;
}

/* The head; a second line of words replaces the first. */
static void take_heads(struct figure_table *t, const struct figure_lexicon *lexicon, const struct glyphs *g,
                       const struct time_anchor *anchor, struct arena *arena)
{
    struct table_cell cell = {0};
    t->count = 0;
    while (t->count < TABLE_COLUMNS_MAX && figure_table_cell(g, &cell))
        t->columns[t->count++] = read_label(lexicon, g, &cell, anchor, arena);
}

static bool has_tab(const struct glyphs *g)
{
    for (size_t i = 0; i < g->n; i++)
        if (g->c[i] == '\t')
            return true;
    return false;
}

bool figure_table_line(struct figure_table *t, const struct figure_lexicon *lexicon, const struct glyphs *g,
                       const struct time_anchor *anchor, struct arena *arena)
{
    size_t cells = 0;
    if (!has_tab(g)) {
        *t = (struct figure_table){0};
        read_caption(t, lexicon, g, arena);
        return false;
    }
    bool words = is_mostly_words(g, &cells);
    if (t->count == 0 || (words && !t->rows)) {
        if (words)
            take_heads(t, lexicon, g, anchor, arena);
        return false;
    }
    t->rows = t->rows || !words;
    return cells <= t->count;
}

/* ---- rows ---- */

struct table_row figure_table_row(const struct figure_table *t, const struct figure_lexicon *lexicon,
                                  const struct glyphs *g, const struct time_anchor *anchor,
                                  struct arena *arena)
{
    struct table_row row = {.label = {.name = ""}, .label_column = TABLE_COLUMNS_MAX};
    struct table_cell cell = {0};
    while (figure_table_cell(g, &cell) && cell.index < t->count) {
        const struct table_label *head = &t->columns[cell.index];
        bool words = !is_number(g, cell.from, cell.to) || (cell.index == 0 && is_year(g, cell.from, cell.to));
        if (head->units) {
            read_unit(lexicon, g, cell.from, cell.to, &row.unit, arena);
        } else if (row.label_column == TABLE_COLUMNS_MAX && words && cell.from < cell.to) {
            row.label = read_label(lexicon, g, &cell, anchor, arena);
            row.label_column = cell.index;
        }
    }
    if (row.unit.text == NULL)
        row.unit = row.label.unit;
    return row;
}

static bool is_share(const struct table_label *head)
{
    static const char *const words[] = {"同比", "环比", "增长", "增速", "占比", "比重", "率", "按年"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (strstr(head->name, words[k]) != NULL)
            return true;
    return false;
}

/* The unit of a cell: its column's, its row's, the table's. */
static struct table_unit unit_of(const struct figure_table *t, const struct table_row *row,
                                 const struct table_label *head)
{
    if (head->unit.text != NULL)
        return head->unit;
    if (row->unit.text != NULL && !head->change)
        return row->unit;
    return is_share(head) ? (struct table_unit){0} : t->caption;
}

bool figure_table_number(const struct figure_table *t, const struct table_row *row,
                         const struct figure_lexicon *lexicon, const struct glyphs *g,
                         const struct table_cell *cell, struct figure_mark *mark)
{
    const struct table_label *head = &t->columns[cell->index];
    struct numeral number;
    bool sign = cell->from < cell->to && is_sign(g->c[cell->from]);
    size_t from = cell->from + sign;
    struct table_unit unit = unit_of(t, row, head);
    if (cell->index == row->label_column || head->ordinal || head->units || unit.text == NULL ||
        (sign && !head->change) || !is_number(g, cell->from, cell->to) ||
        !numeral_read(lexicon, g->c, from, cell->to, &number) || number.end != cell->to ||
        number.start != from)
        return false;
    *mark = (struct figure_mark){.start = from,
                                 .number = from,
                                 .end = cell->to,
                                 .number_end = cell->to,
                                 .unit = cell->to,
                                 .unit_end = cell->to,
                                 .sentence_end = g->n,
                                 .value = number.value,
                                 .kind = unit.kind,
                                 .unit_text = unit.text,
                                 .currency = unit.currency};
    decimal_shift(&mark->value, unit.scale);
    return true;
}

const char *figure_table_metric(const struct figure_table *t, const struct table_row *row,
                                const struct table_cell *cell, struct arena *arena)
{
    const char *head = t->columns[cell->index].name;
    size_t label = strlen(row->label.name), len = strlen(head);
    char *metric = label + len > 0 ? arena_alloc(arena, label + len + 1) : NULL;
    if (metric == NULL)
        return NULL;
    memcpy(metric, row->label.name, label);
    memcpy(metric + label, head, len + 1);
    return metric;
}

uint8_t figure_table_change(const struct figure_table *t, const struct glyphs *g,
                            const struct table_cell *cell)
{
    const struct table_label *head = &t->columns[cell->index];
    bool down = glyph_in(glyph_at(g, cell->from), u"-−—–▼↓");
    if (!head->change || cell->from == cell->to)
        return CHANGE_NONE;
    if (head->yearly)
        return down ? CHANGE_YOY_DOWN : CHANGE_YOY_UP;
    if (head->monthly)
        return down ? CHANGE_MOM_DOWN : CHANGE_MOM_UP;
    return down ? CHANGE_DOWN : CHANGE_UP;
}
