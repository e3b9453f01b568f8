//! The documentation: what it shows is what the program prints, what it configures is read, and its links lead somewhere.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use common::{apivet, root, stderr, stdout};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Set to write what the program prints into the documents.
fn updates() -> bool {
    std::env::var_os("UPDATE_DOCUMENTS").is_some()
}

/// All Markdown of the project.
fn documents() -> Vec<PathBuf> {
    let of = |folder: &str| walkdir::WalkDir::new(root().join(folder)).into_iter().map(|e| e.unwrap().into_path());
    let top = std::fs::read_dir(root()).unwrap().map(|e| e.unwrap().path());
    let all = top.chain(of("docs")).chain(of("rules")).chain(of(".github"));
    let mut found: Vec<PathBuf> = all.filter(|p| p.extension().is_some_and(|e| e == "md")).collect();
    found.sort();
    found
}

/// Runs the commands of a block, and gives it as it should be: each command with what it prints.
fn run(block: &str) -> String {
    let mut out = String::new();
    for command in block.lines().filter_map(|line| line.strip_prefix("$ ")) {
        let words: Vec<&str> = command.split_whitespace().collect();
        assert_eq!(words[0], "apivet", "{command}");
        let output = apivet(&[&words[1..], &["--today", common::TODAY]].concat());
        let output =
            if stderr(&output).contains("unexpected argument '--today'") { apivet(&words[1..]) } else { output };
        out += &format!("$ {command}\n{}{}", stdout(&output), stderr(&output));
    }
    out
}

/// True where a block shows an output: all of it, or but for what a line of `...` stands for.
fn fits(block: &str, output: &str) -> bool {
    let mut rest = output;
    for (n, part) in block.split("...\n").enumerate() {
        let at = if n == 0 { rest.starts_with(part).then_some(0) } else { rest.find(part) };
        let Some(at) = at else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty() || block.ends_with("...\n")
}

#[test]
fn what_the_documents_show_is_what_the_program_prints() {
    let mut blocks = 0;
    for path in documents() {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut written = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("```console\n") {
            let (block, after) = after.split_once("```\n").unwrap();
            let now = run(block);
            // What is left out is left out on purpose.
            let shown = if block.contains("\n...\n") { block } else { &now };
            if !updates() || shown == block {
                assert!(fits(block, &now), "{}: run with UPDATE_DOCUMENTS=1\n{block}\n{now}", path.display());
            }
            written += &format!("{before}```console\n{shown}```\n");
            rest = after;
            blocks += 1;
        }
        if updates() {
            std::fs::write(&path, written + rest).unwrap();
        }
    }
    assert!(blocks >= 5, "{blocks}");
}

#[test]
fn configurations_in_the_documents_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut count = 0;
    for path in documents().iter().filter(|p| !p.starts_with(root().join("rules"))) {
        let text = std::fs::read_to_string(path).unwrap();
        for block in text.split("```yaml\n").skip(1).map(|after| after.split_once("```").unwrap().0) {
            let is_configuration = ["# apivet.yaml", "rules:", "ignore:", "policy:", "extends:"];
            if !is_configuration.iter().any(|first| block.starts_with(first)) {
                continue;
            }
            let file = folder.path().join("apivet.yaml");
            std::fs::write(&file, block).unwrap();
            let output = apivet(&["rules", "--config", file.to_str().unwrap()]);
            assert!(output.status.success(), "{}:\n{block}\n{}", path.display(), stderr(&output));
            count += 1;
        }
    }
    assert!(count >= 3, "{count}");
}

/// The names of all fields in a schema of a configuration, those of `rules` left out.
fn fields(schema: &serde_json::Value, of: &serde_json::Value, out: &mut BTreeSet<String>) {
    if let Some(target) = of["$ref"].as_str() {
        return fields(schema, schema.pointer(&target[1..]).unwrap(), out);
    }
    for (name, field) in of["properties"].as_object().into_iter().flatten() {
        out.insert(name.clone());
        if name != "rules" {
            fields(schema, field, out);
        }
    }
    for part in ["items", "anyOf", "oneOf"].map(|key| &of[key]) {
        match part {
            serde_json::Value::Array(all) => all.iter().for_each(|part| fields(schema, part, out)),
            serde_json::Value::Object(_) => fields(schema, part, out),
            _ => {}
        }
    }
}

#[test]
fn the_readme_has_every_key_of_the_configuration() {
    let schema: serde_json::Value = serde_json::from_slice(&apivet(&["schema"]).stdout).unwrap();
    let mut names = BTreeSet::new();
    fields(&schema, &schema, &mut names);
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let block = readme.split("```yaml\n# apivet.yaml\n").nth(1).unwrap().split("```").next().unwrap();
    let missing: Vec<&String> =
        names.iter().filter(|name| *name != "$schema" && !block.contains(name.as_str())).collect();
    assert!(names.len() > 40 && missing.is_empty(), "{missing:?}");
    assert!(readme.lines().count() < 300, "{}", readme.lines().count());
}

/// What GitHub calls a heading: lower case, spaces as hyphens, punctuation left out.
fn slug(heading: &str) -> String {
    let keep = |c: char| match c {
        ' ' => Some('-'),
        c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c.to_ascii_lowercase()),
        _ => None,
    };
    heading.trim().chars().filter_map(keep).collect()
}

/// The links of a document, and what can be linked to in it.
fn links_and_anchors(text: &str) -> (Vec<String>, BTreeSet<String>) {
    let (mut links, mut anchors) = (Vec::new(), BTreeSet::new());
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(text, Options::all()) {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => links.push(dest_url.to_string()),
            Event::Start(Tag::Heading { level: HeadingLevel::H1 | HeadingLevel::H2 | HeadingLevel::H3, .. }) => {
                heading = Some(String::new());
            }
            Event::End(TagEnd::Heading(_)) => anchors.extend(heading.take().map(|h| slug(&h))),
            Event::Text(CowStr::Borrowed(part)) | Event::Code(CowStr::Borrowed(part)) => {
                heading.iter_mut().for_each(|h| h.push_str(part));
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                anchors.extend(html.split("id=\"").skip(1).filter_map(|s| s.split('"').next()).map(str::to_owned));
            }
            _ => {}
        }
    }
    (links, anchors)
}

#[test]
fn links_lead_somewhere() {
    let read = |path: &Path| links_and_anchors(&std::fs::read_to_string(path).unwrap_or_default());
    let known: BTreeMap<PathBuf, (Vec<String>, BTreeSet<String>)> =
        documents().into_iter().map(|p| (p.canonicalize().unwrap(), read(&p))).collect();
    let (mut count, mut broken) = (0, Vec::new());
    for (path, (links, own)) in &known {
        for link in links.iter().filter(|l| !l.starts_with("https://") && !l.starts_with("http://")) {
            count += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            let Ok(target) = target.canonicalize() else {
                broken.push(format!("{}: {link}", path.display()));
                continue;
            };
            let anchors = if file.is_empty() { Some(own) } else { known.get(&target).map(|(_, anchors)| anchors) };
            if !anchor.is_empty() && anchors.is_none_or(|all| !all.contains(anchor)) {
                broken.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(count > 300 && broken.is_empty(), "{count} links, broken: {}", broken.join("\n"));
}

/// Where the rules and changes that findings link to are explained.
#[test]
fn pages_of_rules_are_where_findings_link_to() {
    let all = apivet(&["rules", "--isolated", "-f", "json"]);
    let mut rules: Vec<serde_json::Value> = serde_json::from_slice(&all.stdout).unwrap();
    let changes = apivet(&["rules", "--isolated", "--category", "compat", "-f", "json"]);
    rules.extend(serde_json::from_slice::<Vec<serde_json::Value>>(&changes.stdout).unwrap());
    let mut pages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for rule in &rules {
        let url = rule["url"].as_str().unwrap();
        let path = url.strip_prefix("https://github.com/apivet/apivet/blob/main/").unwrap();
        let (file, anchor) = path.split_once('#').unwrap_or((path, ""));
        let anchors = pages.entry(file.to_owned()).or_insert_with(|| {
            let text = std::fs::read_to_string(root().join(file)).unwrap_or_else(|e| panic!("{url}: {e}"));
            links_and_anchors(&text).1
        });
        assert!(anchor.is_empty() || anchors.contains(anchor), "{url}");
    }
    assert!(rules.len() > 1000);
}

/// A picture of what a terminal shows, its colours by class.
fn picture(output: &str) -> String {
    const WIDTH: usize = 106;
    let lines: Vec<&str> = output.trim_end().lines().collect();
    let height = lines.len() * 19 + 34;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {height}\" role=\"img\" font-family=\"ui-monospace,SFMono-Regular,Menlo,Consolas,monospace\" font-size=\"14\">\n\
         <style>text{{fill:#e6edf3;white-space:pre}}.b{{font-weight:700}}.d{{fill:#9198a1}}.c31{{fill:#ff7b72}}.c33{{fill:#d29922}}.c35{{fill:#d2a8ff}}.c36{{fill:#76e3ea}}</style>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#0d1117\"/>\n",
        WIDTH * 9
    );
    for (n, line) in lines.iter().enumerate() {
        svg += &format!("<text x=\"16\" y=\"{}\" xml:space=\"preserve\">", n * 19 + 28);
        for (n, part) in line.split("\u{1b}[").enumerate() {
            let (codes, text) = if n == 0 { ("0", part) } else { part.split_once('m').unwrap() };
            let classes: Vec<String> = codes
                .split(';')
                .filter_map(|code| match code {
                    "1" => Some("b".to_owned()),
                    "2" => Some("d".to_owned()),
                    "0" => None,
                    code => Some(format!("c{code}")),
                })
                .collect();
            let text = text.replace('&', "&amp;").replace('<', "&lt;");
            svg += &match classes.is_empty() {
                true => text,
                false => format!("<tspan class=\"{}\">{text}</tspan>", classes.join(" ")),
            };
        }
        svg += "</text>\n";
    }
    svg + "</svg>\n"
}

#[test]
fn the_picture_is_of_a_real_run() {
    let file = root().join("docs/lint.svg");
    let arguments = ["lint", "fixtures/shop/openapi.yaml", "--select", "scope-undefined", "--color", "always"];
    let output = common::command(root(), &arguments).env_remove("NO_COLOR").output().unwrap();
    let now = picture(&stdout(&output));
    if updates() {
        std::fs::write(&file, &now).unwrap();
    }
    assert!(std::fs::read_to_string(&file).unwrap_or_default() == now, "run with UPDATE_DOCUMENTS=1");
}

/// What users copy names a version that there is: the one of this tree.
#[test]
fn versions_in_the_documents_are_the_one_of_the_package() {
    let version =
        regex::Regex::new(r"(?:apivet@v?|apivet/apivet:|/download/v|apivet[-_]|rev: v)(\d+\.\d+\.\d+)").unwrap();
    let mut seen = 0;
    for file in ["README.md", "docs/install.md", "docs/pipelines.md", "docs/lint.md", "docs/migrate.md"] {
        let text = std::fs::read_to_string(root().join(file)).unwrap();
        for found in version.captures_iter(&text) {
            assert_eq!(&found[1], env!("CARGO_PKG_VERSION"), "{file}: {}", &found[0]);
            seen += 1;
        }
        assert!(!text.contains("apivet@main"), "{file}");
    }
    assert!(seen > 6, "{seen}");
    let extension = std::fs::read_to_string(root().join("editors/vscode/package.json")).unwrap();
    let extension: serde_json::Value = serde_json::from_str(&extension).unwrap();
    assert_eq!(extension["version"], env!("CARGO_PKG_VERSION"));
}
