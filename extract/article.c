#include "extract/article.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/url.h"
#include "base/utf8.h"
#include "extract/classify.h"
#include "extract/credits.h"
#include "extract/decode.h"
#include "extract/dump.h"
#include "extract/embedded.h"
#include "extract/figures.h"
#include "extract/fingerprint.h"
#include "extract/html.h"
#include "extract/html_tags.h"
#include "extract/image.h"
#include "extract/meta.h"
#include "extract/next.h"
#include "extract/rules.h"
#include "extract/script.h"
#include "extract/tree.h"

enum {
    ARENA_MAX = 256 * 1024 * 1024,
    DECODED_MAX = 3 * INPUT_PAGE_MAX,
    SOURCE_KEPT = 1024 * 1024, /* a larger source is not kept beside its blocks */
    FLAGS_MAX = 16
};

struct extractor {
    struct decoder *decoder;
    struct credit_lexicon *credits;
    struct classifier *classifier;
    struct figure_lexicon *figures;
    struct rules *rules;
    struct buf replaced; /* the source as a rule's replacements leave it */
    struct arena arena;
    struct buf decoded;
    struct buf address; /* scratch for addresses */
};

/* DATA/name, in the scratch for addresses. */
static const char *data_path(struct extractor *x, const char *data_dir, const char *name, struct fault *fault)
{
    buf_clear(&x->address);
    buf_printf(&x->address, "%s/%s", data_dir, name);
    return buf_check(&x->address, "the name of the data folder", fault) ? x->address.data : NULL;
}

static bool load_lexicons(struct extractor *x, const char *data_dir, struct fault *fault)
{
    const char *path = data_path(x, data_dir, "lexicon", fault);
    x->classifier = path ? classifier_load(path, fault) : NULL;
    path = x->classifier ? data_path(x, data_dir, "figures", fault) : NULL;
    x->figures = path ? figure_lexicon_load(path, fault) : NULL;
    x->credits = x->figures ? credit_lexicon_load(data_dir, fault) : NULL;
    return x->credits != NULL;
}

/* The user's rules go before the shipped ones. */
static bool load_rules(struct extractor *x, const char *data_dir, const char *rules_dir, struct fault *fault)
{
    x->rules = rules_open(fault);
    if (!x->rules || (rules_dir && !rules_add_folder(x->rules, rules_dir, fault)))
        return false;
    const char *path = data_path(x, data_dir, "rules", fault);
    return path && rules_add_folder(x->rules, path, fault);
}

struct extractor *extractor_open(const char *data_dir, const char *rules_dir, struct fault *fault)
{
    struct extractor *x = calloc(1, sizeof *x);
    if (!x) {
        fault_set(fault, FAULT_MEMORY, "no memory for the extractor");
        return NULL;
    }
    tree_begin();
    arena_init(&x->arena, ARENA_MAX);
    buf_init(&x->decoded, DECODED_MAX);
    buf_init(&x->address, URL_MAX);
    x->decoder = decoder_open(fault);
    buf_init(&x->replaced, DECODED_MAX);
    if (x->decoder && load_lexicons(x, data_dir, fault) && load_rules(x, data_dir, rules_dir, fault))
        return x;
    extractor_close(x);
    return NULL;
}

void extractor_close(struct extractor *x)
{
    if (!x)
        return;
    classifier_free(x->classifier);
    figure_lexicon_free(x->figures);
    credit_lexicon_free(x->credits);
    rules_close(x->rules);
    buf_free(&x->replaced);
    decoder_close(x->decoder);
    buf_free(&x->decoded);
    buf_free(&x->address);
    arena_free(&x->arena);
    tree_end();
    free(x);
}

/* ------------------------------------------------------------------ reading */

static bool no_memory(const struct extractor *x, struct fault *fault)
{
    return fault_set(fault, FAULT_LIMIT, "the page needs more than %zu bytes of memory", x->arena.max);
}

static bool read_blocks(struct extractor *x, const struct source_page *in, const struct decoded *d,
                        struct page *page, struct fault *fault)
{
    if (!in->markup)
        return dump_read(d->text, d->len, page, fault);
    const struct site_rule *rule = *in->url ? rules_for(x->rules, in->url) : NULL;
    if (!rule)
        return html_read(d->text, d->len, page, fault);
    if (rules_replace(rule, d->text, d->len, &x->replaced))
        return tree_read(x->replaced.data, x->replaced.len, rule, page, fault);
    return tree_read(d->text, d->len, rule, page, fault);
}

static void drop_large(struct buf *source)
{
    if (source && source->cap > SOURCE_KEPT)
        buf_free(source);
}

/* Only scripts point into the source.  Behind a large page they move, so that it need not stay beside
 * the blocks. */
static bool leave_source(struct extractor *x, const struct source_page *in, struct page *page)
{
    size_t scripts = 0;
    for (size_t i = 0; i < page->script_count; i++)
        scripts += page->scripts[i].len;
    if (in->len < SOURCE_KEPT || scripts > in->len / 2)
        return true;
    for (size_t i = 0; i < page->script_count; i++) {
        struct script *script = &page->scripts[i];
        if (!(script->text = arena_copy(&x->arena, script->text, script->len)))
            return false;
    }
    drop_large(in->held);
    drop_large(&x->decoded);
    drop_large(&x->replaced);
    return true;
}

static bool read_page(struct extractor *x, const struct source_page *in, const char *charset,
                      struct page *page, struct fault *fault)
{
    struct decode_hint hint = {.forced = in->unicode ? "utf-8" : charset, .content_type = in->content_type,
                               .markup = in->markup};
    struct decoded d;
    arena_reset(&x->arena);
    drop_large(&x->decoded);
    drop_large(&x->replaced);
    if (!decode(x->decoder, in->bytes, in->len, &hint, &x->decoded, &d, fault))
        return false;
    if (d.text == x->decoded.data)
        drop_large(in->held);
    *page = (struct page){.arena = &x->arena, .url = in->url, .charset = d.charset, .replaced = d.replaced,
                          .given_title = in->title, .given_published = in->published};
    if (d.double_encoded)
        page->limits |= PAGE_LIMIT_DOUBLE_ENCODED;
    if (in->partial)
        page->limits |= PAGE_LIMIT_TRUNCATED;
    if (!read_blocks(x, in, &d, page, fault))
        return false;
    if (!leave_source(x, in, page))
        return no_memory(x, fault);
    page->traditional = script_is_traditional(page);
    return true;
}

/* ----------------------------------------------------------------- the text */

static bool is_body(const struct verdict *v)
{
    return v->role == ROLE_BODY || v->role == ROLE_SUBHEADING;
}

static const char *kind_name(const struct block *b, const struct verdict *v)
{
    if (v->role == ROLE_SUBHEADING || b->kind == BLOCK_HEADING)
        return "heading";
    return b->kind == BLOCK_LIST    ? "list"
           : b->kind == BLOCK_TABLE ? "table"
           : b->kind == BLOCK_QUOTE ? "quote"
                                    : "paragraph";
}

/* Joins the body's blocks; offsets are code points. */
static bool assemble_text(struct extractor *x, const struct article *a, struct record *r)
{
    const struct page *page = &a->page;
    size_t bytes = 1, count = 0;
    for (size_t i = 0; i < page->block_count; i++) {
        if (!is_body(&a->verdicts[i]) || page->blocks[i].len == 0)
            continue;
        bytes += page->blocks[i].len + 1;
        count++;
    }
    char *text = arena_alloc(&x->arena, bytes);
    struct record_block *blocks = arena_alloc(&x->arena, (count + 1) * sizeof *blocks);
    if (!text || !blocks)
        return false;
    uint32_t at = 0;
    r->text = text;
    r->blocks = blocks;
    for (size_t i = 0; i < page->block_count; i++) {
        const struct block *b = &page->blocks[i];
        if (!is_body(&a->verdicts[i]) || b->len == 0)
            continue;
        if (r->block_count > 0) {
            *text++ = '\n';
            at++;
        }
        size_t len = b->len - a->verdicts[i].cut;
        memcpy(text, b->text, len);
        text += len;
        uint32_t end = at + (uint32_t)utf8_count(b->text, len);
        blocks[r->block_count++] = (struct record_block){kind_name(b, &a->verdicts[i]), at, end};
        at = end;
    }
    *text = '\0';
    return true;
}

/* -------------------------------------------------------- flags, addresses */

static void flag(struct extractor *x, struct record *r, const char *text)
{
    const char *kept = r->flags.len < FLAGS_MAX ? arena_copy(&x->arena, text, strlen(text)) : NULL;
    if (kept)
        r->flags.items[r->flags.len++] = kept;
}

static bool fill_flags(struct extractor *x, const struct page *page, struct record *r)
{
    static const struct {
        unsigned bit;
        const char *name;
    } names[] = {{PAGE_LIMIT_DEPTH, "depth"},         {PAGE_LIMIT_BLOCKS, "blocks"},
                 {PAGE_LIMIT_TEXT, "text"},           {PAGE_LIMIT_LINKS, "links"},
                 {PAGE_LIMIT_TRUNCATED, "truncated"}, {PAGE_LIMIT_DOUBLE_ENCODED, "double_encoded"}};
    r->flags.items = arena_alloc(&x->arena, FLAGS_MAX * sizeof *r->flags.items);
    if (!r->flags.items)
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (page->limits & names[i].bit)
            flag(x, r, names[i].name);
    if (page->embedded)
        flag(x, r, "embedded");
    if (page->ruled) {
        char text[300];
        snprintf(text, sizeof text, "rule:%.*s", (int)strcspn(page->ruled->name, "\n") - 4,
                 page->ruled->name);
        flag(x, r, text);
    }
    if (page->replaced > 0) {
        char text[32];
        snprintf(text, sizeof text, "replaced:%u", page->replaced);
        flag(x, r, text);
    }
    return true;
}

static bool fill_dropped(struct extractor *x, const struct article *a, struct record *r)
{
    uint32_t chars[ROLE_COUNT] = {0};
    for (size_t i = 0; i < a->page.block_count; i++) {
        const struct block *b = &a->page.blocks[i];
        const struct verdict *v = &a->verdicts[i];
        uint32_t cut = (uint32_t)utf8_count(b->text + b->len - v->cut, v->cut);
        chars[v->cut_role] += cut;
        chars[v->role] += b->chars > cut ? b->chars - cut : 0;
    }
    r->dropped = arena_alloc(&x->arena, ROLE_COUNT * sizeof *r->dropped);
    if (!r->dropped)
        return false;
    for (int role = 0; role < ROLE_COUNT; role++)
        if (chars[role] > 0 && role != ROLE_BODY && role != ROLE_SUBHEADING)
            r->dropped[r->dropped_count++] = (struct dropped){role_name((enum role)role), chars[role]};
    return true;
}

static const char *text_or_null(const char *text)
{
    return text && *text ? text : NULL;
}

static bool fill_addresses(struct extractor *x, const struct source_page *in, struct record *r)
{
    struct buf *b = &x->address;
    r->url = text_or_null(in->url);
    if (r->url && url_host(r->url, strlen(r->url), b))
        r->site = arena_copy(&x->arena, b->data, b->len);
    if (!r->canonical_url && r->url && url_canonical(r->url, strlen(r->url), b))
        r->canonical_url = arena_copy(&x->arena, b->data, b->len);
    struct date fetched;
    if (*in->fetched && date_parse(in->fetched, strlen(in->fetched), &fetched)) {
        char text[DATE_TEXT_MAX];
        date_print(&fetched, text);
        r->fetched = arena_copy(&x->arena, text, strlen(text));
    }
    char id[17];
    if (*in->id)
        r->id = in->id;
    else
        record_id(r->canonical_url, r->text, id);
    if (!r->id)
        r->id = arena_copy(&x->arena, id, strlen(id));
    return r->id && !x->arena.full;
}

static void fill_meta(const struct record_meta *m, struct record *r)
{
    r->title = m->title;
    r->subtitle = m->subtitle;
    r->source = m->source;
    r->published = m->published;
    r->modified = m->modified;
    r->canonical_url = m->canonical_url;
    r->lang = m->lang;
    r->authors = m->authors;
    r->editors = m->editors;
    r->channel = m->channel;
    r->keywords = m->keywords;
    r->contributors = m->contributors;
    r->contributor_count = m->contributor_count;
}

/* ------------------------------------------------------------ the pictures */

/* How many of the record's blocks stand above a block of the page. */
static int32_t blocks_above(const struct article *a, uint32_t block, uint32_t *from, int32_t counted)
{
    for (; *from < block; ++*from)
        counted += is_body(&a->verdicts[*from]) && a->page.blocks[*from].len > 0;
    return counted;
}

static bool fill_images(struct extractor *x, struct article *a, const struct anchors *anchors)
{
    struct article_image *found;
    size_t count;
    if (!images_pick(&a->page, anchors, a->verdicts, &x->arena, &found, &count))
        return false;
    struct record *r = &a->record;
    r->images = arena_alloc(&x->arena, (count + 1) * sizeof *r->images);
    if (!r->images)
        return false;
    uint32_t from = 0;
    int32_t above = 0;
    for (size_t i = 0; i < count; i++) {
        above = blocks_above(a, found[i].block, &from, above);
        r->images[r->image_count++] =
            (struct record_image){found[i].src, found[i].caption, found[i].alt, above - 1};
        a->verdicts[found[i].block] = (struct verdict){.role = ROLE_IMAGE, .why = "picture of the article"};
    }
    return true;
}

static bool fill_next(struct extractor *x, struct article *a)
{
    struct next_pages next = {0};
    struct buf *b = &x->address;
    a->own = a->next = "";
    if (!*a->page.url)
        return true;
    if (!next_find(&a->page, &x->arena, &next))
        return false;
    a->continues = next.number > 1;
    if (url_canonical(a->page.url, strlen(a->page.url), b))
        a->own = arena_copy(&x->arena, b->data, b->len);
    if (next.next && url_canonical(next.next, strlen(next.next), b))
        a->next = arena_copy(&x->arena, b->data, b->len);
    return a->own && a->next;
}

/* ---------------------------------------------------------------- the record */

static bool fill_fingerprint(struct extractor *x, struct record *r, struct fault *fault)
{
    struct buf *b = &x->address;
    buf_clear(b);
    if (!fingerprint_make(r->text, strlen(r->text), b, fault))
        return false;
    if (b->len > 0)
        r->fingerprint = arena_copy(&x->arena, b->data, b->len);
    return b->len == 0 || r->fingerprint || no_memory(x, fault);
}

static bool build_record(struct extractor *x, const struct source_page *in, struct article *a,
                         struct fault *fault)
{
    struct record *r = &a->record;
    struct anchors anchors;
    struct record_meta meta = {0};
    if (!anchors_find(&a->page, x->credits, &x->arena, &anchors))
        return no_memory(x, fault);
    anchors_settle(&a->page, &anchors, a->verdicts);
    if (!meta_read(&a->page, &anchors, a->verdicts, x->credits, &x->arena, &meta))
        return no_memory(x, fault);
    fill_meta(&meta, r);
    r->charset = a->page.charset;
    if (!assemble_text(x, a, r))
        return no_memory(x, fault);
    if (r->block_count == 0)
        return fault_set(fault, FAULT_INPUT, "no article found");
    if (!fill_images(x, a, &anchors) || !fill_flags(x, &a->page, r) || !fill_dropped(x, a, r) ||
        !fill_addresses(x, in, r) || !fill_next(x, a))
        return no_memory(x, fault);
    if (!fill_fingerprint(x, r, fault) ||
        !figures_find(x->figures, r->text, strlen(r->text), meta.date.precision ? &meta.date : NULL,
                      &x->arena, &r->figures, &r->figure_count, fault))
        return false;
    if (r->figure_count > FIGURES_MAX) {
        r->figure_count = FIGURES_MAX;
        flag(x, r, "figures");
    }
    return true;
}

static uint32_t body_han(const struct article *a)
{
    uint32_t han = 0;
    for (size_t i = 0; i < a->page.block_count; i++)
        if (is_body(&a->verdicts[i]))
            han += a->page.blocks[i].han;
    return han;
}

static bool classify(struct extractor *x, struct article *a, struct fault *fault)
{
    struct outline outline;
    a->verdicts = arena_zalloc(&x->arena, (a->page.block_count + 1) * sizeof *a->verdicts);
    if (!a->verdicts)
        return no_memory(x, fault);
    if (!classify_page(x->classifier, &a->page, &x->arena, a->verdicts, &outline, fault))
        return false;
    rules_judge(&a->page, a->verdicts);
    a->record.confidence = outline.confidence / 100.0;
    return true;
}

/* Where the markup shows little or nothing, the article may live in a script. */
static bool try_embedded(struct extractor *x, struct article *a, struct fault *fault)
{
    enum { LITTLE = 150 };
    struct embedded e;
    size_t len;
    uint32_t shown = body_han(a);
    if (!a->page.markup || shown >= LITTLE)
        return true;
    if (!embedded_article(&a->page, &x->arena, &e))
        return no_memory(x, fault);
    if (!e.body)
        return true;
    struct article own = {.page = {.arena = &x->arena, .url = a->page.url, .charset = a->page.charset}};
    const char *markup = embedded_markup(&e, &x->arena, &len);
    if (!markup)
        return no_memory(x, fault);
    if (!html_read(markup, len, &own.page, fault) || !classify(x, &own, fault))
        return false;
    if (body_han(&own) <= shown * 2)
        return true;
    struct page shell = a->page;
    *a = own;
    a->page.embedded = true;
    a->page.title = shell.title;
    a->page.canonical = shell.canonical;
    a->page.base_href = shell.base_href;
    a->page.given_title = shell.given_title;
    a->page.given_published = shell.given_published;
    a->page.metas = shell.metas;
    a->page.meta_count = shell.meta_count;
    a->page.scripts = shell.scripts;
    a->page.script_count = shell.script_count;
    a->page.replaced = shell.replaced;
    a->page.limits |= shell.limits;
    a->page.traditional = script_is_traditional(&a->page);
    return true;
}

bool article_extract(struct extractor *x, const struct source_page *in, const char *charset,
                     struct article *a, struct fault *fault)
{
    *a = (struct article){0};
    if (!read_page(x, in, charset, &a->page, fault))
        return false;
    if (!classify(x, a, fault) || !try_embedded(x, a, fault))
        return false;
    return build_record(x, in, a, fault);
}

/* ------------------------------------------------------------------- explain */

void article_slim(struct extractor *x, struct article *a)
{
    arena_drop(&x->arena, a->verdicts);
    arena_drop(&x->arena, a->page.blocks);
    arena_drop(&x->arena, a->page.boxes);
    arena_drop(&x->arena, a->page.links);
    arena_drop(&x->arena, a->page.marks);
    a->verdicts = NULL;
    a->page = (struct page){.arena = &x->arena};
}

static void explain_rule(const struct site_rule *rule, struct buf *out)
{
    buf_printf(out, "# site rule %s", rule->name);
    if (rule->ignored > 0)
        buf_printf(out, ", %u lines without effect, the first: %s", rule->ignored,
                   rule->first_ignored ? rule->first_ignored : "");
    buf_putc(out, '\n');
}

bool article_explain(const struct article *a, const char *name, struct buf *out)
{
    const struct page *page = &a->page;
    buf_printf(out, "# %s: %zu blocks, %s%s\n", name, page->block_count,
               page->charset ? page->charset : "no charset", page->markup ? "" : ", dump");
    if (page->ruled)
        explain_rule(page->ruled->rule, out);
    for (size_t i = 0; a->verdicts && i < page->block_count; i++) {
        const struct block *b = &page->blocks[i];
        const struct verdict *v = &a->verdicts[i];
        const struct box *box = b->box >= 0 ? &page->boxes[b->box] : NULL;
        buf_printf(out, "%5zu %-10s %5d %-18s %s", i, role_name((enum role)v->role), v->score,
                   v->why ? v->why : "", box ? tag_name((enum tag)box->tag) : "");
        if (box && (*box->cls || *box->id))
            buf_printf(out, "%s%s%s%s", *box->id ? "#" : "", box->id, *box->cls ? "." : "", box->cls);
        buf_printf(out, " | %s%s\n", b->image >= 0 ? page->images[b->image].src : "", b->text);
    }
    return buf_ok(out);
}
