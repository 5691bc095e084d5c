#include "query/figure_query.h"

#include <string.h>

#include "base/date.h"
#include "query/amount.h"

static bool fold_into(const char **text, const struct dictionary *dictionary, struct arena *arena)
{
    struct buf folded;
    buf_init(&folded, QUERY_FOLD_MAX);
    bool ok = fold_text(dictionary, *text, strlen(*text), &folded) &&
              (*text = arena_copy(arena, folded.data ? folded.data : "", folded.len)) != NULL;
    buf_free(&folded);
    return ok;
}

bool figure_query_fold(struct figure_query *query, const struct dictionary *dictionary, struct arena *arena)
{
    for (size_t i = 0; i < query->word_count; i++) {
        if (!fold_into(&query->words[i], dictionary, arena))
            return false;
    }
    return (!query->unit || fold_into(&query->unit, dictionary, arena)) &&
           (!query->place || fold_into(&query->place, dictionary, arena));
}

static void append_folded(const struct dictionary *dictionary, const char *text, struct buf *folded)
{
    if (text)
        fold_text(dictionary, text, strlen(text), folded);
    buf_putc(folded, '\n');
}

static bool words_match(const struct figure_query *q, const struct figure *f,
                        const struct dictionary *dictionary, struct buf *folded)
{
    buf_clear(folded);
    append_folded(dictionary, f->metric, folded);
    append_folded(dictionary, f->actor, folded);
    for (size_t i = 0; i < q->word_count; i++) {
        if (!buf_ok(folded) || !strstr(folded->data, q->words[i]))
            return false;
    }
    if (!q->place)
        return true;
    append_folded(dictionary, f->place, folded);
    return buf_ok(folded) && strstr(folded->data, q->place);
}

static bool unit_matches(const struct figure_query *q, const struct figure *f,
                         const struct dictionary *dictionary, struct buf *folded)
{
    if (!q->unit)
        return true;
    buf_clear(folded);
    return f->unit && fold_text(dictionary, f->unit, strlen(f->unit), folded) && folded->data &&
           strcmp(folded->data, q->unit) == 0;
}

static bool amount_matches(const struct figure_query *q, const struct figure *f)
{
    if (!q->min && !q->max)
        return true;
    if (!f->value)
        return false;
    const char *high = f->value_max ? f->value_max : f->value;
    int low_order = q->min ? decimal_compare_text(high, q->min) : 1;
    int high_order = q->max ? decimal_compare_text(f->value, q->max) : -1;
    return (q->above ? low_order > 0 : low_order >= 0) && (q->below ? high_order < 0 : high_order <= 0);
}

static int32_t day_of(const char *iso, int32_t open)
{
    struct date d;
    if (!iso || !date_parse(iso, strlen(iso), &d))
        return open;
    return (int32_t)date_days(d.year, d.month ? d.month : 1, d.day ? d.day : 1);
}

static bool period_matches(const struct figure_query *q, const struct figure *f)
{
    if (!q->has_period)
        return true;
    if (!f->period_start && !f->period_end)
        return false;
    struct period p = {day_of(f->period_start, PERIOD_NO_START), day_of(f->period_end, PERIOD_NO_END)};
    return period_overlaps(p, q->period);
}

static bool change_matches(const struct figure_query *q, const struct figure *f)
{
    if (q->change < 0 || q->change == f->change)
        return true;
    bool up = f->change == CHANGE_YOY_UP || f->change == CHANGE_MOM_UP;
    bool down = f->change == CHANGE_YOY_DOWN || f->change == CHANGE_MOM_DOWN;
    return (q->change == CHANGE_UP && up) || (q->change == CHANGE_DOWN && down);
}

bool figure_query_matches(const struct figure_query *query, const struct figure *figure,
                          const struct dictionary *dictionary, struct buf *folded)
{
    return (query->kind < 0 || query->kind == figure->kind) && change_matches(query, figure) &&
           amount_matches(query, figure) && period_matches(query, figure) &&
           unit_matches(query, figure, dictionary, folded) && words_match(query, figure, dictionary, folded);
}
