#include "extract/rules.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/url.h"

enum {
    FOLDERS_MAX = 8,
    HOSTS_MAX = 4096, /* hosts that are remembered; then all are forgotten */
    FILES_MAX = 50 * 1000,
    FILE_MAX = 1024 * 1024,
    MEMORY_MAX = 64 * 1024 * 1024,
    HOST_MAX = 255
};

struct host {
    char name[HOST_MAX + 1];
    const struct site_rule *rule;
};

struct file {
    const char *name, *text;
    size_t len;
    unsigned folder;
};

struct rules {
    struct file *files; /* by name, then by folder */
    size_t file_count, file_cap;
    unsigned folder_count;
    struct host *hosts;
    size_t host_count, host_cap;
    struct arena texts, arena;
    struct buf text, path;
};

struct rules *rules_open(struct fault *fault)
{
    struct rules *r = calloc(1, sizeof *r);
    if (!r) {
        fault_set(fault, FAULT_MEMORY, "no memory for site rules");
        return NULL;
    }
    arena_init(&r->arena, MEMORY_MAX);
    arena_init(&r->texts, MEMORY_MAX);
    buf_init(&r->text, FILE_MAX);
    buf_init(&r->path, 4096);
    return r;
}

void rules_close(struct rules *r)
{
    if (!r)
        return;
    free(r->hosts);
    free(r->files);
    arena_free(&r->arena);
    arena_free(&r->texts);
    buf_free(&r->text);
    buf_free(&r->path);
    free(r);
}

static int by_name(const void *a, const void *b)
{
    const struct file *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order ? order : x->folder < y->folder ? -1 : x->folder > y->folder;
}

static bool room_for_file(struct rules *r)
{
    if (r->file_count < r->file_cap)
        return true;
    size_t cap = r->file_cap ? r->file_cap * 2 : 64;
    struct file *files = cap > 2 * FILES_MAX ? NULL : realloc(r->files, cap * sizeof *files);
    if (!files)
        return false;
    r->files = files;
    r->file_cap = cap;
    return true;
}

static bool add_file(struct rules *r, const char *dir, const char *name, struct fault *fault)
{
    size_t len = strlen(name);
    if (len < 5 || strcmp(name + len - 4, ".txt") != 0)
        return true;
    buf_clear(&r->path);
    buf_printf(&r->path, "%s/%s", dir, name);
    if (!buf_check(&r->path, "the name of a rule", fault) || !file_read_path(r->path.data, &r->text, fault))
        return false;
    if (r->text.len == 0)
        return true;
    if (!room_for_file(r))
        return fault_set(fault, FAULT_LIMIT, "more than %d site rules", FILES_MAX);
    const char *kept_name = arena_copy(&r->texts, name, len);
    const char *text = kept_name ? arena_copy(&r->texts, r->text.data, r->text.len) : NULL;
    if (!text)
        return fault_set(fault, FAULT_MEMORY, "no memory for site rules");
    r->files[r->file_count++] = (struct file){kept_name, text, r->text.len, r->folder_count};
    return true;
}

bool rules_add_folder(struct rules *r, const char *dir, struct fault *fault)
{
    if (r->folder_count == FOLDERS_MAX)
        return fault_set(fault, FAULT_LIMIT, "more than %d folders of rules", FOLDERS_MAX);
    DIR *folder = opendir(dir);
    if (!folder)
        return fault_set_errno(fault, FAULT_IO, "cannot read rules in '%s'", dir);
    bool ok = true;
    for (const struct dirent *entry; ok && (entry = readdir(folder));)
        ok = add_file(r, dir, entry->d_name, fault);
    closedir(folder);
    r->folder_count++;
    if (r->file_count > 0)
        qsort(r->files, r->file_count, sizeof *r->files, by_name);
    return ok;
}

/* ---- one file ---- */

static const struct directive {
    const char *name;
    int kind; /* enum rule_kind, or one of those below */
} directives[] = {
    {"title", RULE_TITLE}, {"body", RULE_BODY}, {"author", RULE_AUTHOR}, {"date", RULE_DATE},
    {"source", RULE_SOURCE}, {"editor", RULE_EDITOR}, {"next_page_link", RULE_NEXT},
    {"single_page_link", RULE_SINGLE}, {"strip", RULE_STRIP}, {"dissolve", RULE_DISSOLVE},
    {"test_url", RULE_TEST_URL}, {"test_contains", RULE_TEST_CONTAINS},
};

/* Known, and without a meaning for a program that fetches nothing and prints no HTML. */
static const char *const without_effect[] = {
    "tidy", "prune", "parser", "autodetect_on_failure", "convert_double_br_tags", "http_header", "strip_attr",
    "wrap_in", "move_into", "footnotes", "native_ad_clue", "single_page_link_in_feed", "requires_login",
    "not_logged_in_xpath", "login_uri", "login_username_field", "login_password_field", "login_extra_fields",
    "src_lazy_load_attr", "skip_json_ld", "insert_detected_image", "skip_id_or_class", "rewrite_url", NULL};

struct slice {
    const char *p;
    size_t len;
};

struct parse {
    struct rules *rules;
    struct site_rule *rule;
    size_t line_cap, replacement_cap;
    const char *find; /* a find_string that waits for its replace_string */
    struct slice line; /* that is being read */
};

static struct slice trim(const char *p, const char *end)
{
    while (p < end && (unsigned char)*p <= ' ')
        p++;
    while (end > p && (unsigned char)end[-1] <= ' ')
        end--;
    return (struct slice){p, (size_t)(end - p)};
}

static bool is(struct slice s, const char *word)
{
    return s.len == strlen(word) && memcmp(s.p, word, s.len) == 0;
}

/* Quotes that some files put around plain values. */
static struct slice unquote(struct slice s)
{
    while (s.len >= 2 && (s.p[0] == '\'' || s.p[0] == '"') && s.p[s.len - 1] == s.p[0])
        s = (struct slice){s.p + 1, s.len - 2};
    return s;
}

static bool within_limits(struct slice s)
{
    int depth = 0;
    for (size_t i = 0; i < s.len; i++) {
        depth += s.p[i] == '(' || s.p[i] == '[';
        depth -= s.p[i] == ')' || s.p[i] == ']';
        if (depth > RULE_NESTING_MAX)
            return false;
    }
    return s.len > 0 && s.len <= RULE_XPATH_MAX;
}

static void ignore(struct parse *p)
{
    if (p->rule->ignored++ == 0)
        p->rule->first_ignored = arena_copy(&p->rules->arena, p->line.p, p->line.len);
}

static void add_line(struct parse *p, enum rule_kind kind, const char *value)
{
    struct site_rule *rule = p->rule;
    struct rule_line *lines = rule->count < RULE_LINES_MAX && value
        ? arena_grow(&p->rules->arena, rule->lines, &p->line_cap, rule->count + 1, sizeof *lines) : NULL;
    if (!lines) {
        ignore(p);
        return;
    }
    rule->lines = lines;
    rule->lines[rule->count++] = (struct rule_line){kind, value, NULL};
}

/* A value that stands twice in an XPath, between three pieces of it.  A literal
 * cannot hold its own quote: a value with one is refused. */
static void add_contains(struct parse *p, struct slice value, const char *const pieces[3])
{
    struct buf *xpath = &p->rules->path;
    value = unquote(value);
    buf_clear(xpath);
    for (int i = 0; i < 3; i++) {
        buf_puts(xpath, pieces[i]);
        if (i < 2)
            buf_append(xpath, value.p, value.len);
    }
    if (value.len == 0 || value.len > 200 || memchr(value.p, '\'', value.len) || !buf_ok(xpath))
        ignore(p);
    else
        add_line(p, RULE_STRIP, arena_copy(&p->rules->arena, xpath->data, xpath->len));
}

static void add_class_or_id(struct parse *p, struct slice value)
{
    static const char *const pieces[] = {"//*[contains(concat(' ',normalize-space(@class),' '),' ",
                                         " ') or contains(concat(' ',normalize-space(@id),' '),' ", " ')]"};
    add_contains(p, value, pieces);
}

static void add_image_source(struct parse *p, struct slice value)
{
    static const char *const pieces[] = {"//img[contains(@src,'", "') or contains(@data-src,'", "')]"};
    add_contains(p, value, pieces);
}

static void add_replacement(struct parse *p, struct slice find, struct slice with)
{
    struct site_rule *rule = p->rule;
    struct arena *arena = &p->rules->arena;
    struct rule_replacement *items = find.len > 0 && rule->replacement_count < RULE_LINES_MAX
        ? arena_grow(arena, rule->replacements, &p->replacement_cap, rule->replacement_count + 1,
            sizeof *items) : NULL;
    const char *a = items ? arena_copy(arena, find.p, find.len) : NULL;
    const char *b = a ? arena_copy(arena, with.p, with.len) : NULL;
    if (!b) {
        ignore(p);
        return;
    }
    rule->replacements = items;
    rule->replacements[rule->replacement_count++] = (struct rule_replacement){a, b};
}

static void add_condition(struct parse *p, struct slice value)
{
    if (p->rule->count == 0 || !within_limits(value))
        ignore(p);
    else
        p->rule->lines[p->rule->count - 1].condition = arena_copy(&p->rules->arena, value.p, value.len);
}

static void take_directive(struct parse *p, struct slice name, struct slice value)
{
    for (size_t i = 0; i < sizeof directives / sizeof *directives; i++)
        if (is(name, directives[i].name)) {
            if (within_limits(value))
                add_line(p, (enum rule_kind)directives[i].kind, arena_copy(&p->rules->arena, value.p,
                    value.len));
            else
                ignore(p);
            return;
        }
    for (size_t i = 0; without_effect[i]; i++) {
        size_t n = strlen(without_effect[i]);
        if (name.len >= n && memcmp(name.p, without_effect[i], n) == 0 && (name.len == n || name.p[n] == '('))
            return;
    }
    ignore(p);
}

static void take_find(struct parse *p, struct slice value)
{
    p->find = arena_copy(&p->rules->arena, value.p, value.len);
}

static void take_replace(struct parse *p, struct slice value)
{
    if (p->find)
        add_replacement(p, (struct slice){p->find, strlen(p->find)}, value);
    else
        ignore(p);
    p->find = NULL;
}

static void take_line(struct parse *p, const char *start, const char *end)
{
    static const char replace[] = "replace_string(";
    struct slice line = trim(start, end);
    p->line = line;
    if (line.len == 0 || *line.p == '#')
        return;
    const char *stop = line.p + line.len;
    if (line.len > sizeof replace && memcmp(line.p, replace, sizeof replace - 1) == 0) {
        const char *from = line.p + sizeof replace - 1;
        const char *close = memmem(from, (size_t)(stop - from), "):", 2);
        if (close)
            add_replacement(p, (struct slice){from, (size_t)(close - from)}, trim(close + 2, stop));
        else
            ignore(p);
        return;
    }
    const char *colon = memchr(line.p, ':', line.len);
    if (!colon) {
        ignore(p);
        return;
    }
    struct slice name = trim(line.p, colon), value = trim(colon + 1, stop);
    if (is(name, "strip_id_or_class"))
        add_class_or_id(p, value);
    else if (is(name, "strip_image_src"))
        add_image_source(p, value);
    else if (is(name, "if_page_contains"))
        add_condition(p, value);
    else if (is(name, "find_string"))
        take_find(p, value);
    else if (is(name, "replace_string"))
        take_replace(p, value);
    else
        take_directive(p, name, value);
}

static void take_text(struct parse *p, const char *text, size_t len)
{
    const char *end = text + len;
    if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        text += 3;
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        if (!stop)
            stop = end;
        take_line(p, text, stop);
        text = stop < end ? stop + 1 : end;
    }
}

static struct site_rule *new_rule(struct rules *r, const char *name)
{
    struct site_rule *rule = arena_zalloc(&r->arena, sizeof *rule);
    if (rule)
        rule->name = arena_copy(&r->arena, name, strlen(name));
    return rule && rule->name ? rule : NULL;
}

const struct site_rule *rules_parse(struct rules *r, const char *name, const char *text, size_t len)
{
    struct parse p = {.rules = r, .rule = new_rule(r, name)};
    if (!p.rule)
        return NULL;
    take_text(&p, text, len);
    return p.rule;
}

/* ---- which files ---- */

static bool is_host_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

/* The host without "www."; only characters that a file's name may have. */
static bool host_of(struct rules *r, const char *url, char out[HOST_MAX + 1])
{
    if (!url_host(url, strlen(url), &r->path) || r->path.len > HOST_MAX || r->path.len == 0)
        return false;
    const char *host = r->path.data;
    if (strncmp(host, "www.", 4) == 0)
        host += 4;
    for (const char *p = host; *p; p++)
        if (!is_host_character(*p))
            return false;
    if (*host == '\0' || *host == '.')
        return false;
    snprintf(out, HOST_MAX + 1, "%s", host);
    return true;
}

static void take_file(struct parse *p, const struct file *file)
{
    if (!p->rule)
        p->rule = new_rule(p->rules, file->name);
    if (p->rule)
        take_text(p, file->text, file->len);
    p->find = NULL;
}

/* Every folder's file of that name, in the folders' order. */
static void take_name(struct parse *p, const char *stem)
{
    char name[HOST_MAX + 8];
    const struct rules *r = p->rules;
    size_t low = 0, high = r->file_count;
    snprintf(name, sizeof name, "%s.txt", stem);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcmp(r->files[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < r->file_count && strcmp(r->files[low].name, name) == 0; low++)
        take_file(p, &r->files[low]);
}

static const struct site_rule *read_rule(struct rules *r, const char *host)
{
    struct parse p = {.rules = r};
    char below[HOST_MAX + 2];
    take_name(&p, host);
    snprintf(below, sizeof below, ".%s", host);
    for (const char *dot = below; dot && dot[1]; dot = strchr(dot + 1, '.'))
        take_name(&p, dot);
    take_name(&p, "global");
    return p.rule;
}

static struct host *find_host(struct rules *r, const char *name)
{
    for (size_t i = 0; i < r->host_count; i++)
        if (strcmp(r->hosts[i].name, name) == 0)
            return &r->hosts[i];
    return NULL;
}

static struct host *add_host(struct rules *r, const char *name)
{
    if (r->host_count == HOSTS_MAX || r->arena.held > MEMORY_MAX / 2) {
        r->host_count = 0;
        arena_reset(&r->arena);
    }
    if (r->host_count == r->host_cap) {
        size_t cap = r->host_cap ? r->host_cap * 2 : 16;
        struct host *hosts = realloc(r->hosts, cap * sizeof *hosts);
        if (!hosts)
            return NULL;
        r->hosts = hosts;
        r->host_cap = cap;
    }
    struct host *h = &r->hosts[r->host_count++];
    snprintf(h->name, sizeof h->name, "%s", name);
    h->rule = NULL;
    return h;
}

const struct site_rule *rules_for(struct rules *r, const char *url)
{
    char name[HOST_MAX + 1];
    if (r->file_count == 0 || !host_of(r, url, name))
        return NULL;
    struct host *h = find_host(r, name);
    if (!h) {
        h = add_host(r, name);
        if (h)
            h->rule = read_rule(r, name);
    }
    return h ? h->rule : NULL;
}

/* ---- applying ---- */

static bool replace_one(const struct rule_replacement *what, const char *text, size_t len, struct buf *out)
{
    size_t n = strlen(what->find);
    const char *end = text + len;
    buf_clear(out);
    for (const char *at; (at = memmem(text, (size_t)(end - text), what->find, n)); text = at + n) {
        buf_append(out, text, (size_t)(at - text));
        buf_puts(out, what->with);
    }
    return buf_append(out, text, (size_t)(end - text));
}

bool rules_replace(const struct site_rule *rule, const char *text, size_t len, struct buf *out)
{
    struct buf other;
    bool ok = rule->replacement_count > 0;
    buf_init(&other, out->max);
    buf_clear(out);
    for (size_t i = 0; ok && i < rule->replacement_count; i++) {
        ok = replace_one(&rule->replacements[i], i ? out->data : text, i ? out->len : len, &other);
        if (ok) {
            struct buf done = *out;
            *out = other;
            other = done;
        }
    }
    buf_free(&other);
    return ok;
}

/* Roles that the classifier gives for reasons of a line's own words or kind. */
static bool keeps_role(uint8_t role)
{
    return role == ROLE_SUBHEADING || role == ROLE_TITLE || role == ROLE_SUBTITLE || role == ROLE_META ||
           role == ROLE_BYLINE || role == ROLE_EDITOR || role == ROLE_CAPTION || role == ROLE_IMAGE ||
           role == ROLE_SHARE || role == ROLE_COPYRIGHT || role == ROLE_DISCLAIMER || role == ROLE_APP ||
           role == ROLE_STUB || role == ROLE_HIDDEN || role == ROLE_AD;
}

void rules_judge(const struct page *page, struct verdict *verdicts)
{
    bool marked = page->ruled && page->ruled->body;
    for (size_t i = 0; i < page->block_count; i++) {
        const struct block *b = &page->blocks[i];
        struct verdict *v = &verdicts[i];
        if (b->rule_mark == RULE_MARK_STRIP)
            *v = (struct verdict){.role = ROLE_OTHER, .why = "site rule: strip"};
        else if (marked && b->rule_mark == RULE_MARK_BODY && !keeps_role(v->role) && b->chars > 0)
            *v = (struct verdict){.role = ROLE_BODY, .why = "site rule: body"};
        else if (marked && b->rule_mark != RULE_MARK_BODY && (v->role == ROLE_BODY ||
            v->role == ROLE_SUBHEADING))
            *v = (struct verdict){.role = ROLE_OTHER, .why = "site rule: outside"};
    }
}
