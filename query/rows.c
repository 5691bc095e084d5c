#include "query/rows.h"

#include <string.h>

#include "base/json.h"

static const char *const names[ROW_FIELD_COUNT] = {
    [ROW_RANK] = "rank",         [ROW_SCORE] = "score",     [ROW_ID] = "id",
    [ROW_DATE] = "date",         [ROW_SOURCE] = "source",   [ROW_TITLE] = "title",
    [ROW_SUBTITLE] = "subtitle", [ROW_AUTHORS] = "authors", [ROW_EDITORS] = "editors",
    [ROW_SITE] = "site",         [ROW_CHANNEL] = "channel", [ROW_KEYWORDS] = "keywords",
    [ROW_LANG] = "lang",         [ROW_URL] = "url",         [ROW_FETCHED] = "fetched",
    [ROW_CLUSTER] = "cluster",   [ROW_COPIES] = "copies",   [ROW_FILLED] = "filled",
    [ROW_FIGURES] = "figures",   [ROW_SNIPPET] = "snippet", [ROW_TEXT] = "text",
};

const char *row_field_name(enum row_field field)
{
    return names[field];
}

static bool find_field(const char *name, size_t len, enum row_field *field)
{
    for (int f = 0; f < ROW_FIELD_COUNT; f++) {
        if (strlen(names[f]) == len && memcmp(names[f], name, len) == 0) {
            *field = (enum row_field)f;
            return true;
        }
    }
    return false;
}

bool row_fields_parse(const char *text, struct row_fields *fields, struct fault *fault)
{
    fields->count = 0;
    for (const char *p = text;; p++) {
        size_t len = strcspn(p, ",");
        if (fields->count == ROW_FIELDS_MAX)
            return fault_set(fault, FAULT_USAGE, "more than %d fields", ROW_FIELDS_MAX);
        if (!find_field(p, len, &fields->items[fields->count++]))
            return fault_set(fault, FAULT_USAGE,
                             "no column is named '%.*s' (rank, score, id, date, source, title, "
                             "authors, site, url, snippet, text …)",
                             (int)(len < 40 ? len : 40), p);
        p += len;
        if (*p == '\0')
            return true;
    }
}

/* ----------------------------------------------------------------- values */

static void put(struct buf *out, const char *text)
{
    if (text)
        buf_puts(out, text);
}

static void put_list(struct buf *out, const struct text_list *list, const char *between)
{
    for (size_t i = 0; i < list->len; i++) {
        buf_puts(out, i > 0 ? between : "");
        buf_puts(out, list->items[i]);
    }
}

static bool put_text_field(const struct record *r, enum row_field field, struct buf *out)
{
    const char *const values[ROW_FIELD_COUNT] = {
        [ROW_ID] = r->id,
        [ROW_DATE] = r->published,
        [ROW_SOURCE] = r->source,
        [ROW_TITLE] = r->title,
        [ROW_SUBTITLE] = r->subtitle,
        [ROW_SITE] = r->site,
        [ROW_LANG] = r->lang,
        [ROW_URL] = r->url ? r->url : r->canonical_url,
        [ROW_FETCHED] = r->fetched,
        [ROW_TEXT] = r->text,
    };
    put(out, values[field]);
    return buf_ok(out);
}

bool row_value(const struct row *row, enum row_field field, struct buf *out)
{
    const struct record *r = &row->hit->record;
    const struct store_bytes *values = row->hit->store->values;
    switch (field) {
    case ROW_RANK:
        return buf_printf(out, "%zu", row->rank);
    case ROW_SCORE:
        return buf_printf(out, "%.4f", row->hit->score);
    case ROW_AUTHORS:
        return put_list(out, &r->authors, "; "), buf_ok(out);
    case ROW_EDITORS:
        return put_list(out, &r->editors, "; "), buf_ok(out);
    case ROW_CHANNEL:
        return put_list(out, &r->channel, " > "), buf_ok(out);
    case ROW_KEYWORDS:
        return put_list(out, &r->keywords, "; "), buf_ok(out);
    case ROW_CLUSTER:
        return values ? buf_append(out, values[HIT_CLUSTER].p, values[HIT_CLUSTER].len) : true;
    case ROW_COPIES:
        return buf_printf(out, "%u", row->hit->store->collapsed);
    case ROW_FILLED:
        return buf_puts(out, row->hit->filled ? "1" : "0");
    case ROW_FIGURES:
        return buf_printf(out, "%zu", r->figure_count);
    case ROW_SNIPPET:
        put(out, row->snippet);
        return buf_ok(out);
    default:
        return put_text_field(r, field, out);
    }
}

/* ------------------------------------------------------------------ tables */

bool cell_tsv(struct buf *out, const char *text)
{
    for (const char *p = text; *p; p++)
        buf_putc(out, *p == '\t' || *p == '\n' || *p == '\r' ? ' ' : *p);
    return buf_ok(out);
}

bool cell_csv(struct buf *out, const char *text)
{
    if (!strpbrk(text, ",\"\r\n"))
        return buf_puts(out, text);
    buf_putc(out, '"');
    for (const char *p = text; *p; p++) {
        if (*p == '"')
            buf_putc(out, '"');
        buf_putc(out, *p);
    }
    return buf_putc(out, '"');
}

bool rows_head(const struct row_fields *fields, char separator, struct buf *out)
{
    for (size_t i = 0; i < fields->count; i++) {
        if (i > 0)
            buf_putc(out, separator);
        buf_puts(out, names[fields->items[i]]);
    }
    return buf_puts(out, separator == ',' ? "\r\n" : "\n");
}

static bool row_cells(const struct row *row, const struct row_fields *fields, char separator,
                      bool (*cell)(struct buf *, const char *), struct buf *out)
{
    struct buf value;
    buf_init(&value, out->max);
    for (size_t i = 0; i < fields->count; i++) {
        buf_clear(&value);
        row_value(row, fields->items[i], &value);
        if (i > 0)
            buf_putc(out, separator);
        if (value.len > 0)
            cell(out, value.data);
    }
    bool ok = buf_ok(&value);
    buf_free(&value);
    return buf_puts(out, separator == ',' ? "\r\n" : "\n") && ok;
}

bool row_tsv(const struct row *row, const struct row_fields *fields, struct buf *out)
{
    return row_cells(row, fields, '\t', cell_tsv, out);
}

bool row_csv(const struct row *row, const struct row_fields *fields, struct buf *out)
{
    return row_cells(row, fields, ',', cell_csv, out);
}

/* ------------------------------------------------------------------- JSON */

static json_t *json_list(const struct text_list *list)
{
    json_t *array = json_array();
    for (size_t i = 0; i < list->len; i++)
        json_array_append_new(array, json_text0(list->items[i]));
    return array;
}

static json_t *json_value(const struct row *row, enum row_field field)
{
    const struct record *r = &row->hit->record;
    switch (field) {
    case ROW_RANK:
        return json_integer((json_int_t)row->rank);
    case ROW_SCORE:
        return json_real((double)(long long)(row->hit->score * 10000 + 0.5) / 10000);
    case ROW_COPIES:
        return json_integer(row->hit->store->collapsed);
    case ROW_FIGURES:
        return json_integer((json_int_t)r->figure_count);
    case ROW_FILLED:
        return json_boolean(row->hit->filled);
    case ROW_AUTHORS:
        return json_list(&r->authors);
    case ROW_EDITORS:
        return json_list(&r->editors);
    case ROW_CHANNEL:
        return json_list(&r->channel);
    case ROW_KEYWORDS:
        return json_list(&r->keywords);
    default:
        break;
    }
    struct buf value;
    buf_init(&value, RECORD_LINE_MAX);
    row_value(row, field, &value);
    json_t *text = value.len > 0 ? json_text(value.data, value.len) : json_null();
    buf_free(&value);
    return text;
}

bool row_json(const struct row *row, const struct row_fields *fields, struct buf *out, struct fault *fault)
{
    json_t *object = json_object();
    json_object_set_new(object, "v", json_integer(ROWS_VERSION));
    for (size_t i = 0; i < fields->count; i++)
        json_object_set_new(object, names[fields->items[i]], json_value(row, fields->items[i]));
    bool ok = json_write_line(object, out, fault);
    json_decref(object);
    return ok;
}

/* Blanks in an id would shift the columns of a run. */
bool row_trec(const struct row *row, const char *qid, struct buf *out)
{
    buf_printf(out, "%s Q0 ", qid);
    for (const char *p = row->hit->record.id ? row->hit->record.id : ""; *p; p++)
        buf_putc(out, *p == ' ' || *p == '\t' ? '_' : *p);
    return buf_printf(out, " %zu %.6f jianbao\n", row->rank, row->hit->score);
}

bool row_bulk(const struct row *row, struct buf *out, struct fault *fault)
{
    json_t *action = json_pack("{s:{s:s,s:o}}", "index", "_index", "jianbao", "_id",
                               json_text0(row->hit->record.id ? row->hit->record.id : ""));
    bool ok = action && json_write_line(action, out, fault) && record_write(&row->hit->record, out, fault);
    json_decref(action);
    return ok;
}
