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

/* A standalone SVG 1.1 picture, no script, no outside reference, all text escaped. */
bool chart_svg(const struct bar *bars, size_t count, const char *title, struct buf *out);

#endif
