#include "extract/html_tags.h"

#include <strings.h>

static const struct {
    const char *name;
    unsigned char len, manner;
} tags[TAG_COUNT] = {
    {"", 0, MANNER_INLINE},
#define JIANBAO_TAG_ROW(id, name, manner) {name, sizeof(name) - 1, manner},
    HTML_TAGS(JIANBAO_TAG_ROW)
#undef JIANBAO_TAG_ROW
};

/* Where the names that begin with a letter start; the table is sorted. */
static const unsigned char first_of[27] = {
    ['a' - 'a'] = TAG_A,      ['b' - 'a'] = TAG_B,       ['c' - 'a'] = TAG_CAPTION, ['d' - 'a'] = TAG_DD,
    ['e' - 'a'] = TAG_EM,     ['f' - 'a'] = TAG_FIELDSET, ['h' - 'a'] = TAG_H1,      ['i' - 'a'] = TAG_I,
    ['l' - 'a'] = TAG_LABEL,  ['m' - 'a'] = TAG_MAIN,    ['n' - 'a'] = TAG_NAV,     ['o' - 'a'] = TAG_OBJECT,
    ['p' - 'a'] = TAG_P,      ['s' - 'a'] = TAG_S,       ['t' - 'a'] = TAG_TABLE,   ['u' - 'a'] = TAG_U,
    ['v' - 'a'] = TAG_VIDEO,  ['w' - 'a'] = TAG_WBR,
};

enum tag tag_find(const char *name, size_t len)
{
    unsigned letter = (unsigned char)((len > 0 ? name[0] : '\0') | 0x20) - 'a';
    if (letter > 25)
        return TAG_OTHER;
    char first = (char)('a' + letter);
    for (unsigned t = first_of[letter]; t > 0 && t < TAG_COUNT && tags[t].name[0] == first; t++)
        if (tags[t].len == len && strncasecmp(tags[t].name, name, len) == 0)
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
