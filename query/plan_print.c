#include "query/plan.h"

/* Printed from the root by a stack of what is still to come. */
struct printing {
    const struct store_query *query; /* NULL: close a parenthesis */
    bool separate;
};

enum { PRINT_DEPTH_MAX = 4096 };

static const char *op_name(enum store_op op)
{
    static const char *const names[] = {"",        "",    "ALL",   "NONE",   "AND",   "OR",
                                        "SYNONYM", "NOT", "MAYBE", "FILTER", "SCALE", "RANGE"};
    return names[op];
}

static void print_one(const struct store_query *q, struct buf *out)
{
    if (q->op == STORE_TERM || q->op == STORE_PREFIX) {
        buf_append(out, q->term.p, q->term.len);
        buf_puts(out, q->op == STORE_PREFIX ? "*" : "");
        if (q->weight > 0 && (q->weight < 1 || q->weight > 1))
            buf_printf(out, "^%.1f", q->weight);
    } else if (q->op == STORE_RANGE) {
        buf_printf(out, "%.*s..%.*s", (int)q->low.len, q->low.p ? q->low.p : "", (int)q->high.len,
                   q->high.p ? q->high.p : "");
    } else if (q->op == STORE_SCALE) {
        buf_printf(out, "SCALE %.1f", q->weight);
    } else {
        buf_puts(out, op_name(q->op));
    }
}

bool plan_print(const struct store_query *query, struct buf *out)
{
    struct printing stack[PRINT_DEPTH_MAX];
    size_t depth = 0;
    stack[depth++] = (struct printing){.query = query};
    while (depth > 0) {
        struct printing now = stack[--depth];
        if (!now.query) {
            buf_putc(out, ')');
            continue;
        }
        if (now.separate)
            buf_putc(out, ' ');
        print_one(now.query, out);
        if (now.query->count == 0 || depth + now.query->count + 1 > PRINT_DEPTH_MAX)
            continue;
        buf_putc(out, '(');
        stack[depth++] = (struct printing){0};
        for (size_t i = now.query->count; i-- > 0;)
            stack[depth++] = (struct printing){.query = now.query->children[i], .separate = i > 0};
    }
    return buf_ok(out);
}
