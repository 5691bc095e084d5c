#include "index/compact.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/store.h"

enum { PATH_BYTES = 4096 };

/* A database folder holds files only. */
static bool remove_folder(const char *path, struct fault *fault)
{
    DIR *folder = opendir(path);
    if (!folder)
        return errno == ENOENT || fault_set_errno(fault, FAULT_IO, "cannot open '%s'", path);
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(folder), entry->d_name, 0);
    }
    closedir(folder);
    return rmdir(path) == 0 || fault_set_errno(fault, FAULT_IO, "cannot remove '%s'", path);
}

bool compact_folder(const char *path, struct fault *fault)
{
    char other[PATH_BYTES];
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/')
        len--;
    int n = snprintf(other, sizeof other, "%.*s.compact", (int)len, path);
    if (n <= 0 || n >= PATH_BYTES)
        return fault_set(fault, FAULT_USAGE, "the path of the index is too long");
    if (!remove_folder(other, fault))
        return false;
    if (!store_compact(&path, 1, other, fault)) {
        struct fault ignored = {.code = FAULT_NONE}; /* the first one is told */
        remove_folder(other, &ignored);
        return false;
    }
    if (renameat2(AT_FDCWD, other, AT_FDCWD, path, RENAME_EXCHANGE) != 0)
        return fault_set_errno(fault, FAULT_IO, "cannot exchange '%s' and '%s'", other, path);
    return remove_folder(other, fault);
}
