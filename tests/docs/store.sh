#!/bin/sh
# The page on stores keeps its word: its commands on SQLite print what it says they do, and the code that
# it shows of the hosts over databases stands in the examples.
#
#   store.sh SOURCE CRM-REPORT
set -eu
source=$(realpath "$1")
report=$(realpath "$2")
command -v sqlite3 >/dev/null || exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

block() { # SECTION FENCE: the code blocks of the section that begin so
    awk -v section="$1" -v fence="$2" '/^## / { here = index($0, section) } !here { next }
        /^```/ { inside = !inside; on = inside && $0 == fence; next } on' "$source/docs/store.md"
}

mkdir "$work/bin"
ln -s "$report" "$work/bin/crm-report"
ln -s "$source/examples" "$work/examples"
block SQLite '```sh' >"$work/commands"
block SQLite '```' >"$work/expected"
[ -s "$work/commands" ] && [ -s "$work/expected" ]
(cd "$work" && PATH="$work/bin:$PATH" sh -eu commands >answer)
diff "$work/expected" "$work/answer"

stands_in() { # SECTION FILE
    block "$1" '```c' | grep -v '^$' >"$work/code"
    [ -s "$work/code" ]
    while IFS= read -r line; do
        grep -qxF -- "$line" "$source/examples/stores/$2" || {
            echo "$2 has no line: $line"
            exit 1
        }
    done <"$work/code"
}
stands_in SQLite sqlite/sqlite_store.c
stands_in 'A server' postgres/postgres_store.c
