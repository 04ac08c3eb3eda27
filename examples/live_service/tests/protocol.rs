//! HTTP as clients speak it.

use super::*;

/// What is answered to these bytes, until the connection ends.
fn raw(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(bytes).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn bodies_come_in_chunks_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let service = start(folder.path());
    let body = json(&rename("130205", "东里"));
    let (first, second) = body.split_at(20);
    let (one, two) = (first.len(), second.len());
    let head = "POST /events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    let chunked =
        format!("{head}Transfer-Encoding: chunked\r\n\r\n{one:x}\r\n{first}\r\n{two:x}\r\n{second}\r\n0\r\n\r\n");
    let told = raw(service.address, chunked.as_bytes());
    assert!(told.starts_with("HTTP/1.1 200") && told.contains("\"version\":1"), "{told}");
    // Without a length there is no body.
    let told = raw(service.address, format!("{head}\r\n").as_bytes());
    assert!(told.starts_with("HTTP/1.1 400") && told.contains("不是 JSON"), "{told}");
    assert_eq!(get(service.address, "/")["version"], 1);
    stop(service);
}

#[test]
fn requests_that_come_together_are_answered_in_turn() {
    let folder = tempfile::tempdir().unwrap();
    let service = start(folder.path());
    let body = json(&rename("130205", "东里"));
    let length = body.len();
    let post = format!("POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{body}");
    let unit = "GET /units/130205 HTTP/1.1\r\nHost: x\r\n";
    let told = raw(service.address, format!("{unit}\r\n{post}{unit}Connection: close\r\n\r\n").as_bytes());
    let versions: Vec<&str> = told.split("\"version\":").skip(1).map(|rest| rest.split('}').next().unwrap()).collect();
    assert_eq!(versions, ["0", "1", "1"], "{told}");
    let named: Vec<&str> = told.split("\"level\":\"district\",\"name\":\"").skip(1).collect();
    assert!(named[0].starts_with("开平区") && named[named.len() - 1].starts_with("东里"), "{told}");
    stop(service);
}

#[test]
fn methods_and_paths_are_answered_for_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let service = start(folder.path());
    let told = |line: &str| raw(service.address, format!("{line}\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes());
    let head = told("HEAD /units/130205 HTTP/1.1");
    assert!(head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"), "{head}");
    let other = told("DELETE /units/130205 HTTP/1.1").to_lowercase();
    assert!(other.starts_with("http/1.1 405") && other.contains("\r\nallow: get, head\r\n"), "{other}");
    assert!(told("GET /units/130205 HTTP/1.0").starts_with("HTTP/1.0 200"));
    // A path as it is typed, and one that is no text.
    assert!(told("GET /units/东里 HTTP/1.1").starts_with("HTTP/1.1 404"));
    for bytes in [b"GET /units/\xFF HTTP/1.1\r\nHost: x\r\n\r\n".as_slice(), b"\0\0\0\0\r\n\r\n", b"GET\r\n\r\n"] {
        let mut stream = TcpStream::connect(service.address).unwrap();
        stream.write_all(bytes).unwrap();
        let mut told = Vec::new();
        stream.read_to_end(&mut told).unwrap();
        assert!(told.starts_with(b"HTTP/1.1 400"), "{}", String::from_utf8_lossy(&told));
    }
    // A client that has sent all and says so.
    let mut stream = TcpStream::connect(service.address).unwrap();
    let body = json(&rename("130205", "东里"));
    write!(stream, "POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    assert_eq!(read(&mut stream).unwrap().0, 200);
    stop(service);
}
