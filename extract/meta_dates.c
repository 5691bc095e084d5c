#include "extract/carriers.h"

static bool is_visible(const struct statement *s)
{
    return s->carrier >= BY_LINE;
}

static bool is_below(const struct statement *s)
{
    return s->carrier == BY_TAIL || s->carrier == BY_FAR_TAIL;
}

/* The printed date: the first above the body, unless only a later one has its year; else the first below it.
 */
static const struct statement *printed_date(const struct reading *r)
{
    const struct statement *above = NULL, *below = NULL;
    for (size_t i = 0; i < r->count; i++) {
        const struct statement *s = &r->said[i];
        if (s->field != FIELD_PUBLISHED)
            continue;
        if (is_visible(s) && (!above || (!above->when.year_known && s->when.year_known)))
            above = s;
        if (is_below(s) && (!below || s->carrier > below->carrier))
            below = s;
    }
    return above ? above : below;
}

static bool same_day(const struct date *a, const struct date *b)
{
    return a->month == b->month && a->day == b->day && (a->year == 0 || b->year == 0 || a->year == b->year);
}

static bool same_minute(const struct date *a, const struct date *b)
{
    return a->precision >= DATE_MINUTE && b->precision >= DATE_MINUTE && a->hour == b->hour &&
           a->minute == b->minute;
}

/* A printed date takes its year, and its time or its seconds, from a tag or the address that agrees with it.
 */
static struct date completed(const struct reading *r, const struct date_hit *printed)
{
    struct date date = printed->date;
    bool known = printed->year_known;
    for (size_t i = 0; i < r->count; i++) {
        const struct statement *s = &r->said[i];
        const struct date *other = &s->when.date;
        if (s->field != FIELD_PUBLISHED || is_visible(s) || is_below(s) || !same_day(&date, other))
            continue;
        if (!known)
            date.year = other->year;
        known = true;
        if (other->precision > date.precision && (date.precision == DATE_DAY || same_minute(&date, other))) {
            date = *other;
            break;
        }
    }
    if (!known)
        date.precision = DATE_NONE;
    return date;
}

static const struct date *first_by(const struct reading *r, enum field field, enum carrier carrier)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->said[i].field == field && r->said[i].carrier == carrier)
            return &r->said[i].when.date;
    return NULL;
}

static const struct date *stated_date(const struct reading *r)
{
    const struct date *stated = first_by(r, FIELD_PUBLISHED, BY_TAG);
    return stated ? stated : first_by(r, FIELD_PUBLISHED, BY_ADDRESS);
}

/* A printed change, the first of them, goes before a tag's. */
static const struct statement *changed_date(const struct reading *r)
{
    const struct statement *found = NULL;
    for (size_t i = 0; i < r->count; i++)
        if (r->said[i].field == FIELD_MODIFIED &&
            (!found || (found->carrier == BY_TAG && r->said[i].carrier != BY_TAG)))
            found = &r->said[i];
    return found;
}

void settle_dates(const struct reading *r, struct date *published, struct date *modified)
{
    const struct statement *printed = printed_date(r), *changed = changed_date(r);
    const struct date *stated = stated_date(r);
    *modified = changed ? changed->when.date : (struct date){.precision = DATE_NONE};
    *published = printed ? completed(r, &printed->when) : (struct date){.precision = DATE_NONE};
    if (published->precision != DATE_NONE)
        return;
    if (stated)
        *published = *stated;
    /* 更新时间 is all that some pages print */
    if (changed && changed->carrier != BY_TAG &&
        (!stated || (stated->precision == DATE_DAY && same_day(stated, modified))))
        *published = *modified;
}
