#include "index/entry.h"

#include <stdlib.h>
#include <string.h>

#include "base/url.h"
#include "base/utf8.h"
#include "extract/fingerprint.h"

enum { TEXT_MAX = 64 * 1024 * 1024, TABLE_FIRST = 4096, SLOT_TEXT_MAX = 200, BAND_DIGITS = 8 };
enum { BLOB_LEVEL = 6 }; /* of deflate: level 9 takes twice the time for 1 % less space */

void entry_init(struct entry *e, const struct dictionary *dictionary)
{
    *e = (struct entry){.dictionary = dictionary};
    term_list_init(&e->list);
    buf_init(&e->folded, TEXT_MAX);
    buf_init(&e->joined, TEXT_MAX);
    buf_init(&e->plain, TEXT_MAX);
    buf_init(&e->blob, TEXT_MAX);
    buf_init(&e->slots, TEXT_MAX);
    buf_init(&e->fingerprint, TEXT_MAX);
}

void entry_free(struct entry *e)
{
    term_list_free(&e->list);
    buf_free(&e->folded);
    buf_free(&e->joined);
    buf_free(&e->plain);
    buf_free(&e->blob);
    deflater_free(e->deflater);
    buf_free(&e->slots);
    buf_free(&e->fingerprint);
    free(e->terms);
    free(e->table);
    *e = (struct entry){.dictionary = NULL};
}

/* ---------------------------------------------------- each term once, counted */

static void enter(struct entry *e, size_t index)
{
    const struct store_term *t = &e->terms[index];
    size_t i = t->hash & (e->table_size - 1);
    while (e->table[i] != 0)
        i = (i + 1) & (e->table_size - 1);
    e->table[i] = (uint32_t)index + 1;
}

static bool make_room(struct entry *e)
{
    if (e->term_count == e->term_cap) {
        size_t cap = e->term_cap ? 2 * e->term_cap : TABLE_FIRST / 2;
        struct store_term *terms = realloc(e->terms, cap * sizeof *terms);
        if (!terms)
            return false;
        e->terms = terms;
        e->term_cap = cap;
    }
    if (2 * e->term_count >= e->table_size) {
        size_t size = e->table_size ? 2 * e->table_size : TABLE_FIRST;
        uint32_t *table = calloc(size, sizeof *table);
        if (!table)
            return false;
        free(e->table);
        e->table = table;
        e->table_size = size;
        for (size_t i = 0; i < e->term_count; i++)
            enter(e, i);
    }
    return true;
}

static bool count_term(struct entry *e, const char *bytes, size_t len, uint32_t wdf)
{
    if (!make_room(e))
        return false;
    uint32_t hash = term_hash(bytes, len);
    size_t i = hash & (e->table_size - 1);
    for (; e->table[i] != 0; i = (i + 1) & (e->table_size - 1)) {
        struct store_term *t = &e->terms[e->table[i] - 1];
        if (t->hash == hash && t->len == len && memcmp(t->bytes, bytes, len) == 0) {
            t->wdf += wdf;
            return true;
        }
    }
    e->terms[e->term_count] = (struct store_term){bytes, (uint32_t)len, wdf, hash};
    e->table[i] = (uint32_t)++e->term_count;
    return true;
}

/* ------------------------------------------------------------------ fields */

static bool cut(struct entry *e, const char *text, size_t len, const char *prefix, struct fault *fault)
{
    buf_clear(&e->folded);
    if (!fold_text(e->dictionary, text, len, &e->folded))
        return buf_check(&e->folded, "folded text", fault);
    return e->folded.len == 0 ||
           terms_cut(e->dictionary, e->folded.data, e->folded.len, prefix, TERMS_INDEX, &e->list, fault);
}

/* A field of text, from the values gathered in e->joined. */
static bool cut_joined(struct entry *e, const char *prefix, struct fault *fault)
{
    bool ok = buf_check(&e->joined, "field", fault) &&
              (e->joined.len == 0 || cut(e, e->joined.data, e->joined.len, prefix, fault));
    buf_clear(&e->joined);
    return ok;
}

static void gather(struct entry *e, const char *value)
{
    if (!value || !*value)
        return;
    buf_puts(&e->joined, value);
    buf_putc(&e->joined, '\n');
}

static bool cut_list(struct entry *e, const struct text_list *list, const char *prefix, struct fault *fault)
{
    for (size_t i = 0; i < list->len; i++)
        gather(e, list->items[i]);
    return cut_joined(e, prefix, fault);
}

static bool cut_authors(struct entry *e, const struct record *r, struct fault *fault)
{
    for (size_t i = 0; i < r->contributor_count; i++)
        gather(e, r->contributors[i].name);
    return cut_list(e, &r->authors, PREFIX_AUTHOR, fault);
}

static bool cut_figures(struct entry *e, const struct record *r, struct fault *fault)
{
    for (size_t i = 0; i < r->figure_count; i++) {
        const struct figure *f = &r->figures[i];
        gather(e, f->metric);
        gather(e, f->place);
        gather(e, f->actor);
    }
    return cut_joined(e, PREFIX_METRIC, fault);
}

static bool cut_captions(struct entry *e, const struct record *r, struct fault *fault)
{
    for (size_t i = 0; i < r->image_count; i++)
        gather(e, r->images[i].caption);
    return cut_joined(e, PREFIX_CAPTION, fault);
}

static bool whole(struct entry *e, const char *prefix, const char *value, struct fault *fault)
{
    return !value || !*value || term_whole(prefix, value, strlen(value), &e->list, fault);
}

static bool add_units(struct entry *e, const struct record *r, struct fault *fault)
{
    for (size_t i = 0; i < r->figure_count; i++) {
        const char *unit = r->figures[i].unit;
        buf_clear(&e->folded);
        if (unit && *unit &&
            (!fold_text(e->dictionary, unit, strlen(unit), &e->folded) ||
             !term_whole(PREFIX_UNIT, e->folded.data, e->folded.len, &e->list, fault)))
            return buf_check(&e->folded, "unit", fault) && false;
    }
    return true;
}

/* The host and every domain above it, down to the registrable one. */
static bool add_site(struct entry *e, const char *site, struct fault *fault)
{
    if (!site || !*site)
        return true;
    struct url_part domain = url_domain(site, strlen(site));
    const char *last = domain.p ? domain.p : site;
    for (const char *p = site; p && p <= last;) {
        if (!whole(e, PREFIX_SITE, p, fault))
            return false;
        p = strchr(p, '.');
        p = p ? p + 1 : NULL;
    }
    return true;
}

static bool has_table(const struct record *r)
{
    for (size_t i = 0; i < r->block_count; i++) {
        if (r->blocks[i].kind && strcmp(r->blocks[i].kind, "table") == 0)
            return true;
    }
    return false;
}

static bool has_caption(const struct record *r)
{
    for (size_t i = 0; i < r->image_count; i++) {
        if (r->images[i].caption && *r->images[i].caption)
            return true;
    }
    return false;
}

static bool add_presence(struct entry *e, const struct record *r, struct fault *fault)
{
    const struct {
        const char *name;
        bool there;
    } marks[] = {
        {"image", r->image_count > 0},  {"caption", has_caption(r)},    {"figure", r->figure_count > 0},
        {"author", r->authors.len > 0}, {"editor", r->editors.len > 0}, {"source", r->source != NULL},
        {"date", r->published != NULL}, {"table", has_table(r)},        {"url", r->url || r->canonical_url}};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (marks[i].there && !whole(e, PREFIX_HAS, marks[i].name, fault))
            return false;
    }
    return true;
}

static bool add_flags(struct entry *e, const struct record *r, struct fault *fault)
{
    for (size_t i = 0; i < r->flags.len; i++) {
        if (!whole(e, PREFIX_FLAG, r->flags.items[i], fault))
            return false;
    }
    return true;
}

static bool add_dates(struct entry *e, const struct record *r, struct fault *fault)
{
    char date[16];
    size_t len = strlen(schema_date(r->published, date));
    return (len < 4 || term_whole(PREFIX_YEAR, date, 4, &e->list, fault)) &&
           (len < 6 || term_whole(PREFIX_MONTH, date, 6, &e->list, fault));
}

static bool add_bands(struct entry *e, const char *fingerprint, struct fault *fault)
{
    size_t len = strlen(fingerprint);
    for (size_t i = 0; i < SKETCH_BANDS && (i + 1) * BAND_DIGITS <= len; i++) {
        if (!term_whole(PREFIX_SKETCH, fingerprint + i * BAND_DIGITS, BAND_DIGITS, &e->list, fault))
            return false;
    }
    return true;
}

/* Fields that filter and do not rank. */
static bool add_fields(struct entry *e, const struct record *r, struct fault *fault)
{
    const char *url = r->canonical_url ? r->canonical_url : r->url;
    gather(e, r->source);
    return cut_joined(e, PREFIX_SOURCE, fault) && cut_authors(e, r, fault) &&
           cut_list(e, &r->editors, PREFIX_EDITOR, fault) &&
           cut_list(e, &r->channel, PREFIX_CHANNEL, fault) &&
           cut_list(e, &r->keywords, PREFIX_KEYWORD, fault) && cut_figures(e, r, fault) &&
           cut_captions(e, r, fault) && whole(e, PREFIX_ID, r->id, fault) &&
           whole(e, PREFIX_URL, url, fault) && add_site(e, r->site, fault) &&
           whole(e, PREFIX_LANG, r->lang, fault) && add_units(e, r, fault) && add_presence(e, r, fault) &&
           add_flags(e, r, fault) && add_dates(e, r, fault);
}

/* ------------------------------------------------------------------- terms */

/* Terms [from, end) into the table; those that begin before `lead` count twice. */
static bool count_terms(struct entry *e, size_t from, size_t end, uint32_t wdf, uint32_t lead,
                        struct fault *fault)
{
    for (size_t i = from; i < end; i++) {
        const struct term *t = &e->list.items[i];
        if (!count_term(e, term_bytes(&e->list, t), t->len, t->start < lead ? 2 * wdf : wdf))
            return fault_set(fault, FAULT_MEMORY, "no memory for terms");
    }
    return true;
}

/* All terms are cut first, for their bytes move while the list grows. */
static bool make_terms(struct entry *e, const struct record *r, const struct blob *blob, struct fault *fault)
{
    term_list_clear(&e->list);
    e->term_count = 0;
    if (e->table)
        memset(e->table, 0, e->table_size * sizeof *e->table);
    size_t heading = blob->title_len + blob->subtitle_len + 1;
    if (!cut(e, blob->searchable, blob->searchable_len, "", fault))
        return false;
    size_t title = e->list.len;
    if (!cut(e, blob->searchable, heading, PREFIX_TITLE, fault))
        return false;
    size_t fields = e->list.len;
    uint32_t lead = (uint32_t)utf8_count(blob->searchable, heading) + LEAD_CHARACTERS;
    if (!add_fields(e, r, fault))
        return false;
    size_t bands = e->list.len;
    if (!add_bands(e, r->fingerprint, fault))
        return false;
    return count_terms(e, 0, title, 1, lead, fault) && count_terms(e, title, fields, 1, 0, fault) &&
           count_terms(e, fields, bands, 0, 0, fault) && count_terms(e, bands, e->list.len, 1, 0, fault);
}

/* ------------------------------------------------------------------- values */

static void put_slot(struct entry *e, enum schema_slot slot, const char *value)
{
    size_t len = value ? strlen(value) : 0;
    if (len > SLOT_TEXT_MAX)
        len = utf8_valid_prefix(value, SLOT_TEXT_MAX);
    e->slot_start[slot] = e->slots.len;
    e->slot_len[slot] = len;
    buf_append(&e->slots, value ? value : "", len);
}

static void put_slot_list(struct entry *e, enum schema_slot slot, const struct text_list *list)
{
    buf_clear(&e->joined);
    for (size_t i = 0; i < list->len && e->joined.len < SLOT_TEXT_MAX; i++) {
        if (i > 0)
            buf_putc(&e->joined, SCHEMA_JOIN);
        buf_puts(&e->joined, list->items[i]);
    }
    put_slot(e, slot, e->joined.data);
    buf_clear(&e->joined);
}

static bool make_values(struct entry *e, const struct record *r, struct fault *fault)
{
    buf_clear(&e->slots);
    put_slot(e, SLOT_DATE, schema_date(r->published, e->date));
    put_slot(e, SLOT_ID, r->id);
    put_slot(e, SLOT_SOURCE, r->source);
    put_slot(e, SLOT_SITE, r->site);
    put_slot_list(e, SLOT_CHANNEL, &r->channel);
    put_slot_list(e, SLOT_AUTHOR, &r->authors);
    if (!buf_check(&e->slots, "values", fault))
        return false;
    const enum schema_slot own[] = {SLOT_DATE, SLOT_ID, SLOT_SOURCE, SLOT_SITE, SLOT_CHANNEL, SLOT_AUTHOR};
    e->document.value_count = 0;
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        entry_set_value(e, own[i], e->slots.data + e->slot_start[own[i]], e->slot_len[own[i]]);
    return true;
}

void entry_set_value(struct entry *e, enum schema_slot slot, const char *value, size_t len)
{
    if (len > 0)
        e->values[e->document.value_count++] = (struct store_value){slot, {value, len}};
}

/* -------------------------------------------------------------------- entry */

/* A record that was not made by jb-extract has no fingerprint yet. */
static bool with_fingerprint(struct entry *e, struct record *r, struct fault *fault)
{
    if (r->fingerprint)
        return true;
    buf_clear(&e->fingerprint);
    if (!fingerprint_make(r->text, strlen(r->text), &e->fingerprint, fault))
        return false;
    r->fingerprint = e->fingerprint.len ? e->fingerprint.data : "";
    return true;
}

bool entry_make(struct entry *e, const struct record *given, struct fault *fault)
{
    struct record r = *given;
    struct blob blob;
    if (!e->deflater)
        e->deflater = deflater_new(BLOB_LEVEL, fault);
    if (!e->deflater || !with_fingerprint(e, &r, fault) ||
        !blob_pack(e->deflater, &r, &e->plain, &e->blob, &blob, fault) || !make_terms(e, &r, &blob, fault) ||
        !make_values(e, &r, fault))
        return false;
    e->fingerprint_text = r.fingerprint;
    e->document.terms = e->terms;
    e->document.term_count = e->term_count;
    e->document.values = e->values;
    e->document.blob = (struct store_bytes){e->blob.data, e->blob.len};
    return true;
}
