#!/bin/sh
# Installs apivet @version@ into ~/.local/bin, or into the directory of `--to`.
#
#   curl -fsSL https://github.com/apivet/apivet/releases/download/v@version@/apivet-installer.sh | sh
#   curl -fsSL ... | sh -s -- --to /usr/local/bin
#
# What is downloaded must have the checksum that stands below. Nothing else is changed: no profile of a shell, no path.
# A mirror is named by APIVET_DOWNLOADS, the address of a directory with the files of the release. APIVET_SHA256SUMS names a
# file with checksums that count instead of those below.
set -eu

version=${APIVET_VERSION:-@version@}
downloads=${APIVET_DOWNLOADS:-https://github.com/apivet/apivet/releases/download/v$version}

checksums() {
    if [ -n "${APIVET_SHA256SUMS:-}" ]; then
        cat "$APIVET_SHA256SUMS"
        return
    fi
    cat <<END
@sha256:x86_64-unknown-linux-musl@  apivet-@version@-x86_64-unknown-linux-musl.tar.gz
@sha256:aarch64-unknown-linux-musl@  apivet-@version@-aarch64-unknown-linux-musl.tar.gz
@sha256:x86_64-apple-darwin@  apivet-@version@-x86_64-apple-darwin.tar.gz
@sha256:aarch64-apple-darwin@  apivet-@version@-aarch64-apple-darwin.tar.gz
@sha256:x86_64-pc-windows-gnu@  apivet-@version@-x86_64-pc-windows-gnu.zip
END
}

fail() {
    echo "error: $1" >&2
    [ $# -lt 2 ] || echo "help: $2" >&2
    exit 1
}

archive_of_this_machine() {
    system=$(uname -s)
    processor=$(uname -m)
    case $processor in
        x86_64 | amd64) processor=x86_64 ;;
        aarch64 | arm64) processor=aarch64 ;;
        *) fail "there is no apivet for the processor $processor" "cargo install apivet builds it" ;;
    esac
    case $system in
        Linux) echo "apivet-$version-$processor-unknown-linux-musl.tar.gz" ;;
        Darwin)
            # A shell that is translated says that it is an Intel machine.
            if [ "$(sysctl -n sysctl.proc_translated 2>/dev/null || true)" = 1 ]; then processor=aarch64; fi
            echo "apivet-$version-$processor-apple-darwin.tar.gz"
            ;;
        # Windows on ARM runs programs for x86_64.
        MINGW* | MSYS* | CYGWIN*) echo "apivet-$version-x86_64-pc-windows-gnu.zip" ;;
        *) fail "there is no apivet for $system" "cargo install apivet builds it" ;;
    esac
}

download() {
    if command -v curl >/dev/null 2>&1; then
        curl -fsSL --retry 3 -o "$2" "$1"
    elif command -v wget >/dev/null 2>&1; then
        wget -q -O "$2" "$1"
    else
        fail "neither curl nor wget is installed"
    fi || fail "$1 cannot be downloaded"
}

sha256() {
    if command -v sha256sum >/dev/null 2>&1; then
        sha256sum "$1"
    elif command -v shasum >/dev/null 2>&1; then
        shasum -a 256 "$1"
    elif command -v openssl >/dev/null 2>&1; then
        openssl dgst -sha256 -r "$1"
    else
        fail "no program for SHA-256 is installed" "sha256sum, shasum and openssl serve"
    fi | cut -d ' ' -f 1
}

main() {
    directory=${HOME:-}/.local/bin
    while [ $# -gt 0 ]; do
        case $1 in
            --to)
                [ -n "${2:-}" ] || fail "--to names no directory"
                directory=$2
                shift 2
                ;;
            *) fail "unknown argument $1" "the only one is --to DIRECTORY" ;;
        esac
    done
    archive=$(archive_of_this_machine)
    wanted=$(checksums | while read -r sum name; do [ "$name" != "$archive" ] || echo "$sum"; done)
    [ -n "$wanted" ] || fail "there is no checksum of $archive"

    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    trap 'exit 1' HUP INT TERM
    download "$downloads/$archive" "$work/$archive"
    found=$(sha256 "$work/$archive")
    if [ "$found" != "$wanted" ]; then
        fail "$archive has the checksum $found instead of $wanted: nothing was installed"
    fi
    program=apivet
    case $archive in
        *.zip)
            program=apivet.exe
            unzip -q "$work/$archive" -d "$work"
            stem=${archive%.zip}
            ;;
        *)
            tar -xzf "$work/$archive" -C "$work"
            stem=${archive%.tar.gz}
            ;;
    esac
    mkdir -p "$directory"
    # A program that runs is replaced, not written over.
    cp "$work/$stem/$program" "$directory/$program.new"
    chmod 755 "$directory/$program.new"
    mv -f "$directory/$program.new" "$directory/$program"
    told=$("$directory/$program" --version) || fail "$directory/$program does not run on this machine"
    echo "installed $told as $directory/$program"
    case :${PATH:-}: in
        *":$directory:"*) ;;
        *) echo "$directory is not in PATH: add it, or start $directory/$program" ;;
    esac
}

# All is read before anything is done: a download that breaks off does nothing.
main "$@"
