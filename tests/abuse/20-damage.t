#!/bin/bash
# 20: damaged index files: found by the check, and a query exits 4 or gives right rows, never wrong ones, never dies.
. "$(dirname "$0")/../../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"

good_pages 200
jb-extract good*.html >records
jb-index -q sound records
rows()
{
    jb-query --format=tsv --fields=id,title --limit 1000 --all-copies "$1" 反诈
}
rows sound | sort >wanted
"$PYTHON" -c "import random, sys; random.seed(1); sys.stdout.buffer.write(random.randbytes(64))" >noise
ok 'a sound index passes the check' must_work jb-index --check sound
try()
{
    rows db >got 2>err
    ended=$?
    if is_crash $ended; then fail "$1: the query dies with $ended" "$(cat err)"; return; fi
    if [ $ended -eq 0 ]; then
        ok "$1: right rows" bash -c 'sort got | cmp - wanted'
    else
        # A damaged revision looks like a writer at work: 75.
        ok "$1: refused with $ended" test $ended -eq 4 -o $ended -eq 75
    fi
    jb-index --check db >check 2>&1
    checked=$?
    is_crash $checked && fail "$1: the check dies" "$(cat check)"
    [ "${2:-}" = any ] || cmp -s wanted <(sort got) || is $checked 4 "$1: the check finds it"
}
for file in $(cd sound && find . -type f ! -name '*lock*' | sort); do
    size=$(stat -c %s "sound/$file")
    [ "$size" -gt 0 ] || continue
    rm -rf db && cp -r sound db && rm "db/$file"
    try "$file deleted"
    rm -rf db && cp -r sound db && truncate -s $((size / 2)) "db/$file"
    try "$file halved"
    for i in $(seq 0 19); do
        rm -rf db && cp -r sound db
        head -c 64 noise | dd of="db/$file" bs=1 seek=$((size * i / 20)) conv=notrunc status=none
        try "$file overwritten at $((size * i / 20))" any
    done
done
done_testing
