#include "extract/html_tags.h"

#include <string.h>

static const struct {
    const char *name;
    unsigned char manner;
} tags[TAG_COUNT] = {
    {"", MANNER_INLINE},
#define JIANBAO_TAG_ROW(id, name, manner) {name, manner},
    HTML_TAGS(JIANBAO_TAG_ROW)
#undef JIANBAO_TAG_ROW
};

/* Where the names that begin with a letter start; the table is sorted. */
static const unsigned char first_of[27] = {
    ['a' - 'a'] = TAG_A,      ['b' - 'a'] = TAG_B,       ['c' - 'a'] = TAG_CAPTION, ['d' - 'a'] = TAG_DD,
    ['e' - 'a'] = TAG_EM,     ['f' - 'a'] = TAG_FIELDSET, ['h' - 'a'] = TAG_H1,      ['i' - 'a'] = TAG_I,
    ['l' - 'a'] = TAG_LABEL,  ['m' - 'a'] = TAG_MAIN,    ['n' - 'a'] = TAG_NAV,     ['o' - 'a'] = TAG_OBJECT,
    ['p' - 'a'] = TAG_P,      ['s' - 'a'] = TAG_S,       ['t' - 'a'] = TAG_TABLE,   ['u' - 'a'] = TAG_U,
    ['v' - 'a'] = TAG_VIDEO,
};

enum tag tag_find(const char *name)
{
    char c = name[0];
    if (c < 'a' || c > 'z')
        return TAG_OTHER;
    for (unsigned t = first_of[c - 'a']; t > 0 && t < TAG_COUNT && tags[t].name[0] == c; t++)
        if (strcmp(tags[t].name, name) == 0)
            return (enum tag)t;
    return TAG_OTHER;
}

const char *tag_name(enum tag tag)
{
    return tags[tag].name;
}

unsigned tag_manner(enum tag tag)
{
    return tags[tag].manner;
}
