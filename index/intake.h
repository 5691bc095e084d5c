/* intake - lines of JSON to records: version 1, or the small form
 * {text, id?, title?, published?, url?, source?} of collections that never
 * went through jb-extract. */
#ifndef JIANBAO_INDEX_INTAKE_H
#define JIANBAO_INDEX_INTAKE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/fault.h"
#include "extract/record.h"

enum { INTAKE_ID_MAX = 200 }; /* bytes of an id */

/* The record lives in the arena.  FAULT_INPUT as record_read(), also for an
 * id that is empty, too long or holds control characters; FAULT_MEMORY. */
bool intake_record(const char *line, size_t len, struct arena *arena, struct record *r, struct fault *fault);

#endif
