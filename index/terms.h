/* terms - text to terms, for indexing and for queries: one code for both.
 *
 * 1. fold: one character becomes one character, so that the n-th character
 *    of the folded text stands for the n-th of the text: full-width and other
 *    compatibility forms (Unicode NFKC where it is one to one), lower case,
 *    Traditional to Simplified (OpenCC's TSCharacters, first choice).
 * 2. runs: letters, digits and ideographs without a gap.  Every two
 *    neighbours of a run are a pair, so every document that contains a string
 *    has all pairs of the string.  The last character of a run is a single
 *    unless it begins a pair elsewhere in the text, so every document that
 *    contains a character has a term that begins with it.
 * 3. tokens: letters and digits without a gap inside a run, with . and ,
 *    between digits (1.17; the comma is left out: 2,770 is 2770).
 * 4. words of three characters and more, from the most probable way to cut
 *    the run (unigram model, Viterbi) over jieba's dictionary and our own.
 *
 * All functions are re-entrant; a dictionary is read-only once loaded and shared
 * by threads. */
#ifndef JIANBAO_INDEX_TERMS_H
#define JIANBAO_INDEX_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"

enum { TERM_MAX = 64 }; /* bytes of a term, prefix included (Xapian takes 245) */

struct dictionary;

/* Loads index/fold.bin and index/words.bin of the data folder (cli_data_path("")),
 * made by the build, mapped into memory.
 * FAULT_IO, or FAULT_DAMAGE when they are not what this program reads. */
struct dictionary *dictionary_load(const char *data_dir, struct fault *fault);
void dictionary_free(struct dictionary *dictionary);

/* 16 hex digits over both files: an index remembers what it was built with. */
const char *dictionary_version(const struct dictionary *dictionary);

uint32_t fold_character(const struct dictionary *dictionary, uint32_t cp);

/* Appends the folded text: as many code points as the text has. */
bool fold_text(const struct dictionary *dictionary, const char *text, size_t len, struct buf *out);

enum term_kind {
    TERM_PAIR,
    TERM_SINGLE, /* last character of a run, where no pair of the text begins with it */
    TERM_TOKEN,
    TERM_WORD
};

/* What the terms are for. */
enum terms_use {
    TERMS_INDEX,    /* everything, each occurrence once more */
    TERMS_REQUIRED, /* what every document has that contains this very string: pairs; tokens only where the
                       string bounds them on both sides.  A string without these yields its last character as
                       TERM_SINGLE with `open` set */
    TERMS_RANKED    /* what tells how well a document fits: words (those of two characters are pairs), tokens,
                       and the pairs of characters that no word holds together */
};

struct term {
    uint32_t at; /* offset of its bytes in term_list.bytes */
    uint8_t len;
    uint8_t kind;        /* enum term_kind */
    bool open;           /* any term that begins with these bytes will do */
    uint32_t start, end; /* in the text, in code points */
};

struct term_list {
    struct term *items;
    size_t len, cap;
    struct buf
        bytes;     /* the terms, one behind the other, each with a NUL behind it that `len` does not count */
    void *lattice; /* working memory, kept between calls */
    size_t room;
    uint8_t begins[65536 / 8];
};

void term_list_init(struct term_list *list);
void term_list_free(struct term_list *list);
void term_list_clear(struct term_list *list); /* keeps the memory */

static inline const char *term_bytes(const struct term_list *list, const struct term *t)
{
    return list->bytes.data + t->at;
}

/* Cuts folded text and appends its terms, each with the prefix in front.
 * `start` counts from the beginning of this text.  False: FAULT_MEMORY. */
bool terms_cut(const struct dictionary *dictionary, const char *folded, size_t len, const char *prefix,
               enum terms_use use, struct term_list *list, struct fault *fault);

/* Appends PREFIX + value as one term, bounded: what is longer than TERM_MAX
 * keeps its beginning and ends in 16 hex digits of a hash of the whole. */
bool term_whole(const char *prefix, const char *value, size_t len, struct term_list *list,
                struct fault *fault);

/* How a term is shown to people: without B, W and the prefix of its field. */
const char *term_shown(const char *term, size_t len, size_t *shown_len);

/* The words of folded text, in order (all lengths): for --terms, snippets. */
struct word {
    uint32_t start, end; /* code points */
    bool known;          /* stands in the dictionary */
};
bool words_cut(const struct dictionary *dictionary, const char *folded, size_t len, struct word **words,
               size_t *count, struct fault *fault); /* *words is the caller's: free() */

#endif
