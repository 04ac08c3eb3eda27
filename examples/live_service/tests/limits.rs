//! Clients that are slow, that say too much, or that are too many.

use super::*;
use crate::http::serve;
use crate::limits::Limits;
use crate::service::Shared;
use crate::writer::{Ask, Writer};
use govgrid::{Journal, Profile, import, record};
use serde_json::json;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// A service with limits of its own.
fn limited(folder: &Path, limits: Limits) -> Service {
    Service::start(Options { limits, threads: 1, ..options(folder) }).unwrap()
}

const SLOW_POST: &str = "POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n{";

/// A client that has sent these bytes, and nothing since.
fn sent(address: SocketAddr, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    stream
}

#[test]
fn a_body_is_refused_for_what_its_length_says() {
    let folder = tempfile::tempdir().unwrap();
    let service = start(folder.path());
    for length in ["100000000000", "1048577"] {
        let head = format!("POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n");
        for expects in [head.clone(), head.replace("Host: x", "Host: x\r\nExpect: 100-continue"), head + "{}"] {
            let (status, told) = read(&mut sent(service.address, &expects)).unwrap();
            assert_eq!(status, 413, "{told}");
            assert_eq!(told["error"]["message"], "the body is longer than 1048576 bytes");
            assert_eq!(told["error"]["message_zh"], "请求正文超过 1048576 字节");
        }
    }
    // A length that is none: HTTP's own refusals have no body.
    for length in ["18446744073709551615", "100000000000000000000000000000", "-1", "x"] {
        let head = format!("POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n");
        assert!([400, 431].contains(&read(&mut sent(service.address, &head)).unwrap().0));
    }
    assert_eq!(get(service.address, "/")["version"], 0);
    stop(service);
}

#[test]
fn beside_200_slow_clients_a_good_one_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let service = start(folder.path());
    let mut slow: Vec<_> = (0..200).map(|_| sent(service.address, SLOW_POST)).collect();
    slow.extend((0..50).map(|_| sent(service.address, "GET / HTTP/1.1\r\nHo")));
    let asked = Instant::now();
    get(service.address, "/units/130205001026");
    let (read, sent) = (asked.elapsed(), Instant::now());
    let (status, told) = ask(service.address, "POST", "/events", &json(&rename("130205", "东里")));
    assert_eq!(status, 200, "{told}");
    // The time that is promised; what it takes is a few milliseconds.
    assert!(read.max(sent.elapsed()) < Duration::from_secs(2), "{read:?}, {:?}", sent.elapsed());
    // They go on as slowly, and it stops all the same.
    for client in &mut slow {
        client.write_all(b" ").unwrap();
    }
    stop(service);
}

#[test]
fn a_plan_with_too_many_changes_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let service = start(folder.path());
    let open = |at: usize| {
        let unit = record::Unit {
            parent: Some("130205001026".to_owned()),
            ..record::Unit::new(format!("X{at}"), govgrid::Level::Building)
        };
        on(Change::open(&unit))
    };
    let plan: Vec<Event> = (0..8_700).map(open).collect();
    let (codes, into) = ((0..8_700).map(|at| format!("X{at}")).collect(), "130205001026".to_owned());
    let merge = vec![on(Change::Merge { codes, into })];
    for (plan, changes) in [(plan, 8_700), (merge, 8_701)] {
        let body = serde_json::to_string(&plan).unwrap();
        assert!(body.len() < Limits::default().body_bytes);
        let (status, told) = ask(service.address, "POST", "/events", &body);
        assert_eq!(status, 413, "{told}");
        let (en, zh) = (told["error"]["message"].as_str().unwrap(), told["error"]["message_zh"].as_str().unwrap());
        assert!(en.starts_with(&format!("the plan has {changes} changes, and at most")), "{en}");
        assert!(zh.starts_with(&format!("方案含 {changes} 项变更")), "{zh}");
    }
    assert_eq!(get(service.address, "/")["version"], 0);
    stop(service);
}

#[test]
fn a_client_that_takes_too_long_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let short = Duration::from_millis(200);
    let limits = Limits { header: short, body: short, grace: short, ..Limits::default() };
    let service = limited(folder.path(), limits);
    // A body that does not come, and then what does.
    let (status, told) = read(&mut sent(service.address, SLOW_POST)).unwrap();
    assert_eq!((status, &told["error"]["message_zh"]), (408, &json!("请求正文未在时限内收到")), "{told}");
    // A chunk that is longer than any body, and does not come either.
    let chunked = "POST /events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffff\r\n{";
    assert_eq!(read(&mut sent(service.address, chunked)).unwrap().0, 408);
    // A head that does not come, or nothing at all.
    for text in ["GET / HTTP/1.1\r\nHo", ""] {
        assert!(read(&mut sent(service.address, text)).is_none());
    }
    // A connection on which nothing more is asked.
    assert_eq!(read(&mut sent(service.address, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")).unwrap().0, 200);
    stop(service);
}

#[test]
fn a_connection_ends_though_its_client_takes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let short = Duration::from_millis(200);
    let limits = Limits { connection: short, grace: short, connections: 1, ..Limits::default() };
    let service = limited(folder.path(), limits);
    // More answers than the system keeps for a client that reads none.
    let mut greedy = TcpStream::connect(service.address).unwrap();
    greedy.set_write_timeout(Some(Duration::from_millis(50))).unwrap();
    let many = "GET /report HTTP/1.1\r\nHost: x\r\n\r\n".repeat(2_000);
    let _ = greedy.write_all(many.as_bytes());
    // There is one place, and it is free in the end.
    let is_free = || {
        thread::sleep(Duration::from_millis(20));
        try_ask(service.address, "GET", "/", "").is_some_and(|(status, _)| status == 200)
    };
    assert!((0..1_000).any(|_| is_free()));
    drop(greedy);
    stop(service);
}

#[test]
fn clients_beyond_the_limit_are_told_to_come_again() {
    let folder = tempfile::tempdir().unwrap();
    let service = limited(folder.path(), Limits { connections: 3, ..Limits::default() });
    let held: Vec<_> = (0..3).map(|_| sent(service.address, SLOW_POST)).collect();
    let (status, told) = read(&mut TcpStream::connect(service.address).unwrap()).unwrap();
    assert_eq!((status, &told["error"]["message_zh"]), (503, &json!("请求过多，请稍后重试")), "{told}");
    drop(held);
    let is_free = || try_ask(service.address, "GET", "/", "").is_some_and(|(status, _)| status == 200);
    assert!((0..1_000).any(|_| is_free() || (thread::sleep(Duration::from_millis(10)), false).1));
    stop(service);
}

#[test]
fn bodies_have_only_so_much_room() {
    let folder = tempfile::tempdir().unwrap();
    let service = limited(folder.path(), Limits { bodies_bytes: 1_000, ..Limits::default() });
    let held = sent(service.address, &(SLOW_POST.to_owned() + &" ".repeat(900)));
    let body = " ".repeat(200);
    let told = (0..1_000).map(|_| ask(service.address, "POST", "/events", &body).0).find(|status| *status != 400);
    assert_eq!(told, Some(503));
    drop(held);
    assert!((0..1_000).any(|_| ask(service.address, "POST", "/events", &body).0 == 400));
    stop(service);
}

/// A plan is being applied for as long as the test likes: it has the place of the writer.
#[test]
fn readers_do_not_wait_for_a_plan() {
    let folder = tempfile::tempdir().unwrap();
    let options = options(folder.path());
    let hierarchy = import::folder(&options.dataset).unwrap().build().unwrap();
    let (journal, _) = Journal::open(&options.journal).unwrap();
    let day = DAY.parse().unwrap();
    let writer = Writer::new(hierarchy, day, Profile::national(), journal, 1);
    let (asks, asked) = mpsc::channel();
    // The plan takes longer than a connection, and is answered for all the same.
    let short = Duration::from_millis(300);
    let limits = Limits { connection: short, grace: short, ..Limits::default() };
    let shared = Shared::new(writer.latest.clone(), asks, day, Profile::national(), limits);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let serving = Arc::clone(&shared);
    let server = thread::spawn(move || runtime.block_on(serve(listener, serving)));

    let body = json(&rename("130205", "东里"));
    let client = thread::spawn(move || ask(address, "POST", "/events", &body));
    let Ask::Apply(plan, answer) = asked.recv().unwrap() else { panic!("a plan was sent") };
    assert_eq!(plan.events, [rename("130205", "东里")]);
    for path in ["/", "/units/130205", "/coverage", "/report", "/difference?from=2023-01-01&until=2023-09-25"] {
        assert_eq!(get(address, path)["version"], 0);
    }
    thread::sleep(4 * short);
    assert!(!client.is_finished());
    assert!(answer.send(Err(crate::failure::Failure::Failed)).is_ok());
    assert_eq!(client.join().unwrap().0, 500);
    shared.stop();
    server.join().unwrap();
}
