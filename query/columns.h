/* columns - text cut and padded to terminal columns, where a Chinese
 * character takes two. */
#ifndef JIANBAO_QUERY_COLUMNS_H
#define JIANBAO_QUERY_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* The bytes at the start (end) of the text that fit into `columns`. */
size_t columns_head(const char *p, size_t len, size_t columns);
size_t columns_tail(const char *p, size_t len, size_t columns);

/* Appends the text, cut with … where it does not fit, padded with blanks to
 * exactly `columns`.  Newlines and tabs become blanks. */
bool columns_left(struct buf *out, const char *p, size_t len, size_t columns);
bool columns_right(struct buf *out, const char *p, size_t len, size_t columns); /* padded in front */

bool columns_pad(struct buf *out, size_t columns);

#endif
