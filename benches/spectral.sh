#!/usr/bin/env bash
# Processor time and memory of apivet beside those of spectral-cli, with the same ruleset on the same files:
#
#   benches/spectral.sh FOLDER FILE...
#
# FOLDER is where spectral-cli is installed from npm, if it is not there yet. APIVET names the program to measure
# (default target/release/apivet), RULESET the ruleset (default: spectral:oas).
set -euo pipefail
peer=$1
shift
apivet=${APIVET:-target/release/apivet}
mkdir -p "$peer"
if [ ! -x "$peer/node_modules/.bin/spectral" ]; then
    (cd "$peer" && { [ -f package.json ] || npm init -y >/dev/null; } && npm install --silent @stoplight/spectral-cli@6.16)
fi
ruleset=${RULESET:-$peer/ruleset.yaml}
[ -f "$ruleset" ] || echo 'extends: spectral:oas' >"$ruleset"

# Seconds of processor time and MiB of the largest process, the least of three runs.
measure() {
    for _ in 1 2 3; do
        /usr/bin/time -f '%U %S %M' -o "$peer/time" "$@" >"$peer/out" 2>/dev/null || true
        tail -1 "$peer/time"
    done | awk '{t = $1 + $2; m = $3 / 1024; if (NR == 1 || t < least) least = t; if (NR == 1 || m < memory) memory = m} END {printf "%.2f %.0f", least, memory}'
}

printf '%-28s %12s %12s %8s %10s %10s %8s\n' file 'spectral s' 'apivet s' ratio 'spectral M' 'apivet M' ratio
for file in "$@"; do
    read -r theirs their_memory <<<"$(measure "$peer/node_modules/.bin/spectral" lint -r "$ruleset" -f json "$file")"
    read -r ours our_memory <<<"$(measure "$apivet" lint -r "$ruleset" -f spectral-json "$file")"
    awk -v f="$(basename "$file")" -v a="$theirs" -v b="$ours" -v c="$their_memory" -v d="$our_memory" \
        'BEGIN {printf "%-28s %12.2f %12.2f %8.0f %10.0f %10.0f %8.1f\n", f, a, b, a / b, c, d, c / d}'
done
