//! How values are written as XML (OpenAPI 3.0.4 and 3.2.0, XML Object). Only bodies in XML show it.

use super::*;
use crate::diff::catalogue::{MessagePart, SchemaChange};
use crate::finding::{Message, message};

impl<'a> Walk<'a> {
    /// The fields of `xml`, each with what holds where it is not written.
    pub(super) fn xml(&mut self, g: &mut Gather<'a>) {
        let body = matches!(
            g.place,
            MessagePart::RequestBody
                | MessagePart::ResponseBody
                | MessagePart::RequestProperty
                | MessagePart::ResponseProperty
        );
        let (base, revision) = (self.pairs[g.pair].base, self.pairs[g.pair].revision);
        let (x, y) = (self.field(base, words::XML), self.field(revision, words::XML));
        let same = self.engine.graph.same();
        if !body || (x.is_none() && y.is_none()) || matches!((x, y), (Some(x), Some(y)) if same.equal(x, y)) {
            return;
        }
        let name = self.usual_name(g.pair);
        let list = g.revision.types.and(g.base.types) == Types::ARRAY;
        let usual_type = if list { "none" } else { "element" };
        for key in [words::NAME, words::NAMESPACE, words::PREFIX, words::NODE_TYPE, words::WRAPPED] {
            let said = |xml: Option<Cursor<'a>>| match key {
                words::NODE_TYPE => Some(node_type(xml).unwrap_or_else(|| usual_type.to_owned())),
                words::WRAPPED => xml.and_then(|x| x.get(key)).is_some_and(Cursor::is_true).then(|| "true".to_owned()),
                _ => xml.and_then(|x| x.get(key)).map(|v| v.text().into_owned()),
            };
            let usual = |said: Option<String>| if key == words::NAME { said.or_else(|| name.clone()) } else { said };
            let (was, is) = (usual(said(x)), usual(said(y)));
            if was == is {
                continue;
            }
            let field = key.known_text().unwrap_or_default();
            let shown = |said: &Option<String>| {
                said.as_ref().map_or(Message::from("none"), |said| message!("`{}`", cut(said, 60)))
            };
            let message = message!("{}: XML {} {} -> {}", g.subject, field, shown(&was), shown(&is));
            let (level, reason) = match key {
                words::PREFIX => (Compatibility::Compatible, "a prefix only stands for its namespace"),
                words::NODE_TYPE => {
                    (Compatibility::Breaking, "elements, attributes and text are read in different ways")
                }
                words::WRAPPED => (Compatibility::Breaking, "an element around the items comes or goes"),
                _ => (Compatibility::Breaking, "elements and attributes are found by their names"),
            };
            let at = |xml: Option<Cursor<'a>>| xml.map(|x| x.get(key).unwrap_or(x));
            let found = g.add(SchemaChange::XmlChanged, Effect::Note(level), at(x), at(y), Vec::new(), message);
            found.reason = Some(reason.into());
            found.xml = true;
        }
    }

    /// The name of an element without `xml`: that of the property, or of the component.
    fn usual_name(&mut self, pair: usize) -> Option<String> {
        let path = self.pairs[pair].path.trim_end_matches("[]");
        let last = path.rsplit('.').next().unwrap_or_default();
        if !last.is_empty() {
            return Some(last.to_owned());
        }
        let at = self.places(pair).1?;
        let list = at.parent()?.key()?;
        matches!(list, words::SCHEMAS | words::DEFINITIONS).then(|| at.key_text().to_owned())
    }
}

/// What a value becomes: 3.2's `nodeType`, or `attribute` of before.
fn node_type(xml: Option<Cursor<'_>>) -> Option<String> {
    let xml = xml?;
    if let Some(written) = xml.get(words::NODE_TYPE) {
        return Some(written.text().into_owned());
    }
    xml.get(words::ATTRIBUTE).is_some_and(Cursor::is_true).then(|| "attribute".to_owned())
}
