/* tree - a page under a site rule: read into a libxml2 tree, in which the
 * rule's XPath is evaluated.  The only file that uses libxml2.
 *
 * libxml2 parses nothing here: its tree is planted from the same elements as
 * all pages are read from (elements.h), so that a page has one structure with
 * a rule and without.  XPath is bounded by xmlXPathContext.opLimit. */
#ifndef JIANBAO_EXTRACT_TREE_H
#define JIANBAO_EXTRACT_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "extract/page.h"
#include "extract/rules.h"

enum { TREE_NODES_MAX = 150 * 1000 }; /* elements, attributes and texts: about 20 MB */

/* Prepares the library for use in this process; call once before threads or
 * forks, and tree_end() at the end. */
void tree_begin(void);
void tree_end(void);

/* As html_read(), under a site rule: the page's boxes and blocks carry rule
 * marks, page->ruled what the rule found.  An XPath that is malformed or
 * reaches the limit finds nothing; a page that needs more nodes is read
 * without the rule.  False: FAULT_LIMIT (the arena), FAULT_MEMORY. */
bool tree_read(const char *text, size_t len, const struct site_rule *rule, struct page *page,
               struct fault *fault);

#endif
