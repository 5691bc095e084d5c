/* json - JSON through jansson; the only file that includes it besides
 * json.c is what includes this header.
 *
 * Trees are jansson's own (json_t, json_object_get …), read and written under
 * our rules: strict UTF-8, no duplicate keys, depth and size bounded, compact
 * output in insertion order with no escapes beyond the required ones. */
#ifndef JIANBAO_BASE_JSON_H
#define JIANBAO_BASE_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/fault.h"

/* One value from `len` bytes; the caller owns the reference.  NULL with
 * FAULT_INPUT "not JSON: …" (place in bytes), or FAULT_MEMORY. */
json_t *json_parse(const char *bytes, size_t len, struct fault *fault);

/* Appends the value and a newline. */
bool json_write_line(const json_t *value, struct buf *out, struct fault *fault);

/* The same value over several lines, for people. */
bool json_write_pretty(const json_t *value, struct buf *out, struct fault *fault);

/* The same without a tree, for large values: appends one string, escaped as
 * jansson does, or null for NULL.  False when the text is not UTF-8 or `out`
 * has failed. */
bool json_put_text(struct buf *out, const char *text);

/* Field access that tells "absent or null" from "wrong type".  True and
 * *value = NULL/0 when absent or null; false with FAULT_INPUT on a wrong type. */
bool json_get_text(const json_t *object, const char *key, const char **value, size_t *len,
                   struct fault *fault);
bool json_get_integer(const json_t *object, const char *key, long long *value, struct fault *fault);
bool json_get_array(const json_t *object, const char *key, const json_t **value, struct fault *fault);

/* New values; text is clean UTF-8, NULL becomes null. */
json_t *json_text(const char *text, size_t len);
json_t *json_text0(const char *text);

#endif
