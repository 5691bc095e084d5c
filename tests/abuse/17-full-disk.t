#!/bin/bash
# 17: a full disk: exit 4, nothing acknowledged that is not there, the last batch intact; once there is room the rerun
# completes.  For the index, for a crawl, and for standard output.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"
. "$TOP/tests/cli/crawling.sh"
mkdir .tmpfs
mount -t tmpfs -o size=8M tmpfs .tmpfs 2>/dev/null || { echo '1..0 # SKIP no file system may be mounted here'; exit; }
trap 'kill "${servers[@]}" 2>/dev/null; cd /; umount "$WORK/.tmpfs"; rm -rf "$WORK"' EXIT
disk=$WORK/.tmpfs

# leave N: fills the disk but for N KiB.
leave()
{
    rm -rf "${disk:?}"/*
    head -c $((($(stat -f -c %a $disk) - $1 / 4) * 4096)) /dev/zero >$disk/ballast
}
documents()
{
    jb-index --stats "$1" 2>/dev/null | awk -F '\t' '$1 == "documents" { print $2 }'
}

good_pages 600
jb-extract good*.html >records
jb-index -q whole records
stopped=0
for free in $(in_depth '300 1500 4000' '100 200 300 500 700 1000 1500 2000 2500 3000 3500 4000 5000 6000'); do
    leave $free
    jb-index --commit 50 $disk/db records >out 2>err
    ended=$?
    said=$(grep -oE '^indexed [0-9]+' out | cut -d ' ' -f 2)
    there=$(documents $disk/db)
    if [ $ended -eq 0 ]; then
        is "$said ${there:-0}" '600 600' "$free KiB free: enough, and all of it acknowledged"
    else
        stopped=$((stopped + 1))
        is $ended 4 "$free KiB free: exit 4"
        ok "$free KiB free: with a reason" test -s err
        ok "$free KiB free: ${said:-0} acknowledged, ${there:-0} there" test "${said:-0}" -le "${there:-0}"
        [ "${there:-0}" -eq 0 ] || ok "$free KiB free: what is there is sound" must_work jb-index -q --check $disk/db
    fi
    rm $disk/ballast
    ok "$free KiB free: the rerun" jb-index -q $disk/db records
    is "$(jb-index --corpus-id $disk/db)" "$(jb-index --corpus-id whole)" "$free KiB free: and it completes"
done
ok "the disk was full $stopped times" test $stopped -ge 2

# A crawl of pages that do not compress.
mkdir site
for i in $(seq 60); do
    { printf '<a href="%d.html">on</a><pre>' $((i % 60 + 1)); head -c 30000 /dev/urandom | base64 -w 0; } >site/$i.html
done
serve -d site
captured()
{
    cat "$1"/*.cdxj 2>/dev/null | wc -l
}
crawl -o whole.crawl "$URL/1.html" 2>/dev/null
for free in $(in_depth '400' '40 120 400 900 1300'); do
    leave $free
    crawl -o $disk/crawl "$URL/1.html" >out 2>err
    is $? 4 "$free KiB free: jb-crawl exits with 4"
    ok "$free KiB free: with a reason" test -s err
    rm $disk/ballast
    crawl -o $disk/crawl "$URL/1.html" >out 2>err
    is "$? $(captured $disk/crawl)" "0 $(captured whole.crawl)" "$free KiB free: the rerun completes"
    for file in $disk/crawl/*.warc.gz; do ok "$free KiB free: whole: ${file##*-}" gzip -t "$file"; done
done

leave 8
for tool in 'jb-extract good*.html' 'jb-figures records' "jb-query --format=json --limit 600 --all-copies whole 反诈"; do
    ok "standard output: $tool" must_fail 4 bash -c "$tool >$disk/out"
    rm -f $disk/out
done
done_testing
