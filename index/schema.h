/* schema - what stands in an index: the prefixes of its terms, its value
 * slots, its metadata keys and the blob of a document.
 *
 * Folded text (terms.h) has no capital ASCII letters, so that a prefix of
 * capitals can never be mistaken for text.  A term is PREFIX + term of
 * terms.h; the searchable text itself (title, subtitle, text) has no prefix:
 *
 *     诈骗  目1        two neighbouring characters, the first of them CJK
 *     B1亿  B77        the same, the first of them a letter or digit
 *     骗  Be           the last character of a run, where no pair begins with it
 *     goip  2770  1.17 a whole token of letters and digits
 *     W公安机关        a dictionary word of three characters and more (words
 *                      of two characters are their pair)
 *     S诈骗 SB1亿 SW公安机关   the title once more
 *
 * Fields of text are cut in the same way, fields of names stand whole. */
#ifndef JIANBAO_INDEX_SCHEMA_H
#define JIANBAO_INDEX_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/deflate.h"
#include "base/fault.h"
#include "extract/record.h"
#include "index/store.h"

/* Raised when terms, slots or blobs change their meaning: an index of another
 * number is refused with the advice to build it anew. */
enum { SCHEMA_VERSION = 3, TERMS_VERSION = 1 };

/* ---- prefixes: text, cut by terms.h */
#define PREFIX_TITLE "S"  /* title and subtitle */
#define PREFIX_SOURCE "M" /* medium */
#define PREFIX_AUTHOR "A" /* authors and contributors */
#define PREFIX_EDITOR "E"
#define PREFIX_CHANNEL "C"
#define PREFIX_KEYWORD "K"
#define PREFIX_METRIC "G"  /* figures: metric, place and actor of every figure */
#define PREFIX_CAPTION "P" /* captions of pictures */

/* ---- prefixes: whole values */
#define PREFIX_ID "Q"   /* the record's id as it stands: one document each */
#define PREFIX_URL "U"  /* canonical_url, else url, as it stands (long ones hashed: term_bound()) */
#define PREFIX_SITE "H" /* host, and each domain above it down to the registrable one */
#define PREFIX_LANG "L" /* zh-Hans, zh-Hant */
#define PREFIX_UNIT "V" /* folded unit of a figure: V元 */
#define PREFIX_HAS                                                                                         \
    "XHAS" /* XHASimage XHAScaption XHASfigure XHASauthor XHASeditor XHASsource XHASdate XHAStable XHASurl \
            */
#define PREFIX_FLAG "XFLAG" /* flags[] as they stand */
#define PREFIX_YEAR "Y"     /* Y2021 */
#define PREFIX_MONTH "YM"   /* YM202110 */
#define PREFIX_SKETCH "F"   /* bands of the fingerprint (fingerprint.h) */

/* ---- value slots: bytes that compare in their order */
enum schema_slot {
    SLOT_DATE,    /* "202110291741", "20211029", "202110", "2021"; empty when unknown */
    SLOT_ID,      /* the record's id: breaks ties, so that shards do not matter */
    SLOT_CLUSTER, /* id of the record whose reprint this is, or its own: collapse on it */
    SLOT_SOURCE,  /* as it stands */
    SLOT_SITE,    /* host */
    SLOT_CHANNEL, /* joined with SCHEMA_JOIN */
    SLOT_AUTHOR,  /* authors joined with SCHEMA_JOIN */
    SLOT_ADDED,   /* number of the commit that brought this version, 8 hex digits: --since-last */
    SLOT_COUNT
};
#define SCHEMA_JOIN '\037'

/* ---- metadata keys */
#define META_SCHEMA "schema" /* SCHEMA_VERSION */
#define META_TERMS \
    "terms" /* TERMS_VERSION "/" dictionary_version(): dictionary and tables that it was built with */
#define META_CORPUS \
    "corpus" /* of this database: 16 hex digits, the sum of corpus_part() over its documents */
#define META_COMMITS "commits" /* how many commits, decimal */

/* ---- the blob of a document: the record in two compressed parts (deflate.h), so
 * that a phrase is checked without unpacking and parsing JSON.
 *
 *     CRC-32 of the rest (4 bytes), layout number (1 byte),
 *     lengths: title, subtitle, text, JSON, packed first part, id (6 × 4 bytes),
 *     the first 8 bytes of the SHA-256 of both parts unpacked,
 *     the id, not packed: a list of ids needs no more,
 *     first part: title \n subtitle \n text,
 *     second part: the record as JSON without these three, without the
 *     fingerprint and empty fields; the sentence of a figure is its place in
 *     the text
 *
 * Numbers are little endian.  title \n subtitle \n text is the searchable
 * text: what terms without prefix were made of, and what a quoted phrase is
 * checked against (once folded). */
struct blob {
    const char *searchable; /* title \n subtitle \n text */
    size_t searchable_len;
    const char *title, *subtitle, *text; /* parts of it, not NUL-terminated */
    size_t title_len, subtitle_len, text_len;
    const char *rest; /* JSON, packed */
    size_t rest_len, json_len;
};

/* `blob` points into `plain`, the working memory, which holds both parts unpacked. */
bool blob_pack(struct deflater *deflater, const struct record *r, struct buf *plain, struct buf *out,
               struct blob *blob, struct fault *fault);

/* The id of the record, within `bytes`; {NULL, 0} when they are no blob.  The checksum is not looked at. */
struct store_bytes blob_id(const char *bytes, size_t len);

/* Unpacks the first part into the arena; the second still points into `bytes`.
 * FAULT_DAMAGE when the checksum or a length is wrong, FAULT_MEMORY. */
bool blob_open(const char *bytes, size_t len, struct arena *arena, struct blob *blob, struct fault *fault);

/* The whole record again, in the arena; its text is the blob's. */
bool blob_record(const struct blob *blob, struct arena *arena, struct record *r, struct fault *fault);

/* What a document adds to the id of its corpus: 64 bits of the SHA-256 of what it holds, as its blob states
 * them.  The sum depends neither on order nor on shards nor on how it was packed. */
uint64_t corpus_part(const char *blob, size_t len);

/* SLOT_DATE of an ISO 8601 date: its digits; "" when it is none. */
const char *schema_date(const char *iso, char out[16]);

/* Does META_SCHEMA and META_TERMS as read from an index fit this program and
 * this dictionary version?  FAULT_INPUT with the advice to rebuild. */
bool schema_fits(const char *schema, const char *terms, const char *dictionary_version, struct fault *fault);

#endif
