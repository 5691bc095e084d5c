#include "index/shelf.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "index/compact.h"
#include "index/schema.h"
#include "index/terms.h"

enum { NAME_MAX_BYTES = 16, STUB_MAX = 1 << 20, PATH_BYTES = 4096, NUMBER_BYTES = 24, PROPERTIES_MAX = 8 };

struct shard {
    char name[NAME_MAX_BYTES]; /* "2021-10"; "" for the only one of a plain index */
    struct store_writer *writer;
    bool changed, listed;
    unsigned long used; /* for choosing which writer to close */
    uint64_t documents; /* committed */
    uint64_t corpus;    /* META_CORPUS with what is pending; known while the writer is open */
};

struct shelf {
    char *path;
    bool sharded;
    int lock;
    struct shard *shards; /* sorted by name */
    size_t count;
    unsigned long clock;
    struct load *load; /* of the only database of a plain index */
    const struct store_property *metadata;
    size_t metadata_count;
};

static bool shard_path(const struct shelf *s, const struct shard *shard, char out[PATH_BYTES],
                       struct fault *fault)
{
    int n = shard->name[0] ? snprintf(out, PATH_BYTES, "%s/%s", s->path, shard->name)
                           : snprintf(out, PATH_BYTES, "%s", s->path);
    return (n > 0 && n < PATH_BYTES) || fault_set(fault, FAULT_USAGE, "the path of the index is too long");
}

static struct shard *add_shard(struct shelf *s, const char *name, struct fault *fault)
{
    size_t at = 0;
    while (at < s->count && strcmp(s->shards[at].name, name) < 0)
        at++;
    if (at < s->count && strcmp(s->shards[at].name, name) == 0)
        return &s->shards[at];
    struct shard *shards =
        s->count < SHELF_MONTHS_MAX ? realloc(s->shards, (s->count + 1) * sizeof *shards) : NULL;
    if (!shards) {
        fault_set(fault, FAULT_MEMORY, "no room for another shard");
        return NULL;
    }
    s->shards = shards;
    memmove(&shards[at + 1], &shards[at], (s->count - at) * sizeof *shards);
    s->count++;
    shards[at] = (struct shard){.listed = false};
    snprintf(shards[at].name, sizeof shards[at].name, "%s", name);
    return &shards[at];
}

static bool read_corpus(struct shard *shard, struct fault *fault)
{
    char *value = NULL;
    bool ok = store_writer_metadata(shard->writer, META_CORPUS, &value, fault);
    shard->corpus = value ? strtoull(value, NULL, 16) : 0;
    free(value);
    return ok;
}

/* ------------------------------------------------------------------ opening */

static bool count_documents(struct shelf *s, struct shard *shard, struct fault *fault)
{
    char path[PATH_BYTES];
    if (!shard_path(s, shard, path, fault))
        return false;
    const char *paths[] = {path};
    struct store *reader = store_open(paths, 1, fault);
    shard->documents = reader ? store_documents(reader) : 0;
    store_close(reader);
    return reader != NULL;
}

static bool read_stub_line(struct shelf *s, char *line, struct fault *fault)
{
    char *name = strncmp(line, "glass ", 6) == 0 ? line + 6 : NULL;
    if (!name || strlen(name) >= NAME_MAX_BYTES || strchr(name, '/'))
        return fault_set(fault, FAULT_INPUT, "'%s/XAPIANDB' was not written by jb-index", s->path);
    struct shard *shard = add_shard(s, name, fault);
    if (!shard)
        return false;
    shard->listed = true;
    return count_documents(s, shard, fault);
}

static bool read_stub(struct shelf *s, const char *stub, struct fault *fault)
{
    struct buf lines;
    buf_init(&lines, STUB_MAX);
    bool ok = file_read_path(stub, &lines, fault);
    for (char *line = lines.data; ok && line && *line;) {
        char *end = strchr(line, '\n');
        if (end)
            *end = '\0';
        ok = read_stub_line(s, line, fault);
        line = end ? end + 1 : NULL;
    }
    buf_free(&lines);
    return ok;
}

/* One writer for all shards: Xapian locks only the databases that are open. */
static bool lock_folder(struct shelf *s, struct fault *fault)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/lock", s->path);
    s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (s->lock < 0)
        return fault_set_errno(fault, FAULT_IO, "cannot open '%s'", path);
    if (flock(s->lock, LOCK_EX | LOCK_NB) == 0)
        return true;
    if (errno == EWOULDBLOCK)
        return fault_set(fault, FAULT_BUSY, "%s: another writer holds the index", s->path);
    return fault_set_errno(fault, FAULT_IO, "cannot lock '%s'", path);
}

static bool open_sharded(struct shelf *s, const char *stub, bool there, struct fault *fault)
{
    char plain[PATH_BYTES];
    struct stat st;
    snprintf(plain, sizeof plain, "%s/iamglass", s->path);
    if (!there && stat(plain, &st) == 0)
        return fault_set(fault, FAULT_USAGE, "'%s' is a single database: shards are for a new index",
                         s->path);
    return file_make_folder(s->path, fault) && lock_folder(s, fault) && (!there || read_stub(s, stub, fault));
}

static bool open_plain(struct shelf *s, bool bulk, struct fault *fault)
{
    struct shard *shard = add_shard(s, "", fault);
    if (!shard)
        return false;
    shard->writer = store_writer_open(s->path, true, fault);
    shard->documents = shard->writer ? store_writer_count(shard->writer) : 0;
    if (!shard->writer || !read_corpus(shard, fault) || !load_clear(s->path, fault))
        return false;
    s->load = bulk && shard->documents == 0 ? load_open(s->path, fault) : NULL;
    return s->load || !bulk || shard->documents > 0;
}

struct shelf *shelf_open(const char *path, bool sharded, bool bulk, struct fault *fault)
{
    char stub[PATH_BYTES];
    struct stat st;
    struct shelf *s = calloc(1, sizeof *s);
    if (s)
        *s = (struct shelf){.path = strdup(path), .lock = -1};
    if (!s || !s->path) {
        free(s);
        fault_set(fault, FAULT_MEMORY, "no memory to open an index");
        return NULL;
    }
    int n = snprintf(stub, sizeof stub, "%s/XAPIANDB", path);
    bool there = n < PATH_BYTES && stat(stub, &st) == 0;
    s->sharded = sharded || there;
    bool ok =
        n < PATH_BYTES - NAME_MAX_BYTES || fault_set(fault, FAULT_USAGE, "the path of the index is too long");
    ok = ok && (s->sharded ? open_sharded(s, stub, there, fault) : open_plain(s, bulk, fault));
    if (ok)
        return s;
    shelf_close(s);
    return NULL;
}

void shelf_close(struct shelf *s)
{
    if (!s)
        return;
    load_close(s->load);
    for (size_t i = 0; i < s->count; i++)
        store_writer_close(s->shards[i].writer);
    if (s->lock >= 0)
        close(s->lock);
    free(s->shards);
    free(s->path);
    free(s);
}

struct load *shelf_load(const struct shelf *s)
{
    return s->load;
}

void shelf_end_load(struct shelf *s)
{
    load_close(s->load);
    s->load = NULL;
}

bool shelf_sharded(const struct shelf *s)
{
    return s->sharded;
}

const char *shelf_path(const struct shelf *s)
{
    return s->path;
}

uint64_t shelf_documents(const struct shelf *s)
{
    uint64_t n = 0;
    for (size_t i = 0; i < s->count; i++)
        n += s->shards[i].documents;
    return n;
}

bool shelf_empty(const struct shelf *s)
{
    return shelf_documents(s) == 0;
}

/* ------------------------------------------------------------------ writing */

/* Opened before the old one is closed: the lock is in the folder. */
static bool reopen_shard(struct shelf *s, struct shard *shard, struct fault *fault)
{
    char path[PATH_BYTES];
    struct store_writer *old = shard->writer;
    if (!shard_path(s, shard, path, fault))
        return false;
    shard->writer = store_writer_open(path, false, fault);
    store_writer_close(old);
    return shard->writer != NULL;
}

static bool describe_shard(struct shard *shard, const struct store_property *metadata, size_t count,
                           struct fault *fault)
{
    for (size_t i = 0; i < count; i++) {
        if (!store_set_metadata(shard->writer, metadata[i].key, metadata[i].value, fault))
            return false;
    }
    return true;
}

static bool commit_shard(struct shelf *s, struct shard *shard, struct fault *fault)
{
    char corpus[NUMBER_BYTES];
    struct store_property all[PROPERTIES_MAX];
    size_t count = s->metadata_count < PROPERTIES_MAX ? s->metadata_count : PROPERTIES_MAX - 1;
    if (!shard->changed)
        return true;
    if (count > 0)
        memcpy(all, s->metadata, count * sizeof *all);
    snprintf(corpus, sizeof corpus, "%016" PRIx64, shard->corpus);
    all[count++] = (struct store_property){META_CORPUS, corpus};
    bool ok = s->load
                  ? load_commit(s->load, shard->documents, all, count, fault) && reopen_shard(s, shard, fault)
                  : describe_shard(shard, all, count, fault) && store_commit(shard->writer, fault);
    if (!ok)
        return false;
    shard->changed = false;
    shard->documents = store_writer_count(shard->writer);
    return true;
}

bool shelf_describe(struct shelf *s, const struct store_property *metadata, size_t count, struct fault *fault)
{
    s->metadata = metadata;
    s->metadata_count = count;
    return s->sharded || !shelf_empty(s) ||
           (describe_shard(&s->shards[0], metadata, count, fault) &&
            store_commit(s->shards[0].writer, fault));
}

/* Closes the writer that was not used for longest when too many are open. */
static bool make_room(struct shelf *s, struct fault *fault)
{
    size_t open = 0;
    struct shard *oldest = NULL;
    for (size_t i = 0; i < s->count; i++) {
        struct shard *shard = &s->shards[i];
        if (!shard->writer)
            continue;
        open++;
        if (!oldest || shard->used < oldest->used)
            oldest = shard;
    }
    if (open < SHELF_WRITERS)
        return true;
    if (!commit_shard(s, oldest, fault))
        return false;
    store_writer_close(oldest->writer);
    oldest->writer = NULL;
    return true;
}

static bool open_shard(struct shelf *s, struct shard *shard, struct fault *fault)
{
    char path[PATH_BYTES];
    shard->used = ++s->clock;
    if (shard->writer)
        return true;
    if (!make_room(s, fault) || !shard_path(s, shard, path, fault))
        return false;
    shard->writer = store_writer_open(path, true, fault);
    return shard->writer && read_corpus(shard, fault);
}

static void shard_name(const struct shelf *s, const char *date, char name[NAME_MAX_BYTES])
{
    if (!s->sharded)
        name[0] = '\0';
    else if (strlen(date) >= 6)
        snprintf(name, NAME_MAX_BYTES, "%.4s-%.2s", date, date + 4);
    else if (strlen(date) >= 4)
        snprintf(name, NAME_MAX_BYTES, "%.4s", date);
    else
        snprintf(name, NAME_MAX_BYTES, "undated");
}

static bool id_term(struct term_list *list, const char *id, struct store_bytes *term, struct fault *fault)
{
    if (!term_whole(PREFIX_ID, id, strlen(id), list, fault))
        return false;
    *term = (struct store_bytes){term_bytes(list, &list->items[0]), list->items[0].len};
    return true;
}

/* Takes the document that is there out of the corpus id. */
static bool leave_corpus(struct shard *shard, struct store_bytes term, bool *found, struct fault *fault)
{
    char *old = NULL;
    size_t len = 0;
    if (!store_writer_fetch(shard->writer, term, &old, &len, fault))
        return false;
    *found = old != NULL;
    if (old)
        shard->corpus -= corpus_part(old, len);
    free(old);
    return true;
}

static bool put_into(struct shelf *s, struct shard *shard, struct store_bytes term,
                     const struct store_document *d, bool *replaced, struct fault *fault)
{
    bool found;
    if (!open_shard(s, shard, fault) || !leave_corpus(shard, term, &found, fault))
        return false;
    shard->changed = true;
    shard->corpus += corpus_part(d->blob.p, d->blob.len);
    *replaced = found;
    return found ? store_replace(shard->writer, term, d, replaced, fault)
                 : store_add(shard->writer, d, fault);
}

static bool put_in_bulk(struct shelf *s, struct shard *shard, struct store_bytes term,
                        const struct store_document *d, const struct packing *packed, bool *replaced,
                        struct fault *fault)
{
    uint64_t part = 0;
    if (!load_find(s->load, term, replaced, &part, fault) ||
        (!*replaced && shard->documents > 0 && !leave_corpus(shard, term, replaced, fault)) ||
        !load_put(s->load, term, *replaced, d, packed, fault))
        return false;
    shard->changed = true;
    shard->corpus += packed->part - part;
    return true;
}

/* Whether a shard may hold a term; one that is being changed is always asked. */
static bool may_hold(struct shelf *s, struct shard *shard, bool known, struct store_bytes term, bool *may,
                     struct fault *fault)
{
    char path[PATH_BYTES];
    uint64_t documents = 0;
    *may = shard->changed || !s->sharded;
    if (*may || !known)
        return true;
    if (!shard_path(s, shard, path, fault))
        return false;
    const char *paths[] = {path};
    struct store *reader = store_open(paths, 1, fault);
    bool ok = reader && store_term_frequency(reader, term, &documents, fault);
    store_close(reader);
    *may = documents > 0;
    return ok;
}

static bool delete_from(struct shelf *s, struct shard *shard, bool known, struct store_bytes term,
                        bool *found, struct fault *fault)
{
    bool may = false, here = false;
    if (!may_hold(s, shard, known, term, &may, fault))
        return false;
    if (!may)
        return true;
    if (!open_shard(s, shard, fault) || !leave_corpus(shard, term, &here, fault))
        return false;
    if (!here)
        return true;
    *found = shard->changed = true;
    return store_delete(shard->writer, term, &here, fault);
}

/* Deletes everywhere but in the shard named `except`. */
static bool delete_but(struct shelf *s, bool known, struct store_bytes term, const char *except, bool *found,
                       struct fault *fault)
{
    *found = false;
    for (size_t i = 0; i < s->count; i++) {
        if (except && strcmp(s->shards[i].name, except) == 0)
            continue;
        if (!delete_from(s, &s->shards[i], known, term, found, fault))
            return false;
    }
    return true;
}

bool shelf_put(struct shelf *s, const char *id, const char *date, bool known,
               const struct store_document *document, const struct packing *packed, bool *replaced,
               struct fault *fault)
{
    char name[NAME_MAX_BYTES];
    struct term_list list;
    struct store_bytes term;
    bool elsewhere = false;
    shard_name(s, date, name);
    term_list_init(&list);
    bool ok = id_term(&list, id, &term, fault) &&
              (!s->sharded || delete_but(s, known, term, name, &elsewhere, fault));
    struct shard *shard = ok ? add_shard(s, name, fault) : NULL;
    ok = shard && (s->load ? put_in_bulk(s, shard, term, document, packed, replaced, fault)
                           : put_into(s, shard, term, document, replaced, fault));
    *replaced = *replaced || elsewhere;
    term_list_free(&list);
    return ok;
}

bool shelf_delete(struct shelf *s, const char *id, bool *found, struct fault *fault)
{
    struct term_list list;
    struct store_bytes term;
    term_list_init(&list);
    bool ok = id_term(&list, id, &term, fault) && delete_but(s, true, term, NULL, found, fault);
    term_list_free(&list);
    return ok;
}

/* ------------------------------------------------------------------ commits */

static bool write_stub(struct shelf *s, bool *listed, struct fault *fault)
{
    struct buf lines;
    char path[PATH_BYTES];
    buf_init(&lines, STUB_MAX);
    *listed = false;
    for (size_t i = 0; i < s->count; i++) {
        *listed = *listed || !s->shards[i].listed;
        s->shards[i].listed = true;
        buf_printf(&lines, "glass %s\n", s->shards[i].name);
    }
    snprintf(path, sizeof path, "%s/XAPIANDB", s->path);
    bool ok = buf_check(&lines, "list of shards", fault) &&
              (!*listed || file_write_atomic(path, lines.data, lines.len, fault));
    buf_free(&lines);
    return ok;
}

bool shelf_commit(struct shelf *s, bool *listed, struct fault *fault)
{
    *listed = false;
    for (size_t i = 0; i < s->count; i++) {
        if (!commit_shard(s, &s->shards[i], fault))
            return false;
    }
    return !s->sharded || write_stub(s, listed, fault);
}

static bool compact_shard(struct shelf *s, struct shard *shard, struct fault *fault)
{
    char path[PATH_BYTES];
    if (!shard_path(s, shard, path, fault))
        return false;
    if (!shard->writer) /* its lock */
        shard->writer = store_writer_open(path, false, fault);
    if (!shard->writer || !compact_folder(path, fault))
        return false;
    store_writer_close(shard->writer); /* it held the folder that is gone */
    shard->writer = NULL;
    return true;
}

bool shelf_compact(struct shelf *s, struct fault *fault)
{
    for (size_t i = 0; i < s->count; i++) {
        if (s->shards[i].documents > 0 && !compact_shard(s, &s->shards[i], fault))
            return false;
    }
    return true;
}
