/* deflate - whole strings compressed and inflated at once (libdeflate; zlib, where a reader goes in steps).
 *
 * A deflater keeps its working memory from string to string; one thread uses
 * it at a time. */
#ifndef JIANBAO_BASE_DEFLATE_H
#define JIANBAO_BASE_DEFLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"

struct deflater;

struct deflater *deflater_new(int level, struct fault *fault); /* 1 (fast) .. 12; FAULT_MEMORY */
void deflater_free(struct deflater *d);

/* Appends `bytes` as a bare deflate stream (RFC 1951).  False: `out` is full, see buf_check(). */
bool deflate_raw(struct deflater *d, const void *bytes, size_t len, struct buf *out, struct fault *fault);

/* The `len` bytes of which a bare stream was made, with a NUL behind them, in the arena.
 * FAULT_DAMAGE when it is not exactly as many, FAULT_MEMORY. */
const char *inflate_raw(const char *packed, size_t packed_len, size_t len, struct arena *arena,
                        struct fault *fault);

/* Would a reader get the whole of a bare stream that inflates `step` bytes at a
 * time and takes input that is used up for its end?  The last bits may still
 * hold a little more than fits into a step. */
bool deflate_reads_in_steps(const void *packed, size_t len, size_t step);

#endif
