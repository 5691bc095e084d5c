#!/bin/bash
# Bodies, pictures and captions of labelled pages (tests/pages/bodies), each read as a page and as the text that a
# browser shows.  What is not yet read right stands in known-wrong.txt; a page that is mended must leave that list.
. "$(dirname "$0")/../cli/lib.sh"

mkdir pages
"$PYTHON" "$TOP/tests/golden/bodies.py" prepare "$TOP/tests/pages/bodies" pages
ok 'every page gives a record' must_work jb-extract -q --id=name pages/*.html
cp out html.jsonl
ok 'every dump gives a record' must_work jb-extract -q --id=name --input=dump pages/*.txt
cp out dump.jsonl
for way in html dump; do
    "$PYTHON" "$TOP/tests/golden/bodies.py" score pages "$way.jsonl" >"$way.tsv" 2>"$way.score"
    awk -F'\t' -v way="$way" '$2 < .95 || $3 ~ /images|no caption/ { print way, $1 }' "$way.tsv" >"$way.wrong"
    is "$(cat "$way.wrong")" "$(grep "^$way " "$TOP/tests/pages/bodies/known-wrong.txt")" "$way: what is wrong is known"
    sed 's/^/# /' "$way.score"
    sed -n 's/^\([^\t]*\t0\.[0-8].*\)/# \1/p' "$way.tsv"
done
done_testing
