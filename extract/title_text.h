/* title_text - what the title*.c files share: text as it is compared, words in
 * common, and what speaks for a block as a headline.  Only they include this. */
#ifndef JIANBAO_EXTRACT_TITLE_TEXT_H
#define JIANBAO_EXTRACT_TITLE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "extract/credits.h"
#include "extract/page.h"

enum {
    FOLD_MAX = 900, /* bytes of a text that is compared */
    TITLE_CHARS_MIN = 4
};

/* Text as it is compared: half-width, lower case, without blanks and quotes. */
struct fold {
    char bytes[FOLD_MAX + 8];
    bool gap[FOLD_MAX + 8]; /* a blank stood before this byte */
    size_t len;
    int chars;
};

void title_fold(const char *text, size_t len, struct fold *fold);

/* Pairs of neighbouring ideographs, as a set with few collisions. */
enum { BIGRAM_BITS = 1 << 15 };

struct bigrams {
    uint8_t bits[BIGRAM_BITS / 8];
};

void title_bigrams_add(struct bigrams *set, const char *text, size_t len);

/* Percent of the line's bigrams that the set has. */
int title_bigrams_share(const struct bigrams *set, const char *text, size_t len);

/* What speaks for a block besides its words: heading, class, no link. */
int title_standing(const struct page *page, const struct block *block);
bool title_is_called(const struct page *page, int32_t box);

/* Ends like the name of a site, or is its address. */
bool title_is_site(const struct credit_lexicon *lexicon, const char *text, size_t len);

/* The likeliest line above `head`, -1 when none is likely. */
int32_t title_likely_block(const struct page *page, const struct credit_lexicon *lexicon, int32_t head);

/* The end of a bracket that opens the text: "[…]", "【…】"; 0 when none does. */
size_t title_bracket(const char *text);

#endif
