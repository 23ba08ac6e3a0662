#!/bin/sh
# Holds today's interface to that of every version that was frozen (freeze.sh):
#
#   - the program of then, compiled against the headers of then, runs with the libraries of today;
#   - it compiles against the headers of today, too;
#   - every function of then is declared today with the same type, and exported;
#   - every constant of then has the same value today;
#   - every member of a struct of then stands where it stood.
#
#   frozen.sh CC INCLUDE STRUCTS FROZEN LIBRARY...
#
# INCLUDE: the folder with today's crm/; STRUCTS: today's structs.txt; FROZEN: the folder of versions.
set -u
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
compiler=$1
include=$2
structs=$3
frozen=$4
shift 4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
paths=
for library in "$@"; do
    paths=${paths:+$paths:}$(cd "$(dirname "$library")" && pwd)
done
export LD_LIBRARY_PATH="$paths${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"

wrong() {
    echo "$version: $1"
    [ ! -s "$work/said" ] || sed 's/^/    /' "$work/said"
    : >"$work/said"
    failed=1
}

# build INCLUDE SOURCE: the program, linked with today's libraries. The compiler may be several words.
build() {
    headers=$1
    source=$2
    shift 2
    # shellcheck disable=SC2086
    $compiler -std=c99 -g -Werror=implicit-function-declaration -Werror=incompatible-pointer-types \
        -I "$headers" "$source" "$@" -o "$work/program" >"$work/said" 2>&1
}

# Names of the constants of a folder of headers, but the version's own.
constants() {
    { cat "$1"/crm/*.h | awk -f "$here/plain.awk" | grep -o 'CRM_[A-Z0-9_]* *='
      sed -nE 's/^#define (CRM_[A-Z0-9_]+) +[^ ].*/\1/p' "$1"/crm/*.h; } |
        grep -o 'CRM_[A-Z0-9_]*' | grep -v '_INIT$\|^CRM_API$\|^CRM_VERSION_' | sort -u
}

values() { # FOLDER: each name in $work/names with its value there
    {
        cat "$work/includes"
        echo '#include <stdio.h>'
        echo 'int main(void) {'
        sed 's/.*/printf("& %lld\\n", (long long)(&));/' "$work/names"
        echo 'return 0; }'
    } >"$work/values.c"
    build "$1" "$work/values.c" && "$work/program"
}

# The functions of then after the headers of today: another type does not compile, a missing one
# does not link.
declarations() {
    cat "$work/includes"
    cat "$frozen/$version"/crm/*.h | awk -f "$here/plain.awk" | tr '\n' ' ' | tr ';' '\n' |
        grep -o 'CRM_API.*' | sed 's/$/;/' >"$work/then"
    cat "$work/then"
    echo 'typedef void function(void);'
    echo 'function *all[] = {'
    grep -o 'crm_[a-z0-9_]* *(' "$work/then" | grep -o 'crm_[a-z0-9_]*' | sort -u |
        sed 's/.*/(function *)&,/'
    echo '0}; int main(void) { return all[0] == 0; }'
}

# Members of then that stand elsewhere, or nowhere, today. Sizes of structs may have grown.
moved() {
    awk 'NR == FNR { if (NF == 2) name = $1; else today[name, $2] = $1 " " $3; size[$1] = $2; next }
         NF == 2 { name = $1; if (size[name] < $2) print name " is shorter"; next }
         today[name, $2] != $1 " " $3 { print name "." $2 " was at " $1 ", size " $3 }' \
        "$structs" "$frozen/$version/structs.txt"
}

versions=$(ls "$frozen")
[ -n "$versions" ] || { echo "no version is frozen"; exit 1; }
for version in $versions; do
    folder=$frozen/$version
    (cd "$folder" && ls crm/*.h) | sed 's/.*/#include <&>/' >"$work/includes"
    : >"$work/said"

    build "$folder" "$folder/caller.c" "$@" || wrong "its program does not link with the libraries"
    "$work/program" >"$work/said" 2>&1 || wrong "its program fails with the libraries of today"
    cat "$work/said"
    build "$include" "$folder/caller.c" "$@" ||
        wrong "its program does not compile against the headers of today"

    declarations >"$work/declarations.c"
    build "$include" "$work/declarations.c" "$@" ||
        wrong "functions have another type today, or are gone"

    constants "$folder" >"$work/names"
    values "$folder" >"$work/then" || wrong "its constants could not be read"
    values "$include" >"$work/today" || wrong "constants are gone"
    diff "$work/then" "$work/today" >"$work/said" || wrong "constants have another value today"

    moved >"$work/said"
    [ ! -s "$work/said" ] || wrong "members have moved"
    echo "$version: $(wc -l <"$work/names") constants," \
        "$(grep -c '^(function' "$work/declarations.c") functions," \
        "$(grep -c '^  ' "$folder/structs.txt") members looked at"
done
exit $failed
