//! Numbers of people, planted in an input. They are made up, and their check digits are wrong.

use super::files::Files;
use govgrid::record::{Cell, Table};

/// A telephone number and an identity number; no input has one of its own.
pub(crate) const NUMBERS: [&str; 2] = ["13800013579", "110101199001010010"];

/// An input that has nothing like the numbers, in which one of them is planted where no output may have it; `choice` says
/// where. `None` if there is no such place.
pub(crate) fn planted(files: &Files, choice: usize) -> Option<(Files, &'static str)> {
    let number = NUMBERS[choice % NUMBERS.len()];
    let tables: Vec<usize> = (0..files.all.len()).filter(|at| table(&files.all[*at].0).is_some()).collect();
    let at = *tables.get(choice / 2 % tables.len().max(1))?;
    let (name, bytes) = &files.all[at];
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.contains('"'))?;
    let mut lines: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    let (header, rows) = lines.split_first_mut()?;
    let of_table = |cell: &&str| table(name)?.columns().iter().find(|column| column.name == *cell);
    let columns: Vec<usize> = (0..header.len())
        .filter(|at| of_table(&header[*at]).is_some_and(|column| is_free(table(name), column.cell)))
        .collect();
    let column = *columns.get(choice / 14 % columns.len().max(1))?;
    let row = choice / 98 % rows.len().max(1);
    *rows.get_mut(row)?.get_mut(column)? = number;
    let lines: Vec<String> = lines.iter().map(|line| line.join(",")).collect();
    let mut files = files.clone();
    files.all[at].1 = lines.join("\n").into_bytes();
    Some((files, number))
}

/// Whether an input has digits of the numbers, so that what is seen need not be what was planted.
pub(crate) fn has_any(data: &[u8]) -> bool {
    let has = |part: &[u8]| data.windows(part.len()).any(|window| window == part);
    NUMBERS.iter().any(|number| has(&number.as_bytes()[..8]))
}

fn table(name: &str) -> Option<Table> {
    name.split('.').next()?.parse().ok()
}

/// Whether no cell of the column may be seen if it is a number of a person: not so codes and keys of what is none,
/// counts, values and days.
fn is_free(table: Option<Table>, cell: Cell) -> bool {
    match cell {
        Cell::Code => table == Some(Table::People),
        Cell::Name | Cell::Note | Cell::Reference(_) => true,
        _ => false,
    }
}
