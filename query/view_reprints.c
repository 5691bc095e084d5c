/* One story in all its copies: who had it first, how much later each other
 * was, and what differs, numbers before words. */
#include "query/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "query/paint.h"

enum { COPIES_MAX = 1000, DIFFERENCES_MAX = 8, DIFFERENCE_BYTES = 240 };

static bool fetch_copies(struct session *s, struct store_bytes cluster, struct store_result **r,
                         struct fault *fault)
{
    struct store_query range = {.op = STORE_RANGE, .slot = SLOT_CLUSTER, .low = cluster, .high = cluster};
    struct store_search search = {.query = &range,
                                  .max = COPIES_MAX,
                                  .collapse = -1,
                                  .sort = SLOT_DATE,
                                  .tie = SLOT_ID,
                                  .values = search_hit_values,
                                  .value_count = HIT_VALUES,
                                  .blobs = true,
                                  .check_at_least = SIZE_MAX};
    return store_search_run(s->searcher.store, &search, r, fault);
}

/* Minutes since the epoch; false when the day is not known. */
static bool minutes_of(const char *iso, int64_t *minutes)
{
    struct date d;
    if (!iso || !date_parse(iso, strlen(iso), &d) || d.precision < DATE_DAY)
        return false;
    *minutes = date_days(d.year, d.month, d.day) * 24 * 60 + d.hour * 60 + d.minute;
    return true;
}

static void put_lag(struct buf *out, const char *first, const char *later)
{
    int64_t from, to;
    if (!minutes_of(first, &from) || !minutes_of(later, &to))
        return;
    int64_t lag = to - from;
    bool days_only = strlen(first) <= 10 || strlen(later) <= 10;
    if (days_only)
        buf_printf(out, "+%lldd", (long long)(lag / (24 * 60)));
    else
        buf_printf(out, "+%lldd%02lld:%02lld", (long long)(lag / (24 * 60)), (long long)(lag / 60 % 24),
                   (long long)(lag % 60));
}

/* ------------------------------------------------------------- differences */

static bool has_number(const struct record *r, const char *raw)
{
    for (size_t i = 0; i < r->figure_count; i++) {
        if (r->figures[i].raw && strcmp(r->figures[i].raw, raw) == 0)
            return true;
    }
    return false;
}

static size_t numbers_only_in(const struct record *a, const struct record *b, const char **out)
{
    size_t count = 0;
    for (size_t i = 0; i < a->figure_count && count < DIFFERENCES_MAX; i++) {
        const char *raw = a->figures[i].raw;
        if (raw && !has_number(b, raw))
            out[count++] = raw;
    }
    return count;
}

static void put_numbers(struct session *s, const struct record *first, const struct record *other)
{
    const char *gone[DIFFERENCES_MAX], *new[DIFFERENCES_MAX];
    size_t gone_count = numbers_only_in(first, other, gone), new_count = numbers_only_in(other, first, new);
    for (size_t i = 0; i < gone_count || i < new_count; i++)
        buf_printf(&s->out, "    " PAINT_ON "number" PAINT_OFF "  %s → %s\n",
                   i < gone_count ? gone[i] : "(none)", i < new_count ? new[i] : "(none)");
}

/* Sentences of one text that do not stand in the other. */
static void put_sentences(struct session *s, const char *sign, const struct blob *a, const struct blob *b)
{
    size_t shown = 0;
    for (size_t at = 0, to; next_sentence(a->text, a->text_len, at, &to) && shown < DIFFERENCES_MAX;
         at = to) {
        const char *p = a->text + at;
        size_t len = to - at;
        while (len > 0 && p[len - 1] == '\n')
            len--;
        if (len == 0 || memmem(b->text, b->text_len, p, len))
            continue;
        buf_printf(&s->out, "    %s ", sign);
        size_t cut = len < DIFFERENCE_BYTES ? len : DIFFERENCE_BYTES;
        while (cut < len && ((unsigned char)p[cut] & 0xC0) == 0x80)
            cut--;
        buf_append(&s->out, p, cut);
        buf_puts(&s->out, cut < len ? "…\n" : "\n");
        shown++;
    }
}

static void put_text(struct session *s, const struct hit *first, const struct hit *copy)
{
    const struct record *r = &copy->record;
    buf_printf(&s->out, "%-16.16s  %s  " PAINT_BOLD "%s" PAINT_OFF "  %s  ",
               r->published ? r->published : "undated",
               r->source ? r->source
               : r->site ? r->site
                         : "—",
               r->title ? r->title : "", r->id ? r->id : "");
    if (copy == first) {
        buf_puts(&s->out, "first\n");
        return;
    }
    put_lag(&s->out, first->record.published, r->published);
    buf_putc(&s->out, '\n');
    put_numbers(s, &first->record, r);
    put_sentences(s, "-", &first->blob, &copy->blob);
    put_sentences(s, "+", &copy->blob, &first->blob);
}

static void put_row(struct session *s, const struct hit *first, const struct hit *copy)
{
    const struct record *r = &copy->record;
    const char *gone[DIFFERENCES_MAX], *new[DIFFERENCES_MAX];
    struct buf lag;
    buf_init(&lag, 64);
    put_lag(&lag, first->record.published, r->published);
    session_cell(s, r->id);
    session_cell(s, r->published);
    session_cell(s, lag.data);
    session_cell(s, r->source);
    session_cell(s, r->title);
    buf_clear(&lag);
    buf_printf(&lag, "%zu",
               numbers_only_in(&first->record, r, gone) + numbers_only_in(r, &first->record, new));
    session_cell(s, lag.data);
    session_cell(s, r->url);
    buf_free(&lag);
}

/* Undated copies sort first by their empty date; the first publication has one. */
static const struct hit *first_publication(const struct hit *hits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (hits[i].record.published)
            return &hits[i];
    }
    return hits;
}

static bool put_copies(struct session *s, const struct hit *hits, size_t count)
{
    static const char *const columns[] = {"id", "date", "lag", "source", "title", "numbers_differ", "url"};
    const struct hit *first = first_publication(hits, count);
    session_table(s, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < count; i++) {
        if (s->format == FORMAT_TEXT)
            put_text(s, first, &hits[i]);
        else
            put_row(s, first, &hits[i]);
    }
    s->found = count;
    return buf_ok(&s->out);
}

bool view_reprints(struct session *s, const char *id, struct fault *fault)
{
    struct hit *hit, *copies;
    struct store_result *own, *all = NULL;
    if (!session_find(s, id, &hit, &own, fault))
        return false;
    bool ok = !hit || (fetch_copies(s, hit->store->values[HIT_CLUSTER], &all, fault) &&
                       session_open(s, all, &copies, fault) && put_copies(s, copies, all->count));
    store_result_free(all);
    store_result_free(own);
    return ok;
}
