/* meta - what the page says of its article: title, source, dates, people.
 *
 * Two calls. anchors_find() needs no verdicts: it finds the title and the
 * lines of date, source and byline around it, natural anchors for where the
 * body begins. meta_read() then reads every field, from the lines around the
 * body that the verdicts show, from meta tags, JSON-LD, scripts and the
 * address.  A value is given only when the page says it.
 *
 * Pure; everything that is given lives in the arena or in the page. */
#ifndef JIANBAO_EXTRACT_META_H
#define JIANBAO_EXTRACT_META_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/fault.h"
#include "extract/credits.h"
#include "extract/page.h"
#include "extract/record.h"
#include "extract/verdict.h"

struct anchors {
    const char *title;   /* as it is given in the record; NULL where none was found */
    int32_t title_block; /* the block that shows it, -1 where none does */
    int32_t head_block;  /* the line with the date or the source of the article, -1 where none */
    int32_t head_end;    /* behind the last block of such lines that follow the title or the first of them:
                            the body begins here or below; -1 where neither was found */
};

/* False only when the arena is full. */
bool anchors_find(const struct page *page, const struct credit_lexicon *lexicon, struct arena *arena,
                  struct anchors *anchors);

/* The body begins below headline, date and source: short lines there and above that passed as body are none.
 * Nothing is changed where that would cost prose. */
void anchors_settle(const struct page *page, const struct anchors *anchors, struct verdict *verdicts);

/* The fields of struct record that come from here. NULL = the page does not say. */
struct record_meta {
    const char *title, *subtitle, *source, *published, *modified, *canonical_url, *lang;
    struct date date; /* of `published`; DATE_NONE where none */
    struct text_list authors, editors, channel, keywords;
    struct contributor *contributors;
    size_t contributor_count;
};

/* `verdicts` are parallel to the page's blocks; NULL where there are none.
 * False only when the arena is full. */
bool meta_read(const struct page *page, const struct anchors *anchors, const struct verdict *verdicts,
               const struct credit_lexicon *lexicon, struct arena *arena, struct record_meta *meta);

/* The content of the first <meta> that has one of these names (in lower case,
 * ended by NULL; an earlier name wins), NULL when none has. */
const char *page_meta(const struct page *page, const char *const *names);

#endif
