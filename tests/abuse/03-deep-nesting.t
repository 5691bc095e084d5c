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
ulimit -s 256 2>/dev/null
for tag in div font table; do
    nest $tag 300 >deep.html
    ok "300 <$tag>: exit 0" must_work jb-extract deep.html
    like "$(field text out)" "$LAST" "300 <$tag>: the whole text"
    for n in 10000 1000000; do
        sanitized && [ $n = 1000000 ] && continue
        nest $tag $n >deep.html
        seconds jb-extract deep.html good.html >out 2>err
        if field text out | grep -q "$LAST"; then
            like "$(field flags out)" depth "$n <$tag>: flagged"
        else
            like "$(cat err)" deep.html "$n <$tag>: refused by name"
        fi
        ok "$n <$tag>: $TOOK s" test $TOOK -le 10
    done
done
done_testing
