#!/bin/bash
# 22: output that cannot be written: never exit 0, no half file under its final name; a closed pipe is silent.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"

good_pages 30
jb-extract good*.html >records
jb-index -q db records
full()
{
    "$@" >/dev/full
}
ok 'jb-extract > /dev/full' must_fail 4 bash -c 'jb-extract good*.html >/dev/full'
ok 'jb-figures > /dev/full' must_fail 4 bash -c 'jb-figures records >/dev/full'
ok 'jb-query > /dev/full' must_fail 4 bash -c 'jb-query db 反诈 >/dev/full'
for tool in 'jb-extract good*.html' 'jb-figures records' 'jb-query --limit 1000 db 反诈' 'jb-query --format=json db 反诈'; do
    # The reader is gone before the first byte.
    bash -c "(sleep 0.3; exec $tool) 2>err | true; exit \${PIPESTATUS[0]}"
    status=$?
    ok "a closed pipe: '$tool' ends with $status" test $status -ne 0 -a $status -lt 126
    is "$(cat err)" '' 'and says nothing'
done
for kind in write close; do
    for tool in 'jb-extract good1.html' 'jb-figures records' 'jb-query db 反诈'; do
        # shellcheck disable=SC2086
        sanitized || ok "$kind fails: $tool" "$PYTHON" "$TOP/tests/fault/torture.py" --preload "$JB_BIN/../tests/preload.so" \
            --kind $kind --every 20 --may-find-nothing -- $tool
    done
done
done_testing
