//! From one description of a table to its columns, its record, and the places of its cells.

/// Expands the description of a table to `COLUMNS`, the places in `column`, and the record.
///
/// A column is: the name of its place, its own name, `required` or `optional`, what its cells hold, perhaps the levels
/// that the unit named may have, other names that files may use, and what it means. `dated` adds the two columns of the
/// period; the arguments of `new` are the columns that are required.
macro_rules! record {
    ($(#[$meta:meta])* $name:ident in $table:ident ($($arg:ident: $type:ty),+) $dated:ident {
        $( $place:ident $field:ident $need:ident $cell:ident $(($($of:tt)+))? $(levels($top:ident $bottom:ident))?
           [$($alias:literal)*] $en:literal $zh:literal; )+
    }) => {
        /// The places of the columns.
        pub(crate) mod column {
            #[expect(non_camel_case_types, reason = "named after the columns, to number them")]
            enum Place { $($field),+ }
            $( pub(crate) const $place: usize = Place::$field as usize; )+
            // Every place is there, whether a layer asks for it or not.
            const _: [usize; { [$(Place::$field as usize),+].len() }] = [$($place),+];
        }

        pub(super) const COLUMNS: &[$crate::record::Column] = $crate::record::schema::record!(@columns $dated [
            $( $crate::record::Column {
                name: stringify!($field),
                aliases: &[$($alias),*],
                required: $crate::record::schema::record!(@required $need),
                cell: $crate::record::schema::record!(@cell $cell $(($($of)+))?),
                levels: $crate::record::schema::record!(@levels $($top $bottom)?),
                what: $crate::findings::Text { en: $en, zh: $zh },
            } ),+
        ]);

        $crate::record::schema::record! { @struct $dated $(#[$meta])* $name {
            $( #[doc = $en] #[doc = ""] #[doc = $zh]
               $field: $crate::record::schema::record!(@type $need $cell $(($($of)+))?); )+
        } }

        impl $name {
            /// A record with what it cannot do without, and nothing else; it holds always, unless it has a day.
            pub fn new($($arg: $type),+) -> Self {
                $crate::record::schema::record!(@new $dated $($field = $need),+)
            }
        }

        /// Numbers and names of people are masked.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::record::Row::of(self).fmt_record(stringify!($name), f)
            }
        }

        impl $crate::record::Record for $name {
            const TABLE: $crate::record::Table = $crate::record::Table::$table;

            fn cells(&self) -> Vec<std::borrow::Cow<'_, str>> {
                $crate::record::schema::record!(@cells $dated self [
                    $( $crate::record::schema::record!(@put $need $cell self.$field) ),+
                ])
            }
        }
    };

    (@columns dated [$($column:expr),+]) => {
        &[$($column),+, $crate::record::table::FROM, $crate::record::table::UNTIL]
    };
    (@columns undated [$($column:expr),+]) => { &[$($column),+] };

    (@required required) => { true };
    (@required optional) => { false };

    (@cell code) => { $crate::record::Cell::Code };
    (@cell name) => { $crate::record::Cell::Name };
    (@cell note) => { $crate::record::Cell::Note };
    (@cell key) => { $crate::record::Cell::Key };
    (@cell value) => { $crate::record::Cell::Value };
    (@cell figure) => { $crate::record::Cell::Figure };
    (@cell base) => { $crate::record::Cell::Base };
    (@cell scheme) => { $crate::record::Cell::Scheme };
    (@cell count) => { $crate::record::Cell::Count };
    (@cell day) => { $crate::record::Cell::Day };
    (@cell parent) => { $crate::record::Cell::Parent };
    (@cell word($list:ident)) => { $crate::record::Cell::Word { list: $crate::base::$list::WORDS, under: None } };
    (@cell word($list:ident under $place:ident)) => {
        $crate::record::Cell::Word { list: $crate::base::$list::WORDS, under: Some(column::$place) }
    };
    (@cell words($list:ident)) => { $crate::record::Cell::Words($crate::base::$list::WORDS) };
    (@cell reference($($kind:ident)+)) => { $crate::record::Cell::Reference(&[$($crate::record::NodeKind::$kind),+]) };

    (@levels) => { None };
    (@levels $top:ident $bottom:ident) => { Some(($crate::base::Level::$top, $crate::base::Level::$bottom)) };

    (@type required word($list:ident $($under:tt)*)) => { $crate::base::$list };
    (@type optional word($list:ident $($under:tt)*)) => { Option<$crate::base::$list> };
    (@type optional words($list:ident)) => { Vec<$crate::base::$list> };
    (@type optional count) => { Option<u32> };
    (@type required day) => { $crate::base::Day };
    (@type optional day) => { Option<$crate::base::Day> };
    (@type required scheme) => { $crate::base::Scheme };
    (@type required $cell:ident $(($($of:tt)+))?) => { String };
    (@type optional $cell:ident $(($($of:tt)+))?) => { Option<String> };

    (@struct dated $(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $field:ident: $type:ty;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name {
            $( $(#[$doc])* pub $field: $type, )+
            /// When the record holds (期间).
            pub period: $crate::base::Period,
        }
    };
    (@struct undated $(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $field:ident: $type:ty;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name { $( $(#[$doc])* pub $field: $type, )+ }
    };

    (@new dated $($field:ident = $need:ident),+) => {
        Self {
            $( $field: $crate::record::schema::record!(@initial $need $field), )+
            period: $crate::base::Period::ALWAYS,
        }
    };
    (@new undated $($field:ident = $need:ident),+) => {
        Self { $( $field: $crate::record::schema::record!(@initial $need $field) ),+ }
    };
    (@initial required $field:ident) => { $field.into() };
    (@initial optional $field:ident) => { Default::default() };

    (@cells dated $self:ident [$($cell:expr),+]) => {{
        let [from, until] = $crate::record::table::period($self.period);
        vec![$($cell),+, from, until]
    }};
    (@cells undated $self:ident [$($cell:expr),+]) => { vec![$($cell),+] };

    (@put required word $self:ident.$field:ident) => { $self.$field.as_str().into() };
    (@put optional word $self:ident.$field:ident) => { $self.$field.map_or("", |word| word.as_str()).into() };
    (@put optional words $self:ident.$field:ident) => {
        $self.$field.iter().map(|word| word.as_str()).collect::<Vec<_>>().join(";").into()
    };
    (@put optional count $self:ident.$field:ident) => { $crate::record::table::count($self.$field) };
    (@put required day $self:ident.$field:ident) => { $self.$field.to_string().into() };
    (@put optional day $self:ident.$field:ident) => {
        $self.$field.map(|day| day.to_string()).unwrap_or_default().into()
    };
    (@put required scheme $self:ident.$field:ident) => { $self.$field.to_string().into() };
    (@put required $cell:ident $self:ident.$field:ident) => { std::borrow::Cow::Borrowed($self.$field.as_str()) };
    (@put optional $cell:ident $self:ident.$field:ident) => { $crate::record::table::text($self.$field.as_ref()) };
}
pub(crate) use record;
