/*
 * page.c - puts lines together. A column of a grid has a wanted width; it grows by what its widest
 * text needs, with one blank in front at least (two before texts that start at the left).
 */
#include "page.h"

#include "utf8.h"

#include <stdlib.h>
#include <string.h>

void
page_add_bytes(struct page *page, const char *bytes, size_t length)
{
    memory_grow((void **)&page->text, &page->capacity, page->size + length + 1, 1);
    memcpy(page->text + page->size, bytes, length);
    page->size += length;
    page->text[page->size] = '\0';
}

void
page_add(struct page *page, const char *text)
{
    page_add_bytes(page, text, strlen(text));
}

/* Columns of the present line. */
static size_t
present(const struct page *page)
{
    size_t start = page->size;

    while (start > 0 && page->text[start - 1] != '\n')
        start--;
    return page->size == start ? 0 : utf8_width(page->text + start, page->size - start);
}

static void
blanks(struct page *page, size_t count)
{
    while (count-- > 0)
        page_add_bytes(page, " ", 1);
}

void
page_fill(struct page *page, size_t column)
{
    size_t now = present(page);

    if (column > now)
        blanks(page, column - now);
}

void
page_end(struct page *page)
{
    while (page->size > 0 && page->text[page->size - 1] == ' ')
        page->size--;
    page_add_bytes(page, "\n", 1);
    page->lines++;
}

void
page_line(struct page *page, const char *text)
{
    page_add(page, text);
    page_end(page);
}

void
page_free(struct page *page)
{
    free(page->text);
    *page = (struct page){0};
}

void
pieces_add(struct pieces *pieces, struct pool *pool, const char *text)
{
    memory_grow((void **)&pieces->items, &pieces->capacity, pieces->count + 1,
                sizeof *pieces->items);
    pieces->items[pieces->count++] = pool_text(pool, text, strlen(text));
}

void
pieces_free(struct pieces *pieces)
{
    free(pieces->items);
    *pieces = (struct pieces){0};
}

void
page_pieces(struct page *page, const struct pieces *pieces, size_t indent, size_t width,
            size_t most)
{
    size_t lines = 1, i;

    if (pieces->count == 0)
        return;
    blanks(page, indent);
    for (i = 0; i < pieces->count; i++) {
        size_t wide = utf8_width(pieces->items[i], strlen(pieces->items[i]));
        size_t now = present(page);

        if (now > indent && now + 3 + wide > width) {
            if (lines == most) {
                page_add(page, "   ...");
                break;
            }
            page_end(page);
            lines++;
            blanks(page, indent);
        } else if (now > indent) {
            blanks(page, 3);
        }
        page_add(page, pieces->items[i]);
    }
    page_end(page);
}

void
grid_start(struct grid *grid, const struct column *columns, size_t count, size_t indent)
{
    *grid = (struct grid){.columns = columns, .count = count, .indent = indent};
}

void
grid_cell(struct grid *grid, const char *text)
{
    memory_grow((void **)&grid->cells, &grid->capacity, grid->used + 1, sizeof *grid->cells);
    grid->cells[grid->used++] = pool_text(&grid->pool, text ? text : "", text ? strlen(text) : 0);
}

static size_t
cell_width(const struct grid *grid, size_t cell)
{
    return utf8_width(grid->cells[cell], strlen(grid->cells[cell]));
}

/* Blanks in front of a column's widest text. */
static size_t
gap(const struct grid *grid, size_t column)
{
    if (column == 0)
        return 0;
    return grid->columns[column].align == 'r' ? 1 : 2;
}

static size_t
column_width(const struct grid *grid, size_t column)
{
    size_t width = (size_t)grid->columns[column].width, i;

    for (i = column; i < grid->used; i += grid->count)
        if (cell_width(grid, i) + gap(grid, column) > width)
            width = cell_width(grid, i) + gap(grid, column);
    return width;
}

static void
print_cell(const struct grid *grid, struct page *page, size_t cell, size_t start, size_t width)
{
    size_t column = cell % grid->count, wide = cell_width(grid, cell), room = width - wide;

    if (grid->columns[column].align == 'l')
        page_fill(page, start + gap(grid, column));
    else if (grid->columns[column].align == 'r')
        page_fill(page, start + room);
    else
        page_fill(page, start + gap(grid, column) + (width - gap(grid, column) - wide + 1) / 2);
    page_add(page, grid->cells[cell]);
}

void
grid_print(struct grid *grid, struct page *page)
{
    size_t *widths = memory_new(grid->count, sizeof *widths), i, start = 0;

    for (i = 0; i < grid->count; i++)
        widths[i] = column_width(grid, i);
    for (i = 0; i < grid->used; i++) {
        size_t column = i % grid->count;

        if (column == 0)
            start = grid->indent;
        print_cell(grid, page, i, start, widths[column]);
        start += widths[column];
        if (column == grid->count - 1)
            page_end(page);
    }
    free(widths);
    free(grid->cells);
    pool_free(&grid->pool);
    *grid = (struct grid){0};
}
