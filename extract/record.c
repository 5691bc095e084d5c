#include "extract/record.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/digest.h"
#include "base/json.h"

/* ------------------------------------------------------------------ writing */

/* Written straight into the buffer: a page may have a hundred thousand blocks
 * and figures, and a tree of them would take half a gigabyte.  `ok` turns
 * false at the first value that is no text. */
struct writing {
    struct buf *out;
    bool ok, first; /* first: no comma before the next value */
};

static void comma(struct writing *w)
{
    if (!w->first)
        buf_putc(w->out, ',');
    w->first = false;
}

static void put_key(struct writing *w, const char *key)
{
    comma(w);
    buf_printf(w->out, "\"%s\":", key);
}

static void put_text(struct writing *w, const char *key, const char *text)
{
    put_key(w, key);
    w->ok = json_put_text(w->out, text) && w->ok;
}

static void put_number(struct writing *w, const char *key, long number)
{
    put_key(w, key);
    buf_printf(w->out, "%ld", number);
}

static void open_value(struct writing *w, char bracket)
{
    buf_putc(w->out, bracket);
    w->first = true;
}

static void close_value(struct writing *w, char bracket)
{
    buf_putc(w->out, bracket);
    w->first = false;
}

static void open_array(struct writing *w, const char *key)
{
    put_key(w, key);
    open_value(w, '[');
}

static void open_item(struct writing *w)
{
    comma(w);
    open_value(w, '{');
}

static void put_list(struct writing *w, const char *key, const struct text_list *list)
{
    open_array(w, key);
    for (size_t i = 0; i < list->len; i++) {
        comma(w);
        w->ok = json_put_text(w->out, list->items[i]) && w->ok;
    }
    close_value(w, ']');
}

static void put_contributors(struct writing *w, const struct record *r)
{
    open_array(w, "contributors");
    for (size_t i = 0; i < r->contributor_count; i++) {
        open_item(w);
        put_text(w, "name", r->contributors[i].name);
        put_text(w, "role", r->contributors[i].role);
        close_value(w, '}');
    }
    close_value(w, ']');
}

static void put_blocks(struct writing *w, const struct record *r)
{
    open_array(w, "blocks");
    for (size_t i = 0; i < r->block_count; i++) {
        open_item(w);
        put_text(w, "kind", r->blocks[i].kind);
        put_number(w, "start", r->blocks[i].start);
        put_number(w, "end", r->blocks[i].end);
        close_value(w, '}');
    }
    close_value(w, ']');
}

static void put_images(struct writing *w, const struct record *r)
{
    open_array(w, "images");
    for (size_t i = 0; i < r->image_count; i++) {
        open_item(w);
        put_text(w, "src", r->images[i].src);
        put_text(w, "caption", r->images[i].caption);
        put_text(w, "alt", r->images[i].alt);
        put_number(w, "after", r->images[i].after);
        close_value(w, '}');
    }
    close_value(w, ']');
}

static void put_figure(struct writing *w, const struct figure *f)
{
    open_item(w);
#define PUT(field) put_text(w, #field, f->field);
    PUT(raw) PUT(value) PUT(value_max) PUT(unit) PUT(currency)
    put_text(w, "kind", figure_kind_name(f->kind));
    put_text(w, "qualifier", figure_qualifier_name(f->qualifier));
    put_text(w, "change", figure_change_name(f->change));
    PUT(metric) PUT(base) PUT(period) PUT(period_start) PUT(period_end) PUT(place) PUT(actor) PUT(sentence)
#undef PUT
    put_number(w, "start", f->start);
    put_number(w, "end", f->end);
    close_value(w, '}');
}

/* Hundredths, as jansson prints such a number: 0.87, 0.9, 1.0. */
static void put_confidence(struct writing *w, double confidence)
{
    int hundredths = (int)lround(confidence * 100);
    put_key(w, "confidence");
    if (hundredths % 10 == 0)
        buf_printf(w->out, "%d.%d", hundredths / 100, hundredths / 10 % 10);
    else
        buf_printf(w->out, "%d.%02d", hundredths / 100, hundredths % 100);
}

/* Its keys come from whoever made the record. */
static void put_dropped(struct writing *w, const struct record *r)
{
    put_key(w, "dropped");
    open_value(w, '{');
    for (size_t i = 0; i < r->dropped_count; i++) {
        comma(w);
        w->ok = json_put_text(w->out, r->dropped[i].reason) && w->ok;
        buf_printf(w->out, ":%ld", (long)r->dropped[i].chars);
    }
    close_value(w, '}');
}

static void put_tail(struct writing *w, const struct record *r)
{
    open_array(w, "figures");
    for (size_t i = 0; i < r->figure_count; i++)
        put_figure(w, &r->figures[i]);
    close_value(w, ']');
    put_text(w, "fingerprint", r->fingerprint);
    put_confidence(w, r->confidence);
    put_list(w, "flags", &r->flags);
    put_dropped(w, r);
}

bool record_write(const struct record *r, struct buf *out, struct fault *fault)
{
    struct writing writing = {.out = out, .ok = true}, *w = &writing;
    open_value(w, '{');
#define PUT(field) put_text(w, #field, r->field);
    put_number(w, "v", RECORD_VERSION);
    PUT(id) PUT(url) PUT(canonical_url) PUT(site) PUT(fetched) PUT(charset) PUT(lang)
    PUT(title) PUT(subtitle) PUT(source) PUT(published) PUT(modified)
    put_list(w, "authors", &r->authors);
    put_list(w, "editors", &r->editors);
    put_contributors(w, r);
    put_list(w, "channel", &r->channel);
    put_list(w, "keywords", &r->keywords);
    PUT(text)
#undef PUT
    put_blocks(w, r);
    put_images(w, r);
    put_tail(w, r);
    close_value(w, '}');
    buf_putc(out, '\n');
    if (!buf_check(out, "the record", fault))
        return false;
    return w->ok || fault_set(fault, FAULT_BUG, "the record holds text that is not UTF-8");
}

/* ------------------------------------------------------------------ reading */

/* Where a record is read into; `ok` turns false at the first bad field. */
struct reading {
    struct arena *arena;
    struct fault *fault;
    bool ok;
};

static void *room(struct reading *in, size_t size)
{
    void *p = arena_zalloc(in->arena, size ? size : 1);
    if (!p) {
        in->ok = false;
        fault_set(in->fault, FAULT_LIMIT, "record is too large");
    }
    return p;
}

static const char *keep_text(struct reading *in, const char *text, size_t len)
{
    char *copy = arena_copy(in->arena, text, len);
    if (!copy) {
        in->ok = false;
        fault_set(in->fault, FAULT_LIMIT, "record is too large");
    }
    return copy;
}

static const char *read_text(struct reading *in, const json_t *o, const char *key)
{
    const char *text;
    size_t len;
    if (!json_get_text(o, key, &text, &len, in->fault))
        in->ok = false;
    return text ? keep_text(in, text, len) : NULL;
}

static long long read_integer(struct reading *in, const json_t *o, const char *key)
{
    long long value;
    if (!json_get_integer(o, key, &value, in->fault))
        in->ok = false;
    return value;
}

static uint32_t read_offset(struct reading *in, const json_t *o, const char *key)
{
    long long value = read_integer(in, o, key);
    if (value < 0 || value > RECORD_LINE_MAX) {
        in->ok = fault_set(in->fault, FAULT_INPUT, "'%s' is out of range", key);
        return 0;
    }
    return (uint32_t)value;
}

/* 0 to 1. */
static double read_share(struct reading *in, const json_t *o, const char *key)
{
    const json_t *field = json_object_get(o, key);
    double value = json_number_value(field);
    if (field && !json_is_number(field) && !json_is_null(field))
        in->ok = fault_set(in->fault, FAULT_INPUT, "'%s' is not a number", key);
    else if (!(value >= 0 && value <= 1))
        in->ok = fault_set(in->fault, FAULT_INPUT, "'%s' is out of range", key);
    return in->ok ? value : 0;
}

static const json_t *read_array(struct reading *in, const json_t *o, const char *key, size_t *len)
{
    const json_t *array;
    if (!json_get_array(o, key, &array, in->fault))
        in->ok = false;
    *len = json_array_size(array);
    return array;
}

static struct text_list read_list(struct reading *in, const json_t *o, const char *key)
{
    struct text_list list = {0};
    size_t len;
    const json_t *array = read_array(in, o, key, &len);
    list.items = room(in, len * sizeof *list.items);
    for (size_t i = 0; in->ok && i < len; i++) {
        const json_t *item = json_array_get(array, i);
        if (json_is_string(item))
            list.items[list.len++] = keep_text(in, json_string_value(item), json_string_length(item));
        else
            in->ok = fault_set(in->fault, FAULT_INPUT, "'%s' holds something that is not a string", key);
    }
    return list;
}

/* An item that must be an object; NULL turns `ok` false. */
static const json_t *read_object(struct reading *in, const json_t *array, size_t i, const char *key)
{
    const json_t *item = json_array_get(array, i);
    if (!json_is_object(item))
        in->ok = fault_set(in->fault, FAULT_INPUT, "'%s' holds something that is not an object", key);
    return in->ok ? item : NULL;
}

static void read_contributors(struct reading *in, const json_t *o, struct record *r)
{
    size_t len;
    const json_t *array = read_array(in, o, "contributors", &len);
    r->contributors = room(in, len * sizeof *r->contributors);
    for (size_t i = 0; in->ok && i < len; i++) {
        const json_t *one = read_object(in, array, i, "contributors");
        r->contributors[r->contributor_count++] =
            (struct contributor){.name = read_text(in, one, "name"), .role = read_text(in, one, "role")};
    }
}

static void read_blocks(struct reading *in, const json_t *o, struct record *r)
{
    size_t len;
    const json_t *array = read_array(in, o, "blocks", &len);
    r->blocks = room(in, len * sizeof *r->blocks);
    for (size_t i = 0; in->ok && i < len; i++) {
        const json_t *one = read_object(in, array, i, "blocks");
        r->blocks[r->block_count++] = (struct record_block){.kind = read_text(in, one, "kind"),
                                                            .start = read_offset(in, one, "start"),
                                                            .end = read_offset(in, one, "end")};
    }
}

static void read_images(struct reading *in, const json_t *o, struct record *r)
{
    size_t len;
    const json_t *array = read_array(in, o, "images", &len);
    r->images = room(in, len * sizeof *r->images);
    for (size_t i = 0; in->ok && i < len; i++) {
        const json_t *one = read_object(in, array, i, "images");
        struct record_image *image = &r->images[r->image_count++];
        image->src = read_text(in, one, "src");
        image->caption = read_text(in, one, "caption");
        image->alt = read_text(in, one, "alt");
        image->after = (int32_t)read_integer(in, one, "after");
    }
}

/* The enum value whose name stands in the field; 0 for null or an unknown name. */
static uint8_t read_name(struct reading *in, const json_t *o, const char *key, const char *(*name)(unsigned),
                         unsigned last)
{
    const char *text;
    if (!json_get_text(o, key, &text, NULL, in->fault))
        in->ok = false;
    for (unsigned i = 0; text && i <= last; i++)
        if (name(i) && strcmp(name(i), text) == 0)
            return (uint8_t)i;
    return 0;
}

static const char *kind_name(unsigned i)
{
    return figure_kind_name((enum figure_kind)i);
}

static const char *qualifier_name(unsigned i)
{
    return figure_qualifier_name((enum figure_qualifier)i);
}

static const char *change_name(unsigned i)
{
    return figure_change_name((enum figure_change)i);
}

static void read_figure(struct reading *in, const json_t *o, struct figure *f)
{
#define GET(field) f->field = read_text(in, o, #field);
    GET(raw) GET(value) GET(value_max) GET(unit) GET(currency)
    GET(metric) GET(base) GET(period) GET(period_start) GET(period_end) GET(place) GET(actor) GET(sentence)
#undef GET
    f->kind = read_name(in, o, "kind", kind_name, FIGURE_AGE);
    f->qualifier = read_name(in, o, "qualifier", qualifier_name, QUALIFIER_LESS_THAN);
    f->change = read_name(in, o, "change", change_name, CHANGE_MOM_DOWN);
    f->start = read_offset(in, o, "start");
    f->end = read_offset(in, o, "end");
}

static void read_figures(struct reading *in, const json_t *o, struct record *r)
{
    size_t len;
    const json_t *array = read_array(in, o, "figures", &len);
    r->figures = room(in, len * sizeof *r->figures);
    for (size_t i = 0; in->ok && i < len; i++)
        read_figure(in, read_object(in, array, i, "figures"), &r->figures[r->figure_count++]);
}

static void read_dropped(struct reading *in, const json_t *o, struct record *r)
{
    const json_t *object = json_object_get(o, "dropped");
    r->dropped = room(in, json_object_size(object) * sizeof *r->dropped);
    for (void *i = json_object_iter((json_t *)(uintptr_t)object); in->ok && i;
         i = json_object_iter_next((json_t *)(uintptr_t)object, i)) {
        const char *reason = json_object_iter_key(i);
        r->dropped[r->dropped_count++] = (struct dropped){
            .reason = keep_text(in, reason, strlen(reason)),
            .chars = read_offset(in, object, reason),
        };
    }
}

static void read_fields(struct reading *in, const json_t *o, struct record *r)
{
#define GET(field) r->field = read_text(in, o, #field);
    GET(id) GET(url) GET(canonical_url) GET(site) GET(fetched) GET(charset) GET(lang)
    GET(title) GET(subtitle) GET(source) GET(published) GET(modified) GET(text) GET(fingerprint)
#undef GET
    r->authors = read_list(in, o, "authors");
    r->editors = read_list(in, o, "editors");
    r->channel = read_list(in, o, "channel");
    r->keywords = read_list(in, o, "keywords");
    r->flags = read_list(in, o, "flags");
    r->confidence = read_share(in, o, "confidence");
    read_contributors(in, o, r);
    read_blocks(in, o, r);
    read_images(in, o, r);
    read_figures(in, o, r);
    read_dropped(in, o, r);
}

static bool check_version(const json_t *o, struct fault *fault)
{
    if (!json_is_object(o))
        return fault_set(fault, FAULT_INPUT, "not a record: not an object");
    const json_t *v = json_object_get(o, "v");
    if (!json_is_integer(v))
        return fault_set(fault, FAULT_INPUT, "not a record: 'v' is missing");
    if (json_integer_value(v) != RECORD_VERSION)
        return fault_set(fault, FAULT_INPUT, "record version %lld is not known",
                         (long long)json_integer_value(v));
    return true;
}

static bool check_needed(const struct record *r, struct fault *fault)
{
    if (!r->id || !*r->id)
        return fault_set(fault, FAULT_INPUT, "not a record: 'id' is missing");
    if (!r->text)
        return fault_set(fault, FAULT_INPUT, "not a record: 'text' is missing");
    return true;
}

/* Of a parsed line, which is given back. */
static bool record_of(json_t *o, struct arena *arena, struct record *r, struct fault *fault)
{
    *r = (struct record){0};
    bool ok = o && check_version(o, fault);
    if (ok) {
        struct reading in = {.arena = arena, .fault = fault, .ok = true};
        read_fields(&in, o, r);
        ok = in.ok && check_needed(r, fault);
    }
    json_decref(o);
    return ok;
}

bool record_read(const char *line, size_t len, struct arena *arena, struct record *r, struct fault *fault)
{
    return record_of(json_parse(line, len, fault), arena, r, fault);
}

bool record_take(struct buf *line, struct arena *arena, struct record *r, struct fault *fault)
{
    json_t *o = json_parse(line->data, line->len, fault);
    buf_free(line);
    return record_of(o, arena, r, fault);
}

void record_id(const char *canonical_url, const char *text, char out[17])
{
    uint8_t sum[SHA256_BYTES];
    const char *of = canonical_url && *canonical_url ? canonical_url : text ? text : "";
    digest_sha256(of, strlen(of), sum);
    digest_hex(sum, 8, out);
}
