//! The engine that runs functions in JavaScript: QuickJS, without files, processes or the network, with
//! bounds on time and memory.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rquickjs::loader::{ImportAttributes, Loader, Resolver};
use rquickjs::module::Declared;
use rquickjs::{CatchResultExt, Context, Ctx, Exception, Function, Module, Object, Persistent, Runtime};
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::{Script, Scripts, is_common};
use crate::declared::format;
use crate::declared::functions::{self, Said, Target, value_of};
use crate::declared::inventory::{Inventory, View};
use crate::source::Source;
use crate::spec::LoadError;
use crate::tree::{Limits, Tree};

/// How long a call may take, and all calls of a run together.
const CALL: Duration = Duration::from_secs(3);
const RUN: Duration = Duration::from_secs(30);
/// How much memory the engine may take.
const MEMORY: usize = 512 << 20;
const STACK: usize = 1 << 20;

/// The modules that rulesets import by name, with what they export here.
const PACKAGES: [(&str, &str); 5] = [
    ("@stoplight/spectral-rulesets", "rulesets"),
    ("@stoplight/spectral-core", "core"),
    ("@stoplight/spectral-functions", "functions"),
    ("@stoplight/spectral-formats", "formats"),
    ("@stoplight/spectral-utils", "core"),
];

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
        // The document as a whole, as text, where a function may ask for it; it is read when one does.
        let asked = scripts.texts.values().any(|t| t.contains("document"));
        let text = |resolved: bool| {
            let view = inventory.view(resolved);
            asked.then(|| value_of(view.root(), view)).flatten().map(|v| v.to_string())
        };
        let texts = [text(false), text(true)];
        let source = inventory.trees()[0].source().name().to_owned();
        let ready = context.with(|cx| -> rquickjs::Result<()> {
            let globals = cx.globals();
            globals.set("__names", functions::NAMES.to_vec())?;
            globals.set("__formats", format::names().collect::<Vec<_>>())?;
            globals.set("__source", source)?;
            globals.set("__core", Function::new(cx.clone(), core)?)?;
            globals.set("__is_format", Function::new(cx.clone(), is_format)?)?;
            let text = move |resolved: bool| texts[usize::from(resolved)].clone();
            globals.set("__text", Function::new(cx.clone(), text)?)?;
            cx.eval::<(), _>(include_str!("prelude.js"))
        });
        ready.ok()?;
        let functions = RefCell::default();
        let given = RefCell::default();
        Some(Self { functions, given, context, deadline, spent: Cell::default(), formats })
    }

    /// Calls a function. What it throws, and where it takes too long, is said in its place.
    pub fn call(&self, script: &Script, rule: &str, target: &Target<'_>, path: &[String], view: View<'_>) -> Vec<Said> {
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
        rule: &str,
        target: &Target<'_>,
        path: &[String],
        view: View<'_>,
    ) -> rquickjs::Result<Option<String>> {
        let function = function.restore(cx)?;
        let input = self.input(cx, target, view)?;
        let options = match &script.options {
            Some(options) => cx.json_parse(options.to_string())?,
            None => rquickjs::Value::new_null(cx.clone()),
        };
        let make: Function<'js> = cx.globals().get("__context")?;
        let context: Object<'js> = make.call((path.to_vec(), rule, self.formats.clone()))?;
        let result: rquickjs::Value<'js> = function.call((input, options, context))?;
        match cx.json_stringify(result)? {
            Some(text) => text.to_string().map(Some),
            None => Ok(None),
        }
    }

    /// The target as a value of the engine; the same node is the same value.
    fn input<'js>(&self, cx: &Ctx<'js>, target: &Target<'_>, view: View<'_>) -> rquickjs::Result<rquickjs::Value<'js>> {
        let node = match target {
            Target::Missing => return Ok(rquickjs::Value::new_undefined(cx.clone())),
            Target::Name(name) => return cx.json_parse(Value::from(name.as_ref()).to_string()),
            Target::Node(node) => *node,
        };
        let key = (node.file().0, node.id().0, view.is_resolved());
        if let Some(known) = self.given.borrow().get(&key) {
            return known.clone().restore(cx);
        }
        let Some(value) = value_of(node, view) else {
            return Err(Exception::throw_message(cx, "the value is too large for a function"));
        };
        let value: rquickjs::Value<'js> = cx.json_parse(value.to_string())?;
        self.given.borrow_mut().insert(key, Persistent::save(cx, value.clone()));
        Ok(value)
    }
}

/// What the engine says, in one line.
fn words(error: &str) -> String {
    let text = error.split_whitespace().collect::<Vec<_>>().join(" ");
    text.strip_prefix("Error: ").map_or_else(|| text.clone(), str::to_owned)
}

/// What a function returned.
fn read(text: Option<&str>, path: &[String]) -> Vec<Said> {
    let Some(Value::Array(results)) = text.and_then(|t| serde_json::from_str(t).ok()) else { return Vec::new() };
    let part = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    results
        .iter()
        .filter(|r| r.is_object())
        .map(|result| {
            let message = result.get("message").and_then(Value::as_str).unwrap_or_default().to_owned();
            let below = match result.get("path") {
                Some(Value::Array(parts)) => parts.iter().map(part).collect(),
                _ => path.to_vec(),
            };
            Said::from_root(below, message)
        })
        .collect()
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

/// A core function, called from JavaScript.
fn core(cx: Ctx<'_>, name: String, input: Option<String>, options: String) -> rquickjs::Result<String> {
    let options: Option<Value> = serde_json::from_str(&options).ok();
    let function = match functions::Function::read(&name, options.as_ref()) {
        Some(Ok(function)) => function,
        Some(Err(why)) => return Err(Exception::throw_message(&cx, &why)),
        None => return Err(Exception::throw_message(&cx, &format!("there is no function `{name}`"))),
    };
    let text = input.clone().unwrap_or_default();
    let tree = Tree::parse(Arc::new(Source::new("value.json", text)), Limits::default());
    let inventory = Inventory::build(tree, &Nothing);
    let view = inventory.view(false);
    let target = if input.is_some() { Target::Node(view.root()) } else { Target::Missing };
    let said = function.apply(&target, view);
    let all: Vec<Value> =
        said.into_iter().map(|s| serde_json::json!({"message": s.message, "below": s.below})).collect();
    Ok(Value::Array(all).to_string())
}

fn is_format(name: String, document: String) -> bool {
    let tree = Tree::parse(Arc::new(Source::new("value.json", document)), Limits::default());
    format::of(tree.root()).iter().any(|f| *f == name)
}

struct Nothing;

impl crate::spec::Loader for Nothing {
    fn load(&self, _: &str) -> Result<Tree, LoadError> {
        Err(LoadError::Missing)
    }
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
        if PACKAGES.iter().any(|(package, _)| *package == name) || self.0.texts.contains_key(name) {
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
        if let Some((_, part)) = PACKAGES.iter().find(|(package, _)| *package == name) {
            return Module::declare(cx.clone(), name, package(cx, part)?);
        }
        let Some(text) = self.0.texts.get(name) else { return Err(rquickjs::Error::new_loading(name)) };
        if name.ends_with(".json") {
            return Module::declare(cx.clone(), name, format!("export default {text};"));
        }
        if is_common(name, text) {
            return Module::declare(cx.clone(), name, self.common(name, text));
        }
        Module::declare(cx.clone(), name, text.as_str())
    }
}

impl Files {
    /// A module in the older form: what it requires is imported before it.
    fn common(&self, name: &str, text: &str) -> String {
        let mut wanted: Vec<&str> = Vec::new();
        for (start, _) in text.match_indices("require") {
            let rest = text[start + 7..].trim_start();
            let Some(rest) = rest.strip_prefix('(').map(str::trim_start) else { continue };
            let Some(quote) = rest.chars().next().filter(|c| matches!(c, '\'' | '"' | '`')) else { continue };
            if let Some((import, _)) = rest[1..].split_once(quote)
                && !wanted.contains(&import)
            {
                wanted.push(import);
            }
        }
        let mut out = String::new();
        let mut table = String::new();
        for (n, import) in wanted.iter().enumerate() {
            let known = PACKAGES.iter().any(|(p, _)| p == import) || self.0.resolve(name, import).is_some();
            let quoted = Value::from(*import).to_string();
            if known {
                out += &format!("import * as __m{n} from {quoted};");
                table += &format!("{quoted}: __m{n},");
            }
        }
        // On one line, so that places in errors are those of the file.
        out += &format!(
            "const require = (name) => {{ const m = {{{table}}}[name]; if (m === undefined) throw new Error(`\\`${{name}}\\` cannot be required: functions may import their own files and Spectral's packages`); return m.default ?? m; }}; const module = {{ exports: {{}} }}; let exports = module.exports; "
        );
        out += text;
        out += "\nexport default module.exports;\n";
        out
    }
}

/// The text of a module that exports what the engine holds under a name.
fn package(cx: &Ctx<'_>, part: &str) -> rquickjs::Result<String> {
    let modules: Object<'_> = cx.globals().get("__modules")?;
    let exported: Object<'_> = modules.get(part)?;
    let mut out = format!("const m = globalThis.__modules[\"{part}\"]; export default m;");
    for key in exported.keys::<String>() {
        let key = key?;
        if key == "undefined" {
            out += " const __undefined = m.undefined; export { __undefined as \"undefined\" };";
        } else {
            out += &format!(" export const {key} = m.{key};");
        }
    }
    Ok(out)
}
