//! `apivet audit` and `apivet inventory`.

mod common;

use common::{apivet_in, folder, root, stderr, stdout};
use serde_json::Value;

const BASE: &str = "openapi: 3.1.0
info: {title: Orders v1, version: 1.2.0}
servers: [{url: https://a.example/v1}]
security: [{oauth: [orders:read]}]
paths:
  /orders:
    get: {responses: {'200': {description: d}, '429': {description: d}}}
    post: {security: [{oauth: [orders:write]}], responses: {'200': {description: d}}}
  /orders/{id}:
    delete:
      security: [{oauth: [orders:write]}, {key: []}]
      deprecated: true
      x-sunset: '2026-12-24'
      responses: {'200': {description: d}}
  /health:
    get: {security: [], responses: {'200': {description: d}}}
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: https://a.example/t, scopes: {orders:read: r, orders:write: w}}}
    key: {type: apiKey, in: header, name: X-Key}
";

fn run(folder: &std::path::Path, arguments: &[&str]) -> (i32, String, String) {
    let output = apivet_in(folder, arguments);
    (output.status.code().unwrap(), stdout(&output), stderr(&output))
}

#[test]
fn the_access_matrix_says_what_opens_each_operation() {
    let f = folder(&[("api.yaml", BASE)]);
    let (code, text, _) = run(f.path(), &["audit", "api.yaml", "--today", "2026-11-23"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(text);
    let (_, json, _) = run(f.path(), &["audit", "api.yaml", "-f", "json"]);
    let report: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["figures"]["public"], 1);
    assert_eq!(report["operations"][2]["alternatives"][1][0]["credential"], "api-key");
    let (_, text, note) = run(f.path(), &["audit", "api.yaml", "--scope", "orders:wirte", "-f", "csv"]);
    assert_eq!(text.lines().count(), 1);
    assert!(note.contains("did you mean `orders:write`?"), "{note}");
    let (_, text, _) = run(f.path(), &["audit", "api.yaml", "--scope", "orders:write", "--public", "-f", "csv"]);
    let opened: Vec<&str> = text.lines().skip(1).map(|l| l.split(',').nth(4).unwrap()).collect();
    assert_eq!(opened, ["/orders", "/orders/{id}", "/health"]);
}

#[test]
fn two_matrices_tell_who_can_newly_call_what() {
    let revision = BASE
        .replace("post: {security: [{oauth: [orders:write]}]", "post: {security: [{oauth: [orders:read]}]")
        .replace("[{oauth: [orders:write]}, {key: []}]", "[{oauth: [orders:write]}]")
        .replace("/health", "/status")
        .replace("{id}", "{order}");
    let f = folder(&[("before.yaml", BASE), ("after.yaml", &revision)]);
    let (_, json, _) = run(f.path(), &["audit", "after.yaml", "--against", "before.yaml", "-f", "json"]);
    let report: Value = serde_json::from_str(&json).unwrap();
    let said =
        |c: &Value| format!("{} {} {} {}", c["operation"], c["kind"], c["newly"], c["no_longer"]).replace('"', "");
    let changes: Vec<String> = report["changes"].as_array().unwrap().iter().map(said).collect();
    assert_eq!(
        changes,
        [
            "POST /orders changed [oauth[orders:read]] [oauth[orders:write]]",
            "DELETE /orders/{order} closed [] [key]",
            "GET /status added [anonymous] []",
            "GET /health removed [] [anonymous]",
        ]
    );
    let (_, json, _) = run(f.path(), &["audit", "before.yaml", "--against", "before.yaml", "-f", "json"]);
    assert_eq!(serde_json::from_str::<Value>(&json).unwrap()["changes"], Value::Array(Vec::new()));
}

#[test]
fn pages_keep_hostile_text_as_text() {
    let api = BASE.replace("/health", "/<script>alert(1)<~1script>");
    let f = folder(&[("api.yaml", &api)]);
    for command in ["audit", "inventory"] {
        let (code, page, err) = run(f.path(), &[command, ".", "-f", "html"]);
        assert_eq!(code, 0, "{err}");
        assert_eq!(page.matches("<script").count(), 1, "{page}");
        assert!(page.contains("default-src 'none'"));
    }
}

fn api(title: &str, version: u32, more: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo:\n  title: {title} v{version}\n  version: {version}.1.0\n{more}servers: [{{url: https://a.example/v{version}}}]\npaths:\n  /x:\n    get: {{responses: {{'200': {{description: d}}}}}}\n"
    )
}

#[test]
fn the_inventory_lists_versions_and_what_is_left_behind() {
    let ends = |date: &str| format!("  x-sunset-date: '{date}'\n");
    let f = folder(&[
        ("orders/v1.yaml", &api("Orders", 1, &ends("2026-12-24"))),
        ("orders/v2.yaml", &api("Orders", 2, "")),
        ("orders/v3.yaml", &api("Orders", 3, "")),
        ("users/v1.yaml", &api("Users", 1, &ends("2026-01-31"))),
        ("users/other.yaml", "a: 1\n"),
    ]);
    let (code, text, _) = run(f.path(), &["inventory", ".", "--today", "2026-11-23"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(text);
    assert_eq!(run(f.path(), &["inventory", ".", "--check", "--today", "2026-11-23"]).0, 1);
    let (_, calendar, _) = run(f.path(), &["inventory", ".", "-f", "ics"]);
    assert_eq!(calendar.matches("BEGIN:VEVENT\r\n").count(), 2);
    assert!(calendar.contains("DTSTART;VALUE=DATE:20261224\r\nSUMMARY:Sunset of Orders 1.1.0\r\n"), "{calendar}");
    std::fs::write(f.path().join("bad.yaml"), "openapi: 3.0.3\ninfo: [\n").unwrap();
    let (code, _, err) = run(f.path(), &["inventory", "."]);
    assert_eq!(code, 2);
    assert!(err.contains("`./bad.yaml` cannot be read in full: line"), "{err}");
}

#[test]
fn operations_that_end_before_their_api_are_in_the_inventory() {
    let dated = |path: &str, more: &str| {
        format!("  {path}:\n    get: {{deprecated: true, {more}responses: {{'200': {{description: d}}}}}}\n")
    };
    let base = api("Orders", 1, "");
    let two = base.clone() + &dated("/a", "x-sunset: 2026-12-24, ") + &dated("/b", "x-sunset: 2026-12-24, ");
    let header = "headers: {Sunset: {schema: {type: string}, example: 'Sun, 31 Jan 2027 00:00:00 GMT'}}, ";
    let told = dated("/c", "").replace("{description: d}", &format!("{{{header}description: d}}"));
    let past = base.clone() + "  /d:\n    x-sunset: 2026-01-31\n    get: {responses: {'200': {description: d}}}\n";
    let f = folder(&[("two.yaml", &(two + &told)), ("past.yaml", &past), ("plain.yaml", &base)]);
    let (_, text, _) = run(f.path(), &["inventory", ".", "--today", "2026-11-23"]);
    insta::assert_snapshot!(text);
    let (_, json, _) = run(f.path(), &["inventory", "two.yaml", "-f", "json", "--today", "2026-11-23"]);
    let report: Value = serde_json::from_str(&json).unwrap();
    let sunsets = report["apis"][0]["operation_sunsets"].as_array().unwrap();
    let days: Vec<_> =
        sunsets.iter().map(|s| (s["operation"].as_str().unwrap(), s["days_left"].as_i64().unwrap())).collect();
    assert_eq!(days, [("GET /a", 31), ("GET /b", 31), ("GET /c", 69)]);
    let (_, calendar, _) = run(f.path(), &["inventory", ".", "-f", "ics"]);
    let calendar = calendar.replace("\r\n ", "");
    assert_eq!(calendar.matches("BEGIN:VEVENT\r\n").count(), 3, "{calendar}");
    for line in [
        "DTSTART;VALUE=DATE:20261224\r\nSUMMARY:Sunset of 2 operations of Orders 1.1.0\r\nDESCRIPTION:two.yaml: GET /a\\, GET /b\r\n",
        "SUMMARY:Sunset of GET /c of Orders 1.1.0\r\n",
        "DTSTART;VALUE=DATE:20260131\r\nSUMMARY:Sunset of GET /d of Orders 1.1.0\r\n",
    ] {
        assert!(calendar.contains(line), "{line} is not in {calendar}");
    }
    let (_, csv, _) = run(f.path(), &["inventory", "two.yaml", "-f", "csv", "--today", "2026-11-23"]);
    assert!(csv.contains("operation_sunsets,next_sunset") && csv.contains(",3,2026-12-24"), "{csv}");
}

#[test]
fn shares_joined_are_the_whole() {
    let files: Vec<(String, String)> =
        (0..60).map(|n| (format!("a{n}/api.yaml"), api(&format!("Api{}", n / 3), n % 3 + 1, ""))).collect();
    let f = folder(&files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect::<Vec<_>>());
    let (_, whole, _) = run(f.path(), &["inventory", ".", "-f", "json"]);
    for n in 1..=3 {
        let (share, file) = (format!("{n}/3"), format!("s{n}.jsonl"));
        let (code, ..) = run(f.path(), &["inventory", ".", "--shard", &share, "-f", "jsonl", "-o", &file]);
        assert_eq!(code, 0);
        assert!(std::fs::read_to_string(f.path().join(&file)).unwrap().lines().count() > 5);
    }
    let (_, merged, _) = run(f.path(), &["inventory", "-f", "json", "--merge", "s3.jsonl", "s1.jsonl", "s2.jsonl"]);
    assert_eq!(whole, merged);
    std::fs::write(f.path().join("s1.jsonl"), "{}\n").unwrap();
    let (code, _, err) = run(f.path(), &["inventory", "--merge", "s1.jsonl"]);
    assert_eq!(code, 2);
    assert!(err.contains("`s1.jsonl`, line 1: this is no row of an inventory"), "{err}");
    assert_eq!(run(f.path(), &["inventory", "--shard", "4/3"]).0, 2);
}

#[test]
fn operations_in_other_files_are_counted() {
    let (_, json, _) = run(root(), &["inventory", "fixtures/shop", "-f", "json"]);
    let report: Value = serde_json::from_str(&json).unwrap();
    assert!(report["apis"][0]["operations"].as_u64().unwrap() > 1, "{json}");
}

#[test]
fn rules_of_views_are_reported_by_their_commands() {
    for (rule, command) in common::OF_VIEWS {
        let category = if command == "promote" { "exposure" } else { "lifecycle" };
        let folder = root().join("fixtures").join(category).join(rule);
        for (file, expected) in [("fail.yaml", true), ("pass.yaml", false)] {
            let arguments: Vec<&str> = match command {
                "promote" => vec!["promote", "internal.yaml", file, "-f", "json"],
                _ if folder.join("newest.yaml").exists() => {
                    vec!["inventory", file, "newer.yaml", "newest.yaml", "-f", "json"]
                }
                _ => vec!["inventory", file, "newer.yaml", "-f", "json"],
            };
            let (_, json, err) = run(&folder, &arguments);
            let report: Value = serde_json::from_str(&json).unwrap_or_else(|e| panic!("{e}: {err}"));
            let found = report["findings"].as_array().unwrap().iter().any(|f| f["rule"] == rule);
            assert_eq!(found, expected, "{rule} {file}: {json}");
        }
    }
}

const INSIDE: &str = "openapi: 3.1.0
info: {title: Orders inside, version: 3.0.0}
servers: [{url: https://orders.inside.acme.com}]
security: [{oauth: [orders:read]}]
paths:
  /orders:
    get: {operationId: listOrders, x-throttling-tier: Gold, responses: {'200': {description: d}}}
    post:
      operationId: placeOrder
      security: [{oauth: [orders:write]}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: {'201': {description: d}}
  /orders/{id}/audit:
    get: {x-internal: true, responses: {'200': {description: d}}}
  /admin/reindex:
    post: {operationId: reindex, responses: {'202': {description: d}}}
components:
  schemas:
    Order: {type: object, properties: {id: {type: string}}}
  securitySchemes:
    oauth:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: https://a.example/t, scopes: {orders:read: r, orders:write: w}}}
";

#[test]
fn a_promotion_shows_what_is_exposed_hidden_and_drifted() {
    let public = INSIDE
        .replace("Orders inside", "Orders")
        .replace("https://orders.inside.acme.com", "https://api.acme.com/v1")
        .replace("x-throttling-tier: Gold, ", "")
        .replace("security: [{oauth: [orders:write]}]", "security: []")
        .replace("  /orders/{id}/audit:\n    get: {x-internal: true,", "  /v1/orders/{order}/audit:\n    get: {")
        .replace("/admin/reindex", "/refunds")
        .replace("reindex", "refund")
        .replace("{id: {type: string}}", "{id: {type: string}, coupon: {type: string, x-internal: true}}");
    let f = folder(&[("inside.yaml", INSIDE), ("public.yaml", &public), ("map.yaml", "POST /refunds: reindex\n")]);
    let (code, csv, err) = run(f.path(), &["promote", "inside.yaml", "public.yaml", "-f", "csv"]);
    assert_eq!(code, 1, "{err}");
    insta::assert_snapshot!(csv);
    let (_, json, _) = run(f.path(), &["promote", "inside.yaml", "public.yaml", "--map", "map.yaml", "-f", "json"]);
    let report: Value = serde_json::from_str(&json).unwrap();
    assert!(report["surface"].as_array().unwrap().iter().all(|s| s["state"] != "new" && s["state"] != "hidden"));
    assert!(report["findings"].as_array().unwrap().iter().any(|f| f["rule"] == "internal-exposed"), "{json}");
    // The inside under the same servers is no face of itself, but all its operations are.
    let (_, json, _) = run(f.path(), &["promote", "inside.yaml", "inside.yaml", "-f", "json"]);
    let report: Value = serde_json::from_str(&json).unwrap();
    let states: Vec<&str> =
        report["surface"].as_array().unwrap().iter().map(|s| s["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["exposed", "exposed", "drifted", "exposed"]);
    let (code, _, err) = run(f.path(), &["promote", "inside.yaml", "none.yaml"]);
    assert_eq!(code, 2);
    assert!(err.contains("there is no such file"), "{err}");
}

#[test]
fn documents_of_a_folder_are_compared_each_with_its_own_past() {
    // The same paths and scheme names in both: what holds in one says nothing about the other.
    let other = BASE.replace("Orders v1", "Refunds v1").replace("[{oauth: [orders:write]}, {key: []}]", "[{key: []}]");
    let f = folder(&[("old/a.yaml", BASE), ("old/b.yaml", &other), ("new/a.yaml", BASE), ("new/b.yaml", &other)]);
    let arguments = ["audit", "new", "--against", "old", "-f", "json"];
    let (code, json, err) = run(f.path(), &arguments);
    assert_eq!(code, 0, "{err}");
    let report: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["changes"], serde_json::json!([]));
    let alone = |file: &str| {
        let (_, json, _) = run(f.path(), &["audit", file, "-f", "json"]);
        let report: Value = serde_json::from_str(&json).unwrap();
        report["figures"]["least_privilege"].as_f64().unwrap()
    };
    let both = report["figures"]["least_privilege"].as_f64().unwrap();
    assert!((both - (alone("new/a.yaml") + alone("new/b.yaml")) / 2.0).abs() < 1e-9, "{both}");
    std::fs::write(f.path().join("new/b.yaml"), other.replace("security: []", "security: [{key: []}]")).unwrap();
    let (_, json, _) = run(f.path(), &arguments);
    let report: Value = serde_json::from_str(&json).unwrap();
    let changes = report["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!((changes[0]["file"].as_str(), changes[0]["kind"].as_str()), (Some("new/b.yaml"), Some("closed")));
}

#[test]
fn a_schema_that_is_used_in_two_places_is_held_against_both() {
    let api = |person: &str, extra: &str| {
        format!(
            "openapi: 3.1.0
info: {{title: Orders, version: 1.0.0}}
paths:
  /orders:
    post:
      operationId: order
      security: []
      requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Order'}}}}}}}}
      responses: {{'200': {{description: d}}}}
components:
  schemas:
    Order:
      type: object
      properties: {{buyer: {{$ref: '#/components/schemas/Person'}}, seller: {{$ref: '#/components/schemas/{person}'}}, next: {{$ref: '#/components/schemas/Order'}}}}
    Person: {{type: object, properties: {{name: {{type: string}}, age: {{type: integer}}{extra}}}}}
    Seller: {{type: object, properties: {{name: {{type: string}}}}}}
"
        )
    };
    let new = |public: &str, internal: &str| {
        let f = folder(&[("public.yaml", public), ("internal.yaml", internal)]);
        let (_, json, _) = run(f.path(), &["promote", "internal.yaml", "public.yaml", "-f", "json"]);
        let report: Value = serde_json::from_str(&json).unwrap();
        report["surface"][0]["why"].as_array().unwrap().iter().map(|w| w.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(new(&api("Person", ""), &api("Person", "")), Vec::<String>::new());
    // Inside, a seller has no age; the buyer has.
    let found = new(&api("Person", ""), &api("Seller", ""));
    assert_eq!(found, ["\"it accepts `seller.age`, which the internal one does not have\""]);
    // What is new is told once, without what is in it.
    let extra = ", home: {type: object, properties: {street: {type: string}}}";
    let found = new(&api("Person", extra), &api("Person", ""));
    assert_eq!(found, ["\"it accepts `buyer.home`, which the internal one does not have\""]);
    let open = api("Person", "").replace("integer}}", "integer}}, additionalProperties: true");
    assert_eq!(new(&api("Person", extra), &open), Vec::<String>::new());
}

#[test]
fn promotions_follow_the_configuration() {
    let public = INSIDE.replace("x-internal: true, ", "").replace("Orders inside", "Orders");
    let files = [("in.yaml", INSIDE), ("out.yaml", &public), ("apivet.yaml", "rules: {promotion-drift: 'off'}\n")];
    let f = folder(&files);
    let (code, json, err) = run(f.path(), &["promote", "in.yaml", "out.yaml", "-f", "json"]);
    let report: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, report["findings"].as_array().map(Vec::len)), (0, Some(0)), "{json}{err}");
}

/// A document with one operation for each of some lines under `paths`.
fn document(paths: &str, components: &str) -> String {
    format!("openapi: 3.1.0\ninfo: {{title: Orders, version: 1.0.0}}\npaths:\n{paths}components:\n{components}")
}

const SCHEMES: &str = "  securitySchemes:
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: https://a.example/t, scopes: {o:r: r, admin: a}}}}
    key: {type: apiKey, in: header, name: X-Key}
    mtls: {type: mutualTLS}
";

/// The states and reasons of a promotion.
fn promoted(internal: &str, public: &str) -> (String, Vec<String>) {
    let f = folder(&[("in.yaml", internal), ("out.yaml", public)]);
    let (code, json, err) = run(f.path(), &["promote", "in.yaml", "out.yaml", "-f", "json"]);
    assert_ne!(code, 2, "{err}");
    let report: Value = serde_json::from_str(&json).unwrap();
    let first = &report["surface"][0];
    let why = first["why"].as_array().unwrap().iter().map(|w| w.as_str().unwrap().to_owned()).collect();
    (first["state"].as_str().unwrap().to_owned(), why)
}

#[test]
fn a_public_operation_asks_at_least_for_what_the_internal_one_asks_for() {
    let guarded = |security: &str| {
        document(
            &format!("  /o: {{get: {{security: [{security}], responses: {{'200': {{description: d}}}}}}}}\n"),
            SCHEMES,
        )
    };
    for (internal, public, weaker) in [
        ("{oauth: ['o:r', admin]}", "{oauth: ['o:r']}", true),
        ("{oauth: ['o:r'], key: []}", "{oauth: ['o:r']}", true),
        ("{oauth: ['o:r']}", "{oauth: ['o:r']}, {key: []}", true),
        ("{oauth: ['o:r']}", "{ghost: []}", true),
        ("{key: []}", "{oauth: ['o:r']}", false),
        ("{key: []}, {oauth: ['o:r']}", "{oauth: ['o:r']}", false),
        ("{oauth: ['o:r']}", "{oauth: ['o:r', admin], key: []}", false),
    ] {
        let (state, why) = promoted(&guarded(internal), &guarded(public));
        assert_eq!(state == "drifted", weaker, "{internal} to {public}: {why:?}");
    }
}

#[test]
fn public_fields_and_parameters_are_held_against_what_goes_the_same_way() {
    let with = |properties: &str, more: &str| {
        document(
            &format!(
                "  /o/{{id}}:
    post:
      security: []
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}{more}]
      requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/O'}}}}}}}}
      responses:
        '200': {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/O'}}}}}}}}
        '500': {{description: d, content: {{application/json: {{schema: {{type: object, additionalProperties: true}}}}}}}}
"
            ),
            &format!("  schemas: {{O: {{type: object, properties: {{{properties}}}}}}}\n"),
        )
    };
    let inside = with(
        "name: {type: string}, password: {type: string, writeOnly: true}, margin: {type: number, x-internal: true}",
        ", {name: x-trace, in: header, x-internal: true, schema: {type: string}}",
    );
    let same = with("name: {type: string}", "").replace("{id}", "{order}").replace("name: id", "name: order");
    assert_eq!(promoted(&inside, &same), ("exposed".to_owned(), Vec::new()));
    let leaking = with(
        "name: {type: string}, password: {type: string}, margin: {type: number}",
        ", {name: X-Trace, in: header, schema: {type: string}}, {name: q, in: query, schema: {type: string}}",
    );
    let (_, why) = promoted(&inside, &leaking);
    assert_eq!(
        why,
        [
            "it accepts `margin`, which is internal",
            "it returns `margin`, which is internal",
            "it returns `password`, which the internal one does not have",
            "it accepts `X-Trace`, which is internal",
            "it accepts `q`, which the internal one does not accept",
        ]
    );
}

#[test]
fn the_same_path_comes_before_the_path_without_its_version() {
    let inside = document(
        "  /v1/o: {get: {security: [{key: []}], responses: {'200': {description: d}}}}
  /v2/o: {get: {security: [{oauth: [admin]}], responses: {'200': {description: d}}}}
",
        SCHEMES,
    );
    let outside = document("  /v2/o: {get: {security: [{key: []}], responses: {'200': {description: d}}}}\n", SCHEMES);
    let (state, why) = promoted(&inside, &outside);
    assert_eq!((state.as_str(), why.len()), ("drifted", 1), "{why:?}");
    let f = folder(&[("in.yaml", &inside), ("out.yaml", &outside), ("map.yaml", "GET /v2/o: GET /v3/o\n")]);
    let (code, _, err) = run(f.path(), &["promote", "in.yaml", "out.yaml", "--map", "map.yaml"]);
    assert_eq!(code, 2);
    assert!(err.contains("`GET /v3/o` is not an operation of the internal API; did you mean `GET /v"), "{err}");
}

#[test]
fn an_audit_tells_schemes_apart_and_leaves_nothing_out() {
    let guarded = |paths: &str, scheme: &str| document(paths, &format!("  securitySchemes: {{auth: {scheme}}}\n"));
    let any = "  /a: {get: {security: [{auth: []}], responses: {'200': {description: d}}}}\n";
    let oauth = "{type: oauth2, flows: {clientCredentials: {tokenUrl: https://a.example/t, scopes: {'o:r': r}}}}";
    let f = folder(&[
        ("old/v1/api.yaml", &guarded(any, oauth)),
        ("new/v1/api.yaml", &guarded(any, "{type: apiKey, in: query, name: k}")),
        (
            "broken.yaml",
            &document("  /a: {$ref: missing.yaml}\n  /b: {get: {responses: {'200': {description: d}}}}\n", "  {}\n"),
        ),
    ]);
    // Any token is enough where no scope is demanded.
    let (_, csv, _) = run(f.path(), &["audit", "old", "--scope", "o:r", "-f", "csv"]);
    assert_eq!(csv.lines().count(), 2, "{csv}");
    let (_, json, _) = run(f.path(), &["audit", "new", "--against", "old", "-f", "json"]);
    let report: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["changes"][0]["newly"][0], "auth (apiKey query k)", "{json}");
    assert_eq!(report["changes"][0]["no_longer"][0], "auth (oauth2)");
    let (_, csv, _) = run(f.path(), &["audit", "new", "--against", "old", "-f", "csv"]);
    assert!(csv.lines().nth(1).unwrap().ends_with("changed,auth (apiKey query k),auth (oauth2)"), "{csv}");
    std::fs::rename(f.path().join("new/v1/api.yaml"), f.path().join("new/v1/other.yaml")).unwrap();
    let (_, json, _) = run(f.path(), &["audit", "new", "--against", "old", "-f", "json"]);
    let report: Value = serde_json::from_str(&json).unwrap();
    let kinds: Vec<_> = report["changes"].as_array().unwrap().iter().map(|c| (&c["file"], &c["kind"])).collect();
    assert_eq!(kinds, [(&"new/v1/other.yaml".into(), &"added".into()), (&"v1/api.yaml".into(), &"removed".into())]);
    let (code, text, err) = run(f.path(), &["audit", "broken.yaml"]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("GET /b") && err.contains("it refers to `missing.yaml`"), "{err}");
}

#[test]
fn an_inventory_is_of_today_and_counts_what_stands_elsewhere() {
    let local = "openapi: 3.1.0
info: {title: Orders, version: 1.10.0}
paths: {/a: {$ref: '#/components/pathItems/A'}, /b: {get: {deprecated: true, responses: {'200': {description: d}}}}}
components: {pathItems: {A: {get: {responses: {'200': {description: d}}}}}}
";
    let dated = |version: &str| format!("openapi: 3.1.0\ninfo: {{title: Dated, version: '{version}'}}\npaths: {{}}\n");
    let ending = "openapi: 3.1.0\ninfo: {title: Ending, version: 1.0.0, x-sunset: '2026-11-20'}\npaths: {}\n";
    let f = folder(&[
        ("d/local.yaml", local),
        ("d/older.yaml", &local.replace("1.10.0", "1.9.0+source.1")),
        ("d/a.yaml", &dated("2024-01-01")),
        ("d/b.yaml", &dated("2025-01-01")),
        ("d/ending.yaml", ending),
    ]);
    let (code, lines, err) = run(f.path(), &["inventory", "d", "-f", "jsonl", "--today", "2026-11-01"]);
    assert_eq!(code, 0, "{err}");
    std::fs::write(f.path().join("rows.jsonl"), &lines).unwrap();
    let (_, json, err) = run(f.path(), &["inventory", "--merge", "rows.jsonl", "-f", "json", "--today", "2026-12-01"]);
    let report: Value = serde_json::from_str(&json).unwrap_or_else(|_| panic!("{err}"));
    let rows: Vec<String> = report["apis"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| format!("{} {} {} {}", r["api"], r["version"], r["state"], r["operations"]).replace('"', ""))
        .collect();
    assert_eq!(
        rows,
        [
            "Dated 2024-01-01 live 0",
            "Dated 2025-01-01 live 0",
            "Ending 1.0.0 ended 0",
            "Orders 1.9.0+source.1 live 2",
            "Orders 1.10.0 live 2"
        ]
    );
    let findings: Vec<&str> =
        report["findings"].as_array().unwrap().iter().map(|f| f["message"].as_str().unwrap()).collect();
    assert_eq!(
        findings,
        [
            "sunset was on 2026-11-20, and the document is still here",
            "2024-01-01 is not deprecated, but 2025-01-01 is live"
        ]
    );
    std::fs::write(f.path().join("rows.jsonl"), lines.replace("\"sunset\":\"2026-11-20\"", "\"sunset\":\"banana\""))
        .unwrap();
    let (code, _, err) = run(f.path(), &["inventory", "--merge", "rows.jsonl"]);
    assert_eq!(code, 2);
    assert!(err.contains("`banana` is not a date"), "{err}");
}
