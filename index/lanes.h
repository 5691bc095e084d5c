/* lanes - lines of JSON made into entries by several threads, taken back in
 * the order in which they were given.
 *
 * One thread gives and takes.  It makes entries itself rather than wait for
 * them, so that with `jobs` 1 no other thread is needed. */
#ifndef JIANBAO_INDEX_LANES_H
#define JIANBAO_INDEX_LANES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"
#include "extract/record.h"
#include "index/entry.h"
#include "index/packing.h"

/* A line on its way.  It is the lanes' and stands until lanes_done(). */
struct lane {
    struct buf line;
    const char *file; /* where it stood */
    unsigned long number;
    struct record record;
    struct entry entry;
    struct packing packing; /* of the entry, while lanes_pack() */
    struct fault fault;     /* set when the line made no entry */
    struct arena arena;
    int state;
    bool pack;
};

struct lanes;

struct lanes *lanes_open(const struct dictionary *dictionary, long jobs, struct fault *fault);
void lanes_close(struct lanes *l); /* also with work under way */

bool lanes_full(const struct lanes *l);
bool lanes_empty(const struct lanes *l);

/* Whether entries given from now on are packed too. */
void lanes_pack(struct lanes *l, bool pack);

/* Gives a line; there must be room. */
bool lanes_give(struct lanes *l, const char *line, size_t len, const char *file, unsigned long number,
                struct fault *fault);

/* The oldest line, when it is ready; there must be one. */
struct lane *lanes_take(struct lanes *l);
void lanes_done(struct lanes *l); /* its place is free again */

#endif
