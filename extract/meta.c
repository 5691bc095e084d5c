#include "extract/meta.h"

#include <string.h>

#include "base/url.h"
#include "extract/carriers.h"
#include "extract/title.h"

enum { NAMES_MAX = 24 };

/* ---- the body, around which facts stand ---- */

static void find_body(struct reading *r)
{
    int32_t count = (int32_t)r->page->block_count;
    int32_t from = r->anchors->head_end > 0 ? r->anchors->head_end : 0;
    r->first = count;
    r->last = -1;
    for (int32_t i = r->verdicts ? 0 : from; i < count; i++) {
        const struct block *b = &r->page->blocks[i];
        bool prose = b->chars >= 40 && b->punct >= 2 && b->link_chars * 3 < b->chars;
        if (r->verdicts ? !is_body_block(r, i) : !prose)
            continue;
        if (r->first == count)
            r->first = i;
        else if (!r->verdicts && i - r->last > 8)
            break;
        r->last = i;
    }
}

/* The line of date and source, if it is no dated line inside the article. */
static int32_t head_line(const struct reading *r)
{
    int32_t head = r->anchors->head_block;
    return head > r->first && head < r->last && is_body_block(r, head) ? -1 : head;
}

/* Short lines above headline, date and source that passed as body are no body: facts are looked for among
 * them. */
static void skip_above_head(struct reading *r)
{
    enum { SHORT_CHARS = 40 };
    int32_t below = r->anchors->head_end, from = r->first;
    if (r->head < from || below <= from || below > r->last)
        return;
    for (int32_t i = from; i < below; i++) {
        const struct block *b = &r->page->blocks[i];
        if (b->chars > SHORT_CHARS && (strstr(b->text, "，") || strstr(b->text, "。")))
            return;
    }
    for (r->first = below; r->first < r->last && !is_body_block(r, r->first);)
        r->first++;
}

/* ---- choosing ---- */

struct names {
    const char *items[NAMES_MAX];
    size_t count;
};

static bool names_have(const struct names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i], name) == 0)
            return true;
    return false;
}

static void names_add(struct names *names, const char *name)
{
    if (names->count < NAMES_MAX && !names_have(names, name))
        names->items[names->count++] = name;
}

/* A name beside the date that is said to be the author's is no medium. */
static const struct statement *best_source(const struct reading *r, const struct names *authors)
{
    const struct statement *best = NULL;
    for (size_t i = 0; i < r->count; i++) {
        const struct statement *s = &r->said[i];
        bool writer = false;
        for (size_t n = 0; s->field == FIELD_SOURCE && s->carrier < BY_MARK && n < authors->count; n++)
            writer = writer || (strlen(authors->items[n]) == s->len &&
                                memcmp(authors->items[n], s->value, s->len) == 0);
        if (s->field == FIELD_SOURCE && !writer && (!best || s->carrier > best->carrier))
            best = s;
    }
    return best;
}

/* Authors whom several carriers name are all of the article; a weaker set counts only where there is no
 * stronger one. */
static int author_rank(enum carrier carrier)
{
    switch (carrier) {
    case BY_CUT:
    case BY_NEIGHBOUR:
    case BY_FAR_TAIL:
        return 2;
    case BY_HELPER:
        return 1;
    case BY_TAG:
        return 0;
    default:
        return 3;
    }
}

/* A name without a label that is an editor's elsewhere is the editor's there too. */
static bool is_editors(const struct reading *r, const struct statement *s)
{
    for (size_t i = 0; s->carrier == BY_NEIGHBOUR && i < r->count; i++)
        if ((r->said[i].field == FIELD_EDITOR || r->said[i].field == FIELD_SUBEDITOR) &&
            strcmp(r->said[i].value, s->value) == 0)
            return true;
    return false;
}

static void choose_authors(const struct reading *r, struct names *authors)
{
    for (int rank = 3; rank >= 0 && authors->count == 0; rank--)
        for (size_t i = 0; i < r->count; i++)
            if (r->said[i].field == FIELD_AUTHOR && author_rank(r->said[i].carrier) == rank &&
                !is_editors(r, &r->said[i]))
                names_add(authors, r->said[i].value);
}

/* A page's printed names go before those of its tags. */
static void collect(const struct reading *r, enum field field, bool tags, struct names *names)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->said[i].field == field && (r->said[i].carrier == BY_TAG) == tags)
            names_add(names, r->said[i].value);
}

/* The one who answers for the page comes alone; where there is none the plain editors do, else a code. */
static void choose_editors(const struct reading *r, struct names *editors)
{
    static const struct {
        uint8_t field;
        bool tags;
    } order[] = {{FIELD_EDITOR, false}, {FIELD_EDITOR, true}, {FIELD_SUBEDITOR, false}, {FIELD_CODE, false}};
    for (size_t i = 0; i < sizeof order / sizeof *order && editors->count == 0; i++)
        collect(r, order[i].field, order[i].tags, editors);
}

/* ---- giving ---- */

static bool give_names(const struct reading *r, const struct names *names, struct text_list *list)
{
    if (names->count == 0)
        return true;
    list->items = arena_alloc(r->arena, names->count * sizeof *list->items);
    if (!list->items)
        return false;
    memcpy(list->items, names->items, names->count * sizeof *list->items);
    list->len = names->count;
    return true;
}

/* Everybody else by his role; an editor beside the one who answers is one of them. */
static bool give_contributors(const struct reading *r, const struct names *authors,
                              const struct names *editors)
{
    struct record_meta *m = r->meta;
    struct names seen = {.count = 0};
    m->contributors = arena_alloc(r->arena, NAMES_MAX * sizeof *m->contributors);
    if (!m->contributors)
        return false;
    for (size_t i = 0; i < r->count; i++) {
        const struct statement *s = &r->said[i];
        bool helper = s->field == FIELD_CONTRIBUTOR && !names_have(authors, s->value);
        bool editor = s->field == FIELD_SUBEDITOR && !names_have(editors, s->value);
        if ((!helper && !editor) || names_have(&seen, s->value) || seen.count == NAMES_MAX)
            continue;
        m->contributors[seen.count] = (struct contributor){s->value, editor ? "编辑" : s->role};
        names_add(&seen, s->value);
    }
    m->contributor_count = seen.count;
    if (seen.count == 0)
        m->contributors = NULL;
    return true;
}

static bool give_text(const struct reading *r, const struct statement *s, const char **text)
{
    *text = s ? arena_copy(r->arena, s->value, s->len) : NULL;
    return !s || *text;
}

static bool give_people(const struct reading *r)
{
    struct names authors = {.count = 0}, editors = {.count = 0};
    choose_authors(r, &authors);
    choose_editors(r, &editors);
    return give_text(r, best_source(r, &authors), &r->meta->source) &&
           give_names(r, &authors, &r->meta->authors) && give_names(r, &editors, &r->meta->editors) &&
           give_contributors(r, &authors, &editors);
}

/* Tags of the head are complete where they stand at all. */
static bool give_keywords(const struct reading *r)
{
    struct names keywords = {.count = 0};
    collect(r, FIELD_KEYWORD, true, &keywords);
    if (keywords.count == 0)
        collect(r, FIELD_KEYWORD, false, &keywords);
    return give_names(r, &keywords, &r->meta->keywords);
}

static bool give_date(const struct reading *r, const struct date *date, const char **text)
{
    char printed[DATE_TEXT_MAX];
    if (!date_valid(date))
        return true;
    date_print(date, printed);
    *text = arena_copy(r->arena, printed, strlen(printed));
    return *text != NULL;
}

static bool give_dates(const struct reading *r)
{
    struct date published, modified;
    settle_dates(r, &published, &modified);
    if (date_valid(&published))
        r->meta->date = published;
    return give_date(r, &published, &r->meta->published) && give_date(r, &modified, &r->meta->modified);
}

static bool give_title(const struct reading *r)
{
    struct record_meta *m = r->meta;
    for (size_t i = 0; i < r->count && m->title; i++)
        if (r->said[i].field == FIELD_ORIGINAL) {
            m->title = title_resolve(m->title, r->said[i].value, r->said[i].len, r->arena);
            return m->title != NULL;
        }
    return true;
}

static bool is_called_subtitle(const struct page *page, const struct block *b)
{
    static const char *const names[] = {"subtitle", "sub-title", "sub_title",
                                        "subhead",  "fubiaoti",  "futitle"};
    const struct box *x = b->box >= 0 ? &page->boxes[b->box] : NULL;
    for (size_t i = 0; x && i < sizeof names / sizeof *names; i++)
        if (strstr(x->cls, names[i]) || strstr(x->id, names[i]))
            return true;
    return false;
}

/* A line between headline and body that the classifier, or its box, calls a subtitle. */
static void give_subtitle(const struct reading *r)
{
    for (int32_t i = r->anchors->title_block + 1; r->anchors->title_block >= 0 && i < r->first; i++) {
        const struct block *b = &r->page->blocks[i];
        bool judged = r->verdicts && r->verdicts[i].role == ROLE_SUBTITLE;
        if ((judged || is_called_subtitle(r->page, b)) && b->chars >= 4 && b->chars <= 80) {
            r->meta->subtitle = b->text;
            return;
        }
    }
}

static bool give_address(const struct reading *r)
{
    struct buf resolved, out;
    const struct page *page = r->page;
    buf_init(&resolved, URL_MAX);
    buf_init(&out, URL_MAX);
    const char *said = page->canonical && *page->canonical ? page->canonical : NULL;
    bool ok = said && url_resolve(page->url, said, strlen(said), &resolved) &&
              url_canonical(resolved.data, resolved.len, &out);
    if (!ok && *page->url)
        ok = url_canonical(page->url, strlen(page->url), &out);
    if (ok)
        r->meta->canonical_url = arena_copy(r->arena, out.data, out.len);
    buf_free(&resolved);
    buf_free(&out);
    return !ok || r->meta->canonical_url;
}

bool meta_read(const struct page *page, const struct anchors *anchors, const struct verdict *verdicts,
               const struct credit_lexicon *lexicon, struct arena *arena, struct record_meta *meta)
{
    struct reading r = {.page = page,
                        .anchors = anchors,
                        .verdicts = verdicts,
                        .lexicon = lexicon,
                        .arena = arena,
                        .meta = meta};
    *meta = (struct record_meta){.title = anchors->title, .lang = page->traditional ? "zh-Hant" : "zh-Hans"};
    if (!embedded_facts(page, arena, &r.state))
        return false;
    find_body(&r);
    r.head = head_line(&r);
    skip_above_head(&r);
    carrier_rule(&r);
    carrier_head(&r);
    carrier_marks(&r);
    carrier_beside(&r);
    carrier_names(&r);
    carrier_body(&r);
    carrier_inside(&r);
    carrier_tail(&r);
    carrier_tags(&r);
    give_subtitle(&r);
    return !r.full && give_title(&r) && give_dates(&r) && give_people(&r) && give_keywords(&r) &&
           give_address(&r) && read_channel(&r, &meta->channel);
}
