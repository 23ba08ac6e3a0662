#!/bin/sh
# The gates that look at libcrm's own headers and sources bite: each is given a copy with one mistake
# in it. test_gates.sh tries the other ones on a tiny library.
#
#   test_real_gates.sh CC SOURCE CMOCKA-FLAGS LIBRARY...
set -eu
compiler=$1
source=$2
cmocka=$3
shift 3
abi=$source/tests/abi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failed=0

fresh() {
    rm -rf copy
    mkdir copy
    cp -r "$source/include" "$source/src" copy
}

# broken FILE SED: a fresh copy of the sources with one edit in one file, which has to change it.
broken() {
    fresh
    cp "copy/$1" before
    sed -i -E "$2" "copy/$1"
    ! cmp -s before "copy/$1" || { echo "not ok: the edit of $1 changes nothing: $2"; failed=1; }
}

# caught WHAT WORDS COMMAND...: it fails, and says these words.
caught() {
    what=$1
    words=$2
    shift 2
    if "$@" >output 2>&1; then
        echo "not ok: $what is not caught"
        failed=1
    elif ! grep -qE "$words" output; then
        echo "not ok: $what is caught, but not as: $words"
        cat output
        failed=1
    else
        echo "ok: $what is caught"
    fi
}

# A test program of tests/headers against the copy. The headers whose names it reads are the copy's.
headers_test() { # constants | layout
    # shellcheck disable=SC2086
    $compiler -std=c11 -w -Icopy/include "$source/tests/headers/test_$1.c" $cmocka -o test_it
    case $1 in
        constants) ./test_it copy/include/crm/constants.h ;;
        layout) ./test_it "$abi/structs.txt" copy/include/crm/*.h ;;
    esac
}
frozen() {
    sh "$abi/frozen.sh" "$compiler" copy/include "${structs:-$abi/structs.txt}" "$abi/frozen" "$@"
}
grown() { sh "$abi/grown.sh" "$compiler" "$work/copy" "$@"; }

broken include/crm/constants.h 's/(CRM_ERROR_ABI = )-7/\1-8/'
caught "a constant with another number" CRM_ERROR_ABI headers_test constants
caught "a constant unlike that of a frozen version" CRM_ERROR_ABI frozen "$@"
broken include/crm/constants.h 's/^( *)CRM_ERROR_ABI = -7,/\1CRM_ERROR_NEW = -99,\n&/'
caught "a constant that is not pinned" "CRM_ERROR_NEW has no line" headers_test constants
broken include/crm/constants.h '/CRM_ERROR_ABI = -7/d'
caught "a constant that is gone" "constants are gone" frozen "$@"

broken include/crm/money.h 's/^    int64_t quantity;/    int64_t between;\n&/'
caught "a member in the middle of a struct" "a hole before quantity" headers_test layout
broken include/crm/money.h 's/^    int32_t rounding;/    int64_t rounding;/'
caught "a member of another type" "crm_line" headers_test layout
broken include/crm/money.h 's/^\} crm_line;/    int32_t more;\n&/'
caught "a member at the end that leaves a hole" "a hole behind discount_amount" headers_test layout
broken include/crm/money.h 's/^    int32_t discount_bp;/    int16_t discount_bp;/'
caught "padding inside a struct" "a hole before discount_amount" headers_test layout
broken include/crm/money.h 's/^typedef struct crm_line \{/typedef struct crm_more { uint32_t size; } crm_more;\n&/'
caught "a struct that is not listed" "crm_more has no lines" headers_test layout
sed 's/^    16 quantity 8$/    24 quantity 8/' "$abi/structs.txt" >moved.txt
fresh
structs=moved.txt
caught "a member that moved since a version was frozen" "crm_line.quantity" frozen "$@"
structs=

broken include/crm/money.h 's/(crm_money_to_text\()int64_t/\1int32_t/'
caught "a function of another type than that of a frozen version" "crm_money_to_text" frozen "$@"
broken include/crm/money.h 's/crm_currency_of/crm_currency_from/'
caught "a frozen program that does not compile any more" "does not compile" frozen "$@"
mkdir -p nothing
echo 'int crm_nothing;' >nothing.c
# shellcheck disable=SC2086
$compiler -shared -fPIC nothing.c -o nothing/libcrm.so
caught "a library that lacks functions" "does not link" frozen "$work/nothing/libcrm.so"

broken src/analysis/engine/params.c 's/class->first_size/class->params_size/'
caught "params that may not grow" "not ok: .* with structs that grew" grown "$@"
broken include/crm/context.h 's/^    size_t zone_count;/    size_t between;\n&/'
caught "a frozen program whose struct changed in the middle" "not ok: .* with structs" grown "$@"
exit $failed
