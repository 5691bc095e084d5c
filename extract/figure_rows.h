/* figure_rows - figures as a table: one row each, with the article's id, date,
 * source and url. */
#ifndef JIANBAO_EXTRACT_FIGURE_ROWS_H
#define JIANBAO_EXTRACT_FIGURE_ROWS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/fault.h"
#include "extract/figures.h"

/* TSV: tabs and line ends in a field become a blank.  CSV: RFC 4180, lines end
 * in CRLF; a text that a spreadsheet would take for a formula gets an
 * apostrophe in front.  JSON Lines: absent fields are null. */
enum rows_format { ROWS_TSV, ROWS_CSV, ROWS_JSONL };

/* The article of a figure; NULL = not known. */
struct figure_article {
    const char *id, *date, *source, *url, *title;
};

/* The heading line; nothing for JSON Lines.  `grouped` adds the column "group". */
bool figure_rows_head(struct buf *out, enum rows_format format, bool grouped);

/* `group` is NULL unless the head was grouped. */
bool figure_rows_add(struct buf *out, enum rows_format format, const struct figure_article *article,
                     const struct figure *f, const char *group, struct fault *fault);

/* A row of named texts in the same formats. */
bool figure_rows_fields(struct buf *out, enum rows_format format, const char *const *names,
                        const char *const *values, unsigned count, struct fault *fault);

#endif
