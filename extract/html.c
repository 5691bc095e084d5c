#include "extract/html.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <limits.h>
#include <string.h>

#include "extract/blocks.h"
#include "extract/html_tags.h"
#include "extract/scan.h"

void html_begin(void)
{
    xmlInitParser();
}

void html_end(void)
{
    xmlCleanupParser();
}

/* ---------------------------------------------------- events of the parser */

struct reading {
    htmlParserCtxtPtr parser;
    struct block_builder *blocks;
    const struct scan *scan;
    size_t gap;          /* the next of scan->gaps */
    uint32_t taken_out;  /* lines taken out before this place */
};

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
    blocks_open(r->blocks, tag_find((const char *)name), (const char *const *)attributes, 0);
}

static void on_close(void *user, const xmlChar *name)
{
    struct reading *r = user;
    blocks_close(r->blocks, tag_find((const char *)name));
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
    htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                                   HTML_PARSE_IGNORE_ENC | HTML_PARSE_NOIMPLIED | (int)XML_PARSE_HUGE);
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
    struct scan scan;
    page->markup = true;
    struct reading r = {.scan = &scan, .blocks = blocks_start(page, len)};
    if (!r.blocks || !scan_html(text, len, page, &scan) || scan.len > INT_MAX)
        return fault_set(fault, FAULT_LIMIT, "the page needs more than %zu bytes of memory", page->arena->max);
    return (scan.len == 0 || parse(&r, page, fault)) && blocks_finish(r.blocks, fault);
}
