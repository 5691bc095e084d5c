/* dictionary - the tables behind terms.h: what a character folds to, what
 * class it has, which strings are words and how likely.
 *
 * Both files are written by compile-fold and compile-words at build time, in
 * the byte order of the machine that built them, and mapped read-only.
 *
 *   fold.bin   magic, sum, fold[65536] (uint16), class[65536] (uint8), number of pairs, pairs of characters
 * beyond the first plane, sorted; fold = FOLD_BEYOND sends there words.bin  magic, sum, number of slots (a
 * power of two), first[65536] (uint32: node of a word's first character, 0 = none), first_cost[65536]
 * (uint16), slots: a trie whose edges are in one open-addressed table
 *
 * A cost is -1000 ln(probability) of a word, 0 = the node ends no word. */
#ifndef JIANBAO_INDEX_DICTIONARY_H
#define JIANBAO_INDEX_DICTIONARY_H

#include <stddef.h>
#include <stdint.h>

#include "index/terms.h"

/* The sums tell one build of the tables from another: dictionary_version(). */
#define FOLD_MAGIC "JBFOLD01"
#define WORDS_MAGIC "JBWORD01"
enum { DICTIONARY_MAGIC_BYTES = 8, FOLD_BEYOND = 0xFFFF };

enum character_class {
    CLASS_GAP,   /* punctuation, blanks, symbols: ends a run */
    CLASS_TOKEN, /* letters and digits that stand in words with gaps between them */
    CLASS_CJK    /* ideographs, kana, hangul, bopomofo */
};

struct fold_file {
    char magic[DICTIONARY_MAGIC_BYTES];
    uint32_t sum; /* CRC-32 of fold, class and pairs */
    uint16_t fold[65536];
    uint8_t class[65536];
    uint32_t pair_count;
    uint32_t pairs[][2];
};

struct word_slot {
    uint32_t parent; /* node; 0 = empty slot */
    uint16_t character;
    uint16_t cost;
    uint32_t child;
};

struct words_file {
    char magic[DICTIONARY_MAGIC_BYTES];
    uint32_t sum; /* CRC-32 of the slots */
    uint32_t slot_count;
    uint32_t word_count;
    uint32_t first[65536];
    uint16_t first_cost[65536];
    struct word_slot slots[];
};

struct dictionary {
    const struct fold_file *fold;
    const struct words_file *words;
    size_t fold_size, words_size;
    char version[17];
};

static inline uint32_t word_hash(uint32_t parent, uint16_t character)
{
    uint32_t h = parent * 0x9E3779B1u ^ character * 0x85EBCA6Bu;
    return h ^ h >> 15;
}

/* The node below `node` by a character, 0 = none; *cost as above. */
static inline uint32_t word_step(const struct words_file *w, uint32_t node, uint32_t cp, uint16_t *cost)
{
    if (cp > 0xFFFF)
        return 0;
    uint32_t mask = w->slot_count - 1;
    for (uint32_t i = word_hash(node, (uint16_t)cp) & mask;; i = (i + 1) & mask) {
        const struct word_slot *s = &w->slots[i];
        if (s->parent == 0)
            return 0;
        if (s->parent == node && s->character == cp) {
            *cost = s->cost;
            return s->child;
        }
    }
}

static inline unsigned character_class(const struct dictionary *d, uint32_t cp)
{
    if (cp < 0x10000)
        return d->fold->class[cp];
    return cp >= 0x20000 && cp < 0x40000 ? CLASS_CJK : CLASS_GAP;
}

#endif
