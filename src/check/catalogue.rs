//! Every rule there is.

use super::rule::{Check, Parameter, Run};
use super::rules;
use crate::base::Lang;
use crate::findings::{Rule, rules as found};
use std::fmt::Write;

/// Every rule (规则目录), by code: those that import and structure keep, then those that an audit runs.
///
/// ```
/// let rule = govgrid::catalogue().find(|rule| rule.name == "grid-without-organization");
/// assert_eq!(rule.map(|rule| rule.code), Some("C101"));
/// ```
pub fn catalogue() -> impl Iterator<Item = &'static Rule> {
    let mut rules: Vec<&'static Rule> = checks().map(|check| check.rule).collect();
    rules.sort_by_key(|rule| rule.code);
    rules.into_iter()
}

/// Every rule with its check.
pub(super) fn checks() -> impl Iterator<Item = Check> {
    let passive =
        |rule: &&'static Rule| Check { rule, on: true, needs: &[], needs_day: false, parameters: &[], run: Run::Found };
    let found = found::import::ALL.iter().chain(&found::structure::ALL);
    found
        .map(passive)
        .collect::<Vec<_>>()
        .into_iter()
        .chain(rules::ALL.iter().flat_map(|family| family.iter().copied()))
}

/// The check of a rule, by its code or its name.
pub(super) fn check(rule: &str) -> Option<Check> {
    checks().find(|check| check.rule.code == rule || check.rule.name == rule)
}

/// The page of a rule (规则说明) in Markdown, with its parameters and their defaults; `None` if no rule has that code or
/// name.
///
/// ```
/// let page = govgrid::page("households-per-community", govgrid::Lang::Zh).unwrap_or_default();
/// assert!(page.contains("居民委员会组织法"));
/// ```
pub fn page(rule: &str, lang: Lang) -> Option<String> {
    let check = check(rule)?;
    let (rule, page) = (check.rule, &check.rule.page);
    let heads = match lang {
        Lang::En => ["What", "Why", "Repair", "Source", "Trap", "Parameters", "off unless a profile switches it on"],
        Lang::Zh => ["内容", "原因", "处理", "依据", "注意", "参数", "默认不启用，由方案开启"],
    };
    let [what, why, repair, source, trap, parameters, off] = heads;
    let stop = if lang == Lang::Zh { "：" } else { "." };
    let mut out = format!("# {} `{}` {}\n\n", rule.code, rule.name, rule.title.get(lang));
    let state = if check.on { String::new() } else { format!(" · {off}") };
    let severity = rule.severity.label(lang);
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{severity} · {}{state}\n", rule.family.label(lang));
    let sections =
        [(what, Some(page.what)), (why, Some(page.why)), (repair, Some(page.repair)), (source, Some(page.source))];
    for (head, text) in sections.into_iter().chain([(trap, page.trap)]) {
        if let Some(text) = text {
            let _ = writeln!(out, "**{head}{stop}** {}\n", text.get(lang));
        }
    }
    if !check.parameters.is_empty() {
        let _ = writeln!(out, "**{parameters}{stop}**\n");
        for parameter in check.parameters {
            let _ = writeln!(out, "- `{}`: {}: {}", parameter.name, parameter.what.get(lang), defaults(parameter));
        }
        out.push('\n');
    }
    Some(out)
}

/// The defaults of a parameter, each with the day from which it holds.
fn defaults(parameter: &Parameter) -> String {
    let step = |step: &super::Step| match step.from {
        None => step.value.to_string(),
        Some((year, month, day)) => format!("{} (≥ {year:04}-{month:02}-{day:02})", step.value),
    };
    parameter.default.iter().map(step).collect::<Vec<_>>().join(", ")
}
