//! What an API description says, whatever its version: operations with their effective security and
//! parameters, schemes and flows, servers, version tokens, schemas.

pub mod credentials;
mod decimal;
mod formats;
pub mod gateway;
pub mod lifecycle;
mod message;
mod number;
mod operation;
mod reach;
mod schema;
mod security;
mod server;
mod strength;
mod texts;
pub mod throttling;
mod url;
mod validate;
mod values;
mod versions;

pub(crate) use formats::format_holds;
pub use message::{Body, BodyShape, Content, Header, MediaRange, Representation, Response, charset_of};
pub use number::Exact;
pub use operation::{Method, Operation, OperationKind, Parameter, ParameterLocation, PathItem};
pub use reach::Reach;
pub use schema::{SchemaTypes, declared_type, is_nullable, reference_replaces, type_matches};
pub use security::{Alternative, Flow, FlowKind, Requirement, Scheme, SchemeType, Scope, Security};
pub use server::Server;
pub(crate) use server::has_word;
pub use strength::{Credential, Strength};
pub use texts::{ADDRESS, CLUSTER, Sign};
pub use url::{Url, template_names};
pub use validate::{Direction, Mismatch, validate};
pub(crate) use values::{BACKTRACKS, compile_pattern, first_repeated, translate_pattern};
pub use versions::{VersionLocation, VersionToken, is_date, media_type_version, segment_version};

use std::borrow::Cow;
use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use crate::source::FileId;
use crate::spec::{Version, Workspace};
use crate::tree::{Cursor, words};

/// One entry document with what it reaches.
pub struct Api<'a> {
    /// The files.
    pub workspace: &'a Workspace,
    /// The entry document.
    pub entry: FileId,
    /// The version of OpenAPI that it follows.
    pub version: Version,
    /// Its root.
    pub root: Cursor<'a>,
    /// The servers of the document; in 2.0 one for each scheme.
    pub servers: Vec<Server<'a>>,
    /// The security schemes, in document order.
    pub schemes: Vec<Scheme<'a>>,
    /// The security of the root.
    pub security: Option<Security<'a>>,
    /// The path items under `paths`.
    pub paths: Vec<PathItem<'a>>,
    /// All operations: those of the paths first, then webhooks and callbacks.
    pub operations: Vec<Operation<'a>>,
    texts: OnceLock<texts::Texts>,
    /// The names of all headers that its files describe, in small letters.
    headers: OnceLock<FxHashSet<String>>,
}

impl<'a> Api<'a> {
    /// Reads an entry document.
    #[must_use]
    pub fn new(workspace: &'a Workspace, entry: FileId) -> Self {
        let root = workspace.tree(entry).root();
        let version = workspace.version(entry);
        let schemes = security::schemes(workspace, root, version);
        let numbers = security::numbers(&schemes);
        let (paths, operations) = operation::operations(workspace, root, &numbers);
        let security = root.get(words::SECURITY).map(|at| Security::new(workspace, at, &numbers));
        let servers = server::servers(root, version);
        let (texts, headers) = (OnceLock::new(), OnceLock::new());
        let mut api =
            Self { workspace, entry, version, root, servers, schemes, security, paths, operations, texts, headers };
        security::adopt_uri_schemes(&mut api);
        api.read_messages();
        api
    }

    /// The text of `info.version` with its place.
    #[must_use]
    pub fn info_version(&self) -> Option<(Cow<'a, str>, Cursor<'a>)> {
        let at = self.root.get(words::INFO)?.get(words::VERSION)?;
        Some((at.text(), at))
    }

    /// True where some response or part of the workspace may have a header of this name (RFC 9110, section 5.1: in any
    /// case).
    #[must_use]
    pub fn has_header(&self, name: &str) -> bool {
        let headers = self.headers.get_or_init(|| {
            let files = self.workspace.trees().iter().map(crate::tree::Tree::file);
            let labelled = files.flat_map(|file| self.workspace.labelled(file));
            let named = labelled.filter(|(kind, _)| *kind == crate::spec::Kind::Headers);
            named.flat_map(|(_, at)| at.entries()).map(|e| e.name().to_ascii_lowercase()).collect()
        });
        headers.contains(&name.to_ascii_lowercase())
    }

    /// The security that applies to an operation: its own, else that of the root.
    #[must_use]
    pub fn security_of<'s>(&'s self, operation: &'s Operation<'a>) -> Option<&'s Security<'a>> {
        operation.own_security.as_ref().or(self.security.as_ref())
    }

    /// True where an operation asks for no credentials, whether it says so or says nothing.
    #[must_use]
    pub fn is_public(&self, operation: &Operation<'a>) -> bool {
        self.security_of(operation).is_none_or(Security::is_public)
    }

    /// True where an operation, or its path item, is marked `x-internal: true`.
    #[must_use]
    pub fn is_internal(&self, operation: &Operation<'a>) -> bool {
        let item = self.paths.get(operation.path_item).filter(|_| operation.place == OperationKind::Path);
        is_internal(operation.node) || item.is_some_and(|item| is_internal(item.entry) || is_internal(item.node))
    }

    /// Who the document is for: `x-audience` of `info`, or of the root.
    #[must_use]
    pub fn audience(&self) -> Option<Cursor<'a>> {
        let info = self.root.get(words::INFO);
        info.and_then(|i| i.get_str("x-audience")).or_else(|| self.root.get_str("x-audience"))
    }

    /// The operations of a path item under `paths`.
    #[must_use]
    pub fn operations_of(&self, item: &PathItem<'a>) -> &[Operation<'a>] {
        &self.operations[item.operations.clone()]
    }

    /// The operations under `paths`: what clients call.
    pub fn path_operations(&self) -> impl Iterator<Item = &Operation<'a>> {
        self.operations.iter().filter(|o| o.place == OperationKind::Path)
    }

    /// The object itself, or what its `$ref` leads to.
    #[must_use]
    pub fn resolve(&self, at: Cursor<'a>) -> Cursor<'a> {
        self.workspace.resolve(at)
    }

    /// The servers of the document, its path items and operations, each once.
    #[must_use]
    pub fn every_server(&self) -> Vec<Server<'a>> {
        let of_items = self.paths.iter().filter_map(|item| item.get(words::SERVERS));
        let of_operations = self.path_operations().filter_map(|o| o.node.get(words::SERVERS));
        let inner = of_items.chain(of_operations).flat_map(Cursor::items).filter_map(Server::read);
        let mut servers: Vec<Server<'a>> = self.servers.iter().cloned().chain(inner).collect();
        let mut seen = FxHashSet::default();
        servers.retain(|s| seen.insert((s.at.file(), s.at.place())));
        servers
    }

    /// The servers that apply to an operation: its own, its path item's, or the document's; in 2.0 with its own
    /// schemes.
    #[must_use]
    pub fn servers_of(&self, operation: &Operation<'a>) -> Vec<Server<'a>> {
        match self.own_servers(operation).filter(|_| operation.place == OperationKind::Path) {
            Some(schemes) if self.version == Version::V2_0 => server::old_servers(self.root, Some(schemes)),
            Some(list) => list.items().filter_map(Server::read).collect(),
            None => self.servers.clone(),
        }
    }

    /// What an operation has in place of the document's servers: `servers` of its own or of its path item, in 2.0 its
    /// `schemes`.
    #[must_use]
    pub fn own_servers(&self, operation: &Operation<'a>) -> Option<Cursor<'a>> {
        if self.version == Version::V2_0 {
            return operation.node.get(words::SCHEMES);
        }
        let of_path = || self.paths.get(operation.path_item).and_then(|p| p.get(words::SERVERS));
        operation.node.get(words::SERVERS).or_else(of_path)
    }
}

/// True for what is marked `x-internal: true`.
#[must_use]
pub fn is_internal(at: Cursor<'_>) -> bool {
    at.get(words::X_INTERNAL).is_some_and(Cursor::is_true)
}
