/* store - the only C++ here and the only file that touches Xapian; see store.h. */
#include "index/store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <memory>
#include <new>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

#include <xapian.h>

namespace
{

constexpr int kTries = 32;             // a reader that is overtaken starts again
constexpr unsigned kRemoteWait = 5000; // milliseconds for a tcp shard to answer
constexpr size_t kDepth = 200;         // of a query tree: it is built by recursion
constexpr uint32_t kPrefixTerms = 10000;
constexpr size_t kStubLines = 10000;
constexpr size_t kChunk = 1024; // candidates that are read at a time

std::string text_of(store_bytes b)
{
    return b.p ? std::string(b.p, b.len) : std::string();
}

bool fail(struct fault *fault, fault_code code, const char *what, const char *why)
{
    return fault_set(fault, code, "%s: %s", what, why);
}

// One ladder for all that Xapian throws.  `overtaken` is called before a retry.
template <typename Body, typename Overtaken>
bool fence(struct fault *fault, const char *what, Body body, Overtaken overtaken, int tries) noexcept
{
    for (int i = 1;; i++) {
        try {
            if (i > 1)
                overtaken();
            return body();
        } catch (const Xapian::DatabaseModifiedError &e) {
            if (i >= tries)
                return fail(fault, FAULT_BUSY, what, "the index changes too fast, try again");
        } catch (const Xapian::NetworkError &e) {
            if (i >= tries)
                return fail(fault, FAULT_IO, what, e.get_msg().c_str());
        } catch (const Xapian::DatabaseLockError &e) {
            return fail(fault, FAULT_BUSY, what, "another writer holds the index");
        } catch (const Xapian::DatabaseNotFoundError &e) {
            return fail(fault, FAULT_IO, what, "no index there");
        } catch (const Xapian::DatabaseOpeningError &e) {
            return fail(fault, FAULT_IO, what, e.get_msg().c_str());
        } catch (const Xapian::DatabaseError &e) {
            return fail(fault, FAULT_DAMAGE, what, e.get_msg().c_str());
        } catch (const Xapian::Error &e) {
            return fail(fault, FAULT_BUG, what, e.get_description().c_str());
        } catch (const std::bad_alloc &) {
            return fail(fault, FAULT_MEMORY, what, "no memory");
        } catch (const std::exception &e) {
            return fail(fault, FAULT_BUG, what, e.what());
        } catch (...) {
            return fail(fault, FAULT_BUG, what, "unknown exception");
        }
    }
}

template <typename Body> bool fence_once(struct fault *fault, const char *what, Body body) noexcept
{
    return fence(
        fault, what, body, [] {}, 1);
}

} // namespace

// -------------------------------------------------------------------- writing

struct store_writer {
    std::string path;
    Xapian::WritableDatabase db;
    uint64_t committed = 0;
    int64_t pending = 0; // documents more than at the last commit
    bool open = false;   // a transaction: all between two commits, so that Xapian never
                         // flushes by its own count and an abandoned batch leaves nothing
    bool poisoned = false;
};

namespace
{

// A write that fails leaves Xapian with half a change that a later commit()
// would silently lose: the writer is dead from then on.
template <typename Body> bool write(store_writer *w, struct fault *fault, Body body) noexcept
{
    if (w->poisoned)
        return fault_set(fault, FAULT_DAMAGE, "'%s': the writer failed before", w->path.c_str());
    struct fault own = {};
    bool ok = fence_once(&own, w->path.c_str(), [&] {
        if (!w->open)
            w->db.begin_transaction();
        w->open = true;
        return body();
    });
    if (!ok) {
        w->poisoned = true;
        fault_set(fault, own.code == FAULT_MEMORY ? FAULT_MEMORY : FAULT_IO, "cannot write %s", own.text);
    }
    return ok;
}

Xapian::Document make_document(const store_document *d)
{
    Xapian::Document doc;
    for (size_t i = 0; i < d->term_count; i++)
        doc.add_term(std::string(d->terms[i].bytes, d->terms[i].len), d->terms[i].wdf);
    for (size_t i = 0; i < d->value_count; i++)
        doc.add_value(d->values[i].slot, text_of(d->values[i].value));
    doc.set_data(text_of(d->blob));
    return doc;
}

// Held while a database is opened or made, so that nobody takes one in the making for a torn one.
class folder_lock {
    int fd;

public:
    explicit folder_lock(const char *path) : fd(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    {
        if (fd >= 0)
            flock(fd, LOCK_EX);
    }
    ~folder_lock()
    {
        if (fd >= 0)
            close(fd);
    }
    folder_lock(const folder_lock &) = delete;
    folder_lock &operator=(const folder_lock &) = delete;
};

// A kill or a failure while Xapian makes a database leaves tables without the file that names it: it neither
// opens such a folder nor makes it anew.
bool is_torn(const std::string &path)
{
    return access((path + "/iamglass").c_str(), F_OK) != 0 &&
           access((path + "/postlist.glass").c_str(), F_OK) == 0;
}

Xapian::WritableDatabase open_or_make(const char *path)
{
    mkdir(path, 0777); // where that fails Xapian says why
    folder_lock lock(path);
    int how = is_torn(path) ? Xapian::DB_CREATE_OR_OVERWRITE : Xapian::DB_CREATE_OR_OPEN;
    return Xapian::WritableDatabase(path, how);
}

} // namespace

struct store_writer *store_writer_open(const char *path, bool create, struct fault *fault)
{
    std::unique_ptr<store_writer> w;
    bool ok = fence_once(fault, path, [&] {
        w.reset(new store_writer);
        w->path = path;
        w->db = create ? open_or_make(path) : Xapian::WritableDatabase(path, Xapian::DB_OPEN);
        w->committed = w->db.get_doccount();
        return true;
    });
    return ok ? w.release() : nullptr;
}

void store_writer_close(struct store_writer *w)
{
    if (!w)
        return;
    struct fault ignored = {}; // closing gives up what is pending; there is nobody left to tell
    fence_once(&ignored, "close", [&] {
        if (w->open)
            w->db.cancel_transaction();
        w->open = false;
        w->db.close();
        return true;
    });
    fence_once(&ignored, "close", [&] {
        delete w;
        return true;
    });
}

bool store_add(struct store_writer *w, const struct store_document *d, struct fault *fault)
{
    return write(w, fault, [&] {
        w->db.add_document(make_document(d));
        w->pending++;
        return true;
    });
}

bool store_replace(struct store_writer *w, struct store_bytes id, const struct store_document *d,
                   bool *replaced, struct fault *fault)
{
    return write(w, fault, [&] {
        std::string term = text_of(id);
        *replaced = w->db.term_exists(term);
        w->db.replace_document(term, make_document(d));
        w->pending += !*replaced;
        return true;
    });
}

bool store_delete(struct store_writer *w, struct store_bytes id, bool *found, struct fault *fault)
{
    return write(w, fault, [&] {
        std::string term = text_of(id);
        Xapian::doccount n = w->db.get_termfreq(term);
        *found = n > 0;
        w->db.delete_document(term);
        w->pending -= n;
        return true;
    });
}

bool store_delete_older(struct store_writer *w, struct store_bytes id, struct fault *fault)
{
    return write(w, fault, [&] {
        std::string term = text_of(id);
        std::vector<Xapian::docid> found(w->db.postlist_begin(term), w->db.postlist_end(term));
        for (size_t i = 0; i + 1 < found.size(); i++)
            w->db.delete_document(found[i]);
        w->pending -= found.empty() ? 0 : static_cast<int64_t>(found.size()) - 1;
        return true;
    });
}

bool store_writer_fetch(struct store_writer *w, struct store_bytes id, char **blob, size_t *len,
                        struct fault *fault)
{
    *blob = nullptr;
    return write(w, fault, [&] {
        std::string term = text_of(id);
        auto i = w->db.postlist_begin(term);
        if (i == w->db.postlist_end(term))
            return true;
        std::string data = w->db.get_document(*i).get_data();
        *blob = static_cast<char *>(std::malloc(data.size() + 1));
        if (!*blob)
            throw std::bad_alloc();
        std::memcpy(*blob, data.data(), data.size());
        *len = data.size();
        return true;
    });
}

bool store_writer_metadata(struct store_writer *w, const char *key, char **value, struct fault *fault)
{
    *value = nullptr;
    return write(w, fault, [&] {
        std::string found = w->db.get_metadata(key);
        *value = found.empty() ? nullptr : strdup(found.c_str());
        return true;
    });
}

bool store_set_metadata(struct store_writer *w, const char *key, const char *value, struct fault *fault)
{
    return write(w, fault, [&] {
        w->db.set_metadata(key, value);
        return true;
    });
}

bool store_commit(struct store_writer *w, struct fault *fault)
{
    return write(w, fault, [&] {
        uint64_t expected = w->committed + static_cast<uint64_t>(w->pending);
        w->db.commit_transaction();
        w->open = false;
        if (w->db.get_doccount() != expected)
            throw Xapian::DatabaseError("fewer documents after the commit than were written");
        w->committed = expected;
        w->pending = 0;
        return true;
    });
}

uint64_t store_writer_count(const struct store_writer *w)
{
    return w->committed;
}

bool store_compact(const char *const *sources, size_t count, const char *target, struct fault *fault)
{
    return fence_once(fault, target, [&] {
        Xapian::Database all;
        for (size_t i = 0; i < count; i++)
            all.add_database(Xapian::Database(sources[i]));
        all.compact(target);
        if (Xapian::Database(target).get_doccount() != all.get_doccount())
            throw Xapian::DatabaseError("fewer documents after compaction than before");
        return true;
    });
}

// -------------------------------------------------------------------- opening

struct store {
    struct part {
        std::string name, at; // as asked for; path or host:port
        bool remote;
        Xapian::Database db;
    };
    std::vector<part> parts;
    std::vector<store_shard> shards;
    Xapian::Database all;
    bool partial = false;
};

namespace
{

bool is_folder(const std::string &path)
{
    struct stat st;
    return stat(path.c_str(), &st) == 0 && S_ISDIR(st.st_mode);
}

// The stub that stands for `path`: a file of lines, or XAPIANDB in a folder.  "" = none.
std::string stub_of(const std::string &path)
{
    std::string file = is_folder(path) ? path + "/XAPIANDB" : path;
    std::ifstream in(file);
    int first = in.good() ? in.get() : EOF;
    bool database_file = first == 0x0F; // a compacted single-file database
    return first == EOF || database_file ? std::string() : file;
}

void add_part(store *s, const std::string &name, const std::string &at, bool remote)
{
    s->parts.push_back({name, at, remote, Xapian::Database()});
}

// "glass 2021-10", "auto path", "remote host:port"; paths count from the stub's folder.
void add_stub(store *s, const std::string &stub)
{
    std::ifstream in(stub);
    std::string line, folder = stub.substr(0, stub.rfind('/') + 1);
    for (size_t n = 0; n < kStubLines && std::getline(in, line); n++) {
        std::istringstream words(line);
        std::string kind, at;
        if (!(words >> kind) || kind[0] == '#' || !std::getline(words >> std::ws, at))
            continue;
        if (kind == "remote")
            add_part(s, "tcp://" + at, at, true);
        else if (kind == "auto" || kind == "glass")
            add_part(s, at[0] == '/' ? at : folder + at, at[0] == '/' ? at : folder + at, false);
        else
            throw Xapian::DatabaseOpeningError("cannot read line '" + line + "' of stub '" + stub + "'");
    }
}

void add_path(store *s, const std::string &path)
{
    const std::string tcp = "tcp://";
    std::string stub;
    if (path.compare(0, tcp.size(), tcp) == 0)
        add_part(s, path, path.substr(tcp.size()), true);
    else if (!(stub = stub_of(path)).empty())
        add_stub(s, stub);
    else
        add_part(s, path, path, false);
}

void connect(store::part &p)
{
    if (!p.remote) {
        p.db = Xapian::Database(p.at);
        return;
    }
    size_t colon = p.at.rfind(':');
    unsigned long port = colon == std::string::npos ? 0 : std::strtoul(p.at.c_str() + colon + 1, nullptr, 10);
    if (port == 0 || port > 65535)
        throw Xapian::DatabaseOpeningError("no port in '" + p.name + "'");
    p.db = Xapian::Remote::open(p.at.substr(0, colon), static_cast<unsigned>(port), kRemoteWait, kRemoteWait);
}

void assemble(store *s)
{
    s->all = Xapian::Database();
    for (size_t i = 0; i < s->parts.size(); i++) {
        if (s->shards[i].open)
            s->all.add_database(s->parts[i].db);
        else
            s->partial = true;
    }
}

void open_parts(store *s)
{
    for (auto &p : s->parts) {
        store_shard shard = {p.name.c_str(), false, 0, {}};
        shard.open = fence_once(&shard.fault, p.name.c_str(), [&] {
            connect(p);
            shard.documents = p.db.get_doccount();
            return true;
        });
        s->shards.push_back(shard);
    }
    assemble(s);
}

// After a failed read: newest revisions, and without the shards that are silent.
void refresh(store *s)
{
    for (size_t i = 0; i < s->parts.size(); i++) {
        store_shard &shard = s->shards[i];
        if (shard.open)
            shard.open = fence_once(&shard.fault, shard.name, [&] {
                s->parts[i].db.keep_alive();
                s->parts[i].db.reopen();
                shard.documents = s->parts[i].db.get_doccount();
                return true;
            });
    }
    assemble(s);
}

template <typename Body> bool read(store *s, struct fault *fault, const char *what, Body body) noexcept
{
    return fence(
        fault, what, body, [&] { refresh(s); }, kTries);
}

} // namespace

struct store *store_open(const char *const *paths, size_t count, struct fault *fault)
{
    std::unique_ptr<store> s;
    bool ok = fence_once(fault, count ? paths[0] : "index", [&] {
        s.reset(new store);
        for (size_t i = 0; i < count; i++)
            add_path(s.get(), paths[i]);
        open_parts(s.get());
        for (const auto &shard : s->shards) {
            if (shard.open)
                return true;
        }
        return s->shards.empty() ? fault_set(fault, FAULT_IO, "no index to open")
                                 : fault_set(fault, s->shards[0].fault.code, "cannot open index %s",
                                             s->shards[0].fault.text);
    });
    return ok ? s.release() : nullptr;
}

void store_close(struct store *s)
{
    struct fault ignored = {};
    fence_once(&ignored, "close", [&] {
        delete s;
        return true;
    });
}

const struct store_shard *store_shards(const struct store *s, size_t *count)
{
    *count = s->shards.size();
    return s->shards.data();
}

bool store_refresh(struct store *s, struct fault *fault)
{
    return fence_once(fault, "reopen", [&] {
        refresh(s);
        return true;
    });
}

bool store_partial(const struct store *s)
{
    return s->partial;
}

// -------------------------------------------------------------------- queries

namespace
{

Xapian::Query build(const store_query *q, size_t depth);

Xapian::Query join(Xapian::Query::op op, const store_query *q, size_t from, size_t depth)
{
    std::vector<Xapian::Query> children;
    for (size_t i = from; i < q->count; i++)
        children.push_back(build(q->children[i], depth + 1));
    return Xapian::Query(op, children.begin(), children.end());
}

// The first child against all others.
Xapian::Query first_and_rest(Xapian::Query::op op, Xapian::Query::op rest, const store_query *q, size_t depth)
{
    if (q->count == 0)
        return Xapian::Query::MatchNothing;
    Xapian::Query first = build(q->children[0], depth + 1);
    return q->count == 1 ? first : Xapian::Query(op, first, join(rest, q, 1, depth));
}

Xapian::Query range(const store_query *q)
{
    if (!q->low.p && !q->high.p)
        return Xapian::Query::MatchAll;
    if (!q->high.p)
        return Xapian::Query(Xapian::Query::OP_VALUE_GE, q->slot, text_of(q->low));
    if (!q->low.p)
        return Xapian::Query(Xapian::Query::OP_VALUE_LE, q->slot, text_of(q->high));
    return Xapian::Query(Xapian::Query::OP_VALUE_RANGE, q->slot, text_of(q->low), text_of(q->high));
}

Xapian::Query scaled(const Xapian::Query &q, double weight)
{
    return weight == 1.0 ? q : Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, q, weight);
}

Xapian::Query build(const store_query *q, size_t depth)
{
    using X = Xapian::Query;
    if (depth > kDepth)
        throw Xapian::InvalidArgumentError("the query is nested too deep");
    switch (q->op) {
    case STORE_TERM:
        return scaled(X(text_of(q->term)), q->weight != 0 ? q->weight : 1.0);
    case STORE_PREFIX:
        return X(X::OP_WILDCARD, text_of(q->term), q->limit ? q->limit : kPrefixTerms,
                 X::WILDCARD_LIMIT_MOST_FREQUENT);
    case STORE_ALL:
        return X::MatchAll;
    case STORE_NONE:
        return X::MatchNothing;
    case STORE_AND:
        return join(X::OP_AND, q, 0, depth);
    case STORE_OR:
        return join(X::OP_OR, q, 0, depth);
    case STORE_SYNONYM:
        return join(X::OP_SYNONYM, q, 0, depth);
    case STORE_NOT:
        return first_and_rest(X::OP_AND_NOT, X::OP_OR, q, depth);
    case STORE_MAYBE:
        return first_and_rest(X::OP_AND_MAYBE, X::OP_OR, q, depth);
    case STORE_FILTER:
        return first_and_rest(X::OP_FILTER, X::OP_AND, q, depth);
    case STORE_SCALE:
        return q->count ? scaled(build(q->children[0], depth + 1), q->weight) : X::MatchNothing;
    case STORE_RANGE:
        return range(q);
    }
    throw Xapian::InvalidArgumentError("unknown operator in a query");
}

// -------------------------------------------------------------------- results

// A result with the memory that its pointers lead to.
struct result : store_result {
    std::vector<store_hit> hit_list;
    std::vector<std::unique_ptr<std::string>> texts;
    std::vector<std::unique_ptr<store_bytes[]>> rows;

    result() : store_result()
    {
    }
    store_bytes keep(std::string text)
    {
        texts.emplace_back(new std::string(std::move(text)));
        return {texts.back()->data(), texts.back()->size()};
    }
    void finish()
    {
        hits = hit_list.data();
        count = hit_list.size();
    }
};

// A hit with what it brings.
struct candidate {
    store_hit hit;
    bool passed;
    std::string blob, story; // story: its value of the collapse slot
    std::vector<std::string> values;
};

void add_hit(result &r, candidate &&c)
{
    c.hit.blob = c.blob.empty() ? store_bytes{} : r.keep(std::move(c.blob));
    if (!c.values.empty()) {
        r.rows.emplace_back(new store_bytes[c.values.size()]);
        for (size_t i = 0; i < c.values.size(); i++)
            r.rows.back()[i] = r.keep(std::move(c.values[i]));
        c.hit.values = r.rows.back().get();
    }
    r.hit_list.push_back(c.hit);
}

// One run of a search over one state of the index.
class run
{
  public:
    run(store *s, const store_search *search)
        : search_(search), enquire_(s->all), documents_(s->all.get_doccount())
    {
        enquire_.set_query(build(search->query, 0));
        bool own = search->k1 != 0 || search->b != 0;
        if (search->sort < 0 && search->tie < 0)
            enquire_.set_weighting_scheme(Xapian::BoolWeight()); // as they lie: neighbours share their blocks
        else
            enquire_.set_weighting_scheme(
                Xapian::BM25Weight(own ? search->k1 : 1, 0, 1, own ? search->b : 0.5, 0.5));
        set_order();
    }

    void plain(result &r)
    {
        if (search_->collapse >= 0)
            enquire_.set_collapse_key(static_cast<Xapian::valueno>(search_->collapse));
        Xapian::MSet found =
            enquire_.get_mset(clip(search_->first), clip(search_->max), clip(search_->check_at_least));
        for (auto &c : read(found, 0, found.size()))
            add_hit(r, std::move(c));
        r.exact = found.get_matches_lower_bound() == found.get_matches_upper_bound();
        // Xapian's guess of how many values a collapse leaves is far off: 2,000 matches, 300 guessed.
        r.matches = r.exact ? found.get_matches_estimated() : found.get_uncollapsed_matches_estimated();
    }

    // Reads the matches in rank order, in windows that grow, and lets accept() decide.
    void checked(result &r)
    {
        const bool all = search_->check_at_least == SIZE_MAX;
        const size_t want = clip(search_->first) + clip(search_->max);
        Xapian::doccount from = 0, window = all ? documents_ : clip(want * 2 + 16);
        for (;;) {
            Xapian::MSet found = enquire_.get_mset(from, window);
            estimate_ = found.get_matches_estimated();
            for (Xapian::doccount at = 0; at < found.size() && (all || passed_ < want);) {
                size_t next = all ? kChunk : std::min(want - passed_, kChunk); // so many are surely needed
                auto to = static_cast<Xapian::doccount>(std::min<size_t>(at + next, found.size()));
                for (auto &c : read(found, at, to))
                    consider(r, std::move(c));
                at = to;
            }
            from += found.size();
            if (all || passed_ >= want || found.size() < window)
                break;
            window = clip(static_cast<size_t>(window) * 4);
        }
        r.exact = considered_ == from && (all || passed_ < want);
        r.matches = r.exact || considered_ == 0
                        ? passed_
                        : passed_ + (estimate_ - std::min(estimate_, considered_)) * passed_ / considered_;
    }

  private:
    void set_order()
    {
        if (search_->sort >= 0) {
            order_.add_value(static_cast<Xapian::valueno>(search_->sort), search_->descending);
            if (search_->tie >= 0)
                order_.add_value(static_cast<Xapian::valueno>(search_->tie));
            enquire_.set_sort_by_key(&order_, false);
        } else if (search_->tie >= 0) {
            enquire_.set_sort_by_relevance_then_value(static_cast<Xapian::valueno>(search_->tie), false);
        }
    }

    Xapian::doccount clip(size_t n) const
    {
        return static_cast<Xapian::doccount>(std::min<size_t>(n, documents_));
    }

    candidate read(const Xapian::MSetIterator &i) const
    {
        candidate c = {{*i, i.get_weight(), i.get_collapse_count(), {}, nullptr}, true, {}, {}, {}};
        Xapian::Document doc = i.get_document();
        if (search_->accept || search_->blobs)
            c.blob = doc.get_data();
        if (search_->accept)
            c.passed = search_->accept(search_->context, c.blob.data(), c.blob.size());
        if (!search_->blobs || !c.passed)
            c.blob.clear();
        if (search_->accept && c.passed && search_->collapse >= 0)
            c.story = doc.get_value(static_cast<Xapian::valueno>(search_->collapse));
        for (size_t k = 0; c.passed && k < search_->value_count; k++)
            c.values.push_back(doc.get_value(search_->values[k]));
        return c;
    }

    // Hits [from, to), in the order of rank, but read as they lie: neighbours share their blocks.
    std::vector<candidate> read(const Xapian::MSet &found, Xapian::doccount from, Xapian::doccount to) const
    {
        std::vector<Xapian::doccount> order(to - from);
        std::vector<candidate> all(to - from);
        std::iota(order.begin(), order.end(), from);
        std::sort(order.begin(), order.end(), [&](auto a, auto b) { return *found[a] < *found[b]; });
        for (auto i : order)
            all[i - from] = read(found[i]);
        return all;
    }

    // Is it another copy of a story that is there already?  Then it is counted there.
    bool is_copy(result &r, const candidate &c)
    {
        if (c.story.empty())
            return false;
        bool shown = passed_ >= search_->first && r.hit_list.size() < search_->max;
        auto seen = seen_.emplace(c.story, shown ? r.hit_list.size() : SIZE_MAX);
        if (!seen.second && seen.first->second < r.hit_list.size())
            r.hit_list[seen.first->second].collapsed++;
        return !seen.second;
    }

    void consider(result &r, candidate &&c)
    {
        considered_++;
        if (!c.passed || is_copy(r, c))
            return;
        if (passed_++ >= search_->first && r.hit_list.size() < search_->max)
            add_hit(r, std::move(c));
    }

    const store_search *search_;
    Xapian::Enquire enquire_;
    size_t documents_;
    Xapian::MultiValueKeyMaker order_;
    std::map<std::string, size_t> seen_;
    uint64_t passed_ = 0, considered_ = 0, estimate_ = 0;
};

} // namespace

bool store_search_run(struct store *s, const struct store_search *search, struct store_result **out,
                      struct fault *fault)
{
    return read(s, fault, "search", [&] {
        std::unique_ptr<result> r(new result);
        run one(s, search);
        if (search->accept)
            one.checked(*r);
        else
            one.plain(*r);
        r->partial = s->partial;
        r->finish();
        *out = r.release();
        return true;
    });
}

void store_result_free(struct store_result *r)
{
    delete static_cast<result *>(r);
}

bool store_fetch(struct store *s, struct store_bytes term, size_t max, struct store_result **out,
                 struct fault *fault)
{
    return read(s, fault, "read", [&] {
        std::unique_ptr<result> r(new result);
        std::string name = text_of(term);
        for (auto i = s->all.postlist_begin(name); i != s->all.postlist_end(name) && r->hit_list.size() < max;
             ++i)
            r->hit_list.push_back({*i, 0, 0, r->keep(s->all.get_document(*i).get_data()), nullptr});
        r->matches = s->all.get_termfreq(name);
        r->exact = true;
        r->partial = s->partial;
        r->finish();
        *out = r.release();
        return true;
    });
}

// -------------------------------------------------------------------- terms

namespace
{

struct term_set : store_terms {
    std::vector<store_term_info> list;
    std::vector<std::unique_ptr<std::string>> texts;

    term_set() : store_terms()
    {
    }
    void add(const std::string &term, uint64_t documents, double weight)
    {
        texts.emplace_back(new std::string(term));
        list.push_back({{texts.back()->data(), texts.back()->size()}, documents, weight});
    }
    store_terms *finish()
    {
        items = list.data();
        count = list.size();
        return this;
    }
};

class decider : public Xapian::ExpandDecider
{
  public:
    decider(bool (*keep)(void *, const char *, size_t), void *context) : keep_(keep), context_(context)
    {
    }
    bool operator()(const std::string &term) const override
    {
        return !keep_ || keep_(context_, term.data(), term.size());
    }

  private:
    bool (*keep_)(void *, const char *, size_t);
    void *context_;
};

} // namespace

bool store_terms_by_prefix(struct store *s, struct store_bytes prefix, size_t max, struct store_terms **terms,
                           struct fault *fault)
{
    return read(s, fault, "read", [&] {
        std::unique_ptr<term_set> set(new term_set);
        std::string start = text_of(prefix);
        for (auto i = s->all.allterms_begin(start); i != s->all.allterms_end(start) && set->list.size() < max;
             ++i)
            set->add(*i, i.get_termfreq(), 0);
        set->finish();
        *terms = set.release();
        return true;
    });
}

bool store_expand(struct store *s, const uint64_t *documents, size_t count, size_t max,
                  bool (*keep)(void *context, const char *term, size_t len), void *context,
                  struct store_terms **terms, struct fault *fault)
{
    return read(s, fault, "read", [&] {
        std::unique_ptr<term_set> set(new term_set);
        Xapian::RSet relevant;
        for (size_t i = 0; i < count; i++)
            relevant.add_document(static_cast<Xapian::docid>(documents[i]));
        Xapian::Enquire enquire(s->all);
        decider decide(keep, context);
        Xapian::ESet found = enquire.get_eset(static_cast<Xapian::termcount>(max), relevant, &decide);
        for (auto i = found.begin(); i != found.end(); ++i)
            set->add(*i, s->all.get_termfreq(*i), i.get_weight());
        set->finish();
        *terms = set.release();
        return true;
    });
}

void store_terms_free(struct store_terms *t)
{
    delete static_cast<term_set *>(t);
}

uint64_t store_documents(struct store *s)
{
    uint64_t n = 0;
    for (const auto &shard : s->shards)
        n += shard.open ? shard.documents : 0;
    return n;
}

bool store_term_frequency(struct store *s, struct store_bytes term, uint64_t *documents, struct fault *fault)
{
    return read(s, fault, "read", [&] {
        *documents = s->all.get_termfreq(text_of(term));
        return true;
    });
}

bool store_metadata(struct store *s, size_t shard, const char *key, char **value, struct fault *fault)
{
    *value = nullptr;
    return read(s, fault, "read", [&] {
        if (shard >= s->parts.size() || !s->shards[shard].open)
            return fault_set(fault, FAULT_IO, "shard %zu is not open", shard);
        std::string found = s->parts[shard].db.get_metadata(key);
        *value = found.empty() ? nullptr : strdup(found.c_str());
        return found.empty() || *value || fault_set(fault, FAULT_MEMORY, "no memory for metadata");
    });
}

bool store_each(struct store *s, uint32_t slots,
                bool (*visit)(void *context, uint64_t document, struct store_bytes blob,
                              const struct store_bytes *values),
                void *context, struct fault *fault)
{
    Xapian::docid next = 1;
    return read(s, fault, "read", [&] {
        auto i = s->all.postlist_begin("");
        for (i.skip_to(next); i != s->all.postlist_end(""); ++i) {
            Xapian::Document doc = s->all.get_document(*i);
            std::string blob = doc.get_data();
            std::vector<std::string> texts;
            std::vector<store_bytes> values;
            for (uint32_t slot = 0; slot < slots; slot++)
                texts.push_back(doc.get_value(slot));
            for (const auto &text : texts)
                values.push_back({text.data(), text.size()});
            next = *i + 1;
            if (!visit(context, *i, {blob.data(), blob.size()}, values.data()))
                return true;
        }
        return true;
    });
}

// Xapian takes a database without its table of termlists for one that never had it; ours always have one, and
// cannot be updated without.
static void need_termlists(const char *path)
{
    Xapian::Database db(path);
    Xapian::PostingIterator first = db.postlist_begin("");
    if (first != db.postlist_end(""))
        db.termlist_begin(*first);
}

bool store_check(const char *path, char **report, struct fault *fault)
{
    *report = nullptr;
    return fence_once(fault, path, [&] {
        std::ostringstream out;
        size_t errors = Xapian::Database::check(path, 0, &out);
        *report = strdup(out.str().c_str());
        if (!*report)
            return fault_set(fault, FAULT_MEMORY, "no memory for a report");
        need_termlists(path);
        return errors == 0 || fault_set(fault, FAULT_DAMAGE, "'%s': %zu errors in its tables", path, errors);
    });
}
