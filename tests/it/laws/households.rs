//! Households: counted where they can be, declared where not.

use super::for_days;
use govgrid::Households;

#[test]
fn households_are_counted_by_one_rule() {
    for_days(6, |snapshot, naive| {
        let counts = snapshot.household_counts();
        for node in naive.units() {
            let unit = snapshot.any_unit(naive.code(node)).unwrap();
            let (counted, partial, declared) = naive.households(node);
            let expected = Households { counted, partial, declared };
            assert_eq!(unit.households(), expected, "{unit:?}");
            assert_eq!(counts.of(unit), expected, "{unit:?} in one pass");
        }
        let (counted, partial) = naive.all_households();
        assert_eq!(counts.total(), Households { counted, partial, declared: None });
    });
}
