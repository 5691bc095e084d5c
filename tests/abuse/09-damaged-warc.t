#!/bin/bash
# 9: a WARC file cut at every place of its last record, junk between records, headers of a megabyte, lengths that lie:
# the records before are all read, reading resumes at the next one, the place is named, exit 3; a crawl that finds a
# half record behind its archive cuts it off.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"
. "$TOP/tests/cli/crawling.sh"

good_pages 4
# record N [LENGTH]: a response with good page N; LENGTH stands in place of its Content-Length.
record()
{
    "$PYTHON" -c '
import sys
n, length = sys.argv[1], sys.argv[2]
body = open("good%s.html" % n, "rb").read()
http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
sys.stdout.buffer.write(("WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:6f0f0000-0000-4000-8000-00000000000%s>\r\n"
    "WARC-Date: 2021-11-02T11:00:00Z\r\nWARC-Target-URI: http://news.example/%s.html\r\n"
    "Content-Type: application/http;msgtype=response\r\n%sContent-Length: %s\r\n\r\n"
    % (n, n, "X-Long: " + "x" * (1 << 20) + "\r\n" if length == "big" else "", len(http) if length in ("", "big") else length)).encode()
    + http + b"\r\n\r\n")' "$1" "${2:-}"
}
pages()
{
    field title out | grep -o '之[0-9]$' | tr -d '之' | paste -s -d ' '
}

# Two whole records and a third that is cut: at every byte, and at every byte of its gzip member.
record 1 >1 && record 2 >2 && record 3 >3
"$PYTHON" - <<'END'
import gzip, os
parts = [open(n, "rb").read() for n in "123"]
def cuts(kind, parts, places):
    os.mkdir(kind)
    for place in places:
        open("%s/%05d.warc%s" % (kind, place, ".gz" if kind == "gzip" else ""), "wb").write(parts[0] + parts[1] + parts[2][:place])
cuts("plain", parts, range(1, len(parts[2]) - 4))
packed = [gzip.compress(p, mtime=0) for p in parts]
cuts("gzip", packed, range(1, len(packed[2])))
END
step=$(in_depth 7 1)
for kind in plain gzip; do
    for file in $(find $kind -name '*.warc*' | sort | awk "NR % $step == 1 || $step == 1"); do echo "$file"; done >list
    # shellcheck disable=SC2046
    jb-extract $(cat list) >out 2>err
    is $? 3 "$kind: cut at $(wc -l <list) places: exit 3"
    is "$(pages | tr ' ' '\n' | sort | uniq -c | awk '{ print $2, $1 }' | grep -v 3 | paste -s -d ' ')" \
        "1 $(wc -l <list) 2 $(wc -l <list)" "$kind: the two records before it are read each time"
    is "$(grep -oE "$kind/[0-9]+\.warc(\.gz)?" err | sort -u | wc -l)" "$(wc -l <list)" "$kind: each file is named"
    like "$(head -n 1 err)" "$kind/[0-9]+.*(byte|offset|at) *[0-9]+" "$kind: with the place"
done

# What stands between two good records; the one in front and the one behind are read.
between()
{
    local description=$1 wanted=$2
    { record 1; cat middle; record 4; } >between.warc
    peak jb-extract between.warc
    is "$? $(pages)" "3 $wanted" "$description: the records around it are read, exit 3"
    like "$(cat err)" 'between.warc.*[0-9]' "$description: named with its place"
    sanitized || ok "$description: memory $PEAK KiB" test "$PEAK" -le 131072
}
printf 'junk of some kind\r\n\r\nWARC is not here\n' >middle
between 'junk' '1 4'
head -c 300000 /dev/zero >middle
between "zeros, as of a hole" "1 4"
record 2 big >middle
between 'a header of a megabyte' '1 4'
for length in -1 9223372036854775808 18446744073709551617 12x; do
    record 2 $length >middle
    between "Content-Length: $length" '1 4'
done
record 2 100 >middle
between 'a length that is too short' '1 4'
{ record 1; record 2 9999999; record 4; } >long.warc
jb-extract long.warc >out 2>err
is "$? $(pages | cut -c 1)" '3 1' 'a length beyond the end: the record before it is read'
like "$(cat err)" 'long.warc.*[0-9]' 'and the place is named'

# The writer: a crash left half a record behind the last whole one.
serve
jb-crawl -q --delay 0 --allow-net 127.0.0.1/32 --max-depth 1 -o broken "$URL/x/list/400" &
pid=$!
until ls broken/*.open >/dev/null 2>&1 && [ "$(cat broken/*.open | wc -c)" -gt 2000 ]; do sleep 0.01; done
kill -9 $pid
wait $pid 2>/dev/null
open=$(ls broken/*.open)
head -c 200 "$open" >half && cat half >>"$open"
ok 'the archive is damaged behind a crash' bash -c "! gzip -t <'$open' 2>/dev/null"
crawl --max-depth 1 -o broken "$URL/x/list/400"
is "$?" 0 'the crawl goes on'
for file in broken/*.warc.gz; do ok 'what it closes is whole' gzip -t "$file"; done
is "$(zcat broken/*.warc.gz | tr -d '\r' | grep -a -A9 -E '^WARC-Type: (response|revisit)' | grep -a '^WARC-Target-URI' | sort | uniq -c | awk '{ print $1 }' | sort | uniq -c | tr -s ' ')" \
    ' 402 1' 'and holds each page once'
done_testing
