//! The rows of an image other than those of units, and the nodes that they are of.

use super::sections::{Reader, Section};
use super::told::Calendar;
use super::{ImageError, Part, of_table};
use crate::base::Period;
use crate::draft::{NONE, Rows, Symbols};
use crate::graph::Nodes;
use crate::record::{Cell, Table};
use std::io::Read;

/// Whether numbers say where runs of rows of one source start, and of which source each is.
pub(super) fn are_runs(runs: &[u32], rows: u32, sources: u32) -> bool {
    let (pairs, rest) = runs.as_chunks::<2>();
    let starts_first = pairs.first().is_none_or(|[start, _]| *start == 0) && pairs.is_empty() == (rows == 0);
    let follow = |pair: &[[u32; 2]]| matches!(pair, [[a, own], [b, next]] if a < b && own != next);
    let are_known = pairs.iter().all(|[start, source]| *start < rows && *source < sources);
    rest.is_empty() && starts_first && are_known && pairs.windows(2).all(follow)
}

/// Reads the rows of a table.
pub(super) fn read_rows<R: Read>(
    from: &mut Reader<R>,
    table: Table,
    texts: u32,
    sources: u32,
) -> Result<Rows, ImageError> {
    let section = of_table(table, Part::Cells);
    let broken = |what| ImageError::Broken { section: section.name, what };
    let cells: Vec<u32> = from.numbers(section)?;
    let width = table.columns().len() + 1;
    let count = u32::try_from(cells.len() / width).ok().filter(|count| *count < NONE);
    let count = count.filter(|_| cells.len().is_multiple_of(width)).ok_or_else(|| broken("a row is cut off"))?;
    let runs: Vec<u32> = from.numbers(of_table(table, Part::Sources))?;
    if !are_runs(&runs, count, sources) {
        return Err(broken("the sources are not those of the rows"));
    }
    let runs = runs.as_chunks::<2>().0.iter().map(|[start, source]| (*start, *source)).collect();
    let rows = Rows::laid_out(table, cells, runs);
    let calendar = Calendar::new();
    for row in 0..count {
        if !is_row(table, rows.row(row), texts, calendar) {
            return Err(broken("a row says what none can"));
        }
        let (from, until) = rows.bounds(row);
        if Period::from_raw(from, until).is_none() {
            return Err(broken("a row holds on no day"));
        }
    }
    Ok(rows)
}

/// Whether each cell of a row is one that its column can have.
fn is_row(table: Table, cells: &[u32], texts: u32, calendar: Calendar) -> bool {
    let is_day = |value: u32, open: i32| {
        let day = value.cast_signed();
        day == open || calendar.has(day)
    };
    table.columns().iter().zip(cells).all(|(spec, value)| {
        let value = *value;
        let may_be_missing = value == NONE && !spec.required;
        match spec.cell {
            Cell::Word { list, .. } => may_be_missing || (value as usize) < list.words.len(),
            Cell::Words(list) => {
                may_be_missing || value.checked_shr(u32::try_from(list.words.len()).unwrap_or(0)) == Some(0)
            }
            Cell::Count => may_be_missing || value != NONE,
            Cell::From => is_day(value, i32::MIN),
            Cell::Day => {
                is_day(value, i32::MIN) && !(spec.required && [NONE, i32::MIN.cast_unsigned()].contains(&value))
            }
            Cell::Until => is_day(value, i32::MAX) || calendar.period(i32::MIN, value.cast_signed()).is_some(),
            Cell::Code
            | Cell::Name
            | Cell::Note
            | Cell::Key
            | Cell::Scheme
            | Cell::Value
            | Cell::Figure
            | Cell::Base
            | Cell::Parent
            | Cell::Reference(_) => may_be_missing || value < texts,
        }
    })
}

/// Reads the nodes of a table, and the rows of each by time. Whether nodes
/// stand in order is looked at [later](check_order).
pub(super) fn read<R: Read>(from: &mut Reader<R>, table: Table, texts: u32, sources: u32) -> Result<Nodes, ImageError> {
    let section: Section = of_table(table, Part::First);
    let broken = |what| ImageError::Broken { section: section.name, what };
    let first: Vec<u32> = from.numbers(section)?;
    let rows = read_rows(from, table, texts, sources)?;
    let starts_first = first.first().is_none_or(|first| *first == 0) && first.is_empty() == (rows.len() == 0);
    let ascend = first.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
    if !starts_first || !ascend || first.last().is_some_and(|last| *last >= rows.len()) {
        return Err(broken("the rows are not those of the nodes"));
    }
    let nodes = Nodes::new(rows.share(table), first);
    for node in 0..nodes.len() {
        let mut end = i32::MIN;
        for row in nodes.versions(node) {
            let (from, until) = nodes.rows.bounds(row);
            if from < end {
                return Err(broken("two rows of a node share a day"));
            }
            end = until;
        }
    }
    Ok(nodes)
}

/// Nodes of a table stand in the order of their codes and days.
pub(super) fn check_order(nodes: &Nodes, table: Table, text: &Symbols) -> Result<(), ImageError> {
    let key = |node: u32| {
        let last = nodes.versions(node).end.saturating_sub(1);
        (text.get(nodes.rows.cell(last, 0)), nodes.rows.bounds(last))
    };
    let what = "the nodes do not stand in the order of their codes";
    let is_so = (0..nodes.len()).map(key).is_sorted_by(|one, next| one < next);
    if is_so { Ok(()) } else { Err(ImageError::Broken { section: of_table(table, Part::First).name, what }) }
}
