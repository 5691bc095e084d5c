#!/bin/bash
# Links between the documents lead somewhere; nothing names the machine it was written on.
. "$(dirname "$0")/../cli/lib.sh"

cd "$TOP" || exit 1
for page in *.md docs/*.md; do
    broken=$(grep -oE '\]\([^)#:]+' "$page" | sed 's/^](//' | while read -r target; do
        [ -e "$(dirname "$page")/$target" ] || echo "$target"
    done)
    is "$broken" '' "the links of $page"
done
done_testing
