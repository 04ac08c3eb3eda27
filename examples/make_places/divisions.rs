//! The real units: districts, streets, communities.

use crate::Result;
use govgrid::{Level, UnitKind, record};
use std::fs;
use std::path::Path;

/// A row of the tables of real divisions.
#[derive(Clone)]
pub(crate) struct Division {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) parent: String,
    pub(crate) level: Level,
}

impl Division {
    /// The rows of a file, parents before children.
    pub(crate) fn read(folder: &Path, file: &str) -> Result<Vec<Self>> {
        let path = folder.join(file);
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        text.lines().skip(1).map(Self::parse).collect()
    }

    /// A line without quotes, which no cell here needs.
    fn parse(line: &str) -> Result<Self> {
        let cells: Vec<&str> = line.split(',').collect();
        let [code, name, parent, level] = cells.try_into().map_err(|_| format!("`{line}` has not four cells"))?;
        Ok(Self { code: code.to_owned(), name: name.to_owned(), parent: parent.to_owned(), level: level.parse()? })
    }

    /// The kind by the code: by class of the last three digits, a county or a county-level city by its own name.
    pub(crate) fn kind(&self) -> Option<UnitKind> {
        let class = self.code.get(self.code.len().saturating_sub(3)..).and_then(|digits| digits.parse::<u32>().ok())?;
        Some(match (self.code.len(), class) {
            (6, _) if self.level == Level::City => UnitKind::PrefectureCity,
            (6, _) if self.name.ends_with('县') => UnitKind::County,
            (6, _) if self.name.ends_with('市') => UnitKind::CountyCity,
            (6, _) => UnitKind::District,
            (9, ..100) => UnitKind::Street,
            (9, ..200) => UnitKind::Town,
            (9, ..400) => UnitKind::Township,
            (9, _) => UnitKind::QuasiStreet,
            (_, ..200) => UnitKind::Urban,
            (_, ..400) => UnitKind::Village,
            _ => UnitKind::QuasiCommunity,
        })
    }

    /// Whether it is an urban community.
    pub(crate) fn is_urban(&self) -> bool {
        self.kind() == Some(UnitKind::Urban) && self.level == Level::Community
    }

    /// The name as people say it: `马家沟社区` for `马家沟社区居民委员会`, `张士村` for `张士村委会`.
    pub(crate) fn short_name(&self) -> String {
        let committee = ["社区居民委员会", "居民委员会", "社区居委会", "居委会", "社区"];
        if let Some(name) = committee.iter().find_map(|end| self.name.strip_suffix(end)) {
            return format!("{name}社区");
        }
        let villagers = ["村民委员会", "村委会"];
        let name = villagers.iter().find_map(|end| self.name.strip_suffix(end));
        name.map_or_else(|| self.name.clone(), |name| format!("{name}村"))
    }

    /// The row of the unit, by the name that the statistics table gives.
    pub(crate) fn unit(&self) -> record::Unit {
        record::Unit {
            name: Some(self.name.clone()),
            parent: Some(self.parent.clone()).filter(|parent| !parent.is_empty()),
            kind: self.kind(),
            ..record::Unit::new(self.code.as_str(), self.level)
        }
    }
}
