/* jb-serve - an HTTP server on loopback that misbehaves on request.
 *
 *     jb-serve [-d DIR] [-r ROBOTS] [-a ADDRESS] [-p PORT]
 *
 * Prints its port and serves until it is killed; each request is one line on
 * standard error.  A path below /x/ names a behaviour (the table at the end);
 * others are files in DIR.  -r NAME: how /robots.txt behaves (robots_table).
 * A process for each connection; for tests and the demo only. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buf.h"

enum { REQUEST_BYTES = 64 * 1024, FILE_BYTES = 256 << 20, COUNTERS = 64 };
enum { BOMB_PART = 16 << 20, BOMB_PARTS = 64 }; /* together a gigabyte */

/* Shared by all connections: how often each counted path was asked for. */
struct counters {
    struct {
        char path[120];
        unsigned asked;
    } items[COUNTERS];
};

struct exchange {
    int fd;
    const char *folder;
    const char *robots;
    struct counters *counters;
    char *request;  /* as it came */
    const char *path; /* with the query */
    const char *rest; /* of the path, behind the behaviour's name */
    bool keep;      /* the connection may be used again */
};

/* ------------------------------------------------------------------ output */

static void send_bytes(struct exchange *x, const void *bytes, size_t len)
{
    const char *p = bytes;
    while (len > 0) {
        ssize_t n = send(x->fd, p, len, MSG_NOSIGNAL);
        if (n <= 0)
            _exit(0);
        p += n;
        len -= (size_t)n;
    }
}

static void send_text(struct exchange *x, const char *text)
{
    send_bytes(x, text, strlen(text));
}

static void answer(struct exchange *x, const char *status, const char *fields, const void *body, size_t len)
{
    struct buf head;
    buf_init(&head, REQUEST_BYTES);
    buf_printf(&head, "HTTP/1.1 %s\r\n%sContent-Length: %zu\r\n\r\n", status, fields, len);
    send_bytes(x, head.data, head.len);
    buf_free(&head);
    send_bytes(x, body, len);
}

static void answer_page(struct exchange *x, const char *body)
{
    answer(x, "200 OK", "Content-Type: text/html; charset=utf-8\r\n", body, strlen(body));
}

static void pause_seconds(double seconds)
{
    struct timespec t = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
    nanosleep(&t, NULL);
}

static void hang(void)
{
    pause_seconds(600);
    _exit(0);
}

/* The n-th time that this path is asked for. */
static unsigned count(struct exchange *x)
{
    for (int i = 0; i < COUNTERS; i++) {
        if (x->counters->items[i].asked == 0)
            snprintf(x->counters->items[i].path, sizeof x->counters->items[i].path, "%.100s", x->path);
        if (strcmp(x->counters->items[i].path, x->path) == 0)
            return ++x->counters->items[i].asked;
    }
    return COUNTERS;
}

/* ------------------------------------------------------------------ codings */

static void gzip(const void *bytes, size_t len, struct buf *out)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)bytes, .avail_in = (uInt)len};
    deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
    buf_reserve(out, deflateBound(&z, len) + 32);
    z.next_out = (Bytef *)out->data + out->len;
    z.avail_out = (uInt)(out->cap - out->len);
    deflate(&z, Z_FINISH);
    out->len += z.total_out;
    deflateEnd(&z);
}

/* A page of some length, gzipped. */
static void gzip_page(struct buf *out)
{
    struct buf page;
    buf_init(&page, 1 << 20);
    for (int i = 0; i < 300; i++)
        buf_printf(&page, "<p>%d 反诈中心提醒 %d</p>\n", i, i * i * 7919);
    gzip(page.data, page.len, out);
    buf_free(&page);
}

/* A gigabyte of zeros: gzip members, one behind the other. */
static void x_bomb(struct exchange *x)
{
    struct buf member, all;
    char *zeros = calloc(1, BOMB_PART);
    buf_init(&member, FILE_BYTES);
    buf_init(&all, FILE_BYTES);
    gzip(zeros, BOMB_PART, &member);
    for (int i = 0; i < BOMB_PARTS; i++)
        buf_append(&all, member.data, member.len);
    answer(x, "200 OK", "Content-Type: text/html\r\nContent-Encoding: gzip\r\n", all.data, all.len);
    _exit(0);
}

/* The same as one deflate stream: behind a full flush the same blocks may come again. */
static void x_deflated(struct exchange *x)
{
    struct buf blocks, all;
    char *zeros = calloc(1, BOMB_PART);
    z_stream z = {.next_in = (Bytef *)zeros, .avail_in = BOMB_PART};
    buf_init(&blocks, FILE_BYTES);
    buf_init(&all, FILE_BYTES);
    deflateInit2(&z, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
    buf_reserve(&blocks, deflateBound(&z, BOMB_PART) + 32);
    z.next_out = (Bytef *)blocks.data;
    z.avail_out = (uInt)blocks.cap;
    deflate(&z, Z_FULL_FLUSH);
    blocks.len = z.total_out;
    buf_append(&all, "\x78\x9c", 2);
    for (int i = 0; i < BOMB_PARTS; i++)
        buf_append(&all, blocks.data, blocks.len);
    answer(x, "200 OK", "Content-Type: text/html\r\nContent-Encoding: deflate\r\n", all.data, all.len);
    _exit(0);
}

/* Packed twice, though only one coding is named: 40 KiB that would become a gigabyte. */
static void x_doubled(struct exchange *x)
{
    struct buf member, once, twice;
    char *zeros = calloc(1, BOMB_PART);
    buf_init(&member, FILE_BYTES);
    buf_init(&once, FILE_BYTES);
    buf_init(&twice, FILE_BYTES);
    gzip(zeros, BOMB_PART, &member);
    for (int i = 0; i < BOMB_PARTS; i++)
        buf_append(&once, member.data, member.len);
    gzip(once.data, once.len, &twice);
    answer(x, "200 OK", "Content-Type: text/html\r\nContent-Encoding: gzip\r\n", twice.data, twice.len);
    _exit(0);
}

static void x_double(struct exchange *x)
{
    struct buf once, twice;
    buf_init(&once, FILE_BYTES);
    buf_init(&twice, FILE_BYTES);
    gzip_page(&once);
    gzip(once.data, once.len, &twice);
    answer(x, "200 OK", "Content-Type: text/html\r\nContent-Encoding: gzip, gzip\r\n", twice.data, twice.len);
    _exit(0);
}

/* /x/gzip/whole, /x/gzip/crc, /x/gzip/junk, /x/gzip/not, /x/gzip/cut/N (of 50 places) */
static void x_gzip(struct exchange *x)
{
    struct buf b;
    buf_init(&b, FILE_BYTES);
    gzip_page(&b);
    if (strcmp(x->rest, "crc") == 0)
        b.data[b.len - 6] ^= 0x55;
    else if (strcmp(x->rest, "junk") == 0)
        buf_puts(&b, "trailing junk");
    else if (strncmp(x->rest, "cut/", 4) == 0)
        b.len = b.len * (size_t)strtoul(x->rest + 4, NULL, 10) / 50;
    if (strcmp(x->rest, "not") == 0) {
        buf_clear(&b);
        buf_puts(&b, "<p>plain</p>");
    }
    answer(x, "200 OK", "Content-Type: text/html\r\nContent-Encoding: gzip\r\n", b.data, b.len);
    _exit(0);
}

/* Fields whose values are no text in any charset; with a colour for terminals. */
static void x_fields(struct exchange *x)
{
    static const char fields[] = "Content-Type: text/html\xFF\r\nContent-Encoding: \xFF\xFE\x1B[31m\r\n"
                                 "ETag: \"\xFF\"\r\nLast-Modified: \xFF\r\n";
    answer(x, "200 OK", fields, "<p>x</p>", 8);
}

/* ---------------------------------------------------------------- redirects */

static void redirect(struct exchange *x, const char *to)
{
    struct buf fields;
    buf_init(&fields, REQUEST_BYTES);
    buf_printf(&fields, "Location: %s\r\n", to);
    answer(x, "302 Found", fields.data, "", 0);
    buf_free(&fields);
}

static void x_loop(struct exchange *x)
{
    redirect(x, x->path);
}

/* /x/chain/N: N hops to a page. */
static void x_chain(struct exchange *x)
{
    char to[64];
    unsigned long n = strtoul(x->rest, NULL, 10);
    snprintf(to, sizeof to, "/x/chain/%lu", n - 1);
    if (n == 0)
        answer_page(x, "<p>arrived</p>");
    else
        redirect(x, to);
}

/* /x/to?ADDRESS, percent-encoding undone: whatever one likes in Location. */
static void x_to(struct exchange *x)
{
    struct buf to;
    buf_init(&to, REQUEST_BYTES);
    for (const char *p = strchr(x->path, '?'); p && *++p;) {
        char hex[3] = {p[0] == '%' ? p[1] : '0', p[0] == '%' && p[1] ? p[2] : '0', 0};
        buf_putc(&to, *p == '%' ? (char)strtoul(hex, NULL, 16) : *p);
        p += *p == '%' && p[1] && p[2] ? 2 : 0;
    }
    redirect(x, to.data ? to.data : "");
    buf_free(&to);
}

/* --------------------------------------------------------------------- slow */

static void x_silent(struct exchange *x)
{
    (void)x;
    hang();
}

static void x_slowheader(struct exchange *x)
{
    for (const char *p = "HTTP/1.1 200 OK\r\nX-Slow: abcdefghijklmnopqrstuvwxyz\r\n"; *p; p++) {
        send_bytes(x, p, 1);
        pause_seconds(1);
    }
    hang();
}

static void x_stall(struct exchange *x)
{
    send_text(x, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<p>half");
    hang();
}

static void x_endless(struct exchange *x)
{
    char block[65536];
    memset(block, 'x', sizeof block);
    send_text(x, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n");
    for (;;)
        send_bytes(x, block, sizeof block);
}

/* -------------------------------------------------------------- broken HTTP */

static void x_nostatus(struct exchange *x)
{
    send_text(x, "<html>no status line</html>\r\n\r\n");
    _exit(0);
}

static void x_bighead(struct exchange *x)
{
    send_text(x, "HTTP/1.1 200 OK\r\nX-Big: ");
    char block[65536];
    memset(block, 'x', sizeof block);
    for (int i = 0; i < 16; i++)
        send_bytes(x, block, sizeof block);
    send_text(x, "\r\n\r\n");
    _exit(0);
}

static void x_manyheads(struct exchange *x)
{
    char line[64];
    send_text(x, "HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 10000; i++) {
        snprintf(line, sizeof line, "X-Field-%d: some value of a field\r\n", i);
        send_text(x, line);
    }
    send_text(x, "Content-Length: 0\r\n\r\n");
    _exit(0);
}

static void x_badchunk(struct exchange *x)
{
    send_text(x, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "5\r\nhello\r\nZZZ\r\nworld\r\n");
    _exit(0);
}

static void x_chunked(struct exchange *x)
{
    send_text(x, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "5\r\n<p>he\r\n6;a=b\r\nllo</p\r\n1\r\n>\r\n0\r\nX-Trailer: t\r\n\r\n");
    _exit(0);
}

static void x_short(struct exchange *x)
{
    send_text(x, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<p>short</p>");
    _exit(0);
}

static void x_long(struct exchange *x)
{
    send_text(
        x, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<p>longer than said</p>");
    _exit(0);
}

static void x_body204(struct exchange *x)
{
    send_text(x, "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello");
    _exit(0);
}

static void x_early(struct exchange *x)
{
    send_text(x, "HTTP/1.1 200 OK\r\nContent-Ty");
    _exit(0);
}

/* ------------------------------------------------------------------ manners */

/* /x/status/CODE[/RETRY-AFTER[/TIMES]]: that status, the first TIMES times. */
static void x_status(struct exchange *x)
{
    char *end, status[32], fields[64] = "";
    unsigned long code = strtoul(x->rest, &end, 10), times = 1000000;
    if (*end == '/') {
        unsigned long seconds = strtoul(end + 1, &end, 10);
        snprintf(fields, sizeof fields, "Retry-After: %lu\r\n", seconds);
    }
    if (*end == '/')
        times = strtoul(end + 1, &end, 10);
    snprintf(status, sizeof status, "%lu Status", code);
    if (count(x) <= times)
        answer(x, status, fields, "sorry", 5);
    else
        answer_page(x, "<p>at last</p>");
}

static void x_etag(struct exchange *x)
{
    if (strstr(x->request, "If-None-Match: \"v1\""))
        answer(x, "304 Not Modified", "ETag: \"v1\"\r\n", "", 0);
    else
        answer(x, "200 OK", "ETag: \"v1\"\r\nContent-Type: text/html\r\n", "<p>one</p>", 10);
}

/* One cookie of the session, one that stays; says which came. */
static void x_cookie(struct exchange *x)
{
    char page[100];
    snprintf(page, sizeof page, "<p>%s cookie, %s cookie</p>",
             strstr(x->request, "taste=sweet") ? "session" : "no",
             strstr(x->request, "name=kept") ? "kept" : "no");
    answer(x, "200 OK",
           "Set-Cookie: taste=sweet; Path=/\r\nSet-Cookie: name=kept; Path=/; Max-Age=3600\r\n"
           "Content-Type: text/html\r\n",
           page, strlen(page));
}

static void x_same(struct exchange *x)
{
    answer_page(x, "<p>the same under every name</p>");
}

/* /x/list/N: a page of N links, to /x/item/0 … */
static void x_list(struct exchange *x)
{
    struct buf b;
    buf_init(&b, FILE_BYTES);
    unsigned long n = strtoul(x->rest, NULL, 10);
    for (unsigned long i = 0; i < n; i++)
        buf_printf(&b, "<a href=\"/x/item/%lu\">item %lu</a>\n", i, i);
    answer_page(x, b.data ? b.data : "");
    buf_free(&b);
}

static void x_item(struct exchange *x)
{
    char body[256];
    snprintf(body, sizeof body, "<p>item %.60s</p><a href=\"/x/item/%lu\">more</a>", x->rest,
             strtoul(x->rest, NULL, 10) * 7 % 1000);
    answer_page(x, body);
}

/* ------------------------------------------------------------------- robots */

static void robots_text(struct exchange *x, const char *text, size_t len)
{
    answer(x, "200 OK", "Content-Type: text/plain\r\n", text, len);
}

/* A rule in the last bytes of 500 KiB, another one far behind the reach of any reader. */
static void robots_big(struct exchange *x)
{
    struct buf b;
    buf_init(&b, FILE_BYTES);
    buf_puts(&b, "User-agent: *\n");
    while (b.len < 500 * 1024 - 40)
        buf_puts(&b, "# a comment that fills the file\n");
    buf_puts(&b, "Disallow: /secret\n");
    robots_text(x, b.data, b.len);
    buf_free(&b);
}

static void robots_line(struct exchange *x)
{
    struct buf b;
    buf_init(&b, FILE_BYTES);
    buf_puts(&b, "User-agent: *\nDisallow: /");
    for (int i = 0; i < 500000; i++)
        buf_putc(&b, 'x');
    buf_puts(&b, "\nDisallow: /secret\n");
    robots_text(x, b.data, b.len);
    buf_free(&b);
}

static void robots_groups(struct exchange *x)
{
    struct buf b;
    buf_init(&b, FILE_BYTES);
    for (int i = 0; i < 10000; i++)
        buf_printf(&b, "User-agent: bot%d\nDisallow: /\n\n", i);
    buf_puts(&b, "User-agent: *\nDisallow: /secret\n");
    robots_text(x, b.data, b.len);
    buf_free(&b);
}

static void serve_robots(struct exchange *x)
{
    static const char nul[] = "User-agent: *\nDisallow: /a\0b\nDisallow: /secret\n";
    const char *mode = x->robots;
    if (!mode || strcmp(mode, "404") == 0)
        answer(x, "404 Not Found", "", "none", 4);
    else if (strcmp(mode, "500") == 0 || strcmp(mode, "503") == 0 || strcmp(mode, "403") == 0)
        answer(x, mode, "", "sorry", 5);
    else if (strcmp(mode, "silent") == 0)
        hang();
    else if (strcmp(mode, "flaky") == 0 && count(x) <= 2)
        answer(x, "500 Sorry", "", "sorry", 5);
    else if (strcmp(mode, "hops5") == 0 || strcmp(mode, "hops6") == 0)
        redirect(x, mode[4] == '5' ? "/x/robots/4" : "/x/robots/5");
    else if (strncmp(mode, "to?", 3) == 0)
        redirect(x, mode + 3);
    else if (strcmp(mode, "big") == 0)
        robots_big(x);
    else if (strcmp(mode, "line") == 0)
        robots_line(x);
    else if (strcmp(mode, "groups") == 0)
        robots_groups(x);
    else if (strcmp(mode, "nul") == 0)
        robots_text(x, nul, sizeof nul - 1);
    else if (strcmp(mode, "cr") == 0)
        robots_text(x, "User-agent: *\rDisallow: /secret\r", 32);
    else if (strcmp(mode, "bom") == 0)
        robots_text(x, "\xEF\xBB\xBFUser-agent: *\nDisallow: /secret\n", 35);
    else
        robots_text(x, "User-agent: *\nDisallow: /secret\n", 32);
}

/* /x/robots/N: N more hops to a robots.txt. */
static void x_robots(struct exchange *x)
{
    char to[64];
    unsigned long n = strtoul(x->rest, NULL, 10);
    snprintf(to, sizeof to, "/x/robots/%lu", n - 1);
    if (n > 0)
        redirect(x, to);
    else
        robots_text(x, "User-agent: *\nDisallow: /secret\n", 32);
}

/* -------------------------------------------------------------------- files */

static const char *type_of(const char *path)
{
    static const char *const types[][2] = {
        {".html", "text/html"}, {".htm", "text/html"},  {".shtml", "text/html"}, {".xml", "text/xml"},
        {".txt", "text/plain"}, {".jpg", "image/jpeg"}, {".png", "image/png"},   {".gz", "application/gzip"}};
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof types / sizeof types[0]; i++)
        if (strcmp(dot, types[i][0]) == 0)
            return types[i][1];
    return "application/octet-stream";
}

static void serve_file(struct exchange *x)
{
    struct buf path, body;
    struct stat st;
    char fields[64];
    size_t len = strcspn(x->path, "?#");
    buf_init(&path, REQUEST_BYTES);
    buf_init(&body, FILE_BYTES);
    buf_printf(&path, "%s%.*s%s", x->folder ? x->folder : ".", (int)len, x->path,
               x->path[len - 1] == '/' ? "index.html" : "");
    int fd = !x->folder || strstr(path.data, "/../") ? -1 : open(path.data, O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && buf_reserve(&body, (size_t)st.st_size + 1)) {
        ssize_t n;
        while ((n = read(fd, body.data + body.len, (size_t)st.st_size - body.len)) > 0)
            body.len += (size_t)n;
        snprintf(fields, sizeof fields, "Content-Type: %s\r\n", type_of(path.data));
        answer(x, "200 OK", fields, body.data, body.len);
    } else {
        answer(x, "404 Not Found", "", "no such page", 12);
    }
    if (fd >= 0)
        close(fd);
    buf_free(&path);
    buf_free(&body);
}

/* --------------------------------------------------------------------- main */

static const struct {
    const char *name;
    void (*serve)(struct exchange *x);
} behaviours[] = {
    {"badchunk", x_badchunk}, {"bighead", x_bighead},   {"body204", x_body204},       {"bomb", x_bomb},
    {"chain", x_chain},       {"chunked", x_chunked},   {"cookie", x_cookie},
    {"deflated", x_deflated},
    {"double", x_double},     {"doubled", x_doubled},
    {"early", x_early},       {"endless", x_endless},   {"etag", x_etag},             {"fields", x_fields},
    {"gzip", x_gzip},
    {"item", x_item},         {"list", x_list},         {"long", x_long},             {"loop", x_loop},
    {"manyheads", x_manyheads}, {"nostatus", x_nostatus}, {"robots", x_robots},       {"same", x_same},
    {"short", x_short},       {"silent", x_silent},     {"slowheader", x_slowheader}, {"stall", x_stall},
    {"status", x_status},     {"to", x_to},
};

static void serve(struct exchange *x)
{
    if (strcmp(x->path, "/robots.txt") == 0) {
        struct stat st;
        struct buf own;
        buf_init(&own, REQUEST_BYTES);
        buf_printf(&own, "%s/robots.txt", x->folder ? x->folder : "");
        bool file = !x->robots && x->folder && stat(own.data, &st) == 0;
        buf_free(&own);
        if (file)
            serve_file(x);
        else
            serve_robots(x);
        return;
    }
    for (size_t i = 0; strncmp(x->path, "/x/", 3) == 0 && i < sizeof behaviours / sizeof behaviours[0]; i++) {
        size_t len = strlen(behaviours[i].name);
        char behind = strncmp(x->path + 3, behaviours[i].name, len) == 0 ? x->path[3 + len] : 'x';
        if (behind == '\0' || behind == '/' || behind == '?') {
            x->rest = x->path + 3 + len + (behind == '/');
            behaviours[i].serve(x);
            return;
        }
    }
    serve_file(x);
}

/* One request's head; false at the connection's end. */
static bool read_request(struct exchange *x)
{
    size_t len = 0;
    while (len < REQUEST_BYTES - 1) {
        ssize_t n = recv(x->fd, x->request + len, REQUEST_BYTES - 1 - len, 0);
        if (n <= 0)
            return false;
        len += (size_t)n;
        x->request[len] = '\0';
        if (strstr(x->request, "\r\n\r\n"))
            return true;
    }
    return false;
}

static void serve_connection(struct exchange *x)
{
    static char request[REQUEST_BYTES], path[REQUEST_BYTES];
    x->request = request;
    int yes = 1;
    setsockopt(x->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    while (read_request(x)) {
        char *from = strchr(request, ' ');
        if (from && strncmp(from + 1, "http://", 7) == 0) /* asked as a proxy: served from here */
            from += 7 + strcspn(from + 8, "/ ");
        size_t len = from ? strcspn(from + 1, " \r\n") : 0;
        if (len == 0 || from[1] != '/')
            break;
        memcpy(path, from + 1, len);
        path[len] = '\0';
        x->path = path;
        fprintf(stderr, "%.*s\n", (int)strcspn(request, "\r\n"), request);
        serve(x);
    }
    close(x->fd);
}

static int listen_at(const char *address, int port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    socklen_t len = sizeof a;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (inet_pton(AF_INET, address, &a.sin_addr) != 1 || bind(fd, (struct sockaddr *)&a, len) != 0 ||
        listen(fd, 1024) != 0 || getsockname(fd, (struct sockaddr *)&a, &len) != 0) {
        perror("jb-serve");
        exit(1);
    }
    printf("port %d\n", ntohs(a.sin_port));
    fflush(stdout);
    return fd;
}

int main(int argc, char **argv)
{
    struct exchange x = {.fd = -1};
    const char *address = "127.0.0.1";
    int port = 0, option;
    while ((option = getopt(argc, argv, "d:r:a:p:")) != -1) {
        if (option == 'd')
            x.folder = optarg;
        else if (option == 'r')
            x.robots = optarg;
        else if (option == 'a')
            address = optarg;
        else if (option == 'p')
            port = (int)strtol(optarg, NULL, 10);
        else
            return 2;
    }
    x.counters = mmap(NULL, sizeof *x.counters, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    signal(SIGCHLD, SIG_IGN);
    setvbuf(stderr, NULL, _IOLBF, 0);
    int listener = listen_at(address, port);
    for (;;) {
        x.fd = accept(listener, NULL, NULL);
        if (x.fd < 0)
            continue;
        if (fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL); /* who hangs on purpose does not outlive the test */
            close(listener);
            serve_connection(&x);
            _exit(0);
        }
        close(x.fd);
    }
}
