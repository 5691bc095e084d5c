#!/bin/bash
# 17: a full disk: exit 4, nothing acknowledged that is not there, and once there is room the rerun completes.
. "$(dirname "$0")/../../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"

good_pages 600
jb-extract good*.html >records
try_index()
{
    jb-index "$TMPFS/db" records >out 2>err
    ended=$?
    indexed=$(grep -ohE 'indexed [0-9]+' out err | tail -n 1 | tr -dc 0-9)
    jb-query --count "$TMPFS/db" 反诈 >count 2>>err
    rm -f "$TMPFS/ballast"
    jb-index -q "$TMPFS/db" records >>out 2>>err
    again=$?
    jb-query --format=tsv --fields=id --limit 1000 --all-copies "$TMPFS/db" 反诈 | sed 1d | wc -l >after
}
fill()
{
    head -c $((${1} * 1024)) /dev/zero >"$TMPFS/ballast"
    try_index
}
for free in 200 700 1500 3000; do
    with_tmpfs 16M fill $((16384 - free)) >fill.out 2>&1
    if [ $? -eq 77 ]; then
        skip 'no file system may be mounted here'
        continue
    fi
    if [ $ended -eq 0 ]; then
        is "$indexed" 600 "$free KiB free: enough, and all of it acknowledged"
    else
        is $ended 4 "$free KiB free: exit 4"
        ok "$free KiB free: no more acknowledged (${indexed:-0}) than there is ($(cat count))" \
            test "${indexed:-0}" -le "$(tr -dc 0-9 <count)0"
    fi
    is "$again $(cat after)" '0 600' "$free KiB free: the rerun completes"
done
"$TOP/tests/site/encode" site
crawl_full()
{
    head -c 8380000 /dev/zero >"$TMPFS/ballast"
    start_server site
    jb-crawl -q --allow-net 127.0.0.1/32 -o "$TMPFS/pages" "$SERVER_URL/" >out 2>err
    ended=$?
    stop_server
}
with_tmpfs 8M crawl_full
if [ $? -eq 77 ]; then skip 'no file system may be mounted here'; else
    is $ended 4 'jb-crawl on a full disk: exit 4'
    ok 'with a reason' test -s err
fi
done_testing
