#include "extract/classify.h"

#include <stdlib.h>

#include "extract/lexicon.h"
#include "extract/passes.h"

enum { HIDDEN_STORY = 40 }; /* ideographs */

struct classifier {
    struct lexicon *lexicon;
};

struct classifier *classifier_load(const char *lexicon_dir, struct fault *fault)
{
    struct classifier *classifier = calloc(1, sizeof *classifier);
    if (!classifier) {
        fault_set(fault, FAULT_MEMORY, "no memory for the classifier");
        return NULL;
    }
    classifier->lexicon = lexicon_load(lexicon_dir, fault);
    if (!classifier->lexicon) {
        free(classifier);
        return NULL;
    }
    return classifier;
}

void classifier_free(struct classifier *classifier)
{
    if (!classifier)
        return;
    lexicon_free(classifier->lexicon);
    free(classifier);
}

static bool is_body(const struct verdict *verdict)
{
    return verdict->role == ROLE_BODY || verdict->role == ROLE_SUBHEADING;
}

static void draw_outline(struct passage *p)
{
    p->outline->first_body = p->outline->last_body = -1;
    for (int32_t i = 0; i < (int32_t)p->page->block_count; i++) {
        if (!is_body(&p->verdicts[i]))
            continue;
        if (p->outline->first_body < 0)
            p->outline->first_body = i;
        p->outline->last_body = i;
    }
}

static bool run_passes(struct passage *p)
{
    const struct page *page = p->page;
    *p->outline = (struct outline){.title = -1, .first_body = -1, .last_body = -1};
    p->first = p->last = p->anchor = p->article = -1;
    p->traits = arena_zalloc(p->arena, (page->block_count + 1) * sizeof *p->traits);
    p->box_prose = arena_zalloc(p->arena, (page->box_count + 1) * sizeof *p->box_prose);
    p->box_leaves = arena_zalloc(p->arena, (page->box_count + 1) * sizeof *p->box_leaves);
    p->box_noise = arena_zalloc(p->arena, (page->box_count + 1) * sizeof *p->box_noise);
    return p->traits && p->box_prose && p->box_leaves && p->box_noise && pass_lexicon(p) && pass_repeats(p) &&
           pass_boxes(p) && pass_density(p) && pass_notices(p) &&
           pass_title(p) && pass_region(p) && pass_boundary(p) &&
           pass_repetition(p) && pass_glue(p);
}

/* Some pages keep the story hidden until a script shows it. */
static bool hides_story(const struct page *page)
{
    uint32_t letters = 0;
    for (size_t i = 0; i < page->block_count; i++) {
        const struct block *block = &page->blocks[i];
        letters += block->hidden && block->punct > 0 && !is_in_field(page, block) ? block->han : 0;
    }
    return letters >= HIDDEN_STORY;
}

bool classify_page(const struct classifier *classifier, const struct page *page, struct arena *arena,
                   struct verdict *verdicts, struct outline *outline, struct fault *fault)
{
    struct passage p = {.lexicon = classifier->lexicon,
                        .page = page,
                        .arena = arena,
                        .verdicts = verdicts,
                        .outline = outline};
    bool ok = run_passes(&p);
    if (ok && p.first < 0 && hides_story(page)) {
        p.show_hidden = true;
        ok = run_passes(&p);
    }
    if (!ok)
        return fault_set(fault, FAULT_LIMIT, "no room for the page's %zu blocks", page->block_count);
    draw_outline(&p);
    return true;
}
