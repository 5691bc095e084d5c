/* Keyword in context: every occurrence on a line, keywords below each other. */
#include "query/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "query/columns.h"
#include "query/paint.h"

enum { KWIC_LINES_MAX = 100000 };

struct line {
    const struct hit *hit;
    const char *left, *key, *right; /* within the text of the hit */
    size_t left_len, key_len, right_len;
    size_t number; /* as found */
};

struct concordance {
    struct line *lines;
    size_t count, cap;
};

/* To the ends of the paragraph. */
static struct line make_line(const struct hit *hit, struct span span)
{
    const char *text = hit->blob.text, *end = text + hit->blob.text_len;
    const char *start = text + span.start, *stop = text + span.end;
    const char *from = start, *to = stop;
    while (from > text && from[-1] != '\n')
        from--;
    while (to < end && *to != '\n')
        to++;
    return (struct line){.hit = hit,
                         .left = from,
                         .left_len = (size_t)(start - from),
                         .key = start,
                         .key_len = span.end - span.start,
                         .right = stop,
                         .right_len = (size_t)(to - stop)};
}

static bool add_lines(struct session *s, const struct hit *hit, struct concordance *c, struct fault *fault)
{
    const struct patterns *p = &s->prepared->patterns;
    size_t count = highlight(p, s->searcher.dictionary, hit->blob.text, hit->blob.text_len,
                             &s->listing.folded, s->listing.spans);
    for (size_t i = 0; i < count && c->count < KWIC_LINES_MAX; i++) {
        if (!p->items[s->listing.spans[i].pattern].whole)
            continue;
        struct line *lines = arena_grow(&s->arena, c->lines, &c->cap, c->count + 1, sizeof *lines);
        if (!lines)
            return fault_set(fault, FAULT_MEMORY, "no memory for the concordance");
        c->lines = lines;
        lines[c->count] = make_line(hit, s->listing.spans[i]);
        lines[c->count].number = c->count;
        c->count++;
    }
    return true;
}

static int by_number(const struct line *x, const struct line *y)
{
    return x->number < y->number ? -1 : x->number > y->number;
}

/* Character by character outward from the keyword. */
static int by_left(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    const char *p = x->left + x->left_len, *q = y->left + y->left_len;
    while (p > x->left && q > y->left) {
        uint32_t c = utf8_previous(x->left, &p), d = utf8_previous(y->left, &q);
        if (c != d)
            return c < d ? -1 : 1;
    }
    if ((p > x->left) != (q > y->left))
        return p > x->left ? 1 : -1;
    return by_number(x, y);
}

static int by_right(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    size_t len = x->right_len < y->right_len ? x->right_len : y->right_len;
    int order = memcmp(x->right, y->right, len); /* UTF-8 sorts as code points do */
    if (order)
        return order;
    if (x->right_len != y->right_len)
        return x->right_len < y->right_len ? -1 : 1;
    return by_number(x, y);
}

static void put_text_line(struct session *s, const struct line *l, size_t context)
{
    char day[11] = "";
    if (l->hit->record.published)
        memcpy(day, l->hit->record.published, strnlen(l->hit->record.published, 10));
    buf_puts(&s->out, PAINT_DIM);
    columns_left(&s->out, day, strlen(day), 10);
    buf_puts(&s->out, PAINT_OFF " ");
    columns_right(&s->out, l->left, l->left_len, context);
    buf_puts(&s->out, PAINT_ON);
    buf_append(&s->out, l->key, l->key_len);
    buf_puts(&s->out, PAINT_OFF);
    columns_left(&s->out, l->right, l->right_len, context);
    buf_putc(&s->out, '\n');
}

static void put_part(struct session *s, const char *p, size_t len)
{
    session_cell(s, arena_copy(&s->arena, p, len));
}

static void put_table_line(struct session *s, const struct line *l, size_t context)
{
    const struct record *r = &l->hit->record;
    size_t left = columns_tail(l->left, l->left_len, context),
           right = columns_head(l->right, l->right_len, context);
    session_cell(s, r->id);
    session_cell(s, r->published);
    session_cell(s, r->source);
    put_part(s, l->left + l->left_len - left, left);
    put_part(s, l->key, l->key_len);
    put_part(s, l->right, right);
}

bool view_kwic(struct session *s, size_t context, int sort, struct fault *fault)
{
    static const char *const columns[] = {"id", "date", "source", "left", "keyword", "right"};
    struct search_result r;
    struct concordance c = {0};
    if (!search_run(&s->searcher, s->prepared, &s->options, &s->arena, &r, fault))
        return false;
    bool ok = true;
    for (size_t i = 0; ok && i < r.count; i++)
        ok = r.hits[i].filled || add_lines(s, &r.hits[i], &c, fault);
    if (c.count > 1 && sort != KWIC_POSITION)
        qsort(c.lines, c.count, sizeof *c.lines, sort == KWIC_LEFT ? by_left : by_right);
    session_table(s, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < c.count; i++) {
        if (s->format == FORMAT_TEXT)
            put_text_line(s, &c.lines[i], context);
        else
            put_table_line(s, &c.lines[i], context);
    }
    s->found = c.count;
    search_free(&r);
    return ok && buf_check(&s->out, "the answer", fault);
}
