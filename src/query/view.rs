//! What the views of all kinds of nodes but units have in common.

/// Expands to the view of one kind of node: a node on the day of its snapshot, with what every node has.
macro_rules! node_view {
    ($(#[$meta:meta])* $name:ident of $table:ident $($named:ident)?) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub struct $name<'h> {
            pub(super) snapshot: $crate::query::Snapshot<'h>,
            at: u32,
            row: u32,
        }

        impl<'h> $name<'h> {
            const KIND: $crate::record::NodeKind = $crate::record::NodeKind::$name;
            const TABLE: $crate::record::Table = $crate::record::Table::$table;

            /// The node of that number within its kind, if it is there on the day.
            pub(crate) fn there(snapshot: $crate::query::Snapshot<'h>, at: u32) -> Option<Self> {
                let row = snapshot.hierarchy.nodes(Self::KIND)?.version_on(at, snapshot.at)?;
                Some(Self { snapshot, at, row })
            }

            /// The node of a number in the graph, if it is of this kind and is there.
            pub(super) fn of_node(snapshot: $crate::query::Snapshot<'h>, number: u32) -> Option<Self> {
                let (kind, at) = snapshot.hierarchy.kind(number);
                if kind == Self::KIND { Self::there(snapshot, at) } else { None }
            }

            fn cell(self, column: usize) -> Option<u32> {
                let cell = self.snapshot.hierarchy.rows(Self::TABLE).cell(self.row, column);
                (cell != $crate::draft::NONE).then_some(cell)
            }

            fn text(self, column: usize) -> Option<&'h str> {
                self.cell(column).map(|symbol| self.snapshot.hierarchy.text.get(symbol))
            }

            /// The node's number in the graph. Another hierarchy gives it another.
            pub fn index(self) -> usize {
                self.number() as usize
            }

            pub(crate) fn number(self) -> u32 {
                self.snapshot.hierarchy.number(Self::KIND, self.at)
            }

            /// The snapshot that it is seen in.
            pub const fn snapshot(self) -> $crate::query::Snapshot<'h> {
                self.snapshot
            }

            /// The code (编码).
            pub fn code(self) -> &'h str {
                self.text(0).unwrap_or_default()
            }

            /// Whether the node has a code on the day.
            pub(super) fn has_code(self, symbol: u32) -> bool {
                self.cell(0) == Some(symbol)
            }

            /// When this version holds, as its row states it.
            pub fn period(self) -> $crate::base::Period {
                self.snapshot.hierarchy.rows(Self::TABLE).period(self.row)
            }

            /// Where this version was said.
            pub fn place(self) -> $crate::findings::Place {
                self.snapshot.hierarchy.row_place(Self::TABLE, self.row)
            }

            /// The node, whatever its kind.
            pub fn to_node(self) -> $crate::query::Node<'h> {
                $crate::query::Node::$name(self)
            }
        }

        impl<'h> From<$name<'h>> for $crate::query::Node<'h> {
            fn from(node: $name<'h>) -> Self {
                node.to_node()
            }
        }

        $crate::query::view::node_view! { @name $name $($named)? }
    };

    (@name $name:ident named) => {
        impl<'h> $name<'h> {
            /// The name (名称), if one is kept.
            pub fn name(self) -> Option<&'h str> {
                self.text(1)
            }
        }

        impl std::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({} {})"), self.kind(), self.code())
            }
        }

        impl std::fmt::Display for $name<'_> {
            /// The name and the code, or the code alone.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self.name() {
                    Some(name) => write!(f, "{name} {}", self.code()),
                    None => f.write_str(self.code()),
                }
            }
        }
    };
    (@name $name:ident) => {
        impl std::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.code())
            }
        }

        impl std::fmt::Display for $name<'_> {
            /// The key.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}
pub(super) use node_view;
