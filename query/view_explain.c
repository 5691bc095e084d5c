/* What the query was understood to be, and why each hit is there. */
#include "query/session.h"

#include <string.h>

#include "query/paint.h"

static void put_query(struct session *s)
{
    const struct prepared *p = s->prepared;
    buf_puts(&s->out, "query:  ");
    query_print(&p->query, &s->out);
    buf_puts(&s->out, "\nterms:  ");
    plan_print(p->plan.strict, &s->out);
    if (p->plan.loose && s->options.fill) {
        buf_puts(&s->out, "\nfill:   ");
        plan_print(p->plan.loose, &s->out);
    }
    buf_printf(&s->out, "\ncheck:  %s\nsort:   %s\n",
               p->matcher.needed ? "on the stored text" : "terms decide",
               p->plan.ranked ? "by score" : "by date");
    for (size_t i = 0; i < p->closeness.count; i++)
        buf_printf(&s->out, "%s%s", i == 0 ? "near:   " : " · ", p->closeness.words[i].names[0]);
    buf_puts(&s->out, p->closeness.count > 0 ? "\n" : "");
}

/* How often each pattern stands in title and text. */
static void put_reasons(struct session *s, const struct hit *hit)
{
    const struct patterns *patterns = &s->prepared->patterns;
    unsigned times[2][PATTERNS_MAX] = {{0}};
    const char *texts[2] = {hit->blob.title, hit->blob.text};
    size_t lens[2] = {hit->blob.title_len, hit->blob.text_len};
    for (int part = 0; part < 2; part++) {
        size_t count = highlight(patterns, s->searcher.dictionary, texts[part], lens[part],
                                 &s->listing.folded, s->listing.spans);
        for (size_t i = 0; i < count; i++)
            times[part][s->listing.spans[i].pattern]++;
    }
    buf_printf(&s->out, "    score %.3f%s;", hit->score, hit->filled ? " (fill)" : "");
    for (size_t i = 0; i < patterns->count; i++) {
        if (times[0][i] + times[1][i] > 0)
            buf_printf(&s->out, " %s: %u in title, %u in text;", patterns->items[i].folded, times[0][i],
                       times[1][i]);
    }
    buf_putc(&s->out, '\n');
}

static void put_figures(struct session *s, const struct hit *hit)
{
    const struct query *q = &s->prepared->query;
    for (int i = 0; i < q->count; i++) {
        if (q->nodes[i].kind != NODE_FIGURE)
            continue;
        for (size_t k = 0; k < hit->record.figure_count; k++) {
            const struct figure *f = &hit->record.figures[k];
            if (figure_query_matches(q->nodes[i].figure, f, s->searcher.dictionary, &s->listing.folded))
                buf_printf(&s->out, "    figure %s: %s\n", f->raw ? f->raw : "", f->metric ? f->metric : "");
        }
    }
}

bool view_explain(struct session *s, struct fault *fault)
{
    struct search_result r;
    put_query(s);
    if (!search_run(&s->searcher, s->prepared, &s->options, &s->arena, &r, fault))
        return false;
    for (size_t i = 0; i < r.count; i++) {
        const struct record *record = &r.hits[i].record;
        buf_printf(&s->out, "%3zu %s  %s\n", s->options.offset + i + 1, record->id ? record->id : "",
                   record->title ? record->title : "");
        put_reasons(s, &r.hits[i]);
        put_figures(s, &r.hits[i]);
        s->found++;
    }
    search_free(&r);
    return buf_check(&s->out, "the answer", fault);
}
