/* glass_table - one B-tree file of a Xapian Glass database, written from front to back.
 *
 * Xapian inserts items one by one; what comes in ascending order can be laid
 * into full blocks directly.  The format is that of Xapian 1.4 (read from its
 * backends/glass/glass_table.h and glass_version.cc): blocks of 8 KiB with a
 * directory of offsets; leaf items of key and tag, long tags in several items;
 * branch items of separator and block number.  Blocks are numbered as they
 * fill, so that the leaves stand in the order of their keys ("sequential"). */
#ifndef JIANBAO_INDEX_GLASS_TABLE_H
#define JIANBAO_INDEX_GLASS_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

enum {
    GLASS_BLOCK = 8192,
    GLASS_KEY_MAX = 255,
    GLASS_COMPRESS_MIN = 18, /* Xapian's: shorter tags are never compressed */
    GLASS_REVISION = 1       /* of everything that is written */
};

/* What the version file says of a table. */
struct glass_root {
    uint32_t root, level, blocks;
    uint64_t entries; /* 0: the table has no file */
    uint32_t compress_min;
};

struct glass_table;

/* Creates FOLDER/NAME.glass.  FAULT_IO, FAULT_MEMORY. */
struct glass_table *glass_table_create(const char *folder, const char *name, struct fault *fault);

/* Adds an item; keys ascend (FAULT_BUG).  `deflated`: the tag is a raw
 * deflate stream, which Xapian inflates when it reads it. */
bool glass_table_add(struct glass_table *t, const void *key, size_t key_len, const void *tag, size_t tag_len,
                     bool deflated, struct fault *fault);

/* Writes what is left and makes it durable. */
bool glass_table_finish(struct glass_table *t, struct glass_root *root, struct fault *fault);
void glass_table_free(struct glass_table *t);

#endif
