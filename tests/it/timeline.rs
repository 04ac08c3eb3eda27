//! Where the rows of a timeline were said.

use govgrid::import::{self, Options};
use govgrid::record::Table;
use govgrid::{Draft, Episode};

#[test]
fn each_row_of_a_timeline_tells_where_it_was_said() {
    let mut draft = Draft::new();
    for (table, file, text) in [
        (Table::Units, "districts.csv", "code,level\nD,district\nS,street\n"),
        (
            Table::Units,
            "communities.csv",
            "code,level,parent,valid_from,valid_until\nX,community,S,,2020-01-01\n\
            C,community,S,,2020-01-01\nC,community,D,2021-01-01,\n",
        ),
        (Table::Organizations, "branches.csv", "code,kind,seat,valid_from\nP,organ,,\nO,party_branch,C,2022-01-01\n"),
        (Table::Coverage, "who_covers.csv", "organization,target,mode,valid_from\nO,C,joint,2023-01-01\n"),
    ] {
        import::read(&mut draft, table, file, text.as_bytes(), &Options::default());
    }
    let hierarchy = draft.build().unwrap();
    let places = |timeline: Vec<Episode>| -> Vec<(String, u32)> {
        timeline.into_iter().map(|episode| (episode.place.file, episode.place.row)).collect()
    };
    // The header is row 1.
    let [former, latest] = [3, 4].map(|row| ("communities.csv".to_owned(), row));
    let [seat, covers] = [("branches.csv".to_owned(), 3), ("who_covers.csv".to_owned(), 2)];
    let all = [former, latest, seat.clone(), covers.clone()];
    assert_eq!(places(hierarchy.timeline("C").unwrap()), all);
    assert_eq!(places(hierarchy.timeline("O").unwrap()), [seat.clone(), covers.clone()]);
    assert_eq!(places(hierarchy.timeline_between("O", "C").unwrap()), [seat, covers]);
}
