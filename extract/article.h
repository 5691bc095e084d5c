/* article - one page through the whole of extraction: bytes in, a record out.
 *
 *     decode -> html | dump -> classify -> anchors, meta -> pictures -> text -> figures -> record
 *
 * An extractor holds what is loaded once: conversions, lexicons. */
#ifndef JIANBAO_EXTRACT_ARTICLE_H
#define JIANBAO_EXTRACT_ARTICLE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"
#include "extract/input.h"
#include "extract/page.h"
#include "extract/record.h"
#include "extract/verdict.h"

struct extractor;

/* Loads everything below the data folder, and site rules of the user's own from
 * `rules_dir` (NULL: none).  NULL: FAULT_IO, FAULT_INPUT (file
 * and line named), FAULT_MEMORY. */
struct extractor *extractor_open(const char *data_dir, const char *rules_dir, struct fault *fault);
void extractor_close(struct extractor *x);

/* What became of a page; lives in the extractor until the next page. */
struct article {
    struct page page;
    struct verdict *verdicts; /* parallel to page.blocks */
    struct record record;     /* complete only when article_extract() returned true */
    const char *own, *next; /* canonical addresses of this page and of the story's next one, "" where none */
    bool continues;           /* by its address this is not a story's first page */
};

/* Extracts a page.  `charset` forces a charset, NULL = none.  False:
 * FAULT_INPUT the page has no text that can be read, or no article · FAULT_LIMIT ·
 * FAULT_MEMORY.  The page and its verdicts are set when it came so far
 * (article->verdicts is not NULL), so that --explain can show why. */
bool article_extract(struct extractor *x, const struct source_page *in, const char *charset,
                     struct article *article, struct fault *fault);

/* Gives back what the record does not need: a large page's blocks, boxes, links, verdicts.  The article
 * cannot be explained any more. */
void article_slim(struct extractor *x, struct article *article);

/* --explain: a line for each block with its verdict and reason. */
bool article_explain(const struct article *article, const char *name, struct buf *out);

#endif
