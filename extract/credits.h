/* credits - who and where from: the lines in which a Chinese page names its
 * source, reporters, editors and everybody else.
 *
 *     来源：河湾日报 2021-10-29 17:41        本文来源：河湾网责任编辑：张明_NF4425
 *     记者 张明 通讯员 李小芳                 （责编：王芳、刘伟）
 *     文/张明 图/李小芳                       記者張明／台北報導
 *     2012年03月05日08:12 来源:河湾网 作者:张明 编辑:王芳
 *
 * A line is read as labels with values behind them; a value ends where the
 * next label begins.  Labels, surnames and the words that end or spoil a name
 * are data: credits/labels.txt, names.txt (their format is told there).
 * Pure; values are slices of the text, lists live in the arena. */
#ifndef JIANBAO_EXTRACT_CREDITS_H
#define JIANBAO_EXTRACT_CREDITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"

enum credit_kind {
    CREDIT_SOURCE,
    CREDIT_AUTHOR,
    CREDIT_EDITOR,      /* 责任编辑, the one who answers for the page */
    CREDIT_SUBEDITOR,   /* 编辑 */
    CREDIT_CONTRIBUTOR, /* 通讯员, 摄影 …: `role` says which */
    CREDIT_DATE,
    CREDIT_MODIFIED,
    CREDIT_ORIGINAL, /* 原标题 */
    CREDIT_KEYWORDS,
    CREDIT_STOP /* 字号, 阅读: no value, but the one before ends here */
};

struct credit {
    uint8_t kind;
    bool separated;    /* a colon or the like stands behind the label */
    const char *role;  /* as in the lexicon: 责任编辑, 通讯员 */
    const char *value; /* blanks trimmed */
    size_t len;
    size_t start; /* of the label, bytes of the text */
};

struct person {
    const char *name; /* in the arena */
    const char *role; /* NULL: as the credit; else what stood behind the name: 摄影 */
};

struct credit_lexicon;

/* Loads DATA/credits.  FAULT_IO, FAULT_INPUT (file and line named), FAULT_MEMORY. */
struct credit_lexicon *credit_lexicon_load(const char *data_dir, struct fault *fault);
void credit_lexicon_free(struct credit_lexicon *lexicon);

/* Tries the examples of the files; a line in `report` for each that fails. Returns how many. */
size_t credit_lexicon_check(const struct credit_lexicon *lexicon, struct buf *report);

/* The credits of a line in order, at most `max`; returns how many. */
size_t credits_read(const struct credit_lexicon *lexicon, const char *text, size_t len,
                    struct credit *credits, size_t max);

/* The medium in the value of a source credit or in text beside a date: cut at
 * blanks, brackets and stop words.  Returns its length, 0 when there is none; *value is moved to it. */
size_t credit_source(const struct credit_lexicon *lexicon, const char **value, size_t len);

/* The people in the value of a credit; organisations and 佚名 are none.
 * Returns how many, at most `max`; SIZE_MAX when the arena is full. */
size_t credit_people(const struct credit_lexicon *lexicon, const struct credit *credit, struct arena *arena,
                     struct person *people, size_t max);

/* A Chinese name of 2 to 4 characters that begins with a surname. */
bool credit_is_name(const struct credit_lexicon *lexicon, const char *text, size_t len);

/* Ends like a medium or an organisation: …日报, …网, …客户端, …党支部. */
bool credit_is_organisation(const struct credit_lexicon *lexicon, const char *text, size_t len);

/* A value that names nobody: 原创, 佚名, 本站, and words that stand behind names: 报道. */
bool credit_is_nobody(const struct credit_lexicon *lexicon, const char *text, size_t len);

/* Begins with a word of the stop list: 字号, 浏览, 首页 … */
bool credit_is_stop(const struct credit_lexicon *lexicon, const char *text, size_t len);

#endif
