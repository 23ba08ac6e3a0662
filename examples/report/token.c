/*
 * token.c - cuts a line of a map file into words, quoted texts and signs. A sign of a word's own
 * (dots, minus, percent, slashes) stays inside it; a comment begins with # at the start of the line
 * or between blanks.
 */
#include "token.h"

#include "utf8.h"

#include <string.h>

struct cutter {
    struct tokens *tokens;
    struct pool *pool;
    const char *line;
    size_t length, at;
    struct place place;
    struct fault *fault;
};

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct place
here(const struct cutter *cutter)
{
    struct place place = cutter->place;

    place.column = utf8_count(cutter->line, cutter->at) + 1;
    return place;
}

static struct token *
add(struct cutter *cutter, enum token_type type)
{
    struct tokens *tokens = cutter->tokens;
    struct token *token;

    memory_grow((void **)&tokens->items, &tokens->capacity, tokens->count + 1, sizeof *token);
    token = &tokens->items[tokens->count++];
    *token = (struct token){type, "", 0, false, here(cutter)};
    token->attached = cutter->at > 0 && !is_blank(cutter->line[cutter->at - 1]);
    return token;
}

/* A text in quotes, in which a doubled quote is one. */
static bool
cut_quoted(struct cutter *cutter, char quote)
{
    struct place open = here(cutter);
    struct token *token = add(cutter, quote == '"' ? TOKEN_TEXT : TOKEN_COLUMN);
    char *text = pool_new(cutter->pool, cutter->length - cutter->at + 1);
    size_t size = 0;

    for (cutter->at++; cutter->at < cutter->length; cutter->at++) {
        if (cutter->line[cutter->at] == quote) {
            if (cutter->at + 1 == cutter->length || cutter->line[cutter->at + 1] != quote) {
                cutter->at++;
                text[size] = '\0';
                token->text = text;
                return true;
            }
            cutter->at++;
        }
        text[size++] = cutter->line[cutter->at];
    }
    return fault_at(cutter->fault, open, "a quote is opened here and not closed on this line");
}

static bool
cut_number(struct cutter *cutter)
{
    struct token *token = add(cutter, TOKEN_NUMBER);

    for (cutter->at++; cutter->at < cutter->length; cutter->at++) {
        char c = cutter->line[cutter->at];

        if (c < '0' || c > '9')
            break;
        if (token->number > 100000)
            return fault_at(cutter->fault, token->place, "no file has that many columns");
        token->number = token->number * 10 + (c - '0');
    }
    if (token->number < 1)
        return fault_at(cutter->fault, token->place, "expected # and a number from 1, as in #2");
    return true;
}

static void
cut_word(struct cutter *cutter)
{
    struct token *token = add(cutter, TOKEN_WORD);
    size_t start = cutter->at;

    while (cutter->at < cutter->length && !is_blank(cutter->line[cutter->at]) &&
           !strchr("=+,\"`#!", cutter->line[cutter->at]))
        cutter->at++;
    token->text = pool_text(cutter->pool, cutter->line + start, cutter->at - start);
}

static bool
comment_here(const struct cutter *cutter)
{
    const char *line = cutter->line;
    size_t at = cutter->at;

    if (line[at] != '#')
        return false;
    if (at == 0 || cutter->tokens->count == 0)
        return true;
    return is_blank(line[at - 1]) && (at + 1 == cutter->length || is_blank(line[at + 1]));
}

static bool
cut_sign(struct cutter *cutter, enum token_type type, size_t length)
{
    add(cutter, type);
    cutter->at += length;
    return true;
}

static bool
cut_one(struct cutter *cutter)
{
    switch (cutter->line[cutter->at]) {
    case '"':
    case '`':
        return cut_quoted(cutter, cutter->line[cutter->at]);
    case '#':
        return cut_number(cutter);
    case '=':
        return cut_sign(cutter, TOKEN_EQUAL, 1);
    case '+':
        return cut_sign(cutter, TOKEN_PLUS, 1);
    case ',':
        return cut_sign(cutter, TOKEN_COMMA, 1);
    case '!':
        if (cutter->at + 1 < cutter->length && cutter->line[cutter->at + 1] == '=')
            return cut_sign(cutter, TOKEN_NOT_EQUAL, 2);
        return fault_at(cutter->fault, here(cutter), "! means nothing without = (use quotes)");
    default:
        cut_word(cutter);
        return true;
    }
}

bool
tokens_read(struct tokens *tokens, struct pool *pool, const char *line, size_t length,
            struct place place, struct fault *fault)
{
    struct cutter cutter = {tokens, pool, line, length, 0, place, fault};

    tokens->count = tokens->at = 0;
    while (cutter.at < length) {
        if (is_blank(line[cutter.at]))
            cutter.at++;
        else if (comment_here(&cutter))
            break;
        else if (!cut_one(&cutter))
            return false;
    }
    add(&cutter, TOKEN_END);
    return true;
}

const struct token *
tokens_peek(const struct tokens *tokens)
{
    return &tokens->items[tokens->at];
}

const struct token *
tokens_next(struct tokens *tokens)
{
    const struct token *token = &tokens->items[tokens->at];

    if (token->type != TOKEN_END)
        tokens->at++;
    return token;
}

bool
tokens_take(struct tokens *tokens, enum token_type type)
{
    if (tokens_peek(tokens)->type != type)
        return false;
    tokens_next(tokens);
    return true;
}

bool
token_is(const struct token *token, const char *word)
{
    return token->type == TOKEN_WORD && strcmp(token->text, word) == 0;
}

bool
tokens_take_word(struct tokens *tokens, const char *word)
{
    if (!token_is(tokens_peek(tokens), word))
        return false;
    tokens_next(tokens);
    return true;
}
