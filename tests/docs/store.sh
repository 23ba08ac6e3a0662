#!/bin/sh
# The page on stores keeps its word about SQLite: its commands print what it says they do, and the code
# that it shows stands in the example.
#
#   store.sh SOURCE CRM-REPORT
set -eu
source=$(realpath "$1")
report=$(realpath "$2")
command -v sqlite3 >/dev/null || exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

block() { # FENCE: the code blocks of the section that begin so
    awk -v fence="$1" '/^## / { here = /SQLite/ } !here { next }
        /^```/ { inside = !inside; on = inside && $0 == fence; next } on' "$source/docs/store.md"
}

mkdir "$work/bin"
ln -s "$report" "$work/bin/crm-report"
ln -s "$source/examples" "$work/examples"
block '```sh' >"$work/commands"
block '```' >"$work/expected"
[ -s "$work/commands" ] && [ -s "$work/expected" ]
(cd "$work" && PATH="$work/bin:$PATH" sh -eu commands >answer)
diff "$work/expected" "$work/answer"

block '```c' | grep -v '^$' >"$work/code"
[ -s "$work/code" ]
while IFS= read -r line; do
    grep -qxF -- "$line" "$source/examples/stores/sqlite/sqlite_store.c" || {
        echo "the example has no line: $line"
        exit 1
    }
done <"$work/code"
