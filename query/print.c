#include "query/parse.h"

#include <string.h>

/* The tree is printed from its root by a stack of what is still to come. */
struct printing {
    int node;      /* NODE_NONE: close a parenthesis */
    bool separate; /* a blank in front */
};

static const char *group_name(enum node_kind kind)
{
    switch (kind) {
    case NODE_AND:
        return "AND(";
    case NODE_OR:
        return "OR(";
    case NODE_NOT:
        return "NOT(";
    case NODE_SENTENCE:
        return "SENTENCE(";
    case NODE_PARAGRAPH:
        return "PARAGRAPH(";
    default:
        return "NEAR(";
    }
}

static const char *has_name(enum has_what has)
{
    static const char *const names[HAS_COUNT] = {"image",  "caption", "figure", "author",
                                                 "editor", "source",  "date"};
    return names[has];
}

static void print_leaf(const struct node *n, struct buf *out)
{
    char period[PERIOD_TEXT_MAX];
    switch (n->kind) {
    case NODE_DATE:
        buf_printf(out, "date:%s", period_print(n->period, period));
        return;
    case NODE_FIGURE:
        buf_printf(out, "figure:(%s)", n->text);
        return;
    case NODE_HAS:
        buf_printf(out, "has:%s", has_name(n->has));
        return;
    default:
        break;
    }
    if (n->field != FIELD_ANY)
        buf_printf(out, "%s:", field_name(n->field));
    const char *quote = n->kind == NODE_PHRASE ? "\"" : "";
    buf_printf(out, "%s%s%s%s", quote, n->text, quote, n->kind == NODE_PREFIX ? "*" : "");
}

static bool is_group(const struct node *n)
{
    return n->kind >= NODE_AND;
}

bool query_print(const struct query *query, struct buf *out)
{
    struct printing stack[2 * QUERY_PARTS_MAX + 2];
    size_t depth = 0;
    stack[depth++] = (struct printing){.node = query->root};
    while (depth > 0) {
        struct printing now = stack[--depth];
        if (now.node == NODE_NONE) {
            buf_putc(out, ')');
            continue;
        }
        const struct node *n = &query->nodes[now.node];
        if (now.separate)
            buf_putc(out, ' ');
        if (n->next != NODE_NONE && depth < sizeof stack / sizeof stack[0])
            stack[depth++] = (struct printing){.node = n->next, .separate = true};
        if (!is_group(n)) {
            print_leaf(n, out);
            continue;
        }
        buf_puts(out, group_name(n->kind));
        if (n->kind == NODE_NEAR) {
            out->len -= out->len > 0;
            buf_printf(out, "/%u(", n->distance);
        }
        stack[depth++] = (struct printing){.node = NODE_NONE};
        stack[depth++] = (struct printing){.node = n->first};
    }
    return buf_ok(out);
}
