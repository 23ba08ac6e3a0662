/*
 * utf8.h - checking, counting and measuring text in UTF-8.
 */
#ifndef REPORT_UTF8_H
#define REPORT_UTF8_H

#include <stddef.h>

/** Bytes of the character at the start of text, 0 when they are no UTF-8 (RFC 3629: no overlong
    forms, no surrogates, nothing above U+10FFFF). */
size_t utf8_character(const char *text, size_t length);

/** Position of the first byte that is no UTF-8, or a NUL; `length` when all are. */
size_t utf8_check(const char *text, size_t length);

/** Characters in text that was checked. */
size_t utf8_count(const char *text, size_t length);

/** Columns that text takes on a terminal: marks 0, wide East Asian characters 2, others 1. */
size_t utf8_width(const char *text, size_t length);

/** Bytes of the longest beginning of text that takes at most `width` columns. */
size_t utf8_cut(const char *text, size_t length, size_t width);

#endif
