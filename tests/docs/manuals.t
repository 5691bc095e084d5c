#!/bin/bash
# Every tool has a man page that mandoc accepts and that names the options of --help, no more, no fewer.
. "$(dirname "$0")/../cli/lib.sh"

# The options that begin a line: letters and long names, one a line.
help_options()
{
    "$1" --help | grep -E '^ +-' | cut -c 1-40 | grep -oE -- '(^|[ ,])--?[a-zA-Z][a-z-]*' | tr -d ' ,' | sort -u
}
# From the rendered page: list items begin with a dash behind their indent.
man_options()
{
    mandoc -Tascii -Owidth=200 "$1" | sed 's/.\x08//g' | sed -n '/^DESCRIPTION/,/^[A-Z ]*EXIT STATUS/p' | grep -E '^ {5}-' |
        grep -oE -- '(^|[ ,])--?[a-zA-Z][a-z-]*' | tr -d ' ,' | sort -u
}

tools=$(find "$JB_BIN" -name 'jb-*' | sort)
like "$tools" 'jb-' 'there are tools'
for tool in $tools; do
    name=$(basename "$tool")
    page=$(ls "$TOP"/*/"$name.1" 2>/dev/null)
    if [ -z "$page" ]; then
        fail "$name has a man page"
        continue
    fi
    is "$(mandoc -Tlint -W warning "$page" 2>&1 | sed "s|$TOP/||")" '' "$name.1 is clean"
    is "$(man_options "$page")" "$(help_options "$tool")" "$name.1 and --help agree"
    for section in NAME SYNOPSIS DESCRIPTION 'EXIT STATUS' EXAMPLES; do
        grep -qx "\.Sh $section" "$page" || fail "$name.1 has $section"
    done
    ok "$name --version" must_work "$tool" --version
    ok "$name refuses an unknown option" must_fail 2 "$tool" --no-such-option
done
for page in "$TOP"/*/*.[57]; do
    [ ! -f "$page" ] || is "$(mandoc -Tlint -W warning "$page" 2>&1)" '' "$(basename "$page") is clean"
done
done_testing
