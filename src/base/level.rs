//! The levels of the tree, and one type for each, so that a grid's code cannot be given for a street's.

use crate::base::words;

words! {
    /// A level of the tree (层级), outermost first: a parent's level is strictly above its child's.
    ///
    /// Any level may be absent, and a level may be missing between two that are present, except that a grid hangs on
    /// a community and a micro-grid on a grid.
    ///
    /// ```
    /// use govgrid::{Lang, Level};
    /// assert!(Level::Street < Level::Grid);
    /// assert_eq!(Level::Grid.label(Lang::Zh), "网格");
    /// assert_eq!("楼宇".parse(), Ok(Level::Building));
    /// ```
    pub enum Level in "level" {
        Province = "province" "省";
        City = "city" "市";
        District = "district" "区县";
        Street = "street" "街道" | "乡镇" | "街道(乡镇)" | "街道（乡镇）";
        Community = "community" "社区" | "村" | "社区(村)" | "社区（村）";
        Grid = "grid" "网格";
        MicroGrid = "micro_grid" "微网格";
        Building = "building" "楼栋" | "楼宇";
        Stairwell = "stairwell" "单元" | "楼道" | "楼门";
        Household = "household" "户";
    }
}

impl Level {
    /// The number of levels.
    pub const COUNT: usize = Self::ALL.len();

    /// The one level that a parent of this level must have: a community for a grid (网格), a grid for a micro-grid
    /// (微网格); `None` where any level above will do.
    pub const fn required_parent(self) -> Option<Self> {
        match self {
            Self::Grid => Some(Self::Community),
            Self::MicroGrid => Some(Self::Grid),
            Self::Province
            | Self::City
            | Self::District
            | Self::Street
            | Self::Community
            | Self::Building
            | Self::Stairwell
            | Self::Household => None,
        }
    }
}

/// A type that stands for the level of a unit in the types of codes and views: [`Grid`], [`Community`] …, or [`Any`].
pub trait UnitLevel: sealed::Sealed + Copy + std::fmt::Debug + 'static {
    /// The level; `None` for [`Any`].
    const LEVEL: Option<Level>;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! level_types {
    ($($name:ident $zh:literal)+) => { $(
        #[doc = concat!("The level ", $zh, " as a type, for [`Code`](crate::Code) and [`Unit`](crate::Unit).")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {}
        impl sealed::Sealed for $name {}
        impl UnitLevel for $name {
            const LEVEL: Option<Level> = Some(Level::$name);
        }
    )+ };
}

level_types! {
    Province "省" City "市" District "区县" Street "街道" Community "社区" Grid "网格" MicroGrid "微网格"
    Building "楼栋" Stairwell "单元" Household "户"
}

/// Any level: the type of a unit whose level is not known from its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Any {}
impl sealed::Sealed for Any {}
impl UnitLevel for Any {
    const LEVEL: Option<Level> = None;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_required_parent_is_strictly_above() {
        for level in Level::ALL {
            assert!(level.required_parent().is_none_or(|parent| parent < *level));
        }
    }
}
