//! A node of any kind on a day.

use super::{Alliance, Organization, Person, Project, Snapshot, Unit, Zone};
use crate::base::UnitLevel;
use crate::findings::Place;
use crate::record::NodeKind;
use std::fmt;

/// Expands to the node of any kind, and what all kinds have.
macro_rules! nodes {
    ($($kind:ident $as:ident $en:literal $zh:literal)+) => {
        /// A node of any kind (节点), on the day of its snapshot.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Node<'h> { $( #[doc = concat!("A ", $en, " (", $zh, ").")] $kind($kind<'h>), )+ }

        impl<'h> Node<'h> {
            /// The code (编码); of a person the key.
            pub fn code(&self) -> &'h str {
                match self { $( Self::$kind(node) => node.code(), )+ }
            }

            /// The snapshot that the node is seen in.
            pub const fn snapshot(&self) -> Snapshot<'h> {
                match self { $( Self::$kind(node) => node.snapshot(), )+ }
            }

            /// The kind of node.
            pub const fn kind(&self) -> NodeKind {
                match self { $( Self::$kind(_) => NodeKind::$kind, )+ }
            }

            /// The node's number in the graph. Another hierarchy gives it another.
            pub fn index(&self) -> usize {
                match self { $( Self::$kind(node) => node.index(), )+ }
            }

            /// Whether the node has a code on the day.
            pub(super) fn has_code(&self, symbol: u32) -> bool {
                match self { $( Self::$kind(node) => node.has_code(symbol), )+ }
            }

            pub(crate) fn number(&self) -> u32 {
                match self { $( Self::$kind(node) => node.number(), )+ }
            }

            /// Where the version of the day was said.
            pub fn place(&self) -> Place {
                match self { $( Self::$kind(node) => node.place(), )+ }
            }

            $(
                #[doc = concat!("The node, if it is a ", $en, ".")]
                pub const fn $as(self) -> Option<$kind<'h>> {
                    if let Self::$kind(node) = self { Some(node) } else { None }
                }
            )+
        }

        impl fmt::Display for Node<'_> {
            /// The name and the code, or the code alone.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $( Self::$kind(node) => node.fmt(f), )+ }
            }
        }
    };
}

nodes! {
    Unit as_unit "unit" "单元"
    Zone as_zone "zone" "区域"
    Organization as_organization "organization" "组织"
    Person as_person "person" "人员"
    Alliance as_alliance "alliance" "联盟"
    Project as_project "project" "项目"
}

impl<'h> Node<'h> {
    /// The name (名称), if one is kept; a person has none.
    pub fn name(&self) -> Option<&'h str> {
        match self {
            Self::Unit(unit) => unit.name(),
            Self::Zone(zone) => zone.name(),
            Self::Organization(organization) => organization.name(),
            Self::Person(_) => None,
            Self::Alliance(alliance) => alliance.name(),
            Self::Project(project) => project.name(),
        }
    }
}

impl<'h, L: UnitLevel> From<Unit<'h, L>> for Node<'h> {
    fn from(unit: Unit<'h, L>) -> Self {
        Self::Unit(unit.to_any())
    }
}
