/* Notices stand at the edges of a story.  A paragraph with the words of one
 * that has as much prose above it as below, in its own box or among its own
 * lines, is the story's: it tells of a copyright, it does not claim one. */
#include "extract/passes.h"

enum { WEIGHT_MAX = 300, LETTERS_MIN = 15 };

/* What a box has seen of prose, how much of that stood above its first notice,
 * and whether another end of the story (related links …) has come. */
struct tally {
    int32_t prose, above, notices;
    bool ended;
};

static bool is_notice(const struct trait *t)
{
    return (t->cue == ROLE_COPYRIGHT || t->cue == ROLE_DISCLAIMER) && !t->named;
}

static struct tally *count(const struct passage *p)
{
    struct tally *tallies = arena_zalloc(p->arena, (p->page->box_count + 1) * sizeof *tallies);
    for (size_t i = 0; tallies && i < p->page->block_count; i++) {
        const struct trait *t = &p->traits[i];
        const struct block *block = &p->page->blocks[i];
        if (t->holder < 0)
            continue;
        struct tally *tally = &tallies[t->holder];
        tally->ended = tally->ended || (t->ends > 0 && !is_notice(t));
        if (is_notice(t)) {
            tally->above = tally->notices == 0 ? tally->prose : tally->above;
            tally->notices += (int32_t)block->chars;
        } else if (t->prose && !tally->ended && block->han * 2 > block->chars) {
            tally->prose += t->weight;
        }
    }
    return tallies;
}

static void take_back(struct passage *p, size_t i)
{
    const struct block *block = &p->page->blocks[i];
    struct trait *t = &p->traits[i];
    t->cue = ROLE_COUNT;
    t->why = NULL;
    t->ends = 0;
    t->prose = true;
    t->weight = (int32_t)(block->chars > WEIGHT_MAX ? WEIGHT_MAX : block->chars);
    if (t->holder >= 0)
        p->box_prose[t->holder] += t->weight;
}

/* In a dump the lines right above and below are prose. */
static bool is_amid_lines(const struct passage *p, size_t i)
{
    return i > 0 && i + 1 < p->page->block_count && p->traits[i - 1].prose && p->traits[i + 1].prose &&
           p->page->blocks[i - 1].indent == p->page->blocks[i].indent &&
           p->page->blocks[i + 1].indent == p->page->blocks[i].indent;
}

bool pass_notices(struct passage *p)
{
    struct tally *tallies = count(p);
    if (!tallies)
        return false;
    for (size_t i = 0; i < p->page->block_count; i++) {
        const struct trait *t = &p->traits[i];
        const struct block *block = &p->page->blocks[i];
        if (!is_notice(t) || block->chars < LETTERS_MIN || !is_sentence(block))
            continue;
        const struct tally *tally = t->holder >= 0 ? &tallies[t->holder] : NULL;
        bool amid = tally && tally->above > 0 && tally->prose - tally->above >= tally->notices;
        if (amid || (!p->page->markup && is_amid_lines(p, i)))
            take_back(p, i);
    }
    return true;
}
