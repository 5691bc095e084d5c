#!/bin/bash
# 23: few descriptors, little memory, small files, no standard input, a read-only folder: a clean fault.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"

sanitized && { skip 'sanitizers need more than these limits'; done_testing; }
good_pages 5
jb-extract good*.html >records
jb-index -q db records
# clean STATUS...: the last command's status ($ended) is one of these, with a reason where it is not 0 or 1.
clean()
{
    local wanted
    for wanted in "$@"; do
        if [ $ended -eq "$wanted" ] && { [ $ended -le 1 ] || [ -s err ]; }; then return 0; fi
    done
    echo "status $ended"
    cat err
    return 1
}
limited()
{
    local limit=$1
    shift
    # shellcheck disable=SC2086
    (ulimit $limit && exec timeout -k 1 20 "$@") >out 2>err
    ended=$?
}
for limit in '-n 12' '-v 300000' '-t 2'; do
    limited "$limit" jb-extract good1.html
    ok "ulimit $limit: jb-extract" clean 0 3 4
    limited "$limit" jb-query db 反诈
    ok "ulimit $limit: jb-query" clean 0 4
    rm -rf db2
    limited "$limit" jb-index -q db2 records
    ok "ulimit $limit: jb-index" clean 0 4
done
rm -rf db2
limited '-f 16' jb-index -q db2 records # KiB
ok 'ulimit -f: jb-index stops' clean 4
for n in 4 6 8; do
    limited "-n $n" jb-extract good1.html
    ok "ulimit -n $n: jb-extract" clean 0 3 4
done
timeout 20 jb-extract <&- >out 2>err
ended=$?
ok 'standard input closed: jb-extract' clean 3 4
jb-extract good1.html >&- 2>err
ended=$?
ok 'standard output closed: jb-extract' clean 4
if [ "$(id -u)" -ne 0 ]; then
    mkdir ro && chmod 555 ro
    jb-index -q ro/db records >out 2>err
    ended=$?
    ok 'a read-only folder: jb-index' clean 4
else
    jb-index -q /proc/db records >out 2>err
    ended=$?
    ok 'a folder that cannot be made: jb-index' clean 4
fi
done_testing
