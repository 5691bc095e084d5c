#!/bin/bash
# 19: two writers: the second ends within a second with 75 and names the folder, the first is unharmed, and a killed
# holder leaves no lock behind.  For an index, and for the folder of a crawl.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"
. "$TOP/tests/cli/crawling.sh"

good_pages 20
jb-extract good*.html >records
# second COMMAND...: the other one is refused, at once.
second()
{
    local from
    from=$(date +%s%N)
    ok 'the second ends with 75' must_fail 75 "$@"
    local took=$((($(date +%s%N) - from) / 1000000))
    sanitized || ok "within a second ($took ms)" test $took -lt 1000
}

mkfifo pipe
jb-index -q db <pipe &
holder=$!
exec 7>pipe
head -n 3 records >&7
until [ -d db ] && jb-index db records >/dev/null 2>err; [ $? -eq 75 ]; do sleep 0.02; done
second jb-index db records
like "$(cat err)" "'?db'?" 'and names the folder'
second jb-index --delete db records
exec 7>&-
wait $holder
is "$?" 0 'the first is unharmed'
is "$(jb-index --stats db | awk -F '\t' '$1 == "documents" { print $2 }')" 3 'and wrote what it was given'

jb-index -q db <pipe &
holder=$!
exec 7>pipe
head -n 5 records >&7
sleep 0.3
kill -9 $holder
wait $holder 2>/dev/null
exec 7>&-
ok 'a killed holder leaves no lock' must_work jb-index -q db records
is "$(jb-index --stats db | awk -F '\t' '$1 == "documents" { print $2 }')" 20 'the next one writes all'

serve
jb-crawl -q --allow-net 127.0.0.1/32 --timeout 30 --stall 30 -o crawled "$URL/x/silent" &
holder=$!
until grep -q x/silent "$LOG"; do sleep 0.02; done
second jb-crawl -q --allow-net 127.0.0.1/32 -o crawled "$URL/x/same"
like "$(cat err)" 'crawled' 'and names the folder'
kill -9 $holder
wait $holder 2>/dev/null
crawl --retries 0 -o crawled "$URL/x/same" 2>/dev/null
is "$? $(jq -r 'select(.decision == "fetched" and (.url | endswith("/x/same"))) | .status' crawled/crawl.jsonl)" '3 200' \
    'a killed crawl leaves no lock (the silent page fails by its deadline)'
done_testing
