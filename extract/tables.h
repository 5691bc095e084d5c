/* tables - tells data tables from tables that lay out a page, and makes one
 * block of each row of a data table. */
#ifndef JIANBAO_EXTRACT_TABLES_H
#define JIANBAO_EXTRACT_TABLES_H

#include <stddef.h>
#include <stdint.h>

#include "extract/page.h"

/* A cell while its table is open: the blocks inside, [first, end). */
struct cell {
    uint32_t row, first, end;
};

/* Closes a table that has no table inside, whose box is `box` and whose first
 * block is `start`: the
 * blocks of each row of a data table become one, empty cells kept; from any
 * other table the empty blocks that stood for empty cells go.  Blocks move
 * down, and everything that names a block by its number follows. */
void table_close(struct page *page, uint32_t box, uint32_t start, const struct cell *cells, size_t count);

#endif
