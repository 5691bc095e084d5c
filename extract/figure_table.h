/* figure_table - tables in a text: lines whose cells are parted by tabs.
 *
 * The first line of a table that is mostly words is its head and names what
 * the columns count, in which unit (金额(万元), 数量（起）, 同比(%)) and when
 * (2021年).  A line 单位：万元 right above holds for columns without a unit of
 * their own; so does a column headed 单位 for its row, and a unit in the row's
 * label.  With these a bare number in a cell is a figure. */
#ifndef JIANBAO_EXTRACT_FIGURE_TABLE_H
#define JIANBAO_EXTRACT_FIGURE_TABLE_H

#include "extract/figure_scan.h"

enum { TABLE_COLUMNS_MAX = 32 };

struct table_unit {
    const char *text;     /* in the base unit: 元, 起, %; NULL = none is stated */
    const char *currency; /* ISO 4217, for money */
    uint8_t kind;         /* enum figure_kind */
    uint8_t scale;        /* power of ten: 4 for 万元 */
};

/* What a head or a row's label says. */
struct table_label {
    const char *name; /* without unit and time; "" when nothing is left */
    struct table_unit unit;
    struct time_mark time;
    const char *period; /* the time as it stands, or NULL */
    bool ordinal;       /* 序号, 排名: numbers that count nothing */
    bool units;         /* 单位: the cells are the units of their rows */
    bool change;        /* 同比, 增长: a sign is a direction */
    bool yearly, monthly;
};

struct figure_table {
    struct table_label columns[TABLE_COLUMNS_MAX];
    size_t count; /* 0 outside a table */
    bool rows;    /* a row of numbers has been seen */
    struct table_unit caption;
};

struct table_cell {
    size_t index, from, to; /* column; glyphs of the line without blanks around */
    size_t next;            /* where the next cell begins, beyond the line behind the last */
};

/* What holds for the cells of one row. */
struct table_row {
    struct table_label label;
    size_t label_column;
    struct table_unit unit; /* of the column 单位, or of the label */
};

/* Takes the next line in; true when it is a row of the table, whose cells may
 * be read.  The names live in the arena. */
bool figure_table_line(struct figure_table *t, const struct figure_lexicon *lexicon, const struct glyphs *g,
                       const struct time_anchor *anchor, struct arena *arena);

struct table_row figure_table_row(const struct figure_table *t, const struct figure_lexicon *lexicon,
                                  const struct glyphs *g, const struct time_anchor *anchor,
                                  struct arena *arena);

/* Steps to the next cell of the line; *cell begins as all zero.  False behind the last. */
bool figure_table_cell(const struct glyphs *g, struct table_cell *cell);

/* Reads a cell that holds a number and nothing else but a sign; false when it
 * does not, or when nothing says what the number counts. */
bool figure_table_number(const struct figure_table *t, const struct table_row *row,
                         const struct figure_lexicon *lexicon, const struct glyphs *g,
                         const struct table_cell *cell, struct figure_mark *mark);

/* What a cell counts, for a figure alone in it: label and head; NULL when both are empty. */
const char *figure_table_metric(const struct figure_table *t, const struct table_row *row,
                                const struct table_cell *cell, struct arena *arena);

/* The direction of a cell of a column such as 同比(%); enum figure_change. */
uint8_t figure_table_change(const struct figure_table *t, const struct glyphs *g,
                            const struct table_cell *cell);

#endif
