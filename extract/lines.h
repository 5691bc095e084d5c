/* lines - the lines of a text in memory, measured.  (base/file.h reads lines
 * of streams.) */
#ifndef JIANBAO_EXTRACT_LINES_H
#define JIANBAO_EXTRACT_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text_line {
    const char *text; /* without the blanks at both ends */
    size_t len;
    uint32_t indent;  /* blanks in front, in half-widths: U+3000 = 2, \t = 4 */
    uint32_t columns; /* of the text */
    uint32_t gap;     /* blank lines above */
    uint32_t number;  /* from 1 */
};

struct line_cursor {
    const char *p, *end;
    uint32_t number;
};

/* The next line that is not blank; false at the end of the text. */
bool text_line_next(struct line_cursor *c, struct text_line *line);

#endif
