//! What people read is in the words that API people use.

mod common;

use common::root;
use regex::Regex;

/// Words that would have to be translated, and what to write instead.
const TRANSLATED: &[(&str, &str)] = &[
    (r"demand(s|ed|ing)?", "require"),
    (r"answer(s|ed) (with|to)|is answered", "return, respond with"),
    (r"repair(s|ed)?|mend(s|ed)?|cures?", "fix"),
    (r"(is|are) gone", "was removed"),
    (r"greatest|least (length|number|value)", "maximum, minimum"),
    (r"folders?", "directory"),
    (r"of the inside|outsiders?|safe face", "internal, public"),
    (r"everybody|anybody|nobody|whoever", "anonymous, public; anyone, no one"),
    (r"typing error", "typo"),
    (r"life of tokens?|life of keys", "lifetime"),
    (r"graver|gravest", "higher, highest"),
    (r"the (same|good|weak|weaker) door|opens the door", "access"),
    (r"as often as", "rate limit"),
    (r"for ever", "forever"),
    (r"plain http", "unencrypted http"),
    (r"stands? twice|taken twice", "duplicate"),
    (r"leads? nowhere", "cannot resolve"),
    (r"nothing is hidden|hidden by", "unused suppression, suppressed"),
    (r"cannot be told", "undecided"),
    (r"switch(ed)? it off", "disable"),
];

/// The texts of a source file: strings with a space in them, and the help of arguments.
fn texts(file: &std::path::Path, source: &str) -> Vec<(usize, String)> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut out = Vec::new();
    for (n, line) in code.lines().enumerate() {
        let trimmed = line.trim_start();
        if let Some(comment) = trimmed.strip_prefix("//") {
            if file.parent().is_some_and(|folder| folder.ends_with("cli/args")) && comment.starts_with('/') {
                out.push((n + 1, comment.to_owned()));
            }
            continue;
        }
        let strings = line.split('"').skip(1).step_by(2).filter(|text| text.contains(' '));
        out.extend(strings.map(|text| (n + 1, text.to_owned())));
    }
    out
}

#[test]
fn texts_are_in_the_words_of_the_field() {
    let patterns: Vec<(Regex, &str)> = TRANSLATED
        .iter()
        .map(|(pattern, instead)| (Regex::new(&format!(r"(?i)\b({pattern})\b")).unwrap(), *instead))
        .collect();
    let mut found = Vec::new();
    let mut check = |file: &std::path::Path, line: usize, text: &str| {
        for (pattern, instead) in &patterns {
            if let Some(word) = pattern.find(text) {
                let file = file.strip_prefix(root()).unwrap_or(file).display();
                found.push(format!("{file}:{line}: `{}`: write {instead}: {text}", word.as_str()));
            }
        }
    };
    let files = |folder: &str| walkdir::WalkDir::new(root().join(folder)).into_iter().map(|e| e.unwrap().into_path());
    for path in files("src").filter(|path| path.extension().is_some_and(|e| e == "rs")) {
        for (line, text) in texts(&path, &std::fs::read_to_string(&path).unwrap()) {
            check(&path, line, &text);
        }
    }
    let documents = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "action.yml", ".github/SECURITY.md"];
    let documents = documents.map(|name| root().join(name)).into_iter();
    for path in documents
        .chain(files("rules"))
        .chain(files("docs").filter(|path| !path.ends_with("architecture.md")))
        .chain(files("src/cli/init"))
        .chain(files("packaging").filter(|path| path.extension().is_none_or(|e| e != "py" && e != "pyc")))
        .filter(|path| path.is_file())
    {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        text.lines().enumerate().for_each(|(n, line)| check(&path, n + 1, line));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Code in a message is marked as such: no reader gets to see a backtick that was meant as a mark.
#[test]
fn code_in_messages_is_code() {
    let output =
        common::apivet(&["lint", "-f", "html", "--config", "fixtures/all.yaml", "--today", common::TODAY, "fixtures"]);
    let page = common::stdout(&output);
    let code = Regex::new("(?s)<code>.*?</code>|<pre>.*?</pre>|<script>.*?</script>").unwrap();
    let words = code.replace_all(&page, "");
    let found: Vec<&str> = words.lines().filter(|line| line.contains('`')).collect();
    assert!(page.contains("<article") && found.is_empty(), "{}", found.join("\n"));
}
