// What functions in JavaScript find around them. Nothing here reaches files, processes or the network.
globalThis.console = { log() {}, warn() {}, error() {}, info() {}, debug() {} };
globalThis.structuredClone ??= (value) => JSON.parse(JSON.stringify(value));

const results = (text) => (text === undefined ? undefined : JSON.parse(text));
const shown = (input) => (input === undefined ? undefined : JSON.stringify(input));

// A core function, called from JavaScript: it gives what it has to say, with whole paths.
const core = (name) => {
  const called = (input, options, context) => {
    const found = results(__core(name, shown(input), JSON.stringify(options ?? null)));
    return found.map(({ message, below }) => ({ message, path: [...(context?.path ?? []), ...below] }));
  };
  called.__known = name;
  return called;
};

const fits = (schema, input) => {
  if (schema === null || schema === undefined || schema.type === undefined) return true;
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  const type = input === null ? "null" : Array.isArray(input) ? "array" : typeof input;
  const whole = type === "number" && Number.isInteger(input);
  return types.some((t) => t === type || (t === "integer" && whole));
};

globalThis.__modules = {
  core: {
    createRulesetFunction(definition, fn) {
      const wrapped = (input, options, context) =>
        fits(definition?.input, input) ? fn(input, options ?? null, context) : undefined;
      wrapped.schemas = definition;
      return wrapped;
    },
    isPlainObject: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    isObject: (value) => typeof value === "object" && value !== null,
  },
  functions: Object.fromEntries(__names.map((name) => [name, core(name)])),
  formats: Object.fromEntries(
    __formats.map((name) => {
      const format = (document) => __is_format(name, shown(document) ?? "null");
      Object.defineProperty(format, "name", { value: name });
      format.__known = name;
      return [name.replaceAll("-", "_"), format];
    }),
  ),
  rulesets: Object.fromEntries(["oas", "asyncapi", "arazzo"].map((name) => [name, `spectral:${name}`])),
};

// A ruleset in JavaScript as data: functions that are not known get numbers, by which they are called later.
globalThis.__define = (definition) => {
  const own = [];
  const text = JSON.stringify(definition, (key, value) => {
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

// The document as a whole, followed or as it is written.
const roots = {};
globalThis.__root = (resolved) => (roots[resolved] ??= JSON.parse(__text(resolved) ?? "null"));

// The context of a call: what is large is made when it is asked for.
globalThis.__context = (path, rule, formats) => {
  const inventory = {
    get resolved() { return __root(true); },
    get unresolved() { return __root(false); },
    get source() { return __source; },
    get formats() { return new Set(formats); },
    get document() { return document; },
  };
  const document = {
    get data() { return __root(false); },
    get source() { return __source; },
    get formats() { return new Set(formats); },
    trapAccess: (value) => value,
  };
  return { path, document, documentInventory: inventory, rule: { name: rule } };
};
