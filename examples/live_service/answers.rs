//! What is answered to each request.

use crate::failure::{Both, Failure};
use crate::http::receive;
use crate::plan::plan;
use crate::service::Shared;
use crate::writer::{Applied, Ask, Version};
use govgrid::record::{Row, Table};
use govgrid::{Answerable, Covering, Day, Finding, Node, Unit, Zone};
use hyper::body::Incoming;
use hyper::{Method, Request};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

pub(crate) type Answer = Result<Value, Failure>;

/// What is asked for.
enum Question {
    Status,
    Unit { code: String, day: Option<Day> },
    Coverage,
    Report,
    Difference { from: Day, until: Day },
    Stop,
}

/// Answers a request, of the latest version. What takes time is done by another thread.
pub(crate) async fn answer(shared: &Arc<Shared>, request: Request<Incoming>) -> Answer {
    let Some(question) = question(&request)? else { return apply(shared, request.into_body()).await };
    let (shared, version) = (Arc::clone(shared), shared.latest.get());
    worked_out(move || {
        let mut told = ask(&shared, &version, question)?;
        if let Some(fields) = told.as_object_mut() {
            fields.insert("version".to_owned(), version.number.into());
        }
        Ok(told)
    })
    .await
}

/// Does work on another thread.
async fn worked_out<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    spawn_blocking(work).await.unwrap_or(Err(Failure::Failed))
}

/// What a request asks for; `None`: to apply a plan.
fn question(request: &Request<Incoming>) -> Result<Option<Question>, Failure> {
    let (path, query) = (request.uri().path(), request.uri().query().unwrap_or_default());
    let segments = path.trim_matches('/').split('/').map(|segment| percent_decode_str(segment).decode_utf8());
    let segments = segments.collect::<Result<Vec<_>, _>>();
    let no_text = |_| Failure::Misunderstood(Both::new("the path is no text in UTF-8", "路径不是 UTF-8 文本"));
    let segments = segments.map_err(no_text)?;
    let segments: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
    let is_get = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_post = *request.method() == Method::POST;
    Ok(Some(match segments.as_slice() {
        [""] if is_get => Question::Status,
        ["units", code] if is_get => Question::Unit { code: (*code).to_owned(), day: day(query, "day")? },
        ["coverage"] if is_get => Question::Coverage,
        ["report"] if is_get => Question::Report,
        ["difference"] if is_get => {
            let missing = |name: &str| Both::new(format!("no `{name}`"), format!("缺少 `{name}`"));
            let bound = |name: &str| day(query, name)?.ok_or_else(|| Failure::Misunderstood(missing(name)));
            Question::Difference { from: bound("from")?, until: bound("until")? }
        }
        ["events"] if is_post => return Ok(None),
        ["stop"] if is_post => Question::Stop,
        ["units", _] | ["" | "coverage" | "report" | "difference"] => return Err(Failure::OtherMethod("GET, HEAD")),
        ["events" | "stop"] => return Err(Failure::OtherMethod("POST")),
        _ => return Err(Failure::NotFound(Both::new("nothing is at that path", "该路径下没有内容"))),
    }))
}

/// The day that a parameter of a query gives.
fn day(query: &str, name: &str) -> Result<Option<Day>, Failure> {
    let given = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name);
    let none = |_| {
        let (en, zh) =
            (format!("`{name}` is no day, expected YYYY-MM-DD"), format!("`{name}` 不是日期，应为 YYYY-MM-DD"));
        Failure::Misunderstood(Both::new(en, zh))
    };
    given.map(|(_, day)| day.parse()).transpose().map_err(none)
}

fn ask(shared: &Shared, version: &Version, question: Question) -> Answer {
    let report = || version.report(shared.day, &shared.profile);
    match question {
        Question::Unit { code, day } => {
            let day = day.unwrap_or(shared.day);
            Ok(unit(version.hierarchy.as_of(day).any_unit(&code)?, day))
        }
        Question::Coverage => Ok(json!({ "as_of": report().as_of, "coverage": report().coverage })),
        Question::Report => Ok(json!({ "report": report() })),
        Question::Difference { from, until } => Ok(difference(version, from, until)),
        Question::Stop => {
            shared.stop();
            Ok(json!({ "stopping": true }))
        }
        Question::Status => Ok(status(shared, version)),
    }
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

fn difference(version: &Version, from: Day, until: Day) -> Value {
    let found = version.hierarchy.difference(from, until);
    let changed = found.changed.iter().filter(|changed| changed.before.table() != Table::People);
    let changed =
        changed.map(|changed| json!({ "before": changed.before, "after": changed.after, "columns": changed.columns }));
    json!({
        "from": from.to_string(),
        "until": until.to_string(),
        "appeared": by_table(found.appeared.iter()),
        "vanished": by_table(found.vanished.iter()),
        "changed": changed.collect::<Vec<_>>(),
        "started": by_table(found.started.iter()),
        "stopped": by_table(found.stopped.iter()),
    })
}

/// How many rows there are of each table, and the codes of nodes that are no people.
fn by_table<'r>(rows: impl Iterator<Item = &'r Row>) -> Value {
    let rows: Vec<&Row> = rows.collect();
    let mut tables = Map::new();
    for table in Table::ALL {
        let of_table: Vec<&Row> = rows.iter().copied().filter(|row| row.table() == *table).collect();
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

/// Applies the plan that a body is.
async fn apply(shared: &Shared, body: Incoming) -> Answer {
    let received = receive(shared, body).await?;
    let most = shared.limits.changes;
    let plan = worked_out(move || plan(&received.bytes, most)).await?;
    let (answer, answered) = oneshot::channel();
    shared.asks.send(Ask::Apply(plan, answer)).map_err(|_| Failure::Stopping)?;
    let applied = answered.await.map_err(|_| Failure::Stopping)??;
    worked_out(move || Ok(told(&applied))).await
}

fn told(applied: &Applied) -> Value {
    let listed = |findings: &[Arc<Finding>]| json!(findings.iter().map(Arc::as_ref).collect::<Vec<&Finding>>());
    let govgrid::Answer { version, summary } = applied.answer;
    let Some((news, outcome)) = &applied.news else {
        return json!({ "version": version, "summary": summary, "repeated": true });
    };
    let changed = news.changed.iter();
    let changed = changed.map(|(was, is)| json!({ "before": Finding::clone(was), "after": Finding::clone(is) }));
    json!({
        "version": version,
        "summary": summary,
        "repeated": false,
        "appeared": listed(&news.appeared),
        "vanished": listed(&news.vanished),
        "changed": changed.collect::<Vec<_>>(),
        "coverage": news.coverage,
        "unassigned": by_table(outcome.unassigned.iter().map(|unsettled| &unsettled.row)),
        "undivided": by_table(outcome.undivided.iter().map(|unsettled| &unsettled.row)),
    })
}
