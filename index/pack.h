/* pack - a stored text made small: raw DEFLATE (RFC 1951) of one string.
 *
 * The parts of a document are packed one by one, so that a phrase is checked
 * without unpacking what it is not checked against. */
#ifndef JIANBAO_INDEX_PACK_H
#define JIANBAO_INDEX_PACK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"

/* What packing needs from call to call, one a thread; unpacking needs nothing. */
struct packer;
struct packer *packer_new(struct fault *fault); /* FAULT_MEMORY */
void packer_free(struct packer *p);

/* Appends the packed bytes.  FAULT_MEMORY, FAULT_LIMIT. */
bool pack(struct packer *p, const char *bytes, size_t len, struct buf *out, struct fault *fault);

/* The `len` bytes that were packed, with a NUL behind them, in the arena.
 * FAULT_DAMAGE when it is not exactly as many, FAULT_MEMORY. */
const char *unpack(const char *packed, size_t packed_len, size_t len, struct arena *arena,
                   struct fault *fault);

#endif
