/* The plain list, the count, and one article. */
#include "query/session.h"

#include <string.h>

#include "query/paint.h"

static void put_summary(struct session *s, const struct search_result *r)
{
    if (s->format != FORMAT_TEXT || r->count == 0)
        return;
    size_t filled = 0;
    for (size_t i = 0; i < r->count; i++)
        filled += r->hits[i].filled;
    size_t whole = r->count - filled;
    bool none = whole == 0 && r->matches == 0;
    if (none)
        buf_puts(&s->out, PAINT_DIM "none has all of it");
    else if (s->prepared->matcher.needed &&
             !r->exact) /* texts were read as far as needed: no basis for a guess */
        buf_printf(&s->out, PAINT_DIM "the first %zu (--count counts all)", s->options.offset + whole);
    else
        buf_printf(&s->out, PAINT_DIM "%zu of %s%llu", whole, r->exact ? "" : "about ",
                   (unsigned long long)r->matches);
    if (filled > 0)
        buf_printf(&s->out, none ? "; %zu %s some of the words" : ", %zu more %s some of the words", filled,
                   filled == 1 ? "has" : "have");
    buf_puts(&s->out, PAINT_OFF "\n");
}

bool view_list(struct session *s, struct fault *fault)
{
    struct search_result r;
    if (!search_run(&s->searcher, s->prepared, &s->options, &s->arena, &r, fault))
        return false;
    bool ok = session_head(s);
    for (size_t i = 0; ok && i < r.count; i++)
        ok = session_row(s, s->options.offset + i + 1, &r.hits[i], fault);
    ok = ok && session_tail(s);
    put_summary(s, &r);
    s->partial = s->partial || r.partial;
    search_free(&r);
    return ok && buf_check(&s->out, "the answer", fault);
}

bool view_count(struct session *s, struct fault *fault)
{
    uint64_t count;
    if (!search_count(&s->searcher, s->prepared, s->options.all_copies, &count, fault))
        return false;
    s->found += count;
    if (s->qid)
        buf_printf(&s->out, "%s\t", s->qid);
    return buf_printf(&s->out, "%llu\n", (unsigned long long)count) ||
           buf_check(&s->out, "the answer", fault);
}

bool view_show(struct session *s, const char *id, struct fault *fault)
{
    struct hit *hit;
    struct store_result *result;
    if (!session_find(s, id, &hit, &result, fault))
        return false;
    bool ok = true;
    if (hit && s->format == FORMAT_TEXT) {
        s->found = 1;
        ok = listing_article(&s->listing, hit, &s->out);
    } else if (hit && s->format == FORMAT_JSON) {
        s->found = 1;
        ok = record_write(&hit->record, &s->out, fault);
    } else if (hit) {
        ok = session_head(s) && session_row(s, 1, hit, fault) && session_tail(s);
    }
    store_result_free(result);
    return ok;
}
