/* What the boxes around blocks say: their class and id, forms, and rows of
 * boxes that are made alike, each with a date or a "reply": comments.  Such a
 * box counts only where it cannot be the article's own. */
#include "extract/html_tags.h"
#include "extract/passes.h"

enum {
    STORY_LETTERS = 16,       /* of sentences below the headline: something to comment on */
    STORY_LETTERS_ALONE = 60, /* … where there is no headline */
    RECORDS_MIN = 3,
    MARK_LETTERS = 80, /* of a line that a class of its own can mark */
    RECORD_LINE = 30   /* letters of a line that dates a comment or lets one reply */
};

enum { HAS_DATE = 1, HAS_REPLY = 2, HAS_LINK = 4 };

struct hint {
    uint8_t role;
    uint8_t signs;    /* HAS_DATE … of the blocks inside */
    bool titled;      /* holds the headline */
    bool follows;     /* a headline and a story stand above */
    uint16_t records; /* children that look like comments */
    uint8_t named;    /* the role that its own name says */
    const char *why, *named_why;
    int32_t letters; /* of sentences in the box, links not counted */
};

/* The article and its headline may stand in a box called "share-page" or in
 * one form that is all of the page; comments may be longer than the article,
 * but they stand below it.  What a name takes away is no large part of `all`,
 * the sentences that may be the story's: a third where no story stands above. */
static bool is_credible(const struct hint *hint, int32_t all)
{
    if (hint->titled)
        return false;
    if (hint->role == ROLE_COMMENT)
        return hint->follows;
    return hint->letters * (hint->follows ? 2 : 3) < all;
}

static uint8_t signs_of(const struct passage *p, int32_t i)
{
    const struct block *block = &p->page->blocks[i];
    const struct trait *t = &p->traits[i];
    uint8_t signs = 0;
    if (block->len == 0 || t->letters > RECORD_LINE)
        return 0;
    if (block->link_chars > 0)
        signs |= HAS_LINK;
    if (t->cue == ROLE_META)
        signs |= HAS_DATE;
    if (t->cue == ROLE_COMMENT)
        signs |= HAS_REPLY;
    return signs;
}

static bool is_record(uint8_t signs)
{
    return (signs & HAS_REPLY) || (signs & (HAS_DATE | HAS_LINK)) == (HAS_DATE | HAS_LINK);
}

/* Sums of what the blocks say, from the leaves of the tree to its root. */
static void gather(const struct passage *p, struct hint *hints)
{
    const struct page *page = p->page;
    for (size_t i = 0; i < page->block_count; i++) {
        const struct block *block = &page->blocks[i];
        if (block->hidden || block->box < 0)
            continue;
        struct hint *hint = &hints[block->box];
        hint->signs |= signs_of(p, (int32_t)i);
        hint->titled = hint->titled || (p->traits[i].title && block->link_chars * 2 < block->chars);
        if (block->punct > 0)
            hint->letters += (int32_t)(block->chars - block->link_chars);
    }
    for (size_t i = page->box_count; i-- > 1;) {
        struct hint *parent = page->boxes[i].parent >= 0 ? &hints[page->boxes[i].parent] : &hints[0];
        parent->letters += hints[i].letters;
        parent->titled = parent->titled || hints[i].titled;
        parent->signs |= hints[i].signs;
        if (is_record(hints[i].signs) && hints[i].letters > 0 && parent->records < UINT16_MAX)
            parent->records++;
    }
}

/* Letters of the sentences that may be the story's: no words of furniture, not
 * in a comment area or footer. */
static int32_t story_letters(const struct passage *p, const struct hint *hints)
{
    int32_t all = 0;
    for (size_t i = 0; i < p->page->block_count; i++) {
        const struct block *block = &p->page->blocks[i];
        if (block->hidden || block->box < 0 || block->punct == 0 || p->traits[i].cue != ROLE_COUNT)
            continue;
        const struct hint *hint = &hints[block->box];
        if (hint->role != ROLE_FOOTER && (hint->role != ROLE_COMMENT || !hint->follows))
            all += (int32_t)(block->chars - block->link_chars);
    }
    return all;
}

/* A box without a name of its own is part of the one around it. */
static void inherit(const struct passage *p, struct hint *hints, size_t i)
{
    int32_t parent = p->page->boxes[i].parent;
    if (hints[i].role == ROLE_COUNT && parent >= 0) {
        hints[i].role = hints[parent].role;
        hints[i].why = hints[parent].why;
    }
}

/* Which boxes have a headline and sentences above them. */
static void look_above(const struct passage *p, struct hint *hints)
{
    const struct page *page = p->page;
    int32_t above = 0, needed = STORY_LETTERS_ALONE;
    size_t box = 0;
    for (size_t i = 0; i <= page->block_count; i++) {
        for (; box < page->box_count && page->boxes[box].first_block <= i; box++)
            hints[box].follows = above >= needed;
        if (i == page->block_count)
            break;
        const struct block *block = &page->blocks[i];
        if (p->traits[i].title && block->link_chars * 2 < block->chars && needed == STORY_LETTERS_ALONE) {
            needed = STORY_LETTERS;
            above = 0;
        } else if (!block->hidden && p->traits[i].cue == ROLE_COUNT && is_sentence(block)) {
            above += (int32_t)(block->chars - block->link_chars);
        }
    }
}

static void name_box(const struct passage *p, const struct box *box, struct hint *hint)
{
    hint->why = NULL;
    hint->role = ROLE_COUNT;
    if (box->cls[0] || box->id[0])
        hint->role = (uint8_t)lexicon_box(p->lexicon, box->cls, box->id, &hint->why);
    if (hint->role != ROLE_COUNT)
        return;
    if (hint->records >= RECORDS_MIN) {
        hint->role = ROLE_COMMENT;
        hint->why = "boxes made alike, with dates or replies";
    } else if (box->tag == TAG_NAV || box->tag == TAG_FOOTER) {
        hint->role = box->tag == TAG_NAV ? ROLE_NAVIGATION : ROLE_FOOTER;
        hint->why = "inside <nav> or <footer>";
    } else if (box->tag == TAG_FORM) {
        hint->role = ROLE_NAVIGATION;
        hint->why = "inside a form";
    }
}

static void hand_down(struct passage *p, const struct hint *hints)
{
    for (size_t i = 0; i < p->page->block_count; i++) {
        const struct block *block = &p->page->blocks[i];
        struct trait *t = &p->traits[i];
        if (block->box < 0 || block->len == 0 || hints[block->box].role == ROLE_COUNT)
            continue;
        t->named = true;
        if (t->cue == ROLE_COUNT || t->cue == ROLE_CAPTION) {
            t->cue = hints[block->box].role;
            t->why = hints[block->box].why;
        }
    }
}

/* Inline elements that are all of their block: <span class="caption">. */
static void read_marks(struct passage *p)
{
    for (size_t i = 0; i < p->page->mark_count; i++) {
        const struct mark *mark = &p->page->marks[i];
        struct trait *t = &p->traits[mark->block];
        if (t->cue != ROLE_COUNT || mark->len * 10 < p->page->blocks[mark->block].len * 9)
            continue;
        const char *why = NULL;
        enum role role = lexicon_box(p->lexicon, mark->cls, mark->id, &why);
        if (role == ROLE_COUNT || p->page->blocks[mark->block].chars > MARK_LETTERS)
            continue;
        t->cue = (uint8_t)role;
        t->why = why;
        t->named = true;
    }
}

bool pass_boxes(struct passage *p)
{
    const struct page *page = p->page;
    if (!page->markup || page->box_count == 0)
        return true;
    struct hint *hints = arena_zalloc(p->arena, page->box_count * sizeof *hints);
    if (!hints)
        return false;
    gather(p, hints);
    look_above(p, hints);
    for (size_t i = 0; i < page->box_count; i++) {
        name_box(p, &page->boxes[i], &hints[i]);
        hints[i].named = hints[i].role;
        hints[i].named_why = hints[i].why;
        inherit(p, hints, i);
    }
    int32_t all = story_letters(p, hints);
    for (size_t i = 0; i < page->box_count; i++) {
        hints[i].role = hints[i].named;
        hints[i].why = hints[i].named_why;
        if (hints[i].role != ROLE_COUNT && !is_credible(&hints[i], all))
            hints[i].role = ROLE_COUNT;
        inherit(p, hints, i);
    }
    hand_down(p, hints);
    read_marks(p);
    return true;
}
