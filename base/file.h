/* file - whole files and lines under ceilings, and writes that are whole or
 * not there. */
#ifndef JIANBAO_BASE_FILE_H
#define JIANBAO_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/fault.h"

/* Opens a file for reading; "-" is standard input.  A directory is refused
 * (FAULT_INPUT), as is what cannot be opened. */
FILE *file_open(const char *path, struct fault *fault);
void file_close(FILE *in); /* leaves standard input open */

/* Reads a whole stream into an emptied `into`, under into->max.
 * FAULT_INPUT cannot read · FAULT_LIMIT too large · FAULT_MEMORY. */
bool file_read(FILE *in, const char *name, struct buf *into, struct fault *fault);
bool file_read_path(const char *path, struct buf *into, struct fault *fault);

/* Lines of a stream, each under a ceiling.  A line longer than the ceiling is
 * skipped to its end and reported once; the next line is good again.  The
 * final line needs no newline; "\r\n" ends a line too; a UTF-8 BOM at the
 * very start is dropped. */
enum line_status { LINE_OK, LINE_END, LINE_TOO_LONG, LINE_FAILED };

struct line_reader {
    FILE *in;
    const char *name;
    struct buf line;      /* the current line, without its end */
    unsigned long number; /* of the current line, from 1 */
};

void lines_open(struct line_reader *r, FILE *in, const char *name, size_t max_line);
enum line_status lines_next(struct line_reader *r,
                            struct fault *fault); /* fault set on TOO_LONG and FAILED */
void lines_close(struct line_reader *r); /* frees the line; the stream stays the caller's */

/* Writes bytes to `path` by way of a temporary file beside it: written,
 * fsync'ed, renamed; on failure the old file stands and no temporary remains. */
bool file_write_atomic(const char *path, const void *bytes, size_t len, struct fault *fault);

/* Flushes a stream and checks it: false (FAULT_IO) when any write to it failed. */
bool file_flush(FILE *out, const char *name, struct fault *fault);

/* mkdir that is content when the folder is there. */
bool file_make_folder(const char *path, struct fault *fault);

#endif
