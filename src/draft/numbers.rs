//! Cells that are numbers: counts, days, and the periods that two days make.

use super::cells::Reading;
use super::fault::About;
use super::literal::parse_count;
use super::model::{RowState, UntilRule};
use crate::base::Day;
use crate::findings::{Text, rules};
use crate::record::Column;

impl Reading<'_, '_> {
    pub(super) fn count(&mut self, column: usize) {
        let text = self.text(column);
        if text.is_empty() {
            return;
        }
        match parse_count(text) {
            Some(count) => self.set(column, count),
            None => self.refuse(
                &rules::import::BAD_VALUE,
                column,
                About::Expected(Text { en: "a whole number", zh: "整数" }),
            ),
        }
    }

    pub(super) fn day(&mut self, column: usize, spec: &Column, is_until: bool) {
        let open = if is_until { i32::MAX } else { i32::MIN };
        self.set(column, open.cast_unsigned());
        let text = self.text(column);
        if text.is_empty() {
            if spec.required {
                self.refuse(&rules::import::MISSING_VALUE, column, About::Nothing);
            }
            return;
        }
        match text.parse::<Day>() {
            Ok(day) if day.is_open() && is_until => {}
            Ok(day) if !day.is_open() => {
                let inclusive = is_until && self.batch.until == UntilRule::Inclusive;
                let day = if inclusive { day.next() } else { day };
                self.set(column, day.number().cast_unsigned());
            }
            Ok(_) | Err(_) => {
                self.state = RowState::Undated;
                self.fault(
                    &rules::import::BAD_DATE,
                    column,
                    About::Expected(Text { en: "a day such as 2024-06-01", zh: "2024-06-01 形式的日期" }),
                );
            }
        }
    }

    /// A period that holds on no day.
    pub(super) fn period(&mut self) {
        let Some((from, until)) = self.batch.period else { return };
        let bound = |column: usize| self.cells.get(column).map_or(0, |cell| cell.cast_signed());
        if bound(from) >= bound(until) {
            self.state = RowState::Undated;
            let day = |column: usize| Day::from_number(bound(column));
            let seen = format!("[{}, {})", day(from), day(until));
            self.fault(&rules::structure::REVERSED_PERIOD, until, About::Seen(seen));
        }
    }
}
