/* session - what all ways of looking share: the store, the query made ready,
 * what was asked for, and the text that is to be printed.
 *
 * A way of looking appends to `out`, marked for paint.h, and prints nothing.
 * `found` counts what it showed: 0 becomes exit status 1. */
#ifndef JIANBAO_QUERY_SESSION_H
#define JIANBAO_QUERY_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"
#include "query/listing.h"
#include "query/rows.h"
#include "query/search.h"

enum format {
    FORMAT_TEXT,
    FORMAT_TSV,
    FORMAT_CSV,
    FORMAT_JSON, /* JSON Lines */
    FORMAT_RIS,
    FORMAT_BIBTEX,
    FORMAT_CSL,
    FORMAT_GBT7714,
    FORMAT_TREC,
    FORMAT_BULK
};

struct session {
    struct searcher searcher;
    struct search_options options;
    enum format format;
    struct row_fields fields;
    struct arena arena; /* of the current query */
    struct prepared *prepared;
    struct listing listing;
    struct buf out;
    uint64_t found;
    uint64_t whole; /* hits that are no fill */
    bool partial;
    const char *qid;            /* of TREC runs */
    const char *const *columns; /* of session_table() */
    size_t column_count, column_at;
};

/* Every way of looking: true, or false with a fault. */
bool view_list(struct session *s, struct fault *fault);
bool view_count(struct session *s, struct fault *fault);
bool view_explain(struct session *s, struct fault *fault);
bool view_kwic(struct session *s, size_t context, int sort, struct fault *fault);
enum { KWIC_POSITION, KWIC_LEFT, KWIC_RIGHT };

enum facet { FACET_SOURCE, FACET_SITE, FACET_YEAR, FACET_MONTH, FACET_CHANNEL, FACET_AUTHOR, FACET_DAY };
bool view_facet(struct session *s, enum facet facet, struct fault *fault);

/* `svg`: instead of the text, the picture goes into this buffer. */
bool view_timeline(struct session *s, enum facet unit, const char *title, struct buf *svg,
                   struct fault *fault);
bool view_figures(struct session *s, struct fault *fault);
bool view_figure_timeline(struct session *s, const char *title, struct buf *svg, struct fault *fault);
bool view_terms(struct session *s, struct fault *fault);
bool view_sample(struct session *s, size_t size, uint64_t seed, struct fault *fault);

/* These take an id instead of a query.  FAULT_INPUT when no document has it: `found` stays 0. */
bool view_show(struct session *s, const char *id, struct fault *fault);
bool view_similar(struct session *s, const char *id, struct fault *fault);
bool view_reprints(struct session *s, const char *id, struct fault *fault);

/* Appends one hit in the session's format; head and tail belong to the list. */
bool session_head(struct session *s);
bool session_row(struct session *s, size_t rank, const struct hit *hit, struct fault *fault);
bool session_tail(struct session *s);

/* A table that is no list of hits, in the session's format: its columns, then
 * cell by cell, row by row.  TSV and CSV have a head, JSON Lines an object a row. */
void session_table(struct session *s, const char *const *columns, size_t count);
void session_cell(struct session *s, const char *text); /* NULL: nothing known */

/* The documents of a result as hits in the session's arena. */
bool session_open(struct session *s, const struct store_result *r, struct hit **hits, struct fault *fault);

/* The document with this id, or *hit = NULL; the result is the caller's. */
bool session_find(struct session *s, const char *id, struct hit **hit, struct store_result **result,
                  struct fault *fault);

#endif
