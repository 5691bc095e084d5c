#!/bin/bash
# 21: the n-th allocation fails, once and for ever, for every tool on a small input: refused or complete, never a
# crash, a hang, half a line, or exit 0 with less; what was written goes on with the next run.
. "$(dirname "$0")/../cli/lib.sh"
. "$TOP/tests/abuse/pages.sh"
. "$TOP/tests/abuse/faults.sh"

sanitized && { skip 'the sanitizers have an allocator of their own'; done_testing; }
every_tool malloc
done_testing
