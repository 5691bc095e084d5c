/* How the hits spread: over sources, sites, channels, authors, and time. */
#include "query/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "query/chart.h"
#include "query/stories.h"

enum { BAR_COLUMNS = 50, TIMELINE_MAX = 4000 };

struct tally {
    const char *label;
    uint64_t count;
};

struct tallies {
    struct tally *items;
    size_t count, cap;
};

static uint32_t slot_of(enum facet f)
{
    static const uint32_t slots[] = {
        [FACET_SOURCE] = SLOT_SOURCE, [FACET_SITE] = SLOT_SITE,       [FACET_YEAR] = SLOT_DATE,
        [FACET_MONTH] = SLOT_DATE,    [FACET_CHANNEL] = SLOT_CHANNEL, [FACET_AUTHOR] = SLOT_AUTHOR,
        [FACET_DAY] = SLOT_DATE};
    return slots[f];
}

/* "202110291741" as year, month or day: "2021-10". */
static size_t date_label(const char *digits, size_t len, enum facet unit, char out[12])
{
    size_t want = unit == FACET_YEAR ? 4 : unit == FACET_MONTH ? 6 : 8, n = 0;
    for (size_t i = 0; i < want && i < len; i++) {
        if (i == 4 || i == 6)
            out[n++] = '-';
        out[n++] = digits[i];
    }
    out[n] = '\0';
    return n;
}

static bool add(struct session *s, struct tallies *t, const char *label, size_t len, uint64_t count)
{
    struct tally *items = arena_grow(&s->arena, t->items, &t->cap, t->count + 1, sizeof *items);
    char *copy = arena_copy(&s->arena, label, len);
    if (!items || !copy)
        return false;
    t->items = items;
    items[t->count++] = (struct tally){copy, count};
    return true;
}

/* One value of a slot: several names joined, or a moment. */
static bool add_value(struct session *s, struct tallies *t, struct store_bytes value, enum facet facet)
{
    char label[12];
    if (slot_of(facet) == SLOT_DATE)
        return value.len == 0 || add(s, t, label, date_label(value.p, value.len, facet, label), 1);
    const char *p = value.p, *end = p + value.len;
    while (p < end) {
        const char *join = memchr(p, SCHEMA_JOIN, (size_t)(end - p));
        const char *stop = join ? join : end;
        if (stop > p && !add(s, t, p, (size_t)(stop - p), 1))
            return false;
        p = stop + 1;
    }
    return true;
}

static int by_label(const void *a, const void *b)
{
    const struct tally *x = a, *y = b;
    return strcmp(x->label, y->label);
}

static int by_count(const void *a, const void *b)
{
    const struct tally *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return strcmp(x->label, y->label);
}

static void merge_equal(struct tallies *t)
{
    size_t kept = 0;
    if (t->count > 1)
        qsort(t->items, t->count, sizeof *t->items, by_label);
    for (size_t i = 0; i < t->count; i++) {
        if (kept > 0 && strcmp(t->items[kept - 1].label, t->items[i].label) == 0)
            t->items[kept - 1].count += t->items[i].count;
        else
            t->items[kept++] = t->items[i];
    }
    t->count = kept;
}

static bool collect(struct session *s, enum facet facet, struct tallies *t, struct fault *fault)
{
    struct store_result *r;
    if (!stories_find(&s->searcher, s->prepared, &s->options, slot_of(facet), &r, fault))
        return false;
    bool ok = true;
    for (size_t i = 0; ok && i < r->count; i++)
        ok = add_value(s, t, r->hits[i].values[STORY_VALUE], facet);
    s->partial = s->partial || r->partial;
    store_result_free(r);
    merge_equal(t);
    return ok || fault_set(fault, FAULT_MEMORY, "no memory for the facets");
}

static const char *number_text(struct session *s, uint64_t n)
{
    struct buf b;
    buf_init(&b, 32);
    buf_printf(&b, "%llu", (unsigned long long)n);
    const char *copy = arena_copy(&s->arena, b.data ? b.data : "", b.len);
    buf_free(&b);
    return copy ? copy : "";
}

static struct bar *make_bars(struct session *s, const struct tally *items, size_t count, struct fault *fault)
{
    struct bar *bars = arena_alloc(&s->arena, (count + 1) * sizeof *bars);
    for (size_t i = 0; bars && i < count; i++)
        bars[i] = (struct bar){items[i].label, (double)items[i].count, number_text(s, items[i].count)};
    if (!bars)
        fault_set(fault, FAULT_MEMORY, "no memory for the chart");
    return bars;
}

static bool put_table(struct session *s, const char *name, const struct tally *items, size_t count)
{
    const char *columns[] = {name, "count"};
    session_table(s, columns, 2);
    for (size_t i = 0; i < count; i++) {
        session_cell(s, items[i].label);
        session_cell(s, number_text(s, items[i].count));
    }
    s->columns = NULL;
    return buf_ok(&s->out);
}

static bool put_tallies(struct session *s, const char *name, const struct tallies *t, struct fault *fault)
{
    s->found = t->count;
    if (s->format != FORMAT_TEXT)
        return put_table(s, name, t->items, t->count);
    size_t columns = s->listing.columns > 70 ? BAR_COLUMNS : 20;
    struct bar *bars = make_bars(s, t->items, t->count, fault);
    return bars && chart_text(bars, t->count, columns, &s->out);
}

bool view_facet(struct session *s, enum facet facet, struct fault *fault)
{
    static const char *const names[] = {"source", "site", "year", "month", "channel", "author", "day"};
    struct tallies t = {0};
    if (!collect(s, facet, &t, fault))
        return false;
    if (slot_of(facet) != SLOT_DATE && t.count > 1)
        qsort(t.items, t.count, sizeof *t.items, by_count);
    if (t.count > s->options.limit && slot_of(facet) != SLOT_DATE)
        t.count = s->options.limit;
    return put_tallies(s, names[facet], &t, fault) && buf_check(&s->out, "the answer", fault);
}

/* ---------------------------------------------------------------- timeline */

/* The label behind this one: "2021-12" → "2022-01". */
static void next_label(const char *label, char out[12])
{
    struct date d;
    if (!date_parse(label, strlen(label), &d)) {
        out[0] = '\0';
        return;
    }
    int year = d.year, month = d.month, day = d.day;
    if (d.precision == DATE_YEAR) {
        year++;
    } else if (d.precision == DATE_MONTH) {
        year += month == 12;
        month = month == 12 ? 1 : month + 1;
    } else {
        date_from_days(date_days(year, month, day) + 1, &year, &month, &day);
    }
    struct date next = {
        .year = (int16_t)year, .month = (uint8_t)month, .day = (uint8_t)day, .precision = d.precision};
    char text[DATE_TEXT_MAX];
    date_print(&next, text);
    memcpy(out, text, strnlen(text, 11) + 1);
    out[11] = '\0';
}

/* Puts the empty units in between, so that time runs evenly. */
static bool fill_gaps(struct session *s, struct tallies *t)
{
    struct tallies full = {0};
    for (size_t i = 0; i < t->count; i++) {
        char label[12] = "";
        if (full.count > 0)
            next_label(full.items[full.count - 1].label, label);
        while (*label && strlen(label) == strlen(t->items[i].label) && strcmp(label, t->items[i].label) < 0 &&
               full.count < TIMELINE_MAX) {
            if (!add(s, &full, label, strlen(label), 0))
                return false;
            next_label(full.items[full.count - 1].label, label);
        }
        if (!add(s, &full, t->items[i].label, strlen(t->items[i].label), t->items[i].count))
            return false;
    }
    *t = full;
    return true;
}

bool view_timeline(struct session *s, enum facet unit, const char *title, struct buf *svg,
                   struct fault *fault)
{
    static const char *const names[] = {"", "", "year", "month", "", "", "day"};
    struct tallies t = {0};
    if (!collect(s, unit, &t, fault))
        return false;
    if (!fill_gaps(s, &t))
        return fault_set(fault, FAULT_MEMORY, "no memory for the timeline");
    if (!svg)
        return put_tallies(s, names[unit], &t, fault) && buf_check(&s->out, "the answer", fault);
    s->found = t.count;
    struct bar *bars = make_bars(s, t.items, t.count, fault);
    return bars && chart_svg_time(bars, t.count, title, svg);
}
