/* http - an HTTP response as archives keep it: status line, header fields,
 * body (RFC 9110, RFC 9112).  Pure: bytes in, bytes out. */
#ifndef JIANBAO_BASE_HTTP_H
#define JIANBAO_BASE_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/fault.h"

/* Status, the fields that matter, and the payload with chunked transfer
 * coding and one gzip, deflate, br or zstd content coding undone.  The owner makes
 * it once and parses many messages into it. */
struct http_message {
    int status;
    struct buf content_type; /* as the header says, with charset */
    struct buf location;
    struct buf payload; /* under the ceiling given to http_message_init() */
    bool partial;       /* it ended early, or its coding broke: what was there is given */
};

void http_message_init(struct http_message *m, size_t max_payload);
void http_message_free(struct http_message *m);

/* False with the reason when no payload can be had: FAULT_INPUT (no status
 * line, unknown or repeated coding, nothing decodable), FAULT_LIMIT (payload
 * above the ceiling), FAULT_MEMORY. */
bool http_message_parse(const char *block, size_t len, struct http_message *m, struct fault *fault);

/* The same, where head and body stand apart. */
bool http_message_decode(const char *head, size_t head_len, const char *body, size_t body_len,
                         struct http_message *m, struct fault *fault);

/* The first field of that name in a header block of lines (the status line
 * may stand before them): its value without blanks around it.  False when absent. */
bool http_header(const char *block, size_t len, const char *name, struct buf *value);

/* Length of status line and fields with the empty line behind them; `len` when it never comes. */
size_t http_head_length(const char *block, size_t len);

#endif
