//! The table `units`.

use super::schema::record;

record! {
    /// A unit (单元) as a record: one version of it, holding for its period.
    ///
    /// ```
    /// use govgrid::{Level, record};
    /// let grid = record::Unit {
    ///     name: Some("第1网格".to_owned()),
    ///     parent: Some("130205001026".to_owned()),
    ///     ..record::Unit::new("130205001026-G001", Level::Grid)
    /// };
    /// # assert_eq!(grid.level, Level::Grid);
    /// ```
    Unit in Units (code: impl Into<String>, level: crate::base::Level) dated {
        CODE code required code ["编码" "代码" "区划代码" "单元编码" "单元代码"]
            "The unit's code." "单元编码。";
        NAME name optional name ["名称" "单元名称"]
            "The unit's name; a household's is not kept." "单元名称；户的名称不保留。";
        LEVEL level required word(Level) ["层级" "级别" "单元层级"]
            "The unit's level." "层级。";
        PARENT parent optional parent ["parent_code" "上级" "上级代码" "上级编码" "父级编码" "父级代码"]
            "The code of the unit that this one lies in." "上级单元编码。";
        KIND kind optional word(UnitKind under LEVEL) ["类型" "类别" "种类"]
            "The unit's kind, of those of its level." "单元类型（按层级）。";
        HOUSEHOLDS households optional count ["户数" "住户数"]
            "The declared number of households." "申报户数。";
    }
}
