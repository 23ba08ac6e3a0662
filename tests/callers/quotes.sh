#!/bin/sh
# Each C block of the guide stands in the program as it is written there, and the guide shows what
# the program prints.
#
#   quotes.sh GUIDE PROGRAM PRINTED
set -eu
awk -v program="$2" -v printed="$3" '
function whole(file,    line, text) {
    while ((getline line <file) > 0)
        text = text line "\n"
    return text
}
BEGIN {
    source = whole(program)
    output = whole(printed)
}
/^```/ && inside {
    inside = 0
    if (language == "c") {
        quoted++
        if (!index(source, block)) {
            print FILENAME ":" start ": not in the program as it stands here:\n" block
            wrong = 1
        }
    } else if (language == "" && block == output)
        shown = 1
    next
}
/^```/ {
    inside = 1
    language = substr($0, 4)
    start = NR + 1
    block = ""
    next
}
inside { block = block $0 "\n" }
END {
    if (!quoted) { print "no C block found"; wrong = 1 }
    if (!shown) { print "no block shows what the program prints"; wrong = 1 }
    print quoted " blocks compared"
    exit wrong
}' "$1"
