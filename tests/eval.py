#!/usr/bin/python3
"""make eval: runs the tools over the development data, the data's own scorers
over what they print, and shows one table against the bars.

    EVAL=DIR JB_BIN=DIR tests/eval.py [PART...]      parts: bodies modern dumps figures
                                                       forms search reprints

What the tools printed is kept in build/eval/ beside each scorer's whole report.
Exit 0 also when a bar is missed: the table says so.  Exit 1: a tool or a scorer failed.
"""
import json
import os
import re
import subprocess
import sys
import time
from collections import defaultdict

EVAL = os.path.abspath(os.environ.get("EVAL", "../shared/eval"))
BIN = os.path.abspath(os.environ.get("JB_BIN", "build/release/bin"))
OUT = os.path.abspath("build/eval")
TABLE = []   # (part, measure, value, "min" or "max", bar, note)


class Failed(Exception):
    pass


def run(command, stdin=None, out=None, allowed=(0, 3)):
    """Standard output as text; what a tool said on standard error is kept when `out` is named."""
    done = subprocess.run(command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if out:
        with open(os.path.join(OUT, out), "wb") as f:
            f.write(done.stdout)
    if done.returncode not in allowed:
        raise Failed("%s: status %d\n%s" % (" ".join(command[:6]), done.returncode, done.stderr.decode()[-2000:]))
    return done.stdout.decode("utf-8", "replace")


def tool(name, *args, **more):
    return run([os.path.join(BIN, name), *args], **more)


def scorer(name, *args):
    report = run([sys.executable, os.path.join(EVAL, name), *args], allowed=(0,))
    with open(os.path.join(OUT, "report.txt"), "a", encoding="utf-8") as f:
        f.write("## %s %s\n%s\n" % (name, " ".join(os.path.relpath(a, EVAL) if "/" in a else a for a in args), report))
    return report


def data(*names):
    return os.path.join(EVAL, *names)


def out(name):
    return os.path.join(OUT, name)


def files(folder, ending):
    return [data(folder, f) for f in sorted(os.listdir(data(folder))) if f.endswith(ending)]


def row(part, measure, value, bar, way="min", note=""):
    TABLE.append((part, measure, value, way, bar, note))


def number(report, pattern):
    found = re.search(pattern, report, re.M)
    return float(found.group(1)) if found else None


def bodies():
    tool("jb-extract", "--id=name", *files("pages/daniel", ".html"), out="bodies.jsonl")
    report = scorer("score_extract.py", "--gold", data("pages/daniel-gold"), "--meta", data("pages/daniel.meta.jsonl"),
                    "--pred", out("bodies.jsonl"), "--format", "json")
    got = next(o for o in json.loads(report) if o["part"] == "all")
    row("bodies", "F1", got["F1"], .975)
    row("bodies", "pages >= .95", got["ge95"], .93)
    row("bodies", "pages < .5", got["lt50"], 0, "max")
    row("bodies", "leak", got["leak"], .02, "max")
    row("bodies", "omit", got["omit"], .01, "max")


METADATA = [("title", r"^title +([\d.]+)", .97), ("source", r"^source +([\d.]+)", .95), ("day", r"^date +([\d.]+)", .98),
            ("minute", r"^minute +([\d.]+)", .95), ("authors", r"^authors +([\d.]+)", .95),
            ("editor", r"^editor +([\d.]+)", .95)]


def metadata(part, report):
    for measure, pattern, bar in METADATA:
        row(part, measure, number(report, pattern), bar)
    counts = [(int(a), int(b)) for a, b in re.findall(r"invented (\d+) of (\d+)", report)]
    silent = sum(b for _, b in counts)
    row(part, "values invented", sum(a for a, _ in counts) / silent if silent else 0, .02, "max", "of %d" % silent)


def modern():
    tool("jb-extract", "--id=name", *files("pages/modern", ".html"), out="modern.jsonl")
    report = scorer("score_metadata.py", "--gold", data("pages/modern.gold.jsonl"), "--pred", out("modern.jsonl"),
                    "--errors", "80")
    metadata("modern", report)
    row("modern", "images F1", number(report, r"^images.*F1 ([\d.]+)"), .95)
    row("modern", "captions", number(report, r"caption ([\d.]+)"), .90)
    row("modern", "edges", number(report, r"^edges +([\d.]+)"), .98)
    row("modern", "kept out", number(report, r"^clean +([\d.]+)"), .99)


def dumps():
    tool("jb-extract", "--id=name", "--input=dump", *files("dumps", ".txt"), out="dumps.jsonl")
    report = scorer("score_metadata.py", "--dumps", data("dumps/gold.jsonl"), "--dump-dir", data("dumps"),
                    "--pred", out("dumps.jsonl"), "--errors", "80")
    metadata("dumps", report)
    row("dumps", "body F1", number(report, r"^body.*F1 ([\d.]+)"), .98)
    row("dumps", "body >= .95", number(report, r">=.95 ([\d.]+)"), .95)


def figures_of(path, name):
    """jb-figures prints a row a figure; the scorer wants an article a line."""
    rows = tool("jb-figures", "--text", "--format=jsonl", path, out=name + ".rows.jsonl")
    articles = defaultdict(list)
    for line in open(path, encoding="utf-8"):
        articles[json.loads(line)["id"]] = []
    for line in rows.splitlines():
        one = json.loads(line)
        articles[one["id"]].append(one)
    with open(out(name + ".jsonl"), "w", encoding="utf-8") as f:
        for key, value in articles.items():
            f.write(json.dumps({"id": key, "figures": value}, ensure_ascii=False) + "\n")
    return out(name + ".jsonl")


def figures():
    pred = figures_of(data("figures/articles.jsonl"), "figures")
    report = scorer("score_figures.py", "--gold", data("figures/gold.jsonl"), "--negatives",
                    data("figures/negatives.jsonl"), "--pred", pred, "--errors", "80")
    row("figures", "strict F1", number(report, r"^strict.*F1 ([\d.]+)"), .93)
    row("figures", "detect F1", number(report, r"^detect.*F1 ([\d.]+)"), .96)
    row("figures", "traps", number(report, r"^traps +([\d.]+)"), .02, "max")
    row("figures", "qualifier", number(report, r"^qualifier +([\d.]+)"), .95)
    row("figures", "change", number(report, r"^change +([\d.]+)"), .90)
    row("figures", "metric", number(report, r"^metric +([\d.]+)"), .80)
    row("figures", "metric >= .6", number(report, r"^metric.*0\.6: ([\d.]+)"), .85)
    row("figures", "period", number(report, r"^period +([\d.]+)"), .85)


def bare(text):
    return re.sub(r"\s", "", str(text))


def forms():
    """Rare number forms, a sentence each: share of the figures found with their value, and of negatives taken."""
    labels = [json.loads(line) for line in open(data("figures/forms.jsonl"), encoding="utf-8")]
    with open(out("forms.in.jsonl"), "w", encoding="utf-8") as f:
        for i, one in enumerate(labels):
            f.write(json.dumps({"id": "%d" % i, "published": one.get("published"), "text": one["sentence"]},
                               ensure_ascii=False) + "\n")
    pred = {}
    for line in open(figures_of(out("forms.in.jsonl"), "forms"), encoding="utf-8"):
        one = json.loads(line)
        pred[one["id"]] = one["figures"]
    right = wanted = traps = taken = 0
    for i, one in enumerate(labels):
        got = pred.get("%d" % i, [])
        for g in one["figures"]:
            if g.get("vague") or g.get("optional") or g.get("repeat"):
                continue
            wanted += 1
            right += any(bare(p["raw"]) == bare(g["raw"]) and p["value"] is not None and g["value"] is not None and
                         abs(float(p["value"]) - float(g["value"])) <= 1e-6 * max(1, abs(float(g["value"]))) for p in got)
        for n in one.get("negatives") or []:
            if isinstance(n, dict) and n.get("optional"):
                continue
            traps += 1
            taken += any(bare(p["raw"]) == bare(n["raw"] if isinstance(n, dict) else n) for p in got)
    row("forms", "raw and value right", right / max(1, wanted), .93, note="of %d" % wanted)
    row("forms", "negatives taken", taken / max(1, traps), .02, "max", "of %d" % traps)


def search():
    records = tool("jb-extract", "--input=jsonl", data("search/pages.jsonl"), out="search.jsonl")
    if not records:
        raise Failed("jb-extract gave no records of search/pages.jsonl")
    run(["rm", "-rf", out("search.db")])
    tool("jb-index", out("search.db"), out("search.jsonl"))
    with open(out("queries.tsv"), "w", encoding="utf-8") as f:
        for line in open(data("search/queries.jsonl"), encoding="utf-8"):
            q = json.loads(line)
            f.write("%s\t%s\n" % (q["qid"], q["query"]))
    batch = tool("jb-query", "--limit=100", "--batch", out("queries.tsv"), out("search.db"), allowed=(0, 1))
    with open(out("run.tsv"), "w", encoding="utf-8") as f:
        for line in batch.splitlines():
            words = line.split()
            if len(words) >= 3:
                f.write("%s\t%s\n" % (words[0], words[2]))
    report = scorer("score_search.py", "--queries", data("search/queries.jsonl"), "--qrels", data("search/qrels.tsv"),
                    "--run", out("run.tsv"), "--per-query")
    row("search", "nDCG@10", number(report, r"nDCG@10 ([\d.]+)(?=[^\n]*\n*\Z)"), .85)
    row("search", "R@50", number(report, r"R@50 ([\d.]+)(?=[^\n]*\n*\Z)"), .90)


def copies_of(key):
    rows = tool("jb-query", "--reprints", key, "--format=tsv", "--fields=id", out("search.db"), allowed=(0, 1))
    return set(rows.split()) | {key}


def reprints():
    """Every cluster joined, no look-alike joined."""
    labels = json.load(open(data("search/reprints.json"), encoding="utf-8"))
    joined = [all(other in copies_of(cluster[0]) for other in cluster) for cluster in labels["clusters"]]
    apart = labels["false_near_duplicates"] + labels["similar_not_reprint"]
    wrong = [b in copies_of(a) for a, b, _ in apart]
    row("reprints", "clusters joined", sum(joined) / max(1, len(joined)), 1, note="of %d" % len(joined))
    row("reprints", "look-alikes joined", sum(wrong) / max(1, len(wrong)), 0, "max", "of %d" % len(wrong))


PARTS = [("bodies", bodies), ("modern", modern), ("dumps", dumps), ("figures", figures), ("forms", forms), ("search", search),
         ("reprints", reprints)]


def show(seconds):
    missed = 0
    print("%-9s %-27s %8s   %-8s" % ("part", "measure", "measured", "bar"))
    for part, measure, value, way, bar, note in TABLE:
        met = value is not None and (value >= bar if way == "min" else value <= bar)
        missed += not met
        print("%-9s %-27s %8s   %s %-6g %-7s %s" % (part, measure, "-" if value is None else "%.3f" % value,
                                                    ">=" if way == "min" else "<=", bar, "" if met else "MISSED", note))
    print("%d measures, %d below their bar; %.0f s; records and reports: %s" %
          (len(TABLE), missed, seconds, os.path.relpath(OUT)))


def main():
    if not os.path.isdir(EVAL):
        print("make eval: no development data at %s (set EVAL=DIR; make check needs none)" % EVAL, file=sys.stderr)
        return 1
    os.makedirs(OUT, exist_ok=True)
    open(out("report.txt"), "w").close()
    wanted, started, status = sys.argv[1:], time.monotonic(), 0
    for name, part in PARTS:
        if wanted and name not in wanted:
            continue
        try:
            part()
        except (Failed, OSError, ValueError, KeyError) as why:
            print("%s: %s" % (name, why), file=sys.stderr)
            status = 1
    show(time.monotonic() - started)
    return status


if __name__ == "__main__":
    sys.exit(main())
