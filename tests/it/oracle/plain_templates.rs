//! Templates of linkages as plain words.

/// A template as plain words: name, level or zones, parties, unnamed ones, open, lead.
pub(crate) struct PlainTemplate {
    pub(crate) name: &'static str,
    pub(crate) level: Option<&'static str>,
    pub(crate) zones: &'static [&'static str],
    pub(crate) parties: &'static [(&'static str, u32)],
    pub(crate) unnamed: u32,
    pub(crate) open: bool,
    pub(crate) lead: Option<&'static str>,
}

const TEMPLATE: PlainTemplate =
    PlainTemplate { name: "", level: None, zones: &[], parties: &[], unnamed: 0, open: false, lead: None };

/// Templates of every sort: lead outside or inside the parties or none, named and unnamed parties, open or not.
pub(crate) const TEMPLATES: [PlainTemplate; 5] = [
    PlainTemplate {
        name: "named",
        zones: &["estate"],
        parties: &[("community_party", 1), ("property_company", 1)],
        ..TEMPLATE
    },
    PlainTemplate {
        name: "outside",
        zones: &["estate", "courtyard"],
        parties: &[("property_company", 1), ("residents", 2)],
        lead: Some("community_party"),
        ..TEMPLATE
    },
    PlainTemplate {
        name: "inside",
        level: Some("community"),
        parties: &[("community_party", 1), ("residents", 2)],
        unnamed: 1,
        lead: Some("community_party"),
        ..TEMPLATE
    },
    PlainTemplate { name: "open", level: Some("community"), unnamed: 3, open: true, ..TEMPLATE },
    PlainTemplate { name: "unnamed", zones: &["estate"], unnamed: 2, ..TEMPLATE },
];
