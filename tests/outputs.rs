//! What documents, file names and rulesets say stays text in every output: it steers no terminal, no log, no page.

mod common;

use common::{command, folder, stderr, stdout};
use proptest::prelude::*;

/// Pieces that some output would obey.
const HOSTILE: [&str; 20] = [
    "\n::stop-commands::t0k\n",
    "##[add-mask]error",
    "\u{1b}]0;title\u{7}",
    "\u{1b}[31mred",
    "\u{202e}turned",
    "\r::error::x",
    "`](https://evil.example/x)",
    "\\[SAFE\\](https://evil.example/y)",
    "![p](https://evil.example/q.png)",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "@octocat",
    "https://evil.example/z",
    "www.evil.example",
    "=HYPERLINK(\"https://evil.example\")",
    " =1+1",
    "|a|b|",
    "]]>&\"'",
    "\u{2028}::error::y",
    "{{ x }}",
];

fn name() -> impl Strategy<Value = String> {
    let piece = prop_oneof![prop::sample::select(&HOSTILE[..]).prop_map(str::to_owned), "[a-z ]{0,5}"];
    prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

/// A document with a name in every place that messages speak of.
fn document(name: &str) -> String {
    let schema = serde_json::json!({"type": "object", "required": [name], "properties": {"a": {"type": "string", "enum": [name], "default": "b"}}});
    serde_json::json!({
        "openapi": "3.1.0",
        "info": {"title": name, "version": name, name: 1},
        "servers": [{"url": format!("http://x.example/{name}"), "description": name}],
        "tags": [{"name": name}],
        "security": [{name: [name]}],
        "paths": {
            format!("/{name}"): {"get": {
                "operationId": name, "tags": [format!("{name}x")], "summary": name, "deprecated": true, "x-sunset": name,
                "parameters": [{"name": name, "in": "query"}, {"name": name, "in": "query"}, {"$ref": format!("#/{name}")}],
                "responses": {name: {"description": name}, "200": {"description": name, "content": {name: {"schema": schema, "example": {name: name}}}}},
            }},
        },
        "components": {"schemas": {name: schema}, "securitySchemes": {format!("{name}x"): {"type": name}}},
    })
    .to_string()
}

/// The lines that a log of GitHub Actions would obey.
fn commands(text: &str) -> Vec<&str> {
    text.split(['\n', '\r']).filter(|line| line.trim_start().starts_with("::") || line.contains("##[")).collect()
}

fn steering(text: &str) -> Option<char> {
    text.chars().find(|c| {
        (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

/// Links, pictures and HTML of Markdown that lead anywhere but to apivet's own pages.
fn markup(text: &str) -> Vec<String> {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    let events = Parser::new_ext(text, Options::all());
    let live = events.filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. })
            if !dest_url.starts_with("https://github.com/apivet/apivet/") && !dest_url.starts_with("https://x/") =>
        {
            Some(dest_url.to_string())
        }
        Event::Start(Tag::Image { dest_url, .. }) => Some(dest_url.to_string()),
        Event::Html(html) if is_fold(&html) || &*html == "<!-- apivet -->\n" => None,
        Event::Html(html) | Event::InlineHtml(html) => Some(html.to_string()),
        Event::Text(text) if text.contains("https://evil") || text.contains("@o") || text.contains("www.evil") => {
            Some(text.to_string())
        }
        _ => None,
    });
    live.collect()
}

/// A line of the fold that a changelog in Markdown has around compatible changes.
fn is_fold(html: &str) -> bool {
    let line = html.trim_end();
    let summary = line.strip_prefix("<summary>").and_then(|l| l.strip_suffix("</summary>"));
    let counts = |s: &str| {
        let (number, words) = s.split_once(' ').unwrap_or_default();
        let ours = ["compatible change", "change of the documentation", "changes of the documentation"];
        number.bytes().all(|b| b.is_ascii_digit()) && ours.iter().any(|words_of| words.starts_with(words_of))
    };
    line == "<details>" || line == "</details>" || summary.is_some_and(counts)
}

fn check(arguments: &[&str], path: &std::path::Path) -> Result<(), TestCaseError> {
    let output = command(path, arguments).env("GITHUB_ACTIONS", "true").env("TERM", "dumb").output().unwrap();
    let (out, err) = (stdout(&output), stderr(&output));
    prop_assert!(output.status.code().is_some_and(|c| c <= 2), "{arguments:?}: {err}");
    let format = arguments.iter().skip_while(|a| **a != "-f").nth(1).copied().unwrap_or("text and github");
    let own = |line: &&str| {
        !(format.ends_with("github")
            && ["::error file=", "::warning file=", "::notice file="].iter().any(|c| line.starts_with(c)))
    };
    for text in [&out, &err] {
        let obeyed: Vec<&str> = commands(text).into_iter().filter(own).collect();
        prop_assert!(obeyed.is_empty(), "{arguments:?}: {obeyed:?}");
        prop_assert!(!commands(text).iter().any(|line| line.contains("##[")), "{arguments:?}");
        prop_assert!(steering(text).is_none(), "{arguments:?}: {:?} in {text}", steering(text));
    }
    match format {
        "json" | "sarif" | "gitlab" | "spectral-json" => {
            prop_assert!(
                out.is_empty() || serde_json::from_str::<serde_json::Value>(&out).is_ok(),
                "{arguments:?}: {out}"
            );
        }
        "markdown" => prop_assert!(markup(&out).is_empty(), "{arguments:?}: {:?}", markup(&out)),
        "html" => prop_assert!(!out.contains("<img") && !out.contains("<script>alert"), "{arguments:?}"),
        "csv" => {
            let formula = |cell: &str| cell.trim_start_matches('"').trim_start().starts_with(['=', '@']);
            prop_assert!(!out.split([',', '\n']).any(formula), "{arguments:?}: {out}");
        }
        _ => {}
    }
    Ok(())
}

/// Every output for two documents and a ruleset with these names, the second in a file of that name.
fn check_every_output(before: &str, after: &str, file: &str) -> Result<(), TestCaseError> {
    let file = file.replace(['/', '\0'], "-");
    let file = format!("{}.json", file.chars().take(60).collect::<String>());
    let rules = serde_json::json!({"rules": {before: {"given": "$.info", "message": after, "description": before,
        "documentationUrl": format!("https://x/{after}"), "severity": "error", "then": {"field": "x", "function": "truthy"}}}}).to_string();
    let f = folder(&[("base.json", &document(before)), ("rules.json", &rules)]);
    let path = f.path().join(format!("d-{file}"));
    let name = format!("./d-{file}");
    if std::fs::write(&path, document(after)).is_err() {
        return Ok(());
    }
    for format in [
        "text",
        "json",
        "jsonl",
        "spectral-json",
        "sarif",
        "github",
        "gitlab",
        "junit",
        "checkstyle",
        "markdown",
        "html",
    ] {
        check(&["lint", "--isolated", "-f", format, &name], f.path())?;
        check(&["lint", "-r", "rules.json", "-f", format, &name], f.path())?;
    }
    for style in ["full", "compact"] {
        check(&["lint", "--isolated", "--style", style, &name], f.path())?;
        check(&["lint", "-r", "rules.json", "--style", style, &name], f.path())?;
    }
    for format in ["text", "json", "markdown", "html", "sarif", "github", "jsonl"] {
        check(&["diff", "--isolated", "-f", format, "base.json", &name], f.path())?;
    }
    for format in ["text", "json", "markdown", "html", "csv"] {
        check(&["audit", "--isolated", "-f", format, &name], f.path())?;
        check(&["inventory", "-f", format, "."], f.path())?;
    }
    check(&["inventory", "-f", "jsonl", "."], f.path())?;
    check(&["lint", "--isolated", "--fix", "--unsafe-fixes", "--diff", &name], f.path())?;
    check(&["report", "--isolated", &name], f.path())?;
    check(&["lint", &format!("{name}no")], f.path())?;
    check(&["lint", "--against", &name, "."], f.path())
}

/// Each piece in every place at least once, also behind a line break, where a log and Markdown begin anew.
#[test]
fn each_piece_stays_text_in_every_output() {
    for (at, piece) in HOSTILE.iter().enumerate() {
        let next = HOSTILE[(at + 1) % HOSTILE.len()];
        check_every_output(next, piece, &format!("\n{piece}")).unwrap();
        check_every_output(piece, "", &format!("{next}`{piece}")).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn names_stay_names_in_every_output(before in name(), after in name(), file in name()) {
        check_every_output(&before, &after, &file)?;
    }
}

/// A log's commands are shown, a document is printed as it is: what programs read is never changed.
#[test]
fn documents_are_printed_to_the_byte() {
    use std::io::Write;
    let text = "openapi: 3.1.0\n# ##[add-mask]x\n#\n::error::y: 1\ninfo: {title: 'http://u:p@h \u{202e}', version: '1'}\npaths: {}\n";
    let f = folder(&[]);
    let mut child = command(f.path(), &["lint", "--isolated", "--fix", "-"])
        .env("GITHUB_ACTIONS", "true")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(stdout(&output), text);
    // But for the annotations, which are commands of ours.
    let said = stderr(&output);
    let ours = |line: &&str| ["::error file=", "::warning file=", "::notice file="].iter().any(|c| line.starts_with(c));
    let obeyed: Vec<&str> = commands(&said).into_iter().filter(|line| !ours(line)).collect();
    assert!(obeyed.is_empty() && !said.contains("##["), "{obeyed:?}");
}
