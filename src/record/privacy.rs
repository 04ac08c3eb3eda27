//! Which columns may hold personal data, and how a cell of each is judged.

use super::{Cell, Column, Table};
use crate::base::{Number, Use, shown};
use std::borrow::Cow;

/// Parts of a header that name personal data, without the marks between words.
const PERSONAL_HEADERS: [&str; 35] = [
    "姓名",
    "身份证",
    "身份證",
    "证件号",
    "證件號",
    "公民身份",
    "电话",
    "電話",
    "手机",
    "手機",
    "联系方式",
    "聯繫方式",
    "户主",
    "戶主",
    "出生",
    "家庭住址",
    "人脸",
    "人臉",
    "银行卡",
    "護照",
    "护照",
    "微信",
    "idcard",
    "identity",
    "passport",
    "phone",
    "mobile",
    "telephone",
    "householder",
    "fullname",
    "birth",
    "contactnumber",
    "wechat",
    "idnumber",
    "cellphone",
];

/// Words that stand beside those in a header and name nobody.
const OTHER_WORDS: [&str; 20] = [
    "联系", "聯繫", "号码", "號碼", "居民", "人员", "党员", "家庭", "户籍", "日期", "number", "contact", "resident",
    "card", "code", "date", "person", "member", "的", "号",
];

/// A header as it is compared: half-width, small, without what stands between words; and where each letter stood.
fn letters(header: &str) -> Vec<(usize, char)> {
    let narrow = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    let letters = header.chars().map(narrow).enumerate().filter(|(_, c)| c.is_alphanumeric());
    letters.flat_map(|(at, c)| c.to_lowercase().map(move |c| (at, c))).collect()
}

/// Whether a header says that its column holds names, identity or telephone numbers of people.
pub(crate) fn is_personal_column(header: &str) -> bool {
    let header: String = letters(header).into_iter().map(|letter| letter.1).collect();
    PERSONAL_HEADERS.iter().any(|part| header.contains(part))
}

/// A header as findings show it. In a file without a header, the first row of the data stands there; and one that names
/// personal data may name a person too, so that nothing else of it is shown.
pub(crate) fn shown_header(header: &str) -> String {
    if !is_personal_column(header) {
        return shown(header, Use::Text).into_owned();
    }
    let letters = letters(header);
    let text: String = letters.iter().map(|letter| letter.1).collect();
    let mut is_known = vec![false; header.chars().count()];
    for word in PERSONAL_HEADERS.iter().chain(&OTHER_WORDS) {
        for (start, _) in text.match_indices(word) {
            let first = text.get(..start).map_or(0, |before| before.chars().count());
            for (at, _) in letters.iter().skip(first).take(word.chars().count()) {
                is_known.get_mut(*at).into_iter().for_each(|known| *known = true);
            }
        }
    }
    let shown = |(c, known): (char, bool)| if known || !c.is_alphanumeric() { c } else { '*' };
    header.chars().zip(is_known).map(shown).collect()
}

/// A cell of a row that may not have been checked, as it may be shown.
pub(crate) fn shown_cell<'t>(table: Table, column: &Column, text: &'t str, is_household: bool) -> Cow<'t, str> {
    let is_figure = matches!(column.cell, Cell::Value | Cell::Base) && text.parse::<Number>().is_ok();
    let usage = column.usage(table, is_household).filter(|_| !is_figure);
    usage.map_or(text.into(), |usage| shown(text, usage))
}

impl Column {
    /// Whether its cells may name people, or households and nothing else.
    pub(crate) fn refers_to_people(&self) -> bool {
        self.may_name_person() || self.names_person()
    }

    /// How its cells are judged in a table, and in a row that may be a household's; `None`: not at all, since codes of units,
    /// zones and organizations, of other schemes too, look like numbers of people.
    pub(crate) fn usage(&self, table: Table, is_household: bool) -> Option<Use> {
        let has_codes = matches!(table, Table::Units | Table::Zones | Table::Organizations);
        match self.cell {
            Cell::Code if table == Table::People || (has_codes && is_household) => Some(Use::PersonKey),
            Cell::Code => (!has_codes).then_some(Use::Key),
            Cell::Key => (table != Table::Mappings).then_some(Use::Key),
            Cell::Reference(_) if self.refers_to_people() => Some(Use::PersonKey),
            Cell::Reference(_) | Cell::Parent => Some(Use::Key),
            Cell::Name
            | Cell::Note
            | Cell::Scheme
            | Cell::Value
            | Cell::Figure
            | Cell::Base
            | Cell::Count
            | Cell::Word { .. }
            | Cell::Words(_)
            | Cell::From
            | Cell::Until
            | Cell::Day => Some(Use::Text),
        }
    }

    /// How a cell is judged that cannot be used, or that names nothing.
    pub(crate) fn unfound_use(&self) -> Use {
        let is_reference = matches!(self.cell, Cell::Reference(_) | Cell::Parent);
        if self.refers_to_people() {
            Use::Unfound
        } else if is_reference {
            Use::Key
        } else {
            Use::Text
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_columns_are_told_by_their_header() {
        for header in ["姓名", "户主姓名", "联系 电话", "ID_Card", "Mobile", "full-name", "ＰＨＯＮＥ", "電\u{200b}話"]
        {
            assert!(is_personal_column(header), "{header}");
        }
        for header in ["名称", "name", "code", "户数", "households", "编码"] {
            assert!(!is_personal_column(header), "{header}");
        }
    }

    #[test]
    fn a_header_names_nobody() {
        for (header, told) in [
            ("户主姓名", "户主姓名"),
            ("联系 电话", "联系 电话"),
            ("Contact_Phone", "Contact_Phone"),
            ("张三的电话", "**的电话"),
            ("Zhang San phone", "***** *** phone"),
            ("colour", "colour"),
            ("电话13800000000", "电话***********"),
            ("13800000000", "***********"),
        ] {
            assert_eq!(shown_header(header), told);
        }
    }
}
