#!/usr/bin/env bash
# Lays out the files of a new rule: rules/new-rule.sh CATEGORY ID, as in `rules/new-rule.sh docs summary-too-long`.
# What is left to write stands in them as TODO; CONTRIBUTING.md says how.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf 'error: %s\n' "$1" >&2; exit 2; }

[ $# -eq 2 ] || fail "name a category and an id: rules/new-rule.sh docs summary-too-long"
category=$1 id=$2
list=src/rules/$category/mod.rs
[[ $category =~ ^[a-z]+$ && -f $list && $category != support ]] ||
    fail "there is no category \`$category\`; there are: $(ls -d src/rules/*/ | xargs -n1 basename | grep -v support | paste -sd' ')"
[[ $id =~ ^[a-z][a-z0-9]*(-[a-z0-9]+)+$ ]] || fail "\`$id\` is no id: write words in kebab case, as in \`summary-too-long\`"
module=${id//-/_}
file=src/rules/$category/$module.rs
fixtures=fixtures/$category/$id
[ ! -e "$file" ] && [ ! -e "$fixtures" ] || fail "there is a rule \`$id\` already"

name=$(printf %s "${category:0:1}" | tr a-z A-Z)${category:1}
cat > "$file" <<RUST
//! TODO: one sentence that says what holds.

use crate::rule::prelude::*;

/// The rule.
pub static RULE: Rule = Rule {
    id: "$id",
    category: Category::$name,
    severity: Severity::Warn,
    // TODO: \`Enabled::No\` for one that not everyone wants.
    enabled: Enabled::Yes,
    summary: "TODO: what should be, in a line",
    why: "TODO: what goes wrong otherwise, and for whom. Two sentences for somebody who sees this for the first time.",
    when_off: "TODO: when somebody has a good reason not to want it.",
    references: &[Reference { title: "TODO: the standard that it rests on", url: "https://spec.openapis.org/oas/latest.html" }],
    check: Check::Node(&[Kind::Operation], check),
    ..Rule::BASE
};

fn check(cx: &mut Context<'_>, at: Cursor<'_>) {
    // TODO: report only what is certain.
    let _ = (cx, at);
}
RUST

mkdir -p "$fixtures"
for half in fail pass; do
    cat > "$fixtures/$half.yaml" <<YAML
openapi: 3.1.0
info:
  title: Orders
  version: 1.4.0
servers:
  - url: https://api.acme.com/v1
paths:
  /orders:
    get:
      operationId: listOrders
      responses:
        "200":
          description: TODO - a document that must $half
YAML
done

# Both lists of the category, in the order of their names.
LC_ALL=C awk -v module="$module" '
    /^mod / { if (!put_mod && "mod " module ";" < $0) { print "mod " module ";"; put_mod = 1 } seen = 1 }
    !/^mod / && seen && !put_mod { print "mod " module ";"; put_mod = 1 }
    /^    &.*::RULE,$/ { if (!put_rule && "    &" module "::RULE," < $0) { print "    &" module "::RULE,"; put_rule = 1 } }
    /^\];$/ && !put_rule { print "    &" module "::RULE,"; put_rule = 1 }
    { print }
' "$list" > "$list.new"
mv "$list.new" "$list"

cat <<TEXT
made $file
made $fixtures/fail.yaml and pass.yaml
added it to $list
next: write what stands there as TODO, then
      INSTA_UPDATE=always cargo test --test fixtures && git diff fixtures
      cargo run -q -- rules -f markdown -o rules
      cargo test
TEXT
