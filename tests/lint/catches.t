#!/bin/bash
# Each house rule fails on a source that breaks it: a lint that cannot fail holds nothing.
. "$(dirname "$0")/../cli/lib.sh"

good()
{
    rm -rf tree
    mkdir -p tree/base tree/extract tree/index
    printf '    arena     memory\n' >tree/base/README
    printf '#include <stddef.h>\nint arena_size(void);\nint arena_size(void)\n{\n    return 1;\n}\n' >tree/base/arena.c
}
house()
{
    "$PYTHON" "$TOP/tests/lint/house.py" --root tree
}
catches()
{
    local reason=$1 output
    output=$(house) && fail "catches $reason" "$output" && return
    like "$output" "$reason" "catches $reason"
}

good; ok 'a clean tree passes' house
good; echo '#include "index/store.h"' >tree/extract/a.c; catches 'extract/ may not include index/store.h'
good; echo '#include "arena.h"' >tree/base/arena.c; catches 'is not written "folder/file.h"'
good; echo '#include <xapian.h>' >tree/extract/a.c; catches '<xapian.h> belongs to index/store.cc'
good; echo '#include <unknown/x.h>' >tree/extract/a.c; catches 'belongs to no file'
good; printf 'void f(char *a)\n{\n    sprintf(a, "x");\n}\n' >tree/extract/a.c; catches 'sprintf\(\)'
good; printf 'void f(void)\n{\n    exit(1);\n}\n' >tree/extract/a.c; catches 'exit\(\)'
good; printf 'void f(void)\n{\n    exit(1);\n}\n' >tree/extract/jb-a.c; ok 'a tool may exit' house
good; printf '/* sprintf() */\nchar *f(void)\n{\n    return "sprintf()";\n}\n' >tree/extract/a.c
ok 'comments and strings are no calls' house
good; touch tree/index/utils.c; catches 'utils.c: a name that says nothing'
good; { echo 'void f(void)'; echo '{'; seq -f '    g(%.0f);' 80; echo '}'; } >tree/extract/a.c; catches 'f\(\) has 83 lines'
good; printf '/* %0120d */\n' 1 >tree/extract/a.c; catches 'columns'
good; printf '\tint x;\n' >tree/extract/a.c; catches 'a tab'
good; printf 'int x; \n' >tree/extract/a.c; catches 'blanks at the end'
good; touch tree/base/extra.c; catches 'base/extra is not in base/README'
good; touch tree/extract/a.h; catches 'no guard JIANBAO_EXTRACT_A_H'
done_testing
