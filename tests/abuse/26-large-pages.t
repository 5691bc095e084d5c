#!/bin/bash
# 26: no page of 8 MB, of whatever charset, markup or container, needs more than 64 MiB in any process; it comes out, or is
# refused by name.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"

sanitized && { skip 'memory means nothing under sanitizers'; done_testing; }
no_article=' boxes links short-lines tiny-paragraphs one-numeral '
for kind in $("$PYTHON" "$TOP/tests/abuse/large_pages.py"); do
    "$PYTHON" "$TOP/tests/abuse/large_pages.py" "$kind" >"$kind.page"
    peak jb-extract "$kind.page"
    status=$?
    ok "$kind: $PEAK KiB" test "$PEAK" -le 65536
    case $no_article in
    *" $kind "*) is "$status $(grep -c "'$kind.page': no article found" err)" '3 1' "$kind: no article, and it says so" ;;
    *) is "$status $(wc -l <out) $(cat err)" '0 1 ' "$kind: one record" ;;
    esac
    rm "$kind.page"
done

# Other forms are made of the record by the parent, which parses it with jansson: more than the bar, but bounded.
"$PYTHON" "$TOP/tests/abuse/large_pages.py" gb18030 >page
for form in --format=text --format=markdown --format=tei --fields=id,title,text; do
    peak jb-extract $form page
    is $? 0 "$form works"
    ok "$form: $PEAK KiB" test "$PEAK" -le 98304
done
done_testing
