#!/bin/bash
# 22: output that cannot be written, and the n-th read, write, sync, rename or close that fails, for every tool: never
# exit 0, no half file under its final name; a closed pipe is silent.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"
. "$TOP/tests/abuse/faults.sh"

good_pages 30
jb-extract good*.html >records
jb-index -q db records
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
for kind in read write fsync rename close; do
    sanitized || every_tool $kind
done
done_testing
