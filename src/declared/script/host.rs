//! The engine that runs functions in JavaScript: QuickJS, without files, processes or the network, with
//! bounds on time and memory.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rquickjs::context::EvalOptions;
use rquickjs::loader::{ImportAttributes, Loader, Resolver};
use rquickjs::module::Declared;
use rquickjs::{CatchResultExt, Context, Ctx, Exception, Function, IntoJs, Module, Object, Persistent, Runtime};
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::{Script, Scripts, is_common};
use crate::declared::format;
use crate::declared::functions::{self, Said, Target};
use crate::declared::inventory::{Inventory, Nothing, View};
use crate::declared::message;
use crate::declared::ruleset::{OAS, Rule};
use crate::source::{FileId, Source};
use crate::tree::{Cursor, Limits, Shape, Tree, words};

/// How long a call may take, and all calls of a run together.
const CALL: Duration = Duration::from_secs(3);
const RUN: Duration = Duration::from_secs(30);
/// How much memory the engine may take.
const MEMORY: usize = 512 << 20;
const STACK: usize = 1 << 20;

/// The modules that rulesets import by name, with what they export here.
const PACKAGES: [(&str, &str); 7] = [
    ("@stoplight/spectral-rulesets", "rulesets"),
    ("@stoplight/spectral-core", "core"),
    ("@stoplight/spectral-functions", "functions"),
    ("@stoplight/spectral-formats", "formats"),
    ("@stoplight/spectral-utils", "core"),
    ("@stoplight/types", "types"),
    ("@stoplight/json", "json"),
];

/// Modules of Node.js of which there is a part here: what neither reads files nor speaks to anyone.
const NODE: [&str; 9] = ["assert", "events", "os", "path", "querystring", "tty", "url", "util", "vm"];

/// The name under which the engine holds a module that comes with it.
fn built_in(name: &str) -> Option<&str> {
    if let Some((_, part)) = PACKAGES.iter().find(|(package, _)| *package == name) {
        return Some(part);
    }
    let plain = name.strip_prefix("node:").unwrap_or(name);
    NODE.contains(&plain).then_some(plain)
}

/// A function that was loaded, or why it was not.
type Loaded = Result<Persistent<Function<'static>>, String>;

/// Nodes that were handed to functions, by file, number and whether references are followed.
type Given = FxHashMap<(u32, u32, bool), Persistent<rquickjs::Value<'static>>>;

/// The engine for one document.
pub struct Host {
    // Values must go before what they live in.
    functions: RefCell<FxHashMap<String, Loaded>>,
    given: RefCell<Given>,
    context: Context,
    deadline: Rc<Cell<Option<Instant>>>,
    spent: Cell<Duration>,
    formats: Vec<&'static str>,
    /// True until the document as a whole was handed over, where a function may ask for it.
    asks: Cell<bool>,
}

impl Drop for Host {
    fn drop(&mut self) {
        self.functions.borrow_mut().clear();
        self.given.borrow_mut().clear();
    }
}

impl Host {
    /// An engine for the functions of a ruleset. Nothing where the engine cannot be started.
    #[must_use]
    pub fn new(scripts: &Arc<Scripts>, inventory: &Inventory) -> Option<Self> {
        let runtime = Runtime::new().ok()?;
        runtime.set_memory_limit(MEMORY);
        runtime.set_max_stack_size(STACK);
        let deadline: Rc<Cell<Option<Instant>>> = Rc::default();
        let until = deadline.clone();
        runtime.set_interrupt_handler(Some(Box::new(move || until.get().is_some_and(|d| Instant::now() > d))));
        runtime.set_loader(Files(scripts.clone()), Files(scripts.clone()));
        let context = Context::full(&runtime).ok()?;
        let root = inventory.trees()[0].root();
        let formats = format::of(root);
        // The document as a whole is handed over only where a function may ask for it.
        let asks = scripts.texts.values().any(|t| t.contains("document"));
        let source = inventory.trees()[0].source().name().to_owned();
        let text = inventory.trees()[0].source().text().to_owned();
        let asks_for_used = scripts.texts.values().any(|t| t.contains("unreferencedReusableObject"));
        let used = if asks_for_used { functions::used(inventory, FileId(0)) } else { HashSet::default() };
        let ready = context.with(|cx| -> rquickjs::Result<()> {
            let globals = cx.globals();
            globals.set("__names", functions::NAMES.to_vec())?;
            globals.set("__formats", format::names().collect::<Vec<_>>())?;
            globals.set("__source", source)?;
            let known: RefCell<Known> = RefCell::default();
            let core = move |cx: Ctx<'_>, name: String, input: Option<String>, options: String| {
                core(&cx, &known, &used, name, input, options)
            };
            globals.set("__core", Function::new(cx.clone(), core)?)?;
            globals.set("__is_format", Function::new(cx.clone(), is_format)?)?;
            globals.set("__url", Function::new(cx.clone(), url)?)?;
            globals.set("__text", text)?;
            globals.set("__oas", Function::new(cx.clone(), built_in_rules)?)?;
            common(&cx, scripts)?;
            cx.eval::<(), _>(include_str!("prelude.js"))
        });
        ready.ok()?;
        let (functions, given, spent) = (RefCell::default(), RefCell::default(), Cell::default());
        Some(Self { functions, given, context, deadline, spent, formats, asks: Cell::new(asks) })
    }

    /// Calls a function. What it throws, and where it takes too long, is said in its place.
    pub fn call(&self, script: &Script, rule: &Rule, target: &Target<'_>, path: &[Value], view: View<'_>) -> Vec<Said> {
        if self.spent.get() > RUN {
            return vec![Said::failure(format!(
                "`{}` was not run: all functions together took over {} s",
                script.name,
                RUN.as_secs()
            ))];
        }
        let started = Instant::now();
        self.deadline.set(Some(started + CALL));
        let key = format!("{}\0{}", script.file, script.name);
        let said = self.context.with(|cx| {
            let known = self.functions.borrow().get(&key).cloned();
            let loaded = match known {
                Some(loaded) => loaded,
                None => {
                    let loaded = load(&cx, script);
                    self.functions.borrow_mut().insert(key.clone(), loaded.clone());
                    loaded
                }
            };
            let function = match loaded {
                Ok(function) => function,
                Err(why) => return vec![Said::failure(why)],
            };
            let result = self.run(&cx, function, script, rule, target, path, view).catch(&cx);
            match result {
                Ok(text) => read(text.as_deref(), path),
                Err(error) => {
                    let late = started.elapsed() >= CALL;
                    let why = if late {
                        format!("`{}` was stopped after {} s", script.name, CALL.as_secs())
                    } else {
                        format!("`{}` failed: {}", script.name, words(&error.to_string()))
                    };
                    if late {
                        // It would take as long again.
                        self.functions.borrow_mut().insert(key.clone(), Err(why.clone()));
                    }
                    vec![Said::failure(why)]
                }
            }
        });
        self.deadline.set(None);
        self.spent.set(self.spent.get() + started.elapsed());
        said
    }

    #[allow(clippy::too_many_arguments)]
    fn run<'js>(
        &self,
        cx: &Ctx<'js>,
        function: Persistent<Function<'static>>,
        script: &Script,
        rule: &Rule,
        target: &Target<'_>,
        path: &[Value],
        view: View<'_>,
    ) -> rquickjs::Result<Option<String>> {
        let function = function.restore(cx)?;
        let input = self.input(cx, target, view)?;
        let options = match &script.options {
            Some(options) => cx.json_parse(options.to_string())?,
            None => rquickjs::Value::new_null(cx.clone()),
        };
        if self.asks.replace(false) {
            let roots = Object::new(cx.clone())?;
            for (name, resolved) in [("resolved", true), ("unresolved", false)] {
                let view = view.inventory().view(resolved);
                roots.set(name, self.value(cx, view.root(), view, &mut Vec::new())?)?;
            }
            roots.set("graph", cx.json_parse(graph(view.inventory()).to_string())?)?;
            cx.globals().set("__roots", roots)?;
        }
        let make: Function<'js> = cx.globals().get("__context")?;
        let rule = serde_json::json!({
            "name": rule.name, "message": rule.message, "description": rule.description,
            "severity": rule.severity as u8, "documentationUrl": rule.url, "enabled": rule.enabled,
            "recommended": rule.recommended, "resolved": rule.resolved, "formats": rule.formats,
        });
        let context: Object<'js> = make.call((
            cx.json_parse(Value::from(path).to_string())?,
            cx.json_parse(rule.to_string())?,
            self.formats.clone(),
        ))?;
        let mut result: rquickjs::Value<'js> = function.call((input, options, context))?;
        if let Some(promise) = result.as_promise() {
            result = promise.finish()?;
        }
        match cx.json_stringify(result)? {
            Some(text) => text.to_string().map(Some),
            None => Ok(None),
        }
    }

    /// The target as a value of the engine.
    fn input<'js>(&self, cx: &Ctx<'js>, target: &Target<'_>, view: View<'_>) -> rquickjs::Result<rquickjs::Value<'js>> {
        match target {
            Target::Missing => Ok(rquickjs::Value::new_undefined(cx.clone())),
            Target::Name(name) => cx.json_parse(Value::from(name.as_ref()).to_string()),
            Target::Node(node) => self.value(cx, *node, view, &mut Vec::new()),
        }
    }

    /// A node as a value of the engine, with what its references lead to. The same node is the same value; a
    /// reference that leads back to what it stands in stays as it is written.
    fn value<'js>(
        &self,
        cx: &Ctx<'js>,
        at: Cursor<'_>,
        view: View<'_>,
        above: &mut Vec<(u32, u32)>,
    ) -> rquickjs::Result<rquickjs::Value<'js>> {
        let place = (at.file().0, at.id().0);
        match at.shape() {
            Shape::Seq | Shape::Map => {}
            Shape::Null => return Ok(rquickjs::Value::new_null(cx.clone())),
            Shape::Bool => return Ok(rquickjs::Value::new_bool(cx.clone(), at.is_true())),
            Shape::Int | Shape::Float => {
                return Ok(rquickjs::Value::new_number(cx.clone(), at.f64().unwrap_or(f64::NAN)));
            }
            Shape::Str | Shape::Alias => return at.text().as_ref().into_js(cx),
        }
        let key = (place.0, place.1, view.is_resolved());
        if let Some(known) = self.given.borrow().get(&key) {
            return known.clone().restore(cx);
        }
        if above.len() > DEPTH {
            return Err(Exception::throw_message(cx, "the value is nested too deeply for a function"));
        }
        above.push(place);
        let follow = |child, above: &Vec<(u32, u32)>| {
            let target = view.enter(child);
            if above.contains(&(target.file().0, target.id().0)) { child } else { target }
        };
        let value = if at.is_seq() {
            let list = rquickjs::Array::new(cx.clone())?;
            for (n, item) in at.items().enumerate() {
                list.set(n, self.value(cx, follow(item, above), view, above)?)?;
            }
            list.into_value()
        } else {
            let object = Object::new(cx.clone())?;
            for entry in at.entries() {
                object.set(entry.name(), self.value(cx, follow(entry.value, above), view, above)?)?;
            }
            object.into_value()
        };
        above.pop();
        self.given.borrow_mut().insert(key, Persistent::save(cx, value.clone()));
        Ok(value)
    }
}

/// How deep values are handed over.
const DEPTH: usize = 300;

/// What the engine says, in one line.
fn words(error: &str) -> String {
    let text = error.split_whitespace().collect::<Vec<_>>().join(" ");
    text.strip_prefix("Error: ").map_or_else(|| text.clone(), str::to_owned)
}

/// What a function returned.
fn read(text: Option<&str>, path: &[Value]) -> Vec<Said> {
    let Some(text) = text else { return Vec::new() };
    // Half of a pair of surrogates is no character.
    let parsed = serde_json::from_str(text).or_else(|_| serde_json::from_str(&without_surrogates(text)));
    let Ok(Value::Array(results)) = parsed else { return Vec::new() };
    let plain = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    let part = |v: &Value| crate::tree::unescape_segment(&plain(v)).into_owned();
    results
        .iter()
        .filter(|r| r.is_object())
        .map(|result| {
            let message = result.get("message").and_then(Value::as_str).unwrap_or_default().to_owned();
            let below = match result.get("path") {
                Some(Value::Array(parts)) => parts.iter().map(part).collect(),
                _ => path.iter().map(plain).collect(),
            };
            Said::from_root(below, message)
        })
        .collect()
}

/// JSON with a replacement character for each escape of a surrogate.
fn without_surrogates(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(n) = rest.find("\\u") {
        let (before, escape) = rest.split_at(n);
        out.push_str(before);
        let is_surrogate =
            matches!(escape.as_bytes(), [_, _, b'd' | b'D', b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F', ..]);
        let length = if is_surrogate { escape.char_indices().nth(6).map_or(escape.len(), |(n, _)| n) } else { 2 };
        out.push_str(if is_surrogate { "\u{fffd}" } else { "\\u" });
        rest = &escape[length..];
    }
    out + rest
}

/// A ruleset in JavaScript as JSON: functions of its own stand in it as `script:` and a number.
///
/// # Errors
/// Where it cannot be run, in words.
pub fn define(file: &str, scripts: &Arc<Scripts>) -> Result<String, String> {
    let empty = Tree::parse(Arc::new(Source::new("empty.json", "{}")), Limits::default());
    let host = Host::new(scripts, &Inventory::build(empty, &Nothing)).ok_or("the engine cannot be started")?;
    host.deadline.set(Some(Instant::now() + CALL));
    host.context.with(|cx| {
        let text = defined(&cx, file).and_then(|d| d.get::<_, Option<String>>("text")).catch(&cx);
        match text {
            Ok(Some(text)) => Ok(text),
            Ok(None) => Err("it exports no ruleset".to_owned()),
            Err(error) => Err(words(&error.to_string())),
        }
    })
}

/// What a ruleset in JavaScript exports, with the functions of its own.
fn defined<'js>(cx: &Ctx<'js>, file: &str) -> rquickjs::Result<Object<'js>> {
    let module: Object<'js> = Module::import(cx, file.to_owned())?.finish()?;
    let definition: rquickjs::Value<'js> = module.get("default")?;
    let define: Function<'js> = cx.globals().get("__define")?;
    define.call((definition,))
}

/// The function that a module exports.
fn load(cx: &Ctx<'_>, script: &Script) -> Loaded {
    let loaded = (|| -> rquickjs::Result<Persistent<Function<'static>>> {
        if let Some(number) = script.name.strip_prefix(super::OWN) {
            let own: Vec<Function<'_>> = defined(cx, &script.file)?.get("own")?;
            let found = number.parse::<usize>().ok().and_then(|n| own.get(n).cloned());
            return match found {
                Some(function) => Ok(Persistent::save(cx, function)),
                None => Err(Exception::throw_message(cx, "the ruleset is not the same any more")),
            };
        }
        let promise = Module::import(cx, script.file.clone())?;
        let module: Object<'_> = promise.finish()?;
        let mut found: rquickjs::Value<'_> = module.get("default")?;
        if let Some(object) = found.as_object()
            && found.as_function().is_none()
        {
            let inner: rquickjs::Value<'_> = object.get("default")?;
            if inner.is_function() {
                found = inner;
            }
        }
        if !found.is_function() {
            found = module.get(script.name.as_str())?;
        }
        match found.into_function() {
            Some(function) => Ok(Persistent::save(cx, function)),
            None => Err(Exception::throw_message(cx, &format!("`{}` exports no function", script.file))),
        }
    })();
    loaded.catch(cx).map_err(|e| format!("`{}` cannot be loaded: {}", script.name, words(&e.to_string())))
}

/// Core functions that were called, by name and options.
type Known = FxHashMap<(String, String), Result<Rc<functions::Function>, String>>;

/// A core function, called from JavaScript: its results, or nothing where it has nothing to say.
fn core(
    cx: &Ctx<'_>,
    known: &RefCell<Known>,
    used: &HashSet<String>,
    name: String,
    input: Option<String>,
    options: String,
) -> rquickjs::Result<Option<String>> {
    let key = (name, options);
    let found = known.borrow().get(&key).cloned();
    let function = match found {
        Some(function) => function,
        None => {
            let options: Option<Value> = serde_json::from_str(&key.1).ok();
            let function = match functions::Function::read(&key.0, options.as_ref()) {
                Some(function) => function.map(Rc::new),
                None => Err(format!("there is no function `{}`", key.0)),
            };
            known.borrow_mut().insert(key, function.clone());
            function
        }
    };
    let function = function.map_err(|why| Exception::throw_message(cx, &why))?;
    let text = input.clone().unwrap_or_default();
    let tree = Tree::parse(Arc::new(Source::new("value.json", text)), Limits::default());
    let inventory = Inventory::build(tree, &Nothing);
    let view = inventory.view(false);
    let target = if input.is_some() { Target::Node(view.root()) } else { Target::Missing };
    let said = match &*function {
        // What refers to it stands in the document.
        functions::Function::Unreferenced { location } => {
            functions::unreferenced(view.root().entries().map(|e| e.name()), location, used)
        }
        function => function.apply(&target, view),
    };
    if said.is_empty()
        && !matches!(
            *function,
            functions::Function::Schema(_)
                | functions::Function::Or(_)
                | functions::Function::Xor(_)
                | functions::Function::Unreferenced { .. }
        )
    {
        return Ok(None);
    }
    let one = |s: Said| serde_json::json!({"message": s.message, "below": s.below, "whole": s.from_root, "about": s.about_property});
    Ok(Some(Value::Array(said.into_iter().map(one).collect()).to_string()))
}

/// The parts of a URL (WHATWG URL Standard), as JSON; nothing where it is none.
fn url(text: String, base: Option<String>) -> Option<String> {
    let url = match base {
        Some(base) => url::Url::parse(&base).ok()?.join(&text).ok()?,
        None => url::Url::parse(&text).ok()?,
    };
    let port = url.port().map(|p| p.to_string()).unwrap_or_default();
    let hostname = url.host_str().unwrap_or_default();
    let host = if port.is_empty() { hostname.to_owned() } else { format!("{hostname}:{port}") };
    let before =
        |mark: &str, part: Option<&str>| part.filter(|p| !p.is_empty()).map_or(String::new(), |p| format!("{mark}{p}"));
    let parts = serde_json::json!({
        "href": url.as_str(), "origin": url.origin().ascii_serialization(), "protocol": format!("{}:", url.scheme()),
        "username": url.username(), "password": url.password().unwrap_or_default(), "host": host,
        "hostname": hostname, "port": port, "pathname": url.path(), "search": before("?", url.query()),
        "hash": before("#", url.fragment()),
    });
    Some(parts.to_string())
}

/// For each file, where its references stand and what they say.
fn graph(inventory: &Inventory) -> Value {
    let mut nodes = serde_json::Map::new();
    for tree in inventory.trees() {
        let mut references = serde_json::Map::new();
        let found = tree.root().descendants().filter(|at| at.is_map());
        for (at, text) in found.filter_map(|at| Some((at, at.get(words::REF)?.str()?))) {
            references.insert(message::fragment(at), text.into());
        }
        nodes.insert(tree.source().name().to_owned(), serde_json::json!({"refMap": references}));
    }
    Value::Object(nodes)
}

/// The rules of `spectral:oas`, as JSON.
fn built_in_rules() -> String {
    let tree = Tree::parse(Arc::new(Source::new("oas.yaml", OAS)), Limits::default());
    let mut text = Vec::new();
    match crate::tree::write_json(&mut text, tree.root(), 1_000_000) {
        Ok(()) => String::from_utf8(text).unwrap_or_default(),
        Err(_) => "{}".to_owned(),
    }
}

fn is_format(name: String, document: String) -> bool {
    let tree = Tree::parse(Arc::new(Source::new("value.json", document)), Limits::default());
    format::of(tree.root()).iter().any(|f| *f == name)
}

/// The modules of a ruleset.
struct Files(Arc<Scripts>);

impl Resolver for Files {
    fn resolve<'js>(
        &mut self,
        _: &Ctx<'js>,
        base: &str,
        name: &str,
        _: Option<ImportAttributes<'js>>,
    ) -> rquickjs::Result<String> {
        if built_in(name).is_some() || self.0.texts.contains_key(name) {
            return Ok(name.to_owned());
        }
        self.0.resolve(base, name).ok_or_else(|| {
            rquickjs::Error::new_resolving_message(
                base,
                name,
                "functions may import their own files and Spectral's packages",
            )
        })
    }
}

impl Loader for Files {
    fn load<'js>(
        &mut self,
        cx: &Ctx<'js>,
        name: &str,
        _: Option<ImportAttributes<'js>>,
    ) -> rquickjs::Result<Module<'js, Declared>> {
        if let Some(part) = built_in(name) {
            let modules: Object<'_> = cx.globals().get("__modules")?;
            return Module::declare(cx.clone(), name, exports(modules.get(part)?, &format!("__modules[{part:?}]"))?);
        }
        let Some(text) = self.0.texts.get(name) else { return Err(rquickjs::Error::new_loading(name)) };
        if name.ends_with(".json") {
            return Module::declare(cx.clone(), name, format!("export default {text};"));
        }
        if is_common(name, text) {
            // It runs now, as what it exports is known only then.
            let file: Function<'_> = cx.globals().get("__file")?;
            let exported: rquickjs::Value<'_> = file.call((name,))?;
            let quoted = Value::from(name).to_string();
            return Module::declare(cx.clone(), name, exports(exported, &format!("__file({quoted})"))?);
        }
        Module::declare(cx.clone(), name, text.as_str())
    }
}

/// What functions in CommonJS ask for: which file a name leads to, of what kind it is, and its text as a function.
fn common<'js>(cx: &Ctx<'js>, scripts: &Arc<Scripts>) -> rquickjs::Result<()> {
    let globals = cx.globals();
    let find = {
        let scripts = scripts.clone();
        move |from: String, name: String| match built_in(&name) {
            Some(part) => Some(format!("\0{part}")),
            None => scripts.resolve(&from, &name),
        }
    };
    globals.set("__find", Function::new(cx.clone(), find)?)?;
    let kind = {
        let scripts = scripts.clone();
        move |file: String| match scripts.texts.get(&file) {
            Some(_) if file.ends_with(".json") => "json",
            Some(text) if is_common(&file, text) => "common",
            _ => "module",
        }
    };
    globals.set("__kind", Function::new(cx.clone(), kind)?)?;
    let compile = {
        let scripts = scripts.clone();
        move |cx: Ctx<'js>, file: String| -> rquickjs::Result<rquickjs::Value<'js>> {
            let text = scripts.texts.get(&file).map_or("", String::as_str);
            if file.ends_with(".json") {
                return cx.json_parse(text);
            }
            // On one line, so that places in errors are those of the file.
            let text = text.strip_prefix("#!").map_or(text, |t| t.split_once('\n').map_or("", |(_, t)| t));
            let whole = format!("(function (module, exports, require, __filename, __dirname) {{ {text}\n}})");
            let mut options = EvalOptions::default();
            options.strict = false;
            options.filename = Some(file);
            cx.eval_with_options(whole, options)
        }
    };
    globals.set("__compile", Function::new(cx.clone(), compile)?)?;
    let import = |cx: Ctx<'js>, file: String| -> rquickjs::Result<Object<'js>> { Module::import(&cx, file)?.finish() };
    globals.set("__import", Function::new(cx.clone(), import)?)
}

/// The text of a module that exports what stands for `value`.
fn exports(value: rquickjs::Value<'_>, expression: &str) -> rquickjs::Result<String> {
    let mut out = format!("const m = globalThis.{expression}; export default m;");
    let Some(object) = value.as_object() else { return Ok(out) };
    for (n, key) in object.keys::<String>().enumerate() {
        let key = key?;
        if key != "default" {
            let quoted = Value::from(key).to_string();
            out += &format!(" const __{n} = m[{quoted}]; export {{ __{n} as {quoted} }};");
        }
    }
    Ok(out)
}
