#!/bin/sh
# Three-way check of the exported names: what the library exports, what its version script lists and
# what the public headers declare with CRM_API must be the same set.
#
#   symbols.sh LIBRARY MAP HEADER...            check
#   symbols.sh --write MAP NODE HEADER...       write the version script from the headers
#
# What is exported has to be a plain function, too.
set -eu
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)

# Names declared with CRM_API, one a line, sorted. A declaration may take several lines.
declared() {
    cat "$@" | awk -f "$here/plain.awk" | tr '\n' ' ' | tr ';' '\n' | grep 'CRM_API' |
        grep -o '[a-z][a-z0-9_]*[[:space:]]*(' | grep -o '^crm_[a-z0-9_]*' | sort -u
}

if [ "$1" = --write ]; then
    map=$2
    node=$3
    shift 3
    {
        echo "# Every exported name; written by tests/abi/symbols.sh from the headers (docs/abi.md)."
        echo "$node {"
        echo "global:"
        declared "$@" | sed 's/.*/    &;/'
        echo "local:"
        echo "    *;"
        echo "};"
    } >"$map"
    exit 0
fi

library=$1
map=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

declared "$@" >"$work/header"
# Inline functions show as weak ones, variables as data: a caller would hold on to what they were.
nm -D --defined-only "$library" | awk '$2 != "A" && $2 != "T" { print $2, $3 }' |
    grep -v ' __asan\| __odr_asan\| __ubsan' >"$work/odd" || true
# Names that a version script keeps local do not show in the dynamic table; "A" is the node itself.
nm -D --defined-only "$library" | awk '$2 != "A" { print $3 }' | sed 's/@.*//' |
    grep -v '^__asan\|^__odr_asan\|^__ubsan' | sort -u >"$work/exported" || true
sed 's/#.*//' "$map" | awk '/^global:/ { on = 1; next } /^local:/ { on = 0 } on' |
    tr -d ' ;\t' | grep . | sort -u >"$work/map"

failed=0
report() {
    if [ -s "$work/difference" ]; then
        echo "$1:"
        sed 's/^/    /' "$work/difference"
        failed=1
    fi
}
comm -23 "$work/header" "$work/exported" >"$work/difference"
report "declared with CRM_API but not exported"
comm -13 "$work/header" "$work/exported" >"$work/difference"
report "exported but not declared with CRM_API"
comm -23 "$work/header" "$work/map" >"$work/difference"
report "declared with CRM_API but not in $map (refresh it with symbols.sh --write)"
comm -13 "$work/header" "$work/map" >"$work/difference"
report "in $map but not declared with CRM_API"

cp "$work/odd" "$work/difference"
report "exported, but no plain function (W: inline or weak; B, D, R: a variable)"

echo "$(wc -l <"$work/header") declared, $(wc -l <"$work/map") in the map," \
    "$(wc -l <"$work/exported") exported"
exit $failed
