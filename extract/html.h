/* html - reads HTML into a page's blocks.  The only file that uses libxml2.
 *
 * libxml2's tokenizer calls our own handlers (SAX); no tree is built.  What it
 * would lose or be slow about is taken out before (scan.h): it is given UTF-8
 * and told so, its own limits are off (XML_PARSE_HUGE) and ours hold instead
 * (blocks.h).  Time is not bounded here: `<b></i>` a hundred thousand times
 * over is quadratic inside libxml2, so the caller runs it in a process with a
 * limit of CPU time (worker.h). */
#ifndef JIANBAO_EXTRACT_HTML_H
#define JIANBAO_EXTRACT_HTML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "extract/page.h"
#include "extract/rules.h"

/* Prepares the library for use in this process; call once before threads or
 * forks, and html_end() at the end. */
void html_begin(void);
void html_end(void);

/* Reads decoded text into an empty page whose arena is set; the page's scripts
 * point into `text`.  page->limits tells what was cut.  False: FAULT_LIMIT (the
 * arena), FAULT_MEMORY. */
bool html_read(const char *text, size_t len, struct page *page, struct fault *fault);

/* The same under a site rule: by way of a tree, in which the rule's XPath is
 * evaluated under a limit of operations (xmlXPathContext.opLimit).  The page's
 * boxes and blocks carry rule marks, page->ruled what the rule found.  An
 * XPath that is malformed or reaches the limit finds nothing. */
bool html_read_ruled(const char *text, size_t len, const struct site_rule *rule, struct page *page,
                     struct fault *fault);

#endif
