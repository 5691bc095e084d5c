/* carriers - where a page says things of its article.  Each meta_*.c reads one
 * carrier (lines with labels, text beside the date, class names, bylines in
 * the body, tags of the head) and says what it found; nobody but the arbiter
 * in meta.c chooses.  Only meta.c and the meta_*.c files include this. */
#ifndef JIANBAO_EXTRACT_CARRIERS_H
#define JIANBAO_EXTRACT_CARRIERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "extract/credits.h"
#include "extract/dates.h"
#include "extract/embedded.h"
#include "extract/meta.h"

enum field {
    FIELD_SOURCE,
    FIELD_AUTHOR,
    FIELD_EDITOR,      /* who answers for the page */
    FIELD_SUBEDITOR,   /* plain 编辑 */
    FIELD_CODE,        /* an editor's account, NF4425 */
    FIELD_CONTRIBUTOR, /* with a role */
    FIELD_PUBLISHED,
    FIELD_MODIFIED,
    FIELD_ORIGINAL, /* 原标题 */
    FIELD_KEYWORD
};

/* The carriers, the least trusted first. */
enum carrier {
    BY_ADDRESS,   /* the page's URL */
    BY_ANY_TAG,   /* a <meta> that is not known to state this; it confirms, but states nothing */
    BY_FAR_TAIL,  /* a label further below the body */
    BY_TAIL,      /* a label below the body */
    BY_CUT,       /* a credit glued to a paragraph's end */
    BY_HELPER,    /* correspondents named at the head of a paragraph */
    BY_DATELINE,  /* 本报讯（记者 张明）, （记者 张明） */
    BY_DATE,      /* beside a date that has a label of its own */
    BY_NEIGHBOUR, /* a line of its own by the headline */
    BY_TAG,       /* <meta>, JSON-LD, <time datetime> */
    BY_LINE,      /* beside the date */
    BY_ACCOUNT,   /* a class says author, and it is no person */
    BY_MARK,      /* a class says what it is */
    BY_LABEL,     /* a label above the body */
    BY_RULE       /* a site rule, or the input beside the page */
};

struct statement {
    uint8_t field, carrier;
    const char *value; /* `len` bytes; of a person NUL-terminated in the arena */
    size_t len;
    const char *role;     /* FIELD_CONTRIBUTOR */
    struct date_hit when; /* FIELD_PUBLISHED, FIELD_MODIFIED */
};

enum { STATEMENTS_MAX = 160 };

/* One page while its facts are read. */
struct reading {
    const struct page *page;
    const struct anchors *anchors;
    const struct verdict *verdicts; /* NULL where there are none */
    const struct credit_lexicon *lexicon;
    struct arena *arena;
    struct record_meta *meta;
    int32_t first, last; /* body blocks; first > last when there is none */
    int32_t head;        /* the line of date and source, -1; never a line inside the body */
    struct embedded state;
    struct statement said[STATEMENTS_MAX]; /* in the order in which they were found */
    size_t count;
    bool full; /* the arena */
};

/* ---- the carriers: each adds what it finds ---- */

void carrier_rule(struct reading *r);  /* what a site rule found */
void carrier_head(struct reading *r);  /* labels above the body */
void carrier_marks(struct reading *r); /* classes and ids above the body */
void carrier_beside(
    struct reading *r);                /* no label: beside the date, and lines of their own by the headline */
void carrier_names(struct reading *r); /* people without a label among them */
void carrier_body(struct reading *r);  /* bylines of paragraphs */
void carrier_inside(struct reading *r); /* credit lines among the paragraphs, and glued to them */
void carrier_tail(struct reading *r);   /* labels below the body */
void carrier_tags(struct reading *r);   /* <meta>, JSON-LD, <time datetime>, the address */

/* ---- saying ---- */

void say(struct reading *r, enum field field, enum carrier carrier, const char *value, size_t len);
void say_date(struct reading *r, enum field field, enum carrier carrier, const struct date_hit *when);

/* The medium in a value: 来源：[河湾日报]. */
void say_source(struct reading *r, enum carrier carrier, const char *value, size_t len);

/* The people of a credit, each under the field that the credit's kind and his own role ask for. */
void say_people(struct reading *r, enum carrier carrier, const struct credit *credit);

/* One author, as a class or a tag names him; the name is copied. */
void say_author(struct reading *r, enum carrier carrier, const char *name, size_t len);

/* 反诈 警方, 反诈,警方: words between signs, or between blanks where there are no signs. */
void say_keywords(struct reading *r, enum carrier carrier, const char *text, size_t len);

/* Has anything been said of the field so far? */
bool is_said(const struct reading *r, enum field field);

/* ---- asking ---- */

bool is_people_credit(uint8_t kind);
bool is_body_block(const struct reading *r, int32_t block);

/* Captions name photographers, other stories their own people. */
bool is_elsewhere(const struct reading *r, int32_t block);

/* The first block that may hold facts above the body. */
int32_t head_start(const struct reading *r);

/* A name that can stand alone as an author. */
bool is_person(const struct reading *r, const char *text, size_t len);

/* The first plausible medium among the words of a text without labels; false when there is none. */
bool say_plausible_source(struct reading *r, enum carrier carrier, const char *text, size_t len);

enum { CREDITS_MAX = 16, LINE_CHARS_MAX = 160, WEAK_CHARS_MAX = 45 };

/* The breadcrumb above the headline: meta->channel. False only when the arena is full. */
bool read_channel(const struct reading *r, struct text_list *channel);

/* Publication and change by all that was said of them. */
void settle_dates(const struct reading *r, struct date *published, struct date *modified);

#endif
