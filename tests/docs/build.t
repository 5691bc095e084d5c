#!/bin/bash
# What the Makefile promises: help names every target, a second make does
# nothing, install and uninstall leave the place as it was.
. "$(dirname "$0")/../cli/lib.sh"

unset MAKEFLAGS MFLAGS MAKELEVEL
targets=$(sed -n 's/^\.PHONY: all programs //p' "$TOP/Makefile")
help=$(make -s -C "$TOP" help)
for target in $targets; do
    like "$help" "make $target( |,|:|$)" "help names $target"
done
if [ "$(basename "$(dirname "$JB_BIN")")" = release ]; then
    ok 'a second make does nothing' make -s -q -C "$TOP" all
    ok 'install' make -s -C "$TOP" install DESTDIR="$WORK/root" PREFIX=/usr
    ok 'an installed tool runs and finds its data' must_work root/usr/bin/jb-extract --version
    like "$(find root -name 'jb-query*' | sort | tr '\n' ' ')" 'root/usr/bin/jb-query root/usr/share/man/man1/jb-query.1' \
        'tools and man pages are where they belong'
    ok 'uninstall' make -s -C "$TOP" uninstall DESTDIR="$WORK/root" PREFIX=/usr
    is "$(find root -type f)" '' 'nothing remains'
fi
done_testing
