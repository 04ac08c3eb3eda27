//! Measured values summed, counted and held against declared totals, on webs with values.

use super::{for_all, sorted};
use crate::oracle::draft::{built, day};
use crate::oracle::readings::{MEASURES, NaiveReading, Readings, Value};
use crate::oracle::web::{At, Web, webs};
use govgrid::{Decimal, Level, MeasureKind, MeasureSummary, MeasureValue, Node, Snapshot, Unit};
use std::cell::Cell;
use std::collections::BTreeMap;

/// Millionths as an exact number is shown.
fn shown(millionths: i128) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let (whole, part) = (millionths.unsigned_abs() / 1_000_000, millionths.unsigned_abs() % 1_000_000);
    let text = format!("{sign}{whole}.{part:06}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn told(reading: &MeasureValue<'_>) -> String {
    match reading {
        MeasureValue::Missing => "missing".to_owned(),
        MeasureValue::Number { value, day } => format!("{value} {day}"),
        MeasureValue::Word { word, day } => format!("{word} {day}"),
        MeasureValue::Contradiction { day } => format!("contradiction {day}"),
    }
}

fn expected(reading: &NaiveReading) -> String {
    match reading {
        NaiveReading::Missing => "missing".to_owned(),
        NaiveReading::Value(Value::Number(number), on) => format!("{} {}", shown(*number), day(*on)),
        NaiveReading::Value(Value::Word(word), on) => format!("{word} {}", day(*on)),
        NaiveReading::Contradiction(on) => format!("contradiction {}", day(*on)),
    }
}

fn for_readings(law: impl Fn(Snapshot<'_>, &Readings<'_>)) {
    for_all(&webs(), 1, |web: &Web| {
        let today = web.choices().day(2, 7);
        let readings = Readings::new(web, today);
        let hierarchy = built(readings.draft());
        law(hierarchy.as_of(day(today)), &readings);
    });
}

/// Holds the numbers of a summary against readings of the same nodes.
fn hold(found: &MeasureSummary<'_>, readings: &[NaiveReading]) {
    let (sum, count, words) = Readings::summary(readings);
    assert_eq!((found.sum().value.to_string(), found.sum().count), (shown(sum), count));
    let own = found.words().into_iter().map(|(word, count)| (word.to_owned(), count));
    assert_eq!(own.collect::<BTreeMap<_, _>>(), words);
    let contradictions = readings.iter().filter(|reading| matches!(reading, NaiveReading::Contradiction(_)));
    assert_eq!(found.contradictions().count(), contradictions.count());
    assert!(found.contradictions().all(|item| item.rows.len() > 1));
    let all = found.items().iter().map(|item| told(&item.reading));
    assert_eq!(sorted(all), sorted(readings.iter().map(expected)));
}

/// The kinds of answers that occurred: numbers, words, gaps, contradictions.
#[derive(Default)]
struct Met([Cell<usize>; 4]);

impl Met {
    fn note(&self, readings: &[NaiveReading]) {
        for reading in readings {
            let at = match reading {
                NaiveReading::Value(Value::Number(_), _) => 0,
                NaiveReading::Value(Value::Word(_), _) => 1,
                NaiveReading::Missing => 2,
                NaiveReading::Contradiction(_) => 3,
            };
            self.0[at].set(self.0[at].get() + 1);
        }
    }
}

#[test]
fn a_summary_has_the_latest_value_of_each_node_and_lists_those_without() {
    let met = Met::default();
    for_readings(|snapshot, naive| {
        let web = naive.web;
        let node = |at: At| snapshot.find(&web.nodes[at].code).unwrap();
        let there: Vec<At> = (0..web.nodes.len()).filter(|at| web.is_there(*at, naive.today)).collect();
        let measured: Vec<At> = there.iter().copied().filter(|at| web.nodes[*at].kind != "person").collect();
        for name in MEASURES {
            let measure: MeasureKind = name.parse().unwrap();
            let read = |all: &[At]| -> Vec<NaiveReading> {
                all.iter().map(|at| naive.reading(*at, None, name, naive.today)).collect()
            };
            // Each is asked once, however often it comes.
            let twice = measured.iter().chain(&measured).map(|at| node(*at));
            let found = snapshot.measures_of(measure, twice);
            hold(&found, &read(&measured));
            met.note(&read(&measured));
            let missing: Vec<&str> = found.missing().map(|node| node.code()).collect();
            let gaps =
                measured.iter().filter(|at| naive.reading(**at, None, name, naive.today) == NaiveReading::Missing);
            assert_eq!(missing, gaps.map(|at| web.nodes[*at].code.as_str()).collect::<Vec<_>>());
            for unit in there.iter().copied().filter(|at| web.nodes[*at].kind == "unit") {
                let below: Vec<At> = naive.children(unit).into_iter().flat_map(|child| naive.children(child)).collect();
                let units = node(unit).as_unit().unwrap().children().flat_map(Unit::children);
                hold(&snapshot.measures_of(measure, units), &read(&below));
            }
        }
    });
    assert!(met.0.iter().all(|count| count.get() > 30), "{:?}", met.0);
}

#[test]
fn a_value_about_a_second_node_is_found_at_that_node() {
    let met = Met::default();
    for_readings(|snapshot, naive| {
        let there: Vec<At> = (0..naive.web.nodes.len()).filter(|at| naive.web.is_there(*at, naive.today)).collect();
        let places = there.iter().map(|at| snapshot.find(&naive.web.nodes[*at].code).unwrap());
        let found = snapshot.measures_at(MeasureKind::PropertyScore, places);
        let pairs = there
            .iter()
            .flat_map(|at| naive.measured_at(*at, "property_score").into_iter().map(|subject| (subject, *at)));
        let pairs: Vec<(At, At)> = pairs.collect();
        let read = |(subject, at): &(At, At)| naive.reading(*subject, Some(*at), "property_score", naive.today);
        let readings: Vec<NaiveReading> = pairs.iter().map(read).collect();
        hold(&found, &readings);
        met.note(&readings);
        let of = |node: Option<Node<'_>>| node.map(|node| node.code().to_owned());
        let own = found.items().iter().map(|item| (item.subject.code().to_owned(), of(item.about)));
        let code = |at: At| naive.web.nodes[at].code.clone();
        assert_eq!(sorted(own), sorted(pairs.iter().map(|(subject, at)| (code(*subject), Some(code(*at))))));
        let bare = there.iter().filter(|at| pairs.iter().all(|pair| pair.1 != **at)).map(|at| code(*at));
        assert_eq!(sorted(found.missing().map(|node| node.code().to_owned())), sorted(bare));
    });
    assert!(met.0[0].get() > 30 && met.0[3].get() > 5, "{:?}", met.0);
}

#[test]
fn a_declared_total_is_held_against_its_parts_as_of_its_day() {
    let [equal, different, earlier, counted] = [const { Cell::new(0) }; 4];
    let add = |count: &Cell<usize>, is: bool| count.set(count.get() + usize::from(is));
    for_readings(|snapshot, naive| {
        let web = naive.web;
        for name in ["residents", "households"] {
            let measure: MeasureKind = name.parse().unwrap();
            let is_unit = |at: &At| web.nodes[*at].kind == "unit" && web.is_there(*at, naive.today);
            let mut expected = Vec::new();
            for unit in (0..web.nodes.len()).filter(is_unit) {
                let reading = naive.reading(unit, None, name, naive.today);
                let NaiveReading::Value(Value::Number(declared), on) = reading else { continue };
                let Some(sum) = naive.rolled_up(unit, name, on) else { continue };
                expected.push((web.nodes[unit].code.clone(), shown(declared), shown(sum), declared != sum));
                add(&equal, declared == sum);
                add(&different, declared != sum);
                add(&earlier, naive.rolled_up(unit, name, naive.today) != Some(sum));
                add(&counted, naive.children(unit).iter().any(|child| web.nodes[*child].word == "household"));
            }
            let found = snapshot.declared_totals(measure).map(|total| {
                assert_eq!(total.row.number(), Some(total.declared));
                let (declared, sum) = (total.declared.to_string(), total.rolled_up.to_string());
                (total.unit.code().to_owned(), declared, sum, total.differs())
            });
            assert_eq!(sorted(found), sorted(expected));
        }
    });
    for (count, what) in [(equal, "equal"), (different, "different"), (earlier, "earlier"), (counted, "counted")] {
        assert!(count.get() > 5, "{what}: {}", count.get());
    }
}

/// The greatest numbers that are read have an exact sum, and none of them is rounded.
#[test]
fn sums_of_great_numbers_are_exact() {
    let mut draft = govgrid::Draft::new();
    let on = day(1);
    for at in 0..50 {
        let code = format!("c{at:02}");
        draft.add(&govgrid::record::Unit::new(&code, Level::Community)).unwrap();
        let value = "9,999,999,999,999,999,999,999.999999";
        draft.add(&govgrid::record::Measure::new(&code, MeasureKind::ServiceFund, on, value)).unwrap();
    }
    let hierarchy = draft.build().unwrap();
    let found = hierarchy.as_of(on).measures_of(MeasureKind::ServiceFund, hierarchy.as_of(on).units(Level::Community));
    assert_eq!(found.sum().value.to_string(), "499999999999999999999999.99995");
    assert_eq!(found.sum().count, 50);
    assert_eq!(
        hierarchy.as_of(on).measures_of(MeasureKind::Pay, found.items().iter().map(|item| item.subject)).sum().value,
        Decimal::ZERO
    );
}
