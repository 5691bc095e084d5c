# shellcheck shell=bash
# pages.sh - the pages of the abuse tests.  Source it behind tests/cli/lib.sh.

ARTICLE=$TOP/tests/site/pages/shehui/202203/0308_7702.html # UTF-8, four paragraphs
# shellcheck disable=SC2034 # read by the tests
LAST='“她们比我管用。”龙飞笑着说。傍晚，郑淑芬把小黑板擦干净，写上了明天的题目。'

# good_pages N: writes good1.html … goodN.html, different articles.
good_pages()
{
    local i
    for i in $(seq "$1"); do
        sed "s/社区里的反诈宣传员/社区里的反诈宣传员之$i/; s/72岁/$((60 + i))岁/" "$ARTICLE" >"good$i.html"
    done
}

# transform SCRIPT <page >page: Python over `page` (bytes), which it may change.
transform()
{
    "$PYTHON" -c "
import sys
page = sys.stdin.buffer.read()
$1
sys.stdout.buffer.write(page)"
}

# seconds COMMAND...: the processor time that it took is in $TOOK, in whole
# seconds (a busy machine does not count); returns its status.
seconds()
{
    local TIMEFORMAT='%0U %0S' ended
    { time "$@" 2>&3; } 3>&2 2>took.txt
    ended=$?
    TOOK=$(awk '{ print $1 + $2 }' took.txt)
    export TOOK
    return $ended
}

# peak COMMAND...: the largest resident set of it and its children, in KiB, in
# $PEAK; its status is returned, its output is in out and err.
peak()
{
    local status
    "$PYTHON" -c '
import resource, subprocess, sys
status = subprocess.call(sys.argv[1:], stdout=open("out", "wb"), stderr=open("err", "wb"))
open("peak", "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(status if status >= 0 else 128 - status)' "$@"
    status=$?
    PEAK=$(cat peak)
    export PEAK
    return $status
}
sanitized()
{
    [ "$(basename "$(dirname "$JB_BIN")")" = san ]
}

# in_depth QUICK FULL: the first in `make check`, the second in `make check-deep`.
in_depth()
{
    if [ -n "${DEEP:-}" ]; then echo "$2"; else echo "$1"; fi
}
