#!/bin/bash
# Pages in the manner of many systems and times (tests/pages/manners): each is read as a person reads it.  What is not
# yet read so stands in known-wrong.txt; a page that is mended must leave that list.
. "$(dirname "$0")/../cli/lib.sh"

pages=$TOP/tests/pages/manners
ok 'every page gives a record' must_work jb-extract -q --id=name "$pages"/*.html "$pages"/*.dump
cp out records
"$PYTHON" "$TOP/tests/golden/manners.py" "$pages" records >wrong 2>score
cut -f1 wrong >names
for page in "$pages"/*.json; do
    name=$(basename "$page" .json)
    is "$(grep "^$name " names)" "$(grep "^$name " "$pages/known-wrong.txt")" "$name"
    grep "^$name " wrong | sed 's/^/# /'
done
sed 's/^/# /' score
done_testing
