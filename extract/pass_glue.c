/* What is glued to the end of a paragraph: …来源。（责任编辑：某某）, …。展开全文.
 * Such a tail stands behind the last sentence, or is the last link, and its
 * words are those of another role.  A reporter in brackets stays: the line
 * is body. */
#include <string.h>

#include "base/utf8.h"
#include "extract/passes.h"

enum { TAIL_LETTERS = 45, TAIL_BYTES = 240 };

static bool is_stop(uint32_t cp)
{
    return cp == 0x3002 || cp == 0xFF01 || cp == 0xFF1F || cp == '!' || cp == '?' || cp == 0x201D ||
           cp == 0x2026;
}

/* Where the text behind the last stop begins; `len` when nothing is there. */
static uint32_t tail_of(const struct block *block)
{
    const char *end = block->text + block->len, *p = end;
    for (int letters = 0; p > block->text && letters <= TAIL_LETTERS; letters++) {
        const char *behind = p;
        if (is_stop(utf8_previous(block->text, &p)))
            return (uint32_t)(behind - block->text);
    }
    return block->len;
}

/* Where the last link begins, when it ends the block and is not all of it. */
static uint32_t last_link(const struct page *page, const struct block *block)
{
    if (block->end_link == block->first_link)
        return block->len;
    const struct link *link = &page->links[block->end_link - 1];
    if (link->text_len == 0 || link->text_len >= block->len || link->text_len > TAIL_BYTES ||
        memcmp(block->text + block->len - link->text_len, link->text, link->text_len) != 0)
        return block->len;
    return block->len - link->text_len;
}

static bool is_cut(const struct lexicon_reading *r, const char *tail, size_t len)
{
    switch (r->role) {
    case ROLE_EDITOR:
        return memmem(tail, len, "编辑", 6) || memmem(tail, len, "編輯", 6) || memmem(tail, len, "责编", 6) ||
               memmem(tail, len, "責編", 6);
    case ROLE_STUB:
    case ROLE_APP:
    case ROLE_SHARE:
    case ROLE_COPYRIGHT:
    case ROLE_NAVIGATION:
    case ROLE_RELATED:
    case ROLE_DISCLAIMER:
    case ROLE_KEYWORDS:
    case ROLE_AD:
    case ROLE_COMMENT:
        return true;
    default:
        return false;
    }
}

static bool try_cut(struct passage *p, int32_t i, uint32_t from)
{
    const struct block *block = &p->page->blocks[i];
    if (from == 0 || from >= block->len)
        return false;
    struct lexicon_reading reading;
    lexicon_read(p->lexicon, p->scan, block->text + from, block->len - from, &reading);
    if (!is_cut(&reading, block->text + from, block->len - from))
        return false;
    while (from > 0 && block->text[from - 1] == ' ')
        from--;
    p->verdicts[i].cut = block->len - from;
    p->verdicts[i].cut_role = reading.role;
    return true;
}

bool pass_glue(struct passage *p)
{
    for (int32_t i = p->first; p->first >= 0 && i <= p->last; i++) {
        if (p->verdicts[i].role != ROLE_BODY || !p->traits[i].prose)
            continue;
        if (!try_cut(p, i, tail_of(&p->page->blocks[i])))
            try_cut(p, i, last_link(p->page, &p->page->blocks[i]));
    }
    return true;
}
