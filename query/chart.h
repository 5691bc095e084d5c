/* chart - counts as bars, on a terminal or as SVG. */
#ifndef JIANBAO_QUERY_CHART_H
#define JIANBAO_QUERY_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct bar {
    const char *label; /* of any width */
    double value;      /* >= 0; its length only, the text is what is printed */
    const char *text;  /* the number as it is to be read */
};

/* "2021-10  ████████▌ 12", labels and numbers aligned, the longest bar
 * `columns` wide, in eighths of a column. */
bool chart_text(const struct bar *bars, size_t count, size_t columns, struct buf *out);

/* Standalone SVG 1.1 pictures, no script, no outside reference, all text escaped. */

/* A row for each bar, its text behind it. */
bool chart_svg_rows(const struct bar *bars, size_t count, const char *title, struct buf *out);

/* A column for each year, month or day (the labels), from left to right over one axis of time; what one
 * stands for shows when it is pointed at. */
bool chart_svg_time(const struct bar *bars, size_t count, const char *title, struct buf *out);

#endif
