#include "index/survey.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "index/schema.h"

struct walk {
    struct survey *survey;
    void (*complain)(void *context, const char *text);
    void *context;
    uint64_t sum;
    struct arena arena;
};

static void damaged(struct walk *w, uint64_t document, const char *why)
{
    char text[400];
    w->survey->damaged++;
    snprintf(text, sizeof text, "document %" PRIu64 ": %s", document, why);
    if (w->complain)
        w->complain(w->context, text);
}

static void note_date(struct survey *s, struct store_bytes date)
{
    char text[16];
    if (date.len == 0)
        return;
    size_t len = date.len < sizeof text - 1 ? date.len : sizeof text - 1;
    memcpy(text, date.p, len);
    text[len] = '\0';
    s->dated++;
    if (!s->first[0] || strcmp(text, s->first) < 0)
        memcpy(s->first, text, sizeof text);
    if (strcmp(text, s->last) > 0)
        memcpy(s->last, text, sizeof text);
}

static bool same_bytes(struct store_bytes a, struct store_bytes b)
{
    return a.len == b.len && memcmp(a.p, b.p, a.len) == 0;
}

static bool visit(void *context, uint64_t document, struct store_bytes bytes,
                  const struct store_bytes *values)
{
    struct walk *w = context;
    struct fault fault = {.code = FAULT_NONE};
    struct blob blob;
    struct record r;
    w->survey->documents++;
    w->survey->blob_bytes += bytes.len;
    arena_reset(&w->arena);
    if (!blob_open(bytes.p, bytes.len, &w->arena, &blob, &fault) ||
        !blob_record(&blob, &w->arena, &r, &fault)) {
        damaged(w, document, fault.text);
        return true;
    }
    if (!same_bytes(values[SLOT_ID], (struct store_bytes){r.id, strlen(r.id)}))
        damaged(w, document, "its id is not that of its record");
    w->survey->text_bytes += blob.text_len;
    w->survey->reprints += !same_bytes(values[SLOT_ID], values[SLOT_CLUSTER]);
    w->survey->sourced += values[SLOT_SOURCE].len > 0;
    note_date(w->survey, values[SLOT_DATE]);
    w->sum += corpus_part(bytes.p, bytes.len);
    return true;
}

bool survey_index(struct store *s, struct survey *survey, void (*complain)(void *context, const char *text),
                  void *context, struct fault *fault)
{
    enum { ARENA_MAX = 256 * 1024 * 1024 };
    struct walk w = {.survey = survey, .complain = complain, .context = context};
    *survey = (struct survey){.documents = 0};
    arena_init(&w.arena, ARENA_MAX);
    bool ok = store_each(s, SLOT_COUNT, visit, &w, fault);
    arena_free(&w.arena);
    snprintf(survey->corpus, sizeof survey->corpus, "%016" PRIx64, w.sum);
    if (ok && survey->documents != store_documents(s))
        return fault_set(fault, FAULT_DAMAGE, "%" PRIu64 " documents are counted, %" PRIu64 " are there",
                         store_documents(s), survey->documents);
    return ok;
}
