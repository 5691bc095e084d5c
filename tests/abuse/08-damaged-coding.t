#!/bin/bash
# 8: a gzip page cut at each of 50 places, with a bad check sum, with junk behind it, and one that only says it is
# gzip: refused or flagged, never kept as whole.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/cli/crawling.sh"

serve
one "$URL/x/gzip/whole"
is "$status $(truncated)" '0 ' 'a whole gzip page is clean'
for cut in $(seq 0 49); do
    cuts+=("$URL/x/gzip/cut/$cut")
done
got=got.cuts
crawl --max-depth 0 -o got.cuts "${cuts[@]}"
is "$?" 0 'fifty pages, cut at fifty places'
pages=$(zcat got.cuts/*.warc.gz | tr -d '\r' | grep -a -A20 '^WARC-Type: response' | awk '
    /^WARC-Type/ { if (uri ~ /cut/) print uri, why; why = "whole" } /^WARC-Target-URI/ { uri = $2 }
    /^WARC-Truncated/ { why = $2 } END { print uri, why }' | sort -u)
flagged=$(grep -c '/cut/[0-9]* unspecified$' <<<"$pages")
empty=$(jq -r 'select(.decision == "failed" and (.url | test("/cut/"))) | .url' got.cuts/crawl.jsonl | sort -u | wc -l)
is "$((flagged + empty)) $(grep -c '/cut/[0-9]* whole$' <<<"$pages")" '50 0' "each is flagged ($flagged) or refused ($empty)"
for damage in crc junk not; do
    one "$URL/x/gzip/$damage"
    is "$(truncated)" unspecified "gzip: $damage is flagged"
done
done_testing
