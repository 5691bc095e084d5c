#!/bin/bash
# 4: markup that costs parsers quadratic time, within ten good pages: each is read in linear time, with its text.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"

sanitized && { skip 'time limits mean nothing under sanitizers'; done_testing; }
good_pages 10

# before NAME PYTHON: NAME.html, with that in front of the article.
before()
{
    transform "page = page.replace(b'<div class=\"text\">', $2 + b'<div class=\"text\">', 1)" <"$ARTICLE" >"$1.html"
    grep -q "$LAST" "$1.html"
}
before attributes "b'<div ' + b' '.join(b'a%d=1' % i for i in range(80000)) + b'></div>'"
before misnested "b'<b></i>' * 400000"
before links "b'<a href=x><p>' * 200000"
before cells "b'<table><tr><td><b>' * 150000 + b'</table>' * 150000"
before comments "b'<!-- a <b>' * 300000"
before quotes "b'<i a=\"x>' * 300000 + b'<i a=\\'x>' * 300000 + b'\">'"
before literals "b'<textarea><title>' * 150000"
before frames "b'<iframe><noframes>' * 150000"
before ends "b'</b></p></div></td></x>' * 100000"
before references "b'&notareference' * 200000"
for bad in attributes misnested links cells comments quotes literals frames ends references; do
    seconds jb-extract good[1-5].html $bad.html good[6-9].html good10.html >out 2>err
    status=$?
    is "$(field title out | grep -c 宣传员之)" 10 "$bad: the ten good pages are there"
    is $status 0 "$bad: nothing is refused ($(head -c 200 err))"
    is "$(field text out | grep -c "$LAST")" 11 "$bad: its text too"
    ok "$bad: $TOOK s" test $TOOK -le 4
done
done_testing
