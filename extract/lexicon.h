/* lexicon - word knowledge about page furniture: pattern lists, all matched
 * in one pass over a line (Aho and Corasick 1975: one automaton for all).
 *
 * The lists are text files in a folder, one per role and named after it:
 * share.txt for ROLE_SHARE … (role_name()); fold.txt maps variant characters
 * (Traditional, full-width twins are built in) to the ones that patterns are
 * written in.  A list's lines are
 *
 *     # a comment
 *     %line              the patterns below decide a line when they match (the start of a file)
 *     %word              the patterns below are words that add up: see `covered`
 *     %box               the words below are parts of class and id values of such boxes: comment,
 *                        with a star behind or in front of it: comment*, *comment
 *     %max 40            … in lines of at most so many letters (to the next %max; 60 at the start)
 *     %ends 400          … and end the article there: what must follow to go on past it, in letters
 *     ^(責任)编辑*:*$ <TAB> + an example <TAB> - a counter-example <TAB> …
 *
 * Every pattern has at least one `+` example that it must match; `-` ones it
 * must not.  lexicon_check() holds the files to that.
 *
 * Patterns.  Text and patterns are folded first: blanks and ornaments dropped,
 * full-width to half-width, lower case, brackets of any shape to ( and ),
 * a run of digits to one 0, variants by fold.txt.
 *   ^  only at the line's start (ornaments and punctuation in front not counted)
 *   $  only at its end (punctuation behind not counted)
 *   *  up to 12 letters or signs, none included;   **  up to 60
 *   0  a run of digits
 * Everything else stands for itself. */
#ifndef JIANBAO_EXTRACT_LEXICON_H
#define JIANBAO_EXTRACT_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"
#include "extract/verdict.h"

struct lexicon;

/* The memory of one reader: what lexicon_read() needs between characters.
 * One per thread, reusable for any number of lines. */
struct lexicon_scan;

struct lexicon_reading {
    uint32_t letters;  /* of the line: letters and digit runs, folded */
    uint32_t covered;  /* of them, inside words of %word lists */
    uint8_t role;      /* of the line pattern that matched with the most letters, else ROLE_COUNT */
    uint8_t word_role; /* the role to which most of `covered` belongs, else ROLE_COUNT */
    uint16_t ends;     /* the largest %ends among the patterns that matched */
    uint64_t roles;    /* bit 1 << role of every line pattern that matched */
    const char *why;   /* "share.txt:12" of `role`, else NULL */
    const char *word_why;
};

/* Loads every list of the folder.  FAULT_IO cannot read · FAULT_INPUT a
 * malformed line, named with file and line · FAULT_LIMIT more than 4096
 * patterns · FAULT_MEMORY.  The caller frees it. */
struct lexicon *lexicon_load(const char *dir, struct fault *fault);
void lexicon_free(struct lexicon *lexicon);

/* NULL when memory ran out.  Lives in the arena. */
struct lexicon_scan *lexicon_scan_new(const struct lexicon *lexicon, struct arena *arena);

/* Reads a line in one pass.  A line of more than the largest %max bytes × 4 is
 * not scanned: it is prose, and the reading says nothing. */
void lexicon_read(const struct lexicon *lexicon, struct lexicon_scan *scan, const char *text, size_t len,
                  struct lexicon_reading *reading);

/* What the class and id of an element call it, "" where it has none: a role,
 * or ROLE_COUNT.  Names are taken apart at all that is not a letter. */
enum role lexicon_box(const struct lexicon *lexicon, const char *cls, const char *id, const char **why);

/* Tries the examples of every pattern; appends a line to `report` for each
 * that fails: "share.txt:12: does not match '…'".  Returns how many failed. */
size_t lexicon_check(const struct lexicon *lexicon, const char *dir, struct buf *report, struct fault *fault);

size_t lexicon_patterns(const struct lexicon *lexicon); /* how many there are */

#endif
