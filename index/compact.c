#include "index/compact.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/store.h"

enum { OPEN_FOLDERS = 8 };

bool folder_beside(const char *path, const char *ending, char out[FOLDER_PATH], struct fault *fault)
{
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/')
        len--;
    int n = snprintf(out, FOLDER_PATH, "%.*s%s", (int)len, path, ending);
    return (n > 0 && n < FOLDER_PATH) || fault_set(fault, FAULT_USAGE, "the path of the index is too long");
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *place)
{
    (void)st, (void)type, (void)place;
    return remove(path);
}

bool folder_remove(const char *path, struct fault *fault)
{
    return nftw(path, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS) == 0 || errno == ENOENT ||
           fault_set_errno(fault, FAULT_IO, "cannot remove '%s'", path);
}

static bool sync_parent(const char *path)
{
    char parent[FOLDER_PATH];
    snprintf(parent, sizeof parent, "%s", path);
    char *slash = strrchr(parent, '/');
    if (slash)
        slash[slash == parent] = '\0';
    int folder = open(slash ? parent : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = folder >= 0 && fsync(folder) == 0;
    if (folder >= 0)
        close(folder);
    return ok;
}

bool folder_replace(const char *path, const char *other, struct fault *fault)
{
    if (renameat2(AT_FDCWD, other, AT_FDCWD, path, RENAME_EXCHANGE) != 0 || !sync_parent(other))
        return fault_set_errno(fault, FAULT_IO, "cannot exchange '%s' and '%s'", other, path);
    return folder_remove(other, fault);
}

bool compact_folder(const char *path, struct fault *fault)
{
    char other[FOLDER_PATH];
    struct fault ignored = {.code = FAULT_NONE}; /* the first one is told */
    if (!folder_beside(path, ".compact", other, fault) || !folder_remove(other, fault))
        return false;
    if (store_compact(&path, 1, other, fault))
        return folder_replace(path, other, fault);
    folder_remove(other, &ignored);
    return false;
}
