/* figure_rows.c - fields and their escapes. */
#include "extract/figure_rows.h"

#include <string.h>

#include "base/json.h"

enum { COLUMNS = 21 };

static const char *const names[COLUMNS] = {
    "group",        "id",         "date",  "source",    "metric", "value",    "value_max",
    "unit",         "currency",   "kind",  "qualifier", "change", "base",     "period",
    "period_start", "period_end", "place", "actor",     "raw",    "sentence", "url"};

static void gather(const struct figure_article *a, const struct figure *f, const char *group,
                   const char *values[COLUMNS])
{
    const char *all[COLUMNS] = {group,
                                a->id,
                                a->date,
                                a->source,
                                f->metric,
                                f->value,
                                f->value_max,
                                f->unit,
                                f->currency,
                                figure_kind_name((enum figure_kind)f->kind),
                                figure_qualifier_name((enum figure_qualifier)f->qualifier),
                                figure_change_name((enum figure_change)f->change),
                                f->base,
                                f->period,
                                f->period_start,
                                f->period_end,
                                f->place,
                                f->actor,
                                f->raw,
                                f->sentence,
                                a->url};
    memcpy(values, all, sizeof all);
}

static void put_tsv(struct buf *out, const char *text)
{
    for (const char *p = text; *p != '\0'; p++)
        buf_putc(out, *p == '\t' || *p == '\n' || *p == '\r' ? ' ' : *p);
}

static void put_csv(struct buf *out, const char *text)
{
    bool formula = strchr("=+-@\t", text[0]) != NULL && text[0] != '\0';
    bool quote = strpbrk(text, ",\"\r\n") != NULL;
    if (quote)
        buf_putc(out, '"');
    if (formula)
        buf_putc(out, '\'');
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '"')
            buf_putc(out, '"');
        buf_putc(out, *p);
    }
    if (quote)
        buf_putc(out, '"');
}

static void put_line(struct buf *out, enum rows_format format, const char *const *values, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (i > 0)
            buf_putc(out, format == ROWS_CSV ? ',' : '\t');
        if (values[i] == NULL)
            continue;
        if (format == ROWS_CSV)
            put_csv(out, values[i]);
        else
            put_tsv(out, values[i]);
    }
    buf_puts(out, format == ROWS_CSV ? "\r\n" : "\n");
}

static bool put_json(struct buf *out, const char *const *keys, const char *const *values, unsigned count,
                     struct fault *fault)
{
    json_t *object = json_object();
    bool ok = object != NULL;
    for (unsigned i = 0; ok && i < count; i++)
        ok = json_object_set_new(object, keys[i], json_text0(values[i])) == 0;
    ok = ok ? json_write_line(object, out, fault) : fault_set(fault, FAULT_MEMORY, "no memory for a row");
    json_decref(object);
    return ok;
}

bool figure_rows_head(struct buf *out, enum rows_format format, bool grouped)
{
    if (format != ROWS_JSONL)
        put_line(out, format, names + !grouped, COLUMNS - !grouped);
    return buf_ok(out);
}

bool figure_rows_fields(struct buf *out, enum rows_format format, const char *const *keys,
                        const char *const *values, unsigned count, struct fault *fault)
{
    if (format == ROWS_JSONL)
        return put_json(out, keys, values, count, fault);
    put_line(out, format, values, count);
    return buf_check(out, "a row", fault);
}

bool figure_rows_add(struct buf *out, enum rows_format format, const struct figure_article *article,
                     const struct figure *f, const char *group, struct fault *fault)
{
    const char *values[COLUMNS];
    unsigned skip = group == NULL;
    gather(article, f, group, values);
    return figure_rows_fields(out, format, names + skip, values + skip, COLUMNS - skip, fault);
}
