#!/bin/bash
# 24: bad lines among good ones, and bad queries.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"

good_pages 2
jb-extract good1.html good2.html >good
deep=$("$PYTHON" -c 'print("[" * 10000 + "]" * 10000)')
{
    printf '\357\273\277'
    sed -n 1p good | sed 's/$/\r/'
    echo 'not json'
    echo "$deep"
    echo '{"v":1,"id":"x"}'
    echo '{"v":1,"id":"x","id":"y","text":"t"}'
    sed -n 1p good | sed 's/"title":"[^"]*"/"title":7/'
    echo '{"v":1,"id":"s","text":"\ud800"}'
    sed -n 1p good | sed 's/"confidence":[0-9.]*/"confidence":1e999/'
    sed -n 1p good | sed 's/"v":1/"v":2/'
    sed -n 1p good | sed 's/"confidence":[0-9.]*/"confidence":-0.29/'
    sed -n 1p good | sed 's/"confidence":[0-9.]*/"confidence":"high"/'
    sed -n 1p good | sed 's/"dropped":{/&"x\\ny":-3,/'
    printf '{"v":1,"id":"long","text":"'
    head -c "$(in_depth 20M 100M)" /dev/zero | tr '\0' x
    printf '"}\n'
    printf '\n'
    sed -n 2p good | tr -d '\n'
} >lines.jsonl
jb-index db lines.jsonl >out 2>err
is $? 3 'jb-index: exit 3'
for line in $(seq 2 13); do
    like "$(cat err)" "lines\.jsonl:$line" "line $line is named"
done
is "$(jb-query --format=tsv --fields=id --all-copies db 反诈 | sed 1d | sort)" "$(field id good | sort)" 'the good ones are indexed'

bad_query()
{
    seconds timeout 20 jb-query db "$1" >out 2>err
    status=$?
    if [ $status -eq 2 ]; then
        ok "query $2: refused with a reason" test -s err
    else
        ok "query $2: answered ($status)" test $status -le 1
        [ $status -eq 1 ] && [ "${3:-}" = empty ] && fail "query $2 is empty: nothing found is no answer"
    fi
    sanitized || ok "query $2: $TOOK s" test $TOOK -le 1
}
bad_query '((((' '((((' empty
bad_query '' 'empty' empty
bad_query '，。！' 'of punctuation' empty
bad_query '*' 'star' empty
bad_query '""' 'empty quotes' empty
bad_query "$("$PYTHON" -c 'print(" OR ".join("词%d" % i for i in range(5000)))')" '5,000 OR'
# More than one argument may hold.
"$PYTHON" -c 'print("q\t" + " OR ".join("词%d" % i for i in range(20000)))' >batch
seconds timeout 20 jb-query --batch batch db >out 2>err
status=$?
ok "a batch of 20,000 OR: answered or refused ($status)" test $status -le 3
[ $status -le 1 ] || ok 'with a reason' test -s err
sanitized || ok "within a second ($TOOK s)" test $TOOK -le 1
bad_query "$(printf '长%.0s' $(seq 300))" 'a word of 300 characters'
bad_query $'反诈\e[31m' 'ESC'
bad_query $'\377\376' 'not UTF-8' empty
bad_query "$("$PYTHON" -c 'print("(" * 5000 + "反诈" + ")" * 5000)')" 'nested 5,000 deep'
is "$(LC_ALL=C tr -d '\n\t' <err | LC_ALL=C tr -dc '\000-\037\177' | wc -c)" 0 'messages are printable'
done_testing
