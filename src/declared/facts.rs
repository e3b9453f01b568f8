//! What the model says of an API, as values that rules can be asked of: `on: operation` and the like.
//!
//! A path through a document sees what is written where. The facts say what holds: the security that applies to an
//! operation whoever declares it, the parameters that it takes with those of its path item, whether it writes.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::format;
use super::inventory::Inventory;
use super::ruleset::{DeclaredRule, DeclaredRuleset};
use super::run;
use super::subject::Subject;
use crate::finding::Finding;
use crate::model::{
    Alternative, Api, Credential, FlowKind, Operation, OperationKind, ParameterLocation, Scheme, SchemeType,
};
use crate::rule::Timings;
use crate::source::Source;
use crate::spec::NoFiles;
use crate::tree::{Cursor, Limits, Tree, unescape_segment, words};

/// One object with its facts.
struct Described<'m, 'a> {
    facts: Value,
    /// Where it is written.
    at: Cursor<'a>,
    /// The operation that it belongs to.
    operation: Option<&'m Operation<'a>>,
}

/// What the rules about the model say of an API. `exempts` tells of a rule and an operation whether the rule leaves
/// the operation alone.
#[must_use]
pub fn judge<'a>(
    ruleset: &DeclaredRuleset,
    api: &Api<'a>,
    exempts: &dyn Fn(&DeclaredRule, &Operation<'a>) -> bool,
    timings: &Timings,
) -> Vec<Finding> {
    let name = api.root.tree().source().name();
    let formats = format::of(api.root);
    let rules: Vec<&DeclaredRule> =
        ruleset.rules_for(name).iter().filter(|r| r.on.is_some() && r.applies_to(&formats)).collect();
    let subjects: Vec<Subject> = Subject::ALL.into_iter().filter(|s| rules.iter().any(|r| r.on == Some(*s))).collect();
    if subjects.is_empty() {
        return Vec::new();
    }
    let mut all: Vec<Vec<Described<'_, 'a>>> = Vec::new();
    let mut document = Map::new();
    for subject in &subjects {
        let mut described = describe(api, *subject);
        let facts = described.iter_mut().map(|d| d.facts.take()).collect();
        document.insert(subject.word().to_owned(), Value::Array(facts));
        all.push(described);
    }
    let source = Source::new("facts.json", Value::Object(document).to_string());
    let inventory = Inventory::build(Tree::parse(Arc::new(source), Limits::default()), &NoFiles);
    let found = run::apply(&rules, &inventory, &formats, timings);
    let placed = found.into_iter().filter_map(|mut found| {
        let mut parts = found.pointer.split('/').skip(1);
        let subject = parts.next()?;
        let n = subjects.iter().position(|s| s.word() == subject)?;
        let described = all[n].get(parts.next()?.parse::<usize>().ok()?)?;
        let rule = rules.iter().find(|r| found.rule == r.name.as_str())?;
        if described.operation.is_some_and(|o| exempts(rule, o)) {
            return None;
        }
        // The part of the object that the fact is read from, if it is one that stands there under its own name.
        let at = parts.next().map(unescape_segment).and_then(|part| described.at.get_str(written_as(&part)));
        let at = at.unwrap_or(described.at);
        found.location = if at.is_map() || at.is_seq() { at.name_location() } else { at.location() };
        found.pointer = at.pointer();
        let severity = ruleset.severity_at(rule, at.tree().source().name(), &found.pointer)?;
        found.severity = severity;
        Some(found)
    });
    placed.collect()
}

/// The field of the description that a fact is read from, where it has another name.
fn written_as(fact: &str) -> &str {
    match fact {
        "id" => "operationId",
        other => other,
    }
}

fn describe<'m, 'a>(api: &'m Api<'a>, subject: Subject) -> Vec<Described<'m, 'a>> {
    let alone = |facts: Value, at: Cursor<'a>| Described { facts, at, operation: None };
    let operations = api.operations.iter();
    match subject {
        Subject::Api => vec![alone(of_api(api), api.root)],
        Subject::Server => api
            .servers
            .iter()
            .map(|s| {
                let facts = json!({
                    "url": s.url, "scheme": s.scheme(), "host": s.host(), "path": s.path(),
                    "description": s.description(), "local": s.is_local(), "internal": s.is_internal(),
                    "extensions": extensions(s.node),
                });
                alone(facts, s.node)
            })
            .collect(),
        Subject::SecurityScheme => api.schemes.iter().map(|s| alone(of_scheme(s), s.node)).collect(),
        Subject::Operation => {
            operations.map(|o| Described { facts: of_operation(api, o), at: o.node, operation: Some(o) }).collect()
        }
        Subject::SecurityRequirement => operations
            .flat_map(|o| {
                let alternatives = api.security_of(o).into_iter().flat_map(|s| &s.alternatives);
                alternatives.map(move |a| {
                    let mut facts = of_alternative(api, a);
                    facts["inherited"] = o.own_security.is_none().into();
                    facts["operation"] = brief(api, o);
                    Described { facts, at: a.at, operation: Some(o) }
                })
            })
            .collect(),
        Subject::Parameter => operations
            .flat_map(|o| {
                o.parameters.iter().map(move |p| {
                    let mut facts = json!({
                        "name": p.name, "in": place_word(p.place), "shared": p.shared,
                        "required": is(p.node, "required"), "deprecated": is(p.node, "deprecated"),
                        "description": text(p.node, "description"), "schema": schema_of(api, p.node),
                        "extensions": extensions(p.node),
                    });
                    facts["operation"] = brief(api, o);
                    Described { facts, at: p.node, operation: Some(o) }
                })
            })
            .collect(),
        Subject::Response => operations
            .flat_map(|o| {
                api.responses_of(o).iter().map(move |r| {
                    let facts = json!({
                        "code": r.code, "media": r.contents.iter().map(|c| &c.media_type).collect::<Vec<_>>(),
                        "headers": r.headers.iter().map(|h| h.name).collect::<Vec<_>>(),
                        "description": text(r.node, "description"), "extensions": extensions(r.node),
                        "operation": brief(api, o),
                    });
                    Described { facts, at: r.node, operation: Some(o) }
                })
            })
            .collect(),
    }
}

fn of_api(api: &Api<'_>) -> Value {
    let info = api.root.get(words::INFO);
    json!({
        "title": info.and_then(|i| text(i, "title")), "version": api.info_version().map(|(v, _)| v),
        "openapi": api.version.text(), "servers": api.servers.iter().map(|s| &s.url).collect::<Vec<_>>(),
        "schemes": api.schemes.iter().map(|s| s.name).collect::<Vec<_>>(),
        "operations": api.path_operations().count(),
        "public": api.path_operations().filter(|o| api.is_public(o)).count(),
        "extensions": extensions(api.root),
        "info": info.map(|i| extensions(i)),
    })
}

fn of_scheme(scheme: &Scheme<'_>) -> Value {
    let kind = match &scheme.ty {
        SchemeType::OAuth2 => "oauth2",
        SchemeType::OpenIdConnect => "openIdConnect",
        SchemeType::MutualTls => "mutualTLS",
        SchemeType::Http { .. } => "http",
        SchemeType::Unknown => "",
        _ => "apiKey",
    };
    let http = match &scheme.ty {
        SchemeType::Http { scheme } => Some(scheme.as_str()),
        _ => None,
    };
    let flow = |kind: FlowKind| match kind {
        FlowKind::Implicit => "implicit",
        FlowKind::Password => "password",
        FlowKind::ClientCredentials => "clientCredentials",
        FlowKind::AuthorizationCode => "authorizationCode",
        FlowKind::DeviceAuthorization => "deviceAuthorization",
    };
    json!({
        "name": scheme.name, "type": kind, "scheme": http, "in": text(scheme.node, "in"),
        "credential": scheme.credential(true).map(Credential::word),
        "flows": scheme.flows.iter().map(|f| json!({
            "kind": flow(f.kind), "scopes": f.scopes.iter().map(|s| s.name).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "description": text(scheme.node, "description"), "extensions": extensions(scheme.node),
    })
}

fn of_alternative(api: &Api<'_>, alternative: &Alternative<'_>) -> Value {
    let scopes = |r: &crate::model::Requirement<'_>| r.scopes.iter().map(|(s, _)| s.to_string()).collect::<Vec<_>>();
    let schemes: Vec<Value> = alternative
        .requirements
        .iter()
        .map(|r| {
            let scheme = r.scheme.and_then(|n| api.schemes.get(n));
            let mut facts = scheme.map_or_else(|| json!({"name": r.name}), of_scheme);
            facts["scopes"] = json!(scopes(r));
            facts
        })
        .collect();
    json!({
        "anonymous": alternative.is_anonymous(), "schemes": schemes,
        "scopes": alternative.requirements.iter().flat_map(scopes).collect::<Vec<_>>(),
    })
}

/// What rules about the parts of an operation need to know of it.
fn brief(api: &Api<'_>, operation: &Operation<'_>) -> Value {
    json!({
        "title": operation.title(), "method": operation.method.text().to_ascii_lowercase(), "path": operation.path,
        "id": operation.id(), "tags": operation.tags().collect::<Vec<_>>(),
        "place": match operation.place { OperationKind::Path => "path", OperationKind::Webhook => "webhook", OperationKind::Callback => "callback" },
        "writes": operation.is_write(), "reads": operation.is_read(), "public": api.is_public(operation),
        "deprecated": is(operation.node, "deprecated"), "extensions": extensions(operation.node),
    })
}

fn of_operation(api: &Api<'_>, operation: &Operation<'_>) -> Value {
    let mut facts = brief(api, operation);
    let security = api.security_of(operation);
    let alternatives = || security.into_iter().flat_map(|s| &s.alternatives);
    let mut scopes: Vec<&str> =
        alternatives().flat_map(|a| &a.requirements).flat_map(|r| &r.scopes).map(|(s, _)| s.as_ref()).collect();
    scopes.sort_unstable();
    scopes.dedup();
    let parameter = |p: &crate::model::Parameter<'_>| {
        json!({
            "name": p.name, "in": place_word(p.place), "shared": p.shared,
            "required": is(p.node, "required"), "deprecated": is(p.node, "deprecated"),
        })
    };
    let responses = api.responses_of(operation);
    let body = api.body_of(operation);
    let more = json!({
        "security": security.map(|s| s.alternatives.iter().map(|a| of_alternative(api, a)).collect::<Vec<_>>()),
        "inherited": operation.own_security.is_none(),
        "scopes": scopes,
        "parameters": operation.parameters.iter().map(parameter).collect::<Vec<_>>(),
        "responses": responses.iter().map(|r| r.code).collect::<Vec<_>>(),
        "consumes": body.iter().flat_map(|b| &b.contents).map(|c| &c.media_type).collect::<Vec<_>>(),
        "produces": responses.iter().flat_map(|r| &r.contents).map(|c| &c.media_type).collect::<std::collections::BTreeSet<_>>(),
        "servers": api.servers_of(operation).iter().map(|s| s.url.to_string()).collect::<Vec<_>>(),
        "summary": text(operation.node, "summary"), "description": text(operation.node, "description"),
    });
    if let (Some(facts), Value::Object(more)) = (facts.as_object_mut(), more) {
        facts.extend(more);
    }
    facts
}

fn place_word(place: ParameterLocation) -> &'static str {
    match place {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::QueryString => "querystring",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
        ParameterLocation::FormData => "formData",
        ParameterLocation::Body => "body",
    }
}

/// The schema of a parameter, as it is written behind its reference.
fn schema_of(api: &Api<'_>, parameter: Cursor<'_>) -> Value {
    parameter.get(words::SCHEMA).map_or(Value::Null, |s| plain(api.resolve(s)))
}

/// The fields of an object that begin with `x-`.
fn extensions(at: Cursor<'_>) -> Value {
    let own = at.entries().filter(|e| e.name().starts_with("x-"));
    Value::Object(own.map(|e| (e.name().to_owned(), plain(e.value))).collect())
}

/// A value as it is written.
fn plain(at: Cursor<'_>) -> Value {
    let mut text = Vec::new();
    match crate::tree::write_json(&mut text, at, 10_000) {
        Ok(()) => serde_json::from_slice(&text).unwrap_or_default(),
        Err(_) => Value::Null,
    }
}

fn is(at: Cursor<'_>, field: &str) -> bool {
    at.get_str(field).is_some_and(Cursor::is_true)
}

fn text<'a>(at: Cursor<'a>, field: &str) -> Option<std::borrow::Cow<'a, str>> {
    at.get_str(field).and_then(Cursor::str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declared::fact_names::{FactShape, facts_of};
    use crate::spec::Workspace;

    const API: &str = r#"
openapi: 3.1.0
info: {title: Orders, version: 1.0.0, x-team: orders}
servers: [{url: "https://api.acme.com/v1", description: live}]
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      tags: [orders]
      security: [{oauth: [orders:read]}, {gone: []}]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: Done, content: {application/json: {}}}}
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: "https://acme.com/t", scopes: {"orders:read": Read}}}
"#;

    /// Holds what is told against what may be asked for.
    fn check(value: &Value, shape: FactShape, whole: bool, place: &str) {
        match (value, shape) {
            (Value::Object(facts), FactShape::Object(names)) => {
                for (name, value) in facts {
                    let known = names.iter().find(|(known, _)| known == name);
                    let Some((_, shape)) = known else { panic!("`{place}` has `{name}`, which nobody may ask for") };
                    check(value, *shape, false, &format!("{place}.{name}"));
                }
                let missing: Vec<&str> = names.iter().map(|(n, _)| *n).filter(|n| !facts.contains_key(*n)).collect();
                assert!(!whole || missing.is_empty(), "{place} has no {missing:?}");
            }
            (Value::Array(items), FactShape::List(item)) => {
                items.iter().for_each(|i| check(i, *item, false, &format!("{place}[]")));
            }
            (_, FactShape::Any) | (Value::Null, _) => {}
            (Value::Object(_) | Value::Array(_), FactShape::Scalar) => panic!("`{place}` is no scalar"),
            (_, FactShape::Scalar) => {}
            (value, shape) => panic!("`{place}` is {value}, not {shape:?}"),
        }
    }

    #[test]
    fn what_may_be_asked_for_is_what_is_told() {
        let source = Arc::new(Source::new("api.yaml", API.to_owned()));
        let workspace = Workspace::build(vec![Tree::parse(source, Limits::default())], &NoFiles);
        let api = Api::new(&workspace, workspace.entries()[0]);
        for subject in Subject::ALL {
            let described = describe(&api, subject);
            assert!(!described.is_empty(), "{}", subject.word());
            for one in &described {
                check(&one.facts, facts_of(subject), true, subject.word());
            }
        }
    }
}
