#include "query/cite.h"

#include <string.h>

#include "base/date.h"
#include "base/json.h"

enum { AUTHORS_NAMED = 3 }; /* GB/T 7714: then 等 */

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static const char *address(const struct record *r)
{
    return r->url ? r->url : r->canonical_url;
}

static struct date read_date(const char *iso)
{
    struct date d = {0};
    if (iso && !date_parse(iso, strlen(iso), &d))
        d = (struct date){0};
    return d;
}

/* As precise as known, a day at most: "2021-10-29", "2021-10", "2021", "". */
static const char *print_day(const char *iso, char out[DATE_TEXT_MAX])
{
    struct date d = read_date(iso);
    d.hour = d.minute = d.second = 0;
    if (d.precision > DATE_DAY)
        d.precision = DATE_DAY;
    return date_print(&d, out);
}

/* Text of one line: a newline would end the tag. */
static void put_line(struct buf *out, const char *text)
{
    for (const char *p = text; *p; p++)
        buf_putc(out, *p == '\n' || *p == '\r' || *p == '\t' ? ' ' : *p);
}

/* -------------------------------------------------------------------- RIS */

static void ris_tag(struct buf *out, const char *tag, const char *text)
{
    if (!text || !*text)
        return;
    buf_printf(out, "%s  - ", tag);
    put_line(out, text);
    buf_puts(out, "\r\n");
}

static void ris_list(struct buf *out, const char *tag, const struct text_list *list)
{
    for (size_t i = 0; i < list->len; i++)
        ris_tag(out, tag, list->items[i]);
}

/* YYYY/MM/DD/, unknown parts left empty. */
static void ris_date(struct buf *out, const char *tag, const char *iso)
{
    struct date d = read_date(iso);
    if (d.precision < DATE_YEAR)
        return;
    buf_printf(out, "%s  - %04d/", tag, d.year);
    if (d.precision >= DATE_MONTH)
        buf_printf(out, "%02d", d.month);
    buf_putc(out, '/');
    if (d.precision >= DATE_DAY)
        buf_printf(out, "%02d", d.day);
    buf_puts(out, "/\r\n");
}

bool cite_ris(const struct record *r, struct buf *out)
{
    struct date d = read_date(r->published);
    ris_tag(out, "TY", "NEWS");
    ris_tag(out, "TI", or_empty(r->title));
    ris_list(out, "AU", &r->authors);
    ris_list(out, "A2", &r->editors);
    ris_tag(out, "T2", r->source);
    if (d.precision >= DATE_YEAR)
        buf_printf(out, "PY  - %04d\r\n", d.year);
    ris_date(out, "DA", r->published);
    ris_date(out, "Y2", r->fetched);
    ris_list(out, "KW", &r->keywords);
    ris_tag(out, "UR", address(r));
    ris_tag(out, "LA", r->lang);
    ris_tag(out, "ID", r->id);
    buf_puts(out, "ER  - \r\n\r\n");
    return buf_ok(out);
}

/* ----------------------------------------------------------------- BibTeX */

static void bibtex_escape(struct buf *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (strchr("&%$#_{}", *p))
            buf_putc(out, '\\');
        if (*p == '\\')
            buf_puts(out, "\\textbackslash{}");
        else if (*p == '~')
            buf_puts(out, "\\textasciitilde{}");
        else if (*p == '^')
            buf_puts(out, "\\textasciicircum{}");
        else
            buf_putc(out, *p == '\n' || *p == '\t' ? ' ' : *p);
    }
}

static void bibtex_field(struct buf *out, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    buf_printf(out, "  %s = {", name);
    bibtex_escape(out, text);
    buf_puts(out, "},\n");
}

static void bibtex_names(struct buf *out, const char *name, const struct text_list *list)
{
    if (list->len == 0)
        return;
    buf_printf(out, "  %s = {", name);
    for (size_t i = 0; i < list->len; i++) {
        buf_puts(out, i > 0 ? " and {" : "{"); /* braces keep a Chinese name whole */
        bibtex_escape(out, list->items[i]);
        buf_putc(out, '}');
    }
    buf_puts(out, "},\n");
}

/* An address stands as it is: \url reads it verbatim.  Braces alone would break the entry. */
static void bibtex_url(struct buf *out, const char *url)
{
    if (!url)
        return;
    buf_puts(out, "  url = {");
    for (const char *p = url; *p; p++) {
        if (*p == '{' || *p == '}')
            buf_printf(out, "%%%02X", (unsigned char)*p);
        else
            buf_putc(out, *p);
    }
    buf_puts(out, "},\n");
}

bool cite_bibtex(const struct record *r, struct buf *out)
{
    char day[DATE_TEXT_MAX];
    struct date d = read_date(r->published);
    buf_printf(out, "@%s{%s,\n", r->source ? "article" : "misc", or_empty(r->id));
    bibtex_names(out, "author", &r->authors);
    buf_puts(out, "  title = {{");
    bibtex_escape(out, or_empty(r->title));
    buf_puts(out, "}},\n");
    bibtex_field(out, "journal", r->source);
    if (d.precision >= DATE_YEAR)
        buf_printf(out, "  year = {%04d},\n", d.year);
    if (d.precision >= DATE_MONTH)
        buf_printf(out, "  month = {%d},\n", d.month);
    bibtex_field(out, "date", print_day(r->published, day));
    bibtex_url(out, address(r));
    bibtex_field(out, "urldate", print_day(r->fetched, day));
    bibtex_field(out, "langid", r->lang ? "chinese" : NULL);
    buf_puts(out, "}\n\n");
    return buf_ok(out);
}

/* -------------------------------------------------------------- GB/T 7714 */

static bool is_newspaper(const char *source)
{
    static const char *const endings[] = {"报", "報"};
    size_t len = source ? strlen(source) : 0;
    for (int i = 0; i < 2; i++) {
        size_t end = strlen(endings[i]);
        if (len > end && memcmp(source + len - end, endings[i], end) == 0)
            return true;
    }
    return false;
}

static void gbt_authors(struct buf *out, const struct text_list *authors)
{
    for (size_t i = 0; i < authors->len && i < AUTHORS_NAMED; i++) {
        buf_puts(out, i > 0 ? ", " : "");
        put_line(out, authors->items[i]);
    }
    if (authors->len > AUTHORS_NAMED)
        buf_puts(out, ", 等");
    if (authors->len > 0)
        buf_puts(out, ". ");
}

bool cite_gbt7714(const struct record *r, struct buf *out)
{
    char day[DATE_TEXT_MAX], seen[DATE_TEXT_MAX];
    bool paper = is_newspaper(r->source);
    print_day(r->published, day);
    print_day(r->fetched, seen);
    gbt_authors(out, &r->authors);
    put_line(out, or_empty(r->title));
    buf_puts(out, paper ? "[N]. " : "[EB/OL]. ");
    if (r->source)
        put_line(out, r->source);
    if (r->source && *day)
        buf_puts(out, ", ");
    if (*day)
        buf_printf(out, paper ? "%s" : "(%s)", day);
    if (*seen)
        buf_printf(out, "[%s]", seen);
    if (address(r)) {
        buf_puts(out, r->source || *day || *seen ? ". " : "");
        put_line(out, address(r));
    }
    buf_puts(out, ".\n");
    return buf_ok(out);
}

/* --------------------------------------------------------------- CSL-JSON */

static json_t *csl_names(const struct text_list *list)
{
    json_t *names = json_array();
    for (size_t i = 0; i < list->len; i++)
        json_array_append_new(names, json_pack("{s:o}", "literal", json_text0(list->items[i])));
    return names;
}

static json_t *csl_date(const char *iso)
{
    struct date d = read_date(iso);
    if (d.precision < DATE_YEAR)
        return NULL;
    json_t *parts = json_array();
    json_array_append_new(parts, json_integer(d.year));
    if (d.precision >= DATE_MONTH)
        json_array_append_new(parts, json_integer(d.month));
    if (d.precision >= DATE_DAY)
        json_array_append_new(parts, json_integer(d.day));
    return json_pack("{s:[o]}", "date-parts", parts);
}

static void csl_set(json_t *entry, const char *key, json_t *value)
{
    if (value)
        json_object_set_new(entry, key, value);
}

static json_t *text_or_nothing(const char *text)
{
    return text ? json_text0(text) : NULL;
}

bool cite_csl(const struct record *r, struct buf *out, struct fault *fault)
{
    json_t *entry = json_object();
    csl_set(entry, "id", json_text0(or_empty(r->id)));
    csl_set(entry, "type", json_text0("article-newspaper"));
    csl_set(entry, "title", json_text0(or_empty(r->title)));
    csl_set(entry, "container-title", text_or_nothing(r->source));
    csl_set(entry, "author", r->authors.len ? csl_names(&r->authors) : NULL);
    csl_set(entry, "issued", csl_date(r->published));
    csl_set(entry, "accessed", csl_date(r->fetched));
    csl_set(entry, "URL", text_or_nothing(address(r)));
    csl_set(entry, "language", text_or_nothing(r->lang));
    bool ok = json_write_line(entry, out, fault);
    json_decref(entry);
    if (ok && out->len > 0)
        out->data[--out->len] = '\0';
    return ok;
}
