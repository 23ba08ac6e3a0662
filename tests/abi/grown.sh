#!/bin/sh
# Structs that callers fill may grow at their end. Builds the libraries once more from sources in
# which every one of them has a further member, and tries both directions:
#
#   - the programs of all frozen versions, whose structs are shorter, with the grown libraries;
#   - a program with the grown structs, the new members 0, with the libraries of today.
#
# A struct whose first size is not written down (first_size in the library) fails here on the day
# that it is added, not years later when it grows.
#
#   grown.sh CC SOURCE LIBRARY...
set -eu
here=$(cd "$(dirname "$0")" && pwd)
compiler=$1
source=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$source/include" "$source/src" "$work"

for header in "$work"/include/crm/*.h; do
    awk '
        /^typedef struct [a-z_]+ \{/ { struct = 1; sized = 0 }
        struct && /^    uint32_t size;/ { sized = 1 }
        struct && sized && /^\} [a-z_]+;/ { print "    int64_t grown_for_a_test;"; count++ }
        /^\}/ { struct = 0 }
        { print }' "$header" >"$work/header"
    mv "$work/header" "$header"
done
# The program knows them all; in later versions it is what holds the library to their sizes of today.
failed=0
for struct in $(cat "$work"/include/crm/*.h |
        sed -n '/grown_for_a_test/{n; s/^} \([a-z_]*\);.*/\1/p}'); do
    grep -q "CHECK_INIT($struct," "$here/caller.c" || {
        echo "not ok: tests/abi/caller.c does not fill $struct"
        failed=1
    }
done
grown=$(cat "$work"/include/crm/*.h | grep -c grown_for_a_test)

# compile SOURCES...: the compiler may be several words. Two at a time.
compile() {
    printf '%s\n' "$@" | xargs -P 2 -n 20 sh -c 'cd "$0" && for file; do
            '"$compiler"' -std=c11 -w -g -O0 -fPIC -fvisibility=hidden -Iinclude -Isrc -c "$file" \
                -o "$(echo "$file" | tr / _).o" || exit 255
        done' "$work"
}
cd "$work"
# shellcheck disable=SC2046
compile $(find src -name '*.c')
# shellcheck disable=SC2086
{
    $compiler -shared $(ls src_*.o | grep -v '^src_testing_') -lm \
        -Wl,-soname,libcrm.so.0 -o libcrm.so.0
    $compiler -shared src_testing_*.o ./libcrm.so.0 -Wl,-soname,libcrm-testing.so.0 \
        -o libcrm-testing.so.0
}

try() { # WHAT INCLUDE PROGRAM LIBRARY...
    what=$1
    headers=$2
    program=$3
    shift 3
    paths=
    for library in "$@"; do
        paths=${paths:+$paths:}$(cd "$(dirname "$library")" && pwd)
    done
    # shellcheck disable=SC2086
    if $compiler -std=c99 -g -I "$headers" "$program" "$@" -o program &&
        LD_LIBRARY_PATH="$paths" ./program; then
        echo "ok: $what"
    else
        echo "not ok: $what"
        failed=1
    fi
}
for version in $(ls "$here/frozen"); do
    try "$version with structs that grew since" "$here/frozen/$version" \
        "$here/frozen/$version/caller.c" "$work/libcrm.so.0" "$work/libcrm-testing.so.0"
done
try "structs of a later version with the library of today" "$work/include" "$here/caller.c" "$@"
echo "$grown structs grew"
[ "$grown" -ge 11 ] || failed=1
exit $failed
