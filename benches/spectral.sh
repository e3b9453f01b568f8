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

# Seconds of processor time and MiB of the largest process, in turns, so that both meet the same machine; the least
# of three runs of each.
turn() {
    local name=$1
    shift
    /usr/bin/time -f '%U %S %M' -o "$peer/time" "$@" >"$peer/out" 2>/dev/null || true
    tail -1 "$peer/time" >>"$peer/$name.times"
}

least() {
    awk '{t = $1 + $2; m = $3 / 1024; if (NR == 1 || t < least) least = t; if (NR == 1 || m < memory) memory = m} END {printf "%.2f %.0f", least, memory}' "$peer/$1.times"
}

printf '%-28s %12s %12s %8s %10s %10s %8s\n' file 'spectral s' 'apivet s' ratio 'spectral M' 'apivet M' ratio
for file in "$@"; do
    rm -f "$peer/theirs.times" "$peer/ours.times"
    for _ in 1 2 3; do
        turn theirs "$peer/node_modules/.bin/spectral" lint -r "$ruleset" -f json "$file"
        turn ours "$apivet" lint -r "$ruleset" -f spectral-json "$file"
    done
    read -r theirs their_memory <<<"$(least theirs)"
    read -r ours our_memory <<<"$(least ours)"
    awk -v f="$(basename "$file")" -v a="$theirs" -v b="$ours" -v c="$their_memory" -v d="$our_memory" \
        'BEGIN {printf "%-28s %12.2f %12.2f %8.0f %10.0f %10.0f %8.1f\n", f, a, b, a / b, c, d, c / d}'
done
