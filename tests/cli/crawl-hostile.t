#!/bin/bash
# jb-crawl against a server that does everything wrong: bounded, named, never taken for good.
. "$(dirname "$0")/lib.sh"
SERVE=$JB_BIN/../tests/jb-serve
[ -x "$SERVE" ] || { echo '1..0 # SKIP tests/jb-serve is not built'; exit; }

servers=()
trap 'kill "${servers[@]}" 2>/dev/null; cd /; rm -rf "$WORK"' EXIT
# serve [OPTIONS]: starts a server, its address in $URL, its requests in log.N
serve()
{
    local n=${#servers[@]}
    "$SERVE" "$@" >"port.$n" 2>"log.$n" &
    servers+=($!)
    for _ in $(seq 200); do
        [ -s "port.$n" ] && break
        sleep 0.02
    done
    LOG=log.$n URL=http://127.0.0.1:$(sed 's/port //' "port.$n")
}
crawl()
{
    timeout 60 jb-crawl -q --delay 0 --retry-wait 0 --retries 1 --timeout 3 --stall 1 --allow-net 127.0.0.1/32 "$@"
}
# one ADDRESS...: crawls just these into a new folder, $got
one()
{
    got=got.$((++runs))
    crawl --max-depth 0 -o "$got" "$@" >"$got.out" 2>"$got.err"
    status=$?
    ! is_crash $status || echo "# crashed: $status"
}
runs=0
# decision [KIND]: what crawl.jsonl says at last of a page
decision()
{
    jq -r "select(.kind != \"robots\") | .decision + \" \" + (.reason // \"\")" "$got/crawl.jsonl" | tail -n 1
}
truncated()
{
    zcat "$got"/*.warc.gz | grep -a -A20 '^WARC-Type: re[sv]' | tr -d '\r' | sed -n 's/^WARC-Truncated: //p' | tail -n 1
}

serve
# 7: bombs
one --stall 10 --timeout 30 "$URL/x/bomb"
is "$status $(decision)" '3 failed payload is longer than 8388608 bytes' 'a bomb of 1 GiB stops at the ceiling'
is "$(zcat "$got"/*.warc.gz | grep -a -c 'Target-URI.*bomb')" 1 'and is noted, not kept'
one "$URL/x/double"
like "$(decision)" "failed content coding 'gzip, gzip' is not taken" 'two content codings are refused'

# 8: damaged codings
one "$URL/x/gzip/whole"
is "$status $(truncated)" '0 ' 'a whole gzip page is clean'
for cut in 3 10 20 30 40 49; do cuts+=("$URL/x/gzip/cut/$cut"); done
got=got.cuts
crawl --max-depth 0 -o got.cuts "${cuts[@]}"
is "$(zcat got.cuts/*.warc.gz | grep -a -c '^WARC-Truncated: unspecified')" 6 'a gzip page cut anywhere is flagged'
for damage in crc junk not; do
    one "$URL/x/gzip/$damage"
    is "$(truncated)" unspecified "gzip: $damage is flagged"
done

# 10: redirects
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
one "$URL/x/to?%0d%0aX-Evil:%20yes"
is "$(grep -c '' "$got/crawl.jsonl")" 2 'a line end in Location makes no request'
one "$URL/x/to?http://user:secret@${URL#http://}/x/same"
is "$(jq -r .url "$got/crawl.jsonl" | tail -n 1)" "$URL/x/same" 'credentials in Location are dropped'
is "$(grep -a -l 'root:x:0' "$got"/* 2>/dev/null)" '' 'nothing is read from disk'

# 11: addresses that are not public; 127.0.0.2 is the canary
serve -a 127.0.0.2
canary=$LOG port=${URL##*:}
main=$(sed 's/port //' port.0)
for name in "0x7f.1" 2130706433 "127.1" "[::ffff:127.0.0.1]" "[::1]" 0 "[64:ff9b::7f00:1]" "0177.0.0.1"; do
    got=got.$((++runs))
    timeout 60 jb-crawl -q --delay 0 --retries 0 --max-depth 0 -o "$got" "http://$name:$main/x/same" 2>/dev/null
    is "$? $(grep -c fetched "$got/crawl.jsonl")" '3 0' "loopback as $name is refused"
done
for name in "127.0.0.2" "0x7f.2" 2130706434 "[::ffff:127.0.0.2]"; do
    one "http://$name:$port/x/same"
    is "$status" 3 "an address outside of --allow-net is refused: $name"
done
one "http://127.0.0.1:$main/x/to?http://127.0.0.2:$port/x/same"
is "$status" 3 'behind a redirect too'
printf 'User-agent: *\nSitemap: http://127.0.0.2:%s/sitemap.xml\n' "$port" >robots.txt
mkdir -p root && mv robots.txt root/
serve -d root
crawl --scope any -o got.sitemap "$URL/x/same" 2>/dev/null
is "$(cat "$canary")" '' 'the canary was never asked'

# 12: slow servers
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

# 13: broken HTTP
serve
for how in nostatus bighead manyheads early; do
    one "$URL/x/$how"
    like "$status $(decision)" '^3 failed' "$how fails"
done
one "$URL/x/short"
is "$(truncated)" disconnect 'a short body is flagged'
one "$URL/x/badchunk"
like "$(truncated)" 'disconnect|unspecified' 'bad chunks are flagged'
one "$URL/x/long"
is "$status" 0 'more than Content-Length says is cut'
one "$URL/x/body204"
is "$status" 0 '204 with a body'
one "$URL/x/chunked"
like "$(zcat "$got"/*.warc.gz | tr -d '\r')" '^<p>hello</p>$' 'chunks are joined, trailers dropped'

# 14: robots.txt
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

# manners
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
like "$(zcat "$got"/*.warc.gz)" 'cookie came' 'cookies are kept'

# 15: hostile names
one "$URL/../../x" "$URL/-rf" "$URL/$(printf 'a%.0s' $(seq 5000))" "$URL/$(printf '\xff\xfe')" -- --help
is "$(find . -name '*rf*' -o -name x)" '' 'no address becomes a file name'
mkdir planted
ln -s ../precious planted/crawl.jsonl
echo precious >precious
ok 'a planted link is not followed' must_fail 4 jb-crawl -q -o planted --max-depth 0 "$URL/x/same"
is "$(cat precious)" precious 'what it points to stands'
done_testing
