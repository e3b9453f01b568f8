//! Rules of a team's own in apivet.yaml, `apivet test` and `apivet migrate`.

mod common;

use std::path::Path;

use common::{apivet_in, folder, root, stderr, stdout};
use serde_json::Value;

const API: &str = "openapi: 3.1.0
info: {title: orders, version: 1.0.0}
security:
  - key: []
paths:
  /orders:
    parameters:
      - {name: X-Trace, in: header, schema: {type: string}}
    get: {operationId: list, responses: {'200': {description: all}}}
    post: {operationId: make, tags: [internal], responses: {'201': {description: made}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
";

/// Findings as `severity rule pointer: message`.
fn found(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let output = apivet_in(folder, &[&["lint", "-f", "json", "-F", "never"], arguments].concat());
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}{}", stdout(&output), stderr(&output)));
    let text = |d: &Value, k: &str| d[k].as_str().unwrap().to_owned();
    let all = report["diagnostics"].as_array().unwrap().iter();
    all.map(|d| format!("{} {} {}: {}", text(d, "severity"), text(d, "rule"), text(d, "pointer"), text(d, "message")))
        .collect()
}

const OWN: &str = "extends: [apivet:off]
aliases:
  Operation: ['$.paths[*][get,post]']
rules:
  summarized: {given: '#Operation', severity: info, message: no summary, then: {field: summary, function: truthy}}
  scoped:
    on: security-requirement
    where: \"@.operation.writes\"
    message: '{{operation.title}} takes any {{schemes}}'
    then: {field: scopes, function: length, functionOptions: {min: 1}}
  traced:
    on: operation
    message: '{{title}} of {{tags}}'
    then: {field: parameters, function: schema, functionOptions: {schema: {contains: {properties: {name: {const: Trace}}}}}}
";

#[test]
fn rules_of_a_teams_own_see_the_document_and_the_model() {
    let f = folder(&[("apivet.yaml", OWN), ("api.yaml", API)]);
    assert_eq!(
        found(f.path(), &["api.yaml"]),
        [
            "warn scoped /security/0: POST /orders takes any [object Object]",
            "warn traced /paths/~1orders/get: GET /orders of",
            "info summarized /paths/~1orders/get: no summary",
            "warn traced /paths/~1orders/post: POST /orders of internal",
            "info summarized /paths/~1orders/post: no summary",
        ]
    );
    assert_eq!(found(f.path(), &["api.yaml", "--select", "scoped"]).len(), 1);
    assert_eq!(found(f.path(), &["api.yaml", "--ignore", "scoped,traced"]).len(), 2);
    let explained = apivet_in(f.path(), &["explain", "scoped"]);
    assert!(
        stdout(&explained).contains("each security-requirement where @.operation.writes"),
        "{}",
        stdout(&explained)
    );
}

#[test]
fn rules_of_a_teams_own_are_set_exempted_and_ignored_as_others() {
    let config = format!(
        "{OWN}  other: {{given: $.info, then: {{field: x, function: truthy}}}}
overrides:
  - files: api.yaml
    rules: {{summarized: error, other: off}}
policy:
  exempt:
    - {{rules: [own], operations: [list], reason: old}}
ignore:
  - {{rule: scoped, reason: keys are all we have}}
"
    );
    // The category of own rules is no word of the catalogue.
    let f = folder(&[("apivet.yaml", &config), ("api.yaml", API)]);
    let output = apivet_in(f.path(), &["lint", "api.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    let config = config.replace("rules: [own]", "rules: [traced]").replace("rule: scoped", "rule: [scoped]");
    let api = API.replace("    post:", "    # apivet-ignore: summarized -- short\n    post:");
    let f = folder(&[("apivet.yaml", &config), ("api.yaml", &api)]);
    assert_eq!(
        found(f.path(), &["api.yaml"]),
        [
            "error summarized /paths/~1orders/get: no summary",
            "warn traced /paths/~1orders/post: POST /orders of internal"
        ]
    );
}

#[test]
fn configurations_extend_rulesets_and_set_their_rules() {
    let f = folder(&[
        (
            "apivet.yaml",
            "extends: [apivet:off, base.yaml, [spectral:oas, off]]\nrules: {info-contact: hint, named: error}\n",
        ),
        ("base.yaml", "rules: {named: {given: $.info, then: {field: x-name, function: truthy}}}\n"),
        ("api.yaml", API),
    ]);
    let all = found(f.path(), &["api.yaml"]);
    assert_eq!(all.len(), 2, "{all:?}");
    assert!(all[0].starts_with("hint info-contact /info"), "{all:?}");
    assert!(all[1].starts_with("error named /info"), "{all:?}");
}

#[test]
fn mistakes_in_rules_of_a_teams_own_are_told_with_the_others() {
    let f = folder(&[
        (
            "apivet.yaml",
            "rules:\n  a: {on: operatoin, then: {function: truthy}}\n  b: {on: operation, where: '@.', then: {function: truthy}}\n  c: {given: $, on: api, then: {function: truthly}}\n  no-such: warn\n",
        ),
        ("api.yaml", API),
    ]);
    let output = apivet_in(f.path(), &["lint", "api.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    // Without the frame, and on one line.
    let text = stderr(&output).replace(['│', '\n'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "the model has no `operatoin`",
        "did you mean `operation`?",
        "this condition cannot be read",
        "a rule looks where `given` leads, or at what `on` names: not both",
        "there is no function `truthly`",
        "there is no rule or category `no-such`",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let f = folder(&[("rules.yaml", "rules: {a: {on: operation, then: {function: truthy}}}"), ("api.yaml", API)]);
    let output = apivet_in(f.path(), &["lint", "-r", "rules.yaml", "api.yaml"]);
    assert!(stderr(&output).contains("`on` is for rules in apivet.yaml"), "{}", stderr(&output));
}

#[test]
fn rulesets_are_tried_on_their_examples() {
    let output = apivet_in(root(), &["test", "rules/team.yaml"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    assert!(stdout(&output).contains("6 of 6 examples as wanted"), "{}", stdout(&output));
    let rules = "rules:\n  titled: {given: $.info, then: {field: title, function: truthy}}\n  other: {given: $, then: {function: truthy}}\n";
    let f = folder(&[
        ("rules.yaml", rules),
        ("rules.examples/titled/bad.yaml", "openapi: 3.1.0\ninfo:  # finds\n  version: '1'\nx: 1  # finds\n"),
        ("rules.examples/titled/good.yaml", "openapi: 3.1.0\ninfo: {}\n"),
        ("rules.examples/none/good.yaml", "openapi: 3.1.0\n"),
    ]);
    let output = apivet_in(f.path(), &["test", "rules.yaml"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    insta::assert_snapshot!(stdout(&output));
    let output = apivet_in(f.path(), &["test", "rules.examples/titled/good.yaml"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn rulesets_move_with_their_comments_and_find_the_same() {
    let ruleset = "# ours\nextends:\n  - spectral:oas\n  - [spectral:owasp, off]\n# more\nrules:\n  info-contact: off\n  own: # mine\n    given: $.info\n    then: {field: x-owner, function: truthy}\n";
    let f = folder(&[(".spectral.yaml", ruleset), ("api.yaml", API)]);
    let before = found(f.path(), &["api.yaml"]);
    let output = apivet_in(f.path(), &["migrate"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("What differs from Spectral"), "{}", stdout(&output));
    let text = std::fs::read_to_string(f.path().join("apivet.yaml")).unwrap();
    assert!(text.contains("extends: [apivet:off, spectral:oas, [spectral:owasp, off]]\n# more\n"), "{text}");
    assert!(text.contains("own: # mine"), "{text}");
    let rules = |all: &[String]| all.iter().map(|f| f.split(':').next().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(rules(&found(f.path(), &["api.yaml"])), rules(&before));
    assert!(before.len() > 3, "{before:?}");
    let output = apivet_in(f.path(), &["migrate"]);
    assert!(stderr(&output).contains("exists already"), "{}", stderr(&output));
    for (name, text) in [
        (".spectral.json", "{\"rules\": {\"a\": {\"given\": \"$\", \"then\": {\"function\": \"truthy\"}}}}"),
        (".spectral.yml", "rules: {a: {given: $, then: {function: truthy}}}\n"),
        (".spectral.yml", "extends: spectral:oas\n"),
    ] {
        let f = folder(&[(name, text), ("api.yaml", API)]);
        let output = apivet_in(f.path(), &["migrate"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let output = apivet_in(f.path(), &["lint", "api.yaml"]);
        assert_ne!(output.status.code(), Some(2), "{}", stderr(&output));
    }
}
