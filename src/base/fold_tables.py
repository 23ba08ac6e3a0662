#!/usr/bin/env python3
"""Writes fold_tables.h, the tables of fold.c, from Python's unicodedata module.

    python3 fold_tables.py > fold_tables.h

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
    print(f"\nstatic const {kind} {name}[{len(numbers)}] = {{")
    line = "   "
    for number in numbers:
        item = f" {number},"
        if len(line) + len(item) > 100:
            print(line)
            line = "   "
        line += item
    print(line + "\n};")


def main():
    table, pool = entries()
    removed_from = min(c for c in table if c >= 0xE0000)
    removed_to = max(table)
    assert all(c in table and pool[table[c] - 1] == 0 for c in range(removed_from, removed_to + 1))
    limit = (max(c for c in table if c < 0xE0000) // BLOCK + 1) * BLOCK
    blocks, index = {}, []
    for start in range(0, limit, BLOCK):
        block = tuple(table.get(c, 0) for c in range(start, start + BLOCK))
        index.append(blocks.setdefault(block, len(blocks)))
    print("/*\n * fold_tables.h - written by fold_tables.py, do not edit. A character below CRM__FOLD_LIMIT"
          "\n * folds to crm__fold_pool at crm__fold_entries[crm__fold_blocks[c / 64] * 64 + c % 64] - 1 (a"
          "\n * length and so many bytes), or to itself where the entry is 0; those of the range REMOVED are"
          "\n * marks; all others stay. No character grows to 16 times its bytes.\n */\n#ifndef CRM_BASE_FOLD_TABLES_H\n#define CRM_BASE_FOLD_TABLES_H"
          "\n\n/* clang-format off */\n\n#include <stdint.h>\n")
    print(f'#define CRM__FOLD_UNICODE "{unicodedata.unidata_version}"')
    print(f"#define CRM__FOLD_LIMIT 0x{limit:X}")
    print(f"#define CRM__FOLD_REMOVED_FIRST 0x{removed_from:X}")
    print(f"#define CRM__FOLD_REMOVED_LAST 0x{removed_to:X}")
    array("crm__fold_blocks", "uint8_t" if len(blocks) <= 256 else "uint16_t", index)
    array("crm__fold_entries", "uint16_t", [entry for block in blocks for entry in block])
    array("crm__fold_pool", "uint8_t", pool)
    print("\n/* clang-format on */\n\n#endif")


if __name__ == "__main__":
    main()
