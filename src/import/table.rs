//! One file to the rows of one table.

use super::ahead::{Pace, Waiting};
use super::charset::Decoder;
use super::chunks::LOOK;
use super::header::Header;
use super::options::{Options, Progress};
use super::records::Records;
use super::shape::Shape;
use super::stop::{Stop, Why};
use crate::base::beside;
use crate::draft::{About, Batch, Draft, Fault};
use crate::record::Table;
use std::io::Read;

/// How many bytes are read between two reports of progress.
const PROGRESS_BYTES: u64 = 4 << 20;

/// Reads a stream of comma-separated values into a table of the draft; `name` is the file that findings speak of.
///
/// What is wrong with the data, and a reader that fails, become findings of the draft. What was read before that stays;
/// the table is there ([`Draft::has`]) if its header can be used. A scheme in `options` replaces the draft's; what else
/// the data set says of itself, [`UntilRule`](crate::UntilRule) above all, is set in [`Draft::package`] before.
///
/// ```
/// use govgrid::import::{self, Options};
/// use govgrid::{Draft, record::Table};
/// let mut draft = Draft::new();
/// let text = "编码,名称,层级\n130205,开平区,区县\n";
/// import::read(&mut draft, Table::Units, "units.csv", text.as_bytes(), &Options::default());
/// assert_eq!(draft.row_count(Table::Units), 1);
/// assert!(draft.check().findings().is_empty());
/// ```
pub fn read(draft: &mut Draft, table: Table, name: &str, reader: impl Read, options: &Options<'_>) {
    read_sized(draft, table, name, reader, None, options);
}

/// Reads a stream of which the size may be known.
pub(super) fn read_sized(
    draft: &mut Draft,
    table: Table,
    name: &str,
    reader: impl Read,
    total: Option<u64>,
    options: &Options<'_>,
) {
    read_at(Pace::of(total), draft, (table, name), reader, total, options);
}

/// Reads a stream, so much of it at a time.
pub(super) fn read_at(
    pace: Pace,
    draft: &mut Draft,
    (table, name): (Table, &str),
    reader: impl Read,
    total: Option<u64>,
    options: &Options<'_>,
) {
    if let Some(scheme) = &options.scheme {
        draft.package.scheme = Some(scheme.clone());
    }
    let source = draft.source(name, None);
    let shape = Shape { table, source, header: Header::default(), header_line: 1 };
    let mut reading = Reading { draft, options, total, shape, pace, waiting: Waiting::default() };
    if let Err(stop) = reading.read(reader) {
        stop.tell(draft, table, source);
    }
}

/// Whether the header of a file has the columns that the table cannot do without.
pub(super) fn fits(table: Table, reader: impl Read, options: &Options<'_>) -> bool {
    let Ok(mut records) = Records::open(reader, LOOK, options.limits.row_bytes) else { return false };
    let Ok(Some(record)) = records.next() else { return false };
    let mut decoder = Decoder::default();
    decoder.decode(&record).is_ok_and(|cells| Header::of(table, cells).missing.is_empty())
}

/// A file while it is read.
struct Reading<'d> {
    draft: &'d mut Draft,
    options: &'d Options<'d>,
    total: Option<u64>,
    shape: Shape,
    pace: Pace,
    /// What was read before the batch at hand and is not added yet.
    waiting: Waiting,
}

impl Reading<'_> {
    fn read(&mut self, reader: impl Read) -> Result<(), Stop> {
        let Self { draft, options, total, shape: Shape { table, .. }, pace, .. } = self;
        let table = *table;
        let mut expect = || draft.expect(table, total.unwrap_or(0));
        let open = || Records::open(reader, pace.chunk, options.limits.row_bytes);
        let ((), opened) = if pace.is_ahead() { beside(expect, open) } else { (expect(), open()) };
        let mut records = opened?;
        if let Some(record) = records.next()? {
            self.shape.header_line = record.line;
            let mut decoder = Decoder::default();
            let cells = decoder.decode(&record).map_err(|bad| self.shape.bad_text(&record, bad))?;
            self.shape.header = Header::of(table, cells);
        } else {
            self.shape.header = Header::empty(table);
        }
        self.judge_header()?;
        let mut batch = self.draft.batch(table, self.shape.source);
        let read = self.read_rows(&mut records, &mut batch);
        // What is not added yet stands before what stopped the reading.
        self.append(&mut batch).and(read)?;
        self.tell_progress(records.bytes_read());
        Ok(())
    }

    /// Says what is wrong with the header. With all columns that are required the table is there.
    fn judge_header(&mut self) -> Result<(), Stop> {
        let Shape { table, source, header, header_line } = &mut self.shape;
        for (rule, name) in std::mem::take(&mut header.faults) {
            let fault = Fault::of_file(rule, *source, *header_line, Some(*table), About::Nothing);
            self.draft.faults.push(fault.in_column(name));
        }
        let missing = std::mem::take(&mut header.missing);
        if !missing.is_empty() {
            return Err(Stop { line: *header_line, why: Why::MissingColumns(missing) });
        }
        self.draft.mark_present(*table);
        Ok(())
    }

    fn read_rows(&mut self, records: &mut Records<impl Read>, batch: &mut Batch) -> Result<(), Stop> {
        let (mut decoder, mut told) = (Decoder::default(), 0);
        loop {
            self.read_plain_lines(records, batch)?;
            let Some(record) = records.next()? else { return Ok(()) };
            let cells = decoder.decode(&record).map_err(|bad| self.shape.bad_text(&record, bad))?;
            self.shape.notice_nameless(batch, cells);
            self.shape.push(batch, record.line, cells);
            if batch.is_full() {
                self.append(batch)?;
            }
            if records.bytes_read() >= told + PROGRESS_BYTES {
                told = records.bytes_read();
                self.tell_progress(told);
            }
        }
    }

    /// Reads the lines without a quotation mark that are at hand, which most of most files are.
    fn read_plain_lines(&mut self, records: &mut Records<impl Read>, batch: &mut Batch) -> Result<(), Stop> {
        let most = self.pace.piece.min(self.options.limits.row_bytes);
        let (mut lines, source) = records.plain_lines();
        // Few lines, such as those between two with quotation marks, are read before another thread wakes up.
        if self.pace.is_ahead() && lines.are_more_than(most) && self.shape.header.nameless.is_empty() {
            let Self { draft, shape, pace, waiting, .. } = self;
            waiting.push(draft, shape, batch);
            let cut = || {
                let piece = lines.cut(most)?;
                lines.count(&piece);
                Some(piece)
            };
            let mut read = Ok(());
            beside(|| read = waiting.read(draft, shape, *pace, cut), || source.read_ahead(pace.chunk));
            read?;
        }
        while let Some(mut piece) = lines.cut(most) {
            self.append(batch)?;
            self.shape.read_noticing(&mut piece, batch)?;
            lines.resume(&piece);
        }
        let (passed, lines) = lines.passed();
        records.pass(passed, lines);
        Ok(())
    }

    /// Adds the rows of a batch to the draft, after those that wait.
    fn append(&mut self, batch: &mut Batch) -> Result<(), Stop> {
        self.waiting.add(self.draft)?;
        self.draft.append(batch).map_err(Stop::full)
    }

    fn tell_progress(&self, bytes: u64) {
        if let Some(tell) = self.options.progress {
            tell(Progress { table: self.shape.table, bytes, total: self.total });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::chunks::tests::Trickle;
    use super::super::options::Limits;
    use super::*;
    use crate::base::Lang;
    use encoding_rs::GB18030;
    use std::cell::RefCell;
    use std::collections::BTreeSet;
    use std::io;

    fn read_with(table: Table, reader: impl Read, options: &Options<'_>) -> Draft {
        let mut draft = Draft::new();
        read(&mut draft, table, "t.csv", reader, options);
        draft
    }

    fn units(bytes: impl AsRef<[u8]>) -> Draft {
        read_with(Table::Units, bytes.as_ref(), &Options::default())
    }

    /// The rule of each finding with its row and its column.
    fn told(draft: &Draft) -> Vec<(&'static str, u32, String)> {
        let findings = draft.clone().check().findings();
        let told = findings.iter().map(|finding| {
            let place = &finding.places[0];
            (finding.rule.name, place.row, place.column.clone().unwrap_or_default())
        });
        told.collect()
    }

    fn one(rule: &'static str, row: u32, column: &str) -> Vec<(&'static str, u32, String)> {
        vec![(rule, row, column.to_owned())]
    }

    fn name(draft: &Draft, row: u32) -> String {
        draft.cell_text(Table::Units, row, 1)
    }

    fn gb(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    const DISTRICT: &str = "code,name,level\n130205,开平区,district\n";

    #[test]
    fn a_file_is_read_in_any_of_its_encodings() {
        let text = "编码,名称,层级\r\n130205,开平区,区县\r\n";
        let utf16 = |to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            format!("\u{feff}{text}").encode_utf16().flat_map(to_bytes).collect()
        };
        let marked = format!("\u{feff}{text}").into_bytes();
        for bytes in [text.into(), marked, gb(text), utf16(u16::to_le_bytes), utf16(u16::to_be_bytes)] {
            let draft = units(bytes);
            assert!(told(&draft).is_empty(), "{:?}", told(&draft));
            assert_eq!((draft.row_count(Table::Units), name(&draft, 0)), (1, "开平区".to_owned()));
        }
    }

    #[test]
    fn text_in_another_encoding_cuts_the_table() {
        let bytes = [DISTRICT.as_bytes(), b"130205001,", &gb("马家沟街道"), b",street\n", b"X,,x\n"].concat();
        let draft = units(&bytes);
        assert_eq!(told(&draft), one("bad-encoding", 3, "name"));
        assert_eq!(draft.row_count(Table::Units), 1);
        assert!(draft.has(Table::Units) && draft.is_cut(Table::Units));

        let bytes = [&gb(DISTRICT), "2,开平区,district\n".as_bytes(), &gb("3,铁西区,district\n")].concat();
        let draft = units(bytes);
        assert_eq!(told(&draft), one("bad-encoding", 3, "name"));
        assert_eq!(name(&draft, 0), "开平区");
    }

    #[test]
    fn what_may_be_personal_is_not_shown_in_text_that_is_none() {
        let text = "code,name,level,电话\n130205,开平区,district,\n";
        let row = |code: &[u8], name: &[u8], phone: &[u8]| {
            let findings =
                units([text.as_bytes(), code, b",", name, b",household,", phone].concat()).check().findings();
            let found = findings.iter().find(|finding| finding.rule.name == "bad-encoding").unwrap();
            (found.places[0].column.clone(), found.places[0].raw.clone())
        };
        let column = |name: &str| Some(name.to_owned());
        assert_eq!(row(b"1", b"\xff", b"13800000000"), (column("name"), None));
        assert_eq!(row(b"1", b"", b"13800000000\xff"), (None, None));
        assert_eq!(row(b"13800000000\xff", b"", b""), (column("code"), Some("*".repeat(12))));
        assert_eq!(row(b"A\xff", b"", b""), (column("code"), Some("A\u{fffd}".to_owned())));
    }

    #[test]
    fn a_header_without_required_columns_leaves_the_table_out() {
        let missing = [one("missing-column", 1, "code"), one("missing-column", 1, "level")].concat();
        for text in ["", "\u{feff}", "\n\n"] {
            let draft = units(text);
            assert_eq!(told(&draft), missing, "{text:?}");
            assert!(!draft.has(Table::Units) && draft.is_cut(Table::Units));
        }
        assert_eq!(told(&units("\n编码,名称\n1,a\n")), one("missing-column", 2, "level"));
        assert!(units("code,level").has(Table::Units));
    }

    #[test]
    fn columns_that_are_not_known_are_named_and_not_read() {
        let draft = units("code;LEVEL;户主姓名;colour;code;;\n130205;district;张三;red;X;;\n");
        let expected =
            [one("personal-data", 1, "户主姓名"), one("unknown-column", 1, "code"), one("unknown-column", 1, "colour")];
        assert_eq!(told(&draft), expected.concat());
        assert_eq!(draft.cell_text(Table::Units, 0, 0), "130205");
        let shown = format!("{:?}", draft.check().findings());
        assert!(!shown.contains("张三") && !shown.contains("red"), "{shown}");
    }

    #[test]
    fn a_column_without_a_name_is_told_once_if_it_holds_something() {
        let text = "code,,level,\n1,,district,\n2,x,district,\n3,x,district, \n";
        assert_eq!(told(&units(text)), one("unknown-column", 1, "column 2"));
    }

    #[test]
    fn a_first_row_that_is_no_header_is_not_shown_as_one() {
        let findings = units("13800000000,张三丰,district\n").check().findings();
        let columns: Vec<_> = findings.iter().filter_map(|finding| finding.places[0].column.clone()).collect();
        assert!(columns.contains(&"*".repeat(11)), "{columns:?}");
    }

    #[test]
    fn a_row_with_more_cells_than_the_header_is_refused() {
        let draft = units("code,name,level\n130205,开平区,district,,\n130206,a,b,district,李四,\n,,,x\n130207\n");
        let wide = [one("bad-value", 4, ""), one("bad-value", 3, "")];
        assert_eq!(told(&draft), [one("missing-value", 5, "level"), wide.concat()].concat());
        assert_eq!(draft.row_count(Table::Units), 4);
        let findings = draft.check().findings();
        let found = findings.iter().find(|finding| finding.places[0].row == 3).unwrap();
        assert_eq!(found.message(Lang::En), "`130206` has 5 cells as its row, expected 3 cells, as the header has");
        assert!(!format!("{findings:?}").contains("李四"));
    }

    #[test]
    fn a_mended_row_takes_the_place_of_the_one_that_stayed() {
        let header = "code,name,level,parent,reason\n";
        let rows = "130205,旧,district,,\n130205,新,district,,kept: bad-value\n";
        let draft = units([header, rows].concat());
        assert!(told(&draft).is_empty(), "{:?}", told(&draft));
        let rows = "130205,旧,district,,\n130205,新,district,,bad-value\n";
        assert_eq!(told(&units([header, rows].concat())), one("duplicate-code", 2, "code"));
    }

    #[test]
    fn a_row_beyond_the_limit_cuts_the_table() {
        let text = format!("{DISTRICT}1,\"{}\n", "x\n".repeat(500));
        let options = Options { limits: Limits { row_bytes: 100 }, ..Options::default() };
        let draft = read_with(Table::Units, text.as_bytes(), &options);
        assert_eq!(told(&draft), one("too-large", 3, ""));
        assert_eq!(told(&units(text)), one("unreadable-file", 3, ""));
        assert_eq!(draft.row_count(Table::Units), 1);
    }

    #[test]
    fn a_reader_that_fails_leaves_what_was_read() {
        struct Failing<'b>(&'b [u8]);
        impl Read for Failing<'_> {
            fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
                match self.0.read(room) {
                    Ok(0) => Err(io::Error::other("the disk is gone")),
                    read => read,
                }
            }
        }
        let draft = read_with(Table::Units, Failing([DISTRICT, "13020"].concat().as_bytes()), &Options::default());
        assert_eq!(told(&draft), one("unreadable-file", 3, ""));
        assert_eq!(draft.row_count(Table::Units), 1);
        assert!(draft.is_cut(Table::Units));
        let findings = draft.check().findings();
        assert_eq!(findings.iter().next().unwrap().message(Lang::En), "t.csv cannot be read: the disk is gone");

        let draft = read_with(Table::Units, Failing(b""), &Options::default());
        assert_eq!(told(&draft), one("unreadable-file", 0, ""));
        assert!(!draft.has(Table::Units));
    }

    #[test]
    fn control_characters_do_no_harm() {
        let draft = units("code,name,level\n13\0,\u{1b}[1m,district\n\0\0\0\n");
        assert_eq!(draft.row_count(Table::Units), 2);
        let rules: BTreeSet<&str> = told(&draft).into_iter().map(|told| told.0).collect();
        assert_eq!(rules, BTreeSet::from(["bad-value", "missing-value"]));
    }

    #[test]
    fn progress_is_told_on_the_way_and_at_the_end() {
        let text = ["code,level,注\n", &format!(",,{}\n", "x".repeat(1000)).repeat(10_000)].concat();
        let told = RefCell::new(Vec::new());
        let tell = |progress: Progress| told.borrow_mut().push((progress.bytes, progress.total));
        read_with(Table::Units, text.as_bytes(), &Options { progress: Some(&tell), ..Options::default() });
        let told = told.into_inner();
        assert_eq!(told.len(), 3);
        assert!(told.is_sorted() && told.last() == Some(&(text.len() as u64, None)));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_in_any_pieces(bytes in "(code|level|grid|reason|[,;\t\"\r\n1a户\u{feff}\0]){0,60}", cut in 0..40_usize, bad: u8) {
            let mut bytes = bytes.into_bytes();
            bytes.insert(cut.min(bytes.len()), bad);
            for table in Table::ALL {
                let whole = read_with(*table, &*bytes, &Options::default());
                let pieces = read_with(*table, Trickle(&bytes), &Options::default());
                proptest::prop_assert_eq!(told(&whole), told(&pieces));
                proptest::prop_assert_eq!(whole.row_count(*table), pieces.row_count(*table));
            }
        }
    }
}
