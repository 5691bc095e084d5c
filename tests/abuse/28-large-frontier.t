#!/bin/bash
# 28: a frontier of 40,000 addresses, in depth of a million: within 64 and 200 MiB of memory, and the next run has them.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"
. "$TOP/tests/cli/crawling.sh"

count=$(in_depth 40000 1000000) most=$(in_depth 65536 204800)
serve
seq "$count" | sed "s|.*|$URL/x/item/2021/&.html|" >list
for run in 1 2; do
    [ $run = 1 ] || : >list
    peak jb-crawl -q --delay 0 --max-depth 0 --max-pages 1 --allow-net 127.0.0.1/32 -o got -i list
    is $? 0 "run $run of a frontier of $count"
    if sanitized; then skip 'sanitizers have memory of their own'; else ok "memory $PEAK KiB" test "$PEAK" -le "$most"; fi
    is "$(jb-crawl --status got | awk 'END { print $1, $2, $1 + $2 }')" "$((count - run)) $run $count" 'all are there'
done
done_testing
