//! Documents from the network, where that is allowed: fetched with the user's own `curl`, without a shell.

use std::io::Read;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::read::{decode, read_bounded};
use crate::model::Url;
use crate::spec::without_credentials;
use crate::tree::Limits;

/// How many requests a run may make, and how long all of them may take.
const REQUESTS: usize = 200;
const RUN: Duration = Duration::from_secs(120);
/// How many bytes all answers of a run may have together.
const BYTES: usize = 64 << 20;
/// How long one may take, in seconds.
const REQUEST: u64 = 30;
/// How often an answer may lead elsewhere.
const REDIRECTS: usize = 3;
/// The marks around what curl says of the answer, on standard error.
const MARK: &str = "apivet-answer ";

/// The network as one run may use it.
#[derive(Debug)]
pub struct Network {
    /// Hosts that may be private: `HOST` or `HOST:PORT`, in lower case.
    hosts: Vec<String>,
    requests: AtomicUsize,
    bytes: AtomicUsize,
    started: Instant,
}

/// What came of one request.
enum Answer {
    Text(Vec<u8>),
    Elsewhere(String),
}

impl Network {
    /// The network; of private addresses, only these hosts are asked.
    #[must_use]
    pub fn new(hosts: &[String]) -> Self {
        Self {
            hosts: hosts.iter().map(|h| h.to_ascii_lowercase()).collect(),
            requests: AtomicUsize::new(0),
            bytes: AtomicUsize::new(0),
            started: Instant::now(),
        }
    }

    /// Fetches a text.
    ///
    /// # Errors
    /// Why it cannot be had, in words, without credentials of the URL.
    pub fn text(&self, url: &str, limits: Limits) -> Result<String, String> {
        let mut at = url.to_owned();
        for _ in 0..=REDIRECTS {
            match self.request(&at, limits)? {
                Answer::Text(bytes) => return decode(bytes),
                Answer::Elsewhere(next) => {
                    let (old, new) = (Url::parse(&at).scheme(), Url::parse(&next).scheme());
                    if old != new && new.as_deref() != Some("https") {
                        let next = without_credentials(&next);
                        return Err(format!("it redirects to `{next}`: redirects to another scheme are not followed"));
                    }
                    at = next;
                }
            }
        }
        Err(format!("it redirects more than {REDIRECTS} times"))
    }

    fn request(&self, url: &str, limits: Limits) -> Result<Answer, String> {
        let resolved = self.resolve(url)?;
        if self.requests.fetch_add(1, Ordering::Relaxed) >= REQUESTS {
            return Err(format!("the run has made {REQUESTS} requests, the most that it may make"));
        }
        let left = RUN.saturating_sub(self.started.elapsed()).as_secs().min(REQUEST);
        if left == 0 {
            return Err(format!(
                "all requests of the run together took {} s, the most that they may take",
                RUN.as_secs()
            ));
        }
        let taken = self.bytes.load(Ordering::Relaxed);
        let room = Limits { bytes: limits.bytes.min(BYTES).saturating_sub(taken), ..limits };
        let mut curl = Command::new("curl");
        // `-q` keeps the user's own settings out, `-g` takes brackets and braces as they are.
        curl.args(["-q", "-g", "--fail", "--silent", "--show-error", "--proto", "=https,http", "--max-redirs", "0"]);
        curl.args(["--max-time", &left.to_string(), "--max-filesize", &room.bytes.to_string()]);
        curl.args(["--write-out", &format!("%{{stderr}}{MARK}%{{http_code}} %{{redirect_url}}\n")]);
        if let Some((host, port, address)) = resolved {
            // The address that was looked at is the one that is asked.
            let address = if address.is_ipv6() { format!("[{address}]") } else { address.to_string() };
            curl.args(["--resolve", &format!("{host}:{port}:{address}")]);
        }
        // The URL goes in by standard input: credentials in it do not stand in the list of processes.
        curl.args(["--config", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = curl.spawn().map_err(|e| format!("curl cannot be started: {e}"))?;
        if let Some(mut input) = child.stdin.take() {
            use std::io::Write;
            let quoted = url.replace('\\', "\\\\").replace('"', "\\\"");
            let _ = writeln!(input, "url = \"{quoted}\"");
        }
        let body = child.stdout.take().map_or(Ok(Vec::new()), |out| {
            read_bounded(out, room)
                .map_err(|_| format!("responses of the run exceed the limit of {} bytes", limits.bytes.min(BYTES)))
        });
        if body.is_err() {
            let _ = child.kill();
        }
        let mut said = String::new();
        if let Some(err) = child.stderr.take() {
            let _ = err.take(10_000).read_to_string(&mut said);
        }
        let status = child.wait().map_err(|e| e.to_string())?;
        let body = body?;
        self.bytes.fetch_add(body.len(), Ordering::Relaxed);
        let (words, answer) = said.rsplit_once(MARK).unwrap_or((&said, ""));
        let (code, next) = answer.trim().split_once(' ').unwrap_or((answer.trim(), ""));
        if code.starts_with('3') && !next.is_empty() {
            return Ok(Answer::Elsewhere(next.to_owned()));
        }
        if !status.success() {
            let words = words.trim();
            let why = words.strip_prefix("curl: ").unwrap_or(words);
            return Err(if why.is_empty() { "curl failed".to_owned() } else { format!("curl says: {why}") });
        }
        if !code.starts_with('2') {
            return Err(format!("the server responded with status {code}"));
        }
        Ok(Answer::Text(body))
    }

    /// The address of a URL's host, where it may be asked. Nothing where the name is not known here, as behind a proxy.
    fn resolve(&self, text: &str) -> Result<Option<(String, u16, IpAddr)>, String> {
        if text.contains(|c: char| c.is_control() || c.is_whitespace()) {
            return Err("the URL contains white space or control characters".to_owned());
        }
        let url = Url::parse(text);
        let usual = match url.scheme().as_deref() {
            Some("https") => 443,
            Some("http") => 80,
            _ => return Err("only `https` and `http` are fetched".to_owned()),
        };
        let host = url.host();
        let port = match url.port() {
            None | Some("") => usual,
            Some(port) => port.parse::<u16>().map_err(|_| format!("`{port}` is no port"))?,
        };
        if host.is_empty() {
            return Err("the URL has no host".to_owned());
        }
        if self.hosts.contains(&host) || self.hosts.contains(&format!("{host}:{port}")) {
            return Ok(None);
        }
        let name = host.trim_start_matches('[').trim_end_matches(']');
        let Ok(found) = (name, port).to_socket_addrs() else { return Ok(None) };
        let found: Vec<IpAddr> = found.map(|a: SocketAddr| a.ip()).collect();
        if let Some(private) = found.iter().find(|a| !is_public(**a)) {
            return Err(format!("`{host}` is the private address {private}; `--allow-host {host}` allows it"));
        }
        Ok(found.first().map(|address| (name.to_owned(), port, *address)))
    }
}

/// True for addresses that anybody may reach (IANA's registries of special purposes, RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            let special = v4.is_loopback()
                || v4.is_private()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_multicast()
                || v4.is_documentation();
            let shared = a == 100 && (64..128).contains(&b);
            let benchmark = a == 198 && (b == 18 || b == 19);
            let protocol = (a, b, c) == (192, 0, 0);
            !(special || shared || benchmark || protocol || a == 0 || a >= 240)
        }
        IpAddr::V6(v6) => {
            if let Some(v4) = v6.to_ipv4() {
                return is_public(IpAddr::V4(v4));
            }
            let [first, second, ..] = v6.segments();
            if (first, second) == (0x64, 0xff9b) || first == 0x2002 {
                // Addresses of IPv4 in other clothes lead wherever the translation leads.
                return false;
            }
            let is_local = first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80 || first & 0xffc0 == 0xfec0;
            !(v6.is_loopback() || v6.is_unspecified() || v6.is_multicast() || is_local)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in ["1.1.1.1", "93.184.216.34", "2606:4700::1111"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn odd_ways_to_write_an_address_are_seen_through() {
        let network = Network::new(&[]);
        for url in [
            "http://127.0.0.1/a",
            "http://[::1]/a",
            "http://localhost:80/a",
            "http://2130706433/a",
            "http://user@127.1/a",
        ] {
            assert!(network.resolve(url).is_err(), "{url}");
        }
        assert!(Network::new(&["localhost:8077".to_owned()]).resolve("http://localhost:8077/a").is_ok());
        assert!(network.resolve("gopher://example.com/").is_err());
        assert!(network.resolve("https:///a").is_err());
    }
}
