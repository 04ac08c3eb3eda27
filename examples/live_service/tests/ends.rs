//! How the service ends, and what it has when it is started again.

use super::versions::plans;
use super::*;
use crate::failure::Failure;
use crate::writer::{Ask, Writer};
use govgrid::{Journal, Profile, import};
use serde_json::json;
use std::fs;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use tokio::sync::oneshot;

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
    let limited =
        "trap '' XFSZ; ulimit -f 8; exec \"$0\" --ignored --exact tests::ends::within_a_process_that_writes_little";
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
fn nothing_is_answered_for_that_the_journal_does_not_have() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.log");
    let first = import::folder(&options(folder.path()).dataset).unwrap().build().unwrap();
    let plans = plans(&first);
    let (journal, _) = Journal::open(&path).unwrap();
    let writer = Writer::new(first, DAY.parse().unwrap(), Profile::national(), journal, 1);
    let latest = writer.latest.clone();
    // Another writes to the journal, which asks for no lock, so that the service cannot.
    fs::write(&path, "x").unwrap();
    let (asks, asked) = mpsc::channel();
    let ask = |plan: &Vec<Event>| {
        let (answer, answered) = oneshot::channel();
        asks.send(Ask::Apply(plan.clone().into(), answer)).unwrap();
        answered
    };
    // Nobody waits for the first.
    drop(ask(&plans[0]));
    let answers: Vec<_> = plans[..3].iter().map(ask).collect();
    asks.send(Ask::Stop).unwrap();
    assert!(writer.run(&asked, &asks).is_err());
    drop((asked, asks));
    let mut answers = answers.into_iter().map(oneshot::Receiver::blocking_recv);
    assert!(matches!(answers.next().unwrap().unwrap(), Err(Failure::Journal(_))));
    assert!(answers.all(|answer| answer.is_err()));
    assert_eq!((latest.get().number, fs::read(&path).unwrap()), (0, b"x".to_vec()));
}

#[test]
fn two_services_do_not_use_one_journal() {
    let folder = tempfile::tempdir().unwrap();
    let one = start(folder.path());
    let error = Service::start(options(folder.path())).err().unwrap().to_string();
    assert!(error.contains("in use by another writer"), "{error}");
    get(one.address, "/");
    stop(one);
    stop(start(folder.path()));
}

/// What the next test runs and kills: it serves until its standard input ends.
#[test]
#[ignore = "it is about a process that another test starts"]
fn within_a_process_that_is_killed() {
    let Some(folder) = std::env::var_os("LIVE_SERVICE_FOLDER") else { return };
    let folder = Path::new(&folder);
    let service = start(folder);
    let stop = service.stopper();
    thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        stop();
    });
    // As a whole, since it is waited for.
    fs::write(folder.join("listening"), service.address.to_string()).unwrap();
    fs::rename(folder.join("listening"), folder.join("address")).unwrap();
    service.wait().unwrap();
}

fn start_process(folder: &Path) -> (Child, SocketAddr) {
    let _ = fs::remove_file(folder.join("address"));
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "tests::ends::within_a_process_that_is_killed"]);
    command.env("LIVE_SERVICE_FOLDER", folder).stdin(Stdio::piped()).stdout(Stdio::null());
    let process = command.spawn().unwrap();
    let address = (0..6_000).find_map(|_| {
        thread::sleep(Duration::from_millis(10));
        fs::read_to_string(folder.join("address")).ok()
    });
    (process, address.unwrap().parse().unwrap())
}

#[test]
fn what_was_acknowledged_is_there_after_it_was_killed_under_load() {
    let folder = tempfile::tempdir().unwrap();
    let codes = ["130205001026", "130205001030", "130205"];
    let mut acknowledged: Vec<Event> = Vec::new();
    for round in 0..2 {
        let (mut process, address) = start_process(folder.path());
        let number = get(address, "/")["version"].as_u64().unwrap();
        assert!(number >= acknowledged.len() as u64, "{number} of {}", acknowledged.len());
        let count = AtomicUsize::new(0);
        acknowledged.extend(thread::scope(|scope| {
            let client = |code: &str| -> Vec<Event> {
                let events = (0..).map(|at| rename(code, &format!("{round}-{at}")));
                let answered = |event: &Event| {
                    let status = try_ask(address, "POST", "/events", &json(event)).map(|answer| answer.0);
                    assert!([None, Some(200)].contains(&status), "{status:?}");
                    status.is_some() && count.fetch_add(1, Ordering::SeqCst) < usize::MAX
                };
                events.take_while(answered).collect()
            };
            let clients: Vec<_> = codes.iter().map(|code| scope.spawn(move || client(code))).collect();
            while count.load(Ordering::SeqCst) < 12 {
                thread::sleep(Duration::from_millis(1));
            }
            // SIGKILL, on Unix.
            process.kill().unwrap();
            process.wait().unwrap();
            clients.into_iter().flat_map(|client| client.join().unwrap()).collect::<Vec<_>>()
        }));
        let (_, replayed) = Journal::open(folder.path().join("events.log")).unwrap();
        for event in &acknowledged {
            assert_eq!(
                replayed.plans.iter().filter(|recorded| recorded.plan().events[..] == [event.clone()]).count(),
                1,
                "{event:?}"
            );
        }
        // One plan for each client may have been written and not answered for.
        let most = acknowledged.len() + codes.len() * (round + 1);
        assert!(replayed.plans.len() <= most, "{} plans", replayed.plans.len());
    }
    let service = start(folder.path());
    for code in codes {
        let last = acknowledged.iter().rev().find(|event| json(event).contains(&format!("\"{code}\""))).unwrap();
        let Change::Rename { name, .. } = &last.change else { panic!("{last:?}") };
        let found = get(service.address, &format!("/units/{code}"))["unit"]["name"].as_str().unwrap().to_owned();
        let at = |name: &str| name.split_once('-').unwrap().1.parse::<u32>().unwrap();
        assert!(found.starts_with("1-") && (at(name)..=at(name) + 1).contains(&at(&found)), "{found}, {name}");
    }
    stop(service);
}
