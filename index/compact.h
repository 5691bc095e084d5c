/* compact - database folders written anew and put in the place of old ones. */
#ifndef JIANBAO_INDEX_COMPACT_H
#define JIANBAO_INDEX_COMPACT_H

#include <stdbool.h>

#include "base/fault.h"

enum { FOLDER_PATH = 4096 };

/* `path` without slashes at its end, and `ending` behind it: a place beside a
 * folder.  FAULT_USAGE when that is too long. */
bool folder_beside(const char *path, const char *ending, char out[FOLDER_PATH], struct fault *fault);

/* Removes a folder and what is in it; content when there is none. */
bool folder_remove(const char *path, struct fault *fault);

/* Exchanges two folders in one step (renameat2), makes that durable and
 * removes `other`, which is the old one then: readers that have it open go on
 * reading it.  Nobody may be writing; the caller holds the lock. */
bool folder_replace(const char *path, const char *other, struct fault *fault);

/* Writes `path`.compact, a smaller database of the same documents, and puts it
 * in place.  On failure the old folder stands.  FAULT_IO, FAULT_DAMAGE. */
bool compact_folder(const char *path, struct fault *fault);

#endif
