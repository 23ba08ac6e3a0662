#!/bin/sh
# The gates of this folder bite: a tiny library passes them, and each of a row of small mistakes is
# caught by the gate it belongs to.
#
#   test_gates.sh CC
set -eu
here=$(cd "$(dirname "$0")" && pwd)
compiler=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p include/crm

# The tiny library; $1 are the members of its struct, $2 more of the header, $3 more of the source.
make_library() {
    cat >include/crm/tiny.h <<END
#define CRM_API __attribute__((visibility("default")))
typedef struct crm_tiny { $1 } crm_tiny;
/* CRM_API int crm_in_a_comment(void); */
typedef struct crm_handle crm_handle;
CRM_API int crm_tiny_size(const crm_tiny *tiny, const crm_handle *handle);
CRM_API const char *crm_tiny_name(const crm_tiny *tiny,
                                  int length);
$2
END
    cat >tiny.c <<END
#include "include/crm/tiny.h"
struct crm_handle { int ${inside:-secret}; };
CRM_API int crm_tiny_size(const crm_tiny *tiny, const crm_handle *handle) { return tiny->size + handle->${inside:-secret}; }
CRM_API const char *crm_tiny_name(const crm_tiny *tiny, int length) { return length ? "" : (const char *)tiny; }
$3
END
    # shellcheck disable=SC2086
    $compiler -g -shared -fPIC -fvisibility=hidden -Wl,--version-script=tiny.map tiny.c -o libtiny.so
}

failed=0
expect() {
    what=$1
    wanted=$2
    shift 2
    status=0
    "$@" >output 2>&1 || status=$?
    if [ "$wanted" = pass ] && [ $status -eq 0 ]; then
        echo "ok: $what passes"
    elif [ "$wanted" = fail ] && [ $status -ne 0 ] && [ $status -ne 77 ]; then
        echo "ok: $what is caught"
    else
        echo "not ok: $what: wanted $wanted, status $status"
        cat output
        failed=1
    fi
}
names() { sh "$here/symbols.sh" libtiny.so tiny.map include/crm/tiny.h; }
abi() { sh "$here/abi.sh" libtiny.so tiny.abi; }

members="int size; int count;"
printf 'CRM_0.1 {\nglobal:\n    crm_tiny_size;\n    crm_tiny_name;\nlocal:\n    *;\n};\n' >tiny.map
make_library "$members" "" ""
expect "the tiny library" pass names
cp tiny.map by_hand.map
sh "$here/symbols.sh" --write tiny.map CRM_0.1 include/crm/tiny.h
make_library "$members" "" ""
expect "a map written from the headers" pass names

make_library "$members" "CRM_API int crm_tiny_more(void);" ""
expect "a declared function that does not exist" fail names
make_library "$members" "" "CRM_API int crm_tiny_extra(void) { return 0; }"
expect "a function left out of header and map, which stays hidden" pass names
sed -i 's/^local:/    crm_tiny_extra;\nlocal:/' tiny.map
make_library "$members" "" "CRM_API int crm_tiny_extra(void) { return 0; }"
expect "an exported function that no header declares" fail names
make_library "$members" "" ""
expect "a name in the map that is nowhere else" fail names
sed -i '/crm_tiny_extra/d; /crm_tiny_name/d' tiny.map
make_library "$members" "" ""
expect "a function missing in the map" fail names
cp by_hand.map tiny.map

if command -v abidw >/dev/null 2>&1; then
    make_library "$members" "" ""
    sh "$here/abi.sh" --write libtiny.so tiny.abi
    expect "the same ABI" pass abi
    inside=changed
    make_library "$members" "" ""
    expect "another inside of a handle" pass abi
    inside=
    make_library "int count; int size;" "" ""
    expect "two members that changed places" fail abi
    make_library "long size; int count;" "" ""
    expect "a member of another type" fail abi
    make_library "$members int more;" "" ""
    expect "a member appended without a refreshed baseline" fail abi
    grep -q 'refresh' output || { echo "not ok: nothing said of refreshing"; failed=1; }
    sed -i 's/^local:/    crm_tiny_more;\nlocal:/' tiny.map
    make_library "$members" "CRM_API int crm_tiny_more(void);" "int crm_tiny_more(void) { return 1; }"
    expect "a new function without a refreshed baseline" fail abi
    sed -i '/crm_tiny_name/d' tiny.map
    make_library "$members" "" ""
    expect "a function that is gone" fail abi
    grep -q 'broken' output || { echo "not ok: a function that is gone is not called a break"; failed=1; }
else
    echo "abidw is not installed: the gate of the ABI was not tried"
fi
exit $failed
