//! What may be personal is kept nowhere. The numbers are made up: their check digits are wrong on purpose.

use govgrid::import::{self, Options};
use govgrid::record::Table;
use govgrid::{Draft, Profile, export};

/// Everything that can be seen of a draft from outside: reports in every form, and the rejected rows.
fn everything(draft: &Draft) -> String {
    let (hierarchy, rejected) = draft.clone().quarantine();
    let mut out = format!("{draft:?}{hierarchy:?}{rejected:?}");
    for report in [
        hierarchy.snapshot().audit(&Profile::national()),
        draft.clone().check().into_report(None, &Profile::national()),
    ] {
        let mut written = Vec::new();
        export::json(&report, &mut written).unwrap();
        export::csv(&report, govgrid::Lang::Zh, &mut written).unwrap();
        export::text(&report, govgrid::Lang::En, &mut written).unwrap();
        out.push_str(&String::from_utf8(written).unwrap());
    }
    let folder = tempfile::tempdir().unwrap();
    export::quarantine(&rejected, folder.path()).unwrap();
    for file in std::fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
        out.push_str(&std::fs::read_to_string(file.path()).unwrap());
    }
    out
}

fn read(tables: &[(Table, &str)]) -> Draft {
    let mut draft = Draft::new();
    for (table, text) in tables {
        import::read(&mut draft, *table, &format!("{table}.csv"), text.as_bytes(), &Options::default());
    }
    draft
}

#[test]
fn a_centre_household_is_a_household_whatever_word_names_it() {
    let draft = read(&[
        (Table::Units, "code,level\n990101001001,community\n"),
        (
            Table::Organizations,
            "code,name,kind,superior\n13800000000,某某某,centre_household,NOPE\n\
             CH1,某某某,党员中心户,\nCH2,某某某,中心户家庭,\n",
        ),
    ]);
    let seen = everything(&draft);
    assert!(!seen.contains("13800000000") && !seen.contains("某某某"), "{seen}");
    assert_eq!(draft.check().findings().count("personal-data"), 1);
}

#[test]
fn a_row_whose_cells_are_shifted_keeps_no_cell_that_may_be_a_name() {
    let draft = read(&[(
        Table::Units,
        "code,name,level,parent,households\n990101001001,a,community,,\n\
         H1,x,某某某,household,990101001001,z\nH2,x,household,某某某,13800000000,z\n",
    )]);
    let seen = everything(&draft);
    assert!(!seen.contains("13800000000") && !seen.contains("某某某"), "{seen}");
    let findings = draft.check().findings();
    assert_eq!((findings.count("bad-value"), findings.total()), (2, 2));
}

#[test]
fn a_refused_key_is_masked_wherever_it_is_named() {
    let key = "13800000000";
    let units = format!("code,level,parent\nC1,community,\n{key},household,C1\nH2,household,{key}\n");
    let zone_units = format!("zone,unit\nZ1,{key}\n");
    let coverage = format!("organization,target,mode\nO1,{key},standalone\n");
    let lineage = format!("predecessor,successor,kind,day\n{key},H2,recode,2020-01-01\nH2,{key},merge,2020-01-01\n");
    let draft = read(&[
        (Table::Units, &units),
        (Table::Zones, "code,kind\nZ1,estate\n"),
        (Table::ZoneUnits, &zone_units),
        (Table::Organizations, "code,kind\nO1,party_branch\n"),
        (Table::Coverage, &coverage),
        (Table::Lineage, &lineage),
    ]);
    let seen = everything(&draft);
    assert!(!seen.contains(key), "{seen}");
}
