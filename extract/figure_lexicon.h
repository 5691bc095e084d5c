/* figure_lexicon - the words that the search for figures knows, as one trie.
 *
 * The words come from text files, one word a line with tab-separated fields
 * (lexicon/figures/README).  A word may be in several files; its classes add
 * up.  Words and texts are compared folded (figure_fold), so one entry serves
 * full-width and half-width, Simplified and Traditional writing. */
#ifndef JIANBAO_EXTRACT_FIGURE_LEXICON_H
#define JIANBAO_EXTRACT_FIGURE_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "extract/figures.h"

enum word_class {
    WORD_NAME = 1 << 0,     /* has a numeral in it or before it and is no figure: 三大, 四川, 统一 */
    WORD_UNIT = 1 << 1,     /* measure word, unit of measure or currency */
    WORD_NOT_UNIT = 1 << 2, /* begins like a unit and is none: 年代, 台湾 */
    WORD_COUNTED = 1 << 3, /* noun that follows 万 or 亿 without a measure word; `unit` says which is meant */
    WORD_BEFORE = 1 << 4, /* qualifier in front of the number: 约 近 超过 */
    WORD_AFTER = 1 << 5,  /* qualifier behind the unit: 以上 左右 */
    WORD_UP = 1 << 6,
    WORD_DOWN = 1 << 7,
    WORD_YOY = 1 << 8,
    WORD_MOM = 1 << 9,
    WORD_VERB = 1 << 10,   /* what police, courts and markets do, and is then counted */
    WORD_ADVERB = 1 << 11, /* dropped from a metric: 共 累计 先后 */
    WORD_LINK = 1 << 12,   /* between a metric and its number: 达 为 有 */
    WORD_ACTOR = 1 << 13,  /* ends the name of one who acts: 公安机关 警方 法院 */
    WORD_PLACE = 1 << 14,
    WORD_REPORT = 1 << 15, /* says who says it: 介绍 获悉 据统计 */
    WORD_PREPOSITION = 1 << 16,
    WORD_TERM = 1 << 17,       /* in front of a prison term */
    WORD_CURRENCY = 1 << 18,   /* stands before the amount: 人民币 NT$ */
    WORD_PART = 1 << 19,       /* a noun that needs the metric before it: 价值 其中 */
    WORD_MONEY_HINT = 1 << 20, /* a bare 50万 behind it is money: 转账 被骗 损失 */
    WORD_SMALL = 1 << 21,      /* a measure word that makes 两 to 九 worth a row: 起 名 */
    WORD_BASE = 1 << 22,       /* opens what a change is measured against: 比 较 与 */
    WORD_TIME = 1 << 23,
    WORD_ARABIC = 1 << 24, /* a measure word only behind Arabic digits */
    WORD_ADNOMINAL = 1 << 25, /* an adverb that also modifies a noun: 平均 累计 */
    WORD_NUMERAL = 1 << 26 /* set for the glyphs that a numeral can begin with */
};

/* What a word of time means (times.tsv says it in words). */
enum time_rule {
    TIME_RULE_NONE,
    TIME_RULE_YEAR,
    TIME_RULE_MONTH,
    TIME_RULE_WEEK,
    TIME_RULE_DAY,
    TIME_RULE_SAME,
    TIME_RULE_HALF,
    TIME_RULE_QUARTER,
    TIME_RULE_QUARTERS,
    TIME_RULE_WHOLE,
    TIME_RULE_UNTIL,
    TIME_RULE_EACH,
    TIME_RULE_VAGUE,
    TIME_RULE_BASE
};

struct word {
    uint32_t classes;
    uint8_t kind;      /* WORD_UNIT: enum figure_kind */
    uint8_t qualifier; /* WORD_BEFORE, WORD_AFTER */
    uint8_t time_rule; /* WORD_TIME: enum time_rule */
    int8_t time_number;
    const char *currency; /* ISO 4217, or NULL */
    const char *unit;     /* printed instead of the word, or NULL */
    const char *unit_traditional;
};

/* A code point as the lexicon writes it: half-width, Simplified, one zero,
 * one kind of quotation marks; 0xFFFF for what lies beyond the BMP. */
uint16_t figure_fold(const struct figure_lexicon *lexicon, uint32_t cp);

/* The longest word of any of the classes that begins at c[0]; NULL when none
 * does.  *len is its length in code points. */
const struct word *figure_word(const struct figure_lexicon *lexicon, const uint16_t *c, size_t n,
                               uint32_t classes, size_t *len);

/* Is there a word of these classes that ends at c[n]?  (Longest first, up to 8 code points.) */
const struct word *figure_word_before(const struct figure_lexicon *lexicon, const uint16_t *c, size_t n,
                                      uint32_t classes, size_t *len);

/* May a word that begins with this folded code point be one of the classes? */
bool figure_word_begins(const struct figure_lexicon *lexicon, uint16_t c, uint32_t classes);

#endif
