//! JSON-RPC 2.0 over a pair of streams, for editors and agents. A message that cannot be read is answered as the
//! standard says, and the next one is read: who writes nonsense once does not end the session.

use std::io::{self, BufRead, Read, Write};

use serde_json::{Value, json};

/// The largest message that is taken, in bytes: a whole document may be in one.
const LARGEST: usize = 256 << 20;

/// What stands around messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// `Content-Length` and an empty line before each, as the Language Server Protocol has it.
    Headers,
    /// A line for each, as the Model Context Protocol has it.
    Lines,
}

/// What was read.
#[derive(Debug, PartialEq)]
pub(super) enum Incoming {
    /// A message.
    Message(Value),
    /// Something else, and why it is none.
    Malformed(String),
}

impl Framing {
    /// Reads the next message; nothing at the end.
    ///
    /// # Errors
    /// Where the stream fails, or nothing after it can be told apart from it any more.
    pub(super) fn read(self, from: &mut impl BufRead) -> io::Result<Option<Incoming>> {
        let Some(body) = (match self {
            Self::Headers => read_body(from)?,
            Self::Lines => read_line(from)?.map(Ok),
        }) else {
            return Ok(None);
        };
        Ok(Some(match body {
            Err(why) => Incoming::Malformed(why),
            Ok(bytes) => match serde_json::from_slice(&bytes) {
                Ok(message) => Incoming::Message(message),
                Err(why) => Incoming::Malformed(why.to_string()),
            },
        }))
    }

    /// Writes a message.
    ///
    /// # Errors
    /// Where the stream fails.
    pub(super) fn write(self, message: &Value, to: &mut impl Write) -> io::Result<()> {
        let text = message.to_string();
        match self {
            Self::Headers => write!(to, "Content-Length: {}\r\n\r\n{text}", text.len())?,
            Self::Lines => writeln!(to, "{text}")?,
        }
        to.flush()
    }
}

/// A body with its headers before it. Where they do not say how long it is, nothing can be skipped but they.
fn read_body(from: &mut impl BufRead) -> io::Result<Option<Result<Vec<u8>, String>>> {
    let mut length = None;
    let mut any = false;
    loop {
        let Some(line) = read_line(from)? else { return Ok(None) };
        if line.is_empty() {
            if any {
                break;
            }
            continue;
        }
        any = true;
        let text = String::from_utf8_lossy(&line);
        if let Some((name, value)) = text.split_once(':')
            && name.trim().eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse::<usize>().ok();
        }
    }
    match length {
        None => Ok(Some(Err("there is no Content-Length".to_owned()))),
        Some(length) if length > LARGEST => {
            io::copy(&mut from.take(length as u64), &mut io::sink())?;
            Ok(Some(Err(format!("it has more than {LARGEST} bytes"))))
        }
        Some(length) => {
            let mut body = Vec::new();
            from.take(length as u64).read_to_end(&mut body)?;
            if body.len() < length { Ok(None) } else { Ok(Some(Ok(body))) }
        }
    }
}

/// A line without its end; nothing at the end of the stream.
fn read_line(from: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    from.take(LARGEST as u64).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    while line.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
        line.pop();
    }
    Ok(Some(line))
}

/// Codes of errors (JSON-RPC 2.0, section 5.1; Language Server Protocol 3.17, `ErrorCodes`).
pub(super) mod code {
    pub(in super::super) const PARSE: i32 = -32700;
    pub(in super::super) const INVALID: i32 = -32600;
    pub(in super::super) const UNKNOWN: i32 = -32601;
    pub(in super::super) const PARAMS: i32 = -32602;
    pub(in super::super) const NOT_INITIALIZED: i32 = -32002;
    pub(in super::super) const CANCELLED: i32 = -32800;
    pub(in super::super) const FAILED: i32 = -32803;
}

/// An answer.
pub(super) fn answer(id: &Value, result: Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "result": result})
}

/// An answer that there is none.
pub(super) fn error(id: &Value, code: i32, message: &str) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}})
}

/// Something to know.
pub(super) fn notification(method: &str, params: Value) -> Value {
    json!({"jsonrpc": "2.0", "method": method, "params": params})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(framing: Framing, text: &str) -> Vec<Incoming> {
        let mut from = text.as_bytes();
        std::iter::from_fn(|| framing.read(&mut from).unwrap()).collect()
    }

    #[test]
    fn messages_are_taken_apart() {
        let text = "Content-Length: 2\r\n\r\n{}content-length:3\r\nContent-Type: x\r\n\r\n[1]";
        assert_eq!(all(Framing::Headers, text), [Incoming::Message(json!({})), Incoming::Message(json!([1]))]);
        assert_eq!(all(Framing::Lines, "{}\n[1]\n"), [Incoming::Message(json!({})), Incoming::Message(json!([1]))]);
    }

    #[test]
    fn nonsense_does_not_end_the_session() {
        let text = "Content-Length: 3\r\n\r\n{]}X: y\r\n\r\nContent-Length: 2\r\n\r\n{}";
        let read = all(Framing::Headers, text);
        assert!(
            matches!(&read[..], [Incoming::Malformed(_), Incoming::Malformed(_), Incoming::Message(_)]),
            "{read:?}"
        );
        assert!(matches!(&all(Framing::Lines, "x\n{}\n")[..], [Incoming::Malformed(_), Incoming::Message(_)]));
        // A body that breaks off is the end.
        assert_eq!(all(Framing::Headers, "Content-Length: 9\r\n\r\n{}"), []);
    }
}
