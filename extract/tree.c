#include "extract/tree.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
#include <libxml/xpath.h>
#include <limits.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "extract/blocks.h"
#include "extract/elements.h"
#include "extract/html.h"

enum { FACT_BYTES_MAX = 2000, MARKED_MAX = 100 * 1000, NAME_MAX_LEN = 64 };

/* Some messages of XPath reach only the library's printer. */
static void print_nothing(void *user, const char *format, ...)
{
    (void)user;
    (void)format;
}

static void ignore_error(void *user, xmlErrorPtr error)
{
    (void)user;
    (void)error; /* a rule's XPath that is wrong finds nothing */
}

void tree_begin(void)
{
    xmlInitParser();
    xmlSetGenericErrorFunc(NULL, print_nothing);
}

void tree_end(void)
{
    xmlCleanupParser();
}

/* --------------------------------------------------------------- planting */

struct planting {
    struct page *page;
    xmlDocPtr doc;
    xmlNodePtr open[ELEMENTS_DEPTH_MAX + 2]; /* the root first */
    size_t depth;
    xmlNodePtr body;   /* made up where the page has none */
    struct buf text;   /* gathered until the next tag */
    struct buf value;  /* of an attribute */
    size_t nodes;
    bool failed;       /* the ceiling, or no memory */
};

static bool count_node(struct planting *p, const void *made)
{
    p->failed = p->failed || !made || ++p->nodes > TREE_NODES_MAX;
    return !p->failed;
}

/* A name in lower case, cut where it is absurdly long. */
static const xmlChar *lower_name(const char *name, size_t len, char out[NAME_MAX_LEN + 1])
{
    size_t n = 0;
    for (; n < len && n < NAME_MAX_LEN; n++)
        out[n] = name[n] >= 'A' && name[n] <= 'Z' ? (char)(name[n] + 32) : name[n];
    n = utf8_valid_prefix(out, n);
    out[n] = '\0';
    return (const xmlChar *)out;
}

static xmlNodePtr add_element(struct planting *p, xmlNodePtr parent, const char *name, size_t len)
{
    char lower[NAME_MAX_LEN + 1];
    xmlNodePtr node = xmlNewDocNode(p->doc, NULL, lower_name(name, len, lower), NULL);
    if (count_node(p, node))
        return xmlAddChild(parent, node);
    xmlFreeNode(node);
    return NULL;
}

/* Where the next node goes: what stands bare below the root belongs to the body. */
static xmlNodePtr parent_of(struct planting *p, enum tag tag)
{
    xmlNodePtr top = p->open[p->depth], root = p->open[0];
    if (top != root || tag == TAG_HEAD || tag == TAG_BODY)
        return top;
    bool head_only = tag == TAG_META || tag == TAG_LINK || tag == TAG_BASE || tag == TAG_TITLE;
    if (!p->body && !head_only)
        p->body = add_element(p, root, "body", 4);
    return p->body ? p->body : root;
}

static void plant_text(struct planting *p)
{
    bool blank = strspn(p->text.data ? p->text.data : "", " \n\t") == p->text.len;
    if (p->text.len > 0 && !p->failed && !(blank && p->depth == 0)) {
        xmlNodePtr parent = parent_of(p, TAG_OTHER);
        xmlNodePtr node = xmlNewDocTextLen(p->doc, (const xmlChar *)p->text.data, (int)p->text.len);
        if (count_node(p, node))
            xmlAddChild(parent, node);
        else
            xmlFreeNode(node);
    }
    buf_clear(&p->text);
}

static void plant_attributes(struct planting *p, xmlNodePtr node, const struct attributes *attributes)
{
    char name[NAME_MAX_LEN + 1];
    for (size_t i = 0; i < attributes->count && !p->failed; i++) {
        const struct attribute *a = &attributes->items[i];
        const xmlChar *lower = lower_name(a->name, a->name_len, name);
        if (xmlHasProp(node, lower))
            continue;
        bool ok = attribute_resolve(a, &p->value);
        count_node(p, ok ? xmlNewProp(node, lower, (const xmlChar *)p->value.data) : NULL);
    }
}

static void on_open(void *user, const struct token *token)
{
    struct planting *p = user;
    plant_text(p);
    if (p->failed)
        return;
    xmlNodePtr node = p->open[0]; /* the root is there */
    if (token->tag != TAG_HTML)
        node = add_element(p, parent_of(p, token->tag), token->text, token->len);
    if (!node)
        return;
    plant_attributes(p, node, &token->attributes);
    if (token->tag == TAG_BODY)
        p->body = node;
    if (!(tag_manner(token->tag) & MANNER_VOID))
        p->open[++p->depth] = node;
}

static void on_close(void *user, size_t inside)
{
    struct planting *p = user;
    plant_text(p);
    if (p->failed)
        return;
    for (size_t at = p->depth - inside; at < p->depth; at++)
        p->open[at] = p->open[at + 1];
    p->depth--;
}

static void on_text(void *user, const char *text, size_t len)
{
    struct planting *p = user;
    p->failed = p->failed || !buf_append(&p->text, text, len);
}

static void on_raw(void *user, const struct token *token)
{
    struct planting *p = user;
    html_keep_script(p->page, token);
    if (tag_manner(token->tag) & MANNER_BREAK) {
        on_open(user, token);
        on_close(user, 0);
    }
}

/* The page as a tree; NULL: the ceiling, or no memory. */
static xmlDocPtr plant(const char *text, size_t len, struct page *page)
{
    struct planting p = {.page = page, .doc = xmlNewDoc((const xmlChar *)"1.0")};
    xmlNodePtr root = p.doc ? xmlNewDocNode(p.doc, NULL, (const xmlChar *)"html", NULL) : NULL;
    buf_init(&p.text, len);
    buf_init(&p.value, len);
    if (root) {
        xmlDocSetRootElement(p.doc, root);
        p.open[0] = root;
        if (elements_read(text, len, &(struct element_sink){&p, on_open, on_close, on_text, on_raw}))
            page->limits |= PAGE_LIMIT_DEPTH;
        plant_text(&p);
    }
    buf_free(&p.text);
    buf_free(&p.value);
    if (root && !p.failed)
        return p.doc;
    xmlFreeDoc(p.doc);
    return NULL;
}

/* --------------------------------------------------------------- the rule */

struct ruled {
    const struct site_rule *rule;
    struct page *page;
    struct rule_facts *facts;
    xmlDocPtr doc;
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
    for (int i = 0; i < found->nodesetval->nodeNr && i < MARKED_MAX; i++) {
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
    r->facts->rule = r->rule;
    r->xpath->opLimit = RULE_OPERATIONS_MAX;
    r->xpath->error = ignore_error;
    for (size_t i = 0; i < r->rule->count; i++)
        apply_line(r, &r->rule->lines[i]);
    xmlXPathFreeContext(r->xpath);
    r->page->ruled = r->facts;
    return true;
}

static enum tag node_tag(const xmlNode *node)
{
    return tag_find((const char *)node->name, strlen((const char *)node->name));
}

static void open_node(struct block_builder *blocks, const xmlNode *node)
{
    struct attribute items[TOKENS_ATTRIBUTES_MAX];
    struct attributes attributes = {items, 0, true};
    for (const xmlAttr *a = node->properties; a && attributes.count < TOKENS_ATTRIBUTES_MAX; a = a->next) {
        const char *name = (const char *)a->name;
        const char *value = a->children ? (const char *)a->children->content : NULL;
        items[attributes.count++] = (struct attribute){name, value, (uint32_t)strlen(name),
                                                       value ? (uint32_t)strlen(value) : 0};
    }
    int32_t mark = mark_of(node);
    blocks_open(blocks, node_tag(node), &attributes, mark == RULE_MARK_DISSOLVE ? RULE_MARK_NONE : mark);
}

static void leave_node(struct block_builder *blocks, const xmlNode *node)
{
    if (node->type == XML_ELEMENT_NODE && mark_of(node) != RULE_MARK_DISSOLVE &&
        !(tag_manner(node_tag(node)) & MANNER_VOID))
        blocks_close(blocks, 0);
}

static void enter_node(struct block_builder *blocks, const xmlNode *node)
{
    if (node->type == XML_ELEMENT_NODE && mark_of(node) != RULE_MARK_DISSOLVE)
        open_node(blocks, node);
    else if (node->type == XML_TEXT_NODE)
        blocks_text(blocks, (const char *)node->content, strlen((const char *)node->content));
}

/* The tree as the events that the page would have sent, without recursion. */
static void walk(struct block_builder *blocks, xmlNodePtr root)
{
    xmlNodePtr node = root;
    while (node) {
        enter_node(blocks, node);
        if (node->type == XML_ELEMENT_NODE && node->children) {
            node = node->children;
            continue;
        }
        for (;;) {
            leave_node(blocks, node);
            if (node == root)
                return;
            if (node->next)
                break;
            node = node->parent;
        }
        node = node->next;
    }
}

bool tree_read(const char *text, size_t len, const struct site_rule *rule, struct page *page,
               struct fault *fault)
{
    struct ruled r = {.rule = rule, .page = page};
    r.doc = len < INT_MAX ? plant(text, len, page) : NULL;
    if (!r.doc) {
        page->script_count = 0;
        return html_read(text, len, page, fault);
    }
    page->markup = true;
    struct block_builder *blocks = blocks_start(page, len);
    bool ok = blocks ? apply_rule(&r, fault)
                     : fault_set(fault, FAULT_LIMIT, "the page needs more than %zu bytes of memory",
                                 page->arena->max);
    if (ok)
        walk(blocks, xmlDocGetRootElement(r.doc));
    xmlFreeDoc(r.doc);
    return ok && blocks_finish(blocks, fault);
}
