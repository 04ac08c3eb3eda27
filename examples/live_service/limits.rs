//! What a client may take: bytes, time, connections and changes.

use std::time::Duration;

#[derive(Clone)]
pub(crate) struct Limits {
    /// How many connections are served at a time. Most systems allow a process 1,024 files.
    pub(crate) connections: usize,
    /// How long a request's line and headers may take, and how long a connection may be idle.
    pub(crate) header: Duration,
    /// How long a body may take.
    pub(crate) body: Duration,
    /// How long a connection is served. Then it ends with the request that it is at, whose answer is waited for.
    pub(crate) connection: Duration,
    /// How long a connection that is to end waits for the client's next bytes, or for the client to take the answer's.
    pub(crate) grace: Duration,
    /// The longest line with headers, in bytes.
    pub(crate) header_bytes: usize,
    /// The longest body, in bytes.
    pub(crate) body_bytes: usize,
    /// How many bytes the bodies that are held at a time have in all.
    pub(crate) bodies_bytes: usize,
    /// How many changes a plan may have: its events, and in these the codes that merge, the parts of a division and what is
    /// assigned to them.
    pub(crate) changes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            header: Duration::from_secs(5),
            body: Duration::from_secs(10),
            connection: Duration::from_secs(60),
            grace: Duration::from_secs(1),
            header_bytes: 16 << 10,
            body_bytes: 1 << 20,
            bodies_bytes: 64 << 20,
            changes: 1_000,
        }
    }
}
