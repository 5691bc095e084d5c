/* synonyms - names of the same thing, from a text file that users extend.
 *
 *     # a group a line; the first name is the usual one
 *     电信网络诈骗 = 电诈 = 電信詐騙
 *
 * Names are folded when read, so that one script is enough. */
#ifndef JIANBAO_QUERY_SYNONYMS_H
#define JIANBAO_QUERY_SYNONYMS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/fault.h"
#include "index/terms.h"

enum { SYNONYM_GROUP_MAX = 16, SYNONYM_FILE_MAX = 4 * 1024 * 1024 };

struct synonym_group {
    const char *names[SYNONYM_GROUP_MAX]; /* folded */
    size_t count;
};

struct synonyms {
    struct synonym_group *groups;
    size_t count, cap;
};

/* Adds the groups of a file.  FAULT_INPUT "FILE:LINE: …" for a line that is no group. */
bool synonyms_read(struct synonyms *s, const char *path, const struct dictionary *dictionary,
                   struct arena *arena, struct fault *fault);

/* The group whose longest name stands in the folded text, and which name
 * and where.  NULL when none does. */
const struct synonym_group *synonyms_find(const struct synonyms *s, const char *folded, size_t *name,
                                          size_t *at);

#endif
