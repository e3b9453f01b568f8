//! `apivet promote`: what a public description promises, and what the internal API behind it keeps.

mod common;

use common::{apivet_in, folder, stderr, stdout};
use serde_json::{Value, json};

fn run(folder: &std::path::Path, arguments: &[&str]) -> (i32, String, String) {
    let output = apivet_in(folder, arguments);
    (output.status.code().unwrap(), stdout(&output), stderr(&output))
}

/// An internal API with one operation, `POST /lamps`, and what differs outside.
fn promoted(changes: &[(&str, &str)], config: &str) -> Value {
    let inside = "openapi: 3.1.0
info: {title: Lamps, version: 1.0.0}
servers: [{url: https://api.acme.com/internal}]
paths:
  /lamps:
    post:
      operationId: addLamp
      security: [{oauth: [lamps:write]}]
      x-throttling-tier: Bronze
      parameters:
        - {name: dry, in: query, schema: {type: boolean}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Lamp'}}}
      responses:
        '200':
          description: Done
          headers: {X-Node: {x-internal: true, schema: {type: string}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}
components:
  schemas:
    Lamp:
      type: object
      required: [watts]
      properties: {watts: {type: integer, maximum: 100}, mode: {enum: ['on', 'off']}}
    Answer:
      type: object
      required: [id]
      properties: {id: {type: string}, state: {type: string}, secret: {type: string}, pair: {type: array, prefixItems: [{type: object, properties: {a: {type: string}}}]}}
  securitySchemes:
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: https://id.acme.com/token, scopes: {lamps:write: w, lamps:read: r}}}}
    other: {type: oauth2, flows: {clientCredentials: {tokenUrl: https://id.acme.com/token, scopes: {lamps:write: w, lamps:read: r, spare: s}}}}
    key: {type: apiKey, in: header, name: X-Key}
";
    // Outside nothing internal is shown from the beginning.
    let mut outside = inside
        .replace("https://api.acme.com/internal", "https://api.acme.com/v1")
        .replace("          headers: {X-Node: {x-internal: true, schema: {type: string}}}\n", "")
        .replace(", secret: {type: string}", "");
    for (from, to) in changes {
        assert!(outside.contains(from), "{from}");
        outside = outside.replace(from, to);
    }
    let f = folder(&[("inside.yaml", inside), ("outside.yaml", &outside), ("apivet.yaml", config)]);
    let (_, json, err) = run(f.path(), &["promote", "inside.yaml", "outside.yaml", "-f", "json"]);
    serde_json::from_str(&json).unwrap_or_else(|_| panic!("{err}"))
}

/// What the public operation promises and the internal one does not keep is drift; what is stricter outside is fine.
#[test]
fn a_promotion_compares_whole_messages() {
    let config = "policy: {tiers: [Bronze, Silver, Gold]}\n";
    let silent: &[&[(&str, &str)]] = &[
        &[],
        &[("maximum: 100", "maximum: 50")],
        &[("enum: ['on', 'off']", "enum: ['on']")],
        &[("required: [watts]", "required: [watts, mode]")],
        &[(", state: {type: string}", "")],
        &[("name: dry, in: query", "name: dry, required: true, in: query")],
        // Another name of the same scheme, and a public name of the scope that the inside does not know.
        &[("security: [{oauth: [lamps:write]}]", "security: [{other: [lamps:write]}]")],
        &[
            ("security: [{oauth: [lamps:write]}]", "security: [{other: [public:lamps]}]"),
            ("spare: s", "public:lamps: p"),
        ],
    ];
    for changes in silent {
        let report = promoted(changes, config);
        assert_eq!((&report["safe"], &report["findings"]), (&Value::from(true), &json!([])), "{changes:?}");
    }
    for (changes, rule, words) in [
        (("maximum: 100", "maximum: 500"), "promotion-drift", "maximum"),
        (("required: [watts]", "required: []"), "promotion-drift", "`watts` became required"),
        (("enum: ['on', 'off']", "enum: ['on', 'off', strobe]"), "promotion-drift", "strobe"),
        (("watts: {type: integer", "watts: {type: number"), "promotion-drift", "number"),
        (("required: [id]", "required: [id, state]"), "promotion-drift", "`state` became optional"),
        (("id: {type: string}", "id: {type: integer}"), "promotion-drift", "`id`"),
        (("mode: {enum", "extra: {type: string}, mode: {enum"), "promotion-new-surface", "extra"),
        (("{a: {type: string}}", "{a: {type: string}, b: {type: string}}"), "promotion-new-surface", "b"),
        (("[{oauth: [lamps:write]}]", "[{other: [lamps:read]}]"), "promotion-weaker-auth", "lamps:read"),
        (("[{oauth: [lamps:write]}]", "[{key: []}]"), "promotion-weaker-auth", "`key`"),
        (("x-throttling-tier: Bronze", "x-throttling-tier: Gold"), "promotion-drift", "Gold"),
        (
            (
                "          content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}",
                "          headers: {X-Node: {schema: {type: string}}}\n          content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}",
            ),
            "promotion-drift",
            "X-Node",
        ),
        (("version: 1.0.0}", "version: 1.0.0, x-audience: company-internal}"), "promotion-drift", "company-internal"),
        (
            ("https://api.acme.com/v1", "https://api.acme.com/internal/v1"),
            "promotion-drift",
            "belongs to the internal API",
        ),
        (
            (
                "      responses:\n",
                "      callbacks: {done: {'http://hooks.svc.cluster.local/done': {post: {responses: {'200': {description: ok}}}}}}\n      responses:\n",
            ),
            "internal-host-leaked",
            "hooks.svc.cluster.local",
        ),
        (
            ("state: {type: string}", "state: {type: string, example: http://a.svc.cluster.local/x}"),
            "internal-host-leaked",
            "a.svc.cluster.local",
        ),
        (("    Lamp:\n", "    Hidden: {type: object, x-internal: true}\n    Lamp:\n"), "internal-exposed", "Hidden"),
    ] {
        let report = promoted(&[changes], config);
        let found = report["findings"].as_array().unwrap();
        let told = |f: &Value| f["rule"] == rule && f["message"].as_str().unwrap().contains(words);
        assert!(found.iter().any(told), "{changes:?}: {found:#?}");
        assert_eq!(report["safe"], false, "{changes:?}");
        // One cause is one finding, whatever else it shows in.
        assert!(found.len() <= 2, "{changes:?}: {found:#?}");
    }
    // The proof is a message, and both places are named.
    let report = promoted(&[("maximum: 100", "maximum: 500")], config);
    let found = &report["findings"][0];
    assert!(found["help"].as_str().unwrap().contains("refused by the internal one: {\"watts\":"), "{found}");
    assert!(
        found["also"][0]["file"] == "inside.yaml" && found["pointer"].as_str().unwrap().ends_with("/maximum"),
        "{found}"
    );
    assert_eq!(report["surface"][0]["matched_by"], "operationId");
}

/// Forms are forms, whichever version describes them.
#[test]
fn forms_of_both_versions_are_compared() {
    let new = |fields: &str| {
        format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: 1.0.0}}\npaths:\n  /a:\n    post:\n      operationId: a\n      requestBody: {{content: {{multipart/form-data: {{schema: {{type: object, properties: {{{fields}}}}}}}}}}}\n      responses: {{'200': {{description: ok}}}}\n"
        )
    };
    let old = |fields: &[&str]| {
        let fields: String =
            fields.iter().map(|f| format!("        - {{name: {f}, in: formData, type: string}}\n")).collect();
        format!(
            "swagger: '2.0'\ninfo: {{title: T, version: 1.0.0}}\npaths:\n  /a:\n    post:\n      operationId: a\n      consumes: [multipart/form-data]\n      parameters:\n{fields}      responses: {{'200': {{description: ok}}}}\n"
        )
    };
    let two = "x: {type: string}, y: {type: string}";
    let f = folder(&[
        ("new.yaml", &new(two)),
        ("more.yaml", &new(&format!("{two}, z: {{type: string}}"))),
        ("old.yaml", &old(&["x", "y"])),
        ("old-more.yaml", &old(&["x", "y", "z"])),
    ]);
    let found = |inside: &str, outside: &str| {
        let (_, json, _) = run(f.path(), &["promote", inside, outside, "-f", "json"]);
        serde_json::from_str::<Value>(&json).unwrap()["findings"].as_array().unwrap().len()
    };
    assert_eq!(
        [found("new.yaml", "old.yaml"), found("old.yaml", "new.yaml"), found("old.yaml", "old.yaml")],
        [0, 0, 0]
    );
    assert_eq!(
        [found("old.yaml", "more.yaml"), found("new.yaml", "old-more.yaml"), found("old.yaml", "old-more.yaml")],
        [1, 1, 1]
    );
}
