#include "crawler/frontier.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { SCHEMA = 1, BUSY_WAIT_MS = 5000, MESSAGE_SQL_MAX = 200 };

static const char schema[] =
    "CREATE TABLE host(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
    "CREATE TABLE target(id INTEGER PRIMARY KEY, url TEXT NOT NULL, host INTEGER NOT NULL,"
    " kind INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0, priority INTEGER NOT NULL,"
    " depth INTEGER NOT NULL, hops INTEGER NOT NULL, seq INTEGER NOT NULL, parent INTEGER NOT NULL,"
    " tries INTEGER NOT NULL DEFAULT 0, due INTEGER NOT NULL DEFAULT 0,"
    " interval INTEGER NOT NULL DEFAULT 0, status INTEGER NOT NULL DEFAULT 0,"
    " etag TEXT, modified TEXT, digest BLOB);"
    "CREATE INDEX queued ON target(host, priority, seq) WHERE state = 0;"
    "CREATE TABLE payload(digest BLOB PRIMARY KEY, url INTEGER NOT NULL, date TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE robots(origin TEXT PRIMARY KEY, fetched INTEGER NOT NULL, text BLOB NOT NULL)"
    " WITHOUT ROWID;"
    "CREATE TABLE fact(name TEXT PRIMARY KEY, value) WITHOUT ROWID;"
    "CREATE TABLE captures(key TEXT NOT NULL, line TEXT NOT NULL);";

enum statement {
    BEGIN_WORK, COMMIT_WORK, FIND_HOST, ADD_HOST, ADD_TARGET, TAKE, NEXT_DUE, UPDATE, REQUEUE, TARGET_URL,
    HOSTS, FIND_PAYLOAD, ADD_PAYLOAD, GET_ROBOTS, SET_ROBOTS, GET_FACT, SET_FACT, ADD_CAPTURE, CAPTURES,
    FORGET_CAPTURES, COUNTS, LAST_SEQ, QUEUED_SEEDS, KNOWN, STATEMENTS
};

static const char *const sql[STATEMENTS] = {
    [BEGIN_WORK] = "BEGIN",
    [COMMIT_WORK] = "COMMIT",
    [FIND_HOST] = "SELECT id FROM host WHERE name = ?1",
    [ADD_HOST] = "INSERT INTO host(name) VALUES(?1)",
    [ADD_TARGET] =
        "INSERT OR IGNORE INTO target(id, url, host, kind, priority, depth, hops, seq, parent, due)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [TAKE] =
        "SELECT id, url, kind, priority, depth, hops, parent, tries, due, interval, etag, modified, digest"
        " FROM target INDEXED BY queued WHERE state = 0 AND host = ?1 AND due <= ?2"
        " ORDER BY priority, seq LIMIT ?3",
    [NEXT_DUE] = "SELECT min(due) FROM target WHERE state = 0 AND host = ?1",
    [UPDATE] = "UPDATE target SET state = ?2, tries = ?3, due = ?4, interval = ?5, status = ?6, etag = ?7,"
               " modified = ?8, digest = ?9, priority = ?10 WHERE id = ?1",
    [REQUEUE] =
        "UPDATE target SET state = 0, tries = 0, due = 0 WHERE kind IN (1, 2, 4, 5) AND state IN (1, 2)",
    [TARGET_URL] = "SELECT url FROM target WHERE id = ?1",
    [HOSTS] = "SELECT id, name, EXISTS (SELECT 1 FROM target WHERE state = 0 AND target.host = host.id)"
              " FROM host ORDER BY id",
    [FIND_PAYLOAD] = "SELECT target.url, payload.date FROM payload JOIN target ON target.id = payload.url "
                     "WHERE payload.digest = ?1",
    [ADD_PAYLOAD] = "INSERT OR IGNORE INTO payload(digest, url, date) VALUES(?1, ?2, ?3)",
    [GET_ROBOTS] = "SELECT fetched, text FROM robots WHERE origin = ?1",
    [SET_ROBOTS] = "INSERT OR REPLACE INTO robots(origin, fetched, text) VALUES(?1, ?2, ?3)",
    [GET_FACT] = "SELECT value FROM fact WHERE name = ?1",
    [SET_FACT] = "INSERT OR REPLACE INTO fact(name, value) VALUES(?1, ?2)",
    [ADD_CAPTURE] = "INSERT INTO captures(key, line) VALUES(?1, ?2)",
    [CAPTURES] = "SELECT line FROM captures ORDER BY key, rowid",
    [FORGET_CAPTURES] = "DELETE FROM captures",
    [COUNTS] = "SELECT name, sum(state = 0), sum(state = 1), sum(state = 2), sum(state = 3)"
               " FROM target JOIN host ON host.id = target.host GROUP BY host.id ORDER BY name",
    [LAST_SEQ] = "SELECT max(seq) FROM target",
    [KNOWN] = "SELECT 1 FROM target WHERE id IN (?1, ?2, ?3)",
    [QUEUED_SEEDS] = "SELECT count(*) FROM target WHERE state = 0 AND kind = 1",
};

struct frontier {
    sqlite3 *db;
    sqlite3_stmt *prepared[STATEMENTS];
    int64_t seq;
};

void target_free(struct target *t)
{
    free(t->url);
    free(t->etag);
    free(t->modified);
    *t = (struct target){.id = 0};
}

/* ---------------------------------------------------------------- plumbing */

static bool failed(struct frontier *f, const char *what, struct fault *fault)
{
    int code = sqlite3_errcode(f->db) & 0xFF;
    enum fault_code kind = code == SQLITE_BUSY || code == SQLITE_LOCKED      ? FAULT_BUSY
                           : code == SQLITE_NOMEM                            ? FAULT_MEMORY
                           : code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? FAULT_DAMAGE
                                                                             : FAULT_IO;
    return fault_set(fault, kind, "frontier: cannot %.*s: %s", MESSAGE_SQL_MAX, what, sqlite3_errmsg(f->db));
}

/* A statement ready for its values; NULL when it cannot be had. */
static sqlite3_stmt *statement(struct frontier *f, enum statement which, struct fault *fault)
{
    if (!f->prepared[which] && sqlite3_prepare_v3(f->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT,
                                                  &f->prepared[which], NULL) != SQLITE_OK)
        failed(f, sql[which], fault);
    if (f->prepared[which])
        sqlite3_reset(f->prepared[which]);
    return f->prepared[which];
}

/* Runs a statement that yields no row. */
static bool run(struct frontier *f, enum statement which, struct fault *fault)
{
    sqlite3_stmt *s = f->prepared[which];
    bool ok = sqlite3_step(s) == SQLITE_DONE;
    if (!ok)
        failed(f, sql[which], fault);
    sqlite3_reset(s);
    return ok;
}

/* 1: a row, 0: no more, -1: a fault. */
static int next_row(struct frontier *f, enum statement which, struct fault *fault)
{
    int status = sqlite3_step(f->prepared[which]);
    if (status == SQLITE_ROW)
        return 1;
    if (status != SQLITE_DONE)
        failed(f, sql[which], fault);
    sqlite3_reset(f->prepared[which]);
    return status == SQLITE_DONE ? 0 : -1;
}

static void bind_text(sqlite3_stmt *s, int i, const char *text)
{
    sqlite3_bind_text(s, i, text, -1, SQLITE_STATIC);
}

static char *column_copy(sqlite3_stmt *s, int i)
{
    const unsigned char *text = sqlite3_column_text(s, i);
    return text ? strdup((const char *)text) : NULL;
}

static bool simple(struct frontier *f, enum statement which, struct fault *fault)
{
    return statement(f, which, fault) && run(f, which, fault);
}

/* -------------------------------------------------------------------- life */

static bool execute(struct frontier *f, const char *text, struct fault *fault)
{
    return sqlite3_exec(f->db, text, NULL, NULL, NULL) == SQLITE_OK || failed(f, text, fault);
}

static bool read_pragma(struct frontier *f, const char *text, int *value, struct fault *fault)
{
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(f->db, text, -1, &s, NULL) != SQLITE_OK || sqlite3_step(s) != SQLITE_ROW) {
        sqlite3_finalize(s);
        return failed(f, text, fault);
    }
    *value = sqlite3_column_int(s, 0);
    sqlite3_finalize(s);
    return true;
}

static bool set_up(struct frontier *f, const char *path, bool read_only, struct fault *fault)
{
    int version = 0, tables = 0;
    sqlite3_busy_timeout(f->db, BUSY_WAIT_MS);
    if (!execute(f, "PRAGMA cache_size = -8192", fault) ||
        !read_pragma(f, "PRAGMA user_version", &version, fault) ||
        !read_pragma(f, "SELECT count(*) FROM sqlite_master", &tables, fault))
        return false;
    if (version != SCHEMA && (version != 0 || tables != 0 || read_only))
        return fault_set(fault, FAULT_DAMAGE, "'%.150s' is no frontier of this version",
                         path ? path : "memory");
    if (read_only)
        return true;
    if (!execute(f, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = FILE;"
                    " PRAGMA wal_autocheckpoint = 4000", /* pages of 4 KiB */
                 fault))
        return false;
    if (version == 0 && !(execute(f, "BEGIN", fault) && execute(f, schema, fault) &&
                          execute(f, "PRAGMA user_version = 1; COMMIT", fault)))
        return false;
    if (!statement(f, LAST_SEQ, fault) || next_row(f, LAST_SEQ, fault) < 0)
        return false;
    f->seq = sqlite3_column_int64(f->prepared[LAST_SEQ], 0);
    sqlite3_reset(f->prepared[LAST_SEQ]);
    return simple(f, BEGIN_WORK, fault);
}

struct frontier *frontier_open(const char *path, bool read_only, struct fault *fault)
{
    struct frontier *f = calloc(1, sizeof *f);
    if (!f) {
        fault_set(fault, FAULT_MEMORY, "no memory for the frontier");
        return NULL;
    }
    int flags = read_only ? SQLITE_OPEN_READONLY
                          : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW;
    bool ok = sqlite3_open_v2(path ? path : ":memory:", &f->db, flags, NULL) == SQLITE_OK;
    if (!ok)
        fault_set(fault, FAULT_IO, "cannot open '%.150s': %s", path,
                  f->db ? sqlite3_errmsg(f->db) : "no memory");
    if (!ok || !set_up(f, path, read_only, fault)) {
        frontier_close(f);
        return NULL;
    }
    return f;
}

void frontier_close(struct frontier *f)
{
    if (!f)
        return;
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(f->prepared[i]);
    sqlite3_close(f->db);
    free(f);
}

bool frontier_commit(struct frontier *f, struct fault *fault)
{
    return simple(f, COMMIT_WORK, fault) && simple(f, BEGIN_WORK, fault);
}

/* ----------------------------------------------------------------- targets */

int64_t frontier_key(const char *url, size_t len)
{
    uint8_t digest[SHA1_BYTES];
    int64_t key = 0;
    digest_sha1(url, len, digest);
    for (int i = 0; i < 8; i++)
        key = (int64_t)((uint64_t)key << 8 | digest[i]);
    key &= INT64_MAX;
    return key ? key : 1;
}

bool frontier_host(struct frontier *f, const char *name, int64_t *id, struct fault *fault)
{
    sqlite3_stmt *s = statement(f, FIND_HOST, fault);
    if (!s)
        return false;
    bind_text(s, 1, name);
    int row = next_row(f, FIND_HOST, fault);
    *id = row == 1 ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_reset(s);
    if (row != 0)
        return row == 1;
    s = statement(f, ADD_HOST, fault);
    if (!s)
        return false;
    bind_text(s, 1, name);
    if (!run(f, ADD_HOST, fault))
        return false;
    *id = sqlite3_last_insert_rowid(f->db);
    return true;
}

bool frontier_add(struct frontier *f, const struct target *t, bool *added, struct fault *fault)
{
    sqlite3_stmt *s = statement(f, ADD_TARGET, fault);
    if (!s)
        return false;
    sqlite3_bind_int64(s, 1, t->id);
    bind_text(s, 2, t->url);
    sqlite3_bind_int64(s, 3, t->host);
    sqlite3_bind_int(s, 4, (int)t->kind);
    sqlite3_bind_int(s, 5, t->priority);
    sqlite3_bind_int(s, 6, t->depth);
    sqlite3_bind_int(s, 7, t->hops);
    sqlite3_bind_int64(s, 8, f->seq + 1);
    sqlite3_bind_int64(s, 9, t->parent);
    sqlite3_bind_int64(s, 10, t->due);
    if (!run(f, ADD_TARGET, fault))
        return false;
    *added = sqlite3_changes(f->db) > 0;
    f->seq += *added;
    return true;
}

bool frontier_knows(struct frontier *f, const int64_t keys[FRONTIER_KEYS], bool *known, struct fault *fault)
{
    sqlite3_stmt *s = statement(f, KNOWN, fault);
    if (!s)
        return false;
    for (int i = 0; i < FRONTIER_KEYS; i++)
        sqlite3_bind_int64(s, 1 + i, keys[i]);
    int row = next_row(f, KNOWN, fault);
    *known = row == 1;
    sqlite3_reset(s);
    return row >= 0;
}

static bool read_target(sqlite3_stmt *s, int64_t host, struct target *t, struct fault *fault)
{
    *t = (struct target){.id = sqlite3_column_int64(s, 0),
                         .host = host,
                         .url = column_copy(s, 1),
                         .kind = (enum target_kind)sqlite3_column_int(s, 2),
                         .priority = sqlite3_column_int(s, 3),
                         .depth = sqlite3_column_int(s, 4),
                         .hops = sqlite3_column_int(s, 5),
                         .parent = sqlite3_column_int64(s, 6),
                         .tries = sqlite3_column_int(s, 7),
                         .due = sqlite3_column_int64(s, 8),
                         .interval = (long)sqlite3_column_int64(s, 9),
                         .etag = column_copy(s, 10),
                         .modified = column_copy(s, 11)};
    if (sqlite3_column_bytes(s, 12) == SHA1_BYTES)
        memcpy(t->digest, sqlite3_column_blob(s, 12), SHA1_BYTES);
    return t->url || fault_set(fault, FAULT_MEMORY, "no memory for a target");
}

static bool next_due_of(struct frontier *f, int64_t host, int64_t *due, struct fault *fault)
{
    sqlite3_stmt *s = statement(f, NEXT_DUE, fault);
    if (!s)
        return false;
    sqlite3_bind_int64(s, 1, host);
    int row = next_row(f, NEXT_DUE, fault);
    *due = row == 1 && sqlite3_column_type(s, 0) != SQLITE_NULL ? sqlite3_column_int64(s, 0) : INT64_MAX;
    sqlite3_reset(s);
    return row >= 0;
}

bool frontier_take(struct frontier *f, int64_t host, int64_t now, struct target *out, size_t max,
                   size_t *count, int64_t *next_due, struct fault *fault)
{
    *count = 0;
    *next_due = now;
    sqlite3_stmt *s = statement(f, TAKE, fault);
    if (!s)
        return false;
    sqlite3_bind_int64(s, 1, host);
    sqlite3_bind_int64(s, 2, now);
    sqlite3_bind_int64(s, 3, (int64_t)max);
    int row;
    while ((row = next_row(f, TAKE, fault)) == 1)
        if (!read_target(s, host, &out[(*count)++], fault))
            return false;
    if (row < 0)
        return false;
    return *count > 0 || next_due_of(f, host, next_due, fault);
}

bool frontier_update(struct frontier *f, const struct target *t, enum target_state state, int status,
                     struct fault *fault)
{
    static const uint8_t none[SHA1_BYTES];
    sqlite3_stmt *s = statement(f, UPDATE, fault);
    if (!s)
        return false;
    sqlite3_bind_int64(s, 1, t->id);
    sqlite3_bind_int(s, 2, (int)state);
    sqlite3_bind_int(s, 3, t->tries);
    sqlite3_bind_int64(s, 4, t->due);
    sqlite3_bind_int64(s, 5, t->interval);
    sqlite3_bind_int(s, 6, status);
    bind_text(s, 7, t->etag);
    bind_text(s, 8, t->modified);
    if (memcmp(t->digest, none, sizeof none) != 0)
        sqlite3_bind_blob(s, 9, t->digest, SHA1_BYTES, SQLITE_STATIC);
    else
        sqlite3_bind_null(s, 9);
    sqlite3_bind_int(s, 10, t->priority);
    return run(f, UPDATE, fault);
}

bool frontier_requeue(struct frontier *f, struct fault *fault)
{
    return simple(f, REQUEUE, fault);
}

bool frontier_url(struct frontier *f, int64_t id, struct buf *url, struct fault *fault)
{
    sqlite3_stmt *s = statement(f, TARGET_URL, fault);
    if (!s)
        return false;
    sqlite3_bind_int64(s, 1, id);
    int row = next_row(f, TARGET_URL, fault);
    buf_puts(url, row == 1 ? (const char *)sqlite3_column_text(s, 0) : "");
    sqlite3_reset(s);
    return row >= 0 && buf_check(url, "address", fault);
}

bool frontier_hosts(struct frontier *f, host_visit *visit, void *context, struct fault *fault)
{
    sqlite3_stmt *s = statement(f, HOSTS, fault);
    int row = -1;
    bool go_on = s != NULL;
    while (go_on && (row = next_row(f, HOSTS, fault)) == 1)
        go_on = visit(context, sqlite3_column_int64(s, 0), (const char *)sqlite3_column_text(s, 1),
                      sqlite3_column_int(s, 2) != 0);
    if (s)
        sqlite3_reset(s);
    return go_on && row == 0;
}

bool frontier_count(struct frontier *f, host_count *each, void *context, struct fault *fault)
{
    sqlite3_stmt *s = statement(f, COUNTS, fault);
    int row = -1;
    bool go_on = s != NULL;
    while (go_on && (row = next_row(f, COUNTS, fault)) == 1) {
        int64_t counts[STATE_COUNT];
        for (int i = 0; i < STATE_COUNT; i++)
            counts[i] = sqlite3_column_int64(s, 1 + i);
        go_on = each(context, (const char *)sqlite3_column_text(s, 0), counts);
    }
    if (s)
        sqlite3_reset(s);
    return go_on && row == 0;
}

bool frontier_queued_seeds(struct frontier *f, int64_t *count, struct fault *fault)
{
    int row = statement(f, QUEUED_SEEDS, fault) ? next_row(f, QUEUED_SEEDS, fault) : -1;
    *count = row == 1 ? sqlite3_column_int64(f->prepared[QUEUED_SEEDS], 0) : 0;
    if (row == 1)
        sqlite3_reset(f->prepared[QUEUED_SEEDS]);
    return row == 1;
}

/* ------------------------------------------------------- payloads, robots, facts */

bool frontier_payload(struct frontier *f, const uint8_t digest[SHA1_BYTES], int64_t target, const char *date,
                      bool *found, struct buf *first_url, struct buf *first_date, struct fault *fault)
{
    sqlite3_stmt *s = statement(f, ADD_PAYLOAD, fault);
    if (!s)
        return false;
    sqlite3_bind_blob(s, 1, digest, SHA1_BYTES, SQLITE_STATIC);
    sqlite3_bind_int64(s, 2, target);
    bind_text(s, 3, date);
    if (!run(f, ADD_PAYLOAD, fault))
        return false;
    *found = sqlite3_changes(f->db) == 0;
    if (!*found)
        return true;
    s = statement(f, FIND_PAYLOAD, fault);
    if (!s)
        return false;
    sqlite3_bind_blob(s, 1, digest, SHA1_BYTES, SQLITE_STATIC);
    int row = next_row(f, FIND_PAYLOAD, fault);
    *found = row == 1;
    if (*found) {
        buf_clear(first_url);
        buf_clear(first_date);
        buf_puts(first_url, (const char *)sqlite3_column_text(s, 0));
        buf_puts(first_date, (const char *)sqlite3_column_text(s, 1));
    }
    sqlite3_reset(s);
    return row >= 0;
}

bool frontier_robots(struct frontier *f, const char *origin, int64_t *when, struct buf *text,
                     struct fault *fault)
{
    *when = 0;
    sqlite3_stmt *s = statement(f, GET_ROBOTS, fault);
    if (!s)
        return false;
    bind_text(s, 1, origin);
    int row = next_row(f, GET_ROBOTS, fault);
    if (row == 1) {
        *when = sqlite3_column_int64(s, 0);
        buf_clear(text);
        buf_append(text, sqlite3_column_blob(s, 1), (size_t)sqlite3_column_bytes(s, 1));
    }
    sqlite3_reset(s);
    return row >= 0 && buf_check(text, "robots.txt", fault);
}

bool frontier_set_robots(struct frontier *f, const char *origin, int64_t when, const char *text, size_t len,
                         struct fault *fault)
{
    sqlite3_stmt *s = statement(f, SET_ROBOTS, fault);
    if (!s)
        return false;
    bind_text(s, 1, origin);
    sqlite3_bind_int64(s, 2, when);
    sqlite3_bind_blob64(s, 3, text ? text : "", len, SQLITE_STATIC);
    return run(f, SET_ROBOTS, fault);
}

/* The fact's row stands in the statement when it returns 1. */
static int find_fact(struct frontier *f, const char *name, struct fault *fault)
{
    sqlite3_stmt *s = statement(f, GET_FACT, fault);
    if (!s)
        return -1;
    bind_text(s, 1, name);
    return next_row(f, GET_FACT, fault);
}

bool frontier_number(struct frontier *f, const char *name, int64_t *value, struct fault *fault)
{
    int row = find_fact(f, name, fault);
    *value = row == 1 ? sqlite3_column_int64(f->prepared[GET_FACT], 0) : 0;
    if (row == 1)
        sqlite3_reset(f->prepared[GET_FACT]);
    return row >= 0;
}

bool frontier_text(struct frontier *f, const char *name, struct buf *value, struct fault *fault)
{
    int row = find_fact(f, name, fault);
    buf_clear(value);
    buf_puts(value, row == 1 ? (const char *)sqlite3_column_text(f->prepared[GET_FACT], 0) : "");
    if (row == 1)
        sqlite3_reset(f->prepared[GET_FACT]);
    return row >= 0 && buf_check(value, "fact", fault);
}

bool frontier_set_number(struct frontier *f, const char *name, int64_t value, struct fault *fault)
{
    sqlite3_stmt *s = statement(f, SET_FACT, fault);
    if (!s)
        return false;
    bind_text(s, 1, name);
    sqlite3_bind_int64(s, 2, value);
    return run(f, SET_FACT, fault);
}

bool frontier_set_text(struct frontier *f, const char *name, const char *value, struct fault *fault)
{
    sqlite3_stmt *s = statement(f, SET_FACT, fault);
    if (!s)
        return false;
    bind_text(s, 1, name);
    bind_text(s, 2, value);
    return run(f, SET_FACT, fault);
}

bool frontier_index_add(struct frontier *f, const char *key, const char *line, struct fault *fault)
{
    sqlite3_stmt *s = statement(f, ADD_CAPTURE, fault);
    if (!s)
        return false;
    bind_text(s, 1, key);
    bind_text(s, 2, line);
    return run(f, ADD_CAPTURE, fault);
}

bool frontier_index_drain(struct frontier *f, index_line *each, void *context, struct fault *fault)
{
    sqlite3_stmt *s = statement(f, CAPTURES, fault);
    int row = -1;
    bool go_on = s != NULL;
    while (go_on && (row = next_row(f, CAPTURES, fault)) == 1)
        go_on = each(context, (const char *)sqlite3_column_text(s, 0), (size_t)sqlite3_column_bytes(s, 0));
    if (s)
        sqlite3_reset(s);
    return go_on && row == 0 && simple(f, FORGET_CAPTURES, fault);
}
