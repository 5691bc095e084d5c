# shellcheck shell=bash
# faults.sh - every tool on a small input while its n-th call of some kind fails (tests/fault).  Source it behind
# pages.sh.
. "$TOP/tests/cli/crawling.sh"

# torture DESCRIPTION OPTIONS... -- TOOL...
torture()
{
    local description=$1 options=(--preload "$JB_BIN/../tests/preload.so" --may-find-nothing)
    shift
    [ -z "$(in_depth '' --all)" ] || options+=(--all)
    ok "$description" "$PYTHON" "$TOP/tests/fault/torture.py" "${options[@]}" "$@"
}
# What a run of jb-index left: all of it when it said so, and the next run completes it.
index_goes_on()
{
    local all
    all=$(jb-index --corpus-id whole)
    [ "$STATUS" -ne 0 ] || [ "$(jb-index --corpus-id db2)" = "$all" ] || { echo 'exit 0 with less'; return 1; }
    jb-index -q db2 records && [ "$(jb-index --corpus-id db2)" = "$all" ] && jb-index -q --check db2
}
# Addresses and digests of what a crawl archived.
archived()
{
    zcat "$1"/*.warc.gz | tr -d '\r' | grep -a -A9 -E '^WARC-Type: (response|revisit)' |
        awk '/^WARC-Target-URI/ { uri = $2 } /^WARC-Payload-Digest/ { print uri, $2 }' | sort
}
crawl_goes_on()
{
    local file
    [ "$STATUS" -ne 0 ] || [ "$(archived crawled)" = "$(cat archived)" ] || { echo 'exit 0 with less'; return 1; }
    crawl -o crawled "$URL/a.html" || { echo "the next run ends with $?"; return 1; }
    for file in crawled/*.warc.gz; do gzip -t "$file" || return 1; done
    archived crawled | diff archived -
}
export -f index_goes_on crawl_goes_on archived crawl

small_inputs()
{
    good_pages 2
    jb-extract good1.html good2.html >records
    jb-index -q whole records
    mkdir site
    echo '<a href="b.html">b</a>' >site/a.html
    echo '<p>b</p>' >site/b.html
    serve -d site
    export URL
    crawl -o once "$URL/a.html"
    archived once >archived
}
# every_tool KIND: once and for ever; each n in depth, else growing steps.
every_tool()
{
    local kind=$1 ever
    [ -d site ] || small_inputs
    for ever in '' --for-ever; do
        torture "$kind $ever: jb-extract" --kind "$kind" $ever -- jb-extract good1.html
        torture "$kind $ever: jb-figures" --kind "$kind" $ever -- jb-figures records
        torture "$kind $ever: jb-query" --kind "$kind" $ever -- jb-query whole 反诈
        torture "$kind $ever: jb-index" --kind "$kind" $ever --before 'rm -rf db2' \
            --after index_goes_on -- jb-index -q db2 records
        torture "$kind $ever: jb-crawl" --kind "$kind" $ever --before 'rm -rf crawled' \
            --after crawl_goes_on -- jb-crawl -q --delay 0 --retries 0 --allow-net 127.0.0.1/32 -o crawled "$URL/a.html"
    done
}
