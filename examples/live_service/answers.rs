//! What is answered to each request.

use crate::failure::Failure;
use crate::service::Shared;
use crate::writer::{Applied, Ask, Version};
use govgrid::record::{Row, Table};
use govgrid::{Answerable, Covering, Day, Event, Finding, Node, Report, Unit, Zone};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use std::io::{self, Read as _};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;
use tiny_http::{Header, Method, Request, Response};

/// The longest body that is read.
const LONGEST: u64 = 1 << 20;

type Answer = Result<Value, Failure>;

/// How long a client is waited for.
const SLOWEST: Duration = Duration::from_secs(2);

/// Answers a request of the latest version.
pub(crate) fn answer(shared: &Shared, request: Request) {
    let version = shared.latest.get();
    let Some((request, body)) = unless_too_slow(move || body(request)) else { return };
    let answer = route(shared, &version, &request, body);
    let is_broken = matches!(answer, Err(Failure::Journal(_)));
    respond(request, version.number, answer);
    if is_broken {
        shared.stop();
    }
}

/// Sends an answer. The client may have gone: then nobody hears it.
pub(crate) fn respond(request: Request, version: u64, answer: Answer) {
    let (status, mut body) = match answer {
        Ok(body) => (200, body),
        Err(failure) => (failure.status(), failure.to_json()),
    };
    // What the answer is of, unless it says so itself.
    if let Some(fields) = body.as_object_mut() {
        fields.entry("version").or_insert_with(|| version.into());
    }
    let response = Response::from_string(body.to_string()).with_status_code(status).with_chunked_threshold(usize::MAX);
    let header = Header::from_bytes("Content-Type", "application/json; charset=utf-8");
    let response = header.into_iter().fold(response, Response::with_header);
    unless_too_slow(move || {
        let _ = request.respond(response);
    });
}

/// Does what waits for a client, who may take as long as it likes: then it is left to a thread that nobody waits for.
fn unless_too_slow<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (done, is_done) = mpsc::channel();
    thread::spawn(move || {
        let _ = done.send(work());
    });
    is_done.recv_timeout(SLOWEST).ok()
}

fn route(shared: &Shared, version: &Version, request: &Request, body: io::Result<Vec<u8>>) -> Answer {
    let url = request.url().to_owned();
    let (path, query) = url.split_once('?').unwrap_or((&url, ""));
    let segments = path.trim_matches('/').split('/').map(|segment| percent_decode_str(segment).decode_utf8());
    let segments = segments.collect::<Result<Vec<_>, _>>();
    let segments = segments.map_err(|_| Failure::Misunderstood("the path is no text".to_owned()))?;
    let segments: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
    match (request.method(), segments.as_slice()) {
        (Method::Get, [""]) => Ok(status(shared, version)),
        (Method::Get, ["units", code]) => {
            let day = day(query, "day")?.unwrap_or(shared.day);
            Ok(unit(version.hierarchy.as_of(day).any_unit(code)?, day))
        }
        (Method::Get, ["coverage"]) => {
            let (number, report) = report(shared)?;
            Ok(json!({ "version": number, "as_of": report.as_of, "coverage": report.coverage }))
        }
        (Method::Get, ["report"]) => {
            let (number, report) = report(shared)?;
            Ok(json!({ "version": number, "report": report }))
        }
        (Method::Get, ["difference"]) => {
            let bound = |name: &str| day(query, name)?.ok_or_else(|| Failure::Misunderstood(format!("no `{name}`")));
            Ok(difference(version, bound("from")?, bound("until")?))
        }
        (Method::Post, ["events"]) => {
            let plan = plan(body)?;
            apply(shared, plan)
        }
        (Method::Post, ["stop"]) => {
            shared.stop();
            Ok(json!({ "stopping": true }))
        }
        (_, ["units", _] | ["" | "coverage" | "report" | "difference"]) => Err(Failure::OtherMethod("GET")),
        (_, ["events" | "stop"]) => Err(Failure::OtherMethod("POST")),
        _ => Err(Failure::NotFound(format!("nothing is at `{path}`"))),
    }
}

/// The day that a parameter of a query gives.
fn day(query: &str, name: &str) -> Result<Option<Day>, Failure> {
    let given = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name);
    Ok(given.map(|(_, day)| day.parse()).transpose()?)
}

fn status(shared: &Shared, version: &Version) -> Value {
    json!({
        "as_of": shared.day.to_string(),
        "units": version.hierarchy.as_of(shared.day).all_units().count(),
        "changes": version.hierarchy.changes(),
        "layouts": version.layouts,
    })
}

fn named(unit: Unit<'_>) -> Value {
    json!({ "code": unit.code(), "name": unit.name(), "level": unit.level().as_str() })
}

fn unit(unit: Unit<'_>, day: Day) -> Value {
    let covering = |covering: Covering<'_>| {
        let organization = covering.organization;
        let zone = covering.zone.map(Zone::code);
        json!({ "organization": organization.code(), "name": organization.name(), "mode": covering.mode.as_str(), "zone": zone })
    };
    // A person is not named.
    let who = |node: Node<'_>| {
        let code = if node.as_person().is_some() { None } else { Some(node.code()) };
        json!({ "kind": node.kind().as_str(), "code": code })
    };
    let link = |link: Answerable<'_>| {
        let zone = link.zone.map(Zone::code);
        let (relation, who) = (link.because.relation().as_str(), link.because.who().map(who));
        json!({ "tier": link.tier.code(), "zone": zone, "relation": relation, "who": who })
    };
    json!({
        "as_of": day.to_string(),
        "unit": named(unit),
        "lies_in": unit.ancestors().map(named).collect::<Vec<_>>(),
        "covered_by": unit.covered_by().map(covering).collect::<Vec<_>>(),
        "responsibility": unit.responsibility().map(link).collect::<Vec<_>>(),
    })
}

/// The report of the live audit, which is of the version that the writer has by then.
fn report(shared: &Shared) -> Result<(u64, Report), Failure> {
    let (answer, answered) = mpsc::channel();
    shared.asks.send(Ask::Report(answer)).map_err(|_| Failure::Stopping)?;
    answered.recv().map_err(|_| Failure::Stopping)
}

fn difference(version: &Version, from: Day, until: Day) -> Value {
    let found = version.hierarchy.difference(from, until);
    let changed = found.changed.iter().filter(|changed| changed.before.table() != Table::People);
    let changed =
        changed.map(|changed| json!({ "before": changed.before, "after": changed.after, "columns": changed.columns }));
    json!({
        "from": from.to_string(),
        "until": until.to_string(),
        "appeared": by_table(&found.appeared),
        "vanished": by_table(&found.vanished),
        "changed": changed.collect::<Vec<_>>(),
        "started": by_table(&found.started),
        "stopped": by_table(&found.stopped),
    })
}

/// How many rows there are of each table, and the codes of nodes that are no people.
fn by_table(rows: &[Row]) -> Value {
    let mut tables = Map::new();
    for table in Table::ALL {
        let of_table: Vec<&Row> = rows.iter().filter(|row| row.table() == *table).collect();
        let codes: Vec<&str> = of_table.iter().map(|row| row.cell("code")).collect();
        let told = match table.node() {
            _ if of_table.is_empty() => continue,
            Some(_) if *table != Table::People => json!({ "count": codes.len(), "codes": codes }),
            _ => json!({ "count": codes.len() }),
        };
        tables.insert(table.to_string(), told);
    }
    Value::Object(tables)
}

/// A request, and its body as far as it is read.
fn body(mut request: Request) -> (Request, io::Result<Vec<u8>>) {
    let mut body = Vec::new();
    let read = request.as_reader().take(LONGEST + 1).read_to_end(&mut body);
    (request, read.map(|_| body))
}

/// The event, or the list of events, that a body is.
fn plan(body: io::Result<Vec<u8>>) -> Result<Vec<Event>, Failure> {
    let body = body.map_err(|error| Failure::Misunderstood(format!("the body cannot be read: {error}")))?;
    if body.len() as u64 > LONGEST {
        return Err(Failure::TooLong);
    }
    let is_list = body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
    let plan =
        if is_list { serde_json::from_slice(&body) } else { serde_json::from_slice(&body).map(|event| vec![event]) };
    plan.map_err(|error| Failure::Misunderstood(format!("the body is no event: {error}")))
}

fn apply(shared: &Shared, plan: Vec<Event>) -> Answer {
    let (answer, answered) = mpsc::channel();
    shared.asks.send(Ask::Apply(plan, answer)).map_err(|_| Failure::Stopping)?;
    let Applied { number, news, outcome } = answered.recv().map_err(|_| Failure::Stopping)??;
    let listed = |findings: &[Arc<Finding>]| json!(findings.iter().map(Arc::as_ref).collect::<Vec<&Finding>>());
    Ok(json!({
        "version": number,
        "appeared": listed(&news.appeared),
        "vanished": listed(&news.vanished),
        "coverage": news.coverage,
        "unassigned": by_table(&outcome.unassigned),
    }))
}
