//! What a plan would do, as JSON and as text.

use crate::Reorganisation;
use govgrid::record::Row;
use govgrid::{Decimal, Lang, Unsettled};
use serde_json::{Map, Value, json};
use std::fmt::Write;

pub(crate) fn json(found: &Reorganisation) -> Result<String, serde_json::Error> {
    let (preview, outcome) = (&found.preview, &found.preview.outcome);
    let pairs = |pairs: &[(Row, Row)]| -> Vec<Value> {
        pairs.iter().map(|(before, after)| json!({ "before": before, "after": after })).collect()
    };
    let fell = outcome.fell.iter().map(|fallen| {
        let into = fallen.into.as_ref().map(cells);
        json!({ "table": fallen.row.table(), "row": cells(&fallen.row), "into": into, "why": fallen.why })
    });
    let sums = found.sums().into_iter().map(
        |sum| json!({ "name": sum.name, "unit": sum.unit, "before": number(sum.before), "after": number(sum.after) }),
    );
    let nodes = found.nodes().into_iter().map(|count| {
        let key = if count.is_level { "level" } else { "kind" };
        json!({ key: count.word, "before": count.before, "after": count.after })
    });
    let findings = &preview.findings;
    let changed = findings.changed.iter().map(|(before, after)| json!({ "before": before, "after": after }));
    let mut text = serde_json::to_string_pretty(&json!({
        "days": { "before": found.before.1, "after": found.after.1 },
        "units": preview.units,
        "relations": preview.relations,
        "people": preview.people,
        "moved": pairs(&outcome.moved),
        "added": outcome.added,
        "ended": outcome.ended,
        "corrected": pairs(&outcome.corrected),
        "retracted": outcome.retracted,
        "fell": fell.collect::<Vec<_>>(),
        "unassigned": outcome.unassigned,
        "undivided": outcome.undivided,
        "sums": sums.collect::<Vec<_>>(),
        "nodes": nodes.collect::<Vec<_>>(),
        "appeared": findings.appeared,
        "vanished": findings.vanished,
        "changed": changed.collect::<Vec<_>>(),
    }))?;
    text.push('\n');
    Ok(text)
}

/// The cells of a row that say something.
fn cells(row: &Row) -> Map<String, Value> {
    let columns = row.table().columns().iter().zip(row.cells()).filter(|(_, cell)| !cell.is_empty());
    columns.map(|(column, cell)| (column.name.to_owned(), Value::from(cell))).collect()
}

/// A whole number as one, and any other as it is written.
fn number(value: Option<Decimal>) -> Value {
    let Some(value) = value else { return Value::Null };
    value.to_whole().map_or_else(|| serde_json::from_str(&value.to_string()).unwrap_or(Value::Null), Value::from)
}

pub(crate) fn text(found: &Reorganisation, lang: Lang) -> String {
    let say = |en: &'static str, zh: &'static str| if lang == Lang::Zh { zh } else { en };
    let (preview, outcome) = (&found.preview, &found.preview.outcome);
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line(format!("{} → {}", found.before.1, found.after.1));
    for (what, count) in [
        (say("units that come under another", "划转单元"), preview.units.len() as u64),
        (say("relations that name another node", "转移关系"), preview.relations),
        (say("people concerned", "涉及人员"), preview.people),
        (say("rows that fall", "失效的行"), outcome.fell.len() as u64),
        (say("not arranged", "未安排"), outcome.unassigned.len() as u64),
        (say("cannot be divided", "无法划分"), outcome.undivided.len() as u64),
    ] {
        line(format!("{what}: {count}"));
    }
    for (title, all) in [
        (say("Not arranged", "未安排"), &outcome.unassigned),
        (say("Cannot be divided", "无法划分"), &outcome.undivided),
    ] {
        if !all.is_empty() {
            line(format!("\n{title}"));
            for left in all {
                line(unsettled(left));
            }
        }
    }
    line(format!("\n{}", say("Sums above all that is touched", "上级合计")));
    for sum in found.sums() {
        let shown =
            |value: Option<Decimal>| value.map_or_else(|| say("not known", "未知").to_owned(), |v| v.to_string());
        let mark = if sum.before == sum.after { "=" } else { "≠" };
        line(format!("  {} {}: {} {mark} {}", sum.unit, sum.name, shown(sum.before), shown(sum.after)));
    }
    line(format!("\n{}", say("Nodes", "节点数")));
    for count in found.nodes() {
        line(format!("  {}: {} → {}", count.word, count.before, count.after));
    }
    for (title, all) in [
        (say("Findings that appear", "新增问题"), &preview.findings.appeared),
        (say("Findings that vanish", "消失问题"), &preview.findings.vanished),
    ] {
        line(format!("\n{title}: {}", all.len()));
        for finding in all {
            line(format!("  {} {}", finding.rule.code, finding.message(lang)));
        }
    }
    line(format!("\n{}: {}", say("Findings that change", "变化问题"), preview.findings.changed.len()));
    for (before, after) in &preview.findings.changed {
        line(format!("  {} {} → {}", after.rule.code, before.message(lang), after.message(lang)));
    }
    out
}

fn unsettled(left: &Unsettled) -> String {
    let mut text = format!("  {} {}: {}", left.code, left.what, left.row.table());
    for (column, cell) in cells(&left.row) {
        // Writing to a text cannot fail.
        let _ = write!(text, " {column}={}", cell.as_str().unwrap_or_default());
    }
    text
}
