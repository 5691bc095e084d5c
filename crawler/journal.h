/* journal - a file that only grows, and whose end is known: after a kill it
 * is cut back to the length that was committed elsewhere (frontier.h). */
#ifndef JIANBAO_CRAWLER_JOURNAL_H
#define JIANBAO_CRAWLER_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"

struct journal {
    int fd; /* -1: closed */
    bool is_stream; /* a pipe or terminal: never cut, never synced */
    const char *name; /* for messages; the owner keeps it */
    struct buf pending;
    uint64_t written; /* bytes in the file; pending.len more are to come */
};

/* Opens `name` inside the folder (never through a symbolic link), makes it
 * when missing, and cuts it to `length` bytes.  FAULT_IO, FAULT_DAMAGE when it
 * is shorter than that. */
bool journal_open(struct journal *j, int folder, const char *name, uint64_t length, struct fault *fault);
void journal_stream(struct journal *j, int fd, const char *name); /* an open stream instead */

bool journal_append(struct journal *j, const void *bytes, size_t len, struct fault *fault);
uint64_t journal_length(const struct journal *j); /* pending bytes counted */
bool journal_flush(struct journal *j, struct fault *fault); /* pending bytes to the system */
bool journal_sync(struct journal *j, struct fault *fault); /* and from there to the disk */
void journal_close(struct journal *j); /* drops what is pending */

#endif
