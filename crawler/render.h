/* render - pages that scripts build: a command of the user's is given the
 * address and returns the page's HTML on its standard output.
 *
 * It runs beside the transfers, in a process group of its own with a deadline
 * and a ceiling; the address is an argument, never part of the command line. */
#ifndef JIANBAO_CRAWLER_RENDER_H
#define JIANBAO_CRAWLER_RENDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"

enum { RENDERINGS_MAX = 2 }; /* at a time: browsers are large */

struct rendering {
    bool ok; /* it ended with 0, in time, with something to say */
    char reason[128];
    struct buf html;
    int64_t elapsed_ms;
    void *tag;
};

struct renderer;

/* `command` is run by sh with the address as "$1" behind it. */
struct renderer *renderer_new(const char *command, size_t max_bytes, int64_t deadline_ms,
                              struct fault *fault);
void renderer_free(struct renderer *r, void (*drop)(void *tag)); /* what runs is killed, its tag dropped */

bool renderer_start(struct renderer *r, const char *url, void *tag, struct fault *fault);
int renderer_running(const struct renderer *r);

/* One that has ended, NULL when none has; valid until the next call. */
struct rendering *renderer_next(struct renderer *r);

#endif
