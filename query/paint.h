/* paint - text with marked stretches, to a stream.
 *
 * Inside, two control characters that clean text never has mark what is to
 * stand out; a hostile one can therefore only switch the highlight. */
#ifndef JIANBAO_QUERY_PAINT_H
#define JIANBAO_QUERY_PAINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define PAINT_ON "\001"   /* a word that was looked for */
#define PAINT_BOLD "\002" /* a title */
#define PAINT_DIM "\003"  /* what is beside the point */
#define PAINT_OFF "\004"

/* Prints visibly (utf8_print_visible), marks as ANSI colours, or as 【…】 for
 * PAINT_ON and nothing for the others when `colour` is not set. */
bool paint(FILE *out, const char *p, size_t len, bool colour);

#endif
