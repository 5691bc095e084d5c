/* record - the article as it crosses from extraction to index and query: one
 * JSON object a line, version 1 (docs/record.md).
 *
 * The names of the fields exist here and in record.c only.  All text is clean
 * UTF-8; NULL means that the page does not say.  The memory is the caller's
 * (an arena); a record that was read lives in the arena given. */
#ifndef JIANBAO_EXTRACT_RECORD_H
#define JIANBAO_EXTRACT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"
#include "extract/figures.h"

enum { RECORD_VERSION = 1, RECORD_LINE_MAX = 16 * 1024 * 1024 };

struct text_list {
    const char **items;
    size_t len;
};

struct contributor {
    const char *name, *role;
};

struct record_block {
    const char *kind;    /* "paragraph" "heading" "list" "table" "quote" "image" */
    uint32_t start, end; /* over `text`, in code points; equal for an image */
};

struct record_image {
    const char *src, *caption, *alt;
    int32_t after; /* index of the block that it follows, -1 before the first */
};

struct dropped {
    const char *reason;
    uint32_t chars;
};

struct record {
    const char *id, *url, *canonical_url, *site, *fetched, *charset, *lang;
    const char *title, *subtitle, *source, *published, *modified;
    struct text_list authors, editors;
    struct contributor *contributors;
    size_t contributor_count;
    struct text_list channel, keywords;
    const char *text;
    struct record_block *blocks;
    size_t block_count;
    struct record_image *images;
    size_t image_count;
    struct figure *figures;
    size_t figure_count;
    const char *fingerprint; /* fingerprint.h */
    double confidence;       /* 0..1, printed with two digits */
    struct text_list flags;
    struct dropped *dropped;
    size_t dropped_count;
};

/* Appends the record as one line with its newline. */
bool record_write(const struct record *r, struct buf *out, struct fault *fault);

/* Reads a line.  FAULT_INPUT when it is not JSON, not a version 1 record or a
 * field has the wrong type; unknown fields are ignored. */
bool record_read(const char *line, size_t len, struct arena *arena, struct record *r, struct fault *fault);

/* The same; the line's memory is given back as soon as it is parsed, before the record takes as much. */
bool record_take(struct buf *line, struct arena *arena, struct record *r, struct fault *fault);

/* The stable id: 16 hex digits of SHA-256 over the canonical URL, or over the
 * text where there is none. */
void record_id(const char *canonical_url, const char *text, char out[17]);

#endif
