#include "index/intake.h"

#include <string.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/json.h"
#include "base/url.h"

enum { HOST_MAX = 1024 };

static bool take_text(const json_t *o, const char *key, struct arena *arena, const char **to,
                      struct fault *fault)
{
    const char *text;
    size_t len;
    *to = NULL;
    if (!json_get_text(o, key, &text, &len, fault))
        return false;
    if (text && !(*to = arena_copy(arena, text, len)))
        return fault_set(fault, FAULT_MEMORY, "no memory for a record");
    return true;
}

static bool take_site(struct record *r, struct arena *arena, struct fault *fault)
{
    struct buf host;
    buf_init(&host, HOST_MAX);
    if (r->url && url_host(r->url, strlen(r->url), &host) && host.len > 0)
        r->site = arena_copy(arena, host.data, host.len);
    bool ok = !host.len || r->site;
    buf_free(&host);
    return ok || fault_set(fault, FAULT_MEMORY, "no memory for a record");
}

static bool take_id(struct record *r, struct arena *arena, struct fault *fault)
{
    char id[17];
    if (r->id)
        return true;
    record_id(r->url, r->text, id);
    r->id = arena_copy(arena, id, strlen(id));
    return r->id || fault_set(fault, FAULT_MEMORY, "no memory for a record");
}

static bool take_small(const json_t *o, struct arena *arena, struct record *r, struct fault *fault)
{
    *r = (struct record){.confidence = 1};
    if (!take_text(o, "id", arena, &r->id, fault) || !take_text(o, "title", arena, &r->title, fault) ||
        !take_text(o, "published", arena, &r->published, fault) ||
        !take_text(o, "url", arena, &r->url, fault) || !take_text(o, "source", arena, &r->source, fault) ||
        !take_text(o, "text", arena, &r->text, fault))
        return false;
    if (!r->text)
        return fault_set(fault, FAULT_INPUT, "not a record: neither 'v' nor 'text'");
    struct date date;
    if (r->published && !date_parse(r->published, strlen(r->published), &date))
        return fault_set(fault, FAULT_INPUT, "'published' is no ISO 8601 date: '%.40s'", r->published);
    return take_site(r, arena, fault) && take_id(r, arena, fault);
}

static bool check_id(const struct record *r, struct fault *fault)
{
    size_t len = strlen(r->id);
    if (len == 0 || len > INTAKE_ID_MAX)
        return fault_set(fault, FAULT_INPUT, "the id has %zu bytes, 1 to %d are possible", len,
                         INTAKE_ID_MAX);
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)r->id[i] < 0x20 || r->id[i] == 0x7F)
            return fault_set(fault, FAULT_INPUT, "the id holds a control character");
    }
    return true;
}

static bool is_small(const char *line, size_t len, struct arena *arena, struct record *r, bool *ok,
                     struct fault *fault)
{
    struct fault ignored = {.code = FAULT_NONE};
    json_t *o = json_parse(line, len, &ignored);
    bool small = json_is_object(o) && !json_object_get(o, "v");
    if (small)
        *ok = take_small(o, arena, r, fault);
    json_decref(o);
    return small;
}

bool intake_record(const char *line, size_t len, struct arena *arena, struct record *r, struct fault *fault)
{
    static const char version[] = "{\"v\":1,"; /* as record_write() begins: no need to look further */
    bool ok = false;
    bool plain = len > sizeof version && memcmp(line, version, sizeof version - 1) == 0;
    if (plain || !is_small(line, len, arena, r, &ok, fault))
        ok = record_read(line, len, arena, r, fault);
    return ok && check_id(r, fault);
}
