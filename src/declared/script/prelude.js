// What functions in JavaScript find around them. Nothing here reaches files, processes or the network.
// Two runs on the same day say the same: the clock stands at its beginning, and chance begins with the same seed.
{
  const Clock = Date;
  const Day = function Date(...parts) {
    if (!new.target) return new Clock(__now).toString();
    return Reflect.construct(Clock, parts.length ? parts : [__now], new.target === Day ? Clock : new.target);
  };
  Day.prototype = Clock.prototype;
  Object.defineProperty(Day.prototype, "constructor", { value: Day, writable: true, configurable: true });
  Day.now = () => __now;
  Day.parse = Clock.parse;
  Day.UTC = Clock.UTC;
  globalThis.Date = Day;
  let seed = 1;
  Math.random = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  Object.defineProperty(globalThis, "performance", { value: { now: () => 0, timeOrigin: __now }, configurable: true });
}
globalThis.global = globalThis;
globalThis.console = { log() {}, warn() {}, error() {}, info() {}, debug() {}, trace() {} };
globalThis.structuredClone ??= (value) => JSON.parse(JSON.stringify(value));
globalThis.queueMicrotask ??= (call) => void Promise.resolve().then(call);
globalThis.setTimeout = (call, _, ...values) => (queueMicrotask(() => call(...values)), 0);
globalThis.setImmediate = (call, ...values) => setTimeout(call, 0, ...values);
globalThis.clearTimeout = globalThis.clearImmediate = () => {};
globalThis.process = {
  env: {}, argv: [], execArgv: [], platform: "linux", arch: "", pid: 1, version: "v20.0.0", versions: { node: "20.0.0" },
  cwd: () => "/", nextTick: setImmediate, on() {}, emitWarning() {}, hrtime: () => [0, 0],
  stdout: { isTTY: false, write() {} }, stderr: { isTTY: false, write() {} },
};

class URLSearchParams {
  #pairs = [];
  constructor(from = "") {
    const plain = (text) => {
      text = text.replaceAll("+", " ");
      try { return decodeURIComponent(text); } catch { return text; }
    };
    if (typeof from === "string") {
      for (const part of from.replace(/^\?/, "").split("&").filter((p) => p !== "")) {
        const at = part.indexOf("=");
        this.#pairs.push(at < 0 ? [plain(part), ""] : [plain(part.slice(0, at)), plain(part.slice(at + 1))]);
      }
    } else {
      const pairs = from[Symbol.iterator] ? from : Object.entries(from);
      for (const [name, value] of pairs) this.append(name, value);
    }
  }
  append(name, value) { this.#pairs.push([String(name), String(value)]); }
  delete(name) { this.#pairs = this.#pairs.filter(([n]) => n !== name); }
  set(name, value) { this.delete(name); this.append(name, value); }
  has(name) { return this.#pairs.some(([n]) => n === name); }
  get(name) { return this.#pairs.find(([n]) => n === name)?.[1] ?? null; }
  getAll(name) { return this.#pairs.filter(([n]) => n === name).map(([, value]) => value); }
  get size() { return this.#pairs.length; }
  *keys() { for (const [name] of this.#pairs) yield name; }
  *values() { for (const [, value] of this.#pairs) yield value; }
  *entries() { yield* this.#pairs.map((pair) => [...pair]); }
  [Symbol.iterator]() { return this.entries(); }
  forEach(call) { for (const [name, value] of this.#pairs) call(value, name, this); }
  toString() { return this.#pairs.map((pair) => pair.map(encodeURIComponent).join("=")).join("&"); }
}

class URL {
  constructor(text, base) {
    const parts = __url(String(text), base === undefined ? undefined : String(base));
    if (parts === undefined || parts === null) throw new TypeError("Invalid URL");
    Object.assign(this, JSON.parse(parts));
    this.searchParams = new URLSearchParams(this.search);
  }
  static canParse(text, base) {
    try { return Boolean(new URL(text, base)); } catch { return false; }
  }
  toString() { return this.href; }
  toJSON() { return this.href; }
}
globalThis.URL = URL;
globalThis.URLSearchParams = URLSearchParams;

globalThis.TextEncoder = class {
  encode(text = "") {
    const escaped = encodeURIComponent(text);
    return Uint8Array.from(escaped.match(/%..|[^%]/g) ?? [], (c) => (c.length > 1 ? parseInt(c.slice(1), 16) : c.charCodeAt(0)));
  }
};
globalThis.TextDecoder = class {
  decode(bytes = []) {
    return decodeURIComponent(Array.from(bytes, (b) => `%${b.toString(16).padStart(2, "0")}`).join(""));
  }
};

const shown = (input) =>
  input === undefined
    ? undefined
    : JSON.stringify(input, (_, value) => (value instanceof RegExp ? String(value) : value));

// A core function, called from JavaScript. Its results say where only if that is not the target itself.
const core = (name) => {
  const called = (input, options, context) => {
    const text = __core(name, shown(input), shown(options ?? null));
    if (text === undefined || text === null) return undefined;
    return JSON.parse(text).map(({ message, below, whole, about }) => {
      if (about) message = `#{{print("property")}}${message}`;
      if (whole) return { message, path: below };
      return below.length > 0 ? { message, path: [...(context?.path ?? []), ...below] } : { message };
    });
  };
  Object.defineProperty(called, "name", { value: name });
  called.__known = name;
  return called;
};

// True where a value is what a function takes.
const fits = (schema, input) => {
  if (schema === null || schema === undefined) return true;
  const type = input === null ? "null" : Array.isArray(input) ? "array" : typeof input;
  const whole = type === "number" && Number.isInteger(input);
  const types = schema.type === undefined ? undefined : [schema.type].flat();
  if (types && !types.some((t) => t === type || (t === "integer" && whole))) return false;
  const more = Object.keys(schema).some((key) => !["type", "title", "description", "$schema"].includes(key));
  return !more || (__core("schema", shown(input), shown({ schema })) ?? "[]") === "[]";
};

const isObject = (value) => typeof value === "object" && value !== null;
const isPlainObject = (value) => isObject(value) && !Array.isArray(value);
const escaped = (segment) => String(segment).replaceAll("~", "~0").replaceAll("/", "~1");
const unescaped = (segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~");

const severities = { Error: 0, Warning: 1, Information: 2, Hint: 3 };

class EventEmitter {
  on() { return this; }
  once() { return this; }
  off() { return this; }
  emit() { return false; }
}

const segments = (path) => path.split("/").filter((s) => s !== "" && s !== ".");
const joined = (...parts) => {
  const out = [];
  for (const part of parts.flatMap(segments)) {
    if (part === ".." && out.length > 0 && out.at(-1) !== "..") out.pop();
    else out.push(part);
  }
  return (String(parts[0] ?? "").startsWith("/") ? "/" : "") + out.join("/") || ".";
};
const basename = (path, end = "") => {
  const name = segments(path).at(-1) ?? "";
  return end !== "" && name.endsWith(end) ? name.slice(0, -end.length) : name;
};
const extname = (path) => basename(path).match(/.(\.[^.]*)$/)?.[1] ?? "";
const paths = {
  sep: "/", delimiter: ":", join: joined, normalize: joined, basename, extname,
  resolve: (...parts) => joined("/", ...parts.slice(parts.findLastIndex((p) => p.startsWith("/")))),
  dirname: (path) => joined(path, "..").replace(/^\.\.$/, "."),
  isAbsolute: (path) => path.startsWith("/"),
  relative: (from, to) => {
    const [a, b] = [segments(from), segments(to)];
    let same = 0;
    while (same < a.length && a[same] === b[same]) same += 1;
    return [...a.slice(same).map(() => ".."), ...b.slice(same)].join("/");
  },
};
paths.posix = paths;

const assert = (value, message) => {
  if (!value) throw new Error(message ?? "assertion failed");
};
assert.ok = assert;
assert.equal = assert.strictEqual = (a, b, message) => assert(a === b, message);

// A ruleset that comes with apivet: as it is, it stands for its name; its rules can be taken over and changed.
let oas;
const written = (value) => JSON.stringify(value, (_, v) => (typeof v === "function" ? (v.__known ?? "") : v));
const ruleset = (name, { rules, aliases, formats }) => {
  const own = (then) => [then].flat().map((t) => ({ ...t, function: core(t.function) }));
  const all = Object.entries(rules).map(([id, rule]) => [id, { ...rule, then: own(rule.then) }]);
  const whole = { rules: Object.fromEntries(all), aliases, formats };
  Object.defineProperty(whole, "__known", { value: name });
  Object.defineProperty(whole, "__as_it_was", { value: written(whole) });
  return whole;
};

globalThis.__modules = {
  core: {
    createRulesetFunction(definition, fn) {
      const wrapped = (input, options, context) =>
        fits(definition?.input, input) ? fn(input, options ?? null, context) : undefined;
      Object.defineProperty(wrapped, "name", { value: fn.name });
      wrapped.schemas = definition;
      return wrapped;
    },
    isPlainObject,
    isObject,
    getDiagnosticSeverity: (word) => ({ error: 0, warn: 1, info: 2, hint: 3 })[word] ?? word,
  },
  functions: Object.fromEntries(__names.filter((name) => name !== "typedEnum").map((name) => [name, core(name)])),
  formats: Object.fromEntries(
    __formats.map((name) => {
      const format = (document) => __is_format(name, shown(document) ?? "null");
      Object.defineProperty(format, "name", { value: name });
      format.__known = name;
      return [name.replaceAll("-", "_"), format];
    }),
  ),
  rulesets: {
    get oas() { return (oas ??= ruleset("spectral:oas", JSON.parse(__oas()))); },
    asyncapi: "spectral:asyncapi",
    arazzo: "spectral:arazzo",
  },
  types: { DiagnosticSeverity: severities },
  json: {
    isPlainObject,
    pathToPointer: (path) => ["#", ...path.map((s) => encodeURIComponent(escaped(s)))].join("/"),
    pointerToPath: (pointer) => pointer.split("/").slice(1).map((s) => unescaped(decodeURIComponent(s))),
    encodePointerFragment: escaped,
    decodePointerFragment: unescaped,
    decodePointer: (text) => unescaped(decodeURIComponent(text)),
    hasRef: (value) => isPlainObject(value) && typeof value.$ref === "string",
    isLocalRef: (text) => text.startsWith("#"),
    isExternalRef: (text) => text.length > 0 && !text.startsWith("#"),
  },
  assert,
  events: Object.assign(EventEmitter, { EventEmitter }),
  os: { EOL: "\n", platform: () => "linux", type: () => "Linux", release: () => "", cpus: () => [], homedir: () => "/" },
  path: paths,
  querystring: {
    parse: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringify: (value) => new URLSearchParams(value).toString(),
  },
  tty: { isatty: () => false },
  url: { URL, URLSearchParams, fileURLToPath: (url) => new URL(url).pathname, pathToFileURL: (p) => new URL(`file://${p}`), parse: (text) => { try { return new URL(text); } catch { return { href: text, protocol: null, host: null, hostname: null, pathname: text }; } } },
  util: {
    inspect: Object.assign((value) => shown(value) ?? "undefined", { custom: Symbol.for("nodejs.util.inspect.custom") }),
    format: (...values) => values.map((v) => (typeof v === "string" ? v : shown(v))).join(" "),
    inherits: (child, parent) => Object.setPrototypeOf(child.prototype, parent.prototype),
    promisify: (fn) => (...values) => new Promise((yes, no) => fn(...values, (e, v) => (e ? no(e) : yes(v)))),
    deprecate: (fn) => fn,
    debuglog: () => () => {},
    isDeepStrictEqual: (a, b) => shown(a) === shown(b),
    types: { isRegExp: (v) => v instanceof RegExp, isDate: (v) => v instanceof Date, isProxy: () => false },
    TextEncoder,
    TextDecoder,
  },
  vm: { Script: class { constructor() { throw new Error("`vm` runs nothing here"); } } },
};

// CommonJS: each file runs once, when it is first required.
const loaded = {};
globalThis.__file = (id) => {
  if (loaded[id]) return loaded[id].exports;
  const module = (loaded[id] = { exports: {}, id, filename: id, loaded: false, children: [], paths: [] });
  try {
    const kind = __kind(id);
    if (kind === "json") module.exports = __compile(id);
    else if (kind === "module") module.exports = __import(id);
    else {
      const require = (name) => __require(id, name);
      require.resolve = (name) => __find(id, name) ?? name;
      require.cache = {};
      require.main = module;
      __compile(id).call(module.exports, module, module.exports, require, id, paths.dirname(id));
    }
  } catch (error) {
    delete loaded[id];
    throw error;
  }
  module.loaded = true;
  return module.exports;
};
globalThis.__require = (from, name) => {
  const id = __find(from, name);
  if (id === undefined || id === null) {
    throw new Error(`\`${name}\` cannot be required: functions may import their own files and Spectral's packages`);
  }
  return id.startsWith("\0") ? __modules[id.slice(1)] : __file(id);
};

// A ruleset in JavaScript as data: functions that are not known get numbers, by which they are called later.
globalThis.__define = (definition) => {
  const own = [];
  const text = JSON.stringify(definition, (key, value) => {
    if (isObject(value) && value.__known) return written(value) === value.__as_it_was ? value.__known : { ...value };
    if (typeof value === "function") {
      if (value.__known) return value.__known;
      const known = own.indexOf(value);
      return `script:${known < 0 ? own.push(value) - 1 : known}`;
    }
    if (value instanceof RegExp) return String(value);
    if (value instanceof Set) return [...value];
    return value;
  });
  return { text, own };
};

// The context of a call.
globalThis.__context = (path, rule, formats) => {
  const known = new Set(formats);
  const document = {
    data: globalThis.__roots?.unresolved,
    parserResult: { data: globalThis.__roots?.unresolved },
    source: __source,
    input: __text,
    formats: known,
    diagnostics: [],
    trapAccess: (value) => value,
  };
  const documentInventory = {
    resolved: globalThis.__roots?.resolved,
    unresolved: globalThis.__roots?.unresolved,
    source: __source,
    formats: known,
    document,
    referencedDocuments: {},
    graph: { nodes: globalThis.__roots?.graph ?? {}, getNodeData: (name) => globalThis.__roots?.graph?.[name] },
    errors: [],
  };
  return { path, document, documentInventory, rule: { definition: {}, ...rule } };
};
