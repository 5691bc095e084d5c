#!/bin/bash
# docs/scaling.md: its commands, on loopback.
. "$(dirname "$0")/lib.sh"
# Xapian 1.4.22 itself deletes a table under another type than it made in Database::check().
export ASAN_OPTIONS="new_delete_type_mismatch=0:$ASAN_OPTIONS"

page()
{
    printf '<html><head><title>%s</title></head><body><h1>%s</h1><p>%s</p><p>%s</p></body></html>' "$1" "$1" \
        "$2警方介绍，这批设备从外地运来，装在三辆面包车里，由专人看守，每天夜里轮换地点。" \
        "专案组经过两个多月的摸排，掌握了全部窝点的位置，随后统一行动，当场查获设备四十余台。"
}

# One process a file, resumable.
mkdir saved
for n in 1 2 3; do page "通报之$n" "第${n}批线索指向城东。" >saved/p$n.html; done
ls saved/*.html >manifest
extract_one() { [ -e "$1.jsonl" ] || { jb-extract "$1" >"$1.part" && mv "$1.part" "$1.jsonl"; }; }
export -f extract_one
ok 'each file of the manifest by a process of its own' xargs -P 4 -I {} bash -c 'extract_one {}' <manifest
is "$(cat saved/*.jsonl | jq -r .title | paste -sd ' ')" '通报之1 通报之2 通报之3' 'all records are there'
before=$(stat -c %Y%i saved/*.jsonl)
xargs -P 4 -I {} bash -c 'extract_one {}' <manifest
is "$(stat -c %Y%i saved/*.jsonl)" "$before" 'what is whole is not done again'

records()
{
    seq "$1" "$2" | awk '{ printf "{\"id\":\"r%02d\",\"title\":\"通报%d\",\"published\":\"2021-%02d-11\",\"text\":\"警方第%d次行动，编号甲%d，查获电话卡%d张，涉及%d个账户。\"}\n", $1, $1, 1 + $1 % 12, $1, $1 * 7, $1 * 3, $1 * 11 }'
}
records 1 40 >all.jsonl
records 1 17 >east.jsonl
records 18 40 >west.jsonl
ids()
{
    jb-query -f tsv --fields id --limit 100 "$@" | tail -n +2 | paste -sd ' '
}
jb-index -q one.db all.jsonl
jb-index -q --shards news.db all.jsonl
jb-index -q east.db east.jsonl
jb-index -q west.db west.jsonl
right=$(ids one.db 电话卡)
is "$(ids news.db 电话卡)" "$right" 'a database a month: the same hits in the same order'
is "$(ids --also east.db west.db 电话卡)" "$right" 'two indexes: the same hits in the same order'
ok 'one month is checked by itself' jb-index --check news.db/2021-10

if command -v xapian-tcpsrv >/dev/null; then
    port=$((20000 + $$ % 20000))
    xapian-tcpsrv --interface 127.0.0.1 --port $port east.db >/dev/null 2>&1 &
    server=$!
    for _ in $(seq 50); do
        (exec 3<>/dev/tcp/127.0.0.1/$port) 2>/dev/null && break
        sleep 0.1
    done
    is "$(ids --also tcp://127.0.0.1:$port west.db 电话卡)" "$right" 'a shard on another machine: the same hits in the same order'
    kill -9 $server
    wait $server 2>/dev/null
    timeout 30 jb-query -f tsv --fields id --limit 100 --also tcp://127.0.0.1:9 west.db 电话卡 >out 2>err
    is "$? $(tail -n +2 out | wc -l) $(grep -c 'does not answer' err)" '3 23 1' 'a dead shard: declared partial results'
else
    skip 'xapian-tcpsrv is not installed'
fi
done_testing
