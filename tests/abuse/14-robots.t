#!/bin/bash
# 14: robots.txt, by the table of RFC 9309: what is allowed, and what a broken one or a failing server means.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/cli/crawling.sh"

robots()
{
    serve -r "$1"
    one "$URL/secret" "$URL/x/same"
    is "$(grep -c 'GET /secret' "$LOG") $(grep -c 'GET /x/same' "$LOG")" "$2" "robots.txt: $1"
}
robots 404 '1 1'
robots 403 '1 1'
robots 500 '0 0'
robots 503 '0 0'
robots silent '0 0'
robots flaky '0 0'
robots hops5 '0 1'
robots hops6 '1 1'
robots big '0 1'
robots line '0 1'
robots groups '0 1'
robots nul '0 1'
robots cr '0 1'
robots bom '0 1'

mkdir -p kept
printf 'User-agent: *\nCrawl-delay: 1\nDisallow: /secret\n' >kept/robots.txt
serve -d kept
begin=$(date +%s%N)
one "$URL/x/item/1" "$URL/x/item/2" "$URL/secret"
ok 'Crawl-delay is kept, though the delay is 0' [ $(($(date +%s%N) - begin)) -ge 1000000000 ]
is "$(grep -c 'GET /x/item' "$LOG") $(grep -c 'GET /secret' "$LOG")" '2 0' 'and the rules beside it'

# Its copy grows older than a day, and the server begins to fail: the last good copy holds.
kill "${servers[-1]}"
wait "${servers[-1]}" 2>/dev/null
"$PYTHON" -c 'import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
assert db.execute("UPDATE robots SET fetched = fetched - 3 * 86400").rowcount == 1
db.commit()' "$got/state.sqlite"
serve -r 503 -p "${URL##*:}"
crawl --max-depth 0 -o "$got" "$URL/x/same" "$URL/secret/2" 2>/dev/null
is "$(grep -c 'GET /robots.txt' "$LOG") $(grep -c 'GET /x/same' "$LOG") $(grep -c 'GET /secret' "$LOG")" '1 1 0' \
    'an old copy of robots.txt is asked for anew, and holds when the server fails'
done_testing
