/* archive - the WARC files of a crawl (WARC/1.1) and the index beside them.
 *
 * A file is written as NAME.warc.gz.open and gets its own name when it is
 * complete: at the end, or at its ceiling.  Then NAME.cdxj is written too,
 * one sorted line a capture (CDXJ, as pywb reads it). */
#ifndef JIANBAO_CRAWLER_ARCHIVE_H
#define JIANBAO_CRAWLER_ARCHIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/fault.h"
#include "base/warc.h"
#include "crawler/frontier.h"

enum { ARCHIVE_DATE_MAX = 24 };

struct archive_settings {
    int folder;         /* of the output; -1: records go to standard output */
    uint64_t max_size;  /* of a file, bytes */
    const char *software, *contact; /* for warcinfo; contact may be NULL */
};

/* One request and what came back. */
struct capture {
    const char *url, *date; /* RFC 3339, UTC */
    struct warc_bytes request, head, body;
    const char *address, *protocol;
    int status;
    const char *mime;      /* without parameters; "" when unknown */
    const char *truncated; /* WARC-Truncated: "length", "time", "disconnect"; NULL: whole */
    uint8_t digest[SHA1_BYTES]; /* of the body */
    /* Set for a revisit: the head only is kept. */
    const char *revisit; /* "identical-payload-digest" or "server-not-modified"; NULL: none */
    const char *first_url, *first_date; /* of the capture that it repeats; may be NULL */
};

struct archive;

/* Goes on with the file that the frontier remembers, cut back to what was committed. */
struct archive *archive_open(struct frontier *frontier, const struct archive_settings *settings,
                             struct fault *fault);

bool archive_capture(struct archive *a, const struct capture *capture, struct fault *fault);

/* A page that was not fetched but made: a resource record. */
bool archive_resource(struct archive *a, const char *url, const char *date, const char *mime,
                      struct warc_bytes bytes, struct fault *fault);

/* A metadata record: "name: value" lines about an address, CRLF at their ends. */
bool archive_metadata(struct archive *a, const char *url, const char *date, const char *lines,
                      struct fault *fault);

/* Everything on disk, its length noted in the frontier: call before frontier_commit(). */
bool archive_sync(struct archive *a, struct fault *fault);

/* Has the file in hand reached its ceiling?  Then complete it, between two
 * visits: a commit in the middle of one would keep half of what it did. */
bool archive_full(const struct archive *a);

/* Gives the file in hand its name and its index.  Commits the frontier. */
bool archive_complete(struct archive *a, struct fault *fault);

void archive_close(struct archive *a);

uint64_t archive_bytes(const struct archive *a); /* written in this run */

/* Now, as WARC-Date has it. */
void archive_now(char out[ARCHIVE_DATE_MAX]);

#endif
