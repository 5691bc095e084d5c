#include "index/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "index/compact.h"
#include "index/schema.h"
#include "index/segment.h"

enum { NAME_BYTES = 32, AGAIN_MAX = 1 << 30 };

struct load {
    char *database;
    char folder[FOLDER_PATH], target[FOLDER_PATH + NAME_BYTES]; /* DATABASE.load; what the segments become */
    struct segment *open;                                       /* NULL: none */
    uint64_t *parts; /* corpus_part() of its documents, by number */
    size_t parts_cap;
    char *sealed[LOAD_SEGMENTS];
    size_t sealed_count;
    struct store *reader; /* of the sealed ones */
    uint64_t documents;
    struct buf again; /* ids of documents with older versions, each with its length (1 byte) in front */
};

bool load_clear(const char *database, struct fault *fault)
{
    char folder[FOLDER_PATH];
    return folder_beside(database, ".load", folder, fault) && folder_remove(folder, fault);
}

struct load *load_open(const char *database, struct fault *fault)
{
    struct load *l = calloc(1, sizeof *l);
    if (l)
        l->database = strdup(database);
    if (!l || !l->database) {
        free(l);
        fault_set(fault, FAULT_MEMORY, "no memory for a load");
        return NULL;
    }
    buf_init(&l->again, AGAIN_MAX);
    if (folder_beside(database, ".load", l->folder, fault) && folder_remove(l->folder, fault))
        return l;
    load_close(l);
    return NULL;
}

/* Forgets all segments, and removes their folders. */
static bool forget(struct load *l, struct fault *fault)
{
    segment_close(l->open);
    l->open = NULL;
    store_close(l->reader);
    l->reader = NULL;
    for (size_t i = 0; i < l->sealed_count; i++)
        free(l->sealed[i]);
    l->sealed_count = 0;
    l->documents = 0;
    buf_clear(&l->again);
    return folder_remove(l->folder, fault);
}

void load_close(struct load *l)
{
    struct fault ignored = {.code = FAULT_NONE}; /* the next writer tries again */
    if (!l)
        return;
    forget(l, &ignored);
    buf_free(&l->again);
    free(l->parts);
    free(l->database);
    free(l);
}

uint64_t load_documents(const struct load *l)
{
    return l->documents;
}

bool load_full(const struct load *l)
{
    return l->open && segment_full(l->open);
}

size_t load_sealed(const struct load *l)
{
    return l->sealed_count;
}

const char *load_folder(const struct load *l, size_t number)
{
    return l->sealed[number];
}

/* ----------------------------------------------------------------- documents */

static bool find_sealed(struct load *l, struct store_bytes id, bool *found, uint64_t *part,
                        struct fault *fault)
{
    struct store_result *result = NULL;
    if (!l->reader)
        return true;
    bool ok = store_fetch(l->reader, id, SIZE_MAX, &result, fault);
    if (ok && result->count > 0) {
        const struct store_bytes *latest = &result->hits[result->count - 1].blob;
        *found = true;
        *part = corpus_part(latest->p, latest->len);
    }
    if (result)
        store_result_free(result);
    return ok;
}

bool load_find(struct load *l, struct store_bytes id, bool *found, uint64_t *part, struct fault *fault)
{
    uint32_t number = l->open ? segment_find(l->open, id) : 0;
    *found = number != 0;
    if (number == 0)
        return find_sealed(l, id, found, part, fault);
    *part = l->parts[number];
    return true;
}

static bool open_segment(struct load *l, struct fault *fault)
{
    char folder[FOLDER_PATH + NAME_BYTES];
    snprintf(folder, sizeof folder, "%s/%zu", l->folder, l->sealed_count);
    if (!file_make_folder(l->folder, fault))
        return false;
    l->open = segment_open(folder, fault);
    return l->open != NULL;
}

static bool note_part(struct load *l, uint32_t number, uint64_t part, struct fault *fault)
{
    if (number >= l->parts_cap) {
        size_t cap = l->parts_cap ? 2 * l->parts_cap : 1024;
        uint64_t *parts = realloc(l->parts, cap * sizeof *parts);
        if (!parts)
            return fault_set(fault, FAULT_MEMORY, "no memory for a load");
        l->parts = parts;
        l->parts_cap = cap;
    }
    l->parts[number] = part;
    return true;
}

bool load_put(struct load *l, struct store_bytes id, bool older, const struct store_document *d,
              const struct packing *packed, struct fault *fault)
{
    uint32_t number;
    if (!l->open && !open_segment(l, fault))
        return false;
    if (older) {
        buf_putc(&l->again, (char)id.len);
        buf_append(&l->again, id.p, id.len);
    }
    if (!buf_check(&l->again, "replaced documents", fault) ||
        !segment_add(l->open, d, packed, &number, fault) || !note_part(l, number, packed->part, fault))
        return false;
    l->documents += !older;
    return true;
}

/* ------------------------------------------------------------------ sealing */

static bool finish_segment(struct load *l, const struct store_property *metadata, size_t count,
                           struct fault *fault)
{
    char folder[FOLDER_PATH + NAME_BYTES];
    snprintf(folder, sizeof folder, "%s/%zu", l->folder, l->sealed_count);
    if (l->sealed_count == LOAD_SEGMENTS)
        return fault_set(fault, FAULT_BUG, "too many segments wait");
    if (!segment_finish(l->open, metadata, count, fault))
        return false;
    segment_close(l->open);
    l->open = NULL;
    char *name = strdup(folder);
    if (!name)
        return fault_set(fault, FAULT_MEMORY, "no memory for a load");
    l->sealed[l->sealed_count++] = name;
    return true;
}

bool load_seal(struct load *l, struct fault *fault)
{
    if (!l->open)
        return true;
    if (!finish_segment(l, NULL, 0, fault))
        return false;
    store_close(l->reader);
    l->reader = store_open((const char *const *)l->sealed, l->sealed_count, fault);
    return l->reader != NULL;
}

/* --------------------------------------------------------------- committing */

/* Deletes the older versions, and says of the whole what it is. */
static bool amend(struct load *l, const struct store_property *metadata, size_t count, struct fault *fault)
{
    struct store_writer *w = store_writer_open(l->target, false, fault);
    bool ok = w != NULL;
    const char *end = l->again.data + l->again.len;
    for (const char *p = l->again.data; ok && p < end; p += (unsigned char)*p + 1)
        ok = store_delete_older(w, (struct store_bytes){p + 1, (unsigned char)*p}, fault);
    for (size_t i = 0; ok && i < count; i++)
        ok = store_set_metadata(w, metadata[i].key, metadata[i].value, fault);
    ok = ok && store_commit(w, fault);
    store_writer_close(w);
    return ok;
}

/* One database of the index, when it has documents, and of the segments. */
static bool merge(struct load *l, bool with_index, struct fault *fault)
{
    const char *sources[LOAD_SEGMENTS + 1];
    size_t count = 0;
    if (with_index)
        sources[count++] = l->database;
    for (size_t i = 0; i < l->sealed_count; i++)
        sources[count++] = l->sealed[i];
    if (count == 1) {
        snprintf(l->target, sizeof l->target, "%s", sources[0]);
        return true;
    }
    snprintf(l->target, sizeof l->target, "%s/whole", l->folder);
    return store_compact(sources, count, l->target, fault);
}

static bool count_documents(const char *path, uint64_t expected, struct fault *fault)
{
    struct store *s = store_open(&path, 1, fault);
    uint64_t found = s ? store_documents(s) : 0;
    store_close(s);
    if (s && found != expected)
        return fault_set(fault, FAULT_DAMAGE, "'%s' has %llu documents, %llu were written", path,
                         (unsigned long long)found, (unsigned long long)expected);
    return s != NULL;
}

bool load_commit(struct load *l, uint64_t documents, const struct store_property *metadata, size_t count,
                 struct fault *fault)
{
    uint64_t expected = documents + l->documents;
    bool final = documents == 0 && l->sealed_count == 0 && l->again.len == 0;
    if (l->open && !finish_segment(l, final ? metadata : NULL, final ? count : 0, fault))
        return false;
    if (l->sealed_count == 0)
        return true;
    return merge(l, documents > 0, fault) && (final || amend(l, metadata, count, fault)) &&
           count_documents(l->target, expected, fault) && folder_replace(l->database, l->target, fault) &&
           forget(l, fault);
}
