/* dump - reads the plain text of a page, as browsers copy it and scrapers
 * store it, into blocks.
 *
 * Where pages are stored as Markdown, links are read as their text, and marks
 * of headings and emphasis are dropped.  A line is a block.  Lines that were
 * wrapped hard at one width are joined: that is so when the text has such a
 * width, the line reaches it, and the next one follows without a blank line or
 * an indent. */
#ifndef JIANBAO_EXTRACT_DUMP_H
#define JIANBAO_EXTRACT_DUMP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "extract/page.h"

/* Reads decoded text into an empty page whose arena is set.  False:
 * FAULT_LIMIT, the arena is full. */
bool dump_read(const char *text, size_t len, struct page *page, struct fault *fault);

#endif
