//! The service, asked over sockets by several clients while events arrive.
use crate::failure::Failure;
use crate::service::{Options, Service};
use crate::writer::{Ask, Writer};
use govgrid::record::{self, Row};
use govgrid::{Change, CoverageMode, Event, Hierarchy, Journal, Level, Profile, import};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

const DAY: &str = "2023-09-20";

fn options(folder: &Path) -> Options {
    let journal = folder.join("events.log");
    Options { journal, listen: "127.0.0.1:0".to_owned(), lay_out_after: 8, ..Options::default() }
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
    let mut text = String::new();
    stream.read_to_string(&mut text).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    Some((head.split(' ').nth(1)?.parse().ok()?, serde_json::from_str(body).ok()?))
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

/// Plans that are possible one after another, of several kinds, each about other units; and one that is not.
fn plans(hierarchy: &Hierarchy) -> Vec<Vec<Event>> {
    let today = hierarchy.as_of(DAY.parse().unwrap());
    let communities: Vec<String> = today.units(Level::Community).map(|unit| unit.code().to_owned()).collect();
    let grids: Vec<String> = today.units(Level::Grid).map(|unit| unit.code().to_owned()).collect();
    let rename = |code: &String| on(Change::Rename { code: code.clone(), name: "东里".to_owned() });
    let mut plans: Vec<Vec<Event>> = grids.iter().take(10).map(|code| vec![rename(code)]).collect();
    let into = communities[0].clone();
    plans.push(vec![on(Change::Merge { codes: vec![communities[1].clone()], into: into.clone() })]);
    let opened = record::Unit { parent: Some(into), ..record::Unit::new("130205990001-G001", Level::Grid) };
    let organization = today.organizations().next().unwrap().code().to_owned();
    let coverage = record::Coverage::new(&organization, "130205990001-G001", CoverageMode::Joint);
    plans.push(vec![on(Change::open(&opened)), on(Change::start(&coverage))]);
    plans.push(vec![on(Change::Close { code: grids[20].clone() })]);
    plans.push(vec![rename(&grids[20])]);
    plans.extend(communities.iter().skip(2).take(10).map(|code| vec![rename(code)]));
    plans
}

/// The versions that the plans give, by number, each applied plainly; and which of the plans are possible.
fn versions(first: Hierarchy, plans: &[Vec<Event>]) -> (Vec<Hierarchy>, Vec<bool>) {
    let (mut versions, mut possible) = (vec![first], Vec::new());
    for plan in plans {
        let next = versions[versions.len() - 1].apply(plan);
        possible.push(next.is_ok());
        versions.extend(next.ok().map(|next| next.0));
    }
    (versions, possible)
}

fn expected_report(version: &Hierarchy) -> Value {
    let text = serde_json::to_string(&version.snapshot().audit(&Profile::national())).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Asks about units and coverage until told to stop; answers what was told of which version.
fn read(address: SocketAddr, codes: &[String], done: &AtomicBool) -> Vec<(String, Value)> {
    let mut seen = Vec::new();
    let mut at = 0;
    while !done.load(Ordering::SeqCst) {
        let code = &codes[at % codes.len()];
        let (status, unit) = ask(address, "GET", &format!("/units/{code}"), "");
        assert!([200, 404].contains(&status), "{unit}");
        seen.push((code.clone(), unit));
        if at % 8 == 0 {
            get(address, "/coverage");
        }
        at += 1;
    }
    seen
}

/// What a unit is on a version, as the service should say.
fn check_unit(versions: &[Hierarchy], code: &str, told: &Value) {
    let version = &versions[usize::try_from(told["version"].as_u64().unwrap()).unwrap()];
    let Ok(unit) = version.snapshot().any_unit(code) else {
        assert_eq!(told["status"], 404, "{told}");
        return;
    };
    let above: Vec<&str> = unit.ancestors().map(govgrid::Unit::code).collect();
    let covering: Vec<&str> = unit.covered_by().map(|covering| covering.organization.code()).collect();
    let codes = |list: &Value, key: &str| -> Vec<String> {
        list.as_array().unwrap().iter().map(|item| item[key].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(told["unit"]["name"].as_str(), unit.name(), "{code}");
    assert_eq!(codes(&told["lies_in"], "code"), above, "{code}");
    assert_eq!(codes(&told["covered_by"], "organization"), covering, "{code}");
    assert_eq!(told["responsibility"].as_array().unwrap().len(), unit.responsibility().count(), "{code}");
}

#[test]
fn clients_are_answered_of_one_version_while_events_arrive() {
    let folder = tempfile::tempdir().unwrap();
    let first = import::folder(Options::default().dataset).unwrap().build().unwrap();
    let plans = plans(&first);
    let (versions, possible) = versions(first, &plans);
    let service = Service::start(options(folder.path())).unwrap();
    let (address, done) = (service.address, AtomicBool::new(false));
    let named = |plan: &Vec<Event>| {
        let event = serde_json::to_value(&plan[0]).unwrap();
        [&event["code"], &event["codes"][0]].into_iter().find_map(|code| code.as_str().map(str::to_owned))
    };
    let codes: Vec<String> = plans.iter().filter_map(named).collect();
    let (seen, reports) = thread::scope(|scope| {
        let readers: Vec<_> = (0..3).map(|_| scope.spawn(|| read(address, &codes, &done))).collect();
        let mut reports = BTreeMap::new();
        let mut number = 0;
        for (plan, is_possible) in plans.iter().zip(&possible) {
            let (status, told) = ask(address, "POST", "/events", &serde_json::to_string(plan).unwrap());
            assert_eq!(status, if *is_possible { 200 } else { 409 }, "{told}");
            number += u64::from(*is_possible);
            assert_eq!(told["version"], number, "{told}");
            if number % 8 == 0 {
                let report = get(address, "/report");
                reports.insert(report["version"].as_u64().unwrap(), report["report"].clone());
            }
        }
        done.store(true, Ordering::SeqCst);
        (readers.into_iter().flat_map(|reader| reader.join().unwrap()).collect::<Vec<_>>(), reports)
    });
    assert_eq!(versions.len(), plans.len(), "one plan is refused");
    assert!(seen.len() > 20 && reports.len() > 1, "{} units, {} reports", seen.len(), reports.len());
    for (code, told) in &seen {
        check_unit(&versions, code, told);
    }
    for (number, report) in &reports {
        assert_eq!(*report, expected_report(&versions[usize::try_from(*number).unwrap()]), "version {number}");
    }
    // All was laid out anew meanwhile, or soon is, and it says the same.
    let wait = || thread::sleep(Duration::from_millis(20));
    assert!((0..3_000).any(|_| get(address, "/")["layouts"].as_u64().unwrap() > 0 || (wait(), false).1));
    let last = expected_report(&versions[versions.len() - 1]);
    assert_eq!(get(address, "/report")["report"], last);
    for code in &codes {
        check_unit(&versions, code, &ask(address, "GET", &format!("/units/{code}"), "").1);
    }

    assert_eq!(ask(address, "POST", "/stop", "").0, 200);
    service.wait().unwrap();
    assert!(try_ask(address, "GET", "/", "").is_none(), "nobody listens any more");

    // Started again, it goes on from the journal; what a crash tore off its end is told.
    let mut journal = std::fs::OpenOptions::new().append(true).open(folder.path().join("events.log")).unwrap();
    journal.write_all(b"[{\"day\":\"2023-09-20\",\"ev").unwrap();
    let again = Service::start(options(folder.path())).unwrap();
    assert_eq!(again.torn.as_ref().map(|finding| finding.rule.name), Some("torn-record"));
    let report = get(again.address, "/report");
    assert_eq!((report["version"].as_u64(), &report["report"]), (Some(versions.len() as u64 - 1), &last));
    again.stopper()();
    again.wait().unwrap();
}

#[test]
fn what_is_asked_wrongly_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(options(folder.path())).unwrap();
    let address = service.address;
    let event = |change| serde_json::to_string(&on(change)).unwrap();
    let grid_at_the_top = record::Unit::new("X-G1", Level::Grid);
    let orphan = Change::Open { row: Row::of(&grid_at_the_top), reuse: false };
    let long = " ".repeat((1 << 20) + 1);
    for (method, path, body, status) in [
        ("GET", "/nothing", "", 404),
        ("GET", "/units/no%20such", "", 404),
        ("GET", "/units/%FF", "", 400),
        ("GET", "/units/130205?day=yesterday", "", 400),
        ("GET", "/difference?from=2023-01-01", "", 400),
        ("GET", "/difference?from=2023-01-01&until=2023-09-25", "", 200),
        ("GET", "/units/130205?day=2023-09-25", "", 200),
        ("DELETE", "/units/130205", "", 405),
        ("GET", "/events", "", 405),
        ("POST", "/events", "{\"day\":1}", 400),
        ("POST", "/events", "", 400),
        ("POST", "/events", &long, 413),
        ("POST", "/events", &event(Change::Close { code: "no such".to_owned() }), 409),
        ("POST", "/events", &event(orphan), 409),
    ] {
        let (found, told) = ask(address, method, path, body);
        assert_eq!(found, status, "{method} {path}: {told}");
        assert_eq!(told["version"], 0);
        let is_said = told["error"]["message"].as_str().is_some_and(|message| !message.is_empty());
        assert_eq!(is_said, status != 200, "{method} {path}: {told}");
    }
    let (_, told) = ask(address, "POST", "/events", &event(Change::open(&grid_at_the_top)));
    assert!(!told["error"]["findings"].as_array().unwrap().is_empty(), "{told}");
    // A single event that is possible: what it leaves unassigned is told.
    let close = event(Change::Close { code: "130205001".to_owned() });
    let (status, told) = ask(address, "POST", "/events", &close);
    assert_eq!((status, &told["version"]), (200, &json!(1)), "{told}");
    assert!(told["unassigned"]["units"]["count"].as_u64().unwrap() > 5, "{told}");
    let difference = get(address, "/difference?from=2023-09-19&until=2023-09-20");
    assert_eq!(difference["vanished"]["units"]["codes"][0], "130205001", "{difference}");
    service.stopper()();
    service.wait().unwrap();
}

#[test]
fn what_is_answered_for_is_in_the_journal_whenever_it_stops() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(options(folder.path())).unwrap();
    let (address, stop) = (service.address, service.stopper());
    let post = |name: String| {
        let rename = on(Change::Rename { code: "130205".to_owned(), name });
        try_ask(address, "POST", "/events", &serde_json::to_string(&rename).unwrap()).map(|answer| answer.0)
    };
    let answered: usize = thread::scope(|scope| {
        let client = |client: usize| {
            // Until the first that is not answered with 200.
            (0..100_000).take_while(|at| post(format!("{client}-{at}")) == Some(200)).count()
        };
        let clients: Vec<_> = (0..3).map(|number| scope.spawn(move || client(number))).collect();
        thread::sleep(Duration::from_millis(300));
        stop();
        service.wait().unwrap();
        clients.into_iter().map(|client| client.join().unwrap()).sum()
    });
    let (_, replayed) = govgrid::Journal::open(folder.path().join("events.log")).unwrap();
    assert!(answered > 0);
    assert_eq!((replayed.plans.len(), replayed.torn), (answered, None));
}

/// What the next test runs, in a process that can write no file of more than a few kilobytes.
#[test]
#[ignore = "it is about a process that another test starts"]
fn within_a_process_that_writes_little() {
    let Some(folder) = std::env::var_os("LIVE_SERVICE_FOLDER") else { return };
    let service = Service::start(options(folder.as_ref())).unwrap();
    let address = service.address;
    // As the program does: whoever asks too late is answered while it ends.
    let ended = thread::spawn(move || service.wait().map_err(|error| error.to_string()));
    let unit = || get(address, "/units/130205")["unit"]["name"].as_str().unwrap().to_owned();
    let (mut last, mut applied) = (String::new(), 0);
    let (status, told) = loop {
        let name = format!("{applied}-{}", "区".repeat(100));
        let rename =
            serde_json::to_string(&on(Change::Rename { code: "130205".to_owned(), name: name.clone() })).unwrap();
        let (status, told) = ask(address, "POST", "/events", &rename);
        if status != 200 || applied > 1_000 {
            break (status, told);
        }
        assert_eq!(told["version"], applied + 1);
        assert_eq!(unit(), name);
        (last, applied) = (name, applied + 1);
    };
    assert_eq!((status, &told["version"]), (500, &json!(applied)), "{told}");
    // What follows is told that the service stops, or finds nobody.
    let rename =
        serde_json::to_string(&on(Change::Rename { code: "130205".to_owned(), name: "东".to_owned() })).unwrap();
    let later = try_ask(address, "POST", "/events", &rename).map(|answer| answer.0);
    assert!([None, Some(503)].contains(&later), "{later:?}");
    let error = ended.join().unwrap().unwrap_err();
    assert!(error.contains("the journal"), "{error}");
    std::fs::write(Path::new(&folder).join("last"), format!("{applied} {last}")).unwrap();
}

#[cfg(unix)]
#[test]
fn a_journal_that_cannot_be_written_ends_the_service() {
    let folder = tempfile::tempdir().unwrap();
    // A write beyond the limit is an error, as on a disk that is full, and no signal.
    let limited = "trap '' XFSZ; ulimit -f 8; exec \"$0\" --ignored --exact tests::within_a_process_that_writes_little";
    let mut command = std::process::Command::new("sh");
    command.args(["-c", limited]).arg(std::env::current_exe().unwrap()).env("LIVE_SERVICE_FOLDER", folder.path());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let last = std::fs::read_to_string(folder.path().join("last")).unwrap();
    let (applied, name) = last.split_once(' ').unwrap();
    assert!(applied.parse::<usize>().unwrap() > 5, "{applied}");
    // Started again it has all that was answered for.
    let again = Service::start(options(folder.path())).unwrap();
    let unit = get(again.address, "/units/130205");
    assert_eq!((unit["version"].to_string().as_str(), unit["unit"]["name"].as_str()), (applied, Some(name)));
    again.stopper()();
    again.wait().unwrap();
}

#[test]
fn nobody_waits_long_for_a_slow_client() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(Options { threads: 1, ..options(folder.path()) }).unwrap();
    let mut slow = TcpStream::connect(service.address).unwrap();
    slow.write_all(b"POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n{").unwrap();
    thread::sleep(Duration::from_millis(100));
    get(service.address, "/");
    service.stopper()();
    service.wait().unwrap();
}

#[test]
fn nothing_is_answered_for_that_the_journal_does_not_have() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.log");
    let first = import::folder(&options(folder.path()).dataset).unwrap().build().unwrap();
    let plans = plans(&first);
    let journal = || Journal::open(&path).unwrap();
    let writer = Writer::new((first, 0), DAY.parse().unwrap(), Profile::national(), journal().0, 1);
    let latest = writer.latest.clone();
    // Another writes to the journal, so that the service cannot.
    journal().0.append(&plans[0]).unwrap();
    let (asks, asked) = mpsc::channel();
    let answers: Vec<_> = plans[..3]
        .iter()
        .map(|plan| {
            let (answer, answered) = mpsc::channel();
            asks.send(Ask::Apply(plan.clone(), answer)).unwrap();
            answered
        })
        .collect();
    let (report, reported) = mpsc::channel();
    asks.send(Ask::Report(report)).unwrap();
    asks.send(Ask::Stop).unwrap();
    assert!(writer.run(&asked, &asks).is_err());
    drop((asked, asks));
    assert!(matches!(answers[0].recv().unwrap(), Err(Failure::Journal(_))));
    assert!(answers[1..].iter().all(|answered| answered.recv().is_err()) && reported.recv().is_err());
    assert_eq!((latest.get().number, journal().1.plans), (0, plans[..1].to_vec()));
}
