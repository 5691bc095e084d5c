/* credit_words - the words that credits.c and credit_people.c read by: labels
 * and words about names, loaded from DATA/credits.  Every word is known in the
 * forms of DATA/lexicon/fold.txt too, so that a list in Simplified characters
 * reads Traditional ones.  Only the credit*.c files include this. */
#ifndef JIANBAO_EXTRACT_CREDIT_WORDS_H
#define JIANBAO_EXTRACT_CREDIT_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "extract/credits.h"

/* Of labels. */
enum { GLUED = 1 << 0, NEEDS_SEPARATOR = 1 << 1 };

/* Of words about names. */
enum {
    SURNAME = 1 << 0,
    TAIL = 1 << 1,
    NOBODY = 1 << 2,
    ORGANISATION = 1 << 3,
    TITLE = 1 << 4,
    PLACE = 1 << 5,
    OFFICE = 1 << 6
};

struct word {
    const char *text;
    uint32_t len;
    uint32_t line;        /* of its file; 0 for a variant */
    const char *role;     /* labels: the role, or the label itself */
    const char *examples; /* labels: the rest of the line */
    uint8_t kind;         /* labels: enum credit_kind */
    uint8_t flags;        /* labels: GLUED …; names: SURNAME … */
};

/* A label where it stands in a text. */
struct label {
    const struct word *word; /* NULL: none begins here */
    const char *behind;      /* the end of it in the text */
};

/* The longest label that begins at p; 来 源： with blanks inside is one where a colon follows. */
struct label label_at(const struct credit_lexicon *lexicon, const char *p, const char *end);

/* What the word says of names, 0 where it is not in the lists. */
uint8_t word_flags(const struct credit_lexicon *lexicon, const char *p, size_t len);

/* Do the last characters (up to four) make a word with one of these flags? */
bool word_ends(const struct credit_lexicon *lexicon, const char *p, size_t len, uint8_t flags);

/* Does a name, cut out of what stands here, follow a label without a separator? */
bool credit_name_follows(const struct credit_lexicon *lexicon, const char *p, const char *end);

/* All labels in the order of the file, for their examples. */
const struct word *label_list(const struct credit_lexicon *lexicon, size_t *count);

#endif
