//! Columns that stand under each other, in whatever script.

use unicode_width::UnicodeWidthStr;

/// To which side a column's cells stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// The rows as lines, with two spaces in front and between columns. A column is as wide as its widest cell on a
/// terminal, where a Chinese character takes two places. No line ends in a space.
pub(super) fn aligned<const N: usize>(sides: [Side; N], rows: &[[String; N]]) -> Vec<String> {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().max(*width);
        }
    }
    let line = |row: &[String; N]| {
        let mut line = String::new();
        for ((cell, width), side) in row.iter().zip(widths).zip(sides) {
            let space = " ".repeat(width.saturating_sub(cell.width()));
            line.push_str("  ");
            match side {
                Side::Left => line.extend([cell, space.as_str()]),
                Side::Right => line.extend([space.as_str(), cell]),
            }
        }
        line.truncate(line.trim_end().len());
        line
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_character_takes_two_places() {
        let rows = [["网格", "1"], ["grid", "12"], ["户", ""]].map(|row| row.map(str::to_owned));
        assert_eq!(aligned([Side::Left, Side::Right], &rows), ["  网格   1", "  grid  12", "  户"]);
    }
}
