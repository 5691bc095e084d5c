#include "extract/html.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <libxml/xpath.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "extract/blocks.h"
#include "extract/html_tags.h"
#include "extract/scan.h"

/* Some messages of XPath reach only the library's printer. */
static void print_nothing(void *user, const char *format, ...)
{
    (void)user;
    (void)format;
}

void html_begin(void)
{
    xmlInitParser();
    xmlSetGenericErrorFunc(NULL, print_nothing);
}

void html_end(void)
{
    xmlCleanupParser();
}

/* ---------------------------------------------------- events of the parser */

enum { TAG_CACHE = 256 };

struct reading {
    htmlParserCtxtPtr parser;
    struct block_builder *blocks;
    const struct scan *scan;
    size_t gap;          /* the next of scan->gaps */
    uint32_t taken_out;  /* lines taken out before this place */
    const xmlChar *names[TAG_CACHE]; /* libxml2 keeps one copy of a name: its address stands for it */
    uint8_t tags[TAG_CACHE];
};

static enum tag tag_of(struct reading *r, const xmlChar *name)
{
    size_t slot = (uintptr_t)name / 4 % TAG_CACHE;
    if (r->names[slot] != name) {
        r->names[slot] = name;
        r->tags[slot] = (uint8_t)tag_find((const char *)name);
    }
    return (enum tag)r->tags[slot];
}

static void tell_line(struct reading *r)
{
    const xmlParserInput *input = r->parser->input;
    size_t at = input->consumed + (size_t)(input->cur - input->base);
    while (r->gap < r->scan->gap_count && r->scan->gaps[r->gap].at <= at)
        r->taken_out += r->scan->gaps[r->gap++].lines;
    blocks_line(r->blocks, (uint32_t)input->line + r->taken_out);
}

static void on_open(void *user, const xmlChar *name, const xmlChar **attributes)
{
    struct reading *r = user;
    tell_line(r);
    blocks_open(r->blocks, tag_of(r, name), (const char *const *)attributes, 0);
}

static void on_close(void *user, const xmlChar *name)
{
    struct reading *r = user;
    blocks_close(r->blocks, tag_of(r, name));
}

static void on_text(void *user, const xmlChar *text, int len)
{
    struct reading *r = user;
    if (len > 0)
        blocks_text(r->blocks, (const char *)text, (size_t)len);
}

static void on_error(void *user, xmlErrorPtr error)
{
    (void)user;
    (void)error; /* real pages are full of errors; the ones that count are in parser->errNo */
}

/* ------------------------------------------------------------- the reading */

static htmlParserCtxtPtr parser_new(const struct scan *scan, const htmlSAXHandler *handler)
{
    htmlParserCtxtPtr parser = htmlCreateMemoryParserCtxt(scan->text, (int)scan->len);
    if (!parser)
        return NULL;
    htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                   HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC | HTML_PARSE_NOIMPLIED |
                                   (int)XML_PARSE_HUGE);
    parser->charset = XML_CHAR_ENCODING_UTF8;
    memcpy(parser->sax, handler, sizeof *handler);
    return parser;
}

static bool parse(struct reading *r, struct page *page, struct fault *fault)
{
    htmlSAXHandler handler = {.startElement = on_open, .endElement = on_close, .characters = on_text,
                              .cdataBlock = on_text, .ignorableWhitespace = on_text, .serror = on_error,
                              .initialized = 1};
    r->parser = parser_new(r->scan, &handler);
    if (!r->parser)
        return fault_set(fault, FAULT_MEMORY, "no memory for the HTML parser");
    r->parser->userData = r;
    htmlParseDocument(r->parser);
    bool no_memory = r->parser->errNo == XML_ERR_NO_MEMORY;
    if (r->parser->disableSAX || no_memory)
        page->limits |= PAGE_LIMIT_TRUNCATED;
    if (r->parser->myDoc)
        xmlFreeDoc(r->parser->myDoc);
    htmlFreeParserCtxt(r->parser);
    return no_memory ? fault_set(fault, FAULT_MEMORY, "no memory for the HTML parser") : true;
}

bool html_read(const char *text, size_t len, struct page *page, struct fault *fault)
{
    struct scan scan = {0};
    page->markup = true;
    struct reading r = {.scan = &scan, .blocks = blocks_start(page, len)};
    bool ok = r.blocks && scan_html(text, len, false, page, &scan) && scan.len <= INT_MAX;
    if (!ok)
        fault_set(fault, FAULT_LIMIT, "the page needs more than %zu bytes of memory", page->arena->max);
    ok = ok && (scan.len == 0 || parse(&r, page, fault));
    free(scan.text);
    return ok && blocks_finish(r.blocks, fault);
}

/* ------------------------------------------------------ under a site rule */

enum { ATTRIBUTES_MAX = SCAN_ATTRIBUTES_MAX, FACT_BYTES_MAX = 2000, NODES_MAX = 100 * 1000 };

struct ruled {
    const struct site_rule *rule;
    struct page *page;
    struct rule_facts *facts;
    htmlDocPtr doc;
    xmlXPathContextPtr xpath;
};

static xmlXPathObjectPtr evaluate(struct ruled *r, const char *path)
{
    r->xpath->opCount = 0;
    r->xpath->node = (xmlNodePtr)r->doc;
    xmlXPathObjectPtr found = xmlXPathEvalExpression((const xmlChar *)path, r->xpath);
    if (found && found->type == XPATH_NODESET && (!found->nodesetval || found->nodesetval->nodeNr == 0)) {
        xmlXPathFreeObject(found);
        return NULL;
    }
    return found;
}

static bool holds(struct ruled *r, const struct rule_line *line)
{
    if (!line->condition)
        return true;
    xmlXPathObjectPtr found = evaluate(r, line->condition);
    bool yes = found && xmlXPathCastToBoolean(found);
    xmlXPathFreeObject(found);
    return yes;
}

/* Marks stand in the nodes themselves. */
static int32_t mark_of(const xmlNode *node)
{
    return (int32_t)(intptr_t)node->_private;
}

static bool mark_nodes(xmlXPathObjectPtr found, int mark)
{
    bool any = false;
    if (!found || found->type != XPATH_NODESET)
        return false;
    for (int i = 0; i < found->nodesetval->nodeNr && i < NODES_MAX; i++) {
        xmlNodePtr node = found->nodesetval->nodeTab[i];
        if (node->type != XML_ELEMENT_NODE)
            continue;
        node->_private = (void *)(intptr_t)mark;
        any = true;
    }
    return any;
}

/* Folds blanks; NULL for nothing. */
static const char *kept_text(struct ruled *r, const xmlChar *text)
{
    char *out = text ? arena_alloc(r->page->arena, FACT_BYTES_MAX + 1) : NULL;
    size_t n = 0;
    for (const char *p = (const char *)text; out && *p && n < FACT_BYTES_MAX; p++) {
        bool blank = (unsigned char)*p <= ' ';
        if (!blank || (n > 0 && out[n - 1] != ' '))
            out[n++] = blank ? ' ' : *p;
    }
    if (out)
        n = utf8_valid_prefix(out, n); /* a character that the limit cut */
    while (n > 0 && out[n - 1] == ' ')
        n--;
    if (out)
        out[n] = '\0';
    return n > 0 ? out : NULL;
}

static const char *text_of(struct ruled *r, xmlXPathObjectPtr found, bool link)
{
    xmlChar *text = NULL;
    if (found->type == XPATH_NODESET) {
        xmlNodePtr node = found->nodesetval->nodeTab[0];
        text = link && node->type == XML_ELEMENT_NODE ? xmlGetProp(node, (const xmlChar *)"href")
                                                      : xmlNodeGetContent(node);
    } else {
        text = xmlXPathCastToString(found);
    }
    const char *kept = kept_text(r, text);
    xmlFree(text);
    return kept;
}

/* Where a line's finding goes, NULL for those that only mark. */
static const char **fact_of(struct rule_facts *f, enum rule_kind kind)
{
    const char **places[RULE_KINDS] = {
        [RULE_TITLE] = &f->title,   [RULE_AUTHOR] = &f->author, [RULE_DATE] = &f->date,
        [RULE_SOURCE] = &f->source, [RULE_EDITOR] = &f->editor, [RULE_NEXT] = &f->next,
        [RULE_SINGLE] = &f->single};
    return places[kind];
}

static void apply_line(struct ruled *r, const struct rule_line *line)
{
    const char **fact = fact_of(r->facts, line->kind);
    bool body = line->kind == RULE_BODY, marking = line->kind == RULE_STRIP || line->kind == RULE_DISSOLVE;
    if ((!fact && !body && !marking) || (fact && *fact) || (body && r->facts->body) || !holds(r, line))
        return;
    xmlXPathObjectPtr found = evaluate(r, line->value);
    if (!found)
        return;
    if (fact)
        *fact = text_of(r, found, line->kind == RULE_NEXT || line->kind == RULE_SINGLE);
    else if (body)
        r->facts->body = mark_nodes(found, RULE_MARK_BODY);
    else
        mark_nodes(found, line->kind == RULE_STRIP ? RULE_MARK_STRIP : RULE_MARK_DISSOLVE);
    xmlXPathFreeObject(found);
}

static bool apply_rule(struct ruled *r, struct fault *fault)
{
    r->facts = arena_zalloc(r->page->arena, sizeof *r->facts);
    r->xpath = r->facts ? xmlXPathNewContext(r->doc) : NULL;
    if (!r->xpath)
        return fault_set(fault, FAULT_MEMORY, "no memory for a site rule");
    r->facts->name = r->rule->name;
    r->xpath->opLimit = RULE_OPERATIONS_MAX;
    r->xpath->error = on_error;
    for (size_t i = 0; i < r->rule->count; i++)
        apply_line(r, &r->rule->lines[i]);
    xmlXPathFreeContext(r->xpath);
    r->page->ruled = r->facts;
    return true;
}

static void open_node(struct block_builder *blocks, const xmlNode *node)
{
    const char *attributes[2 * ATTRIBUTES_MAX + 1];
    size_t n = 0;
    for (const xmlAttr *a = node->properties; a && n < 2 * ATTRIBUTES_MAX; a = a->next) {
        attributes[n++] = (const char *)a->name;
        attributes[n++] = a->children && a->children->content ? (const char *)a->children->content : "";
    }
    attributes[n] = NULL;
    int32_t mark = mark_of(node);
    blocks_line(blocks, node->line);
    blocks_open(blocks, tag_find((const char *)node->name), n ? attributes : NULL,
                mark == RULE_MARK_DISSOLVE ? RULE_MARK_NONE : mark);
}

/* The tree as the events that a parser would have sent, without recursion. */
static void walk(struct block_builder *blocks, xmlNodePtr root)
{
    xmlNodePtr node = root;
    while (node) {
        bool element = node->type == XML_ELEMENT_NODE && mark_of(node) != RULE_MARK_DISSOLVE;
        if (element)
            open_node(blocks, node);
        else if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
            blocks_text(blocks, (const char *)node->content, strlen((const char *)node->content));
        if (node->type == XML_ELEMENT_NODE && node->children) {
            node = node->children;
            continue;
        }
        for (;;) {
            if (node->type == XML_ELEMENT_NODE && mark_of(node) != RULE_MARK_DISSOLVE)
                blocks_close(blocks, tag_find((const char *)node->name));
            if (node == root)
                return;
            if (node->next)
                break;
            node = node->parent;
        }
        node = node->next;
    }
}

static htmlDocPtr parse_tree(const struct scan *scan, struct page *page)
{
    htmlParserCtxtPtr parser = htmlCreateMemoryParserCtxt(scan->text, (int)scan->len);
    if (!parser)
        return NULL;
    htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                   HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC | (int)XML_PARSE_HUGE);
    parser->charset = XML_CHAR_ENCODING_UTF8;
    parser->sax->serror = on_error;
    htmlParseDocument(parser);
    htmlDocPtr doc = parser->myDoc;
    if (parser->disableSAX || parser->errNo == XML_ERR_NO_MEMORY)
        page->limits |= PAGE_LIMIT_TRUNCATED;
    htmlFreeParserCtxt(parser);
    return doc;
}

bool html_read_ruled(const char *text, size_t len, const struct site_rule *rule, struct page *page,
                     struct fault *fault)
{
    struct scan scan = {0};
    struct ruled r = {.rule = rule, .page = page};
    page->markup = true;
    struct block_builder *blocks = blocks_start(page, len);
    if (!blocks || !scan_html(text, len, true, page, &scan) || scan.len > INT_MAX) {
        free(scan.text);
        return fault_set(fault, FAULT_LIMIT, "the page needs more than %zu bytes of memory",
                         page->arena->max);
    }
    r.doc = scan.len > 0 ? parse_tree(&scan, page) : NULL;
    free(scan.text);
    bool ok = !r.doc || apply_rule(&r, fault);
    xmlNodePtr root = ok && r.doc ? xmlDocGetRootElement(r.doc) : NULL;
    if (root)
        walk(blocks, root);
    if (r.doc)
        xmlFreeDoc(r.doc);
    return ok && blocks_finish(blocks, fault);
}
