#!/usr/bin/python3
"""The house rules over the C sources, as TAP.

    house.py [--root DIR] [--lengths]

Holds what rules.txt lists: the direction of includes, one library one file,
banned calls, lengths, names, and that base/ is the closed list of its README.
--lengths prints every function's length instead, longest first.
"""
import argparse
import os
import re
import statistics
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
C_HEADERS = set("""assert ctype errno float inttypes iso646 limits locale math setjmp signal stdalign stdarg stdatomic
stdbool stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype
dirent dlfcn fcntl fnmatch ftw getopt glob iconv langinfo netdb poll pthread pwd regex sched semaphore spawn strings syslog
termios unistd alloca endian elf link execinfo sysexits features syscall malloc""".split())
SYSTEM_FOLDERS = ("sys/", "arpa/", "netinet/", "net/", "linux/", "asm/")


def read_rules():
    rules = {"ban": set(), "ban-in-libraries": set(), "library": [], "no-name": set(), "may-print": set()}
    for line in open(os.path.join(HERE, "rules.txt"), encoding="utf-8"):
        words = line.split("#")[0].split()
        if not words:
            continue
        kind, names = words[0], words[1:]
        if kind == "library":
            rules[kind].append((names[0], names[1:]))
        elif kind == "layers":
            rules[kind] = names
        elif isinstance(rules.get(kind), set):
            rules[kind].update(names)
        else:
            rules[kind] = int(names[0])
    return rules


def blank(match):
    """Keeps the lines of what is cut out, so that numbers stay right."""
    return re.sub(r"[^\n]", " ", match.group(0))


def code_of(text):
    """The source without comments and without what stands in quotes."""
    pattern = r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    return re.sub(pattern, lambda m: blank(m) if m.group(0)[0] == "/" else '""', text, flags=re.S)


def functions_of(code):
    """(name, first line, number of lines) of every function defined in the file."""
    code = re.sub(r'extern\s+""\s*\{', lambda m: blank(m), code)
    code = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", blank, code, flags=re.M)
    depth, since, found, opened = 0, 0, [], None
    for i, c in enumerate(code):
        if c == "{":
            if depth == 0 or (depth == 1 and opened == "namespace"):
                head = code[since:i].strip()
                name = re.search(r"(\w+)\s*\([^{}]*\)[^;{}=]*$", head, re.S)
                if name and not re.match(r"(typedef|struct|union|enum)\b[^()]*$", head):
                    start = code.count("\n", 0, since + len(code[since:i]) - len(code[since:i].lstrip())) + 1
                    opened = (name.group(1), start)
                elif re.match(r"namespace\b", head):
                    opened = "namespace"
                    since = i + 1
                    depth -= 1
                else:
                    opened = None
            depth += 1
        elif c == "}":
            depth = max(0, depth - 1)
            if depth == 0:
                if isinstance(opened, tuple):
                    found.append((opened[0], opened[1], code.count("\n", 0, i) + 1 - opened[1] + 1))
                opened, since = None, i + 1
        elif c == ";" and depth == 0:
            since = i + 1
    return found


class Source:
    def __init__(self, root, path):
        self.path = path
        self.text = open(os.path.join(root, path), encoding="utf-8").read()
        self.code = code_of(self.text)
        self.folder = path.split("/")[0]
        self.stem = os.path.splitext(os.path.basename(path))[0]
        self.is_tool = self.stem.startswith("jb-")

    def line(self, offset):
        return self.text.count("\n", 0, offset) + 1


def sources_in(root):
    for folder in ("base", "crawler", "extract", "index", "query", "tests", "bench"):
        for where, folders, files in os.walk(os.path.join(root, folder)):
            folders.sort()
            for f in sorted(files):
                if f.endswith((".c", ".h", ".cc")):
                    yield Source(root, os.path.relpath(os.path.join(where, f), root))


def check_layers(src, rules):
    layers = rules["layers"]
    for m in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', src.text, re.M):
        target = m.group(1).split("/")[0]
        at = "%s:%d" % (src.path, src.line(m.start()))
        if src.folder not in layers:
            continue
        if "/" not in m.group(1):
            yield '%s: "%s" is not written "folder/file.h"' % (at, m.group(1))
        elif target not in layers or layers.index(target) > layers.index(src.folder):
            yield "%s: %s/ may not include %s" % (at, src.folder, m.group(1))


def check_libraries(src, rules):
    if src.folder == "bench":  # measures the libraries themselves
        return
    for m in re.finditer(r"^[ \t]*#[ \t]*include[ \t]*<([^>]+)>", src.text, re.M):
        name = m.group(1)
        if name.split(".")[0] in C_HEADERS or name.startswith(SYSTEM_FOLDERS):
            continue
        if src.path.endswith(".cc") and "." not in name:
            continue
        owners = next((files for prefix, files in rules["library"] if name.startswith(prefix)), None)
        if owners is None or not any(src.path == o or src.path.startswith(o + "/") for o in owners):
            yield "%s:%d: <%s> belongs to %s" % (src.path, src.line(m.start()), name,
                                                " ".join(owners or ["no file: add it to rules.txt"]))


def check_banned(src, rules):
    banned = rules["ban"] | (set() if src.is_tool or src.path in rules["may-print"] or src.folder in ("tests", "bench")
                             else rules["ban-in-libraries"])
    for m in re.finditer(r"(?<![\w.>])(\w+)\s*\(", src.code):
        if m.group(1) in banned:
            yield "%s:%d: %s()" % (src.path, src.line(m.start()), m.group(1))


def check_names(src, rules):
    if {src.stem, *os.path.dirname(src.path).split("/")} & rules["no-name"]:
        yield "%s: a name that says nothing" % src.path


def check_lines(src, rules):
    for number, line in enumerate(src.text.split("\n"), 1):
        if len(line) > rules["columns"]:
            yield "%s:%d: %d columns" % (src.path, number, len(line))
        if "\t" in line:
            yield "%s:%d: a tab" % (src.path, number)
        if line != line.rstrip():
            yield "%s:%d: blanks at the end" % (src.path, number)
    if src.text and not src.text.endswith("\n"):
        yield "%s: no newline at the end" % src.path


def check_lengths(src, rules):
    for name, line, length in functions_of(src.code):
        if length > rules["function-lines"]:
            yield "%s:%d: %s() has %d lines" % (src.path, line, name, length)


def check_guard(src, rules):
    guard = "JIANBAO_" + re.sub(r"\W", "_", src.path[:-2]).upper() + "_H"
    if src.path.endswith(".h") and src.folder in rules["layers"] and "#ifndef " + guard not in src.text:
        yield "%s: no guard %s" % (src.path, guard)


def check_base(root):
    listed = set(re.findall(r"^ {4}(\w+) {2,}\S", open(os.path.join(root, "base/README"), encoding="utf-8").read(), re.M))
    there = {os.path.splitext(f)[0] for f in os.listdir(os.path.join(root, "base")) if f.endswith((".c", ".h", ".cc"))}
    return ["base/%s is not in base/README" % f for f in sorted(there - listed)] + \
           ["base/README lists %s, which is not there" % f for f in sorted(listed - there)]


CHECKS = [("includes point one way", check_layers), ("one library, one file", check_libraries),
          ("no banned calls", check_banned), ("names that say something", check_names),
          ("lines: columns, tabs, blanks", check_lines), ("header guards", check_guard)]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--root", default=os.path.join(HERE, "../.."))
    ap.add_argument("--lengths", action="store_true")
    args = ap.parse_args()
    rules, sources = read_rules(), list(sources_in(args.root))
    product = [s for s in sources if s.folder in rules["layers"]]
    lengths = sorted(((n, s.path, name) for s in product for name, _, n in functions_of(s.code)), reverse=True)
    if args.lengths:
        for n, path, name in lengths:
            print("%4d %s %s()" % (n, path, name))
        return 0
    results = [(title, [line for s in sources for line in check(s, rules)]) for title, check in CHECKS]
    results.append(("no function above %d lines" % rules["function-lines"],
                    [line for s in sources for line in check_lengths(s, rules)]))
    median = statistics.median([n for n, _, _ in lengths] or [0])
    above = sum(n > 45 for n, _, _ in lengths)
    results.append(("median function at most %d lines" % rules["function-median"],
                    ["the median is %g" % median] if median > rules["function-median"] else []))
    results.append(("base/ is the closed list of its README", check_base(args.root)))
    for number, (title, faults) in enumerate(results, 1):
        print("%s %d - %s" % ("not ok" if faults else "ok", number, title))
        for line in faults:
            print("# " + line)
    print("# %d functions, median %g lines, %d above 45, longest %d" %
          (len(lengths), median, above, lengths[0][0] if lengths else 0))
    print("1..%d" % len(results))
    return 1 if any(faults for _, faults in results) else 0


if __name__ == "__main__":
    sys.exit(main())
