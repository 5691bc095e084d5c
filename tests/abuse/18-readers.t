#!/bin/bash
# 18: one writer that commits often, four readers for a minute: no reader is disturbed, counts never go back, no batch is seen
# by half.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"

good_pages 300
jb-extract good*.html >records
head -n 20 records >first
jb-index -q db first
until=$((SECONDS + $(in_depth 4 "${MINUTE:-60}")))
reader()
{
    local last=0 count n=0
    while [ $SECONDS -lt $until ]; do
        count=$(jb-query --count --all-copies db 反诈 2>reader.$1.err) || { echo "reader $1: status $? $(cat reader.$1.err)"; return; }
        count=$(tr -dc 0-9 <<<"$count")
        [ "$count" -ge $last ] || echo "reader $1: $last then $count"
        [ $((count % 20)) -eq 0 ] || echo "reader $1: $count is half a batch"
        last=$count n=$((n + 1))
    done
    echo $n >reader.$1.runs
}
for r in 1 2 3 4; do reader $r >reader.$r.out & done
round=0
while [ $SECONDS -lt $until ]; do
    round=$((round + 1))
    jq -c --arg r "$round" '.id = .id + $r' records | jb-index -q --commit 20 db 2>writer.err || echo "writer: $(cat writer.err)" >>writer.out
done
wait
is "$(cat reader.*.out writer.out 2>/dev/null)" '' "$round rounds of writing, $(cat reader.*.runs | paste -sd+ | bc) reads"
done_testing
