/* script - whether a page is written in Traditional or Simplified characters. */
#ifndef JIANBAO_EXTRACT_SCRIPT_H
#define JIANBAO_EXTRACT_SCRIPT_H

#include <stdbool.h>

#include "extract/page.h"

/* Counts characters that exist in one script only, in prose before all else;
 * a page without any is Simplified. */
bool script_is_traditional(const struct page *page);

#endif
