/* warc - records of WARC files, read and written (WARC/1.1, ISO 28500:2017;
 * 1.0 and 0.x headers are read too).  One gzip member a record on writing;
 * reading takes gzip members of any cut, or plain text. */
#ifndef JIANBAO_BASE_WARC_H
#define JIANBAO_BASE_WARC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/fault.h"
#include "base/http.h" /* the HTTP response inside a response record: http_message_parse() */

enum warc_status {
    WARC_RECORD, /* a whole record */
    WARC_END,
    WARC_DAMAGED, /* something unreadable was skipped; go on calling: the reader
                     resumes at the next record that it can find */
    WARC_FAILED   /* reading failed; no more records */
};

struct warc_record {
    char type[24];           /* "response", "conversion", … lower case */
    struct buf header;       /* the WARC header block, CRLF lines */
    struct buf target_uri;   /* "" where none */
    struct buf block;        /* content of Content-Length bytes */
    char date[40], id[80];
    char content_type[128];
    uint64_t offset;         /* of the record (its gzip member) in the file */
    bool truncated;          /* WARC-Truncated stood in the header */
};

struct warc_reader; /* owns its buffers, not the stream */

struct warc_reader *warc_open(FILE *in, const char *name, size_t max_block, struct fault *fault);
enum warc_status warc_next(struct warc_reader *r, const struct warc_record **record, struct fault *fault);
void warc_close(struct warc_reader *r);

/* A header field's value of a record, without blanks around it. */
bool warc_header(const struct warc_record *record, const char *name, struct buf *value);

/* Is this the start of a WARC file, plain or gzip? */
bool warc_sniff(const char *bytes, size_t len);

struct warc_bytes {
    const void *p;
    size_t len;
};

/* Writes records, each as one gzip member (ISA-L's igzip).  The writer keeps
 * its working memory from record to record. */
struct warc_writer;

struct warc_writer *warc_writer_new(struct fault *fault); /* FAULT_MEMORY */
void warc_writer_free(struct warc_writer *w);

/* Appends one record to `out`.  `fields` are "Name: value" lines that stand
 * behind WARC-Type and before Content-Length, each ending in CRLF;
 * WARC-Record-ID and WARC-Date must be among them.  The block is `head` with
 * `body` behind it (an HTTP message; either may be empty); WARC-Block-Digest
 * is computed. */
bool warc_append(struct warc_writer *w, struct buf *out, const char *type, const char *fields,
                 struct warc_bytes head, struct warc_bytes body, struct fault *fault);

#endif
