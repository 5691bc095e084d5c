/* What the words of each line say (lexicon.h). */
#include <string.h>

#include "extract/passes.h"

/* A line that is a cue by its words alone: seven tenths of it are words of
 * buttons and menus. */
static bool is_covered(const struct lexicon_reading *r)
{
    return r->word_role != ROLE_COUNT && r->covered * 10 >= r->letters * 7;
}

/* A by-line is no sentence; an interview's "记者：…？" is. */
static bool closes_sentence(const struct block *block)
{
    static const char *const ends[] = {"。", "？", "！", "…", "”"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (block->len >= 3 && memcmp(block->text + block->len - 3, ends[i], 3) == 0)
            return true;
    }
    return false;
}

/* "…大厅。某报记者 某某 摄" names a reporter, but is the line under a picture. */
static bool closes_caption(const struct block *block, const struct lexicon_reading *r)
{
    return r->role == ROLE_BYLINE && (r->roles >> ROLE_CAPTION & 1) && block->len >= 3 &&
           (memcmp(block->text + block->len - 3, "摄", 3) == 0 ||
            memcmp(block->text + block->len - 3, "攝", 3) == 0);
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
    p->scan = lexicon_scan_new(p->lexicon, p->arena);
    if (!p->scan)
        return false;
    for (size_t i = 0; i < p->page->block_count; i++) {
        const struct block *block = &p->page->blocks[i];
        struct lexicon_reading reading;
        p->traits[i].cue = ROLE_COUNT;
        if (block->len == 0)
            continue;
        lexicon_read(p->lexicon, p->scan, block->text, block->len, &reading);
        if ((reading.role == ROLE_BYLINE || reading.role == ROLE_EDITOR) && closes_sentence(block))
            reading.role = ROLE_BODY;
        if (closes_caption(block, &reading))
            reading.role = ROLE_CAPTION;
        note(&p->traits[i], &reading);
    }
    return true;
}
