//! The service, asked over sockets.

mod again;
mod ends;
mod limits;
mod protocol;
mod refused;
mod smuggled;
mod versions;

use crate::service::{Options, Service};
use govgrid::{Change, Event};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;

const DAY: &str = "2023-09-20";

fn options(folder: &Path) -> Options {
    let journal = folder.join("events.log");
    Options { journal, listen: "127.0.0.1:0".to_owned(), lay_out_after: 8, ..Options::default() }
}

fn start(folder: &Path) -> Service {
    Service::start(options(folder)).unwrap()
}

fn stop(service: Service) {
    service.stopper()();
    service.wait().unwrap();
}

/// What a request is answered with; `None` if the connection fails.
fn try_ask(address: SocketAddr, method: &str, path: &str, body: &str) -> Option<(u16, Value)> {
    let mut stream = TcpStream::connect(address).ok()?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .ok()?;
    read(&mut stream)
}

/// The answer that comes until the connection ends; `None` if there is none.
fn read(stream: &mut TcpStream) -> Option<(u16, Value)> {
    let mut text = String::new();
    stream.read_to_string(&mut text).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    Some((head.split(' ').nth(1)?.parse().ok()?, serde_json::from_str(body).unwrap_or_default()))
}

fn ask(address: SocketAddr, method: &str, path: &str, body: &str) -> (u16, Value) {
    try_ask(address, method, path, body).unwrap()
}

fn get(address: SocketAddr, path: &str) -> Value {
    let (status, body) = ask(address, "GET", path, "");
    assert_eq!(status, 200, "{path}: {body}");
    body
}

fn on(change: Change) -> Event {
    Event::on(DAY.parse().unwrap(), change)
}

fn rename(code: &str, name: &str) -> Event {
    on(Change::Rename { code: code.to_owned(), name: name.to_owned() })
}

fn json(event: &Event) -> String {
    serde_json::to_string(event).unwrap()
}
