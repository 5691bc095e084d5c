#include "query/session.h"

#include <string.h>

#include "query/cite.h"
#include "query/paint.h"

bool session_head(struct session *s)
{
    if (s->format == FORMAT_TSV)
        return rows_head(&s->fields, '\t', &s->out);
    if (s->format == FORMAT_CSV)
        return rows_head(&s->fields, ',', &s->out);
    return s->format == FORMAT_CSL ? buf_puts(&s->out, "[") : true;
}

bool session_tail(struct session *s)
{
    return s->format == FORMAT_CSL ? buf_puts(&s->out, "\n]\n") : true;
}

static bool wants_snippet(const struct session *s)
{
    for (size_t i = 0; i < s->fields.count; i++) {
        if (s->fields.items[i] == ROW_SNIPPET)
            return s->format == FORMAT_TSV || s->format == FORMAT_CSV || s->format == FORMAT_JSON;
    }
    return false;
}

static bool put_row(struct session *s, const struct row *row, struct fault *fault)
{
    switch (s->format) {
    case FORMAT_TSV:
        return row_tsv(row, &s->fields, &s->out);
    case FORMAT_CSV:
        return row_csv(row, &s->fields, &s->out);
    case FORMAT_JSON:
        return row_json(row, &s->fields, &s->out, fault);
    case FORMAT_RIS:
        return cite_ris(&row->hit->record, &s->out);
    case FORMAT_BIBTEX:
        return cite_bibtex(&row->hit->record, &s->out);
    case FORMAT_GBT7714:
        return cite_gbt7714(&row->hit->record, &s->out);
    case FORMAT_CSL:
        buf_puts(&s->out, row->rank > 1 && s->found > 0 ? ",\n" : "\n");
        return cite_csl(&row->hit->record, &s->out, fault);
    case FORMAT_TREC:
        return row_trec(row, s->qid ? s->qid : "q", &s->out);
    case FORMAT_BULK:
        return row_bulk(row, &s->out, fault);
    default:
        return listing_hit(&s->listing, row, &s->out);
    }
}

bool session_row(struct session *s, size_t rank, const struct hit *hit, struct fault *fault)
{
    struct row row = {.rank = rank, .hit = hit};
    struct buf snippet;
    buf_init(&snippet, 1024 * 1024);
    if (wants_snippet(s)) {
        listing_snippet(&s->listing, hit, "", "", &snippet);
        row.snippet = snippet.data;
    }
    bool ok = put_row(s, &row, fault);
    s->found++;
    s->whole += !hit->filled;
    buf_free(&snippet);
    return buf_check(&s->out, "the answer", fault) && ok;
}

void session_table(struct session *s, const char *const *columns, size_t count)
{
    s->columns = columns;
    s->column_count = count;
    s->column_at = 0;
    if (s->format == FORMAT_TEXT || s->format == FORMAT_JSON)
        return;
    for (size_t i = 0; i < count; i++)
        session_cell(s, columns[i]);
}

static void cell_json(struct session *s, const char *text)
{
    struct buf *out = &s->out;
    buf_printf(out, "%s\"%s\":", s->column_at == 0 ? "{" : ",", s->columns[s->column_at]);
    if (!text) {
        buf_puts(out, "null");
        return;
    }
    buf_putc(out, '"');
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        if (*p < 0x20)
            buf_printf(out, "\\u%04x", *p);
        else if (*p == '"' || *p == '\\')
            buf_printf(out, "\\%c", *p);
        else
            buf_putc(out, (char)*p);
    }
    buf_putc(out, '"');
}

/* Text is parted by two blanks, so that tables of few columns stay readable. */
void session_cell(struct session *s, const char *text)
{
    bool last = s->column_at + 1 == s->column_count;
    if (s->format == FORMAT_JSON)
        cell_json(s, text);
    else if (s->format == FORMAT_CSV)
        cell_csv(&s->out, text ? text : "");
    else
        cell_tsv(&s->out, text ? text : "");
    s->column_at = last ? 0 : s->column_at + 1;
    if (last)
        buf_puts(&s->out, s->format == FORMAT_JSON ? "}\n" : s->format == FORMAT_CSV ? "\r\n" : "\n");
    else if (s->format != FORMAT_JSON)
        buf_puts(&s->out, s->format == FORMAT_CSV ? "," : s->format == FORMAT_TEXT ? "  " : "\t");
}

bool session_open(struct session *s, const struct store_result *r, struct hit **hits, struct fault *fault)
{
    struct hit *all = arena_alloc(&s->arena, (r->count + 1) * sizeof *all);
    *hits = all;
    if (!all)
        return fault_set(fault, FAULT_MEMORY, "no memory for the hits");
    for (size_t i = 0; i < r->count; i++) {
        all[i] = (struct hit){.store = &r->hits[i], .score = r->hits[i].weight};
        if (!blob_open(r->hits[i].blob.p, r->hits[i].blob.len, &s->arena, &all[i].blob, fault) ||
            !blob_record(&all[i].blob, &s->arena, &all[i].record, fault))
            return false;
    }
    return true;
}

bool session_find(struct session *s, const char *id, struct hit **hit, struct store_result **result,
                  struct fault *fault)
{
    struct term_list list;
    term_list_init(&list);
    *hit = NULL;
    *result = NULL;
    bool ok = term_whole(PREFIX_ID, id, strlen(id), &list, fault);
    if (ok) {
        struct store_query own = {.op = STORE_TERM,
                                  .term = {term_bytes(&list, &list.items[0]), list.items[0].len}};
        struct store_search search = {.query = &own,
                                      .max = 1,
                                      .collapse = -1,
                                      .sort = -1,
                                      .tie = -1,
                                      .blobs = true,
                                      .values = search_hit_values,
                                      .value_count = HIT_VALUES};
        ok = store_search_run(s->searcher.store, &search, result, fault);
    }
    term_list_free(&list);
    if (!ok)
        return false;
    struct hit *hits;
    if (!session_open(s, *result, &hits, fault)) {
        store_result_free(*result);
        *result = NULL;
        return false;
    }
    if ((*result)->count > 0)
        *hit = hits;
    return true;
}
