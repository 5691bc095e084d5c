#!/usr/bin/python3
"""Runs the examples of a document and compares what it shows: TAP.

    examples.py FILE...

In a ```console block a line "$ COMMAND" (continued by "> ") is run by bash, one
shell's folder for the whole document; the lines behind it are its output and
errors.  "…" stands for any text in a line; alone on a line, for any lines.
```sh blocks are not run.
"""
import re
import subprocess
import sys


def examples(text):
    for block in re.findall(r"^```console\n(.*?)^```", text, re.S | re.M):
        command, output = None, []
        for line in block.splitlines():
            if line.startswith("$ "):
                if command:
                    yield command, output
                command, output = line[2:], []
            elif line.startswith("> ") and not output:
                command += "\n" + line[2:]
            else:
                output.append(line)
        if command:
            yield command, output


def pattern(lines):
    parts = []
    for line in lines:
        if line.strip() == "…":
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            parts.append("[^\n]*?".join(re.escape(p) for p in line.rstrip().split("…")) + r"[ \t]*\n")
    return "".join(parts)


def main():
    number = failed = 0
    for path in sys.argv[1:]:
        for command, lines in examples(open(path, encoding="utf-8").read()):
            number += 1
            done = subprocess.run(["bash", "-c", command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, timeout=60)
            got = done.stdout.decode("utf-8", "replace")
            good = re.fullmatch(pattern(lines), got) is not None
            failed += not good
            print("%s %d - %s" % ("ok" if good else "not ok", number, command.split("\n")[0].replace("#", "")))
            if not good:
                print("\n".join("# | " + x for x in got.splitlines()[:40]))
    if not number:
        print("not ok 1 - there are examples")
        number = failed = 1
    print("1..%d" % number)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
