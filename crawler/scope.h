/* scope - which addresses belong to a crawl. */
#ifndef JIANBAO_CRAWLER_SCOPE_H
#define JIANBAO_CRAWLER_SCOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

enum scope_reach {
    SCOPE_HOST,   /* the seeds' hosts, with and without "www." */
    SCOPE_DOMAIN, /* their registrable domains: news.example.com.cn and www.example.com.cn */
    SCOPE_PREFIX, /* the seeds' folders */
    SCOPE_ANY
};

struct scope {
    enum scope_reach reach;
    const char *const *include, *const
                                    *exclude; /* patterns over whole addresses, `*` and `?`; the caller's */
    size_t includes, excludes;
    char **seeds; /* hosts, domains or prefixes; sorted by scope_close() */
    size_t count, cap;
};

bool scope_add(struct scope *s, const char *url, struct fault *fault); /* a seed, canonical */
void scope_close(struct scope *s); /* no more seeds: ready for questions */
void scope_free(struct scope *s);

/* NULL when a canonical address is inside, else the reason why not. */
const char *scope_refuses(const struct scope *s, const char *url);

/* Does the address end like a picture, film, archive, program …? */
bool scope_is_no_page(const char *url);

#endif
