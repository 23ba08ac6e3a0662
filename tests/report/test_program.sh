#!/bin/sh
# The program as its users call it: golden files in two languages, the page of 80 lines, exit statuses,
# where messages go. A golden file is refreshed by hand, in a commit of its own that says why.
#
#     test_program.sh PROGRAM EXAMPLE_FOLDER GOLDEN_FOLDER
set -u
program=$1 example=$2 golden=$3
map=$example/tangerine.map
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0

fail()
{
    echo "FAILED: $*"
    failed=1
}

# status WANTED WORDS... : run, and compare the exit status
status()
{
    wanted=$1
    shift
    "$program" "$@" >"$work/out" 2>"$work/err"
    got=$?
    [ "$got" -eq "$wanted" ] || fail "exit status $got instead of $wanted: $*"
}

for language in en fr; do
    status 0 --map "$map" --language $language
    diff -u "$golden/tangerine.$language.txt" "$work/out" || fail "golden file, $language"
    [ -s "$work/err" ] && fail "something on the standard error: $(cat "$work/err")"
    [ "$(wc -l <"$work/out")" -le 80 ] || fail "more than 80 lines, $language"
done

status 0 --map "$map" --out "$work/file"
[ -s "$work/out" ] && fail "--out also writes to the standard output"
cmp -s "$work/file" "$golden/tangerine.en.txt" || fail "--out writes something else"

status 0 --map "$map" --format json
head -c 25 "$work/out" | grep -q '{"as_of": "2025-12-31",' || fail "the head of the JSON"
cp "$work/out" "$work/first"
status 0 --map="$map" --format=json
cmp -s "$work/first" "$work/out" || fail "two runs differ"

status 0 --map "$map" --as-of 2024-12-31 --months 0
grep -q 'all history to 31 Dec 2024' "$work/out" || fail "--as-of and --months"
status 0 --help
grep -q -- '--map FILE' "$work/out" || fail "--help"

cp "$map" "$work/copy.map"
status 0 --map "$work/copy.map" --data "$example"
cmp -s "$work/out" "$golden/tangerine.en.txt" || fail "--data"
status 1 --map "$work/copy.map"
grep -q 'users.csv: there is no such file' "$work/err" || fail "message for a missing file"
[ -s "$work/out" ] && fail "output in spite of an error"

status 1 --map "$work/nowhere.map"
echo 'account from a.csv' >"$work/bad.map"
status 1 --map "$work/bad.map"
grep -q 'bad.map:1:1: ' "$work/err" || fail "message without file, line and column"

status 2
status 2 --map
status 2 --map "$map" --months twelve
status 2 --map "$map" --months -1
status 2 --map "$map" --top 0
status 2 --map "$map" --as-of 2025-02-30
status 2 --map "$map" --currency EURO
status 2 --map "$map" --language de
status 2 --map "$map" --format xml
status 2 --map "$map" --map "$map"
status 2 --map "$map" --verbose
grep -q 'no such option: --verbose' "$work/err" || fail "message for a wrong option"

exit $failed
