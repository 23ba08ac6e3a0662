#!/usr/bin/env python3
"""Writes fold_tables.h, the tables of fold.c, from Python's unicodedata module.

    python3 fold_tables.py > fold_tables.h
    python3 fold_tables.py --check fold_tables.h   (77 when this Python knows another Unicode)

Folding a character: full case folding, compatibility decomposition, marks removed (general category
Mn or Me, or a canonical combining class), white space to U+0020; repeated until nothing changes, so
that one look-up a character is enough and folding twice gives what folding once does. Hangul
syllables are worked out in fold.c. The version of Unicode is that of the Python that runs this; it
stays the same within a major version of the library.
"""
import sys
import unicodedata

BLOCK = 64
WHITE_SPACE = [*range(0x9, 0xE), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029,
               0x202F, 0x205F, 0x3000]
HANGUL = range(0xAC00, 0xAC00 + 11172)
SURROGATES = range(0xD800, 0xE000)


def is_mark(c):
    return unicodedata.category(c) in ("Mn", "Me") or unicodedata.combining(c) != 0


def fixed_point(change, text):
    changed = change(text)
    while changed != text:
        text, changed = changed, change(changed)
    return text


def expand(text):
    return unicodedata.normalize("NFKD", text.casefold())


def fold_once(text):
    # Expanded wholly before marks go: U+0345 is a mark, but folds to a letter.
    text = fixed_point(expand, text)
    return "".join(" " if ord(c) in WHITE_SPACE else c for c in text if not is_mark(c))


def fold(text):
    return fixed_point(fold_once, text)


def check(folded):
    """Texts that Unicode calls equivalent must fold alike."""
    for c in map(chr, folded):
        for form in ("NFC", "NFD", "NFKC", "NFKD"):
            other = "".join(folded.get(ord(d), d) for d in unicodedata.normalize(form, c))
            if other.split() != folded[ord(c)].split():
                sys.exit(f"U+{ord(c):04X}: folds unlike its {form}")


def entries():
    """Entry of each character: 0 = itself, else position + 1 of its string in the pool."""
    folded = {c: fold(chr(c)) for c in range(0x110000) if c not in SURROGATES}
    check(folded)
    changed = {c: t for c, t in folded.items() if t != chr(c) and c not in HANGUL}
    pool, places = bytearray(), {}
    for text in sorted(set(changed.values())):
        places[text] = len(pool) + 1
        data = text.encode()
        pool += bytes([len(data)]) + data
    assert len(pool) < 0xFFFF and max(len(t.encode()) for t in places) < 256
    assert all(len(t.encode()) < 16 * len(chr(c).encode()) for c, t in changed.items())
    return {c: places[t] for c, t in changed.items()}, pool


def array(name, kind, numbers):
    text = f"\nstatic const {kind} {name}[{len(numbers)}] = {{"
    width = 100
    for number in numbers:
        item = f" {number},"
        if width + len(item) > 100:
            text, width = text + "\n   ", 3
        text, width = text + item, width + len(item)
    return text + "\n};\n"


HEAD = """/*
 * fold_tables.h - written by fold_tables.py, do not edit.
 *
 * A character c below CRM__FOLD_LIMIT has an entry, crm__fold_entries[crm__fold_blocks[c / 64] * 64
 * + c %% 64]. 0: it folds to itself; else the entry is one more than the place in crm__fold_pool of a
 * length and so many bytes. Those from CRM__FOLD_REMOVED_FIRST to _LAST are marks; all others stay.
 * No character grows to 16 times its bytes.
 */
#ifndef CRM_BASE_FOLD_TABLES_H
#define CRM_BASE_FOLD_TABLES_H

/* clang-format off */

#include <stdint.h>

#define CRM__FOLD_UNICODE "%s"
#define CRM__FOLD_LIMIT 0x%X
#define CRM__FOLD_REMOVED_FIRST 0x%X
#define CRM__FOLD_REMOVED_LAST 0x%X
"""

TAIL = """
/* clang-format on */

#endif
"""


def header():
    table, pool = entries()
    removed = [c for c in table if c >= 0xE0000]
    assert removed == [*range(removed[0], removed[-1] + 1)]
    assert all(pool[table[c] - 1] == 0 for c in removed)
    limit = (max(c for c in table if c < 0xE0000) // BLOCK + 1) * BLOCK
    blocks, index = {}, []
    for start in range(0, limit, BLOCK):
        block = tuple(table.get(c, 0) for c in range(start, start + BLOCK))
        index.append(blocks.setdefault(block, len(blocks)))
    return "".join([
        HEAD % (unicodedata.unidata_version, limit, removed[0], removed[-1]),
        array("crm__fold_blocks", "uint16_t", index),
        array("crm__fold_entries", "uint16_t", [entry for block in blocks for entry in block]),
        array("crm__fold_pool", "uint8_t", pool),
        TAIL])


def main():
    if sys.argv[1:2] != ["--check"]:
        sys.stdout.write(header())
        return
    with open(sys.argv[2], encoding="ascii") as file:
        present = file.read()
    if f'"{unicodedata.unidata_version}"' not in present:
        print(f"skipped: this Python knows Unicode {unicodedata.unidata_version}")
        sys.exit(77)
    if present != header():
        sys.exit(f"{sys.argv[2]} is not what fold_tables.py writes")


if __name__ == "__main__":
    main()
