#!/bin/bash
# jb-crawl against servers that are busy, forgetful or changing: asked again, on condition, with cookies.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/cli/crawling.sh"

serve
one "$URL/x/status/503/1/1"
is "$status $(jq -r .decision "$got/crawl.jsonl" | paste -s -d' ')" '0 fetched retry fetched' 'a busy server is asked again'
one "$URL/x/status/404"
is "$(grep -c 'status/404' "$LOG")" 1 'a missing page is not'
one "$URL/x/status/500"
is "$(grep -c 'status/500' "$LOG")" 2 'a failing one as often as allowed'
begin=$SECONDS
one "$URL/x/status/429/2/1"
ok 'Retry-After is waited for' [ $((SECONDS - begin)) -ge 1 ]
one "$URL/x/same?1" "$URL/x/same?2"
is "$(zcat "$got"/*.warc.gz | grep -a -c '^WARC-Type: revisit')" 1 'the same payload twice is a revisit'
one "$URL/x/etag"
crawl --max-depth 0 --refresh -o "$got" "$URL/x/etag"
is "$(tail -n 1 "$got/crawl.jsonl" | jq -r '"\(.status) \(.decision)"')" '304 revisit' 'asked again, on condition'
one "$URL/x/cookie" "$URL/x/cookie?again"
like "$(zcat "$got"/*.warc.gz)" 'session cookie, kept cookie' 'cookies are sent again'
crawl --max-depth 0 -o "$got" "$URL/x/cookie?later"
like "$(zcat "$got"/*.warc.gz)" 'no cookie, kept cookie' 'in another run only those that outlive a session'
done_testing
