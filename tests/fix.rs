//! `apivet lint --fix`.

mod common;

use std::path::Path;

use common::{TODAY, apivet, apivet_in, command, fixtures, folder, root, stderr, stdout};
use serde_json::Value;

const BAD: &str = "# the orders
openapi: 3.1.0
info:
  title: Orders   # name
  version: 1.0.0
servers:
  - url: http://api.acme.com/v1
tags:
  - name: orders
security:
  - oauth: [orders:raed]
paths:
  /orders/{id}/:
    parameters:
      - name: id
        in: path   # in the path
        schema: {type: string, nullable: true, maxLength: 20, pattern: \"[a-z]{3,}\"}
    get:
      tags: [orders, shipping, ordrs]
      sumary: Read
      x-sunset: 2027-12-31
      responses:
        \"200\":
          description: Done
          content:
            application/json:
              schema:
                $ref: \"#/components/schema/Order\"
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: http://auth.acme.com/t
          scopes:
            orders:read: read
  schemas:
    # one order
    Order:
      type: object
      properties:
        id:
          type: string
          nullable: true  # may be absent
          description: d
        kind: {type: string, enum: [a, b, a]}
    Unused:
      type: string
";

fn fix(folder: &Path, more: &[&str]) -> (i32, String, String) {
    let arguments: Vec<&str> = ["lint", "--fix", "--today", TODAY].iter().chain(more).copied().collect();
    let output = apivet_in(folder, &arguments);
    (output.status.code().unwrap(), stdout(&output), stderr(&output))
}

#[test]
fn a_preview_shows_what_would_change_and_changes_nothing() {
    let f = folder(&[("api.yaml", BAD)]);
    let (code, safe, err) = fix(f.path(), &["api.yaml", "--diff"]);
    assert_eq!(code, 1);
    insta::assert_snapshot!("safe", format!("{safe}{err}"));
    let (code, all, err) = fix(f.path(), &["api.yaml", "--diff", "--unsafe-fixes"]);
    assert_eq!(code, 1);
    insta::assert_snapshot!("all", format!("{all}{err}"));
    assert_eq!(std::fs::read_to_string(f.path().join("api.yaml")).unwrap(), BAD);
}

#[test]
fn repairs_are_written_and_what_is_left_is_reported() {
    let f = folder(&[("api.yaml", BAD)]);
    let (_, before, _) = fix(f.path(), &["api.yaml", "--diff", "--unsafe-fixes"]);
    let (code, json, err) = fix(f.path(), &["api.yaml", "--unsafe-fixes", "-f", "json"]);
    assert!(err.contains("fixed "), "{err}");
    assert_eq!(code, 0, "{json}");
    let text = std::fs::read_to_string(f.path().join("api.yaml")).unwrap();
    assert_eq!(
        text.lines().count(),
        BAD.lines().count() + before.matches("\n+").count() - 1 - (before.matches("\n-").count())
    );
    // What is reported is what a run without --fix finds in the file as it is now.
    let again = apivet_in(f.path(), &["lint", "api.yaml", "-f", "json", "--today", TODAY]);
    assert_eq!(stdout(&again), json);
    let (code, out, err) = fix(f.path(), &["api.yaml", "--diff", "--unsafe-fixes"]);
    assert_eq!((code, out.as_str(), err.trim()), (0, "", "nothing to fix"));
}

#[test]
fn files_that_are_referred_to_are_repaired_too() {
    let entry = "openapi: 3.1.0
info: {title: Orders, version: 1.0.0}
paths:
  /orders:
    get: {security: [], responses: {'200': {description: d, content: {application/json: {schema: {$ref: 'parts/order.json'}}}}}}
";
    let part = "{\r\n  \"type\": \"string\",\r\n  \"nullable\": true\r\n}\r\n";
    let f = folder(&[("api.yaml", entry), ("other.yaml", entry), ("parts/order.json", part)]);
    let (_, _, err) = fix(f.path(), &["api.yaml", "other.yaml", "--select", "nullable-in-3-1"]);
    assert_eq!(err.trim(), "fixed 1 finding in 1 file");
    let text = std::fs::read_to_string(f.path().join("parts/order.json")).unwrap();
    assert_eq!(text, "{\r\n  \"type\": [\"string\", \"null\"]\r\n}\r\n");
}

#[test]
fn a_repair_that_would_break_the_document_is_not_made() {
    // Both names are taken: each repair would give a key twice.
    let text = "openapi: 3.1.0
info: {title: Orders, version: 1.0.0}
paths:
  /orders/: {get: {security: [], summary: s, responses: {'200': {description: d}}}}
  /orders: {get: {security: [], summary: s, sumary: t, responses: {'200': {description: d}}}}
  /refunds/: {get: {security: [], summary: s, responses: {'200': {description: d}}}}
";
    let f = folder(&[("api.yaml", text)]);
    let (_, _, err) = fix(f.path(), &["api.yaml", "--unsafe-fixes"]);
    assert_eq!(err.trim(), "fixed 1 finding in 1 file");
    let after = std::fs::read_to_string(f.path().join("api.yaml")).unwrap();
    assert_eq!(after, text.replace("/refunds/", "/refunds"));
}

#[test]
fn what_is_accepted_is_left_as_it_is() {
    let f = folder(&[("api.yaml", BAD)]);
    let written = apivet_in(f.path(), &["lint", "api.yaml", "--write-baseline", "b.yaml", "--today", TODAY]);
    assert_eq!(written.status.code(), Some(0), "{}", stderr(&written));
    let (_, out, err) = fix(f.path(), &["api.yaml", "--baseline", "b.yaml", "--unsafe-fixes", "--diff"]);
    assert_eq!((out.as_str(), err.trim()), ("", "nothing to fix"));
    let ignored = BAD.replace(
        "          nullable: true  # may be absent",
        "          # apivet-ignore: nullable-in-3-1 -- clients know\n          nullable: true",
    );
    std::fs::write(f.path().join("api.yaml"), ignored).unwrap();
    let (_, out, _) = fix(f.path(), &["api.yaml", "--diff", "--select", "nullable-in-3-1"]);
    assert_eq!(out.matches("\n-").count(), 1, "{out}");
}

#[test]
fn standard_input_is_repaired_to_standard_output() {
    let piped = |text: &str, more: &[&str]| {
        let arguments = [&["lint", "-", "--fix", "--today", TODAY], more].concat();
        let mut child = command(root(), &arguments);
        let piped = std::process::Stdio::piped;
        let mut child = child.stdin(piped()).stdout(piped()).stderr(piped()).spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.code(), stdout(&output), stderr(&output))
    };
    let (code, text, err) = piped(BAD, &["--stdin-filename", "./no/such.yaml"]);
    assert!(text.starts_with("# the orders\nopenapi") && text.contains("enum: [a, b]}"), "{text}{err}");
    // What is left is told beside it, with the usual status.
    assert_eq!(code, Some(1));
    assert!(err.contains("server-https"), "{err}");
    // What cannot be repaired comes out as it went in.
    for text in ["openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n", "openapi: 3.1.0\nfoo: [a\n"] {
        assert_eq!(piped(text, &[]).1, text);
    }
}

#[test]
fn options_that_make_no_sense_are_refused() {
    for arguments in [&["lint", "--diff"][..], &["lint", "--unsafe-fixes"], &["lint", "--fix", "-r", "x.yaml"]] {
        assert_eq!(apivet(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn repairs_are_told_to_programs() {
    let f = folder(&[("api.yaml", BAD)]);
    let run =
        |format: &str| stdout(&apivet_in(f.path(), &["lint", "api.yaml", "-f", format, "--select", "enum-duplicate"]));
    let json: Value = serde_json::from_str(&run("json")).unwrap();
    let fix = &json["diagnostics"][0]["fix"];
    assert_eq!((fix["safe"].as_bool(), fix["edits"][0]["text"].as_str()), (Some(true), Some("")));
    let sarif: Value = serde_json::from_str(&run("sarif")).unwrap();
    let change = &sarif["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "api.yaml");
    let region = &change["replacements"][0]["deletedRegion"];
    let number = |key: &str| region[key].as_u64().unwrap() as usize;
    let line = BAD.lines().nth(number("startLine") - 1).unwrap();
    assert_eq!(&line[number("startColumn") - 1..number("endColumn") - 1], ", a");
}

#[test]
fn every_fixture_can_be_repaired_and_only_once() {
    // All rules on; each fixture in its own folder with what it refers to.
    let mut repaired = 0;
    for fixture in fixtures() {
        let source = fixture.path.parent().unwrap();
        let f = tempfile::tempdir().unwrap();
        for entry in walkdir::WalkDir::new(source).into_iter().flatten().filter(|e| e.file_type().is_file()) {
            let target = f.path().join(entry.path().strip_prefix(source).unwrap());
            std::fs::create_dir_all(target.parent().unwrap()).unwrap();
            std::fs::copy(entry.path(), target).unwrap();
        }
        let file = fixture.path.file_name().unwrap().to_str().unwrap();
        std::fs::copy(root().join("fixtures/all.yaml"), f.path().join("all-rules.yaml")).unwrap();
        let arguments = [file, "--config", "all-rules.yaml", "--unsafe-fixes", "-f", "json"];
        let lint = |f: &Path| {
            let all = ["lint", file, "--config", "all-rules.yaml", "-f", "json", "--today", TODAY];
            stdout(&apivet_in(f, &all))
        };
        let errors =
            |json: &str| serde_json::from_str::<Value>(json).map_or(0, |v| v["summary"]["error"].as_u64().unwrap());
        let before = lint(f.path());
        let (code, after, err) = fix(f.path(), &arguments);
        assert_ne!(code, 2, "{}: {err}", fixture.shown());
        assert!(errors(&after) <= errors(&before), "{}", fixture.shown());
        if err.is_empty() {
            assert_eq!(before, after, "{}", fixture.shown());
            continue;
        }
        repaired += 1;
        // Another finding may come of it: what is deprecated should say what takes its place.
        let left = |json: &str| json.matches("\"fix\":").count();
        assert!(left(&after) < left(&before), "{}: {err}", fixture.shown());
        assert_eq!(lint(f.path()), after, "{}", fixture.shown());
        let (_, again, err) = fix(f.path(), &arguments);
        assert_eq!((again, err.as_str()), (after, ""), "{}", fixture.shown());
    }
    assert!(repaired > 25, "{repaired}");
}

/// What is fixed without being asked again leaves the contract as it is: our own comparison says so.
#[test]
fn safe_fixes_leave_the_contract_as_it_is() {
    let mut changed = 0;
    for fixture in fixtures() {
        let source = fixture.path.parent().unwrap();
        let f = tempfile::tempdir().unwrap();
        for entry in walkdir::WalkDir::new(source).into_iter().flatten().filter(|e| e.file_type().is_file()) {
            for folder in ["before", "after"] {
                let target = f.path().join(folder).join(entry.path().strip_prefix(source).unwrap());
                std::fs::create_dir_all(target.parent().unwrap()).unwrap();
                std::fs::copy(entry.path(), target).unwrap();
            }
        }
        std::fs::copy(root().join("fixtures/all.yaml"), f.path().join("all-rules.yaml")).unwrap();
        let file = fixture.path.file_name().unwrap().to_str().unwrap();
        let after = format!("after/{file}");
        fix(f.path(), &[&after, "--config", "all-rules.yaml"]);
        let read = |folder: &str| std::fs::read_to_string(f.path().join(folder).join(file)).unwrap();
        if read("before") == read("after") {
            continue;
        }
        let sides = [&format!("before/{file}"), &after];
        let output = apivet_in(f.path(), &["diff", sides[0], sides[1], "-f", "json", "--isolated", "--today", TODAY]);
        // Some fixtures are no documents that can be compared.
        let Ok(report) = serde_json::from_slice::<Value>(&output.stdout) else { continue };
        changed += 1;
        let (verdict, bump) = (&report["verdict"]["compatibility"], &report["verdict"]["required_bump"]);
        let kept = (verdict == "identical" || verdict == "compatible") && (bump == "none" || bump == "patch");
        let security = report["verdict"]["security"] == "neutral";
        assert!(kept && security, "{}: {:#}\n{}", fixture.shown(), report["changes"], read("after"));
    }
    assert!(changed > 8, "{changed}");
}

#[test]
fn rules_say_what_repairs_do() {
    // By rule, what its fixtures show: a safe repair, an unsafe one.
    let mut shown: std::collections::BTreeMap<String, (bool, bool)> = std::collections::BTreeMap::new();
    for fixture in fixtures().iter().filter(|f| f.name().starts_with("fail")) {
        let own = fixture.arguments();
        for found in common::findings(&own.iter().map(String::as_str).collect::<Vec<_>>()) {
            if let Some(safe) = found["fix"]["safe"].as_bool() {
                let of_rule = shown.entry(found["rule"].as_str().unwrap().to_owned()).or_default();
                *if safe { &mut of_rule.0 } else { &mut of_rule.1 } = true;
            }
        }
    }
    for rule in apivet::rules::all() {
        let said =
            (rule.repair.replace("--fix --unsafe-fixes", "").contains("--fix"), rule.repair.contains("--unsafe-fixes"));
        assert_eq!(said, shown.get(rule.id).copied().unwrap_or_default(), "{}: {}", rule.id, rule.repair);
    }
}

/// What repairs, unsafe ones too, make of a document of 3.1 with these schemas.
fn mended(schemas: &str) -> String {
    let head = "openapi: 3.1.0\ninfo: {title: Orders, version: 1.0.0}\npaths: {}\ncomponents:\n  schemas:\n";
    let f = folder(&[("api.yaml", &format!("{head}{schemas}"))]);
    let (code, _, err) =
        fix(f.path(), &["api.yaml", "--isolated", "--select", "nullable-in-3-1,enum-duplicate", "-F", "never"]);
    assert_eq!(code, 0, "{err}");
    std::fs::read_to_string(f.path().join("api.yaml")).unwrap().replace(head, "")
}

#[test]
fn what_stands_for_other_places_too_is_left_alone() {
    for same in [
        "    A: &a {type: string, nullable: true}\n    B: *a\n",
        "    A: &a {type: string}\n    B: {<<: *a, nullable: true}\n",
        "    A: {type: &t string, nullable: true}\n    B: {type: *t}\n",
        "    A: {enum: [a, &x a, b], default: *x}\n",
        "    A: {enum: [a, a, b], x-enum-varnames: [A, B, C]}\n",
        "    A: {enum: [9007199254740993, 9007199254740992]}\n",
        "    A: {type: string, const: a, nullable: true}\n",
        "    A: {type: !!str string, nullable: true}\n",
    ] {
        assert_eq!(mended(same), same);
    }
    for (before, after) in [
        ("    A:\n      nullable: false\n", "    A: {}\n"),
        (
            "    A:\n      allOf:\n        - nullable: false\n        - {}\n",
            "    A:\n      allOf:\n        - {}\n        - {}\n",
        ),
        ("    A: &a {type: string}\n    B: {<<: *a, nullable: false}\n", "    A: &a {type: string}\n    B: {<<: *a}\n"),
        ("    A: {type: 'null', nullable: true}\n", "    A: {type: 'null'}\n"),
        ("    A: {\"type\":\"string\",\"nullable\":true}\n", "    A: {\"type\":[string, 'null']}\n"),
    ] {
        assert_eq!(mended(before), after);
    }
}

#[test]
fn nothing_is_dropped_while_a_name_leads_nowhere() {
    let api = "openapi: 3.1.0
info: {title: Orders, version: 1.0.0}
paths:
  /a:
    get: {security: [{bearer: []}], responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/PersonDto'}}}}}}
components:
  schemas: {Person: {type: object}}
  securitySchemes: {bearerAuth: {type: http, scheme: bearer}}
";
    let f = folder(&[("api.yaml", api)]);
    let (_, out, err) = fix(f.path(), &["api.yaml", "--unsafe-fixes", "--diff"]);
    assert_eq!((out.as_str(), err.trim()), ("", "nothing to fix"));
}

#[test]
fn a_file_that_an_older_document_shares_is_left_alone() {
    let api = |version: &str| {
        format!("openapi: {version}
info: {{title: Orders, version: 1.0.0}}
paths: {{/a: {{get: {{security: [], responses: {{'200': {{description: d, content: {{application/json: {{schema: {{$ref: 's.yaml'}}}}}}}}}}}}}}}}
")
    };
    let part = "type: string\nnullable: true\n";
    let f = folder(&[("new.yaml", &api("3.1.0")), ("old.yaml", &api("3.0.3")), ("s.yaml", part)]);
    fix(f.path(), &["new.yaml", "old.yaml"]);
    assert_eq!(std::fs::read_to_string(f.path().join("s.yaml")).unwrap(), part);
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_keeps_neither_the_others_nor_the_report_from_it() {
    use std::os::unix::fs::PermissionsExt;
    let api = std::fs::read_to_string(root().join("fixtures/structure/path-params-required/fail.yaml")).unwrap();
    let f = folder(&[("a.yaml", &api), ("b.yaml", &api), ("c.yaml", &api)]);
    std::fs::set_permissions(f.path().join("b.yaml"), std::fs::Permissions::from_mode(0o444)).unwrap();
    let output = apivet_in(f.path(), &["lint", "--isolated", "--fix", "a.yaml", "b.yaml", "c.yaml"]);
    let (out, err) = (stdout(&output), stderr(&output));
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.contains("fixed 2 files; 1 file could not be written"), "{err}");
    assert!(out.contains("in 3 documents"), "{out}");
    let text = |name: &str| std::fs::read_to_string(f.path().join(name)).unwrap();
    assert_eq!((text("a.yaml") != api, text("b.yaml") == api, text("c.yaml") != api), (true, true, true));
}

/// A document of one operation with these components.
fn with_components(components: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: Bowls, version: 1.0.0}}\nservers: [{{url: https://api.acme.com/v1}}]\npaths:\n  /bowls:\n    post:\n      summary: s\n      tags: [Notification, Bowl]\n      requestBody:\n        required: true\n        content: {{application/json: {{schema: {{$ref: '#/components/schemas/Bowl'}}}}}}\n      responses: {{'200': {{description: d}}}}\ntags: [{{name: Notifications}}]\ncomponents:\n{components}"
    )
}

#[test]
fn no_repair_takes_away_what_shows_the_fault() {
    // The only scheme is the evidence that a requirement was forgotten.
    let schema = "  schemas: {Bowl: {type: object}}\n";
    let api = with_components(&format!("{schema}  securitySchemes: {{token: {{type: http, scheme: bearer}}}}\n"));
    let f = folder(&[("api.yaml", &api)]);
    fix(f.path(), &["api.yaml", "--unsafe-fixes"]);
    let text = std::fs::read_to_string(f.path().join("api.yaml")).unwrap();
    assert!(text.contains("securitySchemes: {token:"), "{text}");
    // What resembles a declared tag is not declared along with what does not.
    assert!(text.contains("name: Bowl}") && !text.contains("name: Notification}"), "{text}");
}

#[test]
fn a_closed_pattern_accepts_its_examples_still() {
    let bowl = |property: &str| {
        with_components(&format!(
            "  schemas:\n    Bowl:\n      type: object\n      properties:\n        glaze: {property}\n"
        ))
    };
    for (property, closed) in [
        ("{type: string, pattern: '^[a-z]+'}", true),
        ("{type: string, pattern: '^[a-z]'}", false),
        ("{type: string, pattern: '^[a-z]+', example: blue1}", false),
        ("{type: string, pattern: '^[a-z]+', example: blue}", true),
        ("{type: string, pattern: '^[a-z]+', default: blue1}", false),
        ("{type: string, pattern: '^[a-z]+', examples: [blue, blue2]}", false),
    ] {
        let f = folder(&[("api.yaml", &bowl(property))]);
        fix(f.path(), &["api.yaml", "--unsafe-fixes", "--select", "pattern-anchored"]);
        let text = std::fs::read_to_string(f.path().join("api.yaml")).unwrap();
        assert_eq!(text.contains("+$'"), closed, "{property}: {text}");
    }
    // The example of the object around it counts, too.
    let around = bowl("{type: string, pattern: '^[a-z]+'}") + "      example: {glaze: blue7}\n";
    let f = folder(&[("api.yaml", &around)]);
    fix(f.path(), &["api.yaml", "--unsafe-fixes", "--select", "pattern-anchored"]);
    assert_eq!(std::fs::read_to_string(f.path().join("api.yaml")).unwrap(), around);
}
