#!/usr/bin/env bash
# Installs the released program of this checkout's version into $RUNNER_TEMP/apivet/bin, for the action.
#
# VERSION     another version, without the `v`; empty for that of this checkout
# DOWNLOADS   a mirror: the address of a directory with the files of the release; empty for GitHub
#
# What is downloaded has the checksum of the release's SHA256SUMS, and where that comes from GitHub and gh is there, its
# attestation says that our release workflow made it. There is no other way in: what cannot be verified is not started.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
if [ -z "$VERSION" ]; then
  VERSION=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$here/../../Cargo.toml" | head -n 1)
fi
VERSION=${VERSION#v}
if [[ ! "$VERSION" =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]]; then
  echo "::error title=apivet::\`version\` is no released version such as 0.1.0"
  exit 1
fi
github="https://github.com/apivet/apivet/releases/download/v$VERSION"
from=${DOWNLOADS:-$github}
sums="$RUNNER_TEMP/apivet/SHA256SUMS"
mkdir -p "$RUNNER_TEMP/apivet/bin"

if ! curl -fsSL --retry 3 -o "$sums" "$from/SHA256SUMS"; then
  echo "::error title=apivet::there is no release $VERSION at $from; use the action at the tag of a release"
  exit 1
fi
if [ -n "$DOWNLOADS" ]; then
  echo "downloaded from a mirror: checked by its checksums, not by an attestation"
elif command -v gh >/dev/null 2>&1; then
  gh attestation verify "$sums" --repo apivet/apivet --signer-workflow apivet/apivet/.github/workflows/release.yml
else
  echo "::notice title=apivet::gh is not installed: the download is checked by checksums only"
fi
APIVET_VERSION="$VERSION" APIVET_DOWNLOADS="$from" APIVET_SHA256SUMS="$sums" \
  sh "$here/../recipes/apivet-installer.sh" --to "$RUNNER_TEMP/apivet/bin"
