/* classify - says of each block of a page what it is: body, title, share
 * prompt, related list …
 *
 * Layered passes, each in its own file, each reading what the ones before it
 * left (passes.h):
 *   pass_lexicon     what the words of a line say, all lists in one pass
 *   pass_boxes       what the boxes around it are called
 *   pass_density     how much each block looks like prose or like links
 *   pass_notices     which paragraphs only speak of copyrights
 *   pass_title       which block is the headline
 *   pass_region      which run of blocks is the article
 *   pass_boundary    where exactly it begins and ends, and what inside it is not of it
 *   pass_repetition  what stands twice
 *   pass_glue        what is glued to the end of a paragraph
 * A site rule (block.rule_mark) decides before all of them.
 *
 * Pure and re-entrant: a classifier is read-only after loading and may be
 * shared by threads.  Time and memory are linear in the page. */
#ifndef JIANBAO_EXTRACT_CLASSIFY_H
#define JIANBAO_EXTRACT_CLASSIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fault.h"
#include "extract/page.h"
#include "extract/verdict.h"

struct classifier;

/* Reads the lexicons of a folder (lexicon.h).  Faults as lexicon_load().  The
 * caller frees it with classifier_free(). */
struct classifier *classifier_load(const char *lexicon_dir, struct fault *fault);
void classifier_free(struct classifier *classifier);

/* Where the article stands, as indices of blocks; -1 = none. */
struct outline {
    int32_t title;
    int32_t first_body, last_body;
    unsigned confidence; /* 0..100: how far the article outweighs what else is on the page */
};

/* Fills verdicts[0..block_count).  A page without an article has no ROLE_BODY
 * and an outline of -1.  Memory of the passes comes from `arena`.  False only
 * for FAULT_LIMIT, the arena is full. */
bool classify_page(const struct classifier *classifier, const struct page *page, struct arena *arena,
                   struct verdict *verdicts, struct outline *outline, struct fault *fault);

#endif
