/* field - the names of fields in the query language, English and Chinese.
 *
 * The table in field.c is the only place that knows them; docs/query.md lists
 * them for people. */
#ifndef JIANBAO_QUERY_FIELD_H
#define JIANBAO_QUERY_FIELD_H

#include <stdbool.h>
#include <stddef.h>

enum query_field {
    FIELD_ANY, /* title and body */
    FIELD_TITLE,
    FIELD_BODY,
    FIELD_SOURCE,
    FIELD_AUTHOR,
    FIELD_EDITOR,
    FIELD_SITE,
    FIELD_CHANNEL,
    FIELD_KEYWORD,
    FIELD_URL,
    FIELD_ID,
    FIELD_LANG,
    FIELD_HAS,
    FIELD_DATE,
    FIELD_FIGURE,
    FIELD_COUNT
};

/* Case does not matter: "title", "标题", "Source", "來源". False when no field has this name. */
bool field_find(const char *name, size_t len, enum query_field *field);

/* The English name. */
const char *field_name(enum query_field field);

#endif
