#!/bin/bash
# 3: 300, 10,000 and a million nested elements around the article: the text is kept, the depth is flagged, within
# seconds and a stack of 256 KiB.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"

nest()
{
    transform "
body = page.decode()
at = body.index('<div class=\"text\">')
page = (body[:at] + '<$1>' * $2 + body[at:]).encode()" <"$ARTICLE"
}
good_pages 1
ulimit -s 256 2>/dev/null
for tag in div font table; do
    nest $tag 300 >deep.html
    ok "300 <$tag>: exit 0" must_work jb-extract deep.html
    like "$(field text out)" "$LAST" "300 <$tag>: the whole text"
    for n in 10000 1000000; do
        sanitized && [ $n = 1000000 ] && continue
        nest $tag $n >deep.html
        seconds jb-extract deep.html good1.html >out 2>err
        is $? 0 "$n <$tag>: exit 0"
        like "$(sed -n 1p out | field text)" "$LAST" "$n <$tag>: the whole text"
        like "$(sed -n 1p out | field flags)" depth "$n <$tag>: flagged"
        is "$(wc -l <out)" 2 "$n <$tag>: the page behind it too"
        ok "$n <$tag>: $TOOK s" test $TOOK -le 5
    done
done
done_testing
