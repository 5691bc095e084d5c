/* fingerprint - does one text reprint another?
 *
 * A reprint changes the headline, adds sub-headings, edits a few dozen
 * characters; two reports of the same kind share formulas.  Both are told
 * apart by the share of common shingles (SHINGLE ideographs, letters and
 * digits in a row; punctuation and blanks left out): |A ∩ B| / |A ∪ B|.
 *
 * The fingerprint is the sketch of A. Broder, "On the resemblance and
 * containment of documents" (1997): the smallest hashes of all shingles.  Texts
 * that resemble one another share some of the very smallest, which makes
 * candidates findable; the resemblance of two candidates is then counted on
 * their texts.  Pure, re-entrant; the hash is fixed for ever (version 1). */
#ifndef JIANBAO_EXTRACT_FINGERPRINT_H
#define JIANBAO_EXTRACT_FINGERPRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"

enum {
    FINGERPRINT_SHINGLE = 6,
    FINGERPRINT_HASHES = 32,   /* at most; 8 hex digits each, ascending */
    FINGERPRINT_REPRINT = 450, /* resemblance in thousandths from which a text is a reprint */
    FINGERPRINT_SHORTEST = 20  /* characters below which a text has no fingerprint: "" */
};

/* Appends the fingerprint of a text (clean UTF-8) to out.  FAULT_MEMORY. */
bool fingerprint_make(const char *text, size_t len, struct buf *out, struct fault *fault);

/* Resemblance of two fingerprints, 0..1000, estimated (± 90). */
unsigned fingerprint_resemblance(const char *a, const char *b);

/* Resemblance of two texts, 0..1000, counted.  FAULT_MEMORY, FAULT_LIMIT for
 * a text of more than 16 million characters. */
bool fingerprint_compare(const char *a, size_t a_len, const char *b, size_t b_len, unsigned *resemblance,
                         struct fault *fault);

#endif
