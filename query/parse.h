/* parse - query text to tree.
 *
 *   query   = and { OR and }           and   = unary { [AND] unary }
 *   unary   = NOT unary | near         near  = primary { NEAR/n primary }
 *   primary = word | word* | "phrase" | ( query ) | field:primary | 同句( query ) | 同段( query )
 *           | date:PERIOD | figure:( … ) | has:WHAT
 *
 * Precedence is climbed on explicit stacks; docs/query.md tells users. */
#ifndef JIANBAO_QUERY_PARSE_H
#define JIANBAO_QUERY_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"
#include "query/ast.h"

/* Where a query went wrong, in code points, for "character N" and a caret. */
struct query_place {
    size_t character; /* from 1 */
    size_t columns;   /* terminal columns in front of it */
};

/* `today` (days since 1970-01-01) resolves relative dates.  False with
 * FAULT_USAGE "character N: …" and the place; FAULT_LIMIT never: a query that is
 * too large is FAULT_USAGE too; FAULT_MEMORY when the arena is full.
 * An empty query is a fault, not an empty result. */
bool query_parse(const char *text, size_t len, int32_t today, struct arena *arena, struct query *query,
                 struct query_place *place, struct fault *fault);

/* The tree as text, fully parenthesised: AND(title:"断流" OR(a b)). */
bool query_print(const struct query *query, struct buf *out);

#endif
