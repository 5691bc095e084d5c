#!/bin/bash
# 20: damaged index files: found by the check, and a query exits 4 or gives right rows, never wrong ones, never dies.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"

# Xapian 1.4.22 itself deletes a table under another type than it made in Database::check().
export ASAN_OPTIONS="new_delete_type_mismatch=0:$ASAN_OPTIONS"
good_pages $(in_depth 60 200)
jb-extract good*.html >records
jb-index -q sound records
rows()
{
    jb-query --format=json --fields=id,url,date,title,source,snippet --limit 1000 --all-copies "$1" 反诈
}
rows sound | sort >wanted
"$PYTHON" -c "import random, sys; random.seed(1); sys.stdout.buffer.write(random.randbytes(64))" >noise
ok 'a sound index passes the check' must_work jb-index -q --check sound
try()
{
    rows db >got 2>err
    ended=$?
    jb-index -q --check db >check 2>&1
    checked=$?
    if is_crash $ended || is_crash $checked; then
        fail "$1: dies, query with $ended, check with $checked" "$(cat err check)"
    elif [ $ended -eq 0 ] && [ $checked -eq 0 ]; then
        ok "$1: not noticed, and right rows" bash -c 'sort got | cmp - wanted'
    elif [ $ended -eq 0 ]; then
        # What was read was sound: the damage lies elsewhere.
        is "$checked $(sort got | cmp - wanted && echo right)" '4 right' "$1: right rows, and the check finds it"
    else
        is "$ended $checked" '4 4' "$1: refused, and the check finds it"
    fi
}
isnt_sound()
{
    [ $checked -eq 4 ] || fail "$1: the check does not find it"
}
for file in $(cd sound && find . -type f ! -name '*lock*' | sort); do
    size=$(stat -c %s "sound/$file")
    [ "$size" -gt 0 ] || continue
    rm -rf db && cp -r sound db && rm "db/$file"
    try "$file deleted"
    isnt_sound "$file deleted"
    rm -rf db && cp -r sound db && truncate -s $((size / 2)) "db/$file"
    try "$file halved"
    isnt_sound "$file halved"
    for i in $(seq 0 "$(in_depth 4 1)" 19); do
        rm -rf db && cp -r sound db
        head -c 64 noise | dd of="db/$file" bs=1 seek=$((size * i / 20)) conv=notrunc status=none
        try "$file overwritten at $((size * i / 20))"
    done
done
rm -rf db && cp -r sound db
if command -v xapian-metadata >/dev/null; then
    for part in db $(find db -mindepth 1 -type d); do
        [ ! -e "$part/iamglass" ] || xapian-metadata set "$part" schema 99
    done
    ok 'a newer schema is refused by the check' must_fail 4 jb-index --check db
    ok 'and by the query' must_fail 4 jb-query db 反诈
    like "$(cat err)" 'schema .*99' 'which names it'
else
    skip 'a newer schema: xapian-metadata is not installed'
fi
done_testing
