/* What the words of each line say (lexicon.h). */
#include <string.h>

#include "extract/passes.h"

enum { STAMP_MAX = 80 }; /* characters of a line under the headline */

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

static bool is_digit(const char *p, const char *end)
{
    return p < end && *p >= '0' && *p <= '9';
}

/* Behind a number and one of the signs that may follow it; NULL where there is none. */
static const char *behind_number(const char *p, const char *end, const char *const *signs)
{
    if (!is_digit(p, end))
        return NULL;
    while (is_digit(p, end))
        p++;
    for (; *signs; signs++) {
        size_t n = strlen(*signs);
        if ((size_t)(end - p) >= n && memcmp(p, *signs, n) == 0)
            return p + n;
    }
    return NULL;
}

/* 2008-11-09, 2008年11月9日 begins here. */
static bool begins_date(const char *p, const char *end)
{
    static const char *const year[] = {"-", "/", ".", "年", NULL}, *const month[] = {"-", "/", ".", "月", NULL};
    const char *at = (size_t)(end - p) > 4 && (memcmp(p, "19", 2) == 0 || memcmp(p, "20", 2) == 0)
                         ? behind_number(p, end, year)
                         : NULL;
    return at && (at = behind_number(at, end, month)) && is_digit(at, end);
}

static bool is_no_sentence(const struct block *block)
{
    return block->chars <= STAMP_MAX && !memmem(block->text, block->len, "，", 3) &&
           !memmem(block->text, block->len, "。", 3);
}

/* A date and the time of day in a line that is no sentence. */
static bool has_stamp(const struct block *block)
{
    static const char *const hour[] = {":", NULL};
    const char *end = block->text + block->len;
    bool dated = false, timed = false;
    if (block->chars > STAMP_MAX || !memchr(block->text, ':', block->len) || !is_no_sentence(block))
        return false;
    for (const char *p = block->text; p < end; p++) {
        bool starts = is_digit(p, end) && (p == block->text || !is_digit(p - 1, end));
        const char *minute = starts && dated ? behind_number(p, end, hour) : NULL;
        dated = dated || (starts && begins_date(p, end));
        timed = timed || (minute && is_digit(minute, end) && is_digit(minute + 1, end));
    }
    return timed;
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
        p->traits[i].dated = begins_date(block->text, block->text + block->len) && is_no_sentence(block);
        if (reading.role == ROLE_COUNT && p->traits[i].cue == ROLE_COUNT && has_stamp(block)) {
            p->traits[i].cue = ROLE_META;
            p->traits[i].why = "a date and the time of day";
        }
    }
    return true;
}
