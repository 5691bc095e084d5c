#include <string.h>

#include "base/utf8.h"
#include "extract/carriers.h"

enum { MARKED_CHARS_MAX = 30 };

/* What an element is called: class, id, itemprop. */
struct called {
    const char *names[3];
};

static bool says(struct called called, const char *const *words)
{
    for (size_t i = 0; i < 3; i++)
        for (const char *const *w = words; *w; w++)
            if (strstr(called.names[i], *w))
                return true;
    return false;
}

static void read_marked(struct reading *r, const char *text, size_t len, struct called called)
{
    static const char *const source_words[] = {"source",    "laiyuan",  "media_name",
                                               "medianame", "copyfrom", NULL};
    static const char *const account_words[] = {"author",    "account",  "nickname",
                                                "user-name", "username", NULL};
    bool source = says(called, source_words), account = says(called, account_words);
    struct credit credits[CREDITS_MAX];
    struct date_hit hit;
    if ((!source && !account) || len == 0 || utf8_count(text, len) > MARKED_CHARS_MAX)
        return;
    size_t count = credits_read(r->lexicon, text, len, credits, CREDITS_MAX);
    if (count > 0) {
        if (source && credits[0].kind == CREDIT_SOURCE)
            say_source(r, BY_LABEL, credits[0].value, credits[0].len);
        if (account && credits[0].kind == CREDIT_AUTHOR)
            say_people(r, BY_MARK, &credits[0]);
    } else if (dates_next(text, len, 0, &hit)) {
        return;
    } else if (account && is_person(r, text, len)) {
        say_author(r, BY_MARK, text, len);
    } else {
        say_plausible_source(r, source ? BY_MARK : BY_ACCOUNT, text, len);
    }
}

void carrier_marks(struct reading *r)
{
    const struct page *page = r->page;
    int32_t from = head_start(r), to = r->first, title = r->anchors->title_block;
    for (size_t i = 0; i < page->box_count; i++) {
        const struct box *x = &page->boxes[i];
        int32_t at = (int32_t)x->first_block;
        if (at >= from && at < to && at != title && x->end_block == x->first_block + 1)
            read_marked(r, page->blocks[at].text, page->blocks[at].len,
                        (struct called){{x->cls, x->id, x->prop}});
    }
    for (size_t i = 0; i < page->mark_count; i++) {
        const struct mark *m = &page->marks[i];
        int32_t at = (int32_t)m->block;
        if (at >= from && at < to && at != title)
            read_marked(r, page->blocks[at].text + m->start, m->len,
                        (struct called){{m->cls, m->id, m->prop}});
    }
}
