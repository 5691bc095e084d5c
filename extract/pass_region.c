/* Which run of blocks is the article: the run with the greatest sum of
 * weights, where leaving a box costs and cues that end an article cost much,
 * and where prose goes on in the box in which it began, what stood between
 * counts little.  A run that follows the headline is preferred, so that a
 * story of two lines does not lose to comments longer than itself. */
#include <string.h>

#include "extract/passes.h"

enum {
    STEP_COST = 3, /* of each step between boxes beyond FREE_STEPS */
    FREE_STEPS = 2,
    STEPS_MAX = 12,
    SAME_BOX_SHARE = 4,  /* what stood between two paragraphs of one box counts a quarter */
    COMMENTS_END = 1000, /* cues from here on open a comment area */
    COMMENTED_MIN = 60, /* prose above, where there is no headline: no comment area stands before the story */
    STORY_MIN = 16,     /* letters of prose that can be a story */
    TITLE_ENDS = 300,   /* what stands above the headline is of something else */
    DUMP_ENDS = 2,      /* without boxes, cues are the best evidence */
    RUNS_MAX = 64,
    ITEM_LETTERS = 10,  /* of a line of a dump that has a head and the title of a story */
    VERSE_LINES = 6,    /* a box of so many short lines may be a poem */
    VERSE_LETTERS = 24
};

/* Where the prose of a box stood when it was last met. */
struct memory {
    int64_t sum, against;
    int32_t run; /* + 1, 0 = never */
};

struct run {
    int32_t first, last;
    int64_t sum, best;
    struct memory origin; /* an earlier run in the same box */
    int64_t gap;          /* what stands between the two */
    bool commented;       /* begins below the head of a comment area */
};

struct walk {
    struct passage *p;
    struct memory *memory; /* one a box */
    struct run runs[RUNS_MAX];
    int32_t run_count;
    int32_t open;       /* index of the run that goes on, -1 for none */
    int32_t before;     /* the last block of prose */
    int64_t against;    /* all negative weight so far */
    int64_t prose_seen; /* since the headline */
    bool below;         /* the headline has been met */
    bool commented;
};

int box_distance(const struct page *page, int32_t a, int32_t b, int most)
{
    int steps = 0;
    while (a != b && a >= 0 && b >= 0 && steps < most) {
        if (a > b) /* a parent stands before its children */
            a = page->boxes[a].parent;
        else
            b = page->boxes[b].parent;
        steps++;
    }
    return steps;
}

bool box_within(const struct page *page, int32_t inner, int32_t outer)
{
    if (outer < 0)
        return true;
    while (inner > outer)
        inner = page->boxes[inner].parent;
    return inner == outer;
}

/* What prose has in common with prose of its own kind: its box, or in a dump
 * the indent of paragraphs. */
static struct memory *memory_of(const struct walk *w, int32_t block)
{
    if (w->p->page->markup)
        return w->p->traits[block].holder >= 0 ? &w->memory[w->p->traits[block].holder] : NULL;
    return w->p->indent >= 2 && w->p->page->blocks[block].indent == w->p->indent ? &w->memory[0] : NULL;
}

/* The run of the same box is taken up again when that leaves more. */
static void resume(struct walk *w, const struct memory *m)
{
    if (!m || m->run == 0 || m->run > w->run_count)
        return;
    int64_t sum = m->sum - (w->against - m->against) / SAME_BOX_SHARE;
    int64_t now = w->open >= 0 ? w->runs[w->open].sum : 0;
    if (sum > now) {
        w->open = m->run - 1;
        w->run_count = m->run;
        w->runs[w->open].sum = sum;
    }
}

static void open_run(struct walk *w, int32_t block, const struct memory *m)
{
    struct memory origin = {0};
    if (w->p->page->markup && m && m->run > 0 && m->run <= w->run_count)
        origin = *m;
    if (w->run_count == RUNS_MAX) { /* the weakest makes room */
        int32_t weakest = 0;
        for (int32_t i = 1; i < RUNS_MAX; i++) {
            if (w->runs[i].best < w->runs[weakest].best)
                weakest = i;
        }
        w->runs[weakest] = w->runs[--w->run_count];
        memset(w->memory, 0, (w->p->page->box_count + 1) * sizeof *w->memory);
        origin = (struct memory){0};
        for (int32_t i = 0; i < w->run_count; i++)
            w->runs[i].origin = origin;
    }
    w->open = w->run_count++;
    w->runs[w->open] = (struct run){.first = block,
                                    .last = block,
                                    .origin = origin,
                                    .gap = (w->against - origin.against) / SAME_BOX_SHARE,
                                    .commented = w->commented};
}

/* Two runs of one box are one when the second alone outweighs what stands
 * between them. */
static void join_origin(struct walk *w)
{
    struct run *run = &w->runs[w->open];
    int32_t origin = run->origin.run - 1;
    if (origin < 0 || origin >= w->open || w->open != w->run_count - 1 || run->best < run->gap)
        return;
    int64_t kept = run->origin.sum > run->gap ? run->origin.sum - run->gap : 0;
    w->runs[origin].last = run->last;
    w->runs[origin].sum = kept + run->sum;
    w->runs[origin].best = w->runs[origin].best + run->best;
    w->open = origin;
    w->run_count = origin + 1;
}

static void meet_prose(struct walk *w, int32_t block)
{
    const struct trait *t = &w->p->traits[block];
    struct memory *memory = memory_of(w, block);
    resume(w, memory);
    if (w->open >= 0 && t->holder >= 0 && w->before >= 0) {
        int steps = box_distance(w->p->page, w->p->traits[w->before].holder, t->holder, STEPS_MAX);
        if (steps > FREE_STEPS)
            w->runs[w->open].sum -= (steps - FREE_STEPS) * STEP_COST;
    }
    if (w->open < 0 || w->runs[w->open].sum <= 0)
        open_run(w, block, memory);
    struct run *run = &w->runs[w->open];
    run->sum += t->weight;
    w->prose_seen += t->weight;
    if (run->sum > run->best) {
        run->best = run->sum;
        run->last = block;
    }
    join_origin(w);
    run = &w->runs[w->open];
    w->before = block;
    if (memory)
        *memory = (struct memory){run->sum, w->against, w->open + 1};
}

static int32_t next_text(const struct page *page, const struct trait *traits, int32_t i)
{
    do
        i++;
    while (i < (int32_t)page->block_count && traits[i].empty);
    return i < (int32_t)page->block_count ? i : -1;
}

/* Prose stands above, and below with at most a sub-heading between. */
static bool is_amid_prose(const struct passage *p, int32_t i)
{
    return i > 0 && i + 2 < (int32_t)p->page->block_count && p->traits[i - 1].prose &&
           (p->traits[i + 1].prose || (p->traits[i + 1].cue == ROLE_COUNT && p->traits[i + 2].prose));
}

/* A line that stands between two paragraphs of one box ends nothing: a link to
 * another story, a prompt.  The head of a list, which has no link of its own,
 * and what is said of the story below it (copyright, editor) do end it. */
static bool only_interrupts(const struct walk *w, int32_t i)
{
    const struct page *page = w->p->page;
    const struct trait *t = &w->p->traits[i];
    const struct block *block = &page->blocks[i];
    if (w->open < 0 || w->before < 0 || t->ends == 0 || t->ends >= COMMENTS_END)
        return false;
    if (!page->markup)
        return t->cue == ROLE_RELATED && t->letters >= ITEM_LETTERS && is_amid_prose(w->p, i);
    if (t->cue == ROLE_DISCLAIMER || t->cue == ROLE_COPYRIGHT || t->cue == ROLE_EDITOR ||
        t->cue == ROLE_FOOTER)
        return false;
    int32_t holder = w->p->traits[w->before].holder, next = next_text(page, w->p->traits, i);
    if (t->cue == ROLE_RELATED && t->holder == holder && block->link_chars * 3 < block->chars)
        return false;
    return next >= 0 && w->p->traits[next].weight > 0 && w->p->traits[next].holder == holder;
}

/* An end in the box of the prose itself is one; in a box inside it, it may be
 * that of a list that floats in the text. */
static void meet_other(struct walk *w, int32_t i)
{
    const struct trait *t = &w->p->traits[i];
    int64_t cost = -(int64_t)t->weight + (int64_t)t->ends * (w->p->page->markup ? 1 : DUMP_ENDS);
    if (only_interrupts(w, i)) {
        w->against += -(int64_t)t->weight / SAME_BOX_SHARE;
        return;
    }
    w->against += cost;
    if (t->ends && t->holder >= 0 && w->memory[t->holder].run)
        w->memory[t->holder].sum -= t->ends;
    if (t->ends >= COMMENTS_END && w->prose_seen >= (w->below ? STORY_MIN : COMMENTED_MIN))
        w->commented = true;
    if (w->open < 0)
        return;
    struct run *run = &w->runs[w->open];
    run->sum -= cost;
    if (t->ends >= COMMENTS_END)
        run->sum /= 4;
    if (run->sum <= 0)
        w->open = -1;
}

/* The first story below the headline counts fourfold (in a dump, where lists
 * cut stories in two, twofold), one above it or below
 * the head of a comment area a quarter. */
static int64_t standing(const struct walk *w, int32_t index, bool first_below)
{
    const struct run *run = &w->runs[index];
    int64_t score = run->best * 4;
    if (w->p->anchor >= 0 && run->last < w->p->anchor)
        score /= 4;
    else if (first_below)
        score *= w->p->page->markup ? 4 : 2;
    return run->commented && !first_below ? score / 4 : score;
}

static int32_t choose(const struct walk *w)
{
    int32_t best = -1;
    int64_t best_score = 0;
    bool found = w->p->anchor < 0;
    for (int32_t i = 0; i < w->run_count; i++) {
        bool below = !found && w->runs[i].last > w->p->anchor && w->runs[i].best >= STORY_MIN;
        found = found || below;
        int64_t score = standing(w, i, below);
        if (w->runs[i].best >= STORY_MIN && score > best_score) {
            best = i;
            best_score = score;
        }
    }
    return best;
}

static unsigned confidence(const struct walk *w, int32_t chosen)
{
    int64_t all = 0;
    for (int32_t i = 0; i < w->run_count; i++)
        all += w->runs[i].best;
    int64_t share = w->runs[chosen].best * 100 / (all > 0 ? all : 1);
    if (w->runs[chosen].best < 100)
        share = share * (50 + w->runs[chosen].best / 2) / 100;
    return (unsigned)(share > 99 ? 99 : share);
}

static int64_t prose_in(const struct passage *p, int32_t first, int32_t end)
{
    int64_t sum = 0;
    for (int32_t i = first; i < end; i++)
        sum += p->traits[i].weight > 0 ? p->traits[i].weight : 0;
    return sum;
}

/* The smallest box that holds nine tenths of the run's prose. */
static int32_t article_box(const struct passage *p)
{
    const struct page *page = p->page;
    if (!page->markup || page->box_count == 0)
        return -1;
    int64_t all = prose_in(p, p->first, p->last + 1);
    int32_t heaviest = p->first;
    for (int32_t i = p->first; i <= p->last; i++) {
        if (p->traits[i].weight > p->traits[heaviest].weight)
            heaviest = i;
    }
    int32_t box = p->traits[heaviest].holder;
    while (box > 0) {
        int32_t first = (int32_t)page->boxes[box].first_block, end = (int32_t)page->boxes[box].end_block;
        if (prose_in(p, first < p->first ? p->first : first, end > p->last + 1 ? p->last + 1 : end) * 10 >=
            all * 9)
            break;
        box = page->boxes[box].parent;
    }
    return box;
}

/* Lines of a box that read like verse: short, of ideographs, no link or words
 * of furniture in the box.  In the order of the page; -1 where a box has others. */
static void count_verse(const struct passage *p, int16_t *lines)
{
    for (int32_t i = p->outline->title + 1; i < (int32_t)p->page->block_count; i++) {
        const struct block *block = &p->page->blocks[i];
        const struct trait *t = &p->traits[i];
        if (t->empty || t->holder < 0)
            continue;
        int16_t *count = &lines[t->holder];
        if (p->box_noise[t->holder] > 0 || block->kind == BLOCK_TABLE || block->kind == BLOCK_LIST ||
            block->han * 3 < block->chars * 2)
            *count = -1;
        else if (*count >= 0 && *count < VERSE_LINES && block->han >= 2 && block->chars <= VERSE_LETTERS)
            ++*count;
    }
}

/* Below the headline a box of verse is prose of little weight. */
static bool weigh_verse(struct passage *p)
{
    const struct page *page = p->page;
    int16_t *lines = arena_zalloc(p->arena, (page->box_count + 1) * sizeof *lines);
    if (!lines)
        return false;
    if (!page->markup || p->outline->title < 0)
        return true;
    count_verse(p, lines);
    for (int32_t i = p->outline->title + 1; i < (int32_t)page->block_count; i++) {
        struct trait *t = &p->traits[i];
        const struct block *block = &page->blocks[i];
        if (t->empty || t->holder < 0 || lines[t->holder] < VERSE_LINES || t->weight > 0 || t->title)
            continue;
        t->weight = (int32_t)(block->chars < VERSE_LETTERS ? block->chars : VERSE_LETTERS) / 2;
        p->box_prose[t->holder] += t->weight;
    }
    return true;
}

bool pass_region(struct passage *p)
{
    struct walk *w = arena_zalloc(p->arena, sizeof *w);
    if (!w)
        return false;
    w->memory = arena_zalloc(p->arena, (p->page->box_count + 1) * sizeof *w->memory);
    if (!w->memory)
        return false;
    if (!weigh_verse(p))
        return false;
    w->p = p;
    w->open = w->before = -1;
    for (int32_t i = 0; i < (int32_t)p->page->block_count; i++) {
        if (i == p->outline->title)
            p->traits[i].ends = TITLE_ENDS;
        if (i == p->anchor) {
            w->below = true;
            w->prose_seen = 0;
        }
        if (p->traits[i].weight > 0)
            meet_prose(w, i);
        else
            meet_other(w, i);
    }
    int32_t chosen = choose(w);
    p->first = p->last = p->article = -1;
    if (chosen < 0)
        return true;
    p->first = w->runs[chosen].first;
    p->last = w->runs[chosen].last;
    p->outline->confidence = confidence(w, chosen);
    p->article = article_box(p);
    return true;
}
