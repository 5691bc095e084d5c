#include "query/parse.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "query/lexer.h"

/* An operator that waits for its right side, or an open parenthesis. */
enum pending_kind { PENDING_OPEN, PENDING_OR, PENDING_AND, PENDING_NOT, PENDING_NEAR };

struct pending {
    enum pending_kind kind;
    enum node_kind group;   /* of an open one: NODE_AND (plain), NODE_SENTENCE, NODE_PARAGRAPH */
    enum query_field field; /* that was in force outside an open one */
    size_t start;
    unsigned distance;
};

struct parser {
    struct lexer lexer;
    struct arena *arena;
    struct query *query;
    struct fault *fault;
    int32_t today;
    size_t node_cap;
    int *operands;
    size_t operand_count, operand_cap;
    struct pending *pending;
    size_t pending_count, pending_cap;
    size_t depth;
    enum query_field field; /* of the group that is open */
    bool operand_before;    /* a whole operand stands in front of here */
    size_t fault_at;
};

static bool fail(struct parser *p, size_t at, const char *message)
{
    p->fault_at = at;
    return fault_set(p->fault, FAULT_USAGE, "%s", message);
}

static bool out_of_memory(struct parser *p)
{
    return fault_set(p->fault, FAULT_MEMORY, "no memory for the query");
}

/* ------------------------------------------------------------ the stacks */

static struct node *add_node(struct parser *p, enum node_kind kind, size_t start, size_t end)
{
    struct query *q = p->query;
    if (q->count >= 2 * QUERY_PARTS_MAX) {
        fail(p, start, "the query has too many parts");
        return NULL;
    }
    struct node *nodes = arena_grow(p->arena, q->nodes, &p->node_cap, (size_t)q->count + 1, sizeof *nodes);
    if (!nodes) {
        out_of_memory(p);
        return NULL;
    }
    q->nodes = nodes;
    nodes[q->count] = (struct node){
        .kind = kind, .field = p->field, .start = start, .end = end, .first = NODE_NONE, .next = NODE_NONE};
    return &nodes[q->count++];
}

static bool push_operand(struct parser *p, int node)
{
    int *operands =
        arena_grow(p->arena, p->operands, &p->operand_cap, p->operand_count + 1, sizeof *operands);
    if (!operands)
        return out_of_memory(p);
    p->operands = operands;
    operands[p->operand_count++] = node;
    p->operand_before = true;
    return true;
}

static bool push_pending(struct parser *p, struct pending pending)
{
    struct pending *all =
        arena_grow(p->arena, p->pending, &p->pending_cap, p->pending_count + 1, sizeof *all);
    if (!all)
        return out_of_memory(p);
    p->pending = all;
    all[p->pending_count++] = pending;
    p->operand_before = false;
    return true;
}

static enum node_kind node_of(enum pending_kind kind)
{
    static const enum node_kind kinds[] = {NODE_AND, NODE_OR, NODE_AND, NODE_NOT, NODE_NEAR};
    return kinds[kind];
}

static bool is_text(const struct node *n)
{
    return n->kind == NODE_WORDS || n->kind == NODE_PHRASE || n->kind == NODE_PREFIX;
}

/* What stands within a sentence, or near, must be words. */
static bool only_text(struct parser *p, int root, const char *message)
{
    const struct node *top = &p->query->nodes[root];
    for (int i = 0; i <= root; i++) {
        const struct node *n = &p->query->nodes[i];
        bool inside = n->start >= top->start && n->end <= top->end;
        bool positional = n->kind >= NODE_NEAR && i != root;
        if (inside && (n->kind == NODE_DATE || n->kind == NODE_FIGURE || n->kind == NODE_HAS || positional))
            return fail(p, n->start, message);
    }
    return true;
}

/* Makes one node of the last `n` operands. */
static bool join(struct parser *p, enum node_kind kind, size_t n, unsigned distance)
{
    int *operands = p->operands + p->operand_count - n;
    struct node *nodes = p->query->nodes;
    size_t start = nodes[operands[0]].start, end = nodes[operands[n - 1]].end;
    if (kind == NODE_NEAR && n > NEAR_MAX_LEAVES)
        return fail(p, nodes[operands[NEAR_MAX_LEAVES]].start, "NEAR joins at most 16 words");
    if (kind == NODE_NEAR) {
        for (size_t i = 0; i < n; i++) {
            if (!is_text(&nodes[operands[i]]))
                return fail(p, nodes[operands[i]].start, "NEAR stands between words or phrases");
        }
    }
    struct node *node = add_node(p, kind, start, end);
    if (!node)
        return false;
    nodes = p->query->nodes;
    node->distance = distance;
    node->first = operands[0];
    for (size_t i = 0; i + 1 < n; i++)
        nodes[operands[i]].next = operands[i + 1];
    p->operand_count -= n;
    return push_operand(p, p->query->count - 1);
}

/* Applies the last operator; a run of the same one makes one node. */
static bool reduce(struct parser *p)
{
    struct pending last = p->pending[p->pending_count - 1];
    size_t run = 0;
    while (run < p->pending_count && p->pending[p->pending_count - 1 - run].kind == last.kind &&
           (run == 0 || last.kind != PENDING_NOT))
        run++;
    for (size_t i = 1; i < run; i++) {
        unsigned d = p->pending[p->pending_count - 1 - i].distance;
        last.distance = d > last.distance ? d : last.distance;
    }
    p->pending_count -= run;
    if (!join(p, node_of(last.kind), last.kind == PENDING_NOT ? 1 : run + 1, last.distance))
        return false;
    if (last.kind == PENDING_NOT)
        p->query->nodes[p->query->count - 1].start = last.start;
    return true;
}

/* Applies what binds tighter than `kind`. */
static bool reduce_above(struct parser *p, enum pending_kind kind)
{
    while (p->pending_count > 0 && p->pending[p->pending_count - 1].kind > kind) {
        if (!reduce(p))
            return false;
    }
    return true;
}

static bool push_operator(struct parser *p, enum pending_kind kind, const struct token *t)
{
    unsigned distance = t->distance ? t->distance : NEAR_DEFAULT;
    return reduce_above(p, kind) &&
           push_pending(p, (struct pending){.kind = kind, .start = t->start, .distance = distance});
}

/* Two operands side by side are joined by AND. */
static bool before_operand(struct parser *p, const struct token *t)
{
    return !p->operand_before || push_operator(p, PENDING_AND, t);
}

/* ------------------------------------------------------------- the leaves */

/* Has it anything that can be searched for: a letter, a digit, an ideograph? */
static bool has_substance(const char *text, size_t len)
{
    for (const char *p = text, *end = text + len; p < end;) {
        uint32_t cp = utf8_half_width(utf8_next(&p, end));
        bool ascii = (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
        bool marks = cp < 0xC0 || (cp >= 0x2000 && cp < 0x2C00) ||
                     (cp >= 0x3000 && cp <= 0x303F && cp != 0x3005 && cp != 0x3007) ||
                     (cp >= 0xE000 && cp <= 0xF8FF) || (cp >= 0xFE00 && cp <= 0xFFFF && cp != 0xFF10);
        if (ascii || !marks)
            return true;
    }
    return false;
}

/* zh-Hant, zh_TW, 繁体 … as the index has it; NULL when it is no script of ours. */
static const char *script_of(const struct token *t)
{
    static const char *const names[][2] = {
        {"zh-Hans", "zh-Hans"}, {"hans", "zh-Hans"},  {"zh-CN", "zh-Hans"}, {"简体", "zh-Hans"},
        {"簡體", "zh-Hans"},    {"简", "zh-Hans"},    {"簡", "zh-Hans"},    {"zh-Hant", "zh-Hant"},
        {"hant", "zh-Hant"},    {"zh-TW", "zh-Hant"}, {"zh-HK", "zh-Hant"}, {"繁体", "zh-Hant"},
        {"繁體", "zh-Hant"},    {"繁", "zh-Hant"},    {"正體", "zh-Hant"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strlen(names[i][0]) == t->len && strncasecmp(names[i][0], t->text, t->len) == 0)
            return names[i][1];
    }
    return NULL;
}

static bool add_text(struct parser *p, enum node_kind kind, const struct token *t, enum query_field field)
{
    const char *script = field == FIELD_LANG ? script_of(t) : t->text;
    if (!script)
        return fail(p, t->start, "lang: takes zh-Hans (简体) or zh-Hant (繁體)");
    if (!has_substance(t->text, t->len)) {
        p->fault_at = t->start;
        return fault_set(p->fault, FAULT_USAGE, "nothing to search for in '%.*s'",
                         (int)(t->len < 60 ? t->len : 60), t->text);
    }
    struct node *n = add_node(p, kind, t->start, t->end);
    if (!n)
        return false;
    n->field = field;
    n->len = field == FIELD_LANG ? strlen(script) : t->len;
    n->text = arena_copy(p->arena, script, n->len);
    if (!n->text)
        return out_of_memory(p);
    return push_operand(p, p->query->count - 1);
}

/* The raw value of date:, has: or figure:, with or without parentheses. */
static bool raw_value(struct parser *p, const struct token *field, struct token *value)
{
    struct lexer *l = &p->lexer;
    lexer_raw_value(l, &value->text, &value->len);
    if (value->len == 0) {
        struct token open;
        size_t at;
        if (!lexer_next(l, &open, &at, NULL) || open.kind != TOKEN_OPEN)
            return fail(p, field->start, "the field has no value");
        if (!lexer_raw_group(l, &value->text, &value->len))
            return fail(p, open.start, "the parenthesis is not closed");
    }
    value->start = (size_t)(value->text - p->query->text);
    value->end = l->at;
    return true;
}

static bool add_date(struct parser *p, const struct token *field, const struct token *value)
{
    struct period period;
    p->fault_at = value->start;
    if (!period_parse(value->text, value->len, p->today, &period, p->fault))
        return false;
    struct node *n = add_node(p, NODE_DATE, field->start, value->end);
    if (!n)
        return false;
    n->period = period;
    return push_operand(p, p->query->count - 1);
}

static bool find_has(const struct token *t, enum has_what *has)
{
    static const struct {
        const char *name;
        enum has_what has;
    } names[] = {
        {"image", HAS_IMAGE},   {"图片", HAS_IMAGE},    {"圖片", HAS_IMAGE},    {"caption", HAS_CAPTION},
        {"图注", HAS_CAPTION},  {"figure", HAS_FIGURE}, {"数字", HAS_FIGURE},   {"數字", HAS_FIGURE},
        {"author", HAS_AUTHOR}, {"作者", HAS_AUTHOR},   {"editor", HAS_EDITOR}, {"编辑", HAS_EDITOR},
        {"source", HAS_SOURCE}, {"来源", HAS_SOURCE},   {"date", HAS_DATE},     {"日期", HAS_DATE}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strlen(names[i].name) == t->len && strncasecmp(names[i].name, t->text, t->len) == 0) {
            *has = names[i].has;
            return true;
        }
    }
    return false;
}

static bool add_has(struct parser *p, const struct token *field, const struct token *value)
{
    enum has_what has;
    if (!find_has(value, &has))
        return fail(p, value->start, "has: takes image, caption, figure, author, editor, source or date");
    struct node *n = add_node(p, NODE_HAS, field->start, value->end);
    if (!n)
        return false;
    n->has = has;
    return push_operand(p, p->query->count - 1);
}

static bool add_figure(struct parser *p, const struct token *field, const struct token *value)
{
    struct figure_query *f = arena_zalloc(p->arena, sizeof *f);
    size_t at = 0;
    if (!f)
        return out_of_memory(p);
    if (!figure_query_parse(value->text, value->len, p->today, p->arena, f, &at, p->fault)) {
        p->fault_at = value->start + at;
        return false;
    }
    struct node *n = add_node(p, NODE_FIGURE, field->start, value->end);
    char *text = arena_copy(p->arena, value->text, value->len);
    if (!n || !text)
        return n ? out_of_memory(p) : false;
    n->figure = f;
    n->text = text;
    n->len = value->len;
    return push_operand(p, p->query->count - 1);
}

/* ---------------------------------------------------------- the structure */

static bool open_group(struct parser *p, const struct token *t, enum node_kind group, enum query_field field)
{
    if (p->depth >= QUERY_DEPTH_MAX)
        return fail(p, t->start, "the parentheses are nested too deep");
    struct pending open = {.kind = PENDING_OPEN, .group = group, .field = p->field, .start = t->start};
    if (!push_pending(p, open))
        return false;
    p->depth++;
    p->field = field;
    return true;
}

static bool wrap_group(struct parser *p, struct pending open, size_t end)
{
    if (open.group == NODE_AND)
        return true;
    if (!join(p, open.group, 1, 0))
        return false;
    struct node *n = &p->query->nodes[p->query->count - 1];
    n->start = open.start;
    n->end = end;
    return only_text(p, p->query->count - 1, "a sentence or paragraph holds words and phrases only");
}

static bool close_group(struct parser *p, const struct token *t)
{
    if (p->depth == 0)
        return fail(p, t->start, "nothing is open that this parenthesis could close");
    if (!p->operand_before)
        return fail(p, t->start,
                    p->pending[p->pending_count - 1].kind == PENDING_OPEN
                        ? "there is nothing between the parentheses"
                        : "a word is missing before this parenthesis");
    if (!reduce_above(p, PENDING_OPEN))
        return false;
    struct pending open = p->pending[--p->pending_count];
    p->depth--;
    p->field = open.field;
    return wrap_group(p, open, t->end);
}

static bool on_operand(struct parser *p, const struct token *t, enum query_field field)
{
    switch (t->kind) {
    case TOKEN_WORD:
        return add_text(p, NODE_WORDS, t, field);
    case TOKEN_PHRASE:
        return add_text(p, NODE_PHRASE, t, field);
    case TOKEN_PREFIX:
        return add_text(p, NODE_PREFIX, t, field);
    case TOKEN_OPEN:
        return open_group(p, t, NODE_AND, field);
    case TOKEN_SENTENCE:
        return open_group(p, t, NODE_SENTENCE, field);
    case TOKEN_PARAGRAPH:
        return open_group(p, t, NODE_PARAGRAPH, field);
    default:
        return fail(p, t->start, "the field has no value");
    }
}

static bool on_field(struct parser *p, const struct token *t)
{
    struct token value;
    if (t->field != FIELD_DATE && t->field != FIELD_HAS && t->field != FIELD_FIGURE)
        return lexer_next(&p->lexer, &value, &p->fault_at, p->fault) && on_operand(p, &value, t->field);
    if (!raw_value(p, t, &value))
        return false;
    if (t->field == FIELD_DATE)
        return add_date(p, t, &value);
    return t->field == FIELD_HAS ? add_has(p, t, &value) : add_figure(p, t, &value);
}

static bool on_operator(struct parser *p, const struct token *t)
{
    if (!p->operand_before)
        return fail(p, t->start, "a word is missing before this operator");
    return push_operator(p,
                         t->kind == TOKEN_AND  ? PENDING_AND
                         : t->kind == TOKEN_OR ? PENDING_OR
                                               : PENDING_NEAR,
                         t);
}

static bool on_token(struct parser *p, const struct token *t)
{
    switch (t->kind) {
    case TOKEN_CLOSE:
        return close_group(p, t);
    case TOKEN_AND:
    case TOKEN_OR:
    case TOKEN_NEAR:
        return on_operator(p, t);
    case TOKEN_NOT:
        return before_operand(p, t) &&
               push_pending(p, (struct pending){.kind = PENDING_NOT, .start = t->start});
    case TOKEN_FIELD:
        return before_operand(p, t) && on_field(p, t);
    default:
        return before_operand(p, t) && on_operand(p, t, p->field);
    }
}

static bool at_end(struct parser *p)
{
    const struct pending *last = p->pending_count > 0 ? &p->pending[p->pending_count - 1] : NULL;
    if (!p->operand_before && !last)
        return fail(p, 0, "the query is empty");
    if (!p->operand_before && last->kind != PENDING_OPEN)
        return fail(p, last->start, "a word is missing after this operator");
    if (!p->operand_before || !reduce_above(p, PENDING_OPEN))
        return p->operand_before ? false : fail(p, last->start, "the parenthesis is not closed");
    if (p->pending_count > 0)
        return fail(p, p->pending[p->pending_count - 1].start, "the parenthesis is not closed");
    p->query->root = p->operands[0];
    return true;
}

static bool check_bytes(struct parser *p, const char *text, size_t len)
{
    size_t valid = utf8_valid_prefix(text, len);
    if (len > QUERY_BYTES_MAX)
        return fail(p, 0, "the query is longer than 65536 bytes");
    if (valid < len)
        return fail(p, valid, "not UTF-8");
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F)
            return fail(p, i, "a control character");
    }
    return true;
}

static bool run(struct parser *p)
{
    struct token t;
    for (;;) {
        if (!lexer_next(&p->lexer, &t, &p->fault_at, p->fault))
            return false;
        if (t.kind == TOKEN_END)
            return at_end(p);
        if (!on_token(p, &t))
            return false;
    }
}

bool query_parse(const char *text, size_t len, int32_t today, struct arena *arena, struct query *query,
                 struct query_place *place, struct fault *fault)
{
    struct fault local = {0};
    *query = (struct query){.text = text, .len = len, .root = NODE_NONE};
    *place = (struct query_place){0};
    struct parser p = {.lexer = {.query = text, .len = len},
                       .arena = arena,
                       .query = query,
                       .fault = &local,
                       .today = today};
    if (check_bytes(&p, text, len) && run(&p))
        return true;
    if (local.code != FAULT_USAGE)
        return fault_set(fault, local.code, "%s", local.text);
    size_t at = p.fault_at < len ? p.fault_at : len;
    at = utf8_valid_prefix(text, at);
    place->character = utf8_count(text, at) + 1;
    place->columns = utf8_columns(text, at);
    return fault_set(fault, FAULT_USAGE, "query, character %zu: %s", place->character, local.text);
}
