//! How the rows of a file are read: for which table, under which header.

use super::charset::{BadText, Cells, Charset, Decoder, in_order};
use super::header::{Header, MOST_SHOWN};
use super::plain::{Ends, PlainLines, all_ends};
use super::records::Record;
use super::stop::{Stop, Why};
use crate::base::{Use, shown};
use crate::draft::{About, Batch, Fault, SourceId, Texts};
use crate::findings::rules;
use crate::record::{Cell, Column, Table};

/// What is known of a file's rows before they are read.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) table: Table,
    pub(super) source: SourceId,
    pub(super) header: Header,
    pub(super) header_line: u32,
}

impl Shape {
    /// Reads lines to a batch.
    pub(super) fn read(&self, lines: &mut PlainLines<'_>, batch: &mut Batch) -> Result<(), Stop> {
        let is_simple = self.header.nameless.is_empty() && self.header.reason.is_none();
        let Some(text) = lines.text().filter(|_| is_simple) else {
            return self.read_each(lines, |line, cells| self.push(batch, line, cells));
        };
        let (delimiter, mut few, mut all) = (lines.delimiter(), Ends::new(), Vec::new());
        let mut texts = Texts::default();
        while let Some((line, range)) = lines.next() {
            let row = text.get(range).unwrap_or_default();
            few.find(row.as_bytes(), delimiter);
            if let Some(ends) = few.get().filter(|ends| ends.len() <= self.header.width) {
                self.set(&mut texts, in_order(row, ends, 1));
                batch.push_row(line, &texts, false);
            } else {
                all_ends(row.as_bytes(), delimiter, &mut all);
                self.push(batch, line, Cells::new(row, &all, 1));
            }
        }
        Ok(())
    }

    /// Reads lines to a batch, and looks at the cells without a name too.
    pub(super) fn read_noticing(&mut self, lines: &mut PlainLines<'_>, batch: &mut Batch) -> Result<(), Stop> {
        if self.header.nameless.is_empty() {
            return self.read(lines, batch);
        }
        let mut nameless = std::mem::take(&mut self.header.nameless);
        let read = self.read_each(lines, |line, cells| {
            self.notice(&mut nameless, batch, cells);
            self.push(batch, line, cells);
        });
        self.header.nameless = nameless;
        read
    }

    fn read_each(&self, lines: &mut PlainLines<'_>, mut read: impl FnMut(u32, Cells<'_>)) -> Result<(), Stop> {
        let (mut ends, mut decoder) = (Vec::new(), Decoder::default());
        while let Some((line, range)) = lines.next() {
            let bytes = lines.get(range);
            all_ends(bytes, lines.delimiter(), &mut ends);
            let record = Record { line, bytes, ends: &ends, gap: 1, charset: lines.charset() };
            read(line, decoder.decode(&record).map_err(|bad| self.bad_text(&record, bad))?);
        }
        Ok(())
    }

    /// Sets the texts of all columns that the header names to those of a row.
    fn set<'t>(&self, texts: &mut Texts<'t>, cells: impl Iterator<Item = &'t str>) {
        let mut count = 0;
        for (column, text) in self.header.places.iter().zip(cells) {
            texts.set(*column, text);
            count += 1;
        }
        // A row may be much shorter than its header: what is not there is not walked.
        for (_, column) in self.header.columns.iter().rev().take_while(|(cell, _)| *cell >= count) {
            texts.set(*column, "");
        }
    }

    /// Reads the cells of a row to a batch.
    pub(super) fn push(&self, batch: &mut Batch, line: u32, cells: Cells<'_>) {
        let mut texts = Texts::default();
        self.set(&mut texts, cells.in_order());
        if let Some(count) = surplus(cells, self.header.width) {
            batch.push_wide_row(line, &texts, count, self.header.width);
            return;
        }
        let kept = self.header.reason.is_some_and(|cell| cells.get(cell).trim_start().starts_with("kept"));
        batch.push_row(line, &texts, kept);
    }

    /// A column without a name that holds something is as unknown as one with a name.
    pub(super) fn notice_nameless(&mut self, batch: &mut Batch, cells: Cells<'_>) {
        let mut nameless = std::mem::take(&mut self.header.nameless);
        self.notice(&mut nameless, batch, cells);
        self.header.nameless = nameless;
    }

    fn notice(&self, nameless: &mut Vec<usize>, batch: &mut Batch, cells: Cells<'_>) {
        // Most rows have nothing there, and may be much shorter than their header.
        if nameless.iter().take_while(|cell| **cell < cells.len()).all(|cell| is_blank(cells.get(*cell))) {
            return;
        }
        nameless.retain(|cell| {
            let is_empty = is_blank(cells.get(*cell));
            if !is_empty {
                let rule = &rules::import::UNKNOWN_COLUMN;
                let fault = Fault::of_file(rule, self.source, self.header_line, Some(self.table), About::Nothing);
                batch.tell(fault.in_column(format!("column {}", cell + 1)));
            }
            is_empty
        });
    }

    /// What a cell that is no text can be shown as: not at all where it may be a person's name.
    pub(super) fn bad_text(&self, record: &Record<'_>, bad: BadText) -> Stop {
        let column = self.header.column(self.table, bad.cell);
        let is_shown = column.is_some_and(|column| column.cell != Cell::Name);
        let raw = is_shown.then(|| {
            let text = String::from_utf8_lossy(record.cell(bad.cell));
            // The row may be a household's.
            let of_key = |spec: &Column| if spec.cell == Cell::Code { spec.usage(self.table, true) } else { None };
            let usage = column.map_or(Use::Text, |spec| of_key(spec).unwrap_or_else(|| spec.unfound_use()));
            shown(&text, usage).chars().take(MOST_SHOWN).collect::<String>().into()
        });
        let charset = record.charset.unwrap_or(Charset::Utf8);
        Stop { line: record.line, why: Why::BadText { charset, column: column.map(|column| column.name), raw } }
    }
}

/// How many cells a row has, if any beyond the header holds something.
fn surplus(cells: Cells<'_>, width: usize) -> Option<usize> {
    if cells.len() <= width {
        return None;
    }
    let last = cells.iter().rposition(|cell| !is_blank(cell))?;
    (last >= width).then_some(last + 1)
}

fn is_blank(cell: &str) -> bool {
    cell.trim().is_empty()
}
