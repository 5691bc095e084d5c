#!/bin/bash
# 5: a text of 12 MB in one node, and a gigabyte without a newline in front of a good line: bounded memory, refused
# by name, and the next one processed.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"

good_pages 1
transform "page = b'<html><body><h1>x</h1><p>' + '长'.encode() * 4000000 + b'</p></body></html>'" </dev/null >node.html
peak jb-extract node.html good1.html
status=$?
is "$(field title out | tail -n 1)" 社区里的反诈宣传员之1 'behind 12 MB of text the good page is there'
ok "a clean end (status $status)" test $status -eq 0 -o $status -eq 3
[ $status -eq 0 ] || like "$(cat err)" node.html 'it is named'
sanitized || ok "memory: $PEAK KiB" test "$PEAK" -le 262144

megabytes=${GIANT:-64}
{
    printf '{"id":"a","text":"'
    head -c "${megabytes}M" /dev/zero | tr '\0' x
    printf '"}\n'
    jq -c -n --rawfile html good1.html '{id: "good", html: $html}'
} >lines.jsonl
peak jb-extract --input=jsonl lines.jsonl
is $? 3 "a line of $megabytes MB is refused"
like "$(cat err)" 'lines.jsonl' 'with its place'
is "$(field id out)" good 'and the next line is processed'
sanitized || ok "memory: $PEAK KiB" test "$PEAK" -le 262144
done_testing
