/* page_check - what holds for every page that a producer made (extract/page.h). */
#ifndef JIANBAO_TESTS_FUZZ_PAGE_CHECK_H
#define JIANBAO_TESTS_FUZZ_PAGE_CHECK_H

#include <assert.h>

#include "extract/page.h"
#include "tests/fuzz/clean_text.h"

static inline void check_page(const struct page *page)
{
    for (size_t i = 0; i < page->block_count; i++) {
        const struct block *b = &page->blocks[i];
        assert(b->text && strlen(b->text) == b->len && is_clean(b->text, b->len));
        assert(b->chars <= b->len && b->han <= b->chars && b->link_chars <= b->chars);
        assert(b->box < (int32_t)page->box_count && b->image < (int32_t)page->image_count);
        assert(b->first_link <= b->end_link && b->end_link <= page->link_count);
    }
    for (size_t i = 0; i < page->box_count; i++) {
        const struct box *box = &page->boxes[i];
        assert(box->parent < (int32_t)i);
        assert(box->first_block <= box->end_block && box->end_block <= page->block_count);
    }
    for (size_t i = 0; i < page->image_count; i++)
        assert(page->images[i].src && page->images[i].block < page->block_count);
}

#endif
