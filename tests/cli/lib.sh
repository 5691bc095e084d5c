# shellcheck shell=bash
# lib.sh - what the TAP tests of the tools share.  Source it first:
#
#     . "$(dirname "$0")/lib.sh"
#     ok 'an empty file is refused' must_fail 3 jb-extract empty.html
#     is "$(jb-extract a.html | field title)" '打击电诈' 'the title'
#     done_testing
#
# The tools come from $JB_BIN (build/<variant>/bin), the test runs in a folder
# of its own ($WORK) that is removed at the end, $TOP is the source tree.

set -u
TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
JB_BIN=$(cd "${JB_BIN:-$TOP/build/release/bin}" && pwd) || exit 1
PATH=$JB_BIN:$PATH
PYTHON=${PYTHON:-/usr/bin/python3}
export LC_ALL=C.UTF-8 TZ=UTC NO_COLOR=1 JB_BIN TOP
unset JIANBAO_DATA

# A sanitizer's report must not look like one of our own exit statuses.
CRASH=99
export ASAN_OPTIONS="exitcode=$CRASH:${ASAN_OPTIONS:-}" LSAN_OPTIONS="exitcode=$CRASH:${LSAN_OPTIONS:-}"
export UBSAN_OPTIONS="exitcode=$CRASH:print_stacktrace=1:${UBSAN_OPTIONS:-}"

WORK=$(mktemp -d "${TMPDIR:-/tmp}/jianbao-test.XXXXXX") || exit 1
cd "$WORK" || exit 1
trap 'stop_server; cd /; chmod -R u+w "$WORK" 2>/dev/null; rm -rf "$WORK"' EXIT
trap 'exit 130' INT TERM

tests_run=0 tests_failed=0 SERVER_PID='' SERVER_URL=''

# pass DESCRIPTION, fail DESCRIPTION [LINES]: one result line of TAP.
pass()
{
    tests_run=$((tests_run + 1))
    echo "ok $tests_run - $1"
}
fail()
{
    tests_run=$((tests_run + 1)) tests_failed=$((tests_failed + 1))
    echo "not ok $tests_run - $1"
    [ $# -lt 2 ] || printf '%s\n' "$2" | head -n 40 | sed 's/^/# /'
}

skip()
{
    tests_run=$((tests_run + 1))
    echo "ok $tests_run # SKIP $1"
}

# ok DESCRIPTION COMMAND...: passes when the command succeeds; its output is shown when not.
ok()
{
    local description=$1 status output
    shift
    output=$("$@" 2>&1)
    status=$?
    if [ $status -eq 0 ]; then pass "$description"; else fail "$description" "status $status of: $*
$output"; fi
}

# is GOT WANTED DESCRIPTION
is()
{
    if [ "$1" = "$2" ]; then pass "$3"; else fail "$3" "got:    $1
wanted: $2"; fi
}

# like TEXT PATTERN DESCRIPTION (an extended regular expression), and its opposite.
like()
{
    if printf '%s\n' "$1" | grep -Eq -e "$2"; then pass "$3"; else fail "$3" "no /$2/ in: $1"; fi
}
unlike()
{
    if printf '%s\n' "$1" | grep -Eq -e "$2"; then fail "$3" "/$2/ in: $1"; else pass "$3"; fi
}

# is_crash STATUS: ended by a signal, by a sanitizer, or not startable.
is_crash()
{
    [ "$1" -ge 126 ] || [ "$1" -eq $CRASH ]
}

# must_fail STATUS COMMAND...: true when the command refuses with exactly this
# status and names a reason on standard error (kept in $WORK/err).  A crash is
# no refusal.  Exit 1 of a query needs no reason.
must_fail()
{
    local wanted=$1 status
    shift
    "$@" >"$WORK/out" 2>"$WORK/err"
    status=$?
    if is_crash $status; then
        echo "crashed with status $status: $*"
        cat "$WORK/err"
        return 1
    fi
    if [ $status -ne "$wanted" ]; then
        echo "status $status, wanted $wanted: $*"
        cat "$WORK/err"
        return 1
    fi
    if [ "$wanted" -ne 1 ] && ! [ -s "$WORK/err" ]; then
        echo "status $status without a word on standard error: $*"
        return 1
    fi
}

# must_work COMMAND...: true when it exits 0 and is silent on standard error; output in $WORK/out.
must_work()
{
    "$@" >"$WORK/out" 2>"$WORK/err" || { echo "status $? of: $*"; cat "$WORK/err"; return 1; }
    ! [ -s "$WORK/err" ] || { echo "said on standard error:"; cat "$WORK/err"; return 1; }
}

# same_json A B: the same JSON values line by line, whatever the order of keys.
same_json()
{
    jq -S -c . "$1" >"$WORK/.a.json" || return 1
    jq -S -c . "$2" >"$WORK/.b.json" || return 1
    diff -u "$WORK/.a.json" "$WORK/.b.json"
}

# field NAME [FILE]: one field of each record, text as it is, the rest as JSON.
field()
{
    jq -r ".$1 | if type == \"string\" then . else tojson end" "${2:--}"
}

# with_server FOLDER COMMAND...: runs the command while FOLDER is served on
# loopback; the address is in $SERVER_URL (http://127.0.0.1:PORT, no slash).
with_server()
{
    local status
    start_server "$1" || return 1
    shift
    "$@"
    status=$?
    stop_server
    return $status
}

start_server()
{
    "$JB_BIN/../tests/jb-serve" -d "$1" >"$WORK/.server" 2>"$WORK/server.log" &
    SERVER_PID=$!
    local tries=0 port=
    while [ -z "$port" ] && [ $tries -lt 100 ]; do
        sleep 0.05
        port=$(sed -n 's/^port //p' "$WORK/.server")
        tries=$((tries + 1))
    done
    [ -n "$port" ] || { echo 'the test server did not start'; return 1; }
    export SERVER_URL=http://127.0.0.1:$port
}

stop_server()
{
    [ -z "$SERVER_PID" ] || { kill "$SERVER_PID"; wait "$SERVER_PID"; } 2>/dev/null
    SERVER_PID=''
}

# with_tmpfs SIZE COMMAND...: runs the command with $TMPFS on a small file
# system of its own; status 77 where that is not allowed (skip the test then).
with_tmpfs()
{
    local size=$1 status
    shift
    TMPFS=$WORK/.tmpfs
    mkdir -p "$TMPFS"
    mount -t tmpfs -o "size=$size" tmpfs "$TMPFS" 2>/dev/null || return 77
    "$@"
    status=$?
    umount "$TMPFS" 2>/dev/null || umount -l "$TMPFS"
    return $status
}

done_testing()
{
    echo "1..$tests_run"
    [ $tests_failed -eq 0 ]
    exit
}
