#!/bin/bash
# 16: kill -9 of jb-index at 200 random moments: the index opens, holds what was acknowledged and never half a
# record, and a rerun gives the rows of an unbroken run.
. "$(dirname "$0")/../../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"

kills=${KILLS:-200}
good_pages 100
jb-extract good*.html >hundred
for i in $(seq 20); do
    jq -c --arg i "$i" '.id = .id + "-" + $i' hundred
done >records
total=$(wc -l <records)
jb-index -q whole records
rows()
{
    jb-query --format=tsv --fields=id,title --limit 10000 --all-copies "$1" 反诈 | sed 1d | sort
}
rows whole >wanted
is "$(wc -l <wanted)" "$total" 'the unbroken run holds all'
RANDOM=1
killed=0 bad='' rounds=0
rm -rf db
while [ $rounds -lt "$kills" ]; do
    rounds=$((rounds + 1))
    [ $((rounds % 10)) -ne 1 ] || rm -rf db
    # every other new index in bulk, which commits once
    if [ $((rounds % 20)) -le 10 ]; then commit=--commit=50; else commit=-v; fi
    jb-index "$commit" db records >ack 2>err &
    pid=$!
    sleep "0.$(printf %03d $((RANDOM % 300)))"
    kill -9 $pid 2>/dev/null && killed=$((killed + 1))
    wait $pid 2>/dev/null
    [ -d db ] || continue
    jb-query --format=tsv --fields=id,title --limit 10000 --all-copies db 反诈 >rows 2>err
    ended=$?
    sed 1d rows >got
    # Before the first commit there may be no index to open.
    if [ $ended -gt 1 ] && ! grep -qi 'no index\|cannot open' err; then bad+="round $rounds: status $ended $(cat err)"$'\n'; fi
    sort got | comm -23 - wanted | grep -q . && bad+="round $rounds: a row that no record gave"$'\n'
done
is "$bad" '' "$killed kills in $rounds rounds: every reader got right rows"
ok 'the rerun' jb-index -q db records
is "$(ls -d db*)" db 'leaves nothing beside the index'
rows db >got
ok 'gives what the unbroken run gave' cmp got wanted
done_testing
