use std::io::Write;
use std::sync::Arc;
fn main() {
    let f = std::env::args().nth(2).unwrap();
    let bytes = std::fs::read(&f).unwrap();
    let Ok(text) = String::from_utf8(bytes) else { eprintln!("not utf8"); std::process::exit(2) };
    let t = apivet::tree::Tree::parse(Arc::new(apivet::source::Source::new(f, text)), Default::default());
    for e in t.errors() { eprintln!("{:?}", e); }
    if !t.errors().is_empty() { std::process::exit(2) }
    let mut o = std::io::BufWriter::new(std::io::stdout());
    apivet::tree::write_json(&mut o, t.root(), 1 << 24).unwrap(); o.flush().unwrap();
}
