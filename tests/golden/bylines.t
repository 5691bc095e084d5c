#!/bin/bash
# Pages and dumps that print their facts in many ways (tests/pages/bylines/README).
. "$(dirname "$0")/../cli/lib.sh"

cases=$TOP/tests/pages/bylines
"$PYTHON" "$TOP/tests/golden/bylines.py" pages "$cases" >pages.jsonl
ok 'every case gives a record' must_work jb-extract -q --input=jsonl pages.jsonl
cp out records
"$PYTHON" "$TOP/tests/golden/bylines.py" compare "$cases" records >wrong 2>score
cut -f1 wrong | sort >names
for file in "$cases"/*.txt; do
    for name in $(sed -n 's/^=== //p' "$file"); do
        case $file in */stories.txt|*/known-wrong.txt) continue ;; esac
        is "$(grep "^$name " names)" "$(grep "^$name " "$cases/known-wrong.txt")" "$name"
        grep "^$name " wrong | sed 's/^/# /'
    done
done
sed 's/^/# /' score
done_testing
