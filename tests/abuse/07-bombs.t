#!/bin/bash
# 7: a megabyte of gzip or deflate that becomes a gigabyte, and one packed twice: the crawl stops at the ceiling, within
# 64 MiB of memory, the ceiling is named and the page is not stored as whole.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"
. "$TOP/tests/cli/crawling.sh"

bomb()
{
    got=got.$((++runs))
    peak jb-crawl -q --delay 0 --retries 0 --timeout 30 --stall 10 --allow-net 127.0.0.1/32 --max-depth 0 -o "$got" "$URL/x/$1"
    status=$?
    sanitized || ok "$1: memory $PEAK KiB" test "$PEAK" -le 65536
}
serve
for how in bomb deflated; do
    bomb $how
    is "$status $(decision)" '3 failed payload is longer than 8388608 bytes' "$how: stops at the ceiling"
    is "$(zcat "$got"/*.warc.gz | grep -a -c "Target-URI.*$how")" 1 "$how: is noted, not kept"
done
bomb doubled
is "$status" 0 'packed twice, one coding named: only that one is taken off'
ok 'and what is kept is small' test "$(cat "$got"/*.warc.gz | wc -c)" -le 100000
bomb double
like "$(decision)" "failed content coding 'gzip, gzip' is not taken" 'two content codings are refused'
done_testing
