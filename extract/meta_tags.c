#include <string.h>

#include "base/utf8.h"
#include "extract/carriers.h"
#include "extract/rules.h"

enum { EDITOR_CHARS_MAX = 4, KEYWORDS_BYTES_MAX = 400, DATE_BYTES_MAX = 40 };

/* Names of <meta>, the surest first. */
static const char *const source_names[] = {"contentsource",     "source",   "mediaid", "article:source",
                                           "og:article:source", "copyfrom", NULL};
static const char *const author_names[] = {"author", "article:author", "dc.creator", NULL};
static const char *const editor_names[] = {"editor", "responsibleeditor", "contenteditor", NULL};
static const char *const keyword_names[] = {"keywords", "news_keywords", "article:tag", NULL};
static const char *const modified_names[] = {"article:modified_time",
                                             "datemodified",
                                             "weibo: article:update_at",
                                             "weibo:article:update_at",
                                             "og:updated_time",
                                             "lastmodified",
                                             NULL};
static const char *const published_names[] = {"article:published_time",
                                              "pubdate",
                                              "publishdate",
                                              "publish_date",
                                              "publish-date",
                                              "publishtime",
                                              "publish_time",
                                              "pubtime",
                                              "og:published_time",
                                              "datepublished",
                                              "weibo: article:create_at",
                                              "weibo:article:create_at",
                                              "apub:time",
                                              "og:release_date",
                                              "firstpublishedtime",
                                              "createdate",
                                              "dc.date",
                                              "dc.date.issued",
                                              "dateupdate",
                                              "date",
                                              "release_date",
                                              NULL};

const char *page_meta(const struct page *page, const char *const *names)
{
    for (; *names; names++)
        for (size_t i = 0; i < page->meta_count; i++)
            if (strcmp(page->metas[i].name, *names) == 0 && page->metas[i].content[0])
                return page->metas[i].content;
    return NULL;
}

static void say_date_value(struct reading *r, enum field field, enum carrier carrier, const char *value)
{
    struct date_hit hit = {.year_known = true};
    if (value && dates_in_value(value, strlen(value), &hit.date))
        say_date(r, field, carrier, &hit);
}

/* ---- what a site rule found ---- */

/* A rule's text may still hold the label: 来源：河湾日报. */
static struct credit without_label(const struct reading *r, uint8_t kind, const char *text)
{
    struct credit c;
    if (credits_read(r->lexicon, text, strlen(text), &c, 1) == 0 || (kind == CREDIT_SOURCE && c.kind != kind))
        c = (struct credit){.value = text, .len = strlen(text)};
    c.kind = kind;
    c.separated = true;
    c.role = "";
    return c;
}

void carrier_rule(struct reading *r)
{
    const struct rule_facts *f = r->page->ruled;
    if (!f)
        return;
    if (f->source) {
        struct credit c = without_label(r, CREDIT_SOURCE, f->source);
        say_source(r, BY_RULE, c.value, c.len);
    }
    const char *people[] = {f->author, f->editor};
    static const uint8_t kinds[] = {CREDIT_AUTHOR, CREDIT_EDITOR};
    for (size_t i = 0; i < 2; i++)
        if (people[i] && *people[i]) {
            struct credit c = without_label(r, kinds[i], people[i]);
            say_people(r, BY_RULE, &c);
        }
    say_date_value(r, FIELD_PUBLISHED, BY_RULE, f->date);
}

/* ---- the head of the document ---- */

static void say_tag_dates(struct reading *r)
{
    const struct page *page = r->page;
    say_date_value(r, FIELD_PUBLISHED, BY_TAG, page->given_published);
    for (size_t i = 0; published_names[i]; i++)
        say_date_value(r, FIELD_PUBLISHED, BY_TAG,
                       page_meta(page, (const char *const[]){published_names[i], NULL}));
    say_date_value(r, FIELD_PUBLISHED, BY_TAG, r->state.published);
    for (size_t i = 0; i < page->time_count; i++)
        if ((int32_t)page->times[i].block >= head_start(r) && (int32_t)page->times[i].block <= r->first)
            say_date_value(r, FIELD_PUBLISHED, BY_TAG, page->times[i].datetime);
    struct date_hit hit = {.year_known = true};
    if (dates_in_url(page->url, &hit.date))
        say_date(r, FIELD_PUBLISHED, BY_ADDRESS, &hit);
    for (size_t i = 0; i < page->meta_count; i++)
        if (strlen(page->metas[i].content) < DATE_BYTES_MAX)
            say_date_value(r, FIELD_PUBLISHED, BY_ANY_TAG, page->metas[i].content);
    const char *modified = page_meta(page, modified_names);
    say_date_value(r, FIELD_MODIFIED, BY_TAG, modified ? modified : r->state.modified);
}

/* One name, or several with 、 between; pen names and companies are not believed here. */
static bool say_tag_authors(struct reading *r, const char *names, const char *editor)
{
    size_t before = r->count;
    for (const char *p = names, *end; *p; p = *end ? end + strlen("、") : end) {
        end = strstr(p, "、");
        end = end ? end : p + strlen(p);
        size_t len = (size_t)(end - p);
        bool editors = editor && strlen(editor) == len && memcmp(editor, p, len) == 0;
        if (!editors && is_person(r, p, len))
            say_author(r, BY_TAG, p, len);
    }
    return r->count > before;
}

/* Many systems fill the author's tag with the editor's name. */
static void say_tag_people(struct reading *r)
{
    const char *authors[] = {r->state.author, page_meta(r->page, author_names)};
    const char *editor = page_meta(r->page, editor_names);
    for (size_t i = 0; i < 2; i++)
        if (authors[i] && say_tag_authors(r, authors[i], editor))
            break;
    if (editor && utf8_count(editor, strlen(editor)) <= EDITOR_CHARS_MAX)
        say(r, FIELD_EDITOR, BY_TAG, editor, strlen(editor));
}

void carrier_tags(struct reading *r)
{
    const char *sources[] = {page_meta(r->page, source_names), r->state.source};
    for (size_t i = 0; i < 2; i++)
        if (sources[i])
            say_source(r, BY_TAG, sources[i], strlen(sources[i]));
    say_tag_people(r);
    const char *keywords = page_meta(r->page, keyword_names);
    keywords = keywords ? keywords : r->state.keywords;
    if (keywords && strlen(keywords) < KEYWORDS_BYTES_MAX)
        say_keywords(r, BY_TAG, keywords, strlen(keywords));
    say_tag_dates(r);
}
