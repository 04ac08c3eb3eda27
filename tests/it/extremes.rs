//! Numbers at the very ends of what tables take: every claim has a verdict, and nothing overflows.

use govgrid::import::{self, Options};
use govgrid::record::Table;
use govgrid::{Draft, Hierarchy, Lang, Profile, Verdict};
use std::fmt::Write;

const MOST: &str = "999999999999.999999";
const VALUES: [&str; 9] =
    [MOST, "-999999999999.999999", "999999999999", "-1", "-0.000001", "0", "0.000001", "1", "10000"];
const COUNTS: [&str; 3] = ["0", "1", "4294967294"];

fn hierarchy(units: &str, measures: &str, claims: &str) -> Hierarchy {
    let mut draft = Draft::new();
    for (table, text) in [(Table::Units, units), (Table::Measures, measures), (Table::Claims, claims)] {
        import::read(&mut draft, table, &format!("{table}.csv"), text.as_bytes(), &Options::default());
    }
    draft.build().unwrap()
}

fn write(text: &mut String, rows: std::fmt::Arguments<'_>) {
    text.write_fmt(rows).unwrap();
}

/// Asks for everything that is computed, and answers the verdicts.
fn verdicts(hierarchy: &Hierarchy) -> Vec<Verdict> {
    let snapshot = hierarchy.snapshot();
    snapshot.audit(&Profile::national());
    let told = snapshot.judged_claims().map(|judged| {
        assert!(!judged.arithmetic(Lang::En).is_empty() && !judged.arithmetic(Lang::Zh).is_empty());
        judged.verdict
    });
    told.collect()
}

#[test]
fn every_figure_of_extreme_numbers_has_a_verdict() {
    let verbs = [
        "count:grid",
        "sum:measure:residents",
        "sum:measure:residents:measure:volunteers",
        "share:grid:measure:residents",
        "average:measure:residents:grid",
        "average:measure:residents",
        "growth:measure:residents",
        "growth:measure:residents:measure:volunteers",
        "trend:measure:residents",
        "trend:measure:residents:measure:volunteers",
        "norm:grid:measure:residents",
        "norm:measure:residents",
        "norm:household",
    ];
    let bases = ["", MOST, "-999999999999.999999", "0", "0.000001", "sum:measure:residents:measure:volunteers"];
    let mut judged = 0;
    for count in COUNTS {
        for value in [MOST, "-999999999999.999999", "0.000001"] {
            let units =
                format!("code,level,parent,households\nC,community,,{count}\nG1,grid,C,{count}\nG2,grid,C,{count}\n");
            let mut measures = "subject,measure,day,value\n".to_owned();
            for (at, other) in VALUES.iter().enumerate() {
                write(
                    &mut measures,
                    format_args!("C,residents,{}-01-01,{other}\nC,volunteers,{}-01-01,{value}\n", 2010 + at, 2010 + at),
                );
            }
            write(&mut measures, format_args!("G1,residents,2024-01-01,{value}\nG2,residents,2024-01-01,{value}\n"));
            let mut claims = "id,subject,figure,value,base,day\n".to_owned();
            for (id, (verb, base)) in
                verbs.iter().flat_map(|verb| bases.iter().map(move |base| (verb, base))).enumerate()
            {
                for (part, published) in [MOST, "-999999999999.999999", "0.000001", "9999", "-9999"].iter().enumerate()
                {
                    write(&mut claims, format_args!("{id}-{part},C,{verb},{published},{base},2024-06-01\n"));
                }
            }
            let mut draft = Draft::new();
            for (table, text) in [(Table::Units, &units), (Table::Measures, &measures), (Table::Claims, &claims)] {
                import::read(&mut draft, table, &format!("{table}.csv"), text.as_bytes(), &Options::default());
            }
            // A figure that is none is rejected: what is left is judged.
            judged += verdicts(&draft.quarantine().0).len();
        }
    }
    assert!(judged > 1_500, "{judged}");
}

/// The sums of thirteen grids, multiplied, are still numbers; what lies between two of them is not.
#[test]
fn a_growth_that_is_too_large_to_tell_is_undecidable() {
    let grids = (0..13).map(|grid| format!("G{grid},grid,C\n")).collect::<Vec<_>>().concat();
    let mut measures = "subject,measure,day,value\n".to_owned();
    for grid in 0..13 {
        write(
            &mut measures,
            format_args!("G{grid},residents,2024-01-01,-{MOST}\nG{grid},volunteers,2020-01-01,{MOST}\n"),
        );
    }
    let found = hierarchy(
        &format!("code,level,parent\nC,community,\n{grids}"),
        &measures,
        &format!(
            "id,subject,figure,value,base,day\n1,C,growth:measure:residents:measure:volunteers,5,{MOST},2024-06-01\n"
        ),
    );
    assert_eq!(verdicts(&found), [Verdict::Undecidable]);
    let judged: Vec<_> = found.snapshot().judged_claims().collect();
    assert!(judged[0].arithmetic(Lang::En).contains("too large"), "{}", judged[0].arithmetic(Lang::En));
}
