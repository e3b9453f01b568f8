//! The language server, driven as editors drive it.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use common::{TODAY, command, findings_in, folder};
use serde_json::{Value, json};

/// As long as anything may take, on a machine with other work.
const LONG: Duration = Duration::from_secs(60);

struct Editor {
    child: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    root: PathBuf,
    next: u64,
    answers: BTreeMap<String, Value>,
    diagnostics: BTreeMap<String, Value>,
    seen: Vec<Value>,
}

impl Editor {
    fn open(root: &Path, capabilities: Value, options: Value) -> Self {
        Self::open_with(root, capabilities, options, &[])
    }

    fn open_with(root: &Path, capabilities: Value, options: Value, arguments: &[&str]) -> Self {
        let mut editor = Self::start(root, arguments);
        let params = json!({"rootUri": editor.uri(""), "capabilities": capabilities, "initializationOptions": options});
        let said = editor.ask("initialize", params);
        assert_eq!(said["serverInfo"]["name"], "apivet");
        editor.tell("initialized", json!({}));
        editor
    }

    fn start(root: &Path, arguments: &[&str]) -> Self {
        let arguments = [&["lsp", "--today", TODAY], arguments].concat();
        let mut child = command(root, &arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            loop {
                let mut length = 0;
                loop {
                    let mut line = String::new();
                    if output.read_line(&mut line).unwrap_or(0) == 0 {
                        return;
                    }
                    if line.trim().is_empty() {
                        break;
                    }
                    if let Some(n) = line.strip_prefix("Content-Length: ") {
                        length = n.trim().parse().unwrap();
                    }
                }
                let mut body = vec![0; length];
                output.read_exact(&mut body).unwrap();
                if sender.send(serde_json::from_slice(&body).unwrap()).is_err() {
                    return;
                }
            }
        });
        let root = root.canonicalize().unwrap();
        let input = child.stdin.take().unwrap();
        let (answers, diagnostics, seen) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        Self { child, input, messages, root, next: 0, answers, diagnostics, seen }
    }

    fn uri(&self, file: &str) -> String {
        format!("file://{}", self.root.join(file).display()).trim_end_matches('/').to_owned()
    }

    fn write(&mut self, text: &str) {
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        self.input.flush().unwrap();
    }

    fn send(&mut self, message: &Value) {
        self.write(&message.to_string());
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    fn begin(&mut self, method: &str, params: Value) -> u64 {
        self.next += 1;
        let id = self.next;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.begin(method, params);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    fn answer(&mut self, id: u64) -> Value {
        let key = id.to_string();
        self.until(|editor| editor.answers.remove(&key), &format!("no answer to {id}"))
    }

    /// Takes messages until something is there.
    fn until<T>(&mut self, mut wanted: impl FnMut(&mut Self) -> Option<T>, otherwise: &str) -> T {
        let end = Instant::now() + LONG;
        loop {
            if let Some(found) = wanted(self) {
                return found;
            }
            let left = end.checked_duration_since(Instant::now()).unwrap_or_else(|| panic!("{otherwise}"));
            let message = self.messages.recv_timeout(left).unwrap_or_else(|e| panic!("{otherwise}: {e}"));
            if message["method"] == "textDocument/publishDiagnostics" {
                let uri = message["params"]["uri"].as_str().unwrap().to_owned();
                self.diagnostics.insert(uri, message["params"].clone());
            } else if message.get("method").is_none() {
                self.answers.insert(message["id"].to_string(), message.clone());
            }
            self.seen.push(message);
        }
    }

    fn opened(&mut self, file: &str, text: &str) {
        let uri = self.uri(file);
        let document = json!({"uri": uri, "languageId": "yaml", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    fn changed(&mut self, file: &str, version: u64, text: &str) {
        let document = json!({"uri": self.uri(file), "version": version});
        self.tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": [{"text": text}]}));
    }

    /// The diagnostics of a version of a file, once it is judged.
    fn judged(&mut self, file: &str, version: u64) -> Vec<Value> {
        let uri = self.uri(file);
        let of_version = |editor: &mut Self| {
            let known = editor.diagnostics.get(&uri)?;
            (known["version"] == version).then(|| known["diagnostics"].as_array().unwrap().clone())
        };
        self.until(of_version, &format!("{file} {version} is not judged"))
    }

    fn place(&self, file: &str, line: u64, character: u64) -> Value {
        json!({"textDocument": {"uri": self.uri(file)}, "position": {"line": line, "character": character}})
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn at(text: &str, needle: &str) -> (u64, u64) {
    let offset = text.find(needle).unwrap_or_else(|| panic!("{needle}"));
    let before = &text[..offset];
    let line = before.matches('\n').count();
    ((line) as u64, (offset - before.rfind('\n').map_or(0, |n| n + 1)) as u64)
}

const API: &str = "openapi: 3.1.0
info: {title: Orders, version: 1.0.0}
servers: [{url: https://api.acme.com/v1}]
tags:
  - name: orders
    description: Orders
paths:
  /orders:
    get:
      operationId: listOrders
      summary: Orders
      tags: [orders]
      security:
        - oauth: [orders:read]
      responses:
        '200':
          description: Orders
          content:
            application/json:
              schema: {$ref: 'parts.yaml#/Order'}
    post:
      operationId: addOrder
      summary: Place
      tags: [orders]
      security:
        - oauth: [orders:read]
      responses:
        '201':
          description: Placed
          links:
            all: {operationId: listOrders}
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Receipt'}
components:
  schemas:
    Receipt: {type: object, properties: {order: {$ref: 'parts.yaml#/Order'}}}
  securitySchemes:
    oauth:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: https://login.acme.com/token
          scopes: {'orders:read': Read orders, 'orders:write': Place orders}
";
const PARTS: &str = "Order: {type: object, properties: {id: {type: string}}}\n";

fn orders() -> tempfile::TempDir {
    folder(&[("api.yaml", API), ("parts.yaml", PARTS)])
}

/// What diagnostics and `apivet lint` have in common.
fn as_lint(diagnostics: &[Value], file: &str) -> BTreeSet<String> {
    let one = |d: &Value| {
        let start = &d["range"]["start"];
        let message = d["message"].as_str().unwrap().split("\nhelp: ").next().unwrap().to_owned();
        format!("{file}:{}:{} {} {message}", start["line"], start["character"], d["code"].as_str().unwrap())
    };
    diagnostics.iter().map(one).collect()
}

fn of_lint(root: &Path) -> BTreeSet<String> {
    let one = |d: &Value| {
        let start = &d["range"]["start"];
        let text = |key: &str| d[key].as_str().unwrap();
        format!("{}:{}:{} {} {}", text("file"), start["line"], start["character"], text("rule"), text("message"))
    };
    findings_in(root, &["lint", "."]).iter().map(one).collect()
}

#[test]
fn every_file_of_the_project_has_its_findings() {
    let root = orders();
    std::fs::write(root.path().join("parts.yaml"), "Order: {type: objekt}\n").unwrap();
    let mut editor = Editor::open(root.path(), json!({}), json!({"against": "none"}));
    let uris = ["api.yaml", "parts.yaml"].map(|file| editor.uri(file));
    editor.until(|e| uris.iter().all(|u| e.diagnostics.contains_key(u)).then_some(()), "not all files");
    let mut all = BTreeSet::new();
    for file in ["api.yaml", "parts.yaml"] {
        let diagnostics = editor.diagnostics[&editor.uri(file)]["diagnostics"].as_array().unwrap().clone();
        all.extend(as_lint(&diagnostics, file));
    }
    assert_eq!(all, of_lint(root.path()));
}

#[test]
fn buffers_lie_over_the_disk() {
    let root = orders();
    let mut editor = Editor::open(root.path(), json!({}), json!({"against": "none"}));
    editor.opened("api.yaml", API);
    let before = editor.judged("api.yaml", 1);
    assert!(before.iter().any(|d| d["code"] == "scope-read-guards-write"), "{before:#?}");
    // A part that is not saved: what refers to it is judged anew.
    editor.opened("parts.yaml", "Ordre: {type: object}\n");
    editor.changed("api.yaml", 2, API);
    let after = editor.judged_or_clean("api.yaml", 2);
    assert!(after.iter().any(|d| d["code"] == "unresolved-ref"), "{after:#?}");
    assert_eq!(std::fs::read_to_string(root.path().join("parts.yaml")).unwrap(), PARTS);
}

/// Whatever is typed, the editor shows what `apivet lint` says of the same texts.
#[test]
fn after_random_edits_diagnostics_are_those_of_lint() {
    let root = orders();
    let mut editor = Editor::open(root.path(), json!({}), json!({"against": "none"}));
    let mut text = API.to_owned();
    editor.opened("api.yaml", &text);
    editor.judged("api.yaml", 1);
    let mut seed = 7_u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let texts = ["\n", "  ", "x", ":", "- ", "ü", "𝄞", "{", "]", "'", "#", "type: strin\n", "$ref: '#/components/x'\n"];
    for version in 2..40 {
        let places: Vec<usize> = text.char_indices().map(|(n, _)| n).collect();
        let (a, b) = (places[random(places.len())], random(12));
        let end = text[a..].char_indices().nth(b).map_or(text.len(), |(n, _)| a + n);
        let new = texts[random(texts.len())];
        let position = |offset: usize| {
            let before = &text[..offset];
            let line = before.matches('\n').count();
            let column: usize = before[before.rfind('\n').map_or(0, |n| n + 1)..].chars().map(char::len_utf16).sum();
            json!({"line": line, "character": column})
        };
        let change = json!({"range": {"start": position(a), "end": position(end)}, "text": new});
        text.replace_range(a..end, new);
        let document = json!({"uri": editor.uri("api.yaml"), "version": version});
        editor.tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": [change]}));
        let mut shown = as_lint(&editor.judged_or_clean("api.yaml", version), "api.yaml");
        let parts = editor.uri("parts.yaml");
        if let Some(known) = editor.diagnostics.get(&parts) {
            shown.extend(as_lint(known["diagnostics"].as_array().unwrap(), "parts.yaml"));
        }
        std::fs::write(root.path().join("api.yaml"), &text).unwrap();
        let output = common::apivet_in(root.path(), &["lint", "--today", TODAY, "-f", "json", "."]);
        // Where the document is none any more, lint has no report, and the editor shows why at its place.
        if output.status.code() != Some(2) {
            assert_eq!(shown, of_lint(root.path()), "version {version}:\n{text}");
        }
    }
}

impl Editor {
    /// The diagnostics of a version; those without findings are told of an older one only.
    fn judged_or_clean(&mut self, file: &str, version: u64) -> Vec<Value> {
        // The answer to a pull comes when the newest state is judged.
        let uri = self.uri(file);
        let answer = self.ask("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}));
        let _ = version;
        answer["items"].as_array().unwrap().clone()
    }
}

#[test]
fn names_are_found_and_renamed_across_files() {
    let root = orders();
    let mut editor = Editor::open(root.path(), json!({}), json!({"against": "none"}));
    editor.opened("api.yaml", API);
    editor.judged("api.yaml", 1);
    let (line, column) = at(API, "parts.yaml#/Order");
    let place = editor.place("api.yaml", line, column + 3);
    let definition = editor.ask("textDocument/definition", place.clone());
    assert_eq!(definition[0]["uri"], editor.uri("parts.yaml"));
    assert_eq!(definition[0]["range"]["end"], json!({"line": 0, "character": 5}));
    let mut all = place.clone();
    all["context"] = json!({"includeDeclaration": true});
    let references = editor.ask("textDocument/references", all);
    assert_eq!(references.as_array().unwrap().len(), 3, "{references:#}");

    let mut wanted = place;
    wanted["newName"] = json!("Purchase");
    let edit = editor.ask("textDocument/rename", wanted.clone());
    let texts = |file: &str| {
        let edits = edit["changes"][editor.uri(file)].as_array().unwrap().clone();
        edits.iter().map(|e| e["newText"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(texts("parts.yaml"), ["Purchase"]);
    assert_eq!(texts("api.yaml"), ["'parts.yaml#/Purchase'", "'parts.yaml#/Purchase'"]);
    wanted["newName"] = json!("no good");
    let id = editor.begin("textDocument/rename", wanted);
    assert!(editor.answer(id)["error"]["message"].as_str().unwrap().contains("letters"));

    // Scopes, schemes, tags, operations.
    for (needle, inside, count) in [
        ("[orders:read]", 2, 3),
        ("oauth: [orders", 1, 3),
        ("tags: [orders]", 8, 3),
        ("operationId: listOrders", 14, 2),
        ("{operationId: listOrders}", 16, 2),
        ("'orders:write'", 3, 1),
    ] {
        let (line, column) = at(API, needle);
        let found = editor.ask("textDocument/references", editor.place("api.yaml", line, column + inside));
        assert_eq!(found.as_array().map(Vec::len), Some(count), "{needle}: {found:#}");
    }
    // Where nothing has a name, there is nothing to rename.
    let (line, column) = at(API, "description: Placed");
    assert_eq!(editor.ask("textDocument/prepareRename", editor.place("api.yaml", line, column + 2)), Value::Null);
}

#[test]
fn places_are_explained() {
    let root = orders();
    let mut editor = Editor::open(root.path(), json!({}), json!({"against": "none"}));
    editor.opened("api.yaml", API);
    editor.judged("api.yaml", 1);
    let mut hover = |needle: &str, inside: u64| {
        let (line, column) = at(API, needle);
        let hover = editor.ask("textDocument/hover", editor.place("api.yaml", line, column + inside));
        hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    assert!(hover("parts.yaml#/Order", 1).contains("component `Order`: parts.yaml:1, 2 uses"));
    assert!(hover("[orders:read]", 2).contains("scope `orders:read`: api.yaml:"));
    let operation = hover("post:", 1);
    assert!(operation.contains("**POST /orders** live"), "{operation}");
    assert!(operation.contains("requires: `oauth[orders:read]`"), "{operation}");
    let rule = hover(
        "post:\n      operationId: addOrder\n      summary: Place\n      tags: [orders]\n      security:\n        - oauth: [orders:read]",
        0,
    );
    assert!(!rule.is_empty());
}

#[test]
fn findings_can_be_acted_on() {
    let root = orders();
    let text = API.replace("https://api.acme.com", "http://api.acme.com");
    let mut editor = Editor::open(root.path(), json!({}), json!({"against": "none"}));
    editor.opened("api.yaml", &text);
    editor.judged("api.yaml", 1);
    let (line, column) = at(&text, "http://api");
    let position = json!({"line": line, "character": column + 1});
    let params = json!({
        "textDocument": {"uri": editor.uri("api.yaml")},
        "range": {"start": position, "end": position},
        "context": {"diagnostics": []},
    });
    let actions = editor.ask("textDocument/codeAction", params);
    let titles: Vec<&str> = actions.as_array().unwrap().iter().map(|a| a["title"].as_str().unwrap()).collect();
    assert!(titles.contains(&"suppress server-https here, with a reason"), "{titles:?}");
    assert!(titles.contains(&"explain server-https"), "{titles:?}");
    let fix = actions.as_array().unwrap().iter().find(|a| a["kind"] == "quickfix" && a.get("edit").is_some()).unwrap();
    assert_eq!(fix["isPreferred"], false, "{fix:#}");
    let explained =
        editor.ask("workspace/executeCommand", json!({"command": "apivet.explain", "arguments": ["server-https"]}));
    assert!(explained.as_str().unwrap().starts_with("server-https: "));
}

#[test]
fn a_project_that_cannot_be_judged_says_so() {
    let root = folder(&[("api.yaml", API), ("parts.yaml", PARTS)]);
    let options = json!({"against": "none"});
    let mut editor = Editor::open_with(root.path(), json!({}), options, &["--baseline", "none.json"]);
    let shown = |m: &Value| m["method"] == "window/showMessage";
    let said = editor.until(|e| e.seen.iter().find(|m| shown(m)).cloned(), "nothing is said");
    let said = said["params"]["message"].as_str().unwrap();
    assert!(said.starts_with("cannot read the baseline `"), "{said}");
}

#[test]
fn a_finding_is_added_to_the_baseline() {
    let empty = "{\"version\": 1, \"findings\": []}\n";
    let root = folder(&[("api.yaml", API), ("parts.yaml", PARTS), ("baseline.json", empty)]);
    let options = json!({"against": "none"});
    let mut editor = Editor::open_with(root.path(), json!({}), options, &["--baseline", "baseline.json"]);
    editor.opened("api.yaml", API);
    let found = editor.judged("api.yaml", 1);
    let first = found[0].clone();
    let code = first["code"].as_str().unwrap().to_owned();
    let before = found.iter().filter(|d| d["code"] == code.as_str()).count();
    let params = json!({
        "textDocument": {"uri": editor.uri("api.yaml")},
        "range": first["range"],
        "context": {"diagnostics": [first]},
    });
    let actions = editor.ask("textDocument/codeAction", params);
    let title = format!("add {code} to `baseline.json`, with a reason");
    let action = actions.as_array().unwrap().iter().find(|a| a["title"] == title.as_str()).expect("it is offered");
    assert_eq!(action["isPreferred"], false);
    let edits = &action["edit"]["changes"][editor.uri("baseline.json")];
    assert_eq!(edits.as_array().unwrap().len(), 1, "{action:#}");
    let text = edits[0]["newText"].as_str().unwrap();
    let entries: Value = serde_json::from_str(text).unwrap();
    assert_eq!(entries["findings"][0]["rule"], code.as_str());
    assert_eq!(entries["findings"][0]["reason"], "TODO: the reason");
    // What the editor then has open counts, saved or not.
    editor.opened("baseline.json", text);
    editor.changed("api.yaml", 2, API);
    let after = editor.judged_or_clean("api.yaml", 2);
    let left = after.iter().filter(|d| d["code"] == code.as_str()).count();
    assert_eq!(left, before - 1);
}

#[test]
fn what_may_stand_somewhere_is_completed() {
    let root = folder(&[("api.yaml", API), ("parts.yaml", PARTS), ("apivet.yaml", "rules: {}\n")]);
    let mut editor = Editor::open(root.path(), json!({}), json!({"against": "none"}));
    editor.opened("api.yaml", API);
    editor.judged("api.yaml", 1);
    let mut version = 1;
    let mut complete = |editor: &mut Editor, file: &str, text: &str, needle: &str| {
        version += 1;
        editor.changed(file, version, text);
        let (line, column) = at(text, needle);
        let found = editor.ask("textDocument/completion", editor.place(file, line, column + needle.len() as u64));
        let labels = found["items"].as_array().cloned().unwrap_or_default();
        labels.iter().map(|i| i["label"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let text = API.replace("[orders:read]\n      responses:\n        '201'", "[]\n      responses:\n        '201'");
    assert_eq!(complete(&mut editor, "api.yaml", &text, "oauth: ["), ["orders:read", "orders:write"]);
    let text = API.replace("'#/components/schemas/Receipt'", "'#/comp'");
    assert_eq!(complete(&mut editor, "api.yaml", &text, "'#/comp"), ["#/components/schemas/Receipt"]);
    let text = API.replace("summary: Place", "summary: Place # apivet-ignore: scope-");
    assert!(complete(&mut editor, "api.yaml", &text, "apivet-ignore: scope-").contains(&"scope-undefined".to_owned()));
    editor.opened("apivet.yaml", "rules:\n  x\n");
    let rules = complete(&mut editor, "apivet.yaml", "rules:\n  sc\n", "  sc");
    assert!(rules.contains(&"scope-undefined".to_owned()), "{rules:?}");
}

#[test]
fn diagnostics_are_pulled_and_requests_cancelled() {
    let root = orders();
    let can = json!({"textDocument": {"diagnostic": {}}, "general": {"positionEncodings": ["utf-8", "utf-16"]}});
    let mut editor = Editor::open(root.path(), can, json!({"against": "none"}));
    editor.opened("api.yaml", API);
    let uri = editor.uri("api.yaml");
    let pulled = editor.ask("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}));
    assert_eq!(as_lint(pulled["items"].as_array().unwrap(), "api.yaml"), of_lint(root.path()));
    assert!(!editor.diagnostics.contains_key(&uri), "what is pulled is not pushed, too");
    // A request that waits for what was typed is cancelled.
    editor.changed("api.yaml", 2, API);
    let id = editor.begin("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}));
    editor.tell("$/cancelRequest", json!({"id": id}));
    assert_eq!(editor.answer(id)["error"]["code"], -32800);
}

#[test]
fn a_broken_configuration_is_told_where_it_is_broken() {
    let root = folder(&[("api.yaml", API), ("parts.yaml", PARTS), ("apivet.yaml", "rules: {no-such-rule: error}\n")]);
    let mut editor = Editor::open(root.path(), json!({}), json!({"against": "none"}));
    let uri = editor.uri("apivet.yaml");
    let told = editor.until(|e| e.diagnostics.get(&uri).cloned(), "nothing is said of apivet.yaml");
    assert_eq!(told["diagnostics"][0]["range"]["start"], json!({"line": 0, "character": 8}), "{told:#}");
    // Mended in the editor, the documents are judged.
    editor.opened("apivet.yaml", "rules: {}\n");
    let api = editor.uri("api.yaml");
    editor.until(|e| e.diagnostics.contains_key(&api).then_some(()), "api.yaml is not judged");
}

#[test]
fn what_breaks_clients_is_told_where_it_stands() {
    let root = orders();
    let git = |arguments: &[&str]| {
        let status = std::process::Command::new("git")
            .args([
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@x",
                "-c",
                "init.defaultBranch=main",
                "-c",
                "commit.gpgsign=false",
            ])
            .args(arguments)
            .current_dir(root.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "{arguments:?}");
    };
    git(&["init"]);
    git(&["add", "-A"]);
    git(&["commit", "-m", "x"]);
    let mut editor = Editor::open(root.path(), json!({}), json!({}));
    let text = API.replace("{type: object, properties: {order", "{type: array, properties: {order");
    editor.opened("api.yaml", &text);
    let uri = editor.uri("api.yaml");
    let breaking = |e: &mut Editor| {
        let all = e.diagnostics.get(&uri)?["diagnostics"].as_array()?.clone();
        all.into_iter().find(|d| d["message"].as_str().is_some_and(|m| m.starts_with("breaking since main: ")))
    };
    let told = editor.until(breaking, "nothing breaks");
    assert!(told["code"].as_str().unwrap().starts_with("response-"), "{told:#}");
    let lenses = editor.ask("textDocument/codeLens", json!({"textDocument": {"uri": uri}}));
    let titles: Vec<&str> = lenses.as_array().unwrap().iter().filter_map(|l| l["command"]["title"].as_str()).collect();
    assert!(titles.contains(&"1 breaking change since main"), "{titles:?}");
    assert!(titles.contains(&"oauth[orders:read]"), "{titles:?}");
}

#[test]
fn other_questions_have_answers() {
    let root = orders();
    let mut editor = Editor::open(root.path(), json!({}), json!({"against": "none", "showAccess": true}));
    editor.opened("api.yaml", API);
    editor.judged("api.yaml", 1);
    let file = json!({"textDocument": {"uri": editor.uri("api.yaml")}});
    let symbols = editor.ask("textDocument/documentSymbol", file.clone());
    let names: Vec<&str> = symbols.as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["GET /orders", "POST /orders", "schemas", "securitySchemes"]);
    let symbols = editor.ask("workspace/symbol", json!({"query": "rec"}));
    assert_eq!(symbols[0]["name"], "Receipt");
    let folds = editor.ask("textDocument/foldingRange", file.clone());
    assert!(folds.as_array().unwrap().contains(&json!({"startLine": 8, "endLine": 19})), "{folds}");
    let links = editor.ask("textDocument/documentLink", file.clone());
    assert_eq!(links.as_array().unwrap().len(), 2);
    let hints = editor.ask("textDocument/inlayHint", file);
    assert_eq!(hints[0]["label"], " oauth[orders:read]");
    let id = editor.begin("textDocument/unknown", json!({}));
    assert_eq!(editor.answer(id)["error"]["code"], -32601);
}

/// Nonsense in any order ends in an answer or in nothing, and the next question is answered.
#[test]
fn nonsense_does_not_end_the_session() {
    let root = orders();
    let mut editor = Editor::start(root.path(), &[]);
    let id = editor.begin("textDocument/hover", json!({}));
    assert_eq!(editor.answer(id)["error"]["code"], -32002);
    editor.write("{]");
    let values = [json!(null), json!(1), json!("x"), json!([]), json!({}), json!({"uri": 1}), json!({"uri": "x:/"})];
    let methods = [
        "textDocument/didOpen",
        "textDocument/didChange",
        "textDocument/didClose",
        "textDocument/hover",
        "workspace/symbol",
        "textDocument/codeAction",
        "textDocument/rename",
        "textDocument/completion",
        "textDocument/diagnostic",
        "workspace/didChangeConfiguration",
        "workspace/didChangeWorkspaceFolders",
        "$/cancelRequest",
        "initialize",
        "workspace/executeCommand",
        "textDocument/codeLens",
        "x",
        "",
    ];
    let uri = editor.uri("api.yaml");
    let params = json!({"rootUri": editor.uri(""), "capabilities": 7});
    let id = editor.begin("initialize", params);
    assert!(editor.answer(id).get("result").is_some());
    for method in methods {
        for value in &values {
            let wrong = [
                value.clone(),
                json!({"textDocument": value}),
                json!({"textDocument": {"uri": uri}, "position": value, "range": value, "newName": value}),
                json!({"textDocument": {"uri": uri, "text": value}, "contentChanges": value, "query": value}),
                json!({"textDocument": {"uri": uri, "text": "a"}, "contentChanges": [value], "arguments": value}),
                json!({"textDocument": {"uri": uri}, "position": {"line": 1e30, "character": -1}}),
            ];
            for params in wrong {
                editor.tell(method, params.clone());
                if method != "textDocument/diagnostic" {
                    editor.begin(method, params);
                }
            }
        }
    }
    editor.write("null");
    editor.write("[]");
    editor.write("{\"id\": {}}");
    let id = editor.begin("workspace/symbol", json!({"query": "order"}));
    assert!(editor.answer(id).get("result").is_some());
    let id = editor.begin("shutdown", Value::Null);
    assert_eq!(editor.answer(id)["result"], Value::Null);
    editor.tell("exit", Value::Null);
    assert!(editor.child.wait().unwrap().success());
}
