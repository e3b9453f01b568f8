//! Is a value what its schema says? By hand for each keyword and its boundaries, and against another validator.

use std::sync::Arc;

use apivet::model::{Direction, validate};
use apivet::source::Source;
use apivet::spec::{NoFiles, Version, Workspace};
use apivet::tree::{Limits, Tree};
use proptest::prelude::*;
use serde_json::{Value, json};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Valid,
    Invalid,
    Unknown,
}

/// How a value is judged: the version, the direction, and whether overlapping branches of `oneOf` are let pass.
#[derive(Clone, Copy)]
struct Way(Version, Direction, bool);

const USUAL: Way = Way(Version::V3_1, Direction::Either, false);

/// The messages about a value.
fn messages(schema: &Value, value: &Value, way: Way) -> Vec<String> {
    messages_of("S", schema, value, way)
}

fn messages_of(name: &str, schema: &Value, value: &Value, Way(version, direction, lenient): Way) -> Vec<String> {
    let document = json!({
        "openapi": if version == Version::V3_0 { "3.0.3" } else { "3.1.0" },
        "info": {"title": "t", "version": "1"}, "paths": {},
        "components": {"schemas": {"S": schema, "NotS": {"not": {"$ref": "#/components/schemas/S"}}, "Id": {"type": "integer"}, "Cat": {"type": "object", "required": ["lives"]},
            "Dog": {"type": "object", "required": ["bark"]}, "ReadOnly": {"type": "string", "readOnly": true}}},
        "x-value": value,
    });
    let tree = Tree::parse(Arc::new(Source::new("t.json", document.to_string())), Limits::default());
    let workspace = Workspace::build(vec![tree], &NoFiles);
    let root = workspace.trees()[0].root();
    let at = |pointer: &str| root.resolve_pointer(pointer).unwrap();
    let found =
        validate(&workspace, at(&format!("/components/schemas/{name}")), at("/x-value"), version, direction, lenient);
    let mismatches = found.err().unwrap_or_default();
    let place = |m: &apivet::model::Mismatch<'_>| m.value.pointer()["/x-value".len()..].to_owned();
    mismatches.iter().map(|m| format!("{} {}", place(m), m.message).trim_start().to_owned()).collect()
}

/// Valid and unknown differ in what `not` makes of them, which is `NotS`.
fn verdict(schema: &Value, value: &Value, way: Way) -> Verdict {
    match messages(schema, value, way).is_empty() {
        false => Verdict::Invalid,
        true if messages_of("NotS", schema, value, way).is_empty() => Verdict::Unknown,
        true => Verdict::Valid,
    }
}

/// A schema, values that it admits, and values that it refuses with what is said of them.
type Row = (&'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);

const KEYWORDS: &[Row] = &[
    ("true", &["1", "null"], &[]),
    ("false", &[], &[("1", "is not allowed")]),
    (
        r#"{"type": "string"}"#,
        &[r#""""#],
        &[("1", "must be a string, found an integer"), ("null", "must be a string, found null")],
    ),
    (
        r#"{"type": "integer"}"#,
        &["1", "-3", "1.0"],
        &[("1.5", "must be an integer, found a number"), (r#""1""#, "must be an integer, found a string")],
    ),
    (r#"{"type": ["string", "null"]}"#, &["null", r#""a""#], &[("1", "must be a string or null, found an integer")]),
    (r#"{"maximum": 5}"#, &["5", "4.5", r#""9""#], &[("6", "must be at most 5"), ("5.1", "must be at most 5")]),
    (r#"{"minimum": 5}"#, &["5", "6", "null"], &[("4", "must be at least 5")]),
    (r#"{"exclusiveMaximum": 5}"#, &["4"], &[("5", "must be less than 5"), ("6", "must be less than 5")]),
    (r#"{"exclusiveMinimum": 5}"#, &["6"], &[("5", "must be more than 5"), ("4", "must be more than 5")]),
    (r#"{"multipleOf": 3}"#, &["9", "0", "-3"], &[("10", "must be a multiple of 3")]),
    (r#"{"multipleOf": 0.01}"#, &["1.1", "19.99"], &[("0.005", "must be a multiple of 0.01")]),
    (
        r#"{"format": "int32"}"#,
        &["2147483647", "-2147483648"],
        &[("3000000000", "does not fit in 32 bits"), ("-3000000000", "does not fit in 32 bits")],
    ),
    (r#"{"maxLength": 2}"#, &[r#""ab""#, r#""äö""#, "123"], &[(r#""abc""#, "must have at most 2 characters, has 3")]),
    (r#"{"minLength": 2}"#, &[r#""ab""#, "1"], &[(r#""a""#, "must have at least 2 characters, has 1")]),
    (r#"{"pattern": "^a+$"}"#, &[r#""aa""#, "1"], &[(r#""ab""#, "must match the pattern `^a+$`")]),
    (r#"{"format": "date"}"#, &[r#""2026-02-28""#, "1"], &[(r#""2026-02-30""#, "is not of the format `date`")]),
    (
        r#"{"format": "date-time"}"#,
        &[r#""2026-02-28T10:00:00Z""#, r#""2026-02-28 10:00:00.5+01:00""#, r#""2026-02-28t10:00:00z""#],
        &[
            (r#""2026-02-28""#, "is not of the format `date-time`"),
            (r#""2026-02-30T10:00:00Z""#, "is not of the format `date-time`"),
            (r#""2026-02-28T10:00:00""#, "is not of the format `date-time`"),
            (r#""2026-02-28T10-00-00Z""#, "is not of the format `date-time`"),
            (r#""2026-02-28T10:00Z""#, "is not of the format `date-time`"),
            (r#""2026-02-28T10:00:00+0100""#, "is not of the format `date-time`"),
            (r#""2026-02-28T1a:00:00Z""#, "is not of the format `date-time`"),
            (r#""2026-02-28T10:00:00+0a:00""#, "is not of the format `date-time`"),
        ],
    ),
    (
        r#"{"format": "uuid"}"#,
        &[r#""123e4567-e89b-12d3-a456-426614174000""#],
        &[
            (r#""123e4567-e89b-12d3-a456-42661417400""#, "is not of the format `uuid`"),
            (r#""123e4567ae89b-12d3-a456-426614174000""#, "is not of the format `uuid`"),
            (r#""g23e4567-e89b-12d3-a456-426614174000""#, "is not of the format `uuid`"),
        ],
    ),
    (r#"{"format": "ipv4"}"#, &[r#""10.0.0.1""#], &[(r#""10.0.0.256""#, "is not of the format `ipv4`")]),
    (r#"{"format": "ipv6"}"#, &[r#""::1""#], &[(r#"":::1""#, "is not of the format `ipv6`")]),
    (
        r#"{"format": "int64"}"#,
        &["9223372036854775807", "-9223372036854775808"],
        &[("9223372036854775808", "does not fit in 64 bits")],
    ),
    (r#"{"maximum": 9007199254740992}"#, &["9007199254740992"], &[("9007199254740993", "must be at most")]),
    (r#"{"multipleOf": 0.01}"#, &["19.99", "1e20", "0.30"], &[("19.999", "must be a multiple of 0.01")]),
    (r#"{"format": "email"}"#, &[r#""a@example.com""#], &[(r#""a""#, "is not of the format `email`")]),
    (r#"{"format": "time"}"#, &[r#""10:00:00Z""#], &[(r#""24:00:00Z""#, "is not of the format `time`")]),
    (
        r#"{"allOf": [{"properties": {"a": {}}}], "properties": {"b": {}}, "unevaluatedProperties": false}"#,
        &[r#"{"a": 1, "b": 2}"#, "{}", "3"],
        &[(r#"{"c": 1}"#, "/c is not declared, and `unevaluatedProperties` is false")],
    ),
    (
        r#"{"oneOf": [{"properties": {"a": {"type": "string"}}, "required": ["a"]}, {"properties": {"b": {}}, "required": ["b"]}], "unevaluatedProperties": {"type": "boolean"}}"#,
        &[r#"{"a": "x", "c": true}"#, r#"{"b": 1}"#],
        &[(r#"{"b": 1, "a": 2}"#, "/a must be a boolean, found an integer")],
    ),
    (
        r#"{"prefixItems": [{"type": "string"}], "contains": {"const": 1}, "unevaluatedItems": false}"#,
        &[r#"["a", 1]"#, r#"["a", 1, 1]"#],
        &[(r#"["a", 1, 2]"#, "/2 is not declared, and `unevaluatedItems` is false")],
    ),
    (r#"{"format": "own-format"}"#, &[r#""anything""#], &[]),
    (r#"{"maxItems": 1}"#, &["[]", "[1]", r#"{"a": 1, "b": 2}"#], &[("[1, 2]", "must have at most 1 items, has 2")]),
    (r#"{"minItems": 1}"#, &["[1]", "{}"], &[("[]", "must have at least 1 items, has 0")]),
    (
        r#"{"uniqueItems": true}"#,
        &["[1, 2]", r#"[1, "1"]"#],
        &[
            ("[1, 2, 1]", "/2 is a duplicate, and `uniqueItems` is true"),
            (r#"[{"a": 1, "b": 2}, {"b": 2, "a": 1}]"#, "/1 is a duplicate, and `uniqueItems` is true"),
        ],
    ),
    (r#"{"uniqueItems": false}"#, &["[1, 1]"], &[]),
    (
        r#"{"items": {"type": "string"}}"#,
        &["[]", r#"["a"]"#, "1"],
        &[(r#"["a", 1]"#, "/1 must be a string, found an integer")],
    ),
    (r#"{"items": false}"#, &["[]"], &[("[1]", "/0 is not allowed")]),
    (
        r#"{"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}"#,
        &["[]", r#"["a"]"#, r#"["a", 1]"#],
        &[("[1]", "/0 must be a string, found an integer"), (r#"["a", "b"]"#, "/1 must be an integer, found a string")],
    ),
    (
        r#"{"contains": {"const": 1}}"#,
        &["[1]", "[1, 1, 2]", "1"],
        &[("[]", "has 0 items that match `contains`"), ("[2]", "has 0 items that match `contains`")],
    ),
    (
        r#"{"contains": {"const": 1}, "minContains": 2, "maxContains": 2}"#,
        &["[1, 1]"],
        &[("[1]", "has 1 items that match `contains`"), ("[1, 1, 1]", "has 3 items that match `contains`")],
    ),
    (r#"{"contains": {"const": 1}, "minContains": 0}"#, &["[]"], &[]),
    (r#"{"required": ["a"]}"#, &[r#"{"a": null}"#, "1"], &[(r#"{"b": 1}"#, "must have the property `a`")]),
    (r#"{"maxProperties": 1}"#, &[r#"{"a": 1}"#], &[(r#"{"a": 1, "b": 2}"#, "must have at most 1 properties, has 2")]),
    (r#"{"minProperties": 1}"#, &[r#"{"a": 1}"#, "[]"], &[("{}", "must have at least 1 properties, has 0")]),
    (
        r#"{"properties": {"a": {"type": "string"}}}"#,
        &["{}", r#"{"b": 1}"#],
        &[(r#"{"a": 1}"#, "/a must be a string, found an integer")],
    ),
    (
        r#"{"properties": {"a": {}}, "additionalProperties": false}"#,
        &[r#"{"a": 1}"#],
        &[(r#"{"b": 1}"#, "/b is not declared, and `additionalProperties` is false")],
    ),
    (
        r#"{"properties": {"a": {}}, "additionalProperties": {"type": "string"}}"#,
        &[r#"{"a": 1, "b": "x"}"#],
        &[(r#"{"b": 1}"#, "/b must be a string, found an integer")],
    ),
    (
        r#"{"patternProperties": {"^x-": {"type": "string"}}, "additionalProperties": false}"#,
        &[r#"{"x-a": "b"}"#],
        &[
            (r#"{"x-a": 1}"#, "/x-a must be a string, found an integer"),
            (r#"{"a": "b"}"#, "/a is not declared, and `additionalProperties` is false"),
        ],
    ),
    (
        r#"{"dependentRequired": {"a": ["b"]}}"#,
        &["{}", r#"{"b": 1}"#, r#"{"a": 1, "b": 1}"#],
        &[(r#"{"a": 1}"#, "must have the property `b`, because it has `a`")],
    ),
    (
        r#"{"dependentSchemas": {"a": {"required": ["b"]}}}"#,
        &["{}", r#"{"a": 1, "b": 1}"#],
        &[(r#"{"a": 1}"#, "must have the property `b`")],
    ),
    (r#"{"enum": ["a", 1, null]}"#, &[r#""a""#, "1", "1.0", "null"], &[("2", "must be one of `a`, `1`, `null`")]),
    (
        r#"{"enum": [1, 2, 3, 4, 5, 6, 7, 8]}"#,
        &["8"],
        &[("9", "must be one of `1`, `2`, `3`, `4`, `5`, `6`, `7`, `8`")],
    ),
    (
        r#"{"enum": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}"#,
        &["10"],
        &[("11", "must be one of `1`, `2`, `3`, `4`, `5`, `6`, `7`, `8` and 2 more")],
    ),
    (r#"{"const": {"a": [1]}}"#, &[r#"{"a": [1]}"#, r#"{"a": [1.0]}"#], &[(r#"{"a": [1, 2]}"#, "must be ")]),
    (
        r#"{"allOf": [{"minimum": 1}, {"maximum": 3}]}"#,
        &["2"],
        &[("0", "must be at least 1"), ("4", "must be at most 3")],
    ),
    (
        r#"{"anyOf": [{"minimum": 3}, {"maximum": 1}]}"#,
        &["0", "3"],
        &[("2", "matches none of the 2 alternatives of `anyOf`")],
    ),
    (
        r#"{"anyOf": [{"type": "string", "minLength": 2}, {"type": "integer"}]}"#,
        &["1", r#""ab""#],
        &[(r#""a""#, "must have at least 2 characters, has 1")],
    ),
    (
        r#"{"oneOf": [{"minimum": 1}, {"maximum": 3}]}"#,
        &["0", "4"],
        &[("2", "matches 2 of the alternatives of `oneOf`, and must match exactly one")],
    ),
    (r#"{"not": {"type": "string"}}"#, &["1"], &[(r#""a""#, "must not match the schema under `not`")]),
    (
        r#"{"if": {"minimum": 5}, "then": {"multipleOf": 5}, "else": {"multipleOf": 2}}"#,
        &["10", "4"],
        &[("6", "must be a multiple of 5"), ("3", "must be a multiple of 2")],
    ),
    (r#"{"if": {"minimum": 5}, "then": {"multipleOf": 5}}"#, &["3", "5"], &[("6", "must be a multiple of 5")]),
    (r##"{"$ref": "#/components/schemas/Id"}"##, &["1"], &[(r#""a""#, "must be an integer, found a string")]),
    (
        r##"{"$ref": "#/components/schemas/Id", "maximum": 3}"##,
        &["3"],
        &[("4", "must be at most 3"), (r#""a""#, "must be an integer, found a string")],
    ),
    (
        r##"{"properties": {"self": {"$ref": "#/components/schemas/S"}}, "required": ["id"]}"##,
        &[r#"{"id": 1, "self": {"id": 2}}"#],
        &[(r#"{"id": 1, "self": {}}"#, "/self must have the property `id`")],
    ),
    (
        r##"{"discriminator": {"propertyName": "kind"}, "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]}"##,
        &[r#"{"kind": "Cat", "lives": 9}"#, r#"{"kind": "Cat", "lives": 9, "bark": "?"}"#],
        &[(r#"{"kind": "Cat", "bark": "?"}"#, "must have the property `lives`")],
    ),
    (
        r##"{"discriminator": {"propertyName": "kind", "mapping": {"hund": "#/components/schemas/Dog"}}, "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]}"##,
        &[r#"{"kind": "hund", "bark": "?"}"#],
        &[(r#"{"kind": "hund", "lives": 9}"#, "must have the property `bark`")],
    ),
];

#[test]
fn each_keyword_admits_and_refuses_what_it_says() {
    let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    for (schema, valid, invalid) in KEYWORDS {
        let schema = &parse(schema);
        for value in *valid {
            assert_eq!(verdict(schema, &parse(value), USUAL), Verdict::Valid, "{schema}: {value}");
        }
        for (value, said) in *invalid {
            let found = messages(schema, &parse(value), USUAL);
            assert!(matches!(&found[..], [only] if only.starts_with(said)), "{schema}: {value}: {found:?}");
            // It stays one below others, and is found at its place.
            let deep = json!({"type": "array", "items": {"properties": {"p": schema}}});
            let found = messages(&deep, &json!([{"p": parse(value)}]), USUAL);
            assert!(matches!(&found[..], [only] if only.starts_with("/0/p")), "{schema}: {value}: {found:?}");
        }
    }
}

#[test]
fn what_cannot_be_told_is_not_reported() {
    let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    for (schema, value) in [
        (r##"{"$dynamicRef": "#x"}"##, "1"),
        (r#"{"propertyNames": {"maxLength": 1}}"#, r#"{"ab": 1}"#),
        (r#"{"type": "strng"}"#, "1"),
        (r#"{"pattern": "(("}"#, r#""a""#),
        (r#"{"patternProperties": {"((": false}}"#, r#"{"a": 1}"#),
        (r##"{"$ref": "#/nowhere"}"##, "1"),
        (r#"{"items": [{"type": "string"}]}"#, "[1]"),
        ("3", "1"),
        // One that cannot be told beside others.
        (r#"{"anyOf": [{"type": "strng"}, {"type": "integer"}]}"#, r#""a""#),
        (r#"{"oneOf": [{"type": "strng"}, {"type": "integer"}]}"#, "1"),
        (r#"{"not": {"type": "strng"}}"#, "1"),
        (r#"{"if": {"type": "strng"}, "then": false}"#, "1"),
        (r#"{"contains": {"type": "strng"}}"#, "[1]"),
        (r#"{"allOf": [{"type": "strng"}, {"type": "integer"}]}"#, "1"),
    ] {
        assert_eq!(verdict(&parse(schema), &parse(value), USUAL), Verdict::Unknown, "{schema}: {value}");
    }
    // What is known to fail fails whatever else there is.
    let both = json!({"allOf": [{"type": "strng"}, {"type": "integer"}]});
    assert_eq!(verdict(&both, &json!("a"), USUAL), Verdict::Invalid);
    // `unevaluatedProperties: true` forbids nothing.
    assert_eq!(verdict(&json!({"unevaluatedProperties": true}), &json!({"a": 1}), USUAL), Verdict::Valid);
}

#[test]
fn openapi_has_notions_of_its_own() {
    let v3_0 = Way(Version::V3_0, Direction::Either, false);
    let nullable = json!({"type": "string", "nullable": true});
    assert_eq!(verdict(&nullable, &Value::Null, v3_0), Verdict::Valid);
    assert_eq!(verdict(&json!({"type": "string", "nullable": false}), &Value::Null, v3_0), Verdict::Invalid);
    // Beside a reference nothing counts in 3.0.
    let with_more = json!({"$ref": "#/components/schemas/Id", "maximum": 3});
    assert_eq!(verdict(&with_more, &json!(4), v3_0), Verdict::Valid);
    let strict = json!({"maximum": 5, "exclusiveMaximum": true, "minimum": 1, "exclusiveMinimum": true});
    for (n, valid) in [(1, false), (2, true), (4, true), (5, false)] {
        assert_eq!(messages(&strict, &json!(n), v3_0).is_empty(), valid, "{n}");
    }
    assert_eq!(messages(&strict, &json!(5), v3_0), ["must be less than 5"]);
    assert_eq!(messages(&strict, &json!(1), v3_0), ["must be more than 1"]);
    // Overlapping branches are let pass where that is asked for.
    let overlap = json!({"oneOf": [{"minimum": 1}, {"maximum": 3}]});
    assert_eq!(verdict(&overlap, &json!(2), Way(Version::V3_1, Direction::Either, true)), Verdict::Valid);
    // Read-only properties need not be in requests, write-only ones not in responses.
    let required = |keyword: &str| json!({"required": ["a"], "properties": {"a": {keyword: true}}});
    let by_reference = json!({"required": ["a"], "properties": {"a": {"$ref": "#/components/schemas/ReadOnly"}}});
    let in_part = json!({"required": ["a"], "allOf": [{"properties": {"a": {"readOnly": true}}}]});
    let beside = json!({"allOf": [{"properties": {"a": {"readOnly": true}}}, {"required": ["a"]}]});
    for (schema, in_request, in_response) in [
        (required("readOnly"), Verdict::Valid, Verdict::Invalid),
        (required("writeOnly"), Verdict::Invalid, Verdict::Valid),
        (required("deprecated"), Verdict::Invalid, Verdict::Invalid),
        (by_reference, Verdict::Valid, Verdict::Invalid),
        (in_part, Verdict::Valid, Verdict::Invalid),
        (beside, Verdict::Valid, Verdict::Invalid),
    ] {
        for (direction, wanted) in [(Direction::Request, in_request), (Direction::Response, in_response)] {
            let found = verdict(&schema, &json!({}), Way(Version::V3_1, direction, false));
            assert_eq!(found, wanted, "{schema} {direction:?}");
        }
    }
    assert_eq!(verdict(&required("readOnly"), &json!({}), USUAL), Verdict::Valid);
}

/// A schema whose mismatches are many names some of them, and one that is reached on two ways once.
#[test]
fn mismatches_are_told_once() {
    let twice = json!({"allOf": [{"$ref": "#/components/schemas/Id"}, {"$ref": "#/components/schemas/Id"}]});
    assert_eq!(messages(&twice, &json!("a"), USUAL), ["must be an integer, found a string"]);
    let several = json!({"required": ["a", "b"], "properties": {"c": {"type": "string"}}});
    assert_eq!(messages(&several, &json!({"c": 1}), USUAL).len(), 3);
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-4..6i64).prop_map(Value::from),
        (-4..6i64).prop_map(|n| json!(n as f64 + 0.5)),
        prop::sample::select(&["", "a", "ab", "abc", "b", "é"][..]).prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[abx]", inner, 0..4).prop_map(|m| json!(m)),
        ]
    })
}

/// Schemas of the keywords that are judged.
fn any_schema() -> impl Strategy<Value = Value> {
    let word = || prop::sample::select(&["a", "b", "x"][..]);
    let types = || prop::sample::select(&["string", "integer", "number", "boolean", "array", "object", "null"][..]);
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        types().prop_map(|t| json!({"type": t})),
        (types(), types()).prop_filter("twice", |(a, b)| a != b).prop_map(|(a, b)| json!({"type": [a, b]})),
        (prop::sample::select(&["maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum"][..]), -3..5i64)
            .prop_map(|(k, n)| json!({k: n})),
        (
            prop::sample::select(
                &["maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties"][..]
            ),
            0..3u64
        )
            .prop_map(|(k, n)| json!({k: n})),
        (1..4u64).prop_map(|n| json!({"multipleOf": n})),
        prop::sample::select(&["^a", "b$", "^$", "[ab]"][..]).prop_map(|p| json!({"pattern": p})),
        prop::collection::btree_set(word(), 1..3).prop_map(|names| json!({"required": names})),
        prop::collection::vec(any_value(), 1..4).prop_map(|values| json!({"enum": values})),
        any_value().prop_map(|value| json!({"const": value})),
        any::<bool>().prop_map(|unique| json!({"uniqueItems": unique})),
        (word(), word()).prop_map(|(a, b)| json!({"dependentRequired": {a: [b]}})),
    ];
    leaf.prop_recursive(3, 16, 4, move |inner| {
        let list = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            (prop::sample::select(&["allOf", "anyOf", "oneOf", "prefixItems"][..]), list())
                .prop_map(|(k, l)| json!({k: l})),
            (prop::sample::select(&["not", "items", "additionalProperties", "contains"][..]), inner.clone())
                .prop_map(|(k, s)| json!({k: s})),
            (inner.clone(), inner.clone(), inner.clone()).prop_map(|(i, t, e)| json!({"if": i, "then": t, "else": e})),
            (prop::collection::btree_map("[abx]", inner.clone(), 1..3), inner.clone(), any::<bool>()).prop_map(
                |(p, a, more)| {
                    if more { json!({"properties": p, "additionalProperties": a}) } else { json!({"properties": p}) }
                }
            ),
            (inner.clone(), inner.clone())
                .prop_map(|(p, a)| json!({"patternProperties": {"^[ab]": p}, "additionalProperties": a})),
            (inner.clone(), inner.clone()).prop_map(|(p, i)| json!({"prefixItems": [p], "items": i})),
            (word(), inner.clone()).prop_map(|(name, s)| json!({"dependentSchemas": {name: s}})),
            (inner.clone(), 0..3u64, 0..3u64)
                .prop_map(|(s, min, max)| json!({"contains": s, "minContains": min, "maxContains": max})),
            // Keywords side by side.
            (inner.clone(), inner.clone(), inner.clone()).prop_map(|(a, b, c)| {
                let mut all = serde_json::Map::new();
                for fields in [a, b, c] {
                    all.extend(fields.as_object().cloned().unwrap_or_default());
                }
                Value::Object(all)
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn another_validator_says_the_same(schema in any_schema(), value in any_value()) {
        let other = jsonschema::draft202012::new(&schema).unwrap();
        let wanted = if other.is_valid(&value) { Verdict::Valid } else { Verdict::Invalid };
        prop_assert_eq!(verdict(&schema, &value, USUAL), wanted, "{} {}", schema, value);
    }
}
