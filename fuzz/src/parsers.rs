//! Parsers of short texts, and what claims and named paths made of them answer.

use super::files::Files;
use super::oracles::{every_rule, nothing_is_lost};
use super::{mutate, outputs, planted, tables, world};
use govgrid::{
    AllianceKind, Any, Code, CoverageMode, Day, Decimal, Figure, FigureBase, FigureUnit, GridSuffix, Lang, Level,
    MeasureKind, NamedPath, Node, Number, OrganizationKind, Qualifier, Role, Scheme, UnitKind, ZoneKind,
};
use std::fmt::{Debug, Display};
use std::str::FromStr;

/// Each line is taken for a figure, a path, a code, a day, a number and a word. Lines of commas are claims too, or measures
/// if `m` is their first cell, and paths are followed from every node of a small world.
///
/// # Panics
/// If an oracle fails.
pub fn claims_and_paths(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut claims = String::from("id,subject,figure,qualifier,value,unit,base,reading,day,source\n");
    let mut measures = String::from("subject,about,measure,day,value\n");
    let mut paths = Vec::new();
    for line in text.lines().take(40) {
        let line = line.trim_end_matches('\r');
        for part in line.split(',') {
            parses_again(part);
        }
        parses_again(line);
        if line.contains(',') && !line.contains('"') {
            let (table, row) = line.strip_prefix("m,").map_or((&mut claims, line), |row| (&mut measures, row));
            table.push_str(row);
            table.push('\n');
        }
        paths.extend(line.parse::<NamedPath>());
    }
    let mut files = Files::of(world::WORLD.as_bytes());
    files.all.push(("claims.csv".to_owned(), claims.into_bytes()));
    files.all.push(("measures.csv".to_owned(), measures.into_bytes()));
    let (hierarchy, _) = nothing_is_lost(&files.draft());
    let snapshot = hierarchy.as_of("2024-06-01".parse().expect("a day"));
    snapshot.audit(&every_rule(10));
    for judged in snapshot.judged_claims() {
        for lang in [Lang::En, Lang::Zh] {
            assert!(!judged.arithmetic(lang).is_empty(), "a judgement is told");
        }
    }
    for path in paths.iter().take(4) {
        assert_eq!(
            serde_json::from_str::<NamedPath>(&serde_json::to_string(path).expect("JSON")).ok().as_ref(),
            Some(path)
        );
        for node in (0..).map_while(|index| snapshot.node_at(index)) {
            follows(node, path);
        }
    }
    if planted::has_any(data) {
        return;
    }
    if let Some((files, number)) = planted::planted(&files, mutate::hash(data)) {
        tables::shows_nothing_of(number, &outputs::of_draft(&files.draft()));
    }
}

/// Every node that a path reaches fits its last stop, and has a witness that ends there.
fn follows(node: Node<'_>, path: &NamedPath) {
    let reached = node.follow(path);
    assert_eq!(reached.len(), reached.nodes().count(), "a path reaches as many as it says");
    let last = path.steps.last().map_or(path.start, |step| step.to);
    for end in reached.nodes() {
        assert!(last.fits(end), "a path ends at what its last stop does not allow");
        let witness = reached.witness(end).expect("whoever is reached has a witness");
        assert!(witness.last().is_none_or(|hop| hop.node.code() == end.code()), "a witness ends elsewhere");
    }
}

/// Whatever takes the text gives a text that gives the same.
fn parses_again(text: &str) {
    again::<Figure>(text);
    again::<FigureBase>(text);
    again::<NamedPath>(text);
    again::<Number>(text);
    again::<Decimal>(text);
    again::<Day>(text);
    again::<Scheme>(text);
    again::<GridSuffix>(text);
    again::<Code<Any>>(text);
    again::<Level>(text);
    again::<UnitKind>(text);
    again::<ZoneKind>(text);
    again::<OrganizationKind>(text);
    again::<AllianceKind>(text);
    again::<MeasureKind>(text);
    again::<CoverageMode>(text);
    again::<Role>(text);
    again::<Qualifier>(text);
    again::<FigureUnit>(text);
}

fn again<T: FromStr + Display + PartialEq + Debug>(text: &str) {
    let Ok(read) = text.parse::<T>() else { return };
    let written = read.to_string();
    let again = written.parse::<T>().ok();
    assert_eq!(again.as_ref(), Some(&read), "`{text}` is written as `{written}`");
}
