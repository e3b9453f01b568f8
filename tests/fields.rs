//! Each field of each version of OpenAPI, changed where it stands: the comparison names the change, or the field is
//! documentation. The documents hold every field of the grammar, so that a new one cannot be forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use apivet::diff::ComparisonPolicy;
use apivet::engine::compare;
use apivet::ruleset::suppress::Suppressions;
use apivet::ruleset::{Config, Ruleset};
use apivet::source::Source;
use apivet::spec::{Field, Grammar, Kind, NoFiles, Type, Version, Workspace};
use apivet::text::Day;
use apivet::tree::{Limits, Tree};
use serde_json::{Value, json};

mod common;

/// Fields whose change no client notices, with the reason; any kind where none is named.
const DOCUMENTATION: &[(Option<Kind>, &[&str], &str)] = &[
    (None, &["description", "summary", "externalDocs"], "a text for people"),
    (
        None,
        &["example", "examples", "dataValue", "serializedValue", "externalValue"],
        "a sample of what the schema says",
    ),
    (Some(Kind::Example), &["value"], "a sample of what the schema says"),
    (Some(Kind::Info), &["title", "termsOfService", "contact", "license"], "about the API, not of it"),
    (Some(Kind::Info), &["version"], "judged beside the changes, not a change of its own"),
    (Some(Kind::Contact), &["name", "url", "email"], "for people"),
    (Some(Kind::License), &["name", "url", "identifier"], "for people"),
    (Some(Kind::ExternalDocs), &["url"], "for people"),
    (Some(Kind::Document), &["tags"], "described for people; those of operations are told"),
    (Some(Kind::Tag), &["name", "parent", "kind"], "for people"),
    (Some(Kind::Server), &["name"], "for people"),
    (Some(Kind::Header), &["style"], "headers have one style"),
    (Some(Kind::Header), &["allowEmptyValue", "allowReserved"], "says nothing of a header"),
    (Some(Kind::Schema), &["title", "$comment"], "a text for people"),
    (
        Some(Kind::Schema),
        &["$id", "$anchor", "$dynamicAnchor"],
        "a name that references use: what they lead to is compared",
    ),
    (Some(Kind::Schema), &["$schema", "$vocabulary"], "how schemas are read, not what they say"),
    (Some(Kind::Document), &["jsonSchemaDialect"], "how schemas are read, not what they say"),
    (Some(Kind::Document), &["$self", "openapi", "swagger"], "of the document, not of the API"),
    (Some(Kind::Schema), &["$defs", "definitions"], "compared where it is used"),
    (Some(Kind::Document), &["components", "definitions", "parameters", "responses"], "compared where it is used"),
    (
        Some(Kind::Components),
        &[
            "schemas",
            "responses",
            "parameters",
            "examples",
            "requestBodies",
            "headers",
            "links",
            "callbacks",
            "pathItems",
            "mediaTypes",
        ],
        "compared where it is used",
    ),
];

fn reason(kind: Kind, key: &str) -> Option<&'static str> {
    let of = |(whose, keys, _): &&(Option<Kind>, &[&str], &'static str)| {
        whose.is_none_or(|k| k == kind) && keys.contains(&key)
    };
    DOCUMENTATION.iter().find(of).map(|(_, _, reason)| *reason)
}

fn tree(document: &Value) -> Tree {
    let text = serde_json::to_string(document).unwrap();
    Tree::parse(Arc::new(Source::new("api.json", text)), Limits::default())
}

/// True where the comparison names a change; none where one of the documents is none.
fn is_told(base: &Value, revision: &Value) -> Option<bool> {
    let day = Day::from_epoch(20_000);
    let ruleset = Ruleset::new(Config::default(), &[], &[], day);
    let policy = ComparisonPolicy::new(day);
    let compared = compare((tree(base), &NoFiles), (tree(revision), &NoFiles), &ruleset, &policy).ok()?;
    Some(compared.judge(&mut Suppressions::new(day, false), 0, &ruleset).verdict.compatibility.is_some())
}

/// A field where it stands in a document.
struct Place {
    kind: Kind,
    field: Field,
    key: String,
    /// The pointer to the object that has it.
    object: String,
}

/// The fields of a document, each where it stands.
fn places(document: &Value) -> Vec<Place> {
    let workspace = Workspace::build(vec![tree(document)], &NoFiles);
    let file = workspace.entries()[0];
    let grammar = Grammar::of(workspace.version(file));
    let mut places = Vec::new();
    for (kind, at) in workspace.labelled(file) {
        for entry in at.entries() {
            let Some(field) = grammar.field(kind, entry.key) else { continue };
            places.push(Place { kind, field: *field, key: entry.name().to_owned(), object: at.pointer() });
        }
    }
    places
}

/// Another value that may stand there; none where its parts are changed instead.
fn other(value: &Value, ty: Type) -> Option<Value> {
    match (value, ty) {
        (Value::String(word), Type::Words(words)) => words.iter().find(|w| *w != word).map(|w| json!(w)),
        (Value::String(word), Type::TypeNames) => Some(json!(if word == "string" { "integer" } else { "string" })),
        (Value::String(text), _) => Some(json!(format!("{text}x"))),
        (Value::Bool(b), _) => Some(json!(!b)),
        (Value::Number(n), _) => n.as_i64().map(|n| json!(n + 1)),
        (Value::Array(items), Type::Strings | Type::SomeStrings | Type::List | Type::SomeList) if items.len() > 1 => {
            Some(json!(items[1..]))
        }
        _ => None,
    }
}

/// The document with the field changed, or without it.
fn with(document: &Value, place: &Place, value: Option<Value>) -> Value {
    let mut changed = document.clone();
    let object = changed.pointer_mut(&place.object).and_then(Value::as_object_mut).unwrap();
    match value {
        Some(value) => object.insert(place.key.clone(), value),
        None => object.remove(&place.key),
    };
    changed
}

#[test]
fn each_field_is_named_or_documentation() {
    let mut table = String::new();
    let mut missed = Vec::new();
    let mut held: BTreeSet<(Kind, String)> = BTreeSet::new();
    for name in ["2.0", "3.0", "3.2"] {
        let path = common::root().join(format!("tests/fields/{name}.yaml"));
        let document: Value = serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let places = places(&document);
        assert_eq!(is_told(&document, &document), Some(false), "{name}");
        // By field and direction: true where one of its places is told.
        let mut told: BTreeMap<(Kind, String), BTreeMap<&str, bool>> = BTreeMap::new();
        for place in &places {
            held.insert((place.kind, place.key.clone()));
            let told = told.entry((place.kind, place.key.clone())).or_default();
            if reason(place.kind, &place.key).is_some() {
                continue;
            }
            let value = &document.pointer(&place.object).unwrap()[&place.key];
            let without = (!place.field.required).then(|| with(&document, place, None));
            let otherwise = other(value, place.field.ty).map(|value| with(&document, place, Some(value)));
            for (ways, mutant) in [(["removed", "added"], without), (["changed", "changed back"], otherwise)] {
                let Some(mutant) = mutant else { continue };
                for (way, base, revision) in [(ways[0], &document, &mutant), (ways[1], &mutant, &document)] {
                    if let Some(is_told) = is_told(base, revision) {
                        *told.entry(way).or_default() |= is_told;
                    }
                }
            }
        }
        let (mut named, mut documentation) = (0, 0);
        for ((kind, key), ways) in &told {
            if reason(*kind, key).is_some() {
                documentation += 1;
                continue;
            }
            let silent: Vec<&&str> = ways.iter().filter(|(_, told)| !**told).map(|(way, _)| way).collect();
            if silent.is_empty() {
                named += 1;
            } else {
                missed.push(format!("{name} {kind:?}.{key}: {silent:?}"));
            }
        }
        writeln!(table, "{name}: {} fields, {named} named, {documentation} documentation", told.len()).unwrap();
    }
    println!("{table}");
    assert!(missed.is_empty(), "{table}{} missed:\n{}", missed.len(), missed.join("\n"));
    // Each field of each grammar stands in a document.
    let mut absent = Vec::new();
    for version in Version::ALL {
        let grammar = Grammar::of(version);
        for &kind in Kind::ALL {
            for field in &grammar.object(kind).fields {
                let key = field.key.known_text().unwrap_or_default();
                if reason(kind, key).is_none() && !held.contains(&(kind, key.to_owned())) {
                    absent.push(format!("{version:?} {kind:?}.{key}"));
                }
            }
        }
    }
    assert!(absent.is_empty(), "{} in no document:\n{}", absent.len(), absent.join("\n"));
}
