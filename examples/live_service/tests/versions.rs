//! What several clients are told while events arrive.

use super::{DAY, ask, get, on, options, try_ask};
use crate::service::{Options, Service};
use govgrid::record;
use govgrid::{Change, CoverageMode, Event, Hierarchy, Level, Profile, import};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Plans that are possible one after another, of several kinds, each about other units; and one that is not.
pub(super) fn plans(hierarchy: &Hierarchy) -> Vec<Vec<Event>> {
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
        if at % 128 == 0 {
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
