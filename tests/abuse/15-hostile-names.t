#!/bin/bash
# 15: names that want to be paths or options.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"
. "$TOP/tests/cli/crawling.sh"

good_pages 1
cp good1.html ./--help
cp good1.html ./-rf
cp good1.html $'new\nline.html'
cp good1.html "$(printf '\377\376.html')"
for name in --help -rf $'new\nline.html' "$(printf '\377\376.html')"; do
    ok "-- ends the options: $(printf %q "$name")" must_work jb-extract -- "$name"
    like "$(field title out)" 宣传员之1 'and the page is read'
    if jb-extract --id=name -- "$name" >out 2>err; then
        is "$(jq -s length out) $(wc -l <out)" '1 1' 'as an id it makes valid JSON on one line'
    else
        is "$? $(wc -c <out)" '3 0' 'as an id it is refused'
    fi
done
ok 'a missing file with a name of 5 KB' must_fail 3 jb-extract "$(printf 'x%.0s' $(seq 5000))"
transform "page = page.replace('社区里的反诈宣传员'.encode(), b'../../x')" <"$ARTICLE" >dots.html
mkdir sub
(cd sub && jb-extract --url http://news.example/../../etc/passwd ../dots.html >../out 2>/dev/null)
is "$(find sub -type f)" '' 'extraction writes nothing'

serve
one "$URL/../../x" "$URL/-rf" "$URL/$(printf 'a%.0s' $(seq 5000))" "$URL/$(printf '\xff\xfe')" -- --help
is "$(find "$got" -name '*rf*' -o -name x)" '' 'no address becomes a file name'
mkdir planted
ln -s ../precious planted/crawl.jsonl
echo precious >precious
ok 'a planted link is not followed' must_fail 4 jb-crawl -q -o planted --max-depth 0 "$URL/x/same"
is "$(cat precious)" precious 'what it points to stands'
done_testing
