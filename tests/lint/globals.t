#!/bin/bash
# Libraries keep no state: no object file but a tool's own holds writable data.
# (.data.rel.ro is constant after linking; cli_common and the progress line are the program's; base/json.c says why.)
. "$(dirname "$0")/../cli/lib.sh"

allowed='^base/cli\.o|^base/json\.o: out_of_memory$'
objects=$(cd "$JB_BIN/.." && find base crawler extract index query -name '*.o' ! -name 'jb-*' 2>/dev/null | sort)
writable()
{
    objdump -t "$1" | awk 'NF >= 5 && $(NF-2) ~ /^\.t?(data|bss)/ && $(NF-2) !~ /^\.data\.rel\.ro/ && $NF !~ /^\./ {
        print $NF }'
}

echo 'static int counter; int f(void); int f(void) { return ++counter; } static const char *const n[] = {"a"};
const char *g(int); const char *g(int i) { return n[i]; }' >state.c
gcc -fPIE -c state.c -o state.o
is "$(writable state.o)" counter 'sees a counter and not a constant table'

cd "$JB_BIN/.." || exit 1
case $(basename "$PWD") in
san) skip 'sanitizers add data of their own' ;;
*)
    found=$(for o in $objects; do writable "$o" | sed "s|^|$o: |"; done | grep -Ev "$allowed")
    is "$found" '' 'no writable data in a library object'
    ;;
esac
done_testing
