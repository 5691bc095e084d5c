/* saved - where a named search stopped, so that --since-last shows only what
 * came after.  A file a name and index below $XDG_STATE_HOME/jianbao (or
 * ~/.local/state/jianbao) holds the number of the last commit that was seen. */
#ifndef JIANBAO_QUERY_SAVED_H
#define JIANBAO_QUERY_SAVED_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/fault.h"
#include "index/store.h"

struct saved_search {
    struct buf path;
    char bound[9], now[9]; /* commits as 8 hex digits: the first to show, the last there is */
    bool first_time;
};

/* Reads where the search stopped.  FAULT_USAGE for a name that is no file
 * name, FAULT_IO, FAULT_DAMAGE when the file is not ours. */
bool saved_open(struct saved_search *s, const char *name, const char *index, struct store *store,
                struct fault *fault);
void saved_close(struct saved_search *s);

/* Lower bound of SLOT_ADDED; empty the first time. */
struct store_bytes saved_bound(const struct saved_search *s);

/* Once the answer is out: writes where it stopped. */
bool saved_done(const struct saved_search *s, struct fault *fault);

#endif
