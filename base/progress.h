/* progress - a line on a terminal for long work: count, rate, time left.
 * Silent when standard error is no terminal, unless --progress=always. */
#ifndef JIANBAO_BASE_PROGRESS_H
#define JIANBAO_BASE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    const char *noun;       /* "records" */
    uint64_t done, total;   /* total 0 = unknown */
    uint64_t bytes, bytes_total; /* when the total is known in bytes only */
    int64_t started, shown; /* monotonic milliseconds */
    bool on;
};

void progress_start(struct progress *p, const char *noun, uint64_t total);
void progress_add(struct progress *p, uint64_t n); /* redraws at most 5 times a second */
void progress_end(struct progress *p);             /* clears the line */

/* Monotonic clock in milliseconds. */
int64_t clock_milliseconds(void);

#endif
