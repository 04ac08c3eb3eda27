//! The report for a person at a terminal.

use super::ExportError;
use super::align::{Side, aligned};
use crate::base::{Lang, is_invisible};
use crate::check::catalogue;
use crate::findings::{CoverageLine, CoverageOf, Finding, NotRun, Report, Rule, Text};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{BufWriter, Write};

/// The most findings of one rule that [`text`] shows.
pub const FINDINGS_SHOWN: usize = 20;

/// The most places of one finding that [`text`] shows.
pub const PLACES_SHOWN: usize = 5;

/// Writes a report as plain text (审核报告) for a person at a terminal, in `lang` throughout.
///
/// It has what the report was made from, coverage, how many findings each rule has, the findings by rule with errors
/// first – at most [`FINDINGS_SHOWN`] of a rule and [`PLACES_SHOWN`] places of a finding, with the number of those left
/// out – and the rules that could not run. Columns are aligned for a terminal, where a Chinese character takes two
/// places. There are no colours, and characters of the data that would steer a terminal or cannot be seen are shown as
/// `\u{…}`.
///
/// ```
/// use govgrid::{Draft, Lang, Level, Profile, export, record};
/// let mut draft = Draft::new();
/// let parent = Some("130299".to_owned());
/// draft.add(&record::Unit::new("130205", Level::District))?;
/// draft.add(&record::Unit { parent, ..record::Unit::new("130205001", Level::Street) })?;
/// let report = draft.check().into_report(None, &Profile::national());
/// let mut text = Vec::new();
/// export::text(&report, Lang::En, &mut text)?;
/// assert!(String::from_utf8(text)?.contains("    records:2 parent `130299`\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`ExportError::Output`] if `out` does not take it.
pub fn text(report: &Report, lang: Lang, out: impl Write) -> Result<(), ExportError> {
    let mut page = Page { lang, lines: Vec::new() };
    page.head(report);
    page.dataset(report);
    page.coverage(&report.coverage);
    page.summary(report);
    page.findings(report);
    page.rules(report);
    let mut out = BufWriter::new(out);
    let mut lines = page.lines.iter();
    let written = lines.try_for_each(|line| writeln!(out, "{line}")).and_then(|()| out.flush());
    written.map_err(ExportError::Output)
}

/// The lines, while they are written.
struct Page {
    lang: Lang,
    lines: Vec<String>,
}

/// A text in both languages.
const fn both(en: &'static str, zh: &'static str) -> Text {
    Text { en, zh }
}

impl Page {
    /// The text in the page's language.
    fn say(&self, en: &'static str, zh: &'static str) -> String {
        both(en, zh).get(self.lang).to_owned()
    }

    fn line(&mut self, line: impl AsRef<str>) {
        self.lines.push(visible(line.as_ref()));
    }

    /// An empty line and the title of what follows.
    fn title(&mut self, en: &'static str, zh: &'static str) {
        self.line("");
        self.line(self.say(en, zh));
    }

    fn table<const N: usize>(&mut self, sides: [Side; N], rows: &[[String; N]]) {
        let rows: Vec<[String; N]> = rows.iter().map(|row| row.each_ref().map(|cell| visible(cell))).collect();
        self.lines.extend(aligned(sides, &rows));
    }

    fn head(&mut self, report: &Report) {
        self.line(self.say("govgrid audit report", "govgrid 审核报告"));
        let day = report.as_of.map_or_else(|| self.say("none", "未指定"), |day| day.to_string());
        let rows = [[self.say("day", "日期"), day], [self.say("profile", "方案"), report.profile.clone()]];
        self.table([Side::Left, Side::Left], &rows);
    }

    fn dataset(&mut self, report: &Report) {
        let found = &report.dataset;
        self.title("What was read", "数据概况");
        let mut rows: Vec<[String; 2]> = Vec::new();
        for (level, count) in &found.units {
            rows.push([level.label(self.lang).to_owned(), count.to_string()]);
        }
        // The last two are of tables that few data sets have.
        let others = [
            (both("zones", "区域"), found.zones, true),
            (both("organizations", "组织"), found.organizations, true),
            (both("relations", "关系"), found.relations, true),
            (both("households counted", "户数合计"), found.households, true),
            (both("rows in quarantine", "隔离行"), found.quarantined, true),
            (both("people", "人员"), found.people, false),
            (both("alliances", "联盟"), found.alliances, false),
        ];
        for (what, count, always) in others {
            if always || count > 0 {
                rows.push([what.get(self.lang).to_owned(), count.to_string()]);
            }
        }
        self.table([Side::Left, Side::Right], &rows);
    }

    fn coverage(&mut self, coverage: &[CoverageLine]) {
        if coverage.is_empty() {
            return;
        }
        self.title("Coverage", "覆盖情况");
        let heads = [
            ("of", "对象"),
            ("kind", "类别"),
            ("covered", "已覆盖"),
            ("direct", "直接"),
            ("through zone", "经区域"),
            ("inherited only", "仅上级覆盖"),
            ("doubly", "重复覆盖"),
            ("total", "总数"),
            ("excluded", "不计入"),
            ("ratio", "覆盖率"),
        ];
        let mut rows = vec![heads.map(|(en, zh)| self.say(en, zh))];
        rows.extend(coverage.iter().map(|line| coverage_row(line, self.lang)));
        let [left, right] = [Side::Left, Side::Right];
        self.table([left, left, right, right, right, right, right, right, right, right], &rows);
    }

    fn summary(&mut self, report: &Report) {
        self.title("Findings by rule", "问题汇总");
        let rules = graver_first(report);
        if rules.is_empty() {
            self.line(self.say("  none", "  无"));
            return;
        }
        let row = |(rule, total): &(&Rule, u64)| {
            let title = rule.title.get(self.lang).to_owned();
            let severity = rule.severity.label(self.lang).to_owned();
            [severity, rule.code.to_owned(), rule.name.to_owned(), total.to_string(), title]
        };
        let rows: Vec<[String; 5]> = rules.iter().map(row).collect();
        self.table([Side::Left, Side::Left, Side::Left, Side::Right, Side::Left], &rows);
    }

    fn findings(&mut self, report: &Report) {
        let mut by_rule: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in report.findings().iter() {
            by_rule.entry(finding.rule.code).or_default().push(finding);
        }
        for (rule, total) in graver_first(report) {
            let (code, name, severity) = (rule.code, rule.name, rule.severity.label(self.lang));
            self.line("");
            self.line(match self.lang {
                Lang::En => format!("{code} {name} ({severity}): {total}"),
                Lang::Zh => format!("{code} {name}（{severity}）：{total}"),
            });
            let found = by_rule.get(rule.code).map(Vec::as_slice).unwrap_or_default();
            let shown = found.get(..FINDINGS_SHOWN).unwrap_or(found);
            for finding in shown {
                self.finding(finding);
            }
            self.more("  ", total.saturating_sub(shown.len() as u64));
            let mut told: Vec<Text> = Vec::new();
            for finding in shown {
                if !told.contains(&finding.suggestion) {
                    told.push(finding.suggestion);
                    self.line(self.say("  repair: ", "  处理：") + finding.suggestion.get(self.lang));
                }
            }
        }
    }

    fn finding(&mut self, finding: &Finding) {
        self.line(format!("  {}", finding.message(self.lang)));
        for place in finding.places.iter().take(PLACES_SHOWN) {
            self.line(format!("    {place}"));
        }
        self.more("    ", finding.places_total.saturating_sub(PLACES_SHOWN as u64));
    }

    /// Says how many are left out, if any are.
    fn more(&mut self, indent: &str, count: u64) {
        if count > 0 {
            self.line(match self.lang {
                Lang::En => format!("{indent}… and {count} more"),
                Lang::Zh => format!("{indent}……另有 {count} 条"),
            });
        }
    }

    fn rules(&mut self, report: &Report) {
        let (ran, left_out) = (report.rules.ran, report.rules.not_run.len());
        self.title("Rules", "规则执行");
        self.line(match self.lang {
            Lang::En => format!("  {ran} ran, {left_out} could not run"),
            Lang::Zh => format!("  已执行 {ran} 条，未能执行 {left_out} 条"),
        });
        let row = |left_out: &NotRun| {
            let name = catalogue().find(|rule| rule.code == left_out.code).map_or("", |rule| rule.name);
            [left_out.code.to_owned(), name.to_owned(), left_out.reason(self.lang).to_owned()]
        };
        let rows: Vec<[String; 3]> = report.rules.not_run.iter().map(row).collect();
        self.table([Side::Left; 3], &rows);
    }
}

/// The rules that have findings and how many: errors, then warnings, then notes, each by code.
fn graver_first(report: &Report) -> Vec<(&'static Rule, u64)> {
    let mut rules: Vec<(&'static Rule, u64)> = report.findings().by_rule().map(|found| (found.0, found.1)).collect();
    rules.sort_by_key(|(rule, _)| (Reverse(rule.severity), rule.code));
    rules
}

fn coverage_row(line: &CoverageLine, lang: Lang) -> [String; 10] {
    let of = match line.of {
        CoverageOf::Level(level) => level.label(lang),
        CoverageOf::Zone(kind) => kind.label(lang),
        CoverageOf::Organization(kind) => kind.label(lang),
    };
    let kind = match (line.kind, lang) {
        ("organization", Lang::Zh) => "组织覆盖",
        ("work", Lang::Zh) => "工作覆盖",
        (kind, Lang::En | Lang::Zh) => kind,
    };
    let [covered, direct, through_zone, inherited_only, doubly, total, excluded] =
        [line.covered, line.direct, line.through_zone, line.inherited_only, line.doubly, line.total, line.excluded]
            .map(|count| count.to_string());
    let (of, kind, ratio) = (of.to_owned(), kind.to_owned(), percent(line.covered, line.total));
    [of, kind, covered, direct, through_zone, inherited_only, doubly, total, excluded, ratio]
}

/// The share in percent with one digit after the point, rounded down: 100.0 means all. `-` of nothing.
fn percent(part: u64, whole: u64) -> String {
    let share = (u128::from(part) * 1000).checked_div(u128::from(whole));
    share.map_or_else(|| "-".to_owned(), |share| format!("{}.{}%", share / 10, share % 10))
}

/// The text, with what steers a terminal or cannot be seen shown as an escape. Ordinary and full-width spaces stay.
fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_invisible(c) && !matches!(c, ' ' | '\u{3000}') {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_never_rounded_up() {
        for (part, whole, text) in
            [(3, 3, "100.0%"), (9999, 10_000, "99.9%"), (1, 3, "33.3%"), (0, 7, "0.0%"), (0, 0, "-")]
        {
            assert_eq!(percent(part, whole), text);
        }
    }

    #[test]
    fn what_steers_a_terminal_is_shown() {
        assert_eq!(visible("a\u{1b}[31m b\n网\u{202e}格\u{a0}"), "a\\u{1b}[31m b\\n网\\u{202e}格\\u{a0}");
        assert_eq!(visible("马家沟　街道 1"), "马家沟　街道 1");
    }
}
