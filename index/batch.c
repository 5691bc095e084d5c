#include "index/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/progress.h"
#include "index/load.h"
#include "index/reprints.h"
#include "index/schema.h"
#include "index/shelf.h"
#include "index/store.h"

enum { NUMBER_MAX = 24, TERMS_TEXT_MAX = 48, CLUSTER_MAX = 1024, TEXTS_WAITING = 40 * 1024 * 1024 };

struct batch {
    struct shelf *shelf;
    struct store *reader; /* of all that is committed; NULL while there is nothing */
    struct reprints *reprints;
    struct buf cluster;
    uint32_t commit_every, pending;
    unsigned long commits; /* in the life of the index, the open one not counted */
    char schema[NUMBER_MAX], terms[TERMS_TEXT_MAX], commit[NUMBER_MAX], added[NUMBER_MAX];
    int64_t since; /* when the first pending record came */
    struct store_property metadata[3];
    struct batch_counts counts, open; /* committed; in the open batch */
};

/* ------------------------------------------------------------------ opening */

static bool open_reader(struct batch *b, struct fault *fault)
{
    const struct load *load = shelf_load(b->shelf);
    const char *paths[LOAD_SEGMENTS + 1] = {shelf_path(b->shelf)};
    size_t count = 1;
    for (size_t i = 0; load && i < load_sealed(load); i++)
        paths[count++] = load_folder(load, i);
    store_close(b->reader);
    b->reader = store_open(paths, count, fault);
    return b->reader != NULL;
}

/* Reads what an index says of itself; shards agree but for the number of commits. */
static bool check_shard(struct batch *b, size_t shard, const char *version, struct fault *fault)
{
    char *schema = NULL, *terms = NULL, *commits = NULL;
    bool ok = store_metadata(b->reader, shard, META_SCHEMA, &schema, fault) &&
              store_metadata(b->reader, shard, META_TERMS, &terms, fault) &&
              store_metadata(b->reader, shard, META_COMMITS, &commits, fault) &&
              schema_fits(schema, terms, version, fault);
    unsigned long n = ok && commits ? strtoul(commits, NULL, 10) : 0;
    if (n > b->commits)
        b->commits = n;
    free(schema);
    free(terms);
    free(commits);
    return ok;
}

static bool check_schema(struct batch *b, const char *version, struct fault *fault)
{
    size_t shards;
    if (!open_reader(b, fault))
        return false;
    store_shards(b->reader, &shards);
    for (size_t i = 0; i < shards; i++) {
        if (!check_shard(b, i, version, fault))
            return false;
    }
    return true;
}

static void number_commit(struct batch *b)
{
    snprintf(b->commit, sizeof b->commit, "%lu", b->commits + 1);
    snprintf(b->added, sizeof b->added, "%08lx", b->commits + 1);
}

static bool describe(struct batch *b, struct fault *fault)
{
    b->metadata[0] = (struct store_property){META_SCHEMA, b->schema};
    b->metadata[1] = (struct store_property){META_TERMS, b->terms};
    b->metadata[2] = (struct store_property){META_COMMITS, b->commit};
    return shelf_describe(b->shelf, b->metadata, 3, fault);
}

/* With shards an older version may lie in that of another month. */
static bool is_known(struct batch *b, const char *id, bool *known, struct fault *fault)
{
    struct term_list list;
    uint64_t documents = 0;
    *known = false;
    if (!b->reader || !shelf_sharded(b->shelf))
        return true;
    term_list_init(&list);
    bool ok = term_whole(PREFIX_ID, id, strlen(id), &list, fault) &&
              store_term_frequency(b->reader,
                                   (struct store_bytes){term_bytes(&list, &list.items[0]), list.items[0].len},
                                   &documents, fault);
    term_list_free(&list);
    *known = documents > 0;
    return ok;
}

static bool open_parts(struct batch *b, const char *path, const struct dictionary *dictionary,
                       const struct batch_options *options, struct fault *fault)
{
    buf_init(&b->cluster, CLUSTER_MAX);
    b->commit_every = options->commit_every ? options->commit_every : BATCH_COMMIT;
    snprintf(b->schema, sizeof b->schema, "%d", SCHEMA_VERSION);
    snprintf(b->terms, sizeof b->terms, "%d/%s", TERMS_VERSION, dictionary_version(dictionary));
    b->shelf = shelf_open(path, options->sharded, options->commit_every == 0, fault);
    if (!b->shelf || (!shelf_empty(b->shelf) && !check_schema(b, dictionary_version(dictionary), fault)))
        return false;
    b->counts.documents = shelf_documents(b->shelf);
    number_commit(b);
    b->reprints = describe(b, fault) ? reprints_new(!shelf_empty(b->shelf), fault) : NULL;
    return b->reprints != NULL;
}

struct batch *batch_open(const char *path, const struct dictionary *dictionary,
                         const struct batch_options *options, struct fault *fault)
{
    struct batch *b = calloc(1, sizeof *b);
    if (!b) {
        fault_set(fault, FAULT_MEMORY, "no memory for a batch");
        return NULL;
    }
    if (open_parts(b, path, dictionary, options, fault))
        return b;
    batch_close(b);
    return NULL;
}

void batch_close(struct batch *b)
{
    if (!b)
        return;
    store_close(b->reader);
    shelf_close(b->shelf);
    reprints_free(b->reprints);
    buf_free(&b->cluster);
    free(b);
}

struct batch_counts batch_counts(const struct batch *b)
{
    return b->counts;
}

/* ------------------------------------------------------------------ writing */

bool batch_loads(const struct batch *b)
{
    return shelf_load(b->shelf) != NULL;
}

/* A full segment is put aside, or all of them are committed once they are as many as what is there. */
static bool load_on(struct batch *b, struct fault *fault)
{
    struct load *load = shelf_load(b->shelf);
    if (!load_full(load) && reprints_waiting(b->reprints) < TEXTS_WAITING)
        return true;
    if (load_documents(load) >= shelf_documents(b->shelf) || load_sealed(load) + 1 >= LOAD_SEGMENTS)
        return batch_commit(b, fault);
    reprints_committed(b->reprints);
    return load_seal(load, fault) && open_reader(b, fault);
}

/* Commits what has waited long enough. */
static bool go_on(struct batch *b, struct fault *fault)
{
    int64_t now = clock_milliseconds();
    if (b->pending++ == 0)
        b->since = now;
    bool late = now - b->since >= BATCH_PATIENCE, full = b->pending >= b->commit_every;
    if (batch_loads(b) && (!late || full))
        return now - b->since < BATCH_LONGEST ? load_on(b, fault) : batch_commit(b, fault);
    if (!late && !full)
        return true;
    if (!batch_commit(b, fault))
        return false;
    shelf_end_load(b->shelf);
    return true;
}

bool batch_put(struct batch *b, const struct record *r, struct entry *e, const struct packing *packed,
               struct fault *fault)
{
    if (!reprints_join(b->reprints, b->reader, r, e->fingerprint_text, &b->cluster, fault))
        return false;
    entry_set_value(e, SLOT_CLUSTER, b->cluster.data, b->cluster.len);
    entry_set_value(e, SLOT_ADDED, b->added, strlen(b->added));
    bool known, replaced = false;
    if (!is_known(b, r->id, &known, fault) ||
        !shelf_put(b->shelf, r->id, e->date, known, &e->document, packed, &replaced, fault))
        return false;
    b->open.replaced += replaced;
    b->open.added += !replaced;
    b->open.loaded += batch_loads(b);
    return go_on(b, fault);
}

bool batch_delete(struct batch *b, const char *id, bool *found, struct fault *fault)
{
    if (batch_loads(b)) { /* there is nothing to delete */
        if (!batch_commit(b, fault))
            return false;
        shelf_end_load(b->shelf);
    }
    if (!shelf_delete(b->shelf, id, found, fault))
        return false;
    if (!*found)
        return true;
    b->open.deleted++;
    return go_on(b, fault);
}

static bool see_commit(struct batch *b, bool listed, struct fault *fault)
{
    reprints_committed(b->reprints);
    if (shelf_empty(b->shelf))
        return true;
    return b->reader && !listed && !batch_loads(b) ? store_refresh(b->reader, fault) : open_reader(b, fault);
}

bool batch_commit(struct batch *b, struct fault *fault)
{
    bool listed;
    if (b->pending == 0)
        return true;
    if (!shelf_commit(b->shelf, &listed, fault))
        return false;
    b->counts.added += b->open.added;
    b->counts.replaced += b->open.replaced;
    b->counts.deleted += b->open.deleted;
    b->counts.loaded += b->open.loaded;
    b->counts.documents = shelf_documents(b->shelf);
    b->open = (struct batch_counts){0};
    b->pending = 0;
    b->commits++;
    number_commit(b);
    return see_commit(b, listed, fault);
}

bool batch_compact(struct batch *b, struct fault *fault)
{
    if (!batch_commit(b, fault))
        return false;
    shelf_end_load(b->shelf);
    store_close(b->reader);
    b->reader = NULL;
    return shelf_compact(b->shelf, fault) && (shelf_empty(b->shelf) || open_reader(b, fault));
}
