#!/bin/sh
# The README keeps its word: its C program compiles without a warning and prints what it should, its
# first code block begins with the two commands, and what it points to is there.
#
#   readme.sh SOURCE LIBRARY CC [FLAG...]
set -eu
source=$1
library=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

block() { # FENCE: the first code block that begins so
    awk -v fence="$1" '$0 == fence { on = 1; next } /^```/ { if (on) exit } on' "$source/README.md"
}

block '```c' >"$work/taste.c"
"$@" -std=c11 -Wall -Wextra -Werror -I"$source/include" "$work/taste.c" "$library" -o "$work/taste"
LD_LIBRARY_PATH=$(dirname "$library") "$work/taste" >"$work/answer"
cat "$work/answer"
echo "Dogs Extraordinaire: 750000.00" | cmp - "$work/answer"

block '```sh' >"$work/commands"
[ "$(wc -l <"$work/commands")" -eq 2 ] || { echo "the first code block is not two commands"; exit 1; }
awk '/^```/ { print; exit }' "$source/README.md" | grep -qx '```sh'

for target in $(grep -o '](\([^)]*\))' "$source/README.md" | sed 's/](\(.*\))/\1/'); do
    [ -e "$source/$target" ] || { echo "README points to $target, which is not there"; exit 1; }
done
[ "$(wc -l <"$source/README.md")" -le 100 ] || { echo "README is longer than two screens"; exit 1; }
