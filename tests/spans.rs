//! The text at a finding's place is what its message talks about.

mod common;

use common::{findings, fixtures, root};
use serde_json::Value;

/// The bytes of a range that counts lines and UTF-16 columns from 0. The fixtures are ASCII or close.
fn text_at(text: &str, range: &Value) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let position = |which: &str| {
        let p = &range[which];
        let (line, column) = (p["line"].as_u64().unwrap() as usize, p["character"].as_u64().unwrap() as usize);
        let before: usize = lines[..line].iter().map(|l| l.len() + 1).sum();
        let units: Vec<u16> = lines[line].encode_utf16().take(column).collect();
        before + String::from_utf16_lossy(&units).len()
    };
    text[position("start")..position("end")].to_owned()
}

fn bare(text: &str) -> String {
    text.trim_matches(['"', '\'', ' ', '`', '{', '}', '[', ']', ':']).to_lowercase()
}

/// Words in backticks, and the other words of a message.
fn mentioned(finding: &Value) -> Vec<String> {
    let mut out = Vec::new();
    for key in ["message", "help"] {
        let text = finding[key].as_str().unwrap_or("");
        out.extend(text.split('`').skip(1).step_by(2).map(bare));
        out.extend(text.split([' ', ',', ';', '`']).map(bare));
    }
    out.retain(|w| !w.is_empty());
    out
}

#[test]
fn every_span_holds_what_the_message_talks_about() {
    let mut checked = 0;
    for fixture in fixtures() {
        if fixture.rule == "syntax" {
            continue;
        }
        let config = fixture.config().unwrap_or_else(|| "fixtures/all.yaml".to_owned());
        for finding in findings(&["--config", &config, &fixture.shown()]) {
            let file = finding["file"].as_str().unwrap();
            let text = std::fs::read_to_string(root().join(file)).unwrap();
            let spot = text_at(&text, &finding["range"]);
            let label = format!("{file}: {} at {spot:?}: {}", finding["rule"], finding["message"]);
            assert!(!spot.is_empty(), "an empty place: {label}");
            assert!(!spot.contains('\n'), "more than a line: {label}");
            checked += 1;
            // The place is the key or the value that the pointer names, or a part of one of them ...
            let pointer = finding["pointer"].as_str().unwrap();
            let key = pointer.rsplit('/').next().unwrap_or("").replace("~1", "/").replace("~0", "~");
            let tree = apivet::tree::Tree::parse(
                std::sync::Arc::new(apivet::source::Source::new(file, text.clone())),
                apivet::tree::Limits::default(),
            );
            let node = tree.root().resolve_pointer(pointer).ok();
            let value = node.map(|n| n.text().to_lowercase()).unwrap_or_default();
            let plain = bare(&spot);
            // (a list or mapping has no text of its own: its first line is the place)
            let whole = node.is_some_and(|n| n.tree().source().slice(n.span()).lines().next() == Some(spot.as_str()));
            let names_place = bare(&key).contains(&plain) || value.contains(&plain) || whole;
            // ... or it is named by the message itself.
            let words = mentioned(&finding);
            let named = words.iter().any(|w| {
                *w == plain || (plain.len() > 1 && w.contains(&plain)) || plain.contains(w.as_str()) && w.len() > 3
            });
            assert!(names_place || named, "the message does not talk about the place: {label} (pointer {pointer})");
            for other in finding["labels"].as_array().unwrap() {
                let text = std::fs::read_to_string(root().join(other["file"].as_str().unwrap())).unwrap();
                assert!(!text_at(&text, &other["range"]).is_empty(), "a label without a place: {label}");
            }
        }
    }
    assert!(checked > 150, "only {checked} findings were looked at");
}
