#!/bin/sh
# Run an example and compare what it prints with the expected lines.
#
#   compare.sh EXPECTED PROGRAM [ARGUMENT...]
set -eu
expected=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$@" >"$work/printed"
diff -u "$expected" "$work/printed"
