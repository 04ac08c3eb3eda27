//! N101: a code whose digits do not fit the unit's level.

use crate::base::{DivisionCode, Level, Scheme};
use crate::check::rule::{Check, Look, Run};
use crate::findings::{Findings, Rule, rules::rule};
use crate::query::Unit;

static RULE: Rule = rule! {
    "N101" "code-shape" Names Warning "code of the wrong shape" "编码位数不符"
    says "{subject} has a code of {observed}, expected {expected}" "{subject} 的编码为 {observed}，应为 {expected}"
    what "The code's digits do not fit the unit's level: 6 to the district, 9 of a street, 12 of a community, and of a grid 12 and the data set's suffix." "编码位数与层级不符：区县及以上 6 位，街道 9 位，社区 12 位，网格为 12 位加本地后缀。"
    why "A code of the wrong shape is mostly another level's, or one that a spreadsheet has cut." "位数不符多为填错层级，或被电子表格截断。"
    repair "Correct the code or the level; declare the scheme `local` if the codes are your own." "更正编码或层级；若为自编编码，请声明方案 `local`。"
    source "GB/T 2260, GB/T 10114, the statistical division codes." "GB/T 2260、GB/T 10114、统计用区划代码。"
    trap "Without a declared scheme only codes of 6, 9 and 12 digits are looked at." "未声明编码方案时，只检查 6、9、12 位纯数字编码。"
};

pub(super) const CHECK: Check =
    Check { rule: &RULE, on: true, needs: &[], needs_day: false, parameters: &[], run: Run::Unit(check) };

fn check(look: &Look<'_, '_>, unit: Unit<'_>, findings: &mut Findings) {
    if unit.level() > Level::Grid {
        return;
    }
    let package = look.hierarchy().package();
    let national = package.scheme.as_ref().is_some_and(Scheme::is_national);
    let code = unit.code();
    let expected = match expected_digits(unit.level()) {
        Some(digits) if national => (!fits(code, digits, package.scheme.as_ref())).then(|| format!("{digits} digits")),
        Some(digits) if package.scheme.is_none() => {
            let looks_like_one = matches!(code.len(), 6 | 9 | 12) && code.bytes().all(|b| b.is_ascii_digit());
            (looks_like_one && code.len() != digits).then(|| format!("{digits} digits"))
        }
        Some(_) => None,
        None => match &package.grid_suffix {
            Some(suffix) if unit.level() == Level::Grid && suffix.base(code).is_none() => {
                Some(format!("12 digits and {suffix}"))
            }
            Some(_) | None => None,
        },
    };
    if let Some(expected) = expected {
        let finding = look.of_unit(unit, "code", Some(code));
        let observed = observed(code);
        let in_chinese = |text: &str| match text {
            OTHER_CHARACTERS => "含非数字字符的编码".to_owned(),
            digits => digits.replace(" digits", " 位数字").replace(" and ", " 加 "),
        };
        let (seen_zh, expected_zh) = (in_chinese(&observed), in_chinese(&expected));
        findings.push(finding.saw(observed, expected).in_chinese(Some(&seen_zh), Some(&expected_zh)));
    }
}

/// The digits of a code of a level; `None` below the community.
const fn expected_digits(level: Level) -> Option<usize> {
    match level {
        Level::Province | Level::City | Level::District => Some(6),
        Level::Street => Some(9),
        Level::Community => Some(12),
        Level::Grid | Level::MicroGrid | Level::Building | Level::Stairwell | Level::Household => None,
    }
}

/// A community may also have the seventeen digits with its urban–rural class.
fn fits(code: &str, digits: usize, scheme: Option<&Scheme>) -> bool {
    let parsed = scheme.and_then(|scheme| DivisionCode::new(code, scheme).ok());
    parsed.is_some_and(|parsed| parsed.as_str().len() == digits || (digits == 12 && parsed.as_str().len() == 17))
}

const OTHER_CHARACTERS: &str = "other characters than digits";

fn observed(code: &str) -> String {
    if code.bytes().all(|b| b.is_ascii_digit()) {
        format!("{} digits", code.len())
    } else {
        OTHER_CHARACTERS.to_owned()
    }
}
