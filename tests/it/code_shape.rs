//! N101, that the digits of a code fit its level, where no scheme says what codes mean.

use govgrid::{Draft, Level, Profile, record};

/// Whether the rule finds a unit of a level with a code, without a scheme.
fn is_found(level: Level, code: &str) -> bool {
    let mut draft = Draft::new();
    draft.add(&record::Unit::new(code, level)).unwrap();
    let report = draft.build().unwrap().snapshot().audit(&Profile::national());
    report.findings().count("N101") > 0 || report.findings().count("code-shape") > 0
}

#[test]
fn only_what_looks_like_a_national_code_is_looked_at() {
    let digits = "990205001026990205001";
    for (level, own) in
        [(Level::Province, 6), (Level::City, 6), (Level::District, 6), (Level::Street, 9), (Level::Community, 12)]
    {
        for length in 1..=digits.len() {
            let code: String = digits.chars().take(length).collect();
            let code = code.as_str();
            // Six, nine or twelve digits are those of one level, and other numbers of digits are nobody's.
            let is_of_another = [6, 9, 12].contains(&length) && length != own;
            assert_eq!(is_found(level, code), is_of_another, "{level} {code}");
            // With one letter it is no national code, however long.
            for place in 0..length {
                let mut code: Vec<char> = code.chars().collect();
                code[place] = 'X';
                let code: String = code.into_iter().collect();
                assert!(!is_found(level, &code), "{level} {code}");
            }
        }
    }
}
