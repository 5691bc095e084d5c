#include "query/plan.h"

#include <string.h>

#include "base/date.h"
#include "base/utf8.h"

/* Weights, chosen on the development queries. */
static const double PAIR_WEIGHT = 1.0, LOOSE_PAIR_WEIGHT = 0.5, TITLE_WEIGHT = 1.0, SYNONYM_WEIGHT = 0.8;

enum { CHILDREN_MAX = 2 * QUERY_PARTS_MAX };

struct planning {
    const struct matcher *m;
    const struct synonyms *synonyms;
    struct arena *arena;
    struct fault *fault;
    bool loose;
    bool softly;   /* the leaf in hand is loosened */
    bool loosened; /* a part differs from the strict plan */
    bool ranked;
    const struct store_query **plans; /* by node; NULL lets everything through */
    bool *inside;                     /* by node: within a sentence, a paragraph or NEAR */
    bool *soft;                       /* by node: its plan is a loose one */
};

/* A growing list of children in the arena. */
struct children {
    const struct store_query **items;
    size_t len, cap;
};

static bool out_of_memory(struct planning *p)
{
    return fault_set(p->fault, FAULT_MEMORY, "no memory for the query");
}

static bool push(struct planning *p, struct children *c, const struct store_query *q)
{
    const struct store_query **items = arena_grow(p->arena, c->items, &c->cap, c->len + 1, sizeof(*items));
    if (!q || !items)
        return out_of_memory(p);
    c->items = items;
    items[c->len++] = q;
    return true;
}

static const struct store_query *make(struct planning *p, struct store_query q)
{
    struct store_query *copy = arena_alloc(p->arena, sizeof *copy);
    if (!copy) {
        out_of_memory(p);
        return NULL;
    }
    *copy = q;
    return copy;
}

static const struct store_query *group(struct planning *p, enum store_op op, const struct children *c)
{
    if (c->len == 1)
        return c->items[0];
    return make(p, (struct store_query){.op = op, .children = c->items, .count = c->len});
}

static const struct store_query *scaled(struct planning *p, const struct store_query *q, double weight)
{
    struct children one = {0};
    if (!push(p, &one, q))
        return NULL;
    return make(p,
                (struct store_query){.op = STORE_SCALE, .weight = weight, .children = one.items, .count = 1});
}

/* ------------------------------------------------------------------ terms */

static const struct store_query *term_query(struct planning *p, const char *bytes, size_t len, bool open,
                                            double weight)
{
    const char *copy = arena_copy(p->arena, bytes, len);
    if (!copy) {
        out_of_memory(p);
        return NULL;
    }
    return make(p, (struct store_query){.op = open ? STORE_PREFIX : STORE_TERM,
                                        .term = {copy, len},
                                        .weight = open ? 0 : weight});
}

/* Two letters of a word tell nothing: a loose plan asks for whole tokens and for Chinese pairs. */
static bool tells_something(const char *bytes)
{
    return bytes[0] != 'B';
}

/* A term that is there already weighs more instead of being read twice. */
static bool add_weight(struct planning *p, const char *bytes, size_t len, double weight,
                       struct children *there, bool *added)
{
    *added = false;
    for (size_t i = 0; i < there->len; i++) {
        const struct store_query *q = there->items[i];
        if (q->op != STORE_TERM || q->term.len != len || memcmp(q->term.p, bytes, len) != 0)
            continue;
        there->items[i] = term_query(p, bytes, len, false, q->weight + weight);
        *added = true;
        return there->items[i] != NULL;
    }
    return true;
}

/* The terms of a folded text for one use, as children of `into`, unless they are `there`. */
static bool cut(struct planning *p, const char *text, size_t len, const char *prefix, enum terms_use use,
                double weight, struct children *into, struct children *there)
{
    struct term_list list;
    term_list_init(&list);
    bool ok = terms_cut(p->m->dictionary, text, len, prefix, use, &list, p->fault);
    for (size_t i = 0; ok && i < list.len; i++) {
        const struct term *t = &list.items[i];
        if (use == TERMS_REQUIRED && p->softly && !tells_something(term_bytes(&list, t)))
            continue;
        bool added = false;
        ok = t->open || add_weight(p, term_bytes(&list, t), t->len, weight, there, &added);
        if (ok && !added)
            ok = push(p, into, term_query(p, term_bytes(&list, t), t->len, t->open, weight));
    }
    term_list_free(&list);
    return ok;
}

static const struct store_query *whole(struct planning *p, const char *prefix, const char *value, size_t len)
{
    struct term_list list;
    term_list_init(&list);
    const struct store_query *q = NULL;
    if (term_whole(prefix, value, len, &list, p->fault))
        q = term_query(p, term_bytes(&list, &list.items[0]), list.items[0].len, false, 1);
    term_list_free(&list);
    return q ? scaled(p, q, 0) : NULL;
}

/* ----------------------------------------------------------------- leaves */

static const char *prefix_of(enum query_field field)
{
    static const char *const prefixes[FIELD_COUNT] = {
        [FIELD_TITLE] = PREFIX_TITLE,   [FIELD_SOURCE] = PREFIX_SOURCE,   [FIELD_AUTHOR] = PREFIX_AUTHOR,
        [FIELD_EDITOR] = PREFIX_EDITOR, [FIELD_CHANNEL] = PREFIX_CHANNEL, [FIELD_KEYWORD] = PREFIX_KEYWORD,
        [FIELD_SITE] = PREFIX_SITE,     [FIELD_URL] = PREFIX_URL,         [FIELD_ID] = PREFIX_ID,
        [FIELD_LANG] = PREFIX_LANG,
    };
    return prefixes[field] ? prefixes[field] : "";
}

static bool stands_whole(enum query_field field)
{
    return field == FIELD_SITE || field == FIELD_URL || field == FIELD_ID || field == FIELD_LANG;
}

static bool no_terms(struct planning *p, const struct node *n)
{
    return fault_set(p->fault, FAULT_USAGE, "nothing to search for in '%.*s'",
                     (int)(n->len < 60 ? n->len : 60), n->text);
}

/* Any document that has this character: a pair begins with it, or it ends a run. */
static const struct store_query *character_query(struct planning *p, const char *prefix, const char *bytes,
                                                 size_t len)
{
    char term[TERM_MAX];
    size_t head = strlen(prefix);
    memcpy(term, prefix, head);
    if ((unsigned char)bytes[0] < 0x80)
        term[head++] = 'B'; /* schema.h: pairs that begin with a letter or digit */
    memcpy(term + head, bytes, len);
    return term_query(p, term, head + len, true, 0);
}

/* Strings such as 的。 have no pair: their characters one by one. */
static bool cut_characters(struct planning *p, const char *text, size_t len, const char *prefix,
                           struct children *into)
{
    for (const char *at = text, *end = text + len; at < end;) {
        const char *start = at;
        uint32_t cp = utf8_next(&at, end);
        bool ascii = (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z');
        if ((ascii || utf8_is_han(cp)) &&
            !push(p, into, character_query(p, prefix, start, (size_t)(at - start))))
            return false;
    }
    return true;
}

/* The AND of what every document has that contains the text, and what ranks it. */
static const struct store_query *strict_text(struct planning *p, const struct node *n, const char *text,
                                             size_t len)
{
    struct children required = {0}, maybe = {0};
    const char *prefix = prefix_of(n->field);
    if (!cut(p, text, len, prefix, TERMS_REQUIRED, PAIR_WEIGHT, &required, &required))
        return NULL;
    bool letter = n->kind == NODE_PHRASE && len == 1; /* "1" stands in 21 too */
    if (letter)
        required.len = 0;
    if (required.len == 0 && !cut_characters(p, text, len, prefix, &required))
        return NULL;
    if (required.len == 0) {
        no_terms(p, n);
        return NULL;
    }
    if (n->field != FIELD_ANY)
        return group(p, STORE_AND, &required);
    struct children ranked = {0};
    if (!cut(p, text, len, "", TERMS_RANKED, 1, &ranked, &required) ||
        !cut(p, text, len, PREFIX_TITLE, TERMS_RANKED, TITLE_WEIGHT, &ranked, &ranked) ||
        !push(p, &maybe, group(p, STORE_AND, &required)))
        return NULL;
    for (size_t i = 0; i < ranked.len; i++) {
        if (!push(p, &maybe, ranked.items[i]))
            return NULL;
    }
    p->ranked = true;
    return group(p, STORE_MAYBE, &maybe);
}

static const struct store_query *loose_text(struct planning *p, const struct node *n, const char *text,
                                            size_t len)
{
    struct children any = {0};
    p->softly = true;
    bool ok = cut(p, text, len, "", TERMS_RANKED, 1, &any, &any) &&
              cut(p, text, len, "", TERMS_REQUIRED, LOOSE_PAIR_WEIGHT, &any, &any);
    p->softly = false;
    if (!ok)
        return NULL;
    if (any.len == 0)
        return strict_text(p, n, text, len);
    p->loosened = p->loosened || any.len > 1;
    return group(p, STORE_OR, &any);
}

static const struct store_query *text_query(struct planning *p, int i, const char *text, size_t len)
{
    const struct node *n = &p->m->query->nodes[i];
    return p->soft[i] ? loose_text(p, n, text, len) : strict_text(p, n, text, len);
}

/* The text with one name replaced by another. */
static const char *replaced(struct planning *p, const struct leaf_text *leaf, size_t at, const char *old,
                            const char *name, size_t *len)
{
    size_t old_len = strlen(old), name_len = strlen(name);
    *len = leaf->len - old_len + name_len;
    char *text = arena_alloc(p->arena, *len + 1);
    if (!text) {
        out_of_memory(p);
        return NULL;
    }
    memcpy(text, leaf->folded, at);
    memcpy(text + at, name, name_len);
    memcpy(text + at + name_len, leaf->folded + at + old_len, leaf->len - at - old_len);
    text[*len] = '\0';
    return text;
}

/* A run of words, or the same with another name of what it speaks of. */
static const struct store_query *words_query(struct planning *p, int i)
{
    const struct leaf_text *leaf = &p->m->leaves[i];
    const struct node *n = &p->m->query->nodes[i];
    size_t name, at;
    const struct synonym_group *g =
        p->synonyms && n->field == FIELD_ANY ? synonyms_find(p->synonyms, leaf->folded, &name, &at) : NULL;
    const struct store_query *own = text_query(p, i, leaf->folded, leaf->len);
    struct children any = {0};
    if (!g || !own || !push(p, &any, own))
        return own;
    for (size_t k = 0; k < g->count; k++) {
        size_t len;
        const char *text = k != name ? replaced(p, leaf, at, g->names[name], g->names[k], &len) : NULL;
        const struct store_query *q = text ? text_query(p, i, text, len) : NULL;
        if (k != name && (!q || !push(p, &any, scaled(p, q, SYNONYM_WEIGHT))))
            return NULL;
    }
    return group(p, STORE_OR, &any);
}

/* goi*: every token that begins so.  Behind a Han character any run may go
 * on, so that 诈骗* is 诈骗. */
static const struct store_query *prefix_query(struct planning *p, int i)
{
    const struct leaf_text *leaf = &p->m->leaves[i];
    const struct node *n = &p->m->query->nodes[i];
    for (size_t k = 0; k < leaf->len; k++) {
        char c = leaf->folded[k];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.'))
            return strict_text(p, n, leaf->folded, leaf->len);
    }
    const char *prefix = prefix_of(n->field);
    size_t head = strlen(prefix);
    char *term = arena_alloc(p->arena, head + leaf->len + 1);
    if (!term) {
        out_of_memory(p);
        return NULL;
    }
    memcpy(term, prefix, head);
    memcpy(term + head, leaf->folded, leaf->len);
    p->ranked = true;
    return term_query(p, term, head + leaf->len < TERM_MAX ? head + leaf->len : TERM_MAX, true, 1);
}

static const char *day_digits(struct planning *p, int32_t days, bool first)
{
    int year, month, day;
    date_from_days(days, &year, &month, &day);
    struct buf b;
    buf_init(&b, 32);
    buf_printf(&b, "%04d", year);
    if (!first || month > 1 || day > 1)
        buf_printf(&b, "%02d", month);
    if (!first || day > 1)
        buf_printf(&b, "%02d", day);
    if (!first)
        buf_putc(&b, '~'); /* behind every hour and minute of that day */
    char *copy = buf_ok(&b) ? arena_copy(p->arena, b.data, b.len) : NULL;
    buf_free(&b);
    return copy;
}

/* Values are as precise as the page: a month or a year sorts as its first day. */
static const struct store_query *date_query(struct planning *p, const struct node *n)
{
    struct store_query q = {.op = STORE_RANGE, .slot = SLOT_DATE, .low = {"0", 1}};
    if (n->period.from != PERIOD_NO_START)
        q.low.p = day_digits(p, n->period.from, true);
    q.high.p = n->period.to != PERIOD_NO_END ? day_digits(p, n->period.to, false) : "~";
    if (!q.low.p || !q.high.p) {
        out_of_memory(p);
        return NULL;
    }
    q.low.len = strlen(q.low.p);
    q.high.len = strlen(q.high.p);
    return make(p, q);
}

static const struct store_query *has_query(struct planning *p, enum has_what what)
{
    static const char *const names[HAS_COUNT] = {"image",  "caption", "figure", "author",
                                                 "editor", "source",  "date"};
    return whole(p, PREFIX_HAS, names[what], strlen(names[what]));
}

/* What every document has that has such a figure. */
static const struct store_query *figure_query(struct planning *p, const struct figure_query *f)
{
    struct children all = {0};
    if (!push(p, &all, has_query(p, HAS_FIGURE)))
        return NULL;
    for (size_t i = 0; i < f->word_count; i++) {
        if (!cut(p, f->words[i], strlen(f->words[i]), PREFIX_METRIC, TERMS_REQUIRED, 1, &all, &all))
            return NULL;
    }
    if (f->place && !cut(p, f->place, strlen(f->place), PREFIX_METRIC, TERMS_REQUIRED, 1, &all, &all))
        return NULL;
    if (f->unit && !push(p, &all, whole(p, PREFIX_UNIT, f->unit, strlen(f->unit))))
        return NULL;
    return group(p, STORE_AND, &all);
}

static const struct store_query *leaf_query(struct planning *p, int i)
{
    const struct node *n = &p->m->query->nodes[i];
    const struct leaf_text *leaf = &p->m->leaves[i];
    switch (n->kind) {
    case NODE_DATE:
        return date_query(p, n);
    case NODE_HAS:
        return has_query(p, n->has);
    case NODE_FIGURE:
        return figure_query(p, n->figure);
    case NODE_PREFIX:
        return prefix_query(p, i);
    default:
        break;
    }
    if (n->field == FIELD_SITE)
        return whole(p, PREFIX_SITE, leaf->folded, leaf->len);
    if (stands_whole(n->field))
        return whole(p, prefix_of(n->field), n->text, n->len);
    return n->kind == NODE_WORDS ? words_query(p, i) : text_query(p, i, leaf->folded, leaf->len);
}

/* ----------------------------------------------------------------- groups */

static bool weightless(const struct node *n)
{
    return n->kind == NODE_DATE || n->kind == NODE_HAS || (n->first == NODE_NONE && stands_whole(n->field));
}

struct parts {
    struct children wanted, soft, filters, banned;
};

static bool sort_child(struct planning *p, int c, struct parts *parts)
{
    const struct node *n = &p->m->query->nodes[c];
    if (n->kind == NODE_NOT) {
        bool decided = p->m->exact[n->first] && !p->inside[c] && p->plans[n->first];
        return !decided || push(p, &parts->banned, p->plans[n->first]);
    }
    if (!p->plans[c])
        return true;
    if (p->soft[c])
        return push(p, &parts->soft, p->plans[c]);
    return push(p, weightless(n) ? &parts->filters : &parts->wanted, p->plans[c]);
}

/* base, then op with the others behind it. */
static const struct store_query *with(struct planning *p, enum store_op op, const struct store_query *base,
                                      const struct children *others)
{
    struct children all = {0};
    if (others->len == 0)
        return base;
    if (!push(p, &all, base))
        return NULL;
    for (size_t i = 0; i < others->len; i++) {
        if (!push(p, &all, others->items[i]))
            return NULL;
    }
    return group(p, op, &all);
}

static const struct store_query *and_query(struct planning *p, struct parts *parts)
{
    if (parts->soft.len > 0 && !push(p, &parts->wanted, group(p, STORE_OR, &parts->soft)))
        return NULL;
    const struct store_query *base = NULL;
    if (parts->wanted.len > 0)
        base = group(p, STORE_AND, &parts->wanted);
    else if (parts->filters.len > 0 || parts->banned.len > 0)
        base = make(p, (struct store_query){.op = STORE_ALL});
    if (base)
        base = with(p, STORE_FILTER, base, &parts->filters);
    return base ? with(p, STORE_NOT, base, &parts->banned) : NULL;
}

static const struct store_query *or_query(struct planning *p, const struct node *n)
{
    struct children any = {0};
    for (int c = n->first; c != NODE_NONE; c = p->m->query->nodes[c].next) {
        if (!p->plans[c])
            return NULL;
        if (!push(p, &any, p->plans[c]))
            return NULL;
    }
    return group(p, STORE_OR, &any);
}

static const struct store_query *not_query(struct planning *p, int i)
{
    const struct node *n = &p->m->query->nodes[i];
    struct parts parts = {0};
    return sort_child(p, i, &parts) && parts.banned.len > 0 && n ? and_query(p, &parts) : NULL;
}

static bool any_soft(const struct planning *p, const struct node *n)
{
    for (int c = n->first; c != NODE_NONE; c = p->m->query->nodes[c].next) {
        if (p->soft[c])
            return true;
    }
    return false;
}

static const struct store_query *group_query(struct planning *p, int i)
{
    const struct node *n = &p->m->query->nodes[i];
    struct parts parts = {0};
    switch (n->kind) {
    case NODE_NOT:
        return not_query(p, i);
    case NODE_OR:
        p->soft[i] = any_soft(p, n);
        return or_query(p, n);
    case NODE_SENTENCE:
    case NODE_PARAGRAPH:
        return p->plans[n->first];
    default:
        break;
    }
    for (int c = n->first; c != NODE_NONE; c = p->m->query->nodes[c].next) {
        if (!sort_child(p, c, &parts))
            return NULL;
    }
    p->soft[i] = p->loose && parts.wanted.len == 0 && parts.soft.len > 0;
    if (p->loose && parts.soft.len > 1)
        p->loosened = true;
    return and_query(p, &parts);
}

/* ------------------------------------------------------------------- both */

static bool is_positional(const struct node *n)
{
    return n->kind == NODE_NEAR || n->kind == NODE_SENTENCE || n->kind == NODE_PARAGRAPH;
}

/* From the root down: what must not be loosened, what lies in a sentence. */
static void mark_inside(struct planning *p, bool *fixed)
{
    const struct query *q = p->m->query;
    for (int i = q->root; i >= 0; i--) {
        const struct node *n = &q->nodes[i];
        for (int c = n->first; c != NODE_NONE; c = q->nodes[c].next) {
            p->inside[c] = p->inside[i] || is_positional(n);
            fixed[c] = fixed[i] || is_positional(n) || n->kind == NODE_NOT;
        }
    }
}

static bool make_plan(struct planning *p, const struct store_query **root)
{
    const struct query *q = p->m->query;
    size_t count = (size_t)q->count;
    p->plans = arena_zalloc(p->arena, count * sizeof *p->plans);
    p->inside = arena_zalloc(p->arena, count);
    p->soft = arena_zalloc(p->arena, count);
    bool *fixed = arena_zalloc(p->arena, count);
    if (!p->plans || !p->inside || !p->soft || !fixed)
        return out_of_memory(p);
    mark_inside(p, fixed);
    for (int i = 0; i < q->count; i++) {
        const struct node *n = &q->nodes[i];
        p->soft[i] = p->loose && n->kind == NODE_WORDS && n->field == FIELD_ANY && !fixed[i];
        p->plans[i] = n->first == NODE_NONE ? leaf_query(p, i) : group_query(p, i);
        if (p->fault->code != FAULT_NONE)
            return false;
    }
    *root = p->plans[q->root] ? p->plans[q->root] : make(p, (struct store_query){.op = STORE_ALL});
    return *root != NULL;
}

bool plan_make(const struct matcher *matcher, const struct synonyms *synonyms, struct arena *arena,
               struct plan *plan, struct fault *fault)
{
    struct fault local = {0};
    struct planning p = {.m = matcher, .synonyms = synonyms, .arena = arena, .fault = &local};
    *plan = (struct plan){0};
    if (!make_plan(&p, &plan->strict))
        return fault_set(fault, local.code, "%s", local.text);
    plan->ranked = p.ranked;
    p.loose = true;
    if (!make_plan(&p, &plan->loose))
        return fault_set(fault, local.code, "%s", local.text);
    if (!p.loosened)
        plan->loose = NULL;
    return true;
}
