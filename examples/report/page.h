/*
 * page.h - text on its way out: lines, and grids whose columns are aligned by what a terminal
 * shows.
 */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "memory.h"

struct page {
    char *text; /* size bytes, then NUL once something was written */
    size_t size, capacity, lines;
};

void page_add(struct page *page, const char *text);
void page_add_bytes(struct page *page, const char *bytes, size_t length);

/** Blanks up to a column of the present line. */
void page_fill(struct page *page, size_t column);

/** End the present line; blanks at its end go. */
void page_end(struct page *page);

/** A whole line. */
void page_line(struct page *page, const char *text);

/** A whole text broken into lines of at most `width` columns, each behind `indent` blanks. Pieces
    are separated by three blanks and never broken; at most `most` lines (the last then ends in
    "..."). */
struct pieces {
    char **items;
    size_t count, capacity;
};
void pieces_add(struct pieces *pieces, struct pool *pool, const char *text);
void page_pieces(struct page *page, const struct pieces *pieces, size_t indent, size_t width,
                 size_t most);
void pieces_free(struct pieces *pieces);

void page_free(struct page *page);

/** A column of a grid: width with the blanks in front of it; wider when a text needs it. */
struct column {
    int width;
    char align; /* 'l', 'r', 'c' */
};

struct grid {
    struct pool pool;
    const struct column *columns;
    size_t count;
    size_t indent;
    char **cells;
    size_t used, capacity;
};

void grid_start(struct grid *grid, const struct column *columns, size_t count, size_t indent);

/** The next cell, row by row; NULL is an empty one. */
void grid_cell(struct grid *grid, const char *text);

/** Print all rows and free the grid. */
void grid_print(struct grid *grid, struct page *page);

#endif
