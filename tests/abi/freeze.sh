#!/bin/sh
# Keeps the interface of a version: its public headers, a program compiled against them and the
# layout of its structs go to frozen/VERSION, where the gates hold every later library to them.
#
#   freeze.sh SOURCE VERSION
#
# A version that docs/changes.md calls "not released" may be frozen again and again. One that was
# released is never frozen a second time.
set -eu
source=$1
version=$2
folder=$source/tests/abi/frozen/$version
if [ -d "$folder" ] && ! grep -q "^## $version (not released)\$" "$source/docs/changes.md"; then
    echo "$version was released: what it promised stays as it is in $folder"
    exit 1
fi
rm -rf "$folder"
mkdir -p "$folder/crm"
cp "$source"/include/crm/*.h "$folder/crm"
cp "$source/tests/abi/caller.c" "$source/tests/abi/structs.txt" "$folder"
echo "$version is frozen: $(find "$folder" -type f | wc -l) files; configure the build again"
