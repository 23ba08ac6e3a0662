/*
 * test_api_covered.c - lists every function that a public header declares with CRM_API, and fails
 * for each that no scenario names and no line of the exemption file explains; and for each line
 * there that explains nothing.
 *
 * Arguments: the exemption file, the headers, the sources of the scenarios (told apart by .h and .c).
 * A name counts as called where it stands as a whole word outside comments and quotes. Each
 * scenario has to be run by something.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text {
    char *bytes;
    size_t length;
};

static struct text
read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    struct text text = {NULL, 0};
    size_t capacity = 1 << 20;

    text.bytes = calloc(1, capacity);
    if (!file || !text.bytes) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(2);
    }
    text.length = fread(text.bytes, 1, capacity - 1, file);
    fclose(file);
    return text;
}

/* What stands in comments and in quotes calls nothing. */
static void
blank_words(struct text *text)
{
    char inside = 0; /* '*' in a comment, or the quote that ends it */

    for (size_t i = 0; i + 1 < text->length; i++) {
        char c = text->bytes[i], next = text->bytes[i + 1];

        if (inside == '*' ? c == '*' && next == '/' : inside && c == inside) {
            text->bytes[i] = ' ';
            if (inside == '*')
                text->bytes[++i] = ' ';
            inside = 0;
            continue;
        }
        if (inside && inside != '*' && c == '\\')
            text->bytes[i + 1] = ' ';
        if (!inside && c == '/' && next == '*')
            inside = '*';
        else if (!inside && (c == '"' || c == '\''))
            inside = c;
        else if (!inside)
            continue;
        if (c != '\n')
            text->bytes[i] = ' ';
    }
}

static bool
is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static bool
has_word(const struct text *text, const char *word, size_t length)
{
    const char *at = text->bytes;

    while ((at = strstr(at, word)) != NULL) {
        if ((at == text->bytes || !is_word(at[-1])) && !is_word(at[length]))
            return true;
        at += length;
    }
    return false;
}

/* The name declared after CRM_API: the word before the first parenthesis. */
static const char *
name_declared(char *at, size_t *out_length)
{
    char *end = strchr(at, '('), *start;

    if (!end)
        return NULL;
    while (end > at && !is_word(end[-1]))
        end--;
    start = end;
    while (start > at && is_word(start[-1]))
        start--;
    *out_length = (size_t)(end - start);
    return start;
}

static bool
is_exempt(const struct text *exempt, const char *name, size_t length)
{
    const char *line = exempt->bytes;

    while (line && *line) {
        if (strncmp(line, name, length) == 0 && line[length] == ':')
            return true;
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    return false;
}

struct count {
    size_t functions, called, exempt, missing;
};

static void
judge_header(struct text *header, const struct text *sources, size_t source_count,
             const struct text *exempt, struct count *count)
{
    char *at = header->bytes;

    while ((at = strstr(at, "CRM_API ")) != NULL) {
        char name[128];
        size_t length;
        const char *start = name_declared(at += 8, &length);
        bool called = false;

        if (at - header->bytes >= 15 && memcmp(at - 15, "define CRM_API ", 15) == 0)
            continue;
        if (!start || length >= sizeof name)
            continue;
        memcpy(name, start, length);
        name[length] = '\0';
        for (size_t i = 0; i < source_count && !called; i++)
            called = has_word(&sources[i], name, length);
        count->functions++;
        count->called += called;
        if (called)
            continue;
        if (is_exempt(exempt, name, length)) {
            count->exempt++;
            continue;
        }
        printf("no scenario calls %s\n", name);
        count->missing++;
    }
}

/* How often a word stands in all sources. */
static size_t
times(const struct text *sources, size_t count, const char *word, size_t length)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        const char *at = sources[i].bytes;

        while ((at = strstr(at, word)) != NULL) {
            found += (at == sources[i].bytes || !is_word(at[-1])) && !is_word(at[length]);
            at += length;
        }
    }
    return found;
}

/* Scenarios (functions run_... at the start of a line) that stand nowhere else, the list of
   scenarios.c included, run nowhere and cover nothing. */
static size_t
run_nowhere(const struct text *source, const struct text *sources, size_t count)
{
    const char *at = source->bytes;
    size_t missing = 0;

    while ((at = strstr(at, "\nrun_")) != NULL) {
        char name[128];
        size_t length = 0;

        for (at++; is_word(at[length]) && length + 1 < sizeof name; length++)
            name[length] = at[length];
        name[length] = '\0';
        if (at[length] != '(' || times(sources, count, name, length) > 1)
            continue;
        printf("nothing runs %s\n", name);
        missing++;
    }
    return missing;
}

static size_t
lines_of(const struct text *exempt)
{
    size_t lines = 0;

    for (const char *line = exempt->bytes; line && *line;) {
        lines += strncmp(line, "crm_", 4) == 0;
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    return lines;
}

static bool
ends_in(const char *path, const char *tail)
{
    size_t length = strlen(path), tail_length = strlen(tail);

    return length > tail_length && strcmp(path + length - tail_length, tail) == 0;
}

int
main(int argc, char **argv)
{
    struct text sources[64], exempt;
    struct count count = {0};
    size_t source_count = 0;

    if (argc < 4)
        return 2;
    exempt = read_file(argv[1]);
    for (int i = 2; i < argc && source_count < 64; i++) {
        if (!ends_in(argv[i], ".c"))
            continue;
        sources[source_count] = read_file(argv[i]);
        blank_words(&sources[source_count++]);
    }
    for (size_t i = 0; i < source_count; i++)
        count.missing += run_nowhere(&sources[i], sources, source_count);
    for (int i = 2; i < argc; i++) {
        struct text header;

        if (!ends_in(argv[i], ".h"))
            continue;
        header = read_file(argv[i]);
        blank_words(&header);
        judge_header(&header, sources, source_count, &exempt, &count);
        free(header.bytes);
    }
    for (size_t i = 0; i < source_count; i++)
        free(sources[i].bytes);
    printf("%zu functions, %zu called by scenarios, %zu exempt, %zu missing\n", count.functions,
           count.called, count.exempt, count.missing);
    if (lines_of(&exempt) != count.exempt)
        printf("the exemption file has lines that explain nothing\n");
    if (lines_of(&exempt) != count.exempt || count.functions == 0 || count.missing)
        return 1;
    free(exempt.bytes);
    return 0;
}
