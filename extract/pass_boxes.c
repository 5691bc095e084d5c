/* What the boxes around blocks say: their class and id, and forms.  A name
 * counts only where it cannot be the name of the article's own box. */
#include "extract/html_tags.h"
#include "extract/passes.h"

struct hint {
    uint8_t role;
    const char *why;
    int32_t letters; /* of text in the box, links not counted */
};

/* The article and its headline may stand in a box called "share-page" or in
 * one form that is all of the page; comments may be longer than the article. */
static bool is_credible(const struct hint *hint, int32_t all)
{
    if (hint->role == ROLE_COMMENT)
        return hint->letters * 10 < all * 9;
    return hint->letters * 2 < all;
}

static void read_boxes(const struct passage *p, struct hint *hints)
{
    const struct page *page = p->page;
    for (size_t i = 0; i < page->box_count; i++) {
        hints[i].role = ROLE_COUNT;
        if (page->boxes[i].cls[0] || page->boxes[i].id[0])
            hints[i].role =
                (uint8_t)lexicon_box(p->lexicon, page->boxes[i].cls, page->boxes[i].id, &hints[i].why);
        if (hints[i].role == ROLE_COUNT &&
            (page->boxes[i].tag == TAG_NAV || page->boxes[i].tag == TAG_FOOTER)) {
            hints[i].role = page->boxes[i].tag == TAG_NAV ? ROLE_NAVIGATION : ROLE_FOOTER;
            hints[i].why = "inside <nav> or <footer>";
        }
        if (hints[i].role == ROLE_COUNT && page->boxes[i].tag == TAG_FORM) {
            hints[i].role = ROLE_NAVIGATION;
            hints[i].why = "inside a form";
        }
    }
}

static int32_t count_letters(const struct page *page, struct hint *hints)
{
    int32_t all = 0;
    for (size_t i = 0; i < page->block_count; i++) {
        const struct block *block = &page->blocks[i];
        if (block->hidden || block->punct == 0 || block->box < 0)
            continue;
        hints[block->box].letters += (int32_t)(block->chars - block->link_chars);
        all += (int32_t)(block->chars - block->link_chars);
    }
    for (size_t i = page->box_count; i-- > 1;) {
        if (page->boxes[i].parent >= 0)
            hints[page->boxes[i].parent].letters += hints[i].letters;
    }
    return all;
}

bool pass_boxes(struct passage *p)
{
    const struct page *page = p->page;
    struct hint *hints = arena_zalloc(p->arena, (page->box_count + 1) * sizeof *hints);
    if (!hints)
        return false;
    if (!page->markup)
        return true;
    read_boxes(p, hints);
    int32_t all = count_letters(page, hints);
    for (size_t i = 0; i < page->box_count; i++) {
        int32_t parent = page->boxes[i].parent;
        if (hints[i].role != ROLE_COUNT && !is_credible(&hints[i], all))
            hints[i].role = ROLE_COUNT;
        if (hints[i].role == ROLE_COUNT && parent >= 0)
            hints[i] = (struct hint){.role = hints[parent].role, .why = hints[parent].why};
    }
    for (size_t i = 0; i < page->block_count; i++) {
        const struct hint *hint = page->blocks[i].box >= 0 ? &hints[page->blocks[i].box] : NULL;
        if (!hint || hint->role == ROLE_COUNT || page->blocks[i].len == 0)
            continue;
        p->traits[i].named = true;
        if (p->traits[i].cue == ROLE_COUNT || p->traits[i].cue == ROLE_CAPTION) {
            p->traits[i].cue = hint->role;
            p->traits[i].why = hint->why;
        }
    }
    return true;
}
