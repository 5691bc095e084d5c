/* The figures of the hits, as rows or as a metric over time. */
#include "query/session.h"

#include <stdlib.h>
#include <string.h>

#include "query/chart.h"

enum { FIGURE_ROWS_MAX = 200000, FIGURE_BARS_MAX = 400 };

struct found_figure {
    const struct hit *hit;
    const struct figure *figure;
    const char *when; /* end of its period, else the day of publication */
};

struct found_figures {
    struct found_figure *items;
    size_t count, cap;
};

/* With figure conditions in the query only what meets one of them. */
static bool is_wanted(struct session *s, const struct figure *f)
{
    const struct query *q = &s->prepared->query;
    bool any = false;
    for (int i = 0; i < q->count; i++) {
        if (q->nodes[i].kind != NODE_FIGURE)
            continue;
        any = true;
        if (figure_query_matches(q->nodes[i].figure, f, s->searcher.dictionary, &s->listing.folded))
            return true;
    }
    return !any;
}

static bool add_figures(struct session *s, const struct hit *hit, struct found_figures *all,
                        struct fault *fault)
{
    for (size_t i = 0; i < hit->record.figure_count && all->count < FIGURE_ROWS_MAX; i++) {
        const struct figure *f = &hit->record.figures[i];
        if (!is_wanted(s, f))
            continue;
        struct found_figure *items =
            arena_grow(&s->arena, all->items, &all->cap, all->count + 1, sizeof *items);
        if (!items)
            return fault_set(fault, FAULT_MEMORY, "no memory for the figures");
        all->items = items;
        items[all->count++] =
            (struct found_figure){hit, f, f->period_end ? f->period_end : hit->record.published};
    }
    return true;
}

static bool collect(struct session *s, struct search_result *r, struct found_figures *all,
                    struct fault *fault)
{
    if (!search_run(&s->searcher, s->prepared, &s->options, &s->arena, r, fault))
        return false;
    bool ok = true;
    for (size_t i = 0; ok && i < r->count; i++)
        ok = r->hits[i].filled || add_figures(s, &r->hits[i], all, fault);
    s->found = all->count;
    s->partial = s->partial || r->partial;
    if (!ok)
        search_free(r);
    return ok;
}

static void put_figure(struct session *s, const struct found_figure *one)
{
    const struct figure *f = one->figure;
    const struct record *r = &one->hit->record;
    const char *const cells[] = {r->id,
                                 r->published,
                                 r->source,
                                 f->metric,
                                 f->raw,
                                 f->value,
                                 f->value_max,
                                 f->unit,
                                 figure_kind_name((enum figure_kind)f->kind),
                                 figure_qualifier_name((enum figure_qualifier)f->qualifier),
                                 figure_change_name((enum figure_change)f->change),
                                 f->period,
                                 f->period_start,
                                 f->period_end,
                                 f->place,
                                 f->sentence,
                                 r->url};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        session_cell(s, cells[i]);
}

static void put_text(struct session *s, const struct found_figure *one)
{
    const struct figure *f = one->figure;
    const struct record *r = &one->hit->record;
    buf_printf(&s->out, "%.10s  %s  %s%s%s", r->published ? r->published : "          ",
               f->metric ? f->metric : "—", f->raw ? f->raw : "", f->period ? "  " : "",
               f->period ? f->period : "");
    buf_printf(&s->out, "\n            %s · %s\n", f->sentence ? f->sentence : "",
               r->source ? r->source : "");
}

bool view_figures(struct session *s, struct fault *fault)
{
    static const char *const columns[] = {
        "id",        "date",   "source", "metric",       "raw",        "value", "value_max", "unit", "kind",
        "qualifier", "change", "period", "period_start", "period_end", "place", "sentence",  "url"};
    struct search_result r;
    struct found_figures all = {0};
    if (!collect(s, &r, &all, fault))
        return false;
    session_table(s, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < all.count; i++) {
        if (s->format == FORMAT_TEXT)
            put_text(s, &all.items[i]);
        else
            put_figure(s, &all.items[i]);
    }
    search_free(&r);
    return buf_check(&s->out, "the answer", fault);
}

/* ---------------------------------------------------------------- over time */

static int by_unit_and_time(const void *a, const void *b)
{
    const struct found_figure *x = a, *y = b;
    int order = strcmp(x->figure->unit ? x->figure->unit : "", y->figure->unit ? y->figure->unit : "");
    if (order == 0)
        order = strcmp(x->when ? x->when : "", y->when ? y->when : "");
    if (order == 0)
        order = strcmp(x->figure->value, y->figure->value);
    return order ? order
                 : strcmp(x->hit->record.id ? x->hit->record.id : "",
                          y->hit->record.id ? y->hit->record.id : "");
}

/* The unit that most figures have: bars of different units do not compare. */
static size_t keep_commonest_unit(struct found_figure *items, size_t count)
{
    size_t best = 0, best_count = 0;
    for (size_t from = 0, to; from < count; from = to) {
        const char *unit = items[from].figure->unit ? items[from].figure->unit : "";
        for (to = from; to < count && strcmp(items[to].figure->unit ? items[to].figure->unit : "", unit) == 0;
             to++)
            continue;
        if (to - from > best_count) {
            best = from;
            best_count = to - from;
        }
    }
    if (best > 0)
        memmove(items, items + best, best_count * sizeof *items);
    return best_count;
}

static size_t keep_known(struct found_figure *items, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (items[i].figure->value && items[i].when)
            items[kept++] = items[i];
    }
    return kept;
}

static bool make_bars(struct session *s, const struct found_figure *items, size_t count, struct bar *bars)
{
    struct buf b;
    bool ok = true;
    buf_init(&b, 4096);
    for (size_t i = 0; ok && i < count; i++) {
        const struct figure *f = items[i].figure;
        const char *label = arena_copy(&s->arena, items[i].when, strnlen(items[i].when, 10));
        buf_clear(&b);
        buf_printf(&b, "%s %s", f->raw ? f->raw : f->value, f->metric ? f->metric : "");
        const char *text = arena_copy(&s->arena, b.data, b.len);
        ok = label && text;
        bars[i] = (struct bar){label, strtod(f->value, NULL), text}; /* its length only */
    }
    buf_free(&b);
    return ok;
}

bool view_figure_timeline(struct session *s, const char *title, struct buf *svg, struct fault *fault)
{
    struct search_result r;
    struct found_figures all = {0};
    if (!collect(s, &r, &all, fault))
        return false;
    size_t count = keep_known(all.items, all.count);
    if (all.items)
        qsort(all.items, count, sizeof *all.items, by_unit_and_time);
    count = keep_commonest_unit(all.items, count);
    count = count < FIGURE_BARS_MAX ? count : FIGURE_BARS_MAX;
    s->found = count;
    struct bar *bars = arena_alloc(&s->arena, (count + 1) * sizeof *bars);
    bool ok = bars && make_bars(s, all.items, count, bars);
    if (!ok)
        fault_set(fault, FAULT_MEMORY, "no memory for the chart");
    ok = ok && (svg ? chart_svg_rows(bars, count, title, svg) : chart_text(bars, count, 30, &s->out));
    search_free(&r);
    return ok;
}
