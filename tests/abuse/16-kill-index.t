#!/bin/bash
# 16: kill -9 of jb-index at random moments and at every rename, sync and write: the index opens, holds all that was
# acknowledged and nothing that no record gave, and a rerun equals an unbroken run.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"

good_pages 50
jb-extract good*.html >fifty
parts=$(in_depth 5 20)
for i in $(seq $parts); do
    jq -c --arg i "$i" '.id = .id + "-" + $i' fifty >part.$i
done
cat part.* >records
jq -r .id records | sort >ids
jb-index -q whole records
whole=$(jb-index --corpus-id whole)
indexed()
{
    jb-query --format=tsv --fields=id --limit 10000 --all-copies "$1" 反诈 >rows 2>>trouble
    local ended=$?
    sed 1d rows | sort
    return $ended
}
documents()
{
    jb-index --stats db 2>>trouble | awk -F '\t' '$1 == "documents" { print $2 }'
}
# sound ACKNOWLEDGED MOMENT: what a reader sees after a kill; what is wrong goes into $bad.
sound()
{
    : >trouble
    # Before the first commit there may be no index to open.
    [ "$1" -gt 0 ] || [ -d db ] || return 0
    indexed db >got
    local ended=$? there
    there=$(documents)
    if [ $ended -gt 1 ] && ! { [ "$1" -eq 0 ] && grep -q 'no index there' trouble; }; then
        bad+="$2: status $ended $(cat trouble)"$'\n'
    fi
    [ "${there:-0}" -ge "$1" ] || bad+="$2: $1 were acknowledged, ${there:-0} are there"$'\n'
    [ "$(wc -l <got)" -eq "${there:-0}" ] || bad+="$2: ${there:-0} documents, $(wc -l <got) rows"$'\n'
    [ -z "$(comm -23 got ids)" ] || bad+="$2: a row that no record gave"$'\n'
}
indexed whole >wanted
ok 'the unbroken run holds all' cmp wanted ids

# At random moments, part by part: what a run acknowledged is counted.
kills=$(in_depth 8 "${KILLS:-200}") killed=0 part=0 acknowledged=0 finished=0 bad=
RANDOM=1
rm -rf db
while [ $killed -lt "$kills" ]; do
    if [ $part -eq $parts ]; then
        [ "$(jb-index --corpus-id db)" = "$whole" ] || bad+="a finished index differs from the unbroken one"$'\n'
        rm -rf db
        part=0 acknowledged=0 finished=$((finished + 1))
    fi
    # Every other new index is written in bulk, which commits once.
    if [ $((finished % 2)) -eq 0 ] && [ $part -eq 0 ]; then commit=; else commit=--commit=10; fi
    jb-index $commit db part.$((part + 1)) >ack 2>err &
    pid=$!
    sleep "0.$(printf %03d $((RANDOM % 250)))"
    kill -9 $pid 2>/dev/null && killed=$((killed + 1))
    wait $pid 2>/dev/null
    if grep -q '^indexed 50 ' ack; then
        part=$((part + 1)) acknowledged=$((acknowledged + 50))
    fi
    sound $acknowledged "kill $killed"
done
is "$bad" '' "$killed kills, $finished indexes finished: what was acknowledged is there, and right"
ok 'the rerun' jb-index -q db records
is "$(jb-index --corpus-id db)" "$whole" 'equals the unbroken run'
is "$(ls -d db*)" db 'leaves nothing beside the index'
ok 'and passes the check' must_work jb-index -q --check db

# At every rename, sync and write, by the preloaded library.
# killed_at_each KIND DESCRIPTION ACKNOWLEDGED COMMAND...: the command begins with a copy of base.
killed_at_each()
{
    local kind=$1 description=$2 acknowledged=$3 n=1 runs=0
    shift 3
    bad=
    while :; do
        rm -rf db hit
        [ ! -d base ] || cp -r base db
        (
            export LD_PRELOAD=$JB_BIN/../tests/preload.so FAULT="$kind:$n!" FAULT_HIT=$WORK/hit
            "$@"
            exit
        ) >ack 2>err
        [ -e hit ] || break
        sound "$acknowledged" "$kind $n"
        jb-index -q db records 2>>trouble || bad+="$kind $n: the rerun fails: $(cat trouble)"$'\n'
        [ "$(jb-index --corpus-id db)" = "$whole" ] || bad+="$kind $n: the rerun differs"$'\n'
        [ "$(ls -d db*)" = db ] || bad+="$kind $n: left beside it: $(ls -d db*)"$'\n'
        runs=$((runs + 1))
        n=$((n + 1 + n / $(in_depth 1 10) + $(in_depth 10 0)))
    done
    [ $runs -gt 0 ] || bad+="never hit"$'\n'
    is "$bad" '' "$description, killed at each $kind ($runs of $n)"
}
for kind in rename fsync write; do
    sanitized && break # the preloaded library must come behind theirs
    rm -rf base
    killed_at_each $kind 'a new index in bulk' 0 jb-index -q db records
    jb-index -q base part.1
    killed_at_each $kind 'one that grows' 50 jb-index -q --commit 10 db part.2 part.3
done
done_testing
