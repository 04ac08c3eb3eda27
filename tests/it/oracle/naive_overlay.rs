//! The naive answers about what lies over the tree: loops over rows of text, each time from the start.

use super::calendar::DayNumber;
use super::overlay::{Overlay, Row};
use super::plain_templates::PlainTemplate;
use std::collections::BTreeMap;

const LEVELS: [&str; 6] = ["street", "community", "grid", "building", "stairwell", "household"];
const NODES: [&str; 6] = ["units", "zones", "organizations", "people", "alliances", "projects"];

/// A data set on a day.
pub(crate) struct NaiveOverlay<'o> {
    pub(crate) overlay: &'o Overlay,
    pub(crate) day: DayNumber,
    /// The row of each node that is there.
    there: BTreeMap<&'o str, &'o Row>,
}

/// Of a post: how many hold it; at least and at most how many of them are of a kind, and how many rows state that there
/// are, unless these contradict each other.
pub(crate) type NaiveShare = (u64, Option<(u64, u64, Option<u64>)>);

/// A role of a template with how many it wants and how many there are; the role `?` is that of unnamed parties, and
/// `!` stands before that of a lead outside the parties.
pub(crate) type NaiveMissing = (String, u64, u64);

/// An alliance, what is missing from it, and how many take part beyond.
pub(crate) type NaiveLinkage = (String, Vec<NaiveMissing>, u64);

fn sorted(mut codes: Vec<String>) -> Vec<String> {
    codes.sort();
    codes.dedup();
    codes
}

impl<'o> NaiveOverlay<'o> {
    pub(crate) fn on(overlay: &'o Overlay, day: DayNumber) -> Self {
        let nodes: Vec<&Row> = overlay.rows.iter().filter(|row| NODES.contains(&row.table)).collect();
        let is_there = |row: &Row| {
            let mut line = vec![row];
            while let Some(above) = nodes.iter().find(|above| above.cell("code") == line[line.len() - 1].cell("parent"))
            {
                line.push(above);
            }
            line.iter().all(|row| row.days.holds(day))
        };
        let there = nodes.iter().filter(|row| is_there(row)).map(|row| (row.cell("code"), *row)).collect();
        Self { overlay, day, there }
    }

    /// The rows of a table that hold, and all of whose named ends are there.
    pub(crate) fn rows(&self, table: &str, ends: &[&str]) -> Vec<&'o Row> {
        let rows = self.overlay.rows.iter().filter(|row| row.table == table && row.days.holds(self.day));
        let is_whole = |row: &&Row| ends.iter().all(|end| row.cell(end).is_empty() || self.is_there(row.cell(end)));
        rows.filter(is_whole).collect()
    }

    pub(crate) fn is_there(&self, code: &str) -> bool {
        self.there.contains_key(code)
    }

    fn node(&self, code: &str) -> Option<&'o Row> {
        self.there.get(code).copied()
    }

    pub(crate) fn table_of(&self, code: &str) -> &'static str {
        self.node(code).unwrap().table
    }

    /// A cell of a node that names another one which is there.
    pub(crate) fn end(&self, code: &str, column: &str) -> Option<String> {
        let end = self.node(code)?.cell(column);
        self.is_there(end).then(|| end.to_owned())
    }

    pub(crate) fn word(&self, code: &str, column: &str) -> &'o str {
        self.node(code).unwrap().cell(column)
    }

    /// The codes of the nodes of a table that are there, sorted.
    pub(crate) fn codes(&self, table: &str) -> Vec<String> {
        self.there.iter().filter(|node| node.1.table == table).map(|node| (*node.0).to_owned()).collect()
    }

    pub(crate) fn units(&self, level: &str) -> Vec<String> {
        self.codes("units").into_iter().filter(|unit| self.word(unit, "level") == level).collect()
    }

    /// A unit and all above it.
    pub(crate) fn line(&self, unit: &str) -> Vec<String> {
        let mut line = vec![unit.to_owned()];
        while let Some(above) = self.end(&line[line.len() - 1], "parent") {
            line.push(above);
        }
        line
    }

    pub(crate) fn nearest(&self, unit: &str, level: &str) -> Option<String> {
        self.line(unit).into_iter().find(|above| self.word(above, "level") == level)
    }

    pub(crate) fn zone_units(&self, zone: &str) -> Vec<String> {
        let rows = self.rows("zone_units", &["zone", "unit"]);
        sorted(rows.iter().filter(|row| row.cell("zone") == zone).map(|row| row.cell("unit").to_owned()).collect())
    }

    /// Whether a node is of a unit's part of the whole.
    pub(crate) fn is_in(&self, code: &str, top: &str) -> bool {
        let of_unit = |unit: &str| self.line(unit).iter().any(|above| above == top);
        let of_place = |place: &str| match self.table_of(place) {
            "units" => of_unit(place),
            "zones" => {
                self.end(place, "within").is_some_and(|unit| of_unit(&unit))
                    || self.zone_units(place).iter().any(|unit| of_unit(unit))
            }
            _ => false,
        };
        let of_row = |row: &&Row| row.cell("organization") == code && of_place(row.cell("target"));
        let any = |table| self.rows(table, &["organization", "target"]).iter().any(of_row);
        match self.table_of(code) {
            "units" | "zones" => of_place(code),
            "organizations" => match self.end(code, "seat") {
                Some(seat) => of_place(&seat),
                None => any("coverage") || any("services"),
            },
            "people" => self.end(code, "residence").is_some_and(|home| of_unit(&home)),
            "alliances" => self.end(code, "scope").is_some_and(|scope| of_place(&scope)),
            _ => self.end(code, "within").is_some_and(|unit| of_unit(&unit)),
        }
    }

    fn is_place_of(&self, code: &str, template: &PlainTemplate) -> bool {
        match self.table_of(code) {
            "units" => Some(self.word(code, "level")) == template.level,
            "zones" => template.zones.contains(&self.word(code, "kind")),
            _ => false,
        }
    }

    /// The units and zones that a template is of.
    pub(crate) fn places(&self, template: &PlainTemplate) -> Vec<String> {
        let all = self.codes("units").into_iter().chain(self.codes("zones"));
        all.filter(|code| self.is_place_of(code, template)).collect()
    }

    fn has_template(&self, alliance: &str, template: &PlainTemplate) -> bool {
        self.word(alliance, "template") == template.name
    }

    pub(crate) fn elsewhere(&self, template: &PlainTemplate) -> Vec<String> {
        let alliances = self.codes("alliances").into_iter().filter(|alliance| self.has_template(alliance, template));
        let is_at_place =
            |alliance: &String| self.end(alliance, "scope").is_some_and(|scope| self.is_place_of(&scope, template));
        alliances.filter(|alliance| !is_at_place(alliance)).collect()
    }

    pub(crate) fn linkages_of(&self, scope: &str, template: &PlainTemplate) -> Vec<NaiveLinkage> {
        let about = |alliance: &String| self.end(alliance, "scope").as_deref() == Some(scope);
        let alliances = self.codes("alliances").into_iter().filter(about);
        let alliances = alliances.filter(|alliance| self.has_template(alliance, template));
        alliances.map(|alliance| self.linkage(&alliance, template)).collect()
    }

    /// Everybody who takes part, one line each: role and key, keys of their own for those who are only counted.
    fn takers(&self, alliance: &str) -> Vec<(String, String)> {
        let mut takers = Vec::new();
        for (at, row) in self.rows("alliance_members", &["alliance", "member"]).into_iter().enumerate() {
            if row.cell("alliance") != alliance {
                continue;
            }
            if !row.cell("member").is_empty() {
                takers.push((row.cell("role").to_owned(), row.cell("member").to_owned()));
            }
            for nth in 0..row.number("count").unwrap_or(0) {
                takers.push((row.cell("role").to_owned(), format!("{at}/{nth}")));
            }
        }
        takers.extend(self.end(alliance, "lead").map(|lead| ("lead".to_owned(), lead)));
        takers
    }

    fn linkage(&self, alliance: &str, template: &PlainTemplate) -> NaiveLinkage {
        let mut takers = self.takers(alliance);
        // Who leads has the leading role.
        for taker in &mut takers {
            if let (Some(lead), "lead") = (template.lead, taker.0.as_str()) {
                lead.clone_into(&mut taker.0);
            }
        }
        let (missing, unnamed) = Self::missing(&takers, template);
        let beyond = if template.open { 0 } else { unnamed.saturating_sub(template.unnamed.into()) };
        (alliance.to_owned(), missing, beyond)
    }

    /// What is missing if these take part, and how many of them fill no named or leading role.
    pub(crate) fn missing(takers: &[(String, String)], template: &PlainTemplate) -> (Vec<NaiveMissing>, u64) {
        let in_role = |role: &str| -> Vec<String> {
            sorted(takers.iter().filter(|taker| taker.0 == role).map(|taker| taker.1.clone()).collect())
        };
        let mut wanted: Vec<NaiveMissing> = Vec::new();
        let mut known: Vec<String> = Vec::new();
        for (role, count) in template.parties {
            wanted.push(((*role).to_owned(), (*count).into(), in_role(role).len() as u64));
            known.extend(in_role(role));
        }
        let outside = template.lead.filter(|lead| !template.parties.iter().any(|party| party.0 == *lead));
        known.extend(outside.map(in_role).unwrap_or_default());
        let others = sorted(takers.iter().map(|taker| taker.1.clone()).filter(|key| !known.contains(key)).collect());
        wanted.push(("?".to_owned(), template.unnamed.into(), others.len() as u64));
        wanted.extend(outside.map(|lead| (format!("!{lead}"), 1, in_role(lead).len() as u64)));
        (wanted.into_iter().filter(|(_, wanted, found)| found < wanted).collect(), others.len() as u64)
    }

    /// The keys of the different members of some organizations and alliances, how many more are counted, and how many
    /// are declared.
    pub(crate) fn members(&self, of: &[String]) -> (Vec<String>, u64, u64) {
        let (mut keys, mut counted, mut declared) = (Vec::new(), 0, 0);
        for code in sorted(of.to_vec()) {
            for row in self.rows("memberships", &["person", "organization"]) {
                keys.extend((row.cell("organization") == code).then(|| row.cell("person").to_owned()));
            }
            for row in self.rows("attachments", &["member", "organization"]) {
                keys.extend((row.cell("organization") == code).then(|| row.cell("member").to_owned()));
            }
            for row in self.rows("alliance_members", &["alliance", "member"]) {
                if row.cell("alliance") == code {
                    counted += row.number("count").unwrap_or(0);
                    keys.extend((!row.cell("member").is_empty()).then(|| row.cell("member").to_owned()));
                }
            }
            if self.table_of(&code) == "alliances" {
                keys.extend(self.end(&code, "lead"));
            } else {
                declared += self.node(&code).unwrap().number("full_members").unwrap_or(0);
            }
        }
        (sorted(keys), counted, declared)
    }

    /// An alliance and all that is part of it, and how many are between it and the deepest.
    pub(crate) fn with_parts(&self, alliance: &str) -> (Vec<String>, usize) {
        let depth = |mut at: String| {
            let mut steps = 0;
            while at != alliance {
                at = self.end(&at, "within")?;
                steps += 1;
            }
            Some(steps)
        };
        let parts: Vec<(String, usize)> =
            self.codes("alliances").into_iter().filter_map(|code| Some((code.clone(), depth(code)?))).collect();
        let deepest = parts.iter().map(|part| part.1).max().unwrap();
        (parts.into_iter().map(|part| part.0).collect(), deepest)
    }

    /// Who covers a node itself, more than by work.
    fn covering(&self, target: &str) -> Vec<String> {
        let rows = self.rows("coverage", &["organization", "target"]).into_iter();
        let rows = rows.filter(|row| row.cell("target") == target && row.cell("mode") != "work_only");
        rows.map(|row| row.cell("organization").to_owned()).collect()
    }

    /// The zones that comprise a unit or one above it.
    pub(crate) fn zones_over(&self, unit: &str) -> Vec<String> {
        let line = self.line(unit);
        let holds = |zone: &String| self.zone_units(zone).iter().any(|unit| line.contains(unit));
        self.codes("zones").into_iter().filter(holds).collect()
    }

    /// Who of one kind stands at a unit or zone: organizations of a kind, alliances of a kind, or posts of a role, these
    /// as often as rows have them.
    pub(crate) fn holders(&self, place: &str, what: &str, word: &str) -> Vec<String> {
        match what {
            "organization" => {
                let mut all = self.covering(place);
                if self.table_of(place) == "units" {
                    all.extend(self.zones_over(place).iter().flat_map(|zone| self.covering(zone)));
                }
                sorted(all.into_iter().filter(|code| self.word(code, "kind") == word).collect())
            }
            "alliance" => {
                let about = |alliance: &String| self.end(alliance, "scope").as_deref() == Some(place);
                let alliances = self.codes("alliances").into_iter().filter(about);
                alliances.filter(|alliance| self.word(alliance, "kind") == word).collect()
            }
            _ => {
                let posts = self.rows("posts", &["place", "holder"]).into_iter();
                let held = posts.filter(|row| row.cell("place") == place && row.cell("role") == word);
                let held = held.filter(|row| row.cell("of_which").is_empty() && row.cell("count") != "0");
                held.map(|row| format!("{}{}", row.cell("holder"), row.cell("count"))).collect()
            }
        }
    }

    pub(crate) fn share(&self, place: &str, role: &str, of_which: &str) -> NaiveShare {
        let posts: Vec<&Row> = self
            .rows("posts", &["place", "holder"])
            .into_iter()
            .filter(|row| row.cell("place") == place && row.cell("role") == role)
            .collect();
        let named = |which: &str| {
            let rows = posts.iter().filter(|row| row.cell("of_which") == which && !row.cell("holder").is_empty());
            sorted(rows.map(|row| row.cell("holder").to_owned()).collect())
        };
        let counted = |which: &str| {
            let counts: Vec<u64> = posts
                .iter()
                .filter(|row| row.cell("of_which") == which)
                .filter_map(|row| row.number("count"))
                .collect();
            (!counts.is_empty()).then(|| counts.into_iter().sum::<u64>())
        };
        let (all, some) = (named(""), named(of_which));
        let unnamed = counted("").unwrap_or(0);
        let total = all.len() as u64 + unnamed;
        if some.iter().filter(|holder| !all.contains(holder)).count() as u64 > unnamed {
            return (total, None);
        }
        let (mut least, mut most) = (some.len() as u64, total);
        for holder in all.iter().filter(|holder| !some.contains(holder) && of_which == "party_member") {
            match self.word(holder, "standing") {
                "full_member" | "probationary_member" => least += 1,
                "non_member" | "league_member" => most -= 1,
                _ => {}
            }
        }
        let stated = counted(of_which).map(|count| count + some.len() as u64);
        let agrees = least <= most && stated.is_none_or(|stated| (least..=most).contains(&stated));
        (total, agrees.then_some((least, most, stated)))
    }

    /// The different households that somebody contacts by row, and how many more rows count.
    pub(crate) fn contacts(&self, of: &[String]) -> (Vec<String>, u64) {
        let rows = self.rows("contacts", &["contact", "household"]);
        let rows: Vec<&&Row> = rows.iter().filter(|row| of.iter().any(|code| code == row.cell("contact"))).collect();
        let households = rows.iter().map(|row| row.cell("household").to_owned()).filter(|code| !code.is_empty());
        (sorted(households.collect()), rows.iter().filter_map(|row| row.number("count")).sum())
    }

    pub(crate) fn uncontacted(&self) -> Vec<String> {
        let everybody: Vec<String> = self.overlay.rows.iter().map(|row| row.cell("code").to_owned()).collect();
        let (contacted, _) = self.contacts(&everybody);
        self.units("household").into_iter().filter(|household| !contacted.contains(household)).collect()
    }

    pub(crate) fn member_keys(&self, organization: &str) -> Vec<String> {
        let rows = self.rows("memberships", &["person", "organization"]).into_iter();
        let rows = rows.filter(|row| row.cell("organization") == organization);
        sorted(rows.map(|row| row.cell("person").to_owned()).collect())
    }

    /// The community whose organization it is.
    fn community_of(&self, organization: &str) -> Option<String> {
        let communal = [
            "working_committee",
            "party_committee",
            "general_branch",
            "party_branch",
            "party_group",
            "residents_committee",
            "villagers_committee",
        ];
        let mut at = organization.to_owned();
        loop {
            let is_communal = communal.contains(&self.word(&at, "kind"));
            if !is_communal || !["", "community"].contains(&self.word(&at, "rank")) {
                return None;
            }
            if let Some(seat) = self.end(&at, "seat") {
                return if self.table_of(&seat) == "units" { self.nearest(&seat, "community") } else { None };
            }
            at = self.end(&at, "superior")?;
        }
    }

    /// What says that which communities run a zone: how strong, which community, and who or what says so.
    pub(crate) fn run_by(&self, zone: &str) -> Vec<(usize, String, String)> {
        let mut found = Vec::new();
        for unit in self.zone_units(zone) {
            found.extend(self.nearest(&unit, "community").map(|community| (0, community, unit)));
        }
        for (strength, table, who) in
            [(1, "coverage", "organization"), (2, "services", "organization"), (3, "responsibilities", "holder")]
        {
            for row in self.rows(table, &[who, "target"]).into_iter().filter(|row| row.cell("target") == zone) {
                let organization = row.cell(who).to_owned();
                found.extend(self.community_of(&organization).map(|community| (strength, community, organization)));
            }
        }
        found.sort();
        found.dedup();
        found
    }

    pub(crate) fn levels_below(level: &str) -> &'static [&'static str] {
        let at = LEVELS.iter().position(|known| *known == level).unwrap();
        &LEVELS[at + 1..]
    }
}
