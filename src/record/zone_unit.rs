//! The table `zone_units`.

use super::schema::record;

record! {
    /// A unit that a zone comprises (组成), as a record.
    ZoneUnit in ZoneUnits (zone: impl Into<String>, unit: impl Into<String>) dated {
        ZONE zone required reference(Zone) ["区域" "区域编码" "小区" "小区编码"]
            "The zone's code." "区域编码。";
        UNIT unit required reference(Unit) ["单元" "单元编码"]
            "The code of a unit that the zone comprises." "组成单元编码。";
    }
}
