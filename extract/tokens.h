/* tokens - HTML cut into tokens: tags, runs of text, scripts; one pass, no copies.
 *
 * WHATWG HTML 13.2.5, with what Chinese pages taught: a quote that is not
 * closed within TOKENS_QUOTE_MAX ends with its tag, a comment, title or textarea that
 * is never closed costs itself only, "<" that begins no tag is text (5 < 6,
 * <<书名>>).  Linear in the length of the text, whatever it holds: what is
 * searched and not found is not searched again.
 *
 * All slices point into the text, or into the tokenizer until the next token. */
#ifndef JIANBAO_EXTRACT_TOKENS_H
#define JIANBAO_EXTRACT_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "extract/attributes.h"
#include "extract/html_tags.h"

enum {
    TOKENS_ATTRIBUTES_MAX = 128,     /* of one tag; more are passed over */
    TOKENS_QUOTE_MAX = 64 * 1024     /* a value that reaches further was never closed */
};

enum token_kind {
    TOKEN_TEXT,  /* `text`, references resolved */
    TOKEN_OPEN,  /* a start tag: `text` is its name as it stands */
    TOKEN_CLOSE, /* an end tag */
    TOKEN_RAW    /* a whole script, style or iframe: `text` is what it holds */
};

struct token {
    enum token_kind kind;
    enum tag tag; /* of all but TOKEN_TEXT */
    bool empty;   /* "/>" */
    const char *text;
    size_t len;
    struct attributes attributes; /* of TOKEN_OPEN and TOKEN_RAW */
};

struct tokens {
    const char *p, *end;
    const char *reference;    /* the next "&" at or behind p */
    const char *literal_end;  /* up to here "<" is text: a title, a textarea */
    const char *quotes[2];    /* the next " and ' */
    unsigned unclosed;        /* bits: what is known never to be closed any more */
    char scratch[4];
    struct attribute attributes[TOKENS_ATTRIBUTES_MAX];
};

/* `text` is decoded (decode.h) and outlives the tokens. */
void tokens_start(struct tokens *t, const char *text, size_t len);
bool tokens_next(struct tokens *t, struct token *token); /* false: the text is at its end */

#endif
