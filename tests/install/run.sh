#!/bin/sh
# A stranger's program against the installed library: installs the build into an empty folder, builds
# examples/stranger.c with what pkg-config says, and runs it.
#
#   run.sh BUILD SOURCE CC
set -eu
build=$1
source=$2
compiler=$3
for tool in meson pkg-config; do
    command -v $tool >/dev/null 2>&1 || { echo "skipped: $tool is not installed"; exit 77; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

meson install -C "$build" --no-rebuild --quiet --destdir "$work/root" >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 1; }
folder=$(dirname "$(find "$work/root" -name libcrm.pc)")
export PKG_CONFIG_LIBDIR="$folder" PKG_CONFIG_SYSROOT_DIR="$work/root"

# shellcheck disable=SC2046,SC2086
$compiler -Wall -Wextra -Werror "$source/examples/stranger.c" $(pkg-config --cflags --libs libcrm) \
    -o "$work/stranger"
library=$(pkg-config --variable=libdir libcrm)
[ -e "$work/root$library/libcrm.so.0" ] || library=${library#"$work/root"}
LD_LIBRARY_PATH="$work/root$library" "$work/stranger" >"$work/answer"
cat "$work/answer"
echo "Dogs and its companies: 120000.00 USD" | cmp - "$work/answer"

# Every public header is there, and each name of the library comes from it alone.
for header in "$source"/include/crm/*.h; do
    [ -e "$(find "$work/root" -path "*/crm/$(basename "$header")")" ] ||
        { echo "not installed: $(basename "$header")"; exit 1; }
done
[ "$(wc -l <"$source/examples/stranger.c")" -le 160 ] || { echo "stranger.c grew over 160 lines"; exit 1; }
