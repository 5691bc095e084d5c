#!/bin/bash
# 4: markup that costs libxml2 quadratic time, within ten good pages: the bad one is refused by name or done in time,
# the good ones are all there.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"

sanitized && { skip 'time limits mean nothing under sanitizers'; done_testing; }
good_pages 10
transform "page = b'<html><body><div ' + b' '.join(b'a%d=1' % i for i in range(80000)) + b'>' + page" <"$ARTICLE" >attributes.html
transform "page = b'<html><body>' + b'<b></i>' * 400000 + page" <"$ARTICLE" >misnested.html
for bad in attributes misnested; do
    seconds jb-extract good[1-5].html $bad.html good[6-9].html good10.html >out 2>err
    status=$?
    is "$(field title out | grep -c 宣传员之)" 10 "$bad: the ten good pages are there"
    ok "$bad: $TOOK s" test $TOOK -le 30
    if [ $status -eq 3 ]; then
        like "$(cat err)" "$bad.html" "$bad: refused by name"
    else
        is $status 0 "$bad: processed"
    fi
done
done_testing
