/*
 * replay.c - gives every file of a folder to a fuzz target, in order of names, without libFuzzer: so
 * what was found once stays found. A file that is bad aborts, and the last name printed is its own.
 */
#include <dirent.h>

#include "fuzz.h"

static int
by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static uint8_t *
read_file(const char *path, size_t *out_size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = NULL;
    size_t size = 0, capacity = 0;

    MUST(file != NULL);
    while (!feof(file) && !ferror(file)) {
        if (size == capacity) {
            capacity = capacity ? capacity * 2 : 4096;
            bytes = realloc(bytes, capacity);
            MUST(bytes != NULL);
        }
        size += fread(bytes + size, 1, capacity - size, file);
    }
    MUST(!ferror(file));
    fclose(file);
    *out_size = size;
    return bytes;
}

/* A copy of its own size, so that reading past the end is noticed. */
static void
replay(const char *path)
{
    size_t size;
    uint8_t *bytes = read_file(path, &size), *exact = malloc(size ? size : 1);

    MUST(exact != NULL);
    memcpy(exact, bytes, size);
    free(bytes);
    printf("%s\n", path);
    fflush(stdout);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

static size_t
list(const char *folder, char ***out_names)
{
    DIR *directory = opendir(folder);
    size_t count = 0, capacity = 0;
    struct dirent *entry;
    char **names = NULL;

    MUST(directory != NULL);
    while ((entry = readdir(directory))) {
        size_t length = strlen(folder) + strlen(entry->d_name) + 2;

        if (entry->d_name[0] == '.')
            continue;
        if (count == capacity) {
            capacity = capacity ? capacity * 2 : 64;
            names = realloc(names, capacity * sizeof *names);
            MUST(names != NULL);
        }
        names[count] = malloc(length);
        MUST(names[count] != NULL);
        snprintf(names[count++], length, "%s/%s", folder, entry->d_name);
    }
    closedir(directory);
    if (count)
        qsort(names, count, sizeof *names, by_name);
    *out_names = names;
    return count;
}

int
main(int argc, char **argv)
{
    size_t count = 0;
    char **names;

    for (int i = 1; i < argc; i++) {
        size_t files = list(argv[i], &names);

        for (size_t file = 0; file < files; file++) {
            replay(names[file]);
            free(names[file]);
        }
        free(names);
        count += files;
    }
    printf("%zu inputs\n", count);
    return count ? 0 : 1;
}
