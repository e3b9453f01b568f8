//! The modules that scripts may import: their own files, and what comes with the engine.

use std::sync::Arc;

use rquickjs::context::EvalOptions;
use rquickjs::loader::{ImportAttributes, Loader, Resolver};
use rquickjs::module::Declared;
use rquickjs::{Ctx, Function, Module, Object};

use serde_json::Value;

use super::super::{Scripts, is_common};

/// The modules that rulesets import by name, with what they export here.
const PACKAGES: [(&str, &str); 12] = [
    ("@stoplight/spectral-rulesets", "rulesets"),
    ("@stoplight/spectral-core", "core"),
    ("@stoplight/spectral-functions", "functions"),
    ("@stoplight/spectral-formats", "formats"),
    ("@stoplight/spectral-utils", "core"),
    ("@openlint/openlint-rulesets", "rulesets"),
    ("@openlint/openlint-core", "core"),
    ("@openlint/openlint-functions", "functions"),
    ("@openlint/openlint-formats", "formats"),
    ("@openlint/openlint-utils", "core"),
    ("@stoplight/types", "types"),
    ("@stoplight/json", "json"),
];

/// Modules of Node.js of which there is a part here: what neither reads files nor speaks to anyone.
const NODE: [&str; 9] = ["assert", "events", "os", "path", "querystring", "tty", "url", "util", "vm"];

/// The modules of a ruleset.
pub(super) struct ModuleFiles(pub(super) Arc<Scripts>);

impl Resolver for ModuleFiles {
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

impl Loader for ModuleFiles {
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

/// The name under which the engine holds a module that comes with it.
pub(super) fn built_in(name: &str) -> Option<&str> {
    if let Some((_, part)) = PACKAGES.iter().find(|(package, _)| *package == name) {
        return Some(part);
    }
    let plain = name.strip_prefix("node:").unwrap_or(name);
    NODE.contains(&plain).then_some(plain)
}

/// What functions in CommonJS ask for: which file a name leads to, of what kind it is, and its text as a function.
pub(super) fn common<'js>(cx: &Ctx<'js>, scripts: &Arc<Scripts>) -> rquickjs::Result<()> {
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
pub(super) fn exports(value: rquickjs::Value<'_>, expression: &str) -> rquickjs::Result<String> {
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
