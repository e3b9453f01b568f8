//! Rulesets in Spectral's format: what they mean, and what is wrong with them.

mod common;

use std::path::Path;

use common::{apivet_in, folder, shared, stderr, stdout};
use serde_json::Value;

const API: &str = "openapi: 3.1.0
info:
  title: orders
  version: 1.0.0
paths:
  /orders:
    get:
      operationId: list_orders
      parameters:
        - {$ref: '#/components/parameters/Limit'}
      responses:
        '200': {description: d}
    post:
      responses: {}
components:
  parameters:
    Limit: {name: Limit, in: query, schema: {type: integer}}
";

/// Findings as `code pointer`.
fn found(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let output = apivet_in(folder, &[&["lint", "-f", "json", "-F", "never"], arguments].concat());
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}{}", stdout(&output), stderr(&output)));
    let all = report["diagnostics"].as_array().unwrap().iter();
    all.map(|d| format!("{} {}", d["rule"].as_str().unwrap(), d["pointer"].as_str().unwrap())).collect()
}

fn with(ruleset: &str) -> Vec<String> {
    let f = folder(&[("rules.yaml", ruleset), ("api.yaml", API)]);
    found(f.path(), &["-r", "rules.yaml", "api.yaml"])
}

#[test]
fn rules_look_where_their_paths_lead_and_findings_lie_where_the_text_is() {
    let rules = "rules:
  camel: {given: '$.paths[*][*]', then: {field: operationId, function: casing, functionOptions: {type: camel}}}
  names: {given: '$.paths[*][*].parameters[*].name', then: {function: pattern, functionOptions: {match: '^[a-z]'}}}
  answers: {given: '$.paths[*][?(@property === \"post\")]', then: {field: responses.200, function: truthy}}
  keys: {given: '$.paths', then: {field: '@key', function: pattern, functionOptions: {match: '^/v'}}}
";
    assert_eq!(
        with(rules),
        [
            "keys /paths/~1orders",
            "camel /paths/~1orders/get/operationId",
            // What is missing is told where it would be.
            "answers /paths/~1orders/post/responses",
            // Through a reference: in the text that it leads to.
            "names /components/parameters/Limit/name",
        ]
    );
}

#[test]
fn rulesets_extend_others_and_turn_their_rules_on_and_off() {
    let base = "rules:
  one: {given: $.info, then: {field: license, function: truthy}, severity: hint}
  two: {given: $.info, then: {field: contact, function: truthy}, recommended: false}
  three: {given: $.info, then: {field: title, function: pattern, functionOptions: {match: '^[A-Z]'}}}
";
    let run = |own: &str| {
        let f = folder(&[("rules.yaml", own), ("base/base.yaml", base), ("api.yaml", API)]);
        found(f.path(), &["-r", "rules.yaml", "api.yaml"])
    };
    assert_eq!(run("extends: ./base/base.yaml\n"), ["one /info", "three /info/title"]);
    assert_eq!(run("extends: [[./base/base.yaml, all]]\n"), ["one /info", "two /info", "three /info/title"]);
    assert_eq!(run("extends: [[./base/base.yaml, off]]\nrules: {two: error}\n"), ["two /info"]);
    assert_eq!(run("extends: ./base/base.yaml\nrules: {one: off}\n"), ["three /info/title"]);
    let overrides = "extends: ./base/base.yaml\noverrides:\n  - {files: ['api.yaml'], rules: {three: off}}\n";
    assert_eq!(run(overrides), ["one /info"]);
}

#[test]
fn aliases_stand_for_paths_also_by_format() {
    let rules = "aliases:
  Item: ['$.paths[*]']
  Operation: ['#Item[get,post]']
  Place:
    targets:
      - {formats: [oas2], given: [$.definitions]}
      - {formats: [oas3], given: [$.components]}
rules:
  id: {given: '#Operation', then: {field: operationId, function: truthy}}
  place: {given: '#Place', then: {field: schemas, function: truthy}}
";
    assert_eq!(with(rules), ["id /paths/~1orders/post", "place /components"]);
}

#[test]
fn mistakes_are_all_told_with_their_places_and_the_rest_runs() {
    let rules = "rules:
  a: {given: '$.paths[', then: {function: truthy}}
  b: {given: $, then: {function: trthy}}
  c: {given: $, then: {function: pattern, functionOptions: {match: '('}}}
  d: {given: '#Nothing', then: {function: truthy}}
  e: {given: $, severity: fatal, then: {function: truthy}}
  f: {given: $.info, then: {field: contact, function: truthy}}
  g: warn
";
    let f = folder(&[("rules.yaml", rules), ("api.yaml", API)]);
    let output = apivet_in(f.path(), &["lint", "-r", "rules.yaml", "api.yaml", "-f", "json"]);
    assert_eq!(output.status.code(), Some(2));
    let err = stderr(&output);
    for says in [
        "this path cannot be read",
        "did you mean `truthy`",
        "`(` is no regular expression",
        "the alias `#Nothing` is not declared",
        "`fatal` is no severity",
        "there is no rule `g`",
    ] {
        assert!(err.contains(says), "{says} is missing in {err}");
    }
    assert!(stdout(&output).contains("\"rule\":\"f\""), "{}", stdout(&output));
}

#[test]
fn any_document_is_linted_and_cycles_end() {
    let f = folder(&[
        ("rules.yaml", "rules: {n: {given: '$..name', then: {function: truthy}}}\n"),
        ("tree.yaml", "name: ''\nchild: {$ref: '#'}\nother: {$ref: 'more.yaml#/x'}\n"),
        ("more.yaml", "x: {name: '', back: {$ref: 'tree.yaml'}}\n"),
        ("list.json", "[{\"name\": null}, 1]"),
        ("scalar.yaml", "just text\n"),
    ]);
    let all = found(f.path(), &["-r", "rules.yaml", "tree.yaml", "list.json", "scalar.yaml"]);
    assert_eq!(all, ["n /0/name", "n /x/name", "n /name"]);
}

#[test]
fn a_ruleset_does_not_make_the_work_exponential() {
    // A clique of schemas, and paths that look everywhere.
    let mut text =
        "openapi: 3.1.0\npaths: {/a: {get: {s: {$ref: '#/components/schemas/S0'}}}}\ncomponents:\n  schemas:\n"
            .to_owned();
    for k in 0..40 {
        text += &format!("    S{k}:\n      properties:\n");
        for other in 0..40 {
            text += &format!("        p{other}: {{$ref: '#/components/schemas/S{other}'}}\n");
        }
    }
    let rules = "rules:
  a: {given: '$..properties..properties..p7', then: {field: description, function: truthy}}
  b: {given: '$..[?(@ && @.properties)]', message: no type, then: {field: type, function: truthy}}
";
    let f = folder(&[("rules.yaml", rules), ("api.yaml", &text)]);
    let all = found(f.path(), &["-r", "rules.yaml", "api.yaml"]);
    assert_eq!(all.iter().filter(|d| d.starts_with("b ")).count(), 40);
    assert_eq!(all.iter().filter(|d| d.starts_with("a ")).count(), 1);
}

#[test]
fn aliases_that_double_at_each_step_are_refused() {
    let aliases: String = (0..30).map(|n| format!("  A{n}: ['#A{}', '#A{}']\n", n + 1, n + 1)).collect();
    let rules =
        format!("aliases:\n{aliases}  A30: [$.info]\nrules:\n  many: {{given: '#A0', then: {{function: falsy}}}}\n");
    let f = folder(&[("r.yaml", &rules), ("a.yaml", "openapi: 3.1.0\ninfo: {}\n")]);
    let output = common::apivet_in(f.path(), &["lint", "-r", "r.yaml", "a.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(common::stderr(&output).contains("`#A0` stands for more than 10000 paths"), "{}", common::stderr(&output));
}

#[test]
fn the_nearest_ruleset_serves_where_there_is_no_configuration() {
    let rules = "rules: {contact: {given: $.info, then: {field: contact, function: truthy}}}\n";
    let f = folder(&[(".spectral.yaml", rules), ("apis/api.yaml", API)]);
    assert_eq!(found(f.path(), &["apis/api.yaml"]), ["contact /info"]);
    std::fs::write(f.path().join("apivet.yaml"), "rules: {}\n").unwrap();
    assert!(!found(f.path(), &["apis/api.yaml"]).iter().any(|d| d.starts_with("contact ")));
}

#[test]
fn the_options_of_spectral_mean_the_same() {
    let rules = "rules:
  contact: {given: $.info, then: {field: contact, function: truthy}, severity: error}
  license: {given: $.info, then: {field: license, function: truthy}}
";
    let f = folder(&[("r.yaml", rules), ("apis/a.yaml", API), ("apis/b.yaml", API)]);
    let run = |arguments: &[&str]| {
        let output = apivet_in(f.path(), &[&["lint", "-r", "r.yaml"], arguments].concat());
        (output.status.code().unwrap(), stdout(&output), stderr(&output))
    };
    let (code, out, _) = run(&["apis/*.yaml", "-f", "stylish", "-D"]);
    assert_eq!(code, 1);
    assert_eq!(out.matches("error[contact]").count(), 2, "{out}");
    assert!(!out.contains("license"), "{out}");
    assert_eq!(run(&["apis/*.yaml", "-F", "never", "-f", "github-actions"]).0, 0);
    // A glob that matches nothing beside another is told; a run that judged nothing is no success.
    let (code, out, err) = run(&["nothing/*.yaml", "apis/*.yaml", "-q", "-F", "never"]);
    assert_eq!((code, err.as_str()), (0, "note: no file matches `nothing/*.yaml`\n"), "{out}");
    let (code, out, err) = run(&["nothing/*.yaml", "-q"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("nothing was judged"), "{err}");
    assert_eq!(run(&["nothing/*.yaml", "--fail-on-unmatched-globs"]).0, 2);
}

#[cfg(feature = "javascript")]
#[test]
fn functions_in_javascript_run_in_a_sandbox() {
    let rules = "functions: [upper, common, throws, hungry, reads]
rules:
  upper: {given: $.info, then: {field: title, function: upper, functionOptions: {word: SHOUT}}}
  common: {given: '$.paths[*]~', message: 'hidden', then: {function: common}}
  throws: {given: $.info, message: 'not shown', then: {function: throws}}
  hungry: {given: $.info, then: {function: hungry}}
  reads: {given: $.info, then: {function: reads}}
";
    let f = folder(&[
        ("rules.yaml", rules),
        ("api.yaml", API),
        (
            "functions/upper.js",
            "import { createRulesetFunction } from '@stoplight/spectral-core';\nimport { is } from './lib/is.js';\nexport default createRulesetFunction({ input: { type: 'string' }, options: null }, (input, options, context) => is(input) ? undefined : [{ message: `${options.word} ${context.path.join('.')} ${context.documentInventory.resolved.openapi}` }]);\n",
        ),
        ("functions/lib/is.js", "export const is = (text) => text === text.toUpperCase();\n"),
        (
            "functions/common.js",
            "const { pattern } = require('@stoplight/spectral-functions');\nmodule.exports = (input, options, context) => [...pattern(input, { match: '^/v' }, context), { message: 'x', path: [...context.path, 'get'] }];\n",
        ),
        ("functions/throws.js", "export default (input) => {\n  return input.no.such;\n};\n"),
        ("functions/hungry.js", "export default () => { const a = []; for (;;) a.push(new Array(1e6).fill(1)); };\n"),
        ("functions/reads.js", "import fs from 'fs';\nexport default () => fs.readFileSync('/etc/passwd');\n"),
    ]);
    let output = apivet_in(f.path(), &["lint", "-r", "rules.yaml", "api.yaml", "-f", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let said: Vec<(String, String)> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| {
            let text = |k: &str| d[k].as_str().unwrap().to_owned();
            (format!("{} {}", text("rule"), text("pointer")), text("message"))
        })
        .collect();
    let message =
        |key: &str| said.iter().find(|(k, _)| k == key).unwrap_or_else(|| panic!("{key}: {said:?}")).1.clone();
    assert_eq!(message("upper /info/title"), "SHOUT info.title 3.1.0");
    assert_eq!(message("common /paths/~1orders"), "hidden");
    assert_eq!(message("common /paths/~1orders/get"), "hidden");
    assert!(message("throws /info").contains("functions/throws.js:2"), "{said:?}");
    assert!(message("hungry /info").contains("out of memory"), "{said:?}");
    assert!(message("reads /info").contains("functions may import their own files"), "{said:?}");
}

#[cfg(feature = "javascript")]
#[test]
fn rulesets_in_javascript_and_packages_are_read() {
    let modern = "import { oas } from '@stoplight/spectral-rulesets';
import { pattern } from '@stoplight/spectral-functions';
import { oas3, oas2 } from '@stoplight/spectral-formats';
import base from './base.mjs';
import loud from 'loud';
export default {
  extends: [[oas, 'off'], base, [{ rules: { inline: { given: '$', then: { field: 'x', function: pattern, functionOptions: { match: 'y' } } } } }, 'all']],
  rules: {
    'info-contact': 'error',
    loud: { given: '$.info.title', formats: [oas3], then: { function: loud } },
    not: { given: '$.info.title', formats: [oas2], then: { function: loud } },
    re: { given: '$.info.title', then: { function: pattern, functionOptions: { match: /^[A-Z]/ } } },
  },
};
";
    let f = folder(&[
        ("modern.js", modern),
        (
            "base.mjs",
            "export default { rules: { base: { given: '$.info', then: { function: () => [{ message: 'b' }] } } } };\n",
        ),
        (
            "old.js",
            "const { truthy } = require('@stoplight/spectral-functions');\nmodule.exports = { rules: { old: { given: '$.info', then: { field: 'license', function: truthy } } } };\n",
        ),
        ("wrap.yaml", "extends: [./old.js, '@acme/rules']\n"),
        ("node_modules/loud/package.json", "{\"main\": \"lib/index\"}"),
        ("node_modules/loud/lib/index.js", "module.exports = (text) => [{ message: text + '!' }];\n"),
        ("node_modules/@acme/rules/package.json", "{\"exports\": {\".\": {\"default\": \"./rules.yaml\"}}}"),
        ("node_modules/@acme/rules/rules.yaml", "rules: {acme: {given: $, then: {field: acme, function: truthy}}}\n"),
        ("bad.js", "export default {{\n"),
        ("api.yaml", API),
    ]);
    assert_eq!(
        found(f.path(), &["-r", "modern.js", "api.yaml"]),
        ["base /info", "info-contact /info", "loud /info/title", "re /info/title"]
    );
    assert_eq!(found(f.path(), &["-r", "wrap.yaml", "api.yaml"]), ["acme ", "old /info"]);
    let output = apivet_in(f.path(), &["lint", "-r", "bad.js", "api.yaml"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""));
    assert!(stderr(&output).contains("bad.js:1"), "{}", stderr(&output));
}

#[test]
fn public_rulesets_are_read() {
    let Some(rulesets) = shared("cases/rulesets") else { return };
    let f = folder(&[("api.yaml", API)]);
    let mut read = 0;
    for entry in walkdir::WalkDir::new(rulesets).into_iter().flatten() {
        let path = entry.path();
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let is_ruleset = path.extension().is_some_and(|e| e == "yaml" || e == "yml") && text.contains("\nrules:");
        if !is_ruleset {
            continue;
        }
        let output = apivet_in(f.path(), &["lint", "-r", path.to_str().unwrap(), "api.yaml", "-f", "json"]);
        assert!(output.status.code().is_some_and(|c| c <= 2), "{}: {}", path.display(), stderr(&output));
        assert!(serde_json::from_slice::<Value>(&output.stdout).is_ok(), "{}: {}", path.display(), stderr(&output));
        read += 1;
    }
    assert!(read > 3, "{read}");
}

#[test]
fn what_comes_with_apivet_has_no_mistakes() {
    let f = folder(&[("rules.yaml", "extends: [[spectral:oas, all]]\n"), ("api.yaml", API)]);
    let output = apivet_in(f.path(), &["lint", "-r", "rules.yaml", "api.yaml"]);
    assert_eq!(stderr(&output), "");
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    let text = stdout(&output);
    for rule in ["info-contact", "operation-success-response", "operation-operationId", "oas3-api-servers"] {
        assert!(text.contains(rule), "{rule} is missing in {text}");
    }
}

/// Findings as `pointer message`.
fn said(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let output = apivet_in(folder, &[&["lint", "-f", "json", "-F", "never"], arguments].concat());
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}{}", stdout(&output), stderr(&output)));
    let all = report["diagnostics"].as_array().unwrap().iter();
    all.map(|d| format!("{} {}", d["pointer"].as_str().unwrap(), d["message"].as_str().unwrap())).collect()
}

#[test]
fn messages_name_the_property_and_the_place() {
    let rules = "rules:
  missing: {given: '$.paths[*][*].responses', message: '{{property}} {{path}} {{error}}', then: {field: 429.content, function: truthy}}
  root: {given: $, message: '[{{property}}] [{{path}}] [{{ path }}] [{{value}}]', then: {field: tags, function: defined}}
  through: {given: '$.paths[*][*].parameters[*]', message: '{{property}}', then: {field: example, function: defined}}
  plain: {given: $.info, description: 'as it {{is}}', then: {field: x, function: defined}}
  words: {given: $.info, then: {field: contact.name, function: truthy}}
";
    let f = folder(&[("rules.yaml", rules), ("api.yaml", API)]);
    assert_eq!(
        said(f.path(), &["-r", "rules.yaml", "api.yaml"]),
        [
            " [tags] [#] [] [[object Object]]",
            "/info as it {{is}}",
            "/info \"info.contact.name\" property must be there and not be empty",
            "/paths/~1orders/get/responses responses[429].content #/paths/~1orders/get/responses \"responses[429].content\" property must be there and not be empty",
            "/paths/~1orders/post/responses responses[429].content #/paths/~1orders/post/responses \"responses[429].content\" property must be there and not be empty",
            // What a reference leads to has a name of its own.
            "/components/parameters/Limit Limit",
        ]
    );
}

#[test]
fn block_scalars_lie_where_their_header_is() {
    let f = folder(&[
        ("rules.yaml", "rules: {r: {given: ['$.a', '$.b', '$.c'], then: {function: falsy}}}"),
        ("api.yaml", "a:\n  d: |\n    text\n\nb: >-\n  folded\nc:\n  - |+ # keep\n    last\n"),
    ]);
    let output = apivet_in(f.path(), &["lint", "-r", "rules.yaml", "api.yaml", "-f", "spectral-json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let place = |d: &Value| {
        let n = |side: &str, axis: &str| d["range"][side][axis].as_u64().unwrap();
        (n("start", "line"), n("start", "character"), n("end", "line"), n("end", "character"))
    };
    let places: Vec<_> = report.as_array().unwrap().iter().map(place).collect();
    assert_eq!(places, [(0, 2, 3, 0), (4, 3, 5, 8), (6, 2, 8, 8)]);
}

#[test]
fn the_owasp_set_is_built_in_also_by_its_package() {
    let f = folder(&[
        ("own.yaml", "extends: spectral:owasp\n"),
        ("package.yaml", "extends: ['@stoplight/spectral-owasp-ruleset']\n"),
        (
            "api.yaml",
            "openapi: 3.0.3\ninfo: {title: t, version: '1'}\nservers: [{url: 'http://a.example', description: production, x-internal: false}]\npaths:\n  /admin/x:\n    get: {security: [{k: []}], responses: {}}\n  /x:\n    get: {security: [{k: []}], responses: {}}\n    delete: {responses: {}}\n",
        ),
    ]);
    let own = found(f.path(), &["-r", "own.yaml", "api.yaml"]);
    assert_eq!(own, found(f.path(), &["-r", "package.yaml", "api.yaml"]));
    for finding in [
        "owasp:api8:2023-no-server-http /servers/0/url",
        "owasp:api2:2023-write-restricted /paths/~1x/delete",
        "owasp:api5:2023-admin-security-unique /paths/~1admin~1x/get/security/0",
    ] {
        assert!(own.iter().any(|f| f == finding), "{finding} is missing in {own:?}");
    }
}

#[cfg(feature = "javascript")]
#[test]
fn functions_in_javascript_find_what_they_expect() {
    let rules = "functions: [common, modern]
rules:
  common: {given: '$.info', then: {function: common}}
  modern: {given: '$', then: {function: modern}}
";
    let f = folder(&[
        ("rules.yaml", rules),
        ("api.yaml", API),
        // A cycle, JSON, and what a file exports before it has ended.
        (
            "functions/common.js",
            "const a = require('./lib/a');\nconst { join } = require('node:path');\nmodule.exports = (input) => [{ message: [a.name(), join('/x', '../y'), Object.keys(input), require('./lib/data.json').n, new URL('https://e.example/v1?q=1').searchParams.get('q')].join(' ') }];\n",
        ),
        ("functions/lib/a.js", "exports.early = 'early';\nconst b = require('./b');\nexports.name = () => b.name;\n"),
        ("functions/lib/b.js", "exports.name = `b-${require('./a').early}`;\n"),
        ("functions/lib/data.json", "{\"n\": 7}"),
        (
            "functions/modern.js",
            "import { truthy, unreferencedReusableObject } from '@stoplight/spectral-functions';\nexport default async (input, _, context) => {\n  await null;\n  const { resolved, graph } = context.documentInventory;\n  const same = input === resolved && resolved.paths['/orders'].get.parameters[0] === resolved.components.parameters.Limit;\n  const unused = unreferencedReusableObject({ Limit: 1, Other: 2 }, { reusableObjectsLocation: '#/components/parameters' }, context);\n  return [{ message: `${same} ${truthy(1, null, context)} ${unused.map((u) => u.path.join('.'))} ${Object.values(graph.nodes)[0].refMap['#/paths/~1orders/get/parameters/0']} {{path}}`, path: ['paths', '~1orders'] }, { message: '\\ud83e' }];\n};\n",
        ),
        (
            "copied.mjs",
            "import { oas } from '@stoplight/spectral-rulesets';\noas.rules['info-contact'].severity = 'error';\nexport default { extends: [[oas, 'off']], rules: { own: oas.rules['info-description'], 'info-contact': true } };\n",
        ),
    ]);
    assert_eq!(
        said(f.path(), &["-r", "rules.yaml", "api.yaml"]),
        [
            " \u{fffd}",
            "/info b-early /y title,version 7 1",
            "/paths/~1orders true undefined components.parameters.Other #/components/parameters/Limit #/paths/~1orders",
        ]
    );
    let output = apivet_in(f.path(), &["lint", "-r", "copied.mjs", "api.yaml", "-f", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let graded = |d: &Value| format!("{} {}", d["rule"].as_str().unwrap(), d["severity"].as_str().unwrap());
    let all: Vec<String> = report["diagnostics"].as_array().unwrap().iter().map(graded).collect();
    assert_eq!(all, ["info-contact error", "own warn"]);
}

#[test]
fn what_is_misread_in_a_ruleset_never_looks_clean() {
    let rule = |more: &str| format!("rules:\n  a: {{given: $.info, {more}then: {{field: title, function: truthy}}}}\n");
    for (ruleset, says) in [
        ("rulez: {}\nrules: {}\n".to_owned(), "`rulez` is not a key of a ruleset"),
        ("extends: [[spectral:oas, off]]\nrule: {}\n".to_owned(), "did you mean `rules`?"),
        ("formats: oas3\nrules: {}\n".to_owned(), "`formats` must be a list"),
        ("functions: {a: 1}\nrules: {}\n".to_owned(), "`functions` must be a list"),
        ("functions: [1]\nrules: {}\n".to_owned(), "`functions` lists names of functions"),
        ("overrides: {files: [a], rules: {}}\nrules: {}\n".to_owned(), "`overrides` must be a list"),
        ("overrides: []\nrules: {}\n".to_owned(), "`overrides` is empty"),
        ("overrides: [{files: ['*'], rule: {}}]\nrules: {}\n".to_owned(), "`rule` is not a key of an override"),
        ("aliases: [a]\nrules: {}\n".to_owned(), "`aliases` must be a mapping"),
        ("parserOptions: {duplicatKeys: error}\nrules: {}\n".to_owned(), "did you mean `duplicateKeys`?"),
        (rule("thenn: 1, "), "`thenn` is not a key of a rule"),
        (rule("message: 5, "), "`message` must be a string"),
        (rule("recommended: 'no', "), "`recommended` must be `true` or `false`"),
        (rule("resolved: 1, "), "`resolved` must be `true` or `false`"),
        (rule("tags: [1], "), "a tag must be a string"),
        (rule("type: strict, "), "`type` must be `style` or `validation`"),
        (rule("").replace("$.info", "[]"), "`given` is empty"),
        (rule("").replace("field: title", "feild: title"), "did you mean `field`?"),
        (rule("").replace("field: title", "field: 5"), "`field` must be a string"),
    ] {
        let f = folder(&[("rules.yaml", &ruleset), ("api.yaml", API)]);
        let output = apivet_in(f.path(), &["lint", "-r", "rules.yaml", "api.yaml"]);
        assert_eq!(output.status.code(), Some(2), "{ruleset}");
        let err = stderr(&output);
        assert!(err.contains(says) && err.contains("rules.yaml:"), "{says} is missing in {err}");
    }
    // What extensions and other tools add is theirs.
    let f = folder(&[("rules.yaml", &rule("x-team: a, extensions: {a: 1}, ")), ("api.yaml", API)]);
    assert_eq!(apivet_in(f.path(), &["lint", "-r", "rules.yaml", "api.yaml"]).status.code(), Some(0));
}

#[test]
fn sets_for_documents_of_other_kinds_are_known_and_say_nothing() {
    let rules = "extends: [[spectral:oas, off], [spectral:asyncapi, all], spectral:arazzo]\nformats: [oas3, aas3_1, arazzo1_0]\nrules:\n  asyncapi-tags: error\n  own: {given: $.info, then: {field: nothing, function: truthy}}\n";
    let f = folder(&[("rules.yaml", rules), ("api.yaml", API)]);
    assert_eq!(found(f.path(), &["-r", "rules.yaml", "api.yaml"]), ["own /info"]);
    std::fs::write(f.path().join("rules.yaml"), rules.replace("asyncapi-tags", "asyncpi-tags")).unwrap();
    let output = apivet_in(f.path(), &["lint", "-r", "rules.yaml", "api.yaml"]);
    assert!(stderr(&output).contains("there is no rule `asyncpi-tags`"), "{}", stderr(&output));
}

#[test]
fn names_of_openlint_stand_beside_those_of_spectral() {
    let module = "import { truthy } from '@openlint/openlint-functions';\nimport { oas3 } from '@openlint/openlint-formats';\nimport { oas } from '@openlint/openlint-rulesets';\nexport default { extends: [[oas, 'off']], rules: { named: { given: '$.info', formats: [oas3], then: { field: 'nothing', function: truthy } } } };\n";
    let f = folder(&[("rules.mjs", module), ("api.yaml", API)]);
    assert_eq!(found(f.path(), &["-r", "rules.mjs", "api.yaml"]), ["named /info"]);
    let own =
        |name: &str| format!("rules: {{{name}: {{given: $.info, then: {{field: nothing, function: truthy}}}}}}\n");
    let f = folder(&[(".spectral.yaml", &own("spectral")), (".openlint.yml", &own("openlint")), ("api.yaml", API)]);
    assert_eq!(found(f.path(), &["api.yaml"]), ["openlint /info"]);
    // A pack that is named is meant, whatever lies beside the documents.
    assert!(!found(f.path(), &["api.yaml", "--pack", "lifecycle"]).contains(&"openlint /info".to_owned()));
}

#[test]
fn a_schema_that_spectral_refuses_is_refused_for_each_of_its_examples() {
    let api = "openapi: 3.0.3
info: {title: a, version: 1.0.0}
paths:
  /x:
    get:
      responses:
        '200':
          description: d
          content:
            application/json:
              schema: {$ref: '#/components/schemas/A'}
              examples: {one: {value: {n: 1}}, two: {value: {}}}
components:
  schemas:
    A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}, nullable: {type: boolean}}}
    B: {nullable: true, allOf: [{type: string}]}
";
    let f = folder(&[("rules.yaml", "extends: spectral:oas\n"), ("api.yaml", api)]);
    let refused = |folder: &Path| -> Vec<String> {
        let all = said(folder, &["-r", "rules.yaml", "api.yaml"]);
        all.into_iter().filter(|m| m.contains("cannot be used without")).collect()
    };
    assert_eq!(refused(f.path()).len(), 2);
    std::fs::write(f.path().join("api.yaml"), api.replace("{nullable: true,", "{type: string, nullable: true,"))
        .unwrap();
    assert!(refused(f.path()).is_empty());
}

#[cfg(feature = "javascript")]
#[test]
fn timings_name_phases_and_rules_and_change_no_report() {
    let rules = "functions: [slow]
rules:
  quick: {given: $.info, then: {field: title, function: truthy}}
  slow: {given: $.info, then: {function: slow}}
";
    let slow = "export default () => { for (let n = 0; n < 3e5; n++); return [{ message: 'said' }]; };\n";
    let f = folder(&[("rules.yaml", rules), ("api.yaml", API), ("functions/slow.js", slow)]);
    let run = |more: &[&str]| {
        let output = apivet_in(f.path(), &[&["lint", "api.yaml", "-f", "json"], more].concat());
        (stdout(&output), stderr(&output))
    };
    for ruleset in [&["-r", "rules.yaml"][..], &["--isolated"]] {
        let (plain, silent) = run(ruleset);
        let (timed, told) = run(&[ruleset, &["--timings"]].concat());
        assert_eq!((plain, ""), (timed, silent.as_str()), "{told}");
        let rows: Vec<&str> = told.lines().map(|line| line.split("  ").next().unwrap_or_default()).collect();
        let phases: &[&str] = if ruleset[0] == "-r" {
            &["read", "link", "rulesets", "report", "all"]
        } else {
            &["read", "link", "model", "rules", "report", "all"]
        };
        assert!(phases.iter().all(|phase| rows.contains(phase)), "{told}");
        if ruleset[0] == "-r" {
            assert!(told.lines().any(|line| line.trim_start().starts_with("slow ")), "{told}");
        }
    }
}
