//! Independent readers: openapiv3 must see the same operations, parameters and security in every 3.0
//! document, serde_yaml the same values in every YAML file.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use apivet::model::{Api, ParameterLocation};
use apivet::source::Source;
use apivet::spec::{LoadError, Loader, Workspace};
use apivet::tree::{Limits, Tree, write_json};
use common::{root, shared};
use openapiv3::{OpenAPI, Parameter, ReferenceOr};
use serde_json::Value;

/// The project's own documents, and the corpus where it is here.
fn documents() -> Vec<PathBuf> {
    let mut folders = vec![root().join("fixtures")];
    folders.extend(shared("cases/corpus"));
    let mut files = Vec::new();
    for folder in folders {
        for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
            let path = entry.unwrap().into_path();
            // The pairs are other versions of what is there already.
            let fits = path.extension().is_some_and(|e| e == "yaml" || e == "yml" || e == "json");
            if fits && !path.components().any(|c| c.as_os_str() == "pairs") {
                files.push(path);
            }
        }
    }
    files
}

struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _: &str) -> Result<Tree, LoadError> {
        Err(LoadError::Missing)
    }
}

fn parameter_key(name: &str, parameter: &Parameter) -> String {
    let place = match parameter {
        Parameter::Query { .. } => "query",
        Parameter::Header { .. } => "header",
        Parameter::Path { .. } => "path",
        Parameter::Cookie { .. } => "cookie",
    };
    format!("{place}:{name}")
}

fn resolve<'a>(api: &'a OpenAPI, parameter: &'a ReferenceOr<Parameter>) -> Option<&'a Parameter> {
    match parameter {
        ReferenceOr::Item(item) => Some(item),
        ReferenceOr::Reference { reference } => {
            let name = reference.strip_prefix("#/components/parameters/")?;
            api.components.as_ref()?.parameters.get(name)?.as_item()
        }
    }
}

type Operations = BTreeMap<String, (BTreeSet<String>, Option<Vec<BTreeMap<String, Vec<String>>>>)>;

fn by_openapiv3(api: &OpenAPI) -> Option<Operations> {
    let mut out = BTreeMap::new();
    for (path, item) in &api.paths.paths {
        let item = item.as_item()?;
        for (method, operation) in item.iter() {
            let mut parameters = BTreeSet::new();
            for parameter in operation.parameters.iter().chain(&item.parameters) {
                let parameter = resolve(api, parameter)?;
                parameters.insert(parameter_key(&parameter.parameter_data_ref().name, parameter));
            }
            let security = operation.security.as_ref().or(api.security.as_ref());
            let security = security
                .map(|list| list.iter().map(|r| r.iter().map(|(k, v)| (k.clone(), v.clone())).collect()).collect());
            out.insert(format!("{} {path}", method.to_uppercase()), (parameters, security));
        }
    }
    Some(out)
}

fn by_apivet(tree: Tree) -> Operations {
    let workspace = Workspace::build(vec![tree], &NoFiles);
    let api = Api::new(&workspace, workspace.entries()[0]);
    let mut out = BTreeMap::new();
    for operation in api.path_operations() {
        let place = |p: ParameterLocation| match p {
            ParameterLocation::Path => "path",
            ParameterLocation::Header => "header",
            ParameterLocation::Cookie => "cookie",
            _ => "query",
        };
        let parameters = operation.parameters.iter().map(|p| format!("{}:{}", place(p.place), p.name)).collect();
        let security = api.security_of(operation).map(|s| {
            let requirements = |a: &apivet::model::Alternative<'_>| {
                let scopes = |r: &apivet::model::Requirement<'_>| r.scopes.iter().map(|(s, _)| s.to_string()).collect();
                a.requirements.iter().map(|r| (r.name.to_owned(), scopes(r))).collect()
            };
            s.alternatives.iter().map(requirements).collect()
        });
        out.insert(operation.title(), (parameters, security));
    }
    out
}

#[test]
fn openapiv3_reads_the_same_operations() {
    let mut compared = 0;
    for path in documents() {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let tree = Tree::parse(Arc::new(Source::new(path.to_string_lossy(), text.clone())), Limits::default());
        let is_3_0 = tree.root().get_str("openapi").is_some_and(|v| v.text().starts_with("3.0"));
        if !is_3_0 || !tree.errors().is_empty() {
            continue;
        }
        // What it refuses (a missing field, a value of another type) it cannot be asked about.
        let Ok(api) = serde_yaml::from_str::<OpenAPI>(&text) else { continue };
        let Some(theirs) = by_openapiv3(&api) else { continue };
        assert_eq!(by_apivet(tree), theirs, "{}", path.display());
        compared += 1;
    }
    println!("{compared} documents compared");
    assert!(compared >= 5);
}

/// Values as both see them: serde_yaml reads large integers and floats on its own terms.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) => x == y || x.as_f64() == y.as_f64(),
        (Value::Array(x), Value::Array(y)) => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| same(x, y)),
        (Value::Object(x), Value::Object(y)) => {
            x.len() == y.len() && x.iter().all(|(k, v)| y.get(k).is_some_and(|w| same(v, w)))
        }
        _ => a == b,
    }
}

/// serde_yaml's value with the keys as text, which is what JSON and OpenAPI want.
fn with_text_keys(value: serde_yaml::Value) -> Option<Value> {
    Some(match value {
        serde_yaml::Value::Mapping(entries) => {
            let mut out = serde_json::Map::new();
            for (key, value) in entries {
                let key = match key {
                    serde_yaml::Value::String(text) => text,
                    serde_yaml::Value::Number(number) => number.to_string(),
                    serde_yaml::Value::Bool(b) => b.to_string(),
                    _ => return None,
                };
                out.insert(key, with_text_keys(value)?);
            }
            Value::Object(out)
        }
        serde_yaml::Value::Sequence(items) => {
            Value::Array(items.into_iter().map(with_text_keys).collect::<Option<_>>()?)
        }
        serde_yaml::Value::Tagged(_) => return None,
        scalar => serde_json::to_value(scalar).ok()?,
    })
}

#[test]
fn serde_yaml_reads_the_same_values() {
    let mut compared = 0;
    for path in documents().into_iter().filter(|p| p.extension().is_some_and(|e| e != "json")) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        // At the end of a file libyaml leaves out the line break that YAML 1.2 gives a block scalar.
        let ended = format!("{}\n", text.trim_end_matches('\n'));
        let Some(theirs) = serde_yaml::from_str(&ended).ok().and_then(with_text_keys) else { continue };
        let tree = Tree::parse(Arc::new(Source::new(path.to_string_lossy(), text)), Limits::default());
        assert!(tree.errors().is_empty(), "{}: {:?}", path.display(), tree.errors());
        let mut out = Vec::new();
        write_json(&mut out, tree.root(), usize::MAX).unwrap();
        let ours: Value = serde_json::from_slice(&out).unwrap();
        assert!(same(&ours, &theirs), "{}", path.display());
        compared += 1;
    }
    println!("{compared} files compared");
    assert!(compared > 100);
}
