//! N105: names with characters that nobody meant.

use crate::base::is_invisible;
use crate::check::rule::{Check, Look, Run};
use crate::findings::{Findings, Rule, rules::rule};
use crate::query::Unit;

static RULE: Rule = rule! {
    "N105" "stray-characters" Names Warning "name with stray characters" "名称含杂散字符"
    says "{subject} has {observed} in its name" "{subject} 的名称中有 {observed}"
    what "A name has white space at its ends or between Chinese characters, an invisible or control character, or a character that stands for one that could not be read." "名称首尾或汉字之间有空白，或含不可见字符、控制字符、乱码替代符。"
    why "Names that look alike are not equal, so that look-ups by name fail." "看上去相同的名称实际不同，按名称查找会失败。"
    repair "Remove the characters." "删除这些字符。"
    source "Seen in real tables." "实际数据中常见。"
};

pub(super) const CHECK: Check =
    Check { rule: &RULE, on: true, needs: &[], needs_day: false, parameters: &[], run: Run::Unit(check) };

fn check(look: &Look<'_, '_>, unit: Unit<'_>, findings: &mut Findings) {
    let Some(name) = unit.name() else { return };
    if name.bytes().all(|b| b.is_ascii_graphic()) {
        return;
    }
    let stray: Vec<String> = stray(name).map(|c| format!("U+{:04X}", u32::from(c))).collect();
    if !stray.is_empty() {
        findings.push(look.of_unit(unit, "name", Some(name)).saw(stray.join(", "), "none"));
    }
}

/// The characters of a name that do not belong there. A space between words of Latin letters or digits does.
fn stray(name: &str) -> impl Iterator<Item = char> {
    let chars: Vec<char> = name.chars().collect();
    let between_words = |at: usize| {
        let letter = |c: Option<&char>| c.is_some_and(char::is_ascii_alphanumeric);
        at > 0 && letter(chars.get(at - 1)) && letter(chars.get(at + 1))
    };
    let is_stray = |at: usize, c: char| match c {
        ' ' => !between_words(at),
        '\u{fffd}' | '\u{e000}'..='\u{f8ff}' => true,
        _ => is_invisible(c),
    };
    let found: Vec<char> = chars.iter().enumerate().filter(|(at, c)| is_stray(*at, **c)).map(|(_, c)| *c).collect();
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use super::stray;

    #[test]
    fn only_spaces_between_words_belong_in_names() {
        let found = |name: &str| stray(name).collect::<String>();
        for good in ["幸福社区", "CBD 2 区".trim_end_matches(" 区"), "A座", "廿里铺镇", "𠮷祥里"] {
            assert_eq!(found(good), "", "{good}");
        }
        assert_eq!(found("CBD 2 A"), "");
        // Words of Latin letters on both sides, not on one.
        for beside_chinese in ["CBD 区", "区 CBD", "2 区", "区 2"] {
            assert_eq!(found(beside_chinese), " ", "{beside_chinese}");
        }
        assert_eq!(found(" 幸福 社区 "), "   ");
        assert_eq!(found("幸福\u{200b}社区\u{a0}\t"), "\u{200b}\u{a0}\t");
        assert_eq!(found("幸\u{fffd}社区\u{e001}"), "\u{fffd}\u{e001}");
    }
}
