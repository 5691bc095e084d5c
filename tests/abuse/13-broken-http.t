#!/bin/bash
# 13: broken HTTP: a bounded fault each; a short body is flagged.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/cli/crawling.sh"

serve
for how in nostatus bighead manyheads early; do
    one "$URL/x/$how"
    like "$status $(decision)" '^3 failed' "$how fails"
done
one "$URL/x/fields" "$URL/x/same"
is "$status $(jq -r 'select(.kind == "seed") | .decision' "$got/crawl.jsonl" | sort | paste -s -d' ')" '3 failed fetched' \
    'fields that are no text fail their page and no other'
is "$(tr -d '\n -~' <"$got.err" | wc -c)" 0 'and reach no terminal'
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
done_testing
