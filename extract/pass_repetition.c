/* What stands twice: the line under a picture that its alt text printed
 * already.  Whole paragraphs that repeat stay, as do questions of an interview
 * and refrains: only a short line right below its twin goes. */
#include <string.h>

#include "extract/passes.h"

enum { REPEAT_REACH = 2 };

static bool same_text(const struct block *a, const struct block *b)
{
    return a->len > 0 && a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

static bool is_body(const struct passage *p, int32_t i)
{
    return p->verdicts[i].role == ROLE_BODY || p->verdicts[i].role == ROLE_SUBHEADING;
}

bool pass_repetition(struct passage *p)
{
    if (p->first < 0)
        return true;
    for (int32_t i = p->first + 1; i <= p->last; i++) {
        if (!is_body(p, i) || p->traits[i].prose)
            continue;
        for (int32_t k = i - 1; k >= p->first && k >= i - REPEAT_REACH; k--) {
            if (same_text(&p->page->blocks[k], &p->page->blocks[i]))
                decide(p, i, ROLE_REPEAT, "stands right above already");
        }
    }
    return true;
}
