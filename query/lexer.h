/* lexer - the tokens of a query.
 *
 *   blanks (full-width too) part words; ( ) （ ） group; "…" “…” 「」 『』 quote;
 *   - － in front of a word, NOT 非 as a word of its own: not;
 *   AND 且, OR 或 | as words of their own; NEAR/n 邻近/n;
 *   name: or name： in front of a value, where the name is a field's;
 *   sentence( 同句( paragraph( 同段(.
 *
 * Pure, one step of look-ahead, no allocation: tokens point into the query. */
#ifndef JIANBAO_QUERY_LEXER_H
#define JIANBAO_QUERY_LEXER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "query/field.h"

enum token_kind {
    TOKEN_END,
    TOKEN_WORD,
    TOKEN_PHRASE,
    TOKEN_PREFIX, /* word*, the star not in the text */
    TOKEN_FIELD,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_SENTENCE, /* 同句(, its parenthesis included */
    TOKEN_PARAGRAPH,
    TOKEN_AND,
    TOKEN_OR,
    TOKEN_NOT,
    TOKEN_NEAR
};

struct token {
    enum token_kind kind;
    const char *text; /* a phrase without its quotes */
    size_t len;
    size_t start, end; /* bytes of the query, quotes and stars included */
    enum query_field field;
    unsigned distance; /* NEAR/n; 0 = not given */
};

struct lexer {
    const char *query;
    size_t len, at;
};

/* The next token.  False with FAULT_USAGE, its place in *fault_at (bytes). */
bool lexer_next(struct lexer *lexer, struct token *token, size_t *fault_at, struct fault *fault);

/* The text up to the ')' that closes an already opened parenthesis, moved
 * behind it; quotes inside may hold parentheses.  False when none closes. */
bool lexer_raw_group(struct lexer *lexer, const char **text, size_t *len);

/* A value without blanks (date:…): up to the next blank or parenthesis. */
void lexer_raw_value(struct lexer *lexer, const char **text, size_t *len);

#endif
