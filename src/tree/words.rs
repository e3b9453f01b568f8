//! Field names known beforehand.
//!
//! Their key numbers are constants, so that grammar tables and rules compare integers.

use super::Key;

macro_rules! words {
    ($($name:ident = $text:literal),* $(,)?) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[repr(u32)]
        enum Number { $($name),* }
        $(
            #[doc = concat!("`", $text, "`")]
            pub const $name: Key = Key(Number::$name as u32);
        )*
        /// The text of every known word, by key number.
        pub(super) const TEXTS: &[&str] = &[$($text),*];
    };
}

words! {
    REF = "$ref", MERGE = "<<",
    OPENAPI = "openapi", SWAGGER = "swagger", INFO = "info", TITLE = "title", VERSION = "version",
    DESCRIPTION = "description", SUMMARY = "summary", TERMS_OF_SERVICE = "termsOfService",
    CONTACT = "contact", LICENSE = "license", NAME = "name", URL = "url", EMAIL = "email",
    IDENTIFIER = "identifier", SERVERS = "servers", VARIABLES = "variables", ENUM = "enum",
    DEFAULT = "default", PATHS = "paths", WEBHOOKS = "webhooks", COMPONENTS = "components",
    SECURITY = "security", TAGS = "tags", EXTERNAL_DOCS = "externalDocs",
    JSON_SCHEMA_DIALECT = "jsonSchemaDialect", SELF = "$self",
    GET = "get", PUT = "put", POST = "post", DELETE = "delete", OPTIONS = "options", HEAD = "head",
    PATCH = "patch", TRACE = "trace", QUERY = "query", ADDITIONAL_OPERATIONS = "additionalOperations",
    PARAMETERS = "parameters", OPERATION_ID = "operationId", REQUEST_BODY = "requestBody",
    RESPONSES = "responses", CALLBACKS = "callbacks", DEPRECATED = "deprecated",
    IN = "in", REQUIRED = "required", ALLOW_EMPTY_VALUE = "allowEmptyValue", STYLE = "style",
    EXPLODE = "explode", ALLOW_RESERVED = "allowReserved", SCHEMA = "schema", EXAMPLE = "example",
    EXAMPLES = "examples", CONTENT = "content", ENCODING = "encoding", ITEM_SCHEMA = "itemSchema",
    PREFIX_ENCODING = "prefixEncoding", ITEM_ENCODING = "itemEncoding",
    CONTENT_TYPE = "contentType", HEADERS = "headers", LINKS = "links", VALUE = "value",
    EXTERNAL_VALUE = "externalValue", DATA_VALUE = "dataValue", SERIALIZED_VALUE = "serializedValue",
    OPERATION_REF = "operationRef", SERVER = "server", PARENT = "parent", KIND = "kind",
    SCHEMAS = "schemas", REQUEST_BODIES = "requestBodies", SECURITY_SCHEMES = "securitySchemes",
    PATH_ITEMS = "pathItems", MEDIA_TYPES = "mediaTypes",
    TYPE = "type", SCHEME = "scheme", BEARER_FORMAT = "bearerFormat", FLOWS = "flows",
    OPEN_ID_CONNECT_URL = "openIdConnectUrl", OAUTH2_METADATA_URL = "oauth2MetadataUrl",
    IMPLICIT = "implicit", PASSWORD = "password", CLIENT_CREDENTIALS = "clientCredentials",
    AUTHORIZATION_CODE = "authorizationCode", DEVICE_AUTHORIZATION = "deviceAuthorization",
    AUTHORIZATION_URL = "authorizationUrl", TOKEN_URL = "tokenUrl", REFRESH_URL = "refreshUrl",
    DEVICE_AUTHORIZATION_URL = "deviceAuthorizationUrl", SCOPES = "scopes", FLOW = "flow",
    PROPERTY_NAME = "propertyName", MAPPING = "mapping", DEFAULT_MAPPING = "defaultMapping",
    NAMESPACE = "namespace", PREFIX = "prefix", ATTRIBUTE = "attribute", WRAPPED = "wrapped",
    NODE_TYPE = "nodeType",
    HOST = "host", BASE_PATH = "basePath", SCHEMES = "schemes", CONSUMES = "consumes",
    PRODUCES = "produces", DEFINITIONS = "definitions", SECURITY_DEFINITIONS = "securityDefinitions",
    COLLECTION_FORMAT = "collectionFormat",
    MULTIPLE_OF = "multipleOf", MAXIMUM = "maximum", EXCLUSIVE_MAXIMUM = "exclusiveMaximum",
    MINIMUM = "minimum", EXCLUSIVE_MINIMUM = "exclusiveMinimum", MAX_LENGTH = "maxLength",
    MIN_LENGTH = "minLength", PATTERN = "pattern", MAX_ITEMS = "maxItems", MIN_ITEMS = "minItems",
    UNIQUE_ITEMS = "uniqueItems", MAX_PROPERTIES = "maxProperties", MIN_PROPERTIES = "minProperties",
    ALL_OF = "allOf", ONE_OF = "oneOf", ANY_OF = "anyOf", NOT = "not", ITEMS = "items",
    PROPERTIES = "properties", ADDITIONAL_PROPERTIES = "additionalProperties", FORMAT = "format",
    NULLABLE = "nullable", DISCRIMINATOR = "discriminator", READ_ONLY = "readOnly",
    WRITE_ONLY = "writeOnly", XML = "xml", CONST = "const", IF = "if", THEN = "then", ELSE = "else",
    DEPENDENT_SCHEMAS = "dependentSchemas", DEPENDENT_REQUIRED = "dependentRequired",
    PREFIX_ITEMS = "prefixItems", CONTAINS = "contains", MIN_CONTAINS = "minContains",
    MAX_CONTAINS = "maxContains", PATTERN_PROPERTIES = "patternProperties",
    PROPERTY_NAMES = "propertyNames", UNEVALUATED_ITEMS = "unevaluatedItems",
    UNEVALUATED_PROPERTIES = "unevaluatedProperties", CONTENT_ENCODING = "contentEncoding",
    CONTENT_MEDIA_TYPE = "contentMediaType", CONTENT_SCHEMA = "contentSchema",
    ID = "$id", SCHEMA_DIALECT = "$schema", ANCHOR = "$anchor", DYNAMIC_REF = "$dynamicRef",
    DYNAMIC_ANCHOR = "$dynamicAnchor", VOCABULARY = "$vocabulary", COMMENT = "$comment",
    DEFS = "$defs", DEPENDENCIES = "dependencies", ADDITIONAL_ITEMS = "additionalItems",
    X_APIVET_IGNORE = "x-apivet-ignore", X_APIVET_PUBLIC = "x-apivet-public",
    X_NULLABLE = "x-nullable", X_APIVET_TOKEN_TTL = "x-apivet-token-ttl", X_TOKEN_TTL = "x-token-ttl",
    X_INTERNAL = "x-internal", X_AWS_AUTHTYPE = "x-amazon-apigateway-authtype",
    X_WSO2_CORS = "x-wso2-cors", X_AWS_CORS = "x-amazon-apigateway-cors",
}
