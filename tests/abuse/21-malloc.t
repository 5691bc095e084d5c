#!/bin/bash
# 21: the n-th allocation fails, once and for ever, for every tool on a small input: refused or complete, never a
# crash, a hang, half a line, or exit 0 with less.
. "$(dirname "$0")/../../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"

good_pages 1
jb-extract good1.html >records
jb-index -q db records
torture()
{
    "$PYTHON" "$TOP/tests/fault/torture.py" --preload "$JB_BIN/../tests/preload.so" --every "${EVERY:-400}" --may-find-nothing "$@"
}
for kind in malloc read write fsync rename close; do
    for ever in '' --for-ever; do
        # shellcheck disable=SC2086
        {
            ok "$kind $ever: jb-extract" torture --kind $kind $ever -- jb-extract good1.html
            ok "$kind $ever: jb-figures" torture --kind $kind $ever -- jb-figures records
            ok "$kind $ever: jb-query" torture --kind $kind $ever -- jb-query db 反诈
            ok "$kind $ever: jb-index" torture --kind $kind $ever --before 'rm -rf db2' \
                --after 'rm -rf db2/*.lock; jb-index -q db2 records && jb-query --format=tsv --fields=id db2 反诈 | grep -q .' -- \
                jb-index -q db2 records
        }
    done
done
done_testing
