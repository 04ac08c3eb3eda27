//! The table `people`.

use super::schema::record;

record! {
    /// A person (人员) as a record, known by an opaque key: one version, holding for its period. There is no name.
    Person in People (code: impl Into<String>) dated {
        CODE code required code ["编码" "代码" "人员编码" "人员代码"]
            "The person's key, which tells nothing: an identity or telephone number is refused."
            "人员代号，不含任何信息；身份证号、电话号码一律拒收。";
        STANDING standing optional word(Standing) ["身份" "政治面貌"]
            "The person's standing." "身份。";
        CATEGORY category optional word(Category) ["类别" "人员类别"]
            "The person's category." "类别。";
        EMPLOYER employer optional reference(Organization) ["单位" "工作单位" "所在单位"]
            "The code of the organization that employs the person." "工作单位组织编码。";
        RESIDENCE residence optional reference(Unit) levels(Province Grid) ["居住地" "居住单元" "居住网格"]
            "The code of the unit that the person lives in: a grid or a unit above, never finer."
            "居住地单元编码：到网格为止，不得更细。";
    }
}
