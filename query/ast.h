/* ast - a parsed query.
 *
 * Nodes stand in one array, every child before its parent, so that whoever
 * walks the tree walks the array from its start: nothing recurses.  Memory
 * is the arena's that the parser was given; texts are as typed. */
#ifndef JIANBAO_QUERY_AST_H
#define JIANBAO_QUERY_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "query/field.h"
#include "query/figure_query.h"
#include "query/period.h"

enum node_kind {
    NODE_WORDS,    /* a run typed without blanks: its pieces, in any place */
    NODE_PHRASE,   /* these characters in sequence */
    NODE_PREFIX,   /* a word that begins so */
    NODE_DATE,     /* published within `period` */
    NODE_FIGURE,   /* has such a figure */
    NODE_HAS,      /* has an image, a figure … (`has`) */
    NODE_AND,      /* all children */
    NODE_OR,       /* any child */
    NODE_NOT,      /* not its one child */
    NODE_NEAR,     /* all children within `distance` characters */
    NODE_SENTENCE, /* its one child, within a sentence */
    NODE_PARAGRAPH /* its one child, within a paragraph */
};

enum has_what { HAS_IMAGE, HAS_CAPTION, HAS_FIGURE, HAS_AUTHOR, HAS_EDITOR, HAS_SOURCE, HAS_DATE, HAS_COUNT };

enum {
    NODE_NONE = -1,
    QUERY_BYTES_MAX = 64 * 1024,
    QUERY_PARTS_MAX = 1000,
    QUERY_DEPTH_MAX = 64,
    NEAR_DEFAULT = 10,
    NEAR_MAX_LEAVES = 16
};

struct node {
    enum node_kind kind;
    enum query_field field; /* of words, phrase, prefix */
    const char *text;       /* of words, phrase, prefix, date, figure: as typed, NUL behind it */
    size_t len;
    size_t start, end;                 /* bytes of the query that it came from */
    int first, next;                   /* children: a chain of indices that ends with NODE_NONE */
    unsigned distance;                 /* NODE_NEAR */
    struct period period;              /* NODE_DATE */
    enum has_what has;                 /* NODE_HAS */
    const struct figure_query *figure; /* NODE_FIGURE */
};

struct query {
    const char *text;
    size_t len;
    struct node *nodes;
    int count, root;
};

#endif
