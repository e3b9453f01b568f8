//! The claim of the comparison, tried with random schemas: what one version accepts and the other refuses
//! is never called compatible, and what is called breaking is shown by a message.
//!
//! `APIVET_PAIRS=100000 cargo test --release --test diff_laws -- --nocapture` tries more, and `APIVET_SEED`
//! other ones.

mod common;

use std::sync::Arc;

use apivet::diff::{ComparisonPolicy, Compatibility};
use apivet::engine::{Judged, compare};
use apivet::finding::Change;
use apivet::ruleset::suppress::Suppressions;
use apivet::ruleset::{Config, Ruleset};
use apivet::source::Source;
use apivet::spec::NoFiles;
use apivet::text::Day;
use apivet::tree::{Limits, Tree};
use serde_json::{Map, Value, json};

/// A generator of numbers: the same seed, the same run.
#[derive(Clone)]
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.roll(100) < percent
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.roll(list.len() as u64) as usize]
    }
}

const NAMES: [&str; 3] = ["a", "b", "c"];
const COMPONENTS: [&str; 2] = ["One", "Two"];
const PATTERNS: [&str; 5] = ["^a", "^[a-z]+$", "b", "^.{0,2}$", "^(a|b)*$"];

fn scalar(dice: &mut Dice) -> Value {
    match dice.roll(8) {
        0 => Value::Null,
        1 => json!(dice.chance(50)),
        2..=4 => json!(dice.roll(8) as i64 - 2),
        5 => json!(dice.roll(8) as f64 / 2.0),
        _ => json!(*dice.pick(&["", "a", "b", "ab", "abc", "aa", "x1", "A", "bbbb"])),
    }
}

fn value(dice: &mut Dice, depth: u32) -> Value {
    match dice.roll(if depth == 0 { 5 } else { 10 }) {
        0..=4 => scalar(dice),
        5 | 6 => Value::Array((0..dice.roll(4)).map(|_| value(dice, depth - 1)).collect()),
        _ => {
            let mut object = Map::new();
            for name in NAMES {
                if dice.chance(50) {
                    object.insert(name.to_owned(), value(dice, depth - 1));
                }
            }
            Value::Object(object)
        }
    }
}

/// A schema of a part: sometimes one of the components, so that schemas are recursive.
fn part(dice: &mut Dice, depth: u32) -> Value {
    if dice.chance(12) {
        return json!({ "$ref": format!("#/components/schemas/{}", dice.pick(&COMPONENTS)) });
    }
    schema(dice, depth)
}

fn schema(dice: &mut Dice, depth: u32) -> Value {
    let mut out = Map::new();
    let mut set = |key: &str, value: Value| out.insert(key.to_owned(), value);
    let kind = dice.roll(if depth == 0 { 6 } else { 13 });
    match kind {
        0 | 1 => {
            set("type", json!(if dice.chance(60) { "integer" } else { "number" }));
            for key in ["minimum", "exclusiveMinimum"] {
                if dice.chance(25) {
                    set(key, json!(dice.roll(4)));
                }
            }
            for key in ["maximum", "exclusiveMaximum"] {
                if dice.chance(25) {
                    set(key, json!(dice.roll(4) + 2));
                }
            }
            if dice.chance(15) {
                set("multipleOf", json!(*dice.pick(&[0.5, 1.0, 2.0, 3.0])));
            }
        }
        2 | 3 => {
            set("type", json!("string"));
            if dice.chance(30) {
                set("minLength", json!(dice.roll(3)));
            }
            if dice.chance(30) {
                set("maxLength", json!(dice.roll(4)));
            }
            if dice.chance(30) {
                set("pattern", json!(*dice.pick(&PATTERNS)));
            }
        }
        4 => {
            let values: Vec<Value> = (0..=dice.roll(3)).map(|_| scalar(dice)).collect();
            if dice.chance(25) {
                set("const", values[0].clone())
            } else {
                set("enum", json!(values))
            };
        }
        5 => {
            let types = ["string", "integer", "null", "boolean", "object", "array"];
            let list: Vec<&str> = (0..=dice.roll(2)).map(|_| *dice.pick(&types)).collect();
            let mut list = list;
            list.sort_unstable();
            list.dedup();
            set("type", json!(list));
        }
        6 | 7 => {
            set("type", json!("array"));
            if dice.chance(70) {
                set("items", part(dice, depth - 1));
            }
            if dice.chance(15) {
                set("prefixItems", json!([schema(dice, depth - 1)]));
            }
            if dice.chance(25) {
                set("minItems", json!(dice.roll(3)));
            }
            if dice.chance(25) {
                set("maxItems", json!(dice.roll(3) + 1));
            }
            if dice.chance(15) {
                set("uniqueItems", json!(true));
            }
            if dice.chance(10) {
                set("contains", schema(dice, depth - 1));
            }
        }
        8..=10 => {
            set("type", json!("object"));
            let mut properties = Map::new();
            for name in NAMES {
                if dice.chance(60) {
                    properties.insert(name.to_owned(), part(dice, depth - 1));
                }
            }
            set("properties", Value::Object(properties));
            let required: Vec<&str> = NAMES.into_iter().filter(|_| dice.chance(25)).collect();
            set("required", json!(required));
            match dice.roll(4) {
                0 => drop(set("additionalProperties", json!(false))),
                1 => drop(set("additionalProperties", part(dice, depth - 1))),
                _ => {}
            }
            if dice.chance(10) {
                set("minProperties", json!(dice.roll(3)));
            }
            if dice.chance(10) {
                set("maxProperties", json!(dice.roll(3) + 1));
            }
            if dice.chance(8) {
                set("patternProperties", json!({ "^b": schema(dice, depth - 1) }));
            }
            if dice.chance(8) {
                set("dependentRequired", json!({ "a": ["b"] }));
            }
        }
        11 => {
            let key = *dice.pick(&["oneOf", "anyOf", "allOf"]);
            let parts: Vec<Value> = (0..=dice.roll(2) + 1).map(|_| schema(dice, depth - 1)).collect();
            set(key, json!(parts));
        }
        _ => {
            if dice.chance(50) {
                set("not", schema(dice, depth - 1));
            } else {
                set("if", schema(dice, depth - 1));
                set("then", schema(dice, depth - 1));
            }
        }
    }
    Value::Object(out)
}

/// A schema that is nearly the same.
fn mutated(dice: &mut Dice, given: &Value, depth: u32) -> Value {
    let Value::Object(object) = given else { return given.clone() };
    if object.is_empty() || object.contains_key("$ref") || dice.chance(15) {
        return part(dice, depth.max(1));
    }
    let keys: Vec<String> = object.keys().cloned().collect();
    let key = dice.pick(&keys).clone();
    let mut out = object.clone();
    let inner = &object[&key];
    let next = match (key.as_str(), inner) {
        ("properties", Value::Object(properties)) if !properties.is_empty() => {
            let names: Vec<String> = properties.keys().cloned().collect();
            let name = dice.pick(&names).clone();
            let mut properties = properties.clone();
            if dice.chance(15) {
                properties.remove(&name);
            } else {
                let changed = mutated(dice, &properties[&name], depth.saturating_sub(1));
                properties.insert(name, changed);
            }
            Value::Object(properties)
        }
        ("items" | "not" | "if" | "then" | "contains", inner) => mutated(dice, inner, depth.saturating_sub(1)),
        ("oneOf" | "anyOf" | "allOf", Value::Array(parts)) => {
            let mut parts = parts.clone();
            match dice.roll(4) {
                0 => parts.push(schema(dice, depth.saturating_sub(1))),
                1 if parts.len() > 1 => drop(parts.pop()),
                2 => parts.reverse(),
                _ => {
                    let n = dice.roll(parts.len() as u64) as usize;
                    parts[n] = mutated(dice, &parts[n], depth.saturating_sub(1));
                }
            }
            json!(parts)
        }
        (_, Value::Number(n)) => {
            json!((n.as_f64().unwrap_or(0.0) as i64 + dice.roll(3) as i64 - 1).max(i64::from(key == "multipleOf")))
        }
        ("enum", Value::Array(values)) => {
            let mut values = values.clone();
            if dice.chance(50) || values.len() < 2 {
                values.push(scalar(dice))
            } else {
                drop(values.pop())
            }
            json!(values)
        }
        ("required", _) => json!(NAMES.into_iter().filter(|_| dice.chance(40)).collect::<Vec<_>>()),
        ("pattern", _) => json!(*dice.pick(&PATTERNS)),
        _ => {
            out.remove(&key);
            return Value::Object(out);
        }
    };
    out.insert(key, next);
    Value::Object(out)
}

/// The schema with every object closed that does not say otherwise: what clients send by its word.
fn closed(given: &Value) -> Value {
    match given {
        Value::Object(object) => {
            let mut out: Map<String, Value> = object.iter().map(|(k, v)| (k.clone(), closed(v))).collect();
            if object.contains_key("properties")
                && object.contains_key("type")
                && !object.contains_key("additionalProperties")
            {
                out.insert("additionalProperties".to_owned(), json!(false));
            }
            Value::Object(out)
        }
        Value::Array(items) => Value::Array(items.iter().map(closed).collect()),
        other => other.clone(),
    }
}

/// A schema and the components that it refers to.
struct Described {
    schema: Value,
    components: Value,
}

impl Described {
    fn random(dice: &mut Dice) -> Self {
        let components: Map<String, Value> =
            COMPONENTS.iter().map(|name| ((*name).to_owned(), schema(dice, 1))).collect();
        Self { schema: schema(dice, 2), components: Value::Object(components) }
    }

    /// Nearly the same.
    fn mutated(&self, dice: &mut Dice) -> Self {
        let mut components = self.components.clone();
        if dice.chance(40) {
            let name = *dice.pick(&COMPONENTS);
            components[name] = mutated(dice, &components[name], 1);
        }
        let schema = if dice.chance(75) { mutated(dice, &self.schema, 2) } else { self.schema.clone() };
        // A component is not a reference: one that is only itself describes nothing.
        for name in COMPONENTS {
            if components[name].get("$ref").is_some() {
                components[name] = json!({ "type": "string" });
            }
        }
        Self { schema, components }
    }

    /// The same with every object closed that does not say otherwise.
    fn closed(&self) -> Self {
        Self { schema: closed(&self.schema), components: closed(&self.components) }
    }

    fn validator(&self) -> Option<jsonschema::Validator> {
        let whole = json!({ "allOf": [self.schema], "components": { "schemas": self.components } });
        jsonschema::options().with_draft(jsonschema::Draft::Draft202012).build(&whole).ok()
    }
}

fn document(described: &Described, response: bool, version: &str) -> Tree {
    let Described { schema, components } = described;
    let content = json!({ "application/json": { "schema": schema } });
    let ok = json!({ "description": "ok" });
    let operation = if response {
        json!({ "responses": { "200": { "description": "ok", "content": content } } })
    } else {
        json!({ "requestBody": { "required": true, "content": content }, "responses": { "200": ok } })
    };
    let document = json!({
        "openapi": version,
        "info": { "title": "t", "version": "1.0.0" },
        "paths": { "/a": { "post": operation } },
        "components": { "schemas": components },
    });
    Tree::parse(Arc::new(Source::new("a.json", document.to_string())), Limits::default())
}

fn compared(base: &Described, revision: &Described, response: bool) -> Judged {
    compared_as([base, revision], response, ["3.1.0", "3.1.0"])
}

fn compared_as([base, revision]: [&Described; 2], response: bool, versions: [&str; 2]) -> Judged {
    let ruleset = Ruleset::new(Config::default(), &[], &[], Day::from_epoch(20_000));
    let policy = ComparisonPolicy::new(Day::from_epoch(20_000));
    let (base, revision) = (document(base, response, versions[0]), document(revision, response, versions[1]));
    let compared = compare((base, &NoFiles), (revision, &NoFiles), &ruleset, &policy);
    compared.unwrap().judge(&mut Suppressions::new(Day::from_epoch(20_000), false), 0, &ruleset)
}

/// The changes that are called breaking, with their ids.
fn breaking(result: &Judged) -> impl Iterator<Item = (&apivet::finding::RuleId, &Change)> {
    let changes = result.findings.iter().filter_map(|f| Some((&f.rule, f.change()?)));
    changes.filter(|(_, c)| c.compatibility == Compatibility::Breaking)
}

#[test]
fn what_breaks_is_not_called_compatible_and_what_is_called_breaking_is_shown() {
    let given = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    let pairs = given("APIVET_PAIRS").unwrap_or(400);
    let first = given("APIVET_SEED").unwrap_or(0);
    let mut counts = std::collections::BTreeMap::<&str, u64>::new();
    let mut differing = 0;
    for seed in first..first + pairs {
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ (seed + 1).wrapping_mul(0xD134_2543_DE82_EF95));
        dice.roll(2);
        let base = Described::random(&mut dice);
        let revision = if dice.chance(75) { base.mutated(&mut dice) } else { Described::random(&mut dice) };
        let response = dice.chance(50);
        let result = compared(&base, &revision, response);
        *counts.entry(result.verdict.compatibility_word()).or_default() += 1;
        // What was accepted must be accepted: of requests by the revision, of responses by the base.
        let (left, right) = if response { (&revision, &base) } else { (&base, &revision) };
        let (Some(l), Some(r), Some(fair)) = (left.validator(), right.validator(), left.closed().validator()) else {
            continue;
        };
        let context = || {
            format!(
                "seed {seed}, response {response}\nbase {}\n  with {}\nrevision {}\n  with {}",
                base.schema, base.components, revision.schema, revision.components
            )
        };
        for (id, change) in breaking(&result) {
            let witness = change.witness.as_ref().unwrap_or_else(|| panic!("{id} without proof\n{}", context()));
            if witness.part.is_none() {
                assert!(l.is_valid(&witness.value), "{id}: {} is not accepted\n{}", witness.value, context());
                assert!(!r.is_valid(&witness.value), "{id}: {} is not refused\n{}", witness.value, context());
            }
        }
        for _ in 0..60 {
            let instance = value(&mut dice, 2);
            if l.is_valid(&instance) && !r.is_valid(&instance) && fair.is_valid(&instance) {
                differing += 1;
                let verdict = result.verdict.compatibility;
                assert!(
                    verdict > Some(Compatibility::Compatible),
                    "{instance} breaks, and the verdict is {}\n{}",
                    result.verdict.compatibility_word(),
                    context()
                );
            }
        }
    }
    println!("{pairs} pairs: {counts:?}, {differing} instances that break");
    assert!(differing > pairs / 4);
}

/// The schema without what 3.0 cannot say.
fn of_both_versions(given: &Value) -> Value {
    let Value::Object(object) = given else { return given.clone() };
    const NEW: [&str; 6] = ["prefixItems", "patternProperties", "dependentRequired", "contains", "if", "then"];
    let mut out = Map::new();
    for (key, inner) in object.iter().filter(|(key, _)| !NEW.contains(&key.as_str())) {
        let kept = match (key.as_str(), inner) {
            ("oneOf" | "anyOf" | "allOf", Value::Array(parts)) => parts.iter().map(of_both_versions).collect(),
            ("properties", Value::Object(parts)) => {
                Value::Object(parts.iter().map(|(name, part)| (name.clone(), of_both_versions(part))).collect())
            }
            ("items" | "not" | "additionalProperties", inner) => of_both_versions(inner),
            ("type", Value::Array(types)) => {
                let some = types.iter().find(|t| *t != "null").cloned().unwrap_or_else(|| json!("string"));
                if types.contains(&json!("null")) { json!([some, "null"]) } else { some }
            }
            _ => inner.clone(),
        };
        out.insert(key.clone(), kept);
    }
    if out.get("type") == Some(&json!("array")) && !out.contains_key("items") {
        out.insert("items".to_owned(), json!({}));
    }
    Value::Object(out)
}

/// The schema as 3.0 writes it.
fn as_in_3_0(given: &Value) -> Value {
    let Value::Object(object) = given else { return given.clone() };
    let mut out = Map::new();
    for (key, inner) in object {
        match (key.as_str(), inner) {
            ("oneOf" | "anyOf" | "allOf", Value::Array(parts)) => {
                out.insert(key.clone(), parts.iter().map(as_in_3_0).collect());
            }
            ("properties", Value::Object(parts)) => {
                let parts = parts.iter().map(|(name, part)| (name.clone(), as_in_3_0(part))).collect();
                out.insert(key.clone(), Value::Object(parts));
            }
            ("items" | "not" | "additionalProperties", inner) => drop(out.insert(key.clone(), as_in_3_0(inner))),
            ("type", Value::Array(types)) => {
                out.insert("type".to_owned(), types[0].clone());
                out.insert("nullable".to_owned(), json!(true));
            }
            ("const", inner) => drop(out.insert("enum".to_owned(), json!([inner]))),
            ("minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum", _) => {}
            _ => drop(out.insert(key.clone(), inner.clone())),
        }
    }
    for (plain, exclusive, sign) in [("minimum", "exclusiveMinimum", 1.0), ("maximum", "exclusiveMaximum", -1.0)] {
        let number = |key: &str| object.get(key).and_then(Value::as_f64);
        match (number(plain), number(exclusive)) {
            (bound, Some(beyond)) if bound.is_none_or(|bound| beyond * sign >= bound * sign) => {
                out.insert(plain.to_owned(), object[exclusive].clone());
                out.insert(exclusive.to_owned(), json!(true));
            }
            (Some(_), _) => drop(out.insert(plain.to_owned(), object[plain].clone())),
            (None, _) => {}
        }
    }
    Value::Object(out)
}

/// A schema says the same in 3.0 as in 3.1, and that is seen. `APIVET_TWINS` says how many are tried.
#[test]
fn the_same_schema_in_two_versions_is_the_same() {
    let twins = std::env::var("APIVET_TWINS").ok().and_then(|n| n.parse::<u64>().ok()).unwrap_or(300);
    let mut undecided = Vec::new();
    for seed in 0..twins {
        let mut dice = Dice(0xA076_1D64_78BD_642F ^ (seed + 1).wrapping_mul(0xE703_7ED1_A0B4_28DB));
        dice.roll(2);
        let random = Described::random(&mut dice);
        let map = |with: &dyn Fn(&Value) -> Value, described: &Described| Described {
            schema: with(&described.schema),
            components: Value::Object(
                described
                    .components
                    .as_object()
                    .unwrap()
                    .iter()
                    .map(|(name, part)| (name.clone(), with(part)))
                    .collect(),
            ),
        };
        let new = map(&of_both_versions, &random);
        let old = map(&as_in_3_0, &new);
        for (pair, versions) in [([&old, &new], ["3.0.3", "3.1.0"]), ([&new, &old], ["3.1.0", "3.0.3"])] {
            let result = compared_as(pair, dice.chance(50), versions);
            let context = || {
                format!(
                    "seed {seed} {versions:?}\n3.0 {}\n  with {}\n3.1 {}\n  with {}",
                    old.schema, old.components, new.schema, new.components
                )
            };
            match result.verdict.compatibility {
                None | Some(Compatibility::Compatible) => {}
                Some(Compatibility::Undecided) => undecided.push(context()),
                Some(_) => panic!("{}: {:#?}\n{}", result.verdict.compatibility_word(), result.findings, context()),
            }
        }
    }
    println!("{twins} twins, both ways: {} undecided\n{}", undecided.len(), undecided.join("\n"));
    assert!(undecided.len() as u64 <= twins / 300);
}

/// Schemas of real descriptions, where they lie beside the project, else of a fixture.
fn real_documents() -> Vec<Value> {
    let corpus = common::shared("cases/corpus");
    let files: Vec<std::path::PathBuf> = match corpus {
        Some(folder) => {
            ["adyen-checkout-v71-3.1.json", "box-3.0.json", "meilisearch-3.1.json", "train-travel-3.1.yaml"]
                .iter()
                .map(|name| folder.join(name))
                .collect()
        }
        None => vec![common::root().join("fixtures/comparisons/response-widened/base.yaml")],
    };
    let read = |path: &std::path::PathBuf| -> Value {
        let text = std::fs::read_to_string(path).unwrap();
        serde_json::from_str(&text).or_else(|_| serde_yaml::from_str(&text)).unwrap()
    };
    files.iter().map(read).filter_map(|d| d.pointer("/components/schemas").map(plain)).collect()
}

/// A schema without what a plain validator of JSON Schema does not know.
fn plain(given: &Value) -> Value {
    match given {
        Value::Object(object) => {
            let strange = |key: &str, value: &Value| {
                matches!(key, "nullable" | "discriminator" | "format" | "readOnly" | "writeOnly" | "xml" | "pattern")
                    && !value.is_object()
                    || key == "discriminator"
                    || key.starts_with("x-")
                    || key.starts_with("example")
                    || key.starts_with("exclusive") && value.is_boolean()
                    || key == "description" && value.is_string()
            };
            let kept = object.iter().filter(|(k, v)| !strange(k, v));
            Value::Object(kept.map(|(k, v)| (k.clone(), plain(v))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(plain).collect()),
        other => other.clone(),
    }
}

/// A component with the components that it leads to.
fn closure(all: &Value, name: &str) -> Option<Value> {
    let mut out = Map::new();
    let mut stack = vec![name.to_owned()];
    while let Some(name) = stack.pop() {
        if out.contains_key(&name) || out.len() > 12 {
            continue;
        }
        let schema = all.get(&name)?;
        let text = schema.to_string();
        for part in text.split("#/components/schemas/").skip(1) {
            stack.push(part.split(['"', '/']).next()?.to_owned());
        }
        out.insert(name, schema.clone());
    }
    // A reference that leads out of what was taken describes anything.
    let names: Vec<String> = out.keys().cloned().collect();
    let text = Value::Object(out).to_string();
    let missing = text.split("#/components/schemas/").skip(1).filter_map(|p| p.split(['"', '/']).next());
    let missing: Vec<&str> = missing.filter(|m| !names.iter().any(|n| n == m)).collect();
    let mut whole: Value = serde_json::from_str(&text).ok()?;
    for name in missing {
        whole[name] = json!({});
    }
    Some(whole)
}

/// A value that fits the plain parts of a schema, with names that it declares.
fn instance(dice: &mut Dice, schema: &Value, all: &Value, depth: u32) -> Value {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|r| r.rsplit('/').next()) {
        return if depth == 0 { scalar(dice) } else { instance(dice, &all[name], all, depth - 1) };
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(parts) = schema.get(key).and_then(Value::as_array).filter(|p| !p.is_empty()) {
            return instance(dice, dice.clone().pick(parts), all, depth);
        }
    }
    let mut merged = Map::new();
    for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        if let Value::Object(part) = instance(dice, part, all, depth) {
            merged.extend(part);
        }
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array).filter(|v| !v.is_empty()) {
        return dice.clone().pick(values).clone();
    }
    let kind = match schema.get("type") {
        Some(Value::String(kind)) => kind.clone(),
        Some(Value::Array(kinds)) => kinds.first().and_then(Value::as_str).unwrap_or("null").to_owned(),
        _ if schema.get("properties").is_some() || !merged.is_empty() => "object".to_owned(),
        _ => return scalar(dice),
    };
    match kind.as_str() {
        "object" => {
            let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
            for (name, inner) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
                let needed = required.iter().any(|r| r == name.as_str());
                if needed || depth > 0 && dice.chance(40) && !merged.contains_key(name) {
                    merged.insert(name.clone(), instance(dice, inner, all, depth.saturating_sub(1)));
                }
            }
            Value::Object(merged)
        }
        "array" => {
            let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0);
            let inner = schema.get("items").unwrap_or(&Value::Null);
            let most = if depth == 0 { least } else { least + dice.roll(2) };
            Value::Array((0..most).map(|_| instance(dice, inner, all, depth.saturating_sub(1))).collect())
        }
        "string" => {
            let least = schema.get("minLength").and_then(Value::as_u64).unwrap_or(0);
            let most = schema.get("maxLength").and_then(Value::as_u64).unwrap_or(least + 3);
            let length = [least, most.min(least + 3), most.min(5_000)][dice.roll(3) as usize];
            json!("a".repeat(length as usize))
        }
        "integer" | "number" => {
            let least = schema.get("minimum").and_then(Value::as_f64).unwrap_or(0.0);
            let most = schema.get("maximum").and_then(Value::as_f64).unwrap_or(least + 3.0);
            json!(if dice.chance(50) { least } else { most } as i64)
        }
        "boolean" => json!(dice.chance(50)),
        _ => Value::Null,
    }
}

/// A schema somewhere inside of another, changed.
fn changed_inside(dice: &mut Dice, given: &Value, depth: u32) -> Value {
    let Value::Object(object) = given else { return given.clone() };
    let inner: Vec<(String, Option<String>)> = object
        .iter()
        .flat_map(|(key, value)| match (key.as_str(), value) {
            ("properties", Value::Object(named)) => {
                named.keys().map(|n| (key.clone(), Some(n.clone()))).collect::<Vec<_>>()
            }
            ("items", Value::Object(_)) => vec![(key.clone(), None)],
            ("oneOf" | "anyOf" | "allOf", Value::Array(parts)) => {
                (0..parts.len()).map(|n| (key.clone(), Some(n.to_string()))).collect()
            }
            _ => Vec::new(),
        })
        .collect();
    if depth == 0 || inner.is_empty() || dice.chance(35) {
        return mutated(dice, given, 1);
    }
    let (key, part) = dice.pick(&inner).clone();
    let mut out = given.clone();
    let slot = match &part {
        None => &mut out[&key],
        Some(part) => match &mut out[&key] {
            Value::Array(parts) => &mut parts[part.parse::<usize>().unwrap()],
            named => &mut named[part],
        },
    };
    *slot = changed_inside(dice, &slot.clone(), depth - 1);
    out
}

#[test]
fn what_breaks_in_changed_real_schemas_is_not_called_compatible() {
    let given = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    let pairs = given("APIVET_PAIRS").map_or(100, |n| n / 10);
    let first = given("APIVET_SEED").unwrap_or(0);
    let documents = real_documents();
    let mut counts = std::collections::BTreeMap::<&str, u64>::new();
    let mut differing = 0u64;
    for seed in first..first + pairs {
        let mut dice = Dice(0xA076_1D64_78BD_642F ^ (seed + 1).wrapping_mul(0xE703_7ED1_A0B4_28DB));
        dice.roll(2);
        let all = dice.pick(&documents).clone();
        let names: Vec<&String> = all.as_object().unwrap().keys().collect();
        let name = (*dice.pick(&names)).clone();
        let Some(components) = closure(&all, &name) else { continue };
        let mut changed = components.clone();
        let members: Vec<String> = components.as_object().unwrap().keys().cloned().collect();
        let target = if dice.chance(60) { name.clone() } else { dice.pick(&members).clone() };
        let next = changed_inside(&mut dice, &components[&target], 4);
        // What was drawn may refer to the components of the other test.
        if next.to_string().contains("#/components/schemas/One")
            || next.to_string().contains("#/components/schemas/Two")
        {
            continue;
        }
        changed[&target] = next;
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        let base = Described { schema: schema.clone(), components };
        let revision = Described { schema, components: changed };
        let response = dice.chance(50);
        let result = compared(&base, &revision, response);
        *counts.entry(result.verdict.compatibility_word()).or_default() += 1;
        let (left, right) = if response { (&revision, &base) } else { (&base, &revision) };
        let (Some(l), Some(r)) = (left.validator(), right.validator()) else { continue };
        let context = || {
            let (old, new) = (&base.components[&target], &revision.components[&target]);
            format!("seed {seed}, response {response}, {name}\n{target} was {old}\n{target} is {new}")
        };
        for (id, change) in breaking(&result) {
            let witness = change.witness.as_ref().unwrap_or_else(|| panic!("{id} without proof\n{}", context()));
            if witness.part.is_none() {
                assert!(l.is_valid(&witness.value), "{id}: {} is not accepted\n{}", witness.value, context());
                assert!(!r.is_valid(&witness.value), "{id}: {} is not refused\n{}", witness.value, context());
            }
        }
        for _ in 0..20 {
            let value = instance(&mut dice, &left.schema, &left.components, 4);
            if l.is_valid(&value) && !r.is_valid(&value) {
                differing += 1;
                assert!(
                    result.verdict.compatibility > Some(Compatibility::Compatible),
                    "{value} breaks, and the verdict is {}\n{}",
                    result.verdict.compatibility_word(),
                    context()
                );
            }
        }
    }
    println!("{pairs} changed schemas: {counts:?}, {differing} instances that break");
    assert!(differing > pairs / 20, "{differing}");
}
