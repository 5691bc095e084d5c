/* html - reads HTML into a page's blocks: tokens -> elements -> blocks.
 *
 * One pass over the text, linear in its length, no tree.  Only pages under a
 * site rule need one (tree.h). */
#ifndef JIANBAO_EXTRACT_HTML_H
#define JIANBAO_EXTRACT_HTML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "extract/page.h"
#include "extract/tokens.h"

enum {
    HTML_SCRIPTS_MAX = 500,
    HTML_SCRIPT_BYTES_MAX = 4 * 1024 * 1024 /* a longer script is dropped */
};

/* Reads decoded text into an empty page whose arena is set; the page's scripts
 * point into `text`.  page->limits tells what was cut.  False: FAULT_LIMIT (the
 * arena). */
bool html_read(const char *text, size_t len, struct page *page, struct fault *fault);

/* Keeps a script of the page; other raw elements are passed over. */
void html_keep_script(struct page *page, const struct token *token);

#endif
