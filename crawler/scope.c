#include "crawler/scope.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/url.h"

/* What a seed and an address are compared by. */
static struct url_part scope_key(enum scope_reach reach, const char *url)
{
    struct url u;
    if (!url_split(url, strlen(url), &u))
        return (struct url_part){"", 0};
    if (reach == SCOPE_DOMAIN)
        return url_domain(u.host.p, u.host.len);
    if (reach == SCOPE_PREFIX) {
        const char *end = u.path.p + u.path.len;
        while (end > u.path.p && end[-1] != '/')
            end--;
        return (struct url_part){u.host.p, (size_t)(end - u.host.p)};
    }
    struct url_part host = {u.host.p, u.host.len + (u.port.p ? u.port.len + 1 : 0)};
    if (host.len > 4 && memcmp(host.p, "www.", 4) == 0)
        host = (struct url_part){host.p + 4, host.len - 4};
    return host;
}

bool scope_add(struct scope *s, const char *url, struct fault *fault)
{
    struct url_part key = scope_key(s->reach, url);
    if (s->count > 0 && strlen(s->seeds[s->count - 1]) == key.len &&
        memcmp(s->seeds[s->count - 1], key.p, key.len) == 0)
        return true; /* long lists come host by host */
    if (s->count == s->cap) {
        size_t cap = s->cap ? 2 * s->cap : 16;
        char **seeds = realloc(s->seeds, cap * sizeof *seeds);
        if (!seeds)
            return fault_set(fault, FAULT_MEMORY, "no memory for a seed");
        s->seeds = seeds;
        s->cap = cap;
    }
    s->seeds[s->count] = strndup(key.p, key.len);
    if (!s->seeds[s->count])
        return fault_set(fault, FAULT_MEMORY, "no memory for a seed");
    s->count++;
    return true;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void scope_close(struct scope *s)
{
    if (s->count > 0)
        qsort(s->seeds, s->count, sizeof *s->seeds, compare);
}

void scope_free(struct scope *s)
{
    for (size_t i = 0; i < s->count; i++)
        free(s->seeds[i]);
    free(s->seeds);
    s->seeds = NULL;
    s->count = s->cap = 0;
}

static int compare_key(const void *key, const void *seed)
{
    const struct url_part *k = key;
    int order = strncmp(k->p, *(char *const *)seed, k->len);
    return order ? order : (*(char *const *)seed)[k->len] ? -1 : 0;
}

/* Is one of the prefixes the beginning of the address behind its scheme?  The
 * sorted neighbours are tried, longest candidates first. */
static bool has_prefix(const struct scope *s, const char *url)
{
    const char *rest = strstr(url, "://") + 3;
    for (size_t i = 0; i < s->count; i++)
        if (strncmp(rest, s->seeds[i], strlen(s->seeds[i])) == 0)
            return true;
    return false;
}

static bool is_inside(const struct scope *s, const char *url)
{
    if (s->reach == SCOPE_ANY)
        return true;
    if (s->reach == SCOPE_PREFIX)
        return has_prefix(s, url);
    struct url_part key = scope_key(s->reach, url);
    return s->count > 0 && bsearch(&key, s->seeds, s->count, sizeof *s->seeds, compare_key) != NULL;
}

static bool matches(const char *url, const char *const *patterns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fnmatch(patterns[i], url, FNM_NOESCAPE) == 0)
            return true;
    return false;
}

const char *scope_refuses(const struct scope *s, const char *url)
{
    if (matches(url, s->exclude, s->excludes))
        return "excluded by a pattern";
    if (s->includes > 0)
        return matches(url, s->include, s->includes) ? NULL : "no pattern includes it";
    return is_inside(s, url) ? NULL : "outside of the scope";
}

bool scope_is_no_page(const char *url)
{
    static const char endings[] =
        " jpg jpeg png gif bmp webp svg ico tif tiff mp3 mp4 m4a m4v avi wmv flv mov mkv wav ogg webm m3u8 ts"
        " zip rar 7z gz tgz bz2 xz tar iso exe msi apk ipa dmg deb rpm jar swf css js json woff woff2 ttf eot"
        " pdf doc docx xls xlsx ppt pptx wps psd ai csv ";
    size_t len = strcspn(url, "?#");
    size_t dot = len;
    while (dot > 0 && url[dot - 1] != '.' && url[dot - 1] != '/')
        dot--;
    size_t n = len - dot;
    if (dot == 0 || url[dot - 1] != '.' || n == 0 || n > 5)
        return false;
    char word[8] = " ";
    for (size_t i = 0; i < n; i++)
        word[1 + i] = (char)(url[dot + i] | 0x20);
    word[1 + n] = ' ';
    word[2 + n] = '\0';
    const char *authority = strstr(url, "://");
    const char *path = strchr(authority ? authority + 3 : url, '/');
    return path && path < url + dot && strstr(endings, word) != NULL;
}
