/* passes - what the passes of the classifier share.  Only classify.c and the
 * pass_*.c files include it. */
#ifndef JIANBAO_EXTRACT_PASSES_H
#define JIANBAO_EXTRACT_PASSES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "extract/classify.h"
#include "extract/html_tags.h"
#include "extract/lexicon.h"
#include "extract/page.h"

/* What is known of a block beside its verdict. */
struct trait {
    int32_t weight;   /* evidence for the article, in letters of prose; negative against it */
    int32_t holder;   /* the box around its paragraph, -1 for none */
    const char *why;  /* of the cue */
    uint16_t ends;    /* the article would end here (lexicon.h) */
    uint16_t letters;
    uint8_t cue;      /* the role that its words say, ROLE_COUNT for none */
    bool prose;       /* whole sentences */
    bool linked;      /* mostly links */
    bool title;       /* repeats the page's title */
    bool empty;       /* hidden, a picture, no text: no evidence either way */
    bool dated;       /* begins with a date and is no sentence */
    bool named;       /* the cue comes from the name of the box around it */
};

struct passage {
    const struct lexicon *lexicon;
    const struct page *page;
    struct lexicon_scan *scan;
    struct arena *arena;
    struct verdict *verdicts;
    struct trait *traits; /* one a block */
    struct outline *outline;
    int32_t first, last; /* of the article, -1 before pass_region or when there is none */
    uint8_t indent;      /* of most of a dump's prose; 0 where it has none or there is markup */
    int32_t anchor;      /* the headline, or else the line of date and source; -1 */
    int32_t article;     /* the box that holds most of it, -1 */
    bool show_hidden;    /* what is not shown counts too: there is nothing else */
    bool centred;        /* most of its prose is */
    bool captions_tell;  /* the lines under pictures are part of the story */
    int32_t *box_prose;  /* weight of the prose that each box holds itself */
    int32_t *box_leaves; /* how many boxes of one paragraph each holds */
    int32_t *box_noise;  /* how many links and cues it holds itself */
};

/* Each returns false when the arena is full. */
bool pass_lexicon(struct passage *p);
bool pass_boxes(struct passage *p);
bool pass_density(struct passage *p);
bool pass_notices(struct passage *p);
bool pass_title(struct passage *p);
bool pass_repeats(struct passage *p); /* which blocks repeat the page's title; before pass_boxes */
bool pass_region(struct passage *p);
bool pass_boundary(struct passage *p);
bool pass_repetition(struct passage *p);
bool pass_glue(struct passage *p);

static inline void decide(struct passage *p, int32_t block, enum role role, const char *why)
{
    p->verdicts[block] =
        (struct verdict){.role = (uint8_t)role,
                         .score = (int16_t)(p->traits[block].weight > 9999 ? 9999 : p->traits[block].weight),
                         .why = why};
}

/* Steps between two boxes in the tree, at most `most`. */
int box_distance(const struct page *page, int32_t a, int32_t b, int most);

/* The box that holds the paragraph: not the <p>, <li>, <tr> … itself. */
int32_t box_holder(const struct page *page, int32_t box);

/* What stands in a form field is never shown as it is. */
static inline bool is_in_field(const struct page *page, const struct block *block)
{
    return block->box >= 0 && page->boxes[block->box].tag == TAG_TEXTAREA;
}

static inline bool is_hidden(const struct passage *p, const struct block *block)
{
    return block->hidden && (!p->show_hidden || is_in_field(p->page, block));
}

/* "• item", "□ item" */
bool is_bulleted(const struct block *block);

/* Ends as a sentence does, or holds a full stop. */
bool is_sentence(const struct block *block);

/* `inner` is `outer` or lies in it. */
bool box_within(const struct page *page, int32_t inner, int32_t outer);

#endif
