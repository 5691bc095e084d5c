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

static void put_text(struct buf *line, const char *key, const char *value)
{
    buf_printf(line, ",\"%s\":", key);
    if (!json_put_text(line, value))
        json_put_text(line, NULL); /* no UTF-8 */
}

static void put_number(struct buf *line, const char *key, int64_t value)
{
    buf_printf(line, ",\"%s\":%lld", key, (long long)value);
}

bool trail_add(struct trail *t, const struct trail_entry *e, struct fault *fault)
{
    if (!t->kept)
        return true;
    struct buf *line = &t->line;
    buf_clear(line);
    buf_printf(line, "{\"time\":\"%s\"", e->time);
    put_text(line, "url", e->url);
    put_text(line, "kind", e->kind);
    put_text(line, "decision", e->decision);
    put_text(line, "reason", e->reason);
    put_number(line, "status", e->status);
    put_number(line, "bytes", e->bytes);
    put_number(line, "ms", e->ms);
    put_text(line, "from", e->from);
    put_number(line, "depth", e->depth);
    put_number(line, "hops", e->hops);
    put_number(line, "tries", e->tries);
    put_text(line, "protocol", e->protocol);
    put_text(line, "address", e->address);
    buf_puts(line, "}\n");
    return buf_check(line, "a line of the trail", fault) &&
           journal_append(&t->file, line->data, line->len, fault);
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
