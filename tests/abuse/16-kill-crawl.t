#!/bin/bash
# 16: kill -9 of jb-crawl at random moments: what all runs archived together is what an unbroken crawl archives;
# nothing damaged, nothing twice.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"
. "$TOP/tests/cli/crawling.sh"

# 400 pages that lead to each other.
mkdir site
"$PYTHON" - <<'END'
import random
rng = random.Random(2)
for i in range(400):
    links = "".join('<a href="p%d.html">%d</a>\n' % (n, n) for n in [(i + 1) % 400] + [rng.randrange(400) for _ in range(9)])
    open("site/p%d.html" % i, "w").write("<p>%d</p>%s<p>%s</p>" % (i, links, "".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(1500))))
END
serve -d site
url=$URL/p0.html

crawl()
{
    exec jb-crawl -q --delay 0 --warc-mib 1 --allow-net 127.0.0.1/32 -o "$1" "$url"
}
# What is archived, in the order of addresses: address and payload digest.
archived()
{
    for f in "$1"/*.warc.gz; do gzip -t "$f" || echo "damaged: $f"; done
    zcat "$1"/*.warc.gz | tr -d '\r' |
        grep -a -A9 -E '^WARC-Type: (response|revisit)' | awk '
            /^WARC-Type/ { type = $2 } /^WARC-Target-URI/ { uri = $2 } /^WARC-Payload-Digest/ { print uri, type, $2 }' | sort
}
(crawl whole)
archived whole >whole.txt
is "$(wc -l <whole.txt)" 401 'an unbroken crawl has each page and robots.txt'

kills=$(in_depth 6 "${KILLS:-200}") done_early=0
for i in $(seq "$kills"); do
    # Small folders are finished within few kills: begin a new one then, the old one is compared.
    folder=broken.$done_early
    crawl "$folder" 2>/dev/null &
    pid=$!
    sleep "0.$(printf %03d $((RANDOM % 400 + 5)))"
    if kill -9 $pid 2>/dev/null; then wait $pid 2>/dev/null; fi
    if [ -d "$folder" ] && ! ls "$folder"/*.open >/dev/null 2>&1 && ls "$folder"/*.warc.gz >/dev/null 2>&1 &&
        [ "$(jb-crawl --status "$folder" | awk 'END { print $1 }')" = 0 ]; then
        done_early=$((done_early + 1))
    fi
done
bad=0
for n in $(seq 0 $done_early); do
    (crawl broken.$n) || bad=$((bad + 1))
    archived broken.$n >broken.txt
    cmp -s whole.txt broken.txt || { bad=$((bad + 1)); diff whole.txt broken.txt | head -n 5 | sed 's/^/# /'; }
    is "$(cat broken.$n/*.cdxj | wc -l)" 401 "folder $n: each capture is indexed once"
    is "$(jq -r 'select(.decision == "fetched") | .url' broken.$n/crawl.jsonl | sort | uniq -d | wc -l)" 0 "folder $n: no page twice in crawl.jsonl"
done
is $bad 0 "$kills kills: the archives equal the unbroken one"
done_testing
