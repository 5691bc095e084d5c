#include "crawler/trail.h"

#include <stdlib.h>

#include "base/json.h"
#include "crawler/journal.h"

enum { LINE_MAX_BYTES = 64 * 1024 };

struct trail {
    struct frontier *frontier;
    struct journal file;
    struct buf line;
    bool kept;
};

struct trail *trail_open(struct frontier *frontier, int folder, struct fault *fault)
{
    struct trail *t = calloc(1, sizeof *t);
    if (!t) {
        fault_set(fault, FAULT_MEMORY, "no memory for the trail");
        return NULL;
    }
    t->frontier = frontier;
    t->kept = folder >= 0;
    t->file.fd = -1;
    buf_init(&t->line, LINE_MAX_BYTES);
    int64_t length = 0;
    if (t->kept && !(frontier_number(frontier, "trail.length", &length, fault) &&
                     journal_open(&t->file, folder, "crawl.jsonl", (uint64_t)length, fault))) {
        trail_close(t);
        return NULL;
    }
    return t;
}

static bool add_text(json_t *o, const char *key, const char *value)
{
    return json_object_set_new_nocheck(o, key, value ? json_text0(value) : json_null()) == 0;
}

static bool add_number(json_t *o, const char *key, int64_t value)
{
    return json_object_set_new_nocheck(o, key, json_integer(value)) == 0;
}

bool trail_add(struct trail *t, const struct trail_entry *e, struct fault *fault)
{
    if (!t->kept)
        return true;
    json_t *o = json_object();
    bool ok = o && add_text(o, "time", e->time) && add_text(o, "url", e->url) &&
              add_text(o, "kind", e->kind) && add_text(o, "decision", e->decision) &&
              add_text(o, "reason", e->reason) && add_number(o, "status", e->status) &&
              add_number(o, "bytes", e->bytes) && add_number(o, "ms", e->ms) &&
              add_text(o, "from", e->from) && add_number(o, "depth", e->depth) &&
              add_number(o, "hops", e->hops) && add_number(o, "tries", e->tries) &&
              add_text(o, "protocol", e->protocol) && add_text(o, "address", e->address);
    buf_clear(&t->line);
    ok = ok && json_write_line(o, &t->line, fault) &&
         journal_append(&t->file, t->line.data, t->line.len, fault);
    json_decref(o);
    return ok || fault_set(fault, FAULT_MEMORY, "no memory for a line of the trail");
}

bool trail_sync(struct trail *t, struct fault *fault)
{
    return !t->kept || (journal_sync(&t->file, fault) &&
                        frontier_set_number(t->frontier, "trail.length", (int64_t)t->file.written, fault));
}

void trail_close(struct trail *t)
{
    if (!t)
        return;
    journal_close(&t->file);
    buf_free(&t->line);
    free(t);
}
