//! The engine that runs functions in JavaScript: QuickJS, without files, processes or the network, with
//! bounds on time and memory.

mod modules;
mod provided;

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use rquickjs::{
    CatchResultExt, Context, Ctx, Exception, Function, IntoJs, Module, Object, Persistent, Promise, Runtime,
};
use rustc_hash::FxHashMap;
use serde_json::Value;

use self::modules::{ModuleFiles, common};
use self::provided::{BuiltInFunctions, built_in_rules, core, graph, is_format, url};
use super::Scripts;
use super::sandbox::{CALL, FunctionCalled};
use crate::declared::format;
use crate::declared::functions::{self, Said, Target};
use crate::declared::inventory::{Inventory, View};
use crate::source::{FileId, Source};
use crate::spec::NoFiles;
use crate::text::{Day, cut};
use crate::tree::{Cursor, Limits, Shape, Tree};

/// How much memory the engine may take.
const MEMORY: usize = 512 << 20;
const STACK: usize = 1 << 20;

/// A function that was loaded, or why it was not.
type LoadedFunction = Result<Persistent<Function<'static>>, String>;

/// Nodes that were handed to functions, by file, number and whether references are followed.
type GivenFunction = FxHashMap<(u32, u32, bool), Persistent<rquickjs::Value<'static>>>;

/// The engine for one document.
pub struct Host {
    // Values must go before what they live in.
    functions: RefCell<FxHashMap<String, LoadedFunction>>,
    given: RefCell<GivenFunction>,
    context: Context,
    deadline: Rc<Cell<Option<Instant>>>,
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
    pub fn new(scripts: &Arc<Scripts>, inventory: &Inventory, today: Day) -> Option<Self> {
        let runtime = Runtime::new().ok()?;
        runtime.set_memory_limit(MEMORY);
        runtime.set_max_stack_size(STACK);
        let deadline: Rc<Cell<Option<Instant>>> = Rc::default();
        let until = deadline.clone();
        runtime.set_interrupt_handler(Some(Box::new(move || until.get().is_some_and(|d| Instant::now() > d))));
        runtime.set_loader(ModuleFiles(scripts.clone()), ModuleFiles(scripts.clone()));
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
            globals.set("__now", today.days_since_epoch() as f64 * 86_400_000.0)?;
            let known: RefCell<BuiltInFunctions> = RefCell::default();
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
        let (functions, given) = (RefCell::default(), RefCell::default());
        Some(Self { functions, given, context, deadline, formats, asks: Cell::new(asks) })
    }

    /// Calls a function. What it throws, and where it takes too long, is said in its place.
    pub fn call(&self, script: &FunctionCalled, target: &Target<'_>, path: &str, view: View<'_>) -> Vec<Said> {
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
            let result = self.run(&cx, function, script, target, path, view).catch(&cx);
            match result {
                Ok(text) => read(text.as_deref(), path),
                Err(error) => {
                    let late = started.elapsed() >= CALL;
                    let why = if late {
                        format!("`{}` was stopped after {} s", script.name, CALL.as_secs())
                    } else {
                        let said = words(&error.to_string());
                        // What cannot even make an exception.
                        let said = if said.contains("quickjs: Null") { "out of memory" } else { &said };
                        format!("`{}` failed: {said}", script.name)
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
        said
    }

    fn run<'js>(
        &self,
        cx: &Ctx<'js>,
        function: Persistent<Function<'static>>,
        script: &FunctionCalled,
        target: &Target<'_>,
        path: &str,
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
        let context: Object<'js> =
            make.call((cx.json_parse(path)?, cx.json_parse(script.rule.to_string())?, self.formats.clone()))?;
        let mut result: rquickjs::Value<'js> = function.call((input, options, context))?;
        if let Some(promise) = result.as_promise() {
            result = self.settled(cx, promise)?;
        }
        match cx.json_stringify(result)? {
            Some(text) => text.to_string().map(Some),
            None => Ok(None),
        }
    }

    /// What a promise comes to, once all that waits has run: until the deadline.
    fn settled<'js>(&self, cx: &Ctx<'js>, promise: &Promise<'js>) -> rquickjs::Result<rquickjs::Value<'js>> {
        loop {
            if let Some(result) = promise.result() {
                return result;
            }
            if self.deadline.get().is_some_and(|deadline| Instant::now() > deadline) {
                return Err(Exception::throw_message(cx, "it was stopped"));
            }
            if !cx.execute_pending_job() {
                return Err(Exception::throw_message(cx, "its promise never settles"));
            }
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

/// The most bytes and results that a call may return, and the most characters of a message.
const TEXT: usize = 4 << 20;
const RESULTS: usize = 1_000;
const MESSAGE: usize = 2_000;

/// What the engine says, in one line.
fn words(error: &str) -> String {
    let text = error.split_whitespace().collect::<Vec<_>>().join(" ");
    text.strip_prefix("Error: ").map_or_else(|| text.clone(), str::to_owned)
}

/// What a function returned.
fn read(text: Option<&str>, path: &str) -> Vec<Said> {
    let Some(text) = text else { return Vec::new() };
    if text.len() > TEXT {
        return vec![Said::failure(format!("the function returned {} bytes, more than {TEXT}", text.len()))];
    }
    // Half of a pair of surrogates is no character.
    let parsed = serde_json::from_str(text).or_else(|_| serde_json::from_str(&without_surrogates(text)));
    let Ok(Value::Array(results)) = parsed else { return Vec::new() };
    let plain = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    let part = |v: &Value| crate::tree::unescape_segment(&plain(v)).into_owned();
    let path: Vec<Value> = serde_json::from_str(path).unwrap_or_default();
    let mut all: Vec<Said> = results
        .iter()
        .filter(|r| r.is_object())
        .take(RESULTS)
        .map(|result| {
            let message = cut(result.get("message").and_then(Value::as_str).unwrap_or_default(), MESSAGE);
            let below = match result.get("path") {
                Some(Value::Array(parts)) => parts.iter().map(part).collect(),
                _ => path.iter().map(plain).collect(),
            };
            Said::from_root(below, message)
        })
        .collect();
    if results.len() > RESULTS {
        let words =
            format!("the function returned {} results, of which the first {RESULTS} are reported", results.len());
        all.push(Said::failure(words));
    }
    all
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
pub fn define(file: &str, scripts: &Arc<Scripts>, today: Day) -> Result<String, String> {
    let empty = Tree::parse(Arc::new(Source::new("empty.json", "{}")), Limits::default());
    let host = Host::new(scripts, &Inventory::build(empty, &NoFiles), today).ok_or("the engine cannot be started")?;
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
fn load(cx: &Ctx<'_>, script: &FunctionCalled) -> LoadedFunction {
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
