/* rules - site rules in the syntax of FiveFilters' ftr-site-config
 * (https://help.fivefilters.org/full-text-rss/site-patterns.html), of which
 * thousands exist: what a site's pages call their title, body, author, date,
 * and what is to be taken out.  Two directives are ours: `source:`, `editor:`.
 *
 * A folder holds one file a site: "example.cn.txt" for example.cn and
 * www.example.cn, ".example.cn.txt" for every host below example.cn, "global.txt" for all.
 * For one host they are merged in that order, the user's folder before the
 * shipped one.  A line is "directive: value"; "#" begins a comment.
 *
 *   title body date author source editor    XPath; several are tried in order. A body is all
 *                                            that its first XPath with a match selects
 *   strip                                    XPath of what is taken out
 *   strip_id_or_class strip_image_src        a class or id; a part of an image's address
 *   dissolve                                 XPath of elements whose content stays
 *   next_page_link single_page_link          XPath of a link or its href
 *   if_page_contains                         the directive above counts only on pages with this XPath
 *   find_string replace_string, replace_string(x): y    on the source, before it is parsed
 *   test_url test_contains                   the page that shows that the rule works
 *
 * Directives that concern fetching or output of other programs (http_header,
 * tidy, prune, parser, strip_attr, wrap_in, login_… ) are known and have no effect
 * here.  An unknown directive, or a value beyond the limits below, is counted
 * in `ignored`, and --explain names the first.
 *
 * Rules only help: a page whose rule finds no body is read without it.  XPath
 * is evaluated in html.c under a limit of operations.
 *
 * One struct rules serves one thread: files are read when their folder is
 * added (a worker may open none later), and parsed when a host is first asked for. */
#ifndef JIANBAO_EXTRACT_RULES_H
#define JIANBAO_EXTRACT_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/fault.h"
#include "extract/page.h"
#include "extract/verdict.h"

enum rule_kind {
    RULE_TITLE,
    RULE_BODY,
    RULE_AUTHOR,
    RULE_DATE,
    RULE_SOURCE,
    RULE_EDITOR,
    RULE_NEXT,
    RULE_SINGLE,
    RULE_STRIP,
    RULE_DISSOLVE,
    RULE_TEST_URL,
    RULE_TEST_CONTAINS,
    RULE_KINDS
};

enum {
    RULE_XPATH_MAX = 1000,   /* bytes of a value */
    RULE_NESTING_MAX = 40,   /* brackets in one another */
    RULE_LINES_MAX = 1000,   /* of all files for one host */
    RULE_OPERATIONS_MAX = 2 * 1000 * 1000
};

struct rule_line {
    enum rule_kind kind;
    const char *value;
    const char *condition; /* if_page_contains, NULL */
};

struct rule_replacement {
    const char *find, *with;
};

struct site_rule {
    const char *name; /* the file that matched best: "example.cn.txt" */
    struct rule_line *lines;
    size_t count;
    struct rule_replacement *replacements;
    size_t replacement_count;
    unsigned ignored;
    const char *first_ignored; /* the first of those lines; NULL without one */
};

/* Values of box.rule_mark and block.rule_mark. */
enum { RULE_MARK_NONE, RULE_MARK_BODY, RULE_MARK_STRIP, RULE_MARK_DISSOLVE };

/* What a rule found on a page; in page.ruled. NULL = nothing. */
struct rule_facts {
    const char *name; /* of the rule */
    const struct site_rule *rule;
    const char *title, *author, *date, *source, *editor, *next, *single;
    bool body; /* blocks are marked */
};

struct rules;

struct rules *rules_open(struct fault *fault);
void rules_close(struct rules *rules);

/* Adds a folder's *.txt; the folders added first win. FAULT_IO, FAULT_INPUT cannot read ·
 * FAULT_LIMIT more than 8 folders, 50,000 files, 1 MB a file, 64 MB in all · FAULT_MEMORY. */
bool rules_add_folder(struct rules *rules, const char *dir, struct fault *fault);

/* The rule for an address, NULL where no file has one.  Lives as long as `rules`. */
const struct site_rule *rules_for(struct rules *rules, const char *url);

/* Parses one file's text into a rule of its own; for tests and checks. */
const struct site_rule *rules_parse(struct rules *rules, const char *name, const char *text, size_t len);

/* The source with the rule's replacements done, in `out`; false when there
 * were none or the text grew beyond out->max (then the source stays). */
bool rules_replace(const struct site_rule *rule, const char *text, size_t len, struct buf *out);

/* Overrides the classifier where a rule marked the body: marked blocks are
 * body, unless they are captions, pictures or furniture for a reason of their own; all others are not. */
void rules_judge(const struct page *page, struct verdict *verdicts);

#endif
