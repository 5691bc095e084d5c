#!/usr/bin/python3
"""Runs a tool again and again while its n-th malloc, read, write … fails,
n = 1, 2, … until a run meets no failure; once, and once for ever.

    torture.py --preload SO --kind KIND [--for-ever] [--all] [--before CMD] [--after CMD] -- TOOL ARGS...

Fails (exit 1, each case named) when a run dies by a signal, hangs, prints a
sanitizer's report, exits 0 with other output than the undisturbed run, exits
non-zero without a word, or gives half a line.  --before runs before each run
(shell, to reset an output folder), --after behind it with the tool's status in
$STATUS (its failure is a fault: the place where what it left is looked at and
the rerun is compared).  --all tries each n, else
n grows by a third.
"""
import argparse
import os
import subprocess
import sys
import tempfile

MAY_FAIL_SILENTLY = {1}   # a query that finds nothing


def once(args, env, timeout):
    try:
        done = subprocess.run(args.tool, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=timeout)
    except subprocess.TimeoutExpired:
        return None
    return done


def judge(done, clean, args):
    """What is wrong with a disturbed run; None when it kept its promise."""
    if done is None:
        return "hangs"
    if done.returncode < 0 or done.returncode >= 126:
        return "dies with status %d: %s" % (done.returncode, done.stderr[-300:].decode("utf-8", "replace"))
    if b"Sanitizer" in done.stderr or b"runtime error" in done.stderr:
        return "sanitizer: " + done.stderr[-300:].decode("utf-8", "replace")
    if done.returncode == clean.returncode and done.stdout != clean.stdout:
        return "exits %d with other output" % done.returncode
    if done.returncode not in {clean.returncode, 2, 3, 4, 75} | ({1} if args.may_find_nothing else set()):
        return "exits %d: %s" % (done.returncode, done.stderr[-200:].decode("utf-8", "replace"))
    if done.returncode not in MAY_FAIL_SILENTLY | {0} and not done.stderr and args.kind != "write":
        return "exits %d without a word" % done.returncode
    whole = args.kind == "write" or not done.stdout or done.stdout.endswith(b"\n")
    if not whole:
        return "half a line on standard output"
    return None


def steps(each):
    n = 1
    while True:
        yield n
        n += 1 if each else 1 + n // 3


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--preload", required=True)
    ap.add_argument("--kind", required=True)
    ap.add_argument("--for-ever", action="store_true")
    ap.add_argument("--all", action="store_true")
    ap.add_argument("--before")
    ap.add_argument("--after")
    ap.add_argument("--may-find-nothing", action="store_true")
    ap.add_argument("--timeout", type=float, default=120)
    ap.add_argument("tool", nargs="+")
    args = ap.parse_args()
    with tempfile.TemporaryDirectory(prefix="torture.") as folder:
        return torture(args, os.path.join(folder, "hit"))


def torture(args, hit):
    reset = lambda: args.before and subprocess.run(["bash", "-c", args.before], check=True)
    reset()
    clean = once(args, dict(os.environ), args.timeout)
    if clean is None or clean.returncode not in (0, 1, 3):
        print("the undisturbed run fails: %s" % (clean and clean.stderr[-500:].decode()))
        return 1
    runs = faults = refused = 0
    for n in steps(args.all):
        reset()
        if os.path.exists(hit):
            os.unlink(hit)
        env = dict(os.environ, LD_PRELOAD=args.preload, FAULT="%s:%d%s" % (args.kind, n, "+" if args.for_ever else ""),
                   FAULT_HIT=hit)
        done = once(args, env, args.timeout)
        if not os.path.exists(hit):
            break
        runs += 1
        refused += done is not None and done.returncode != clean.returncode
        wrong = judge(done, clean, args)
        if not wrong and args.after:
            after = subprocess.run(["bash", "-c", args.after], env=dict(os.environ, STATUS=str(done.returncode)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            wrong = after.returncode and "afterwards: " + after.stdout[-300:].decode("utf-8", "replace")
        if wrong:
            faults += 1
            if faults <= 10:
                print("%s:%d %s" % (args.kind, n, wrong))
    print("%s%s: %d runs disturbed, %d refused, %d faults" %
          (args.kind, " for ever" if args.for_ever else "", runs, refused, faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
