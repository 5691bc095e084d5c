/* cite - a record as an entry of a bibliography.
 *
 *   RIS       TY - NEWS … ER (Research Information Systems, 2011 tag list)
 *   BibTeX    @article where the medium is named, else @misc
 *   CSL-JSON  an object of type article-newspaper (Citation Style Language 1.0.2)
 *   GB/T 7714-2015   作者. 题名[N]. 报名, 2021-10-29[引用日期]. 网址.        source is a newspaper (…报)
 *                    作者. 题名[EB/OL]. 来源, (2021-10-29)[引用日期]. 网址.  any other
 * The access date is the day on which the page was fetched; without one it is left out. */
#ifndef JIANBAO_QUERY_CITE_H
#define JIANBAO_QUERY_CITE_H

#include <stdbool.h>

#include "base/buf.h"
#include "extract/record.h"

bool cite_ris(const struct record *r, struct buf *out);
bool cite_bibtex(const struct record *r, struct buf *out);
bool cite_gbt7714(const struct record *r, struct buf *out);
bool cite_csl(const struct record *r, struct buf *out,
              struct fault *fault); /* one object, no newline behind it */

#endif
