/* replay - runs a fuzz target over files instead of libFuzzer: seeds and
 * repro/ in `make check`, and AFL++ (which gives a file or standard input).
 *
 *     fuzz_decode FILE|FOLDER...      each input once; none: standard input
 *
 * Prints how many inputs it ran.  An input that breaks the target ends the
 * program by signal or by a sanitizer's report; its name was printed before. */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { INPUT_MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool run_stream(FILE *in, const char *name)
{
    uint8_t *bytes = malloc(INPUT_MAX);
    if (!bytes)
        return false;
    size_t len = fread(bytes, 1, INPUT_MAX, in);
    /* An exact copy, so that reading one byte behind it is seen. */
    uint8_t *exact = malloc(len ? len : 1);
    if (exact) {
        memcpy(exact, bytes, len);
        fprintf(stderr, "%s\n", name);
        LLVMFuzzerTestOneInput(exact, len);
    }
    free(bytes);
    free(exact);
    return exact != NULL;
}

static bool run_file(const char *path)
{
    FILE *in = fopen(path, "rb");
    if (!in) {
        perror(path);
        return false;
    }
    bool done = run_stream(in, path);
    fclose(in);
    return done;
}

/* One level of files; 0 for a folder that is not there. */
static int run_folder(const char *path, bool *good)
{
    struct dirent **entries;
    int count = 0, n = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        char name[4096];
        int len = snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.' && len > 0 && (size_t)len < sizeof name) {
            *good &= run_file(name);
            count++;
        }
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
    return count;
}

int main(int argc, char **argv)
{
    int count = 0;
    bool good = true;
    if (argc == 1) {
        good = run_stream(stdin, "standard input");
        count = 1;
    }
    for (int i = 1; i < argc; i++) {
        struct stat info;
        if (stat(argv[i], &info) == 0 && S_ISDIR(info.st_mode)) {
            count += run_folder(argv[i], &good);
        } else {
            good &= run_file(argv[i]);
            count++;
        }
    }
    printf("%d inputs\n", count);
    return good ? 0 : 1;
}
