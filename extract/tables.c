#include "extract/tables.h"

#include <string.h>

enum {
    CELL_CHARS_MAX = 300,  /* a longer cell is no cell of data */
    CELL_CHARS_USUAL = 60, /* on average */
    ROWS_MIN = 2
};

/* ------------------------------------------------------------ the decision */

struct shape {
    uint32_t rows, wide_rows, filled, chars, link_chars, longest, images;
};

static void shape_cell(struct shape *s, const struct page *page, const struct cell *cell)
{
    uint32_t chars = 0;
    for (uint32_t i = cell->first; i < cell->end; i++) {
        chars += page->blocks[i].chars;
        s->link_chars += page->blocks[i].link_chars;
        s->images += page->blocks[i].kind == BLOCK_IMAGE;
    }
    s->chars += chars;
    s->filled += chars > 0;
    if (chars > s->longest)
        s->longest = chars;
}

static bool is_data(const struct page *page, const struct cell *cells, size_t count)
{
    struct shape s = {0};
    for (size_t i = 0, in_row = 0; i < count; i++) {
        shape_cell(&s, page, &cells[i]);
        in_row++;
        if (i + 1 == count || cells[i + 1].row != cells[i].row) {
            s.rows++;
            s.wide_rows += in_row > 1;
            in_row = 0;
        }
    }
    return s.wide_rows >= ROWS_MIN && s.wide_rows * 2 >= s.rows && s.images == 0 &&
           s.longest <= CELL_CHARS_MAX && s.chars <= s.filled * CELL_CHARS_USUAL &&
           s.link_chars * 2 <= s.chars && s.filled * 2 >= count;
}

/* ---------------------------------------------------------------- the work */

/* Where a block goes. */
struct move {
    uint32_t to;
    uint32_t shift; /* of its text in the new block's */
};

static void absorb(struct block *into, const struct block *from)
{
    into->len = (uint32_t)(from->text + from->len - into->text);
    into->chars += from->chars;
    into->han += from->han;
    into->punct += from->punct;
    into->link_chars += from->link_chars;
    into->links = (uint16_t)(into->links + from->links);
    into->strong_chars = (uint16_t)(into->strong_chars + from->strong_chars);
    into->end_link = from->end_link;
}

/* The texts of a row stand one behind the other in the store, a NUL between:
 * joining them is writing another byte there. */
static void join_texts(struct block *into, const struct block *next, bool new_cell)
{
    char *seam = (char *)(uintptr_t)into->text + into->len; /* the store is ours while the page is built */
    *seam = new_cell ? '\t' : ' ';
    absorb(into, next);
}

/* Nothing stands between them in the store: no text that was left between two cells. */
static bool is_adjacent(const struct block *into, const struct block *next)
{
    return next->text == into->text + into->len + 1;
}

/* One cell's blocks into its row's block; returns the row's block.  A cell
 * behind misplaced text opens another one. */
static uint32_t take_cell(struct page *page, const struct cell *cell, bool opens_row, uint32_t row_block,
                          struct move *moves, uint32_t start, uint32_t *end)
{
    for (uint32_t i = cell->first; i < cell->end; i++) {
        const struct block *block = &page->blocks[i];
        uint32_t shift = 0;
        if ((opens_row && i == cell->first) || !is_adjacent(&page->blocks[row_block], block)) {
            row_block = (*end)++;
            page->blocks[row_block] = *block;
            page->blocks[row_block].kind = BLOCK_TABLE;
        } else {
            shift = (uint32_t)(block->text - page->blocks[row_block].text);
            join_texts(&page->blocks[row_block], block, i == cell->first);
        }
        moves[i - start] = (struct move){row_block, shift};
    }
    return row_block;
}

static uint32_t merge_rows(struct page *page, uint32_t start, const struct cell *cells, size_t count,
                           struct move *moves)
{
    uint32_t end = start, row_block = start, next = start;
    for (size_t c = 0; c < count; c++) {
        for (; next < cells[c].first; next++) { /* what stands between the cells, as a caption */
            page->blocks[end] = page->blocks[next];
            moves[next - start] = (struct move){end++, 0};
        }
        bool opens_row = c == 0 || cells[c].row != cells[c - 1].row;
        row_block = take_cell(page, &cells[c], opens_row, row_block, moves, start, &end);
        next = cells[c].end;
    }
    for (; next < page->block_count; next++) {
        page->blocks[end] = page->blocks[next];
        moves[next - start] = (struct move){end++, 0};
    }
    return end;
}

static uint32_t drop_empty(struct page *page, uint32_t start, struct move *moves)
{
    uint32_t end = start;
    for (uint32_t i = start; i < page->block_count; i++) {
        struct block block = page->blocks[i];
        moves[i - start] = (struct move){end, 0};
        if (block.len > 0 || block.kind == BLOCK_IMAGE)
            page->blocks[end++] = block;
    }
    return end;
}

static void renumber(struct page *page, uint32_t box, uint32_t start, const struct move *moves,
                     uint32_t new_end)
{
    uint32_t old_end = (uint32_t)page->block_count;
#define FOLLOW(field) ((field) >= old_end ? new_end : (field) >= start ? moves[(field) - start].to : (field))
    for (size_t i = page->box_count; i-- > box + 1;) {
        page->boxes[i].first_block = FOLLOW(page->boxes[i].first_block);
        page->boxes[i].end_block = FOLLOW(page->boxes[i].end_block);
        if (page->boxes[i].end_block == page->boxes[i].first_block && page->boxes[i].first_block < new_end)
            page->boxes[i].end_block++; /* a cell: it shares its row's block */
    }
    for (size_t i = page->link_count; i-- > 0 && page->links[i].block >= start;)
        page->links[i].block = FOLLOW(page->links[i].block);
    for (size_t i = page->image_count; i-- > 0 && page->images[i].block >= start;)
        page->images[i].block = FOLLOW(page->images[i].block);
    for (size_t i = page->time_count; i-- > 0 && page->times[i].block >= start;)
        page->times[i].block = FOLLOW(page->times[i].block);
    for (size_t i = page->mark_count; i-- > 0 && page->marks[i].block >= start;) {
        struct mark *m = &page->marks[i];
        if (m->block < old_end)
            m->start += moves[m->block - start].shift;
        m->block = FOLLOW(m->block);
    }
#undef FOLLOW
}

void table_close(struct page *page, uint32_t box, uint32_t start, const struct cell *cells, size_t count)
{
    uint32_t old_end = (uint32_t)page->block_count;
    if (old_end <= start)
        return;
    struct move *moves = arena_alloc(page->arena, (old_end - start) * sizeof *moves);
    if (!moves)
        return;
    uint32_t new_end;
    if (is_data(page, cells, count))
        new_end = merge_rows(page, start, cells, count, moves);
    else
        new_end = drop_empty(page, start, moves);
    renumber(page, box, start, moves, new_end);
    page->block_count = new_end;
}
