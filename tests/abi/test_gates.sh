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

# The tiny header; $1 are the members of its struct, $2 more of the header.
make_header() {
    cat >include/crm/tiny.h <<END
#include <stddef.h>
#include <stdint.h>
#define CRM_API __attribute__((visibility("default")))
typedef struct crm_tiny { $1 } crm_tiny;
/* CRM_API int crm_in_a_comment(void); */
typedef struct crm_handle crm_handle;
CRM_API ${int:-int32_t} crm_tiny_size(const crm_tiny *tiny, const crm_handle *handle);
CRM_API const char *crm_tiny_name(const crm_tiny *tiny,
                                  ${length:-int32_t} length);
$2
END
}

# The tiny library; $3 more of the source.
make_library() {
    make_header "$1" "$2"
    cat >tiny.c <<END
#include "include/crm/tiny.h"
struct crm_handle { int ${inside:-secret}; };
CRM_API ${int:-int32_t} crm_tiny_size(const crm_tiny *tiny, const crm_handle *handle) { return tiny->size + handle->${inside:-secret}; }
CRM_API const char *crm_tiny_name(const crm_tiny *tiny, ${length:-int32_t} length) { return length ? "" : (const char *)tiny; }
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
headers() { sh "$here/headers.sh" include/crm/tiny.h; }
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

members="uint32_t size; int32_t count;"
refused() { # WHAT WORDS MORE-OF-THE-HEADER
    make_header "$members" "$3"
    expect "$1" fail headers
    grep -q "$2" output || { echo "not ok: it is not called $2"; failed=1; }
}
make_header "$members" "CRM_API int64_t crm_tiny_sum(const crm_tiny *, const double *, size_t n);
/* static int in_a_comment(void) { return 0; } */
#define CRM_TINY(x) \\
    { static int y; }
enum { CRM_TINY_ONE = 1 };"
expect "a header of declarations" pass headers
refused "an inline function in a header" "code in a header" "CRM_API inline int32_t crm_tiny_one(void) { return 1; }"
refused "a static function in a header" "code in a header" "static int32_t one(void) { return 1; }"
refused "a function with a body" "with a body" "CRM_API int32_t crm_tiny_one(void) { return 1; }"
refused "a struct by value" "by value" "CRM_API int32_t crm_tiny_take(crm_tiny tiny, int32_t more);"
refused "a struct as a result" "by value" "CRM_API crm_tiny crm_tiny_make(void);"
refused "a variable" "variable" "CRM_API extern int32_t crm_tiny_state;"
refused "an enum type" "differs" "enum crm_tiny_way { CRM_TINY_A = 1 };"
refused "a bool" "differs" "CRM_API bool crm_tiny_is(const crm_tiny *tiny);"
refused "a long over two lines" "differs" "CRM_API int32_t crm_tiny_far(const crm_tiny *tiny,
    unsigned long distance);"
refused "a variable argument list" "argument list" "CRM_API int32_t crm_tiny_say(const char *form, ...);"
refused "a bit-field" "bit-field" "typedef struct crm_bits {
    uint32_t one : 1;
} crm_bits;"
members="int size; int count;"

make_library "$members" "CRM_API int crm_tiny_more(void);" ""
expect "a declared function that does not exist" fail names
make_library "$members" "" "CRM_API int crm_tiny_extra(void) { return 0; }"
expect "a function left out of header and map, which stays hidden" pass names
sed -i 's/^local:/    crm_tiny_extra;\nlocal:/' tiny.map
make_library "$members" "" "CRM_API int crm_tiny_extra(void) { return 0; }"
expect "an exported function that no header declares" fail names
make_library "$members" "CRM_API int crm_tiny_extra(void);" \
    "__attribute__((weak)) int crm_tiny_extra(void) { return 0; }"
expect "an exported inline function" fail names
make_library "$members" "" "CRM_API int crm_tiny_extra = 1;"
expect "an exported variable" fail names
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
    make_library "int size; int between; int count;" "" ""
    expect "a member in the middle" fail abi
    length=int64_t
    make_library "$members" "" ""
    expect "a parameter of another type" fail abi
    length=
    int=int64_t
    make_library "$members" "" ""
    expect "a result of another type" fail abi
    int=
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
