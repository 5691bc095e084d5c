/* What the words of each line say (lexicon.h). */
#include "extract/passes.h"

/* A line that is a cue by its words alone: seven tenths of it are words of
 * buttons and menus. */
static bool is_covered(const struct lexicon_reading *r)
{
    return r->word_role != ROLE_COUNT && r->covered * 10 >= r->letters * 7;
}

static void note(struct trait *t, const struct lexicon_reading *r)
{
    t->letters = (uint16_t)(r->letters > UINT16_MAX ? UINT16_MAX : r->letters);
    t->ends = r->ends;
    if (r->role == ROLE_BODY) {
        t->ends = 0;
    } else if (r->role != ROLE_COUNT) {
        t->cue = r->role;
        t->why = r->why;
    } else if (is_covered(r)) {
        t->cue = r->word_role;
        t->why = r->word_why;
    }
}

bool pass_lexicon(struct passage *p)
{
    struct lexicon_scan *scan = lexicon_scan_new(p->lexicon, p->arena);
    if (!scan)
        return false;
    for (size_t i = 0; i < p->page->block_count; i++) {
        const struct block *block = &p->page->blocks[i];
        struct lexicon_reading reading;
        p->traits[i].cue = ROLE_COUNT;
        if (block->len == 0)
            continue;
        lexicon_read(p->lexicon, scan, block->text, block->len, &reading);
        note(&p->traits[i], &reading);
    }
    return true;
}
