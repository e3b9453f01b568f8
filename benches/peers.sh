#!/usr/bin/env bash
# apivet beside other tools, on public descriptions: processor time, time on the clock, and memory.
#
#   benches/peers.sh DIRECTORY [DOCUMENTS]
#
# The tools are installed into DIRECTORY, if they are not there yet: Spectral, Redocly and IBM's validator from npm, oasdiff and
# vacuum as Go modules; one that cannot be had is named and left out. DOCUMENTS holds the descriptions, under the names below;
# those that are missing are downloaded into DIRECTORY/documents. APIVET names the program to measure (default
# target/release/apivet), RUNS how often each tool reads each document (default 3). Each tool runs by the rules that it
# recommends; all run in turns, so that they meet the same machine. Figures are medians; those behind them say how many times
# those of apivet they are. What is printed is Markdown.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
apivet=$(realpath "${APIVET:-$here/target/release/apivet}")
runs=${RUNS:-3}
mkdir -p "$1"
peers=$(cd "$1" && pwd)
documents=$(cd "${2:-$peers}" && pwd)

# name, repository, commit, path
known='
museum-3.1.yaml Redocly/museum-openapi-example 2770b2b2e598 openapi.yaml
box-3.0.json box/box-openapi c9a878a98243 openapi.json
openai-3.1.yaml openai/openai-openapi f85dbe223d40 openapi.yaml
stripe-3.0.yaml stripe/openapi 2d8ea4a53e07 openapi/spec3.yaml
github-3.0.json @octokit/openapi 23.0.2 generated/api.github.com.json
pairs/museum-2023-2024/old.yaml Redocly/museum-openapi-example 0624581f77e4 openapi.yaml
pairs/museum-2023-2024/new.yaml Redocly/museum-openapi-example 2770b2b2e598 openapi.yaml
pairs/box-2025-2026/old.json box/box-openapi 816d3b8cebb7 openapi.json
pairs/box-2025-2026/new.json box/box-openapi c9a878a98243 openapi.json
pairs/github-16-23/old.json @octokit/openapi 16.0.0 generated/api.github.com.json
pairs/github-16-23/new.json @octokit/openapi 23.0.2 generated/api.github.com.json
'

# The path of a document: where it was given, else downloaded.
document() {
    if [ -f "$documents/$1" ]; then
        echo "$documents/$1"
        return
    fi
    local to=$peers/documents/$1 repository commit path
    read -r _ repository commit path <<<"$(grep -F "$1 " <<<"$known")"
    if [ ! -f "$to" ]; then
        mkdir -p "$(dirname "$to")"
        case $repository in
            @*) (cd "$peers" && npm pack --silent "$repository@$commit" >package && tar -xzOf "$(tail -1 package)" "package/$path") >"$to" ;;
            *) curl -fsSL "https://raw.githubusercontent.com/$repository/$commit/$path" -o "$to" ;;
        esac
    fi
    echo "$to"
}

install() {
    if [ ! -d "$peers/node_modules" ]; then
        (cd "$peers" && npm init -y >/dev/null && npm install --silent --no-audit --no-fund \
            @stoplight/spectral-cli@6.16 @redocly/cli@2.77.0 ibm-openapi-validator@1) >&2
    fi
    local module
    for module in github.com/oasdiff/oasdiff@v1.37.0 github.com/daveshanley/vacuum@latest; do
        local name=${module%@*}
        name=${name##*/}
        if [ ! -x "$peers/bin/$name" ] && ! GOBIN=$peers/bin go install "$module" >"$peers/$name.log" 2>&1; then
            echo "$name cannot be installed here: it is left out" >&2
        fi
    done
    [ -f "$peers/spectral.yaml" ] || echo 'extends: spectral:oas' >"$peers/spectral.yaml"
}

# Runs a tool once, and notes processor seconds, seconds and KiB; nothing where it failed to judge. That it found something is
# no failure, whatever its status.
turn() {
    local name=$1
    shift
    /usr/bin/time -f '%U %S %e %M' -o "$peers/time" timeout 600 "$@" >"$peers/out" 2>"$peers/err" || true
    if [ -s "$peers/out" ]; then
        tail -1 "$peers/time" | awk '{print $1 + $2, $3, $4 / 1024}' >>"$peers/figures/$name"
    fi
}

median() {
    cut -d' ' -f"$2" "$peers/figures/$1" | sort -n | awk '{all[NR] = $1} END {print all[int((NR + 1) / 2)]}'
}

# A row: what, and the figures of each tool of the list.
rows() {
    local what=$1 tool
    shift
    local first=("$(median "$1" 1)" "$(median "$1" 2)" "$(median "$1" 3)")
    for tool in "$@"; do
        if [ ! -s "$peers/figures/$tool" ]; then
            echo "| $what | $tool | could not read it | | |"
            continue
        fi
        awk -v what="$what" -v tool="$tool" -v c="$(median "$tool" 1)" -v w="$(median "$tool" 2)" -v m="$(median "$tool" 3)" \
            -v c1="${first[0]}" -v w1="${first[1]}" -v m1="${first[2]}" 'BEGIN {
                least = 0.01
                times = (tool == "apivet") ? "" : "yes"
                cpu = sprintf("%.2f s", c); wall = sprintf("%.2f s", w); memory = sprintf("%.0f MiB", m)
                if (times != "") {
                    cpu = cpu sprintf(" (%.0f times)", c / (c1 < least ? least : c1))
                    wall = wall sprintf(" (%.0f times)", w / (w1 < least ? least : w1))
                    memory = memory sprintf(" (%.1f times)", m / m1)
                }
                printf "| %s | %s | %s | %s | %s |\n", what, tool, cpu, wall, memory
            }'
    done
}

install
cd "$peers"
echo '| document | tool | processor time | time | memory |'
echo '|---|---|---|---|---|'
for name in museum-3.1.yaml box-3.0.json openai-3.1.yaml stripe-3.0.yaml github-3.0.json; do
    file=$(document "$name")
    rm -rf figures
    mkdir figures
    tools=(apivet)
    [ ! -x bin/vacuum ] || tools+=(vacuum)
    tools+=(redocly spectral ibm)
    for _ in $(seq "$runs"); do
        turn apivet "$apivet" lint --isolated -f json "$file"
        [ ! -x bin/vacuum ] || turn vacuum bin/vacuum spectral-report -o "$file"
        turn redocly node_modules/.bin/redocly lint --format json --extends recommended "$file"
        turn spectral node_modules/.bin/spectral lint -r spectral.yaml -f json "$file"
        turn ibm node_modules/.bin/lint-openapi --json "$file"
    done
    rows "$name" "${tools[@]}"
done
for pair in museum-2023-2024 box-2025-2026 github-16-23; do
    case $pair in museum*) kind=yaml ;; *) kind=json ;; esac
    old=$(document "pairs/$pair/old.$kind")
    new=$(document "pairs/$pair/new.$kind")
    rm -rf figures
    mkdir figures
    for _ in $(seq "$runs"); do
        turn apivet "$apivet" diff --isolated -f json "$old" "$new"
        [ ! -x bin/oasdiff ] || turn oasdiff bin/oasdiff changelog --flatten-allof -f json "$old" "$new"
    done
    rows "$pair" apivet oasdiff
done
