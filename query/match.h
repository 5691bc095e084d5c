/* match - does a document meet a query?  What terms cannot say is checked on
 * the stored text: characters in sequence, nearness, sentences, paragraphs,
 * figures.
 *
 * A matcher is read-only once made and lives as long as the arena; scratch
 * memory is the caller's, one a thread. */
#ifndef JIANBAO_QUERY_MATCH_H
#define JIANBAO_QUERY_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"
#include "index/schema.h"
#include "index/terms.h"
#include "query/ast.h"

enum { OCCURRENCES_MAX = 4096, PIECES_MAX = 64 };

/* The folded strings of a text leaf. */
struct leaf_text {
    const char *folded; /* the whole leaf, blanks around it gone; NULL for other nodes */
    size_t len;
    size_t characters;
    const char **pieces; /* its runs without punctuation, NUL-terminated */
    size_t piece_count;
    const char **terms; /* what its terms say, as strings (pairs, tokens) */
    size_t term_count;
};

struct matcher {
    const struct query *query;
    const struct dictionary *dictionary;
    const struct leaf_text *leaves; /* by node */
    const bool *certain;            /* by node: what terms say of it holds for each candidate */
    const bool *exact;              /* by node: terms alone decide it */
    bool needed;                    /* some node must be checked on the text */
};

/* Folds the query's texts.  FAULT_USAGE when a leaf folds to nothing, FAULT_MEMORY. */
bool matcher_make(const struct query *query, const struct dictionary *dictionary, struct arena *arena,
                  struct matcher *matcher, struct fault *fault);

struct match_scratch {
    struct buf folded, field;
    struct arena arena;
    bool values[2 * QUERY_PARTS_MAX];
};
void match_scratch_init(struct match_scratch *s);
void match_scratch_free(struct match_scratch *s);

/* `blob` may lie in the scratch arena, which grows: reset it before the next document. */
bool matcher_accepts(const struct matcher *m, const struct blob *blob, struct match_scratch *scratch);

/* Bytes [from, to) of the sentence, or paragraph, of `text` that begins at
 * `at`; false behind the last. */
bool next_sentence(const char *text, size_t len, size_t at, size_t *to);
bool next_paragraph(const char *text, size_t len, size_t at, size_t *to);

#endif
