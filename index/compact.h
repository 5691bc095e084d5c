/* compact - a database folder rewritten smaller, in its place. */
#ifndef JIANBAO_INDEX_COMPACT_H
#define JIANBAO_INDEX_COMPACT_H

#include <stdbool.h>

#include "base/fault.h"

/* Writes `path`.compact and exchanges the two folders in one step
 * (renameat2): readers that have the old one open go on reading it.  Nobody
 * may be writing; the caller holds the lock.  On failure the old folder
 * stands.  FAULT_IO, FAULT_DAMAGE. */
bool compact_folder(const char *path, struct fault *fault);

#endif
