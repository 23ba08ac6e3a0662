/*
 * token.h - the words of one line of a map file.
 */
#ifndef REPORT_TOKEN_H
#define REPORT_TOKEN_H

#include "fault.h"
#include "memory.h"

enum token_type {
    TOKEN_END,
    TOKEN_WORD,
    TOKEN_TEXT,      /* "in quotes" */
    TOKEN_COLUMN,    /* `in back quotes` */
    TOKEN_NUMBER,    /* #7 */
    TOKEN_EQUAL,     /* = */
    TOKEN_NOT_EQUAL, /* != */
    TOKEN_PLUS,      /* + */
    TOKEN_COMMA      /* , */
};

struct token {
    enum token_type type;
    const char *text; /* of words and quotes, in the pool */
    int32_t number;   /* of #7 */
    bool attached;    /* no blank before it */
    struct place place;
};

struct tokens {
    struct token *items; /* one TOKEN_END last */
    size_t count, capacity;
    size_t at; /* the next to read */
};

/** Cut a line into tokens. The text of tokens goes to the pool. */
bool tokens_read(struct tokens *tokens, struct pool *pool, const char *line, size_t length,
                 struct place place, struct fault *fault);

/** The next token; the last is TOKEN_END and stays. */
const struct token *tokens_peek(const struct tokens *tokens);
const struct token *tokens_next(struct tokens *tokens);

/** Take the next token if it is of a type; if it is a certain word. */
bool tokens_take(struct tokens *tokens, enum token_type type);
bool tokens_take_word(struct tokens *tokens, const char *word);

/** Is a token this word? */
bool token_is(const struct token *token, const char *word);

#endif
