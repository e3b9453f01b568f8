//! Objects that 2.0 and 3.0 describe alike: what a document says about itself.

use super::grammar::{Tables, Type};
use super::kind::Kind;
use crate::tree::words::*;
use Type::{Object, Str};

pub(super) fn define(t: &mut Tables<'_>) {
    t.object(Kind::Info)
        .must(TITLE, Str)
        .may_all(&[DESCRIPTION, TERMS_OF_SERVICE], Str)
        .may(CONTACT, Object(Kind::Contact))
        .may(LICENSE, Object(Kind::License))
        .must(VERSION, Str);
    t.object(Kind::Contact).may_all(&[NAME, URL, EMAIL], Str);
    t.object(Kind::License).must(NAME, Str).may(URL, Str);
    t.object(Kind::Tag).must(NAME, Str).may(DESCRIPTION, Str).may(EXTERNAL_DOCS, Object(Kind::ExternalDocs));
    t.object(Kind::ExternalDocs).may(DESCRIPTION, Str).must(URL, Str);
}
