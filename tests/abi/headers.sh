#!/bin/sh
# What a public header may hold: declarations that every language and every later version can keep.
# No code (inline or static functions, bodies: they would live on in callers), no variables, and in
# signatures and structs fixed-width integers, double, char, size_t and pointers alone: no struct by
# value, enum type, bool, long, bit-field, variable argument list.
#
#   headers.sh HEADER...
set -u
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# refuse WHAT PATTERN: says so for each line of the header that has it.
refuse() {
    if grep -nE "$2" "$work/plain" >"$work/found"; then
        echo "$header: $1:"
        sed 's/^/    /' "$work/found"
        failed=1
    fi
}

cat "$@" | awk -f "$here/plain.awk" >"$work/all"
# Structs that have members here, as they would stand where they are passed by value.
structs=$(sed -n 's/^typedef struct \([a-z_]*\) *{.*/\1/p' "$work/all" | paste -s -d '|')
for header in "$@"; do
    awk -f "$here/plain.awk" "$header" | grep -v 'extern "C"' >"$work/plain"
    refuse "code in a header" '(^|[^a-z_])(inline|static|__inline__)([^a-z_]|$)'
    refuse "a variable in a header" '^[ ]*(CRM_API[ ]+)?extern([^a-z_]|$)'
    refuse "a type that differs between compilers" \
        '(^|[^a-z0-9_])(bool|_Bool|long|short|int|unsigned|float|time_t|off_t|ssize_t|va_list|FILE|enum +[a-z_]+)([^a-z0-9_]|$)'
    refuse "a variable argument list" '\.\.\.'
    refuse "a bit-field" '^[ ]*[a-z0-9_]+ +[a-z_]+ *: *[0-9]+'
    # One declaration a line from here on.
    tr '\n' ' ' <"$work/plain" | tr ';' '\n' | grep CRM_API | tr -s ' ' >"$work/signatures"
    mv "$work/signatures" "$work/plain"
    refuse "a function with a body" '\) *\{'
    [ -z "$structs" ] ||
        refuse "a struct passed by value" "([(,]|API) *(const +)?($structs)( +[a-z_]+)? *([,)(]|\$)"
    refuse "an exported variable" 'CRM_API +[^()]*$'
done
[ "$failed" -eq 0 ] && echo "$# headers hold declarations alone"
exit "$failed"
