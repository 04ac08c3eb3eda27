//! The table `measures`.

use super::schema::record;

record! {
    /// A measured value (指标值) of a node on a day, as a record.
    Measure in Measures (subject: impl Into<String>, measure: crate::base::MeasureKind, day: crate::base::Day, value: impl Into<String>)
    undated {
        SUBJECT subject required reference(Unit Zone Organization Alliance Project) levels(Province Stairwell) ["对象" "主体" "编码" "代码"]
            "The code of what is measured." "指标对象编码。";
        ABOUT about optional reference(Unit Zone Organization Alliance Project) levels(Province Stairwell) ["关于" "涉及" "涉及对象"]
            "The code of a second subject, such as the estate at which a company is rated." "涉及的第二对象编码，如企业在某小区的评分。";
        MEASURE measure required word(MeasureKind) ["指标" "指标名称"]
            "What is measured." "指标。";
        DAY day required day ["日期"]
            "The day that the value is of." "指标日期。";
        VALUE value required value ["值" "指标值"]
            "The value: a number, or a word." "指标值：数或词。";
    }
}
