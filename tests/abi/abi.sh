#!/bin/sh
# Compares the ABI of a library, as its debug information tells it, with the one written down.
#
#   abi.sh LIBRARY BASELINE            check
#   abi.sh --write LIBRARY BASELINE    write the baseline down
#
# Types count only where a public header (a folder crm/) defines them: what a handle is made of is
# nobody's business. The tools' own choice by header files would compare names without folders, and
# inside headers bear the same names as public ones.
#
# Passes when nothing changed. A compatible change (a new function, a member at the end of a struct)
# fails until the baseline is refreshed in the same change with a line in docs/changes.md; a break
# needs a new soname (docs/abi.md) and before 1.0 a refreshed baseline.
# Exit status 77 (skipped) where the tools or the baseline's machine are not those of this one.
set -u
export LC_ALL=C

skip() {
    echo "skipped: $1"
    exit 77
}
command -v abidw >/dev/null 2>&1 || skip "abidw is not installed"
command -v abidiff >/dev/null 2>&1 || skip "abidiff is not installed"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '[suppress_type]\nsource_location_not_regexp = /crm/[a-z_]*\\.h$\ndrop = yes\n' >"$work/inside"

describe() { # LIBRARY FILE
    abidw --suppressions "$work/inside" --exported-interfaces-only --no-corpus-path \
        --no-comp-dir-path --no-show-locs --no-elf-needed --out-file "$2" "$1" || return 1
    # Where the build folder stood says nothing of the ABI.
    sed -i -E "s/ path='[^']*src\// path='src\//; s/ comp-dir-path='[^']*'/ comp-dir-path=''/" "$2"
}

if [ "$1" = --write ]; then
    describe "$2" "$3"
    exit
fi

library=$1
baseline=$2
machine=$(readelf -h "$library" | sed -n 's/^ *Machine: *//p')
case "$machine $(grep -o "architecture='[^']*'" "$baseline")" in
    *X86-64*elf-amd-x86_64* | *AArch64*elf-arm-aarch64*) ;;
    *) skip "the baseline is of another machine than $machine" ;;
esac

describe "$library" "$work/now.abi" || exit 1
abidiff --no-show-locs "$baseline" "$work/now.abi"
answer=$?
if [ $answer -eq 0 ]; then
    echo "the ABI is the one written down"
    exit 0
fi
if [ $((answer & 3)) -ne 0 ]; then
    echo "abidiff could not compare (status $answer)"
elif [ $((answer & 8)) -ne 0 ]; then
    echo "the ABI is broken (abidiff status $answer): callers built before would fail"
else
    echo "the ABI changed in a way that may be compatible (abidiff status $answer): look at it, refresh"
    echo "the baseline with tests/abi/abi.sh --write and add a line to docs/changes.md"
fi
exit 1
