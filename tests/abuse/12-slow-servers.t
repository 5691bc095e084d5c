#!/bin/bash
# 12: a byte a second, silence, a stall, a body without end, a hundred such hosts beside a good one: each ends by a
# deadline, the good host's pages are all there, descriptors do not grow.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/cli/crawling.sh"

serve
begin=$SECONDS
one --per-host 4 --retries 0 "$URL/x/silent" "$URL/x/stall" "$URL/x/endless" "$URL/x/slowheader"
like "$(jq -r 'select(.decision == "failed") | .url' "$got/crawl.jsonl" | wc -l)" '^4$' 'each slow answer ends'
ok 'by a deadline' [ $((SECONDS - begin)) -le 40 ]
good=$URL slow=()
serve -r silent
for i in $(seq 40); do slow+=("http://127.0.0.1:${URL##*:}/x/item/$i"); done
begin=$(date +%s%N)
one "${slow[@]}" "$good/x/same"
is "$(jq -r 'select(.decision == "fetched" and .kind == "seed") | .url' "$got/crawl.jsonl")" "$good/x/same" \
    'a silent host does not hold up another'

# A hundred hosts, every third silent from its robots.txt on, the others slow, beside a good one.
serve -a 0.0.0.0
many=${URL##*:}
serve -a 0.0.0.0 -r silent
mute=${URL##*:} slow=()
for i in $(seq 100); do
    case $((i % 3)) in
    0) slow+=("http://127.0.1.$i:$mute/x/same") ;;
    1) slow+=("http://127.0.1.$i:$many/x/stall") ;;
    2) slow+=("http://127.0.1.$i:$many/x/slowheader") ;;
    esac
done
got=got.many
jb-crawl -q --delay 0 --retries 0 --retry-wait 0 --timeout 2 --stall 1 --allow-net 127.0.0.0/8 --transfers 64 \
    -o got.many "${slow[@]}" "http://127.0.0.9:$many/x/item/1" 2>/dev/null &
crawler=$! most=0
while [ -d /proc/$crawler/fd ]; do
    open=$(ls /proc/$crawler/fd 2>/dev/null | wc -l)
    [ "$open" -le "$most" ] || most=$open
    sleep 0.1
    kill -0 $crawler 2>/dev/null || break
done
wait $crawler
is $? 3 'a hundred slow and silent hosts end by their deadlines'
is "$(jq -r 'select(.decision == "fetched" and .kind != "robots") | .url' got.many/crawl.jsonl | grep -c 127.0.0.9)" 20 \
    'all pages of the good host are fetched'
is "$(jq -r 'select(.decision == "retry" or .decision == "failed") | .url' got.many/crawl.jsonl | grep -c 127.0.0.9)" 0 \
    'none of them failed'
ok "descriptors stay within the transfers at a time ($most were open)" [ $((most > 8 && most <= 64 + 24)) = 1 ]
done_testing
