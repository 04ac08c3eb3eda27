//! The table `claims`.

use super::schema::record;

record! {
    /// A published figure (公布数字), as a record. Rows of one `id` are readings of one text.
    Claim in Claims (id: impl Into<String>, subject: impl Into<String>, figure: impl Into<String>, value: impl Into<String>) undated {
        ID id required key ["编号" "序号"]
            "The claim's identifier; rows of one are its readings." "编号；同一编号的多行是同一说法的不同读法。";
        SUBJECT subject required reference(Unit Zone Organization Alliance Project) levels(Province Stairwell) ["对象" "主体" "编码" "代码"]
            "The code of what is spoken of." "所述对象编码。";
        FIGURE figure required figure ["口径" "指标"]
            "What is counted: `verb:what[:of]`." "统计口径：`方式:对象[:其中]`。";
        QUALIFIER qualifier optional word(Qualifier) ["限定"]
            "How exact the value is." "限定。";
        VALUE value required value ["值" "数值" "公布值"]
            "The value as it was published: a number, whose decimals are its precision; of `text`, words."
            "公布值：数字，小数位即其精度；方式为“文字”时为文字。";
        UNIT unit optional word(FigureUnit) ["单位"]
            "What it counts in." "单位。";
        BASE base optional base ["基数" "分母"]
            "What a share is of: a number, or a figure." "占比的基数：数或口径。";
        READING reading optional note ["读法"]
            "How this row reads the text; rows of one reading, or of none, are parts that must all hold."
            "本行的读法；同一读法（或未填）的各行须同时成立。";
        DAY day optional day ["日期"]
            "The day that it speaks of." "所述日期。";
        SOURCE source optional note ["来源" "出处"]
            "Where it was published." "来源。";
    }
}
