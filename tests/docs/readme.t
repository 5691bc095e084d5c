#!/bin/bash
# What README.md and README.zh.md show is what the tools print.
. "$(dirname "$0")/../cli/lib.sh" >/dev/null
ln -s "$TOP/tests" tests
"$PYTHON" "$TOP/tests/docs/examples.py" "$TOP/README.md" "$TOP/README.zh.md"
