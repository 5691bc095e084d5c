#!/bin/bash
# 10: redirects that loop, go on for 50 hops, lead to the disk or another protocol, or carry credentials or a line
# end: at most five are followed, only http(s), nothing is read from disk, the reason is in the log.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/cli/crawling.sh"

serve
one "$URL/x/loop"
like "$(decision)" '^redirect' 'a loop ends, as the address is known'
one "$URL/x/chain/5"
is "$status $(grep -c . "$got/crawl.jsonl")" '0 7' 'five redirects are followed'
one "$URL/x/chain/50"
like "$status $(decision)" '3 failed more than 5 redirects' 'not more'
for goal in file:///etc/passwd gopher://127.0.0.1/ ftp://127.0.0.1/ javascript:1; do
    one "$URL/x/to?$goal"
    like "$(decision)" 'failed redirect to what is no http' "no redirect to ${goal%%:*}:"
done
one "$URL/x/to?//127.0.0.2:$PORT/x/same"
like "$status $(jq -r 'select(.decision == "failed") | .url + " " + .reason' "$got/crawl.jsonl" | tail -n 1)" \
    '^3 http://127\.0\.0\.2:.*address is not public' 'a //host is a host of its own, and guarded like any'
one "$URL/x/to?%0d%0aX-Evil:%20yes"
is "$(grep -c '' "$got/crawl.jsonl")" 2 'a line end in Location makes no request'
one "$URL/x/to?http://user:secret@${URL#http://}/x/same"
is "$(jq -r .url "$got/crawl.jsonl" | tail -n 1)" "$URL/x/same" 'credentials in Location are dropped'
is "$(grep -a -l 'root:x:0' "$got"/* 2>/dev/null)" '' 'nothing is read from disk'
done_testing
