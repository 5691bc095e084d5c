/* rows - hits as rows of chosen fields: TSV, CSV (RFC 4180), JSON Lines,
 * TREC run lines, bulk NDJSON for Elasticsearch and OpenSearch. */
#ifndef JIANBAO_QUERY_ROWS_H
#define JIANBAO_QUERY_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/fault.h"
#include "query/search.h"

enum row_field {
    ROW_RANK,
    ROW_SCORE,
    ROW_ID,
    ROW_DATE,
    ROW_SOURCE,
    ROW_TITLE,
    ROW_SUBTITLE,
    ROW_AUTHORS,
    ROW_EDITORS,
    ROW_SITE,
    ROW_CHANNEL,
    ROW_KEYWORDS,
    ROW_LANG,
    ROW_URL,
    ROW_FETCHED,
    ROW_CLUSTER, /* id of the first publication */
    ROW_COPIES,  /* folded into this row, at least */
    ROW_FILLED,  /* found by some of the words only: 1, else 0 */
    ROW_FIGURES, /* how many */
    ROW_SNIPPET,
    ROW_TEXT,
    ROW_FIELD_COUNT
};

enum { ROW_FIELDS_MAX = 32, ROWS_VERSION = 1 };

struct row_fields {
    enum row_field items[ROW_FIELDS_MAX];
    size_t count;
};

/* "id,date,title"; FAULT_USAGE names the one that is unknown and lists the others. */
bool row_fields_parse(const char *names, struct row_fields *fields, struct fault *fault);
const char *row_field_name(enum row_field field);

/* One hit with its place in the list and its passage. */
struct row {
    size_t rank; /* from 1 */
    const struct hit *hit;
    const char *snippet; /* plain text */
};

bool row_value(const struct row *row, enum row_field field, struct buf *out);

bool rows_head(const struct row_fields *fields, char separator, struct buf *out); /* '\t' or ',' */
bool row_tsv(const struct row *row, const struct row_fields *fields, struct buf *out);
bool row_csv(const struct row *row, const struct row_fields *fields, struct buf *out);
bool row_json(const struct row *row, const struct row_fields *fields, struct buf *out, struct fault *fault);
bool row_trec(const struct row *row, const char *qid, struct buf *out);
bool row_bulk(const struct row *row, struct buf *out, struct fault *fault);

/* One cell each, for the other tables. */
bool cell_tsv(struct buf *out, const char *text);
bool cell_csv(struct buf *out, const char *text);

#endif
