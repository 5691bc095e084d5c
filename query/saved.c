#include "query/saved.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"
#include "index/schema.h"

static bool name_fits(const char *name)
{
    return *name && *name != '.' && !strchr(name, '/') && strlen(name) <= 100;
}

/* The folder, each level of it made. */
static bool make_folder(struct buf *path, struct fault *fault)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state && *state)
        buf_puts(path, state);
    else if (home && *home)
        buf_printf(path, "%s/.local/state", home);
    else
        return fault_set(fault, FAULT_IO, "neither XDG_STATE_HOME nor HOME says where searches are kept");
    buf_puts(path, "/jianbao");
    if (!buf_check(path, "the folder of saved searches", fault))
        return false;
    for (char *p = path->data + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        bool ok = file_make_folder(path->data, fault);
        *p = '/';
        if (!ok)
            return false;
    }
    return file_make_folder(path->data, fault);
}

/* NAME-HASH: the same name over another index is another search. */
static bool make_path(struct saved_search *s, const char *name, const char *index, struct fault *fault)
{
    char *whole = realpath(index, NULL);
    const char *key = whole ? whole : index;
    bool ok = make_folder(&s->path, fault);
    if (ok)
        buf_printf(&s->path, "/%s-%08x", name, (unsigned)(digest_fnv1a(key, strlen(key)) & 0xFFFFFFFFU));
    free(whole);
    return ok && buf_check(&s->path, "the name of the search", fault);
}

static bool read_stop(struct saved_search *s, struct fault *fault)
{
    struct buf text;
    unsigned long last = 0;
    char *end;
    s->first_time = access(s->path.data, F_OK) != 0;
    if (s->first_time)
        return true;
    buf_init(&text, 64);
    bool ok = file_read_path(s->path.data, &text, fault);
    if (ok && text.len > 0)
        last = strtoul(text.data, &end, 16);
    if (ok && (text.len == 0 || (*end && *end != '\n') || last >= 0xFFFFFFFFUL))
        ok = fault_set(fault, FAULT_DAMAGE, "'%s' does not say where the search stopped", s->path.data);
    snprintf(s->bound, sizeof s->bound, "%08lx", last + 1);
    buf_free(&text);
    return ok;
}

/* The last commit of any shard: they are counted through. */
static bool last_commit(struct store *store, unsigned long *last, struct fault *fault)
{
    size_t count;
    store_shards(store, &count);
    *last = 0;
    for (size_t i = 0; i < count; i++) {
        char *commits = NULL;
        if (!store_metadata(store, i, META_COMMITS, &commits, fault))
            return false;
        unsigned long n = commits ? strtoul(commits, NULL, 10) & 0xFFFFFFFFUL : 0;
        *last = n > *last ? n : *last;
        free(commits);
    }
    return true;
}

bool saved_open(struct saved_search *s, const char *name, const char *index, struct store *store,
                struct fault *fault)
{
    unsigned long last;
    buf_init(&s->path, 4096);
    if (!name_fits(name))
        return fault_set(fault, FAULT_USAGE, "'%s' is no name for a search", name);
    if (!last_commit(store, &last, fault))
        return false;
    snprintf(s->now, sizeof s->now, "%08lx", last);
    return make_path(s, name, index, fault) && read_stop(s, fault);
}

void saved_close(struct saved_search *s)
{
    buf_free(&s->path);
}

struct store_bytes saved_bound(const struct saved_search *s)
{
    return (struct store_bytes){s->bound, s->bound[0] ? 8 : 0};
}

bool saved_done(const struct saved_search *s, struct fault *fault)
{
    return file_write_atomic(s->path.data, s->now, strlen(s->now), fault);
}
