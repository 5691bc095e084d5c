#include "query/synonyms.h"

#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/utf8.h"

static bool add_name(struct synonym_group *g, const char *name, size_t len,
                     const struct dictionary *dictionary, struct arena *arena)
{
    while (len > 0 && (*name == ' ' || *name == '\t'))
        name++, len--;
    while (len > 0 && (name[len - 1] == ' ' || name[len - 1] == '\t'))
        len--;
    if (len == 0 || g->count == SYNONYM_GROUP_MAX)
        return false;
    struct buf folded;
    buf_init(&folded, 4096);
    char *copy = fold_text(dictionary, name, len, &folded) && folded.data
                     ? arena_copy(arena, folded.data, folded.len)
                     : NULL;
    buf_free(&folded);
    for (size_t i = 0; copy && i < g->count; i++) {
        if (strcmp(g->names[i], copy) == 0)
            return true; /* the other script of a name that is there */
    }
    if (copy)
        g->names[g->count++] = copy;
    return copy != NULL;
}

static bool read_group(struct synonyms *s, const struct buf *line, const struct dictionary *dictionary,
                       struct arena *arena)
{
    struct synonym_group g = {.count = 0};
    const char *p = line->data, *end = p + line->len;
    while (p <= end) {
        const char *sign = p < end ? memchr(p, '=', (size_t)(end - p)) : NULL;
        const char *stop = sign ? sign : end;
        if (!add_name(&g, p, (size_t)(stop - p), dictionary, arena))
            return false;
        p = stop + 1;
    }
    struct synonym_group *groups = arena_grow(arena, s->groups, &s->cap, s->count + 1, sizeof *groups);
    if (!groups)
        return false;
    s->groups = groups;
    groups[s->count] = g;
    s->count += g.count > 1;
    return true;
}

bool synonyms_read(struct synonyms *s, const char *path, const struct dictionary *dictionary,
                   struct arena *arena, struct fault *fault)
{
    FILE *in = file_open(path, fault);
    if (!in)
        return false;
    struct line_reader r;
    lines_open(&r, in, path, 4096);
    enum line_status status;
    bool ok = true;
    while (ok && (status = lines_next(&r, fault)) == LINE_OK) {
        if (r.line.len == 0 || r.line.data[0] == '#')
            continue;
        if (utf8_valid_prefix(r.line.data, r.line.len) < r.line.len ||
            !read_group(s, &r.line, dictionary, arena))
            ok = fault_set(fault, FAULT_INPUT, "%s:%lu: not a group of synonyms", path, r.number);
    }
    ok = ok && status == LINE_END;
    lines_close(&r);
    file_close(in);
    return ok;
}

const struct synonym_group *synonyms_find(const struct synonyms *s, const char *folded, size_t *name,
                                          size_t *at)
{
    const struct synonym_group *best = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < s->count; i++) {
        for (size_t k = 0; k < s->groups[i].count; k++) {
            const char *hit = strstr(folded, s->groups[i].names[k]);
            size_t len = strlen(s->groups[i].names[k]);
            if (!hit || len <= longest)
                continue;
            best = &s->groups[i];
            longest = len;
            *name = k;
            *at = (size_t)(hit - folded);
        }
    }
    return best;
}
