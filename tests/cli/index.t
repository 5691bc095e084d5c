#!/bin/bash
# jb-index: writing, updating, deleting, shards, two writers, kills, a full disk, damage, bad lines.
. "$(dirname "$0")/lib.sh"
# Xapian 1.4.22 itself deletes a table under another type than it made in Database::check().
export ASAN_OPTIONS="new_delete_type_mismatch=0:$ASAN_OPTIONS"

# records FIRST LAST: small records of our own, no two alike.
records()
{
    seq "$1" "$2" | awk '{ printf "{\"id\":\"r%d\",\"title\":\"第%d号通报\",\"published\":\"20%02d-%02d-11\",\"source\":\"示例日报\",\"text\":\"警方第%d次行动，编号甲%d乙%d丙%d，查获电话卡%d张，涉及%d个账户，地点丁%d街戊%d号，联系人己%d庚%d。\"}\n", $1, $1, 10 + $1 % 9, 1 + $1 % 12, $1, $1 * 7, $1 * 13, $1 * 17, $1 * 3, $1 * 5, $1 * 11, $1 * 19, $1 * 23, $1 * 29 }'
}

documents()
{
    jb-index --stats "$1" | awk -F '\t' '$1 == "documents" { print $2 }'
}

found()
{
    jb-query -f tsv --fields id --limit 5000 "$@" | tail -n +2 | sort | paste -sd ' '
}

records 1 60 >sixty.jsonl
is "$(jb-index db sixty.jsonl)" 'indexed 60 (60 new, 0 replaced); 60 in the index' 'new records'
is "$(jb-index db <sixty.jsonl)" 'indexed 60 (0 new, 60 replaced); 60 in the index' 'the same again, from standard input: an update'
is "$(found db '"第17次行动"')" 'r17' 'and what was indexed is found'
ok 'a check finds nothing' jb-index --check db

echo '{"id":"r17","title":"更正","published":"2011-02-01","text":"内容已经更换为水库维修。"}' | jb-index -q db
is "$(found db '"水库维修"') $(found db '"第17次行动"')" 'r17 ' 'an update replaces the whole text'
printf 'r1\nr2\nnobody\n' >ids
is "$(jb-index --delete db ids 2>&1)" "jb-index: ids:3: no record has the id 'nobody'
deleted 2; 58 in the index" 'deleting by id; an unknown one is named'
must_fail 3 jb-index --delete db ids >/dev/null && pass 'unknown ids end in status 3' || fail 'unknown ids end in status 3'
is "$(jb-index --dry-run db sixty.jsonl) $(documents db)" '60 good, nothing written 58' 'a dry run writes nothing'

# One collection, whatever its order and shards.
jb-index -q one sixty.jsonl
tac sixty.jsonl | jb-index -q --commit 7 -j 1 two
jb-index -q --shards many sixty.jsonl
is "$(jb-index --corpus-id two)" "$(jb-index --corpus-id one)" 'the corpus id does not depend on the order'
is "$(jb-index --corpus-id many)" "$(jb-index --corpus-id one)" 'nor on shards'
is "$(found many 电话卡)" "$(found one 电话卡)" 'shards answer as one database'
is "$(jb-index --stats many | awk -F '\t' '$1 == "databases" { print $2 }')" "$(grep -c . many/XAPIANDB)" 'one stub lists the shards'
echo '{"id":"r5","published":"2009-01-01","text":"搬到另一个月份的记录。"}' | jb-index many >moved
is "$(cat moved)" 'indexed 1 (0 new, 1 replaced); 60 in the index' 'a record that moves to another month leaves no copy'
ok 'and the shards pass the check' jb-index --check many

# A new index is written in bulk, one that has documents record by record: the same index.
{
    cat sixty.jsonl
    records 31 33 | sed 's/警方第/消防第/'
    records 31 31 | sed 's/警方第/海关第/'
} >again.jsonl
is "$(jb-index bulk again.jsonl)" 'indexed 64 (60 new, 4 replaced); 60 in the index' 'records that come twice into a new index'
jb-index -q --commit 50 singly again.jsonl
is "$(jb-index --corpus-id bulk)" "$(jb-index --corpus-id singly)" 'the last one of each stands, as when put one by one'
is "$(found bulk '"消防第31次"')$(found bulk '"警方第31次"') $(found bulk '"海关第31次"')" ' r31' 'and no older one is found'
ok 'and the check finds nothing' jb-index --check bulk
for query in 电话卡 '"第1"' 'date:2011-02 OR 己*' 'title:通报 -第3'; do
    jb-query -f tsv --fields id,date,title,score --limit 100 bulk "$query" | sort >bulk.rows
    jb-query -f tsv --fields id,date,title,score --limit 100 singly "$query" | sort >singly.rows
    ok "both answer $query alike" cmp bulk.rows singly.rows
done
records 1 3000 >many.jsonl
jb-index -q -j 1 alone many.jsonl
jb-index -q -j 4 together many.jsonl
for table in docdata postlist termlist; do
    ok "$table is the same from one thread and from four" cmp alone/$table.glass together/$table.glass
done
mkdir -p left.load/3 && echo of a killed load >left.load/3/docdata.glass
ok 'what a killed load left behind' jb-index -q left sixty.jsonl
is "$(ls -d left*)" left 'is removed by the next writer'

# Reprints fold.
body='昨夜一场大雪覆盖了北山村，三十户村民被困，消防队员徒步十二公里送去粮食和药品，村支书说上一次这样的雪还是二十年前。县里已派出四台铲雪车，预计今天傍晚道路可以恢复通行，学校停课两天。'
{
    echo "{\"id\":\"first\",\"published\":\"2020-01-01\",\"title\":\"大雪封山\",\"text\":\"$body\"}"
    echo "{\"id\":\"again\",\"published\":\"2020-01-02\",\"title\":\"救援进行中\",\"text\":\"【导读】$body（来源：网络）\"}"
} | jb-index -q reprints
is "$(jb-index --stats reprints | awk -F '\t' '$1 == "reprints" { print $2 }')" 1 'a reprint joins its cluster'
echo "{\"id\":\"later\",\"published\":\"2020-01-09\",\"text\":\"$body\"}" | jb-index -q reprints
is "$(jb-index --stats reprints | awk -F '\t' '$1 == "reprints" { print $2 }')" 2 'also in a later run'

# Bad lines are named, good ones indexed.
{
    records 1 2
    echo 'not JSON'
    echo '{"v":1,"id":"x"}'
    echo '{"v":9,"id":"x","text":"字"}'
    echo '{"id":7,"text":"字"}'
    echo '{"id":"a\u0001b","text":"字"}'
    echo '{"id":"y","text":"字","text":"二"}'
    printf '{"id":"z","text":"%s"}\n' '\ud800'
    echo '{"title":"no text"}'
    printf '[%.0s' $(seq 5000)
    echo
    printf '{"id":"%0300d","text":"字"}\n' 1
    echo
    records 3 3 | tr -d '\n'
} >mixed.jsonl
jb-index bad mixed.jsonl >out 2>err
is "$? $(cat out)" '3 indexed 3 (3 new, 0 replaced); 3 in the index' 'good lines beside bad ones are indexed, status 3'
is "$(grep -c '^jb-index: mixed.jsonl:[0-9]*: ' err) $(wc -l <err)" '10 10' 'each bad line is named with file and number'
printf '\357\273\277%s\r\n' "$(records 4 4)" | jb-index bad >out
is "$(cat out)" 'indexed 1 (1 new, 0 replaced); 4 in the index' 'a byte order mark and CRLF are taken'
ok 'a missing file is status 3' must_fail 3 jb-index bad nowhere.jsonl
ok 'no index is a usage error' must_fail 2 jb-index
ok 'a file is no index' must_fail 4 jb-index --check sixty.jsonl

# Two writers.
mkfifo pipe
jb-index -q busy <pipe &
holder=$!
exec 7>pipe
records 1 3 >&7
sleep 0.5
started=$(date +%s)
must_fail 75 jb-index busy sixty.jsonl 2>err
is "$? $(($(date +%s) - started < 2)) $(grep -c busy err)" '0 1 1' 'a second writer ends at once with 75 and names the index'
exec 7>&-
wait $holder
is "$? $(documents busy)" '0 3' 'the first is unharmed'

# Killed at any moment: what was committed is there, nothing else, no lock stays.
for delay in 0.02 0.05 0.08 0.12 0.2; do
    rm -rf killed
    records 1 400 | jb-index --commit 20 --no-compact killed >/dev/null 2>&1 &
    victim=$!
    sleep $delay
    kill -9 $victim 2>/dev/null
    wait $victim 2>/dev/null
    there=$(documents killed 2>/dev/null)
    [ "${there:-0}" = 0 ] || jb-index -q --check killed || fail "whole after a kill at $delay"
    records 1 400 | jb-index -q killed || fail "goes on after a kill at $delay"
    [ "$(documents killed)" = 400 ] || fail "complete after a kill at $delay"
done
records 1 400 | jb-index -q unbroken
is "$(jb-index --corpus-id killed)" "$(jb-index --corpus-id unbroken)" 'after kills the rerun equals an unbroken run'

# Readers beside a writer see whole batches only.
records 1 20 | jb-index -q live
records 21 300 | jb-index -q --commit 20 live &
writer=$!
last=0 bad=0
while kill -0 $writer 2>/dev/null; do
    n=$(jb-query --count live 电话卡 2>&1 | grep -o '^[0-9]*' | head -n 1)
    { [ -n "$n" ] && [ "$n" -ge "$last" ] && [ $((n % 20)) = 0 ]; } || bad=$((bad + 1))
    last=${n:-$last}
done
wait $writer
is "$bad $(documents live)" '0 300' 'a reader beside a writer sees whole batches, never fewer than before'

# A full disk: nothing is reported after the first failed write, the last batch stands.
if mkdir disk && mount -t tmpfs -o size=3m none disk 2>/dev/null; then
    records 1 4000 | jb-index --commit 50 disk/db >out 2>err
    status=$?
    said=$(grep -o 'indexed [0-9]*' out | cut -d ' ' -f 2)
    is "$status $(documents disk/db)" "4 $said" 'a full disk: status 4, and what was reported is there'
    umount disk
else
    skip 'a full disk (no right to mount)'
fi

# Damage: an error or right rows, never a wrong one, never a crash.
right=$(found one 电话卡) wrong=0
for offset in 0 100 4100 9000 20000 30000; do
    for table in docdata postlist termlist; do
        rm -rf hurt && cp -r one hurt
        dd if=/dev/zero of=hurt/$table.glass bs=1 seek=$offset count=64 conv=notrunc 2>/dev/null
        rows=$(found hurt 电话卡 2>/dev/null)
        status=$?
        [ "$rows" = "$right" ] || [ -z "$rows" ] || wrong=$((wrong + 1))
        [ $status -lt 100 ] || wrong=$((wrong + 1))
    done
done
is $wrong 0 'flipped bytes: right rows or an error'
for table in docdata postlist iamglass; do
    rm -rf hurt && cp -r one hurt && rm hurt/$table.glass 2>/dev/null || rm -f hurt/$table
    ok "without $table the check says so" must_fail 4 jb-index --check hurt
done
rm -rf hurt && cp -r one hurt && truncate -s 8192 hurt/docdata.glass
ok 'a table cut short is found' must_fail 4 jb-index --check hurt

if command -v xapian-metadata >/dev/null; then
    cp -r one newer && xapian-metadata set newer schema 99
    ok 'an index of a newer schema is refused' must_fail 4 jb-index --check newer
    is "$(jb-index newer sixty.jsonl 2>&1 | grep -c 'build it anew')" 1 'with the advice to rebuild'
fi

done_testing
