/* story - pages of one story, found in one archive, become one record.
 *
 * Pages are joined by what they say of one another: page 1 names page 2 as
 * its next page (next.h; never 下一篇, which is another story).  The shelf
 * holds pages that may belong together until their story is whole, or the
 * archive ends; whatever the order they came in, a story is joined in the
 * order of its chain.  A page that is named but not there leaves the flag
 * "page_missing"; what is there is kept. */
#ifndef JIANBAO_EXTRACT_STORY_H
#define JIANBAO_EXTRACT_STORY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"
#include "extract/record.h"

enum { STORY_PAGES_MAX = 100 };

struct story_shelf;

/* Takes a joined record. */
typedef bool story_writer(void *context, const struct record *r, struct fault *fault);

/* `max`: bytes of records that are held at most; when they are reached all
 * that is held is written, joined as far as it is there. */
struct story_shelf *story_shelf_new(size_t max, story_writer *write, void *context, struct fault *fault);
void story_shelf_free(struct story_shelf *shelf);

/* Offers a page: its canonical URL, that of the next page ("" for none),
 * and whether the page itself says that it is not the first.  *held is false
 * for a page that stands alone, which the caller then writes at once.  A story
 * that this page makes whole is written.  False: FAULT_MEMORY, and as
 * story_finish(). */
bool story_offer(struct story_shelf *shelf, const char *url, const char *next, bool continues,
                 const char *line, size_t len, bool *held, struct fault *fault);

/* Writes what is held, in the order of the first pages, and empties the shelf.
 * False as the writer or record_read() fails, and FAULT_LIMIT. */
bool story_finish(struct story_shelf *shelf, struct fault *fault);

/* The pages of a story as one record: text, blocks, pictures and figures with
 * their places moved, people and flags united.  In the arena; pure. */
bool story_join(const struct record *pages, size_t count, struct arena *arena, struct record *whole,
                struct fault *fault);

#endif
