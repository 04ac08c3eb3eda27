//! Family S: what no hierarchy can break.

use super::rule;
use crate::findings::Rule;

/// The rules of the family, by code.
pub(crate) static ALL: [&Rule; 14] = [
    &DUPLICATE_CODE,
    &TWO_PARENTS,
    &TWO_SUPERIORS,
    &UNKNOWN_PARENT,
    &PARENT_NOT_ABOVE,
    &ILLEGAL_SKIP,
    &REVERSED_PERIOD,
    &CONTAINMENT_CYCLE,
    &SUPERIOR_CYCLE,
    &UNKNOWN_REFERENCE,
    &WRONG_KIND,
    &TWO_LEADS,
    &DEPENDS_ON_REJECTED,
    &PARENT_OUTSIDE,
];

pub(crate) static DUPLICATE_CODE: Rule = rule! {
    "S001" "duplicate-code" Structure Error "code used twice" "编码重复"
    says "{subject} is used by another row on the same days" "{subject} 与另一行在同一天重复"
    what "Two rows of one code share a day, or two tables use one code. The least row stays." "同一编码的两行在同一天有效，或两张表用了同一编码；保留排序最前的一行。"
    why "A reference to the code could mean either." "引用该编码时无法确定所指。"
    repair "Remove the extra row, give it a code of its own, or end the earlier row where the later one starts." "删除多余的行、另给编码，或让前一行在后一行生效之日失效。"
    source "A code names one node across all tables." "一个编码在所有表中只指一个节点。"
    trap "Rows of one code that share no day are versions of one unit and are no fault." "同一编码、日期不重叠的多行是同一单元的不同版本，不算重复。"
};

pub(crate) static TWO_PARENTS: Rule = rule! {
    "S002" "two-parents" Structure Error "unit with two parents" "一个单元两个上级"
    says "{subject} lies in {raw} and in {related} on the same days" "{subject} 同一天既属 {raw} 又属 {related}"
    what "Two rows of one unit share a day and differ in their parent alone." "同一单元的两行在同一天有效，只有上级不同。"
    why "The unit would be counted twice." "该单元会被重复统计。"
    repair "Keep one row, or date them so that one ends where the other starts." "保留一行，或用日期分开前后两行。"
    source "A unit has one parent a day." "单元每日只有一个上级。"
    trap "An estate that several communities share is a zone, not a unit." "跨社区的小区应建为区域，而不是单元。"
};

pub(crate) static TWO_SUPERIORS: Rule = rule! {
    "S003" "two-superiors" Structure Error "organization with two superiors" "一个组织两个上级"
    says "{subject} answers to {raw} and to {related} on the same days" "{subject} 同一天既隶属 {raw} 又隶属 {related}"
    what "Two rows of one organization share a day and differ in their superior alone." "同一组织的两行在同一天有效，只有上级组织不同。"
    why "An organization answers to one superior at a time; dual command is another relation." "组织同一时间只隶属一个上级；双重指挥是另一种关系。"
    repair "Keep the superior; enter the second as a direction." "保留隶属关系，第二个改为“双重指挥”。"
    source "An organization has one superior a day." "组织每日只有一个上级。"
};

pub(crate) static UNKNOWN_PARENT: Rule = rule! {
    "S004" "unknown-parent" Structure Error "parent that does not exist" "上级不存在"
    says "{subject} names {raw} as its parent, which has no row" "{subject} 的上级 {raw} 不存在"
    what "The parent named has no row, and the unit is not of the outermost level present." "所填上级没有对应的行，且该单元不是数据中的最高层级。"
    why "The unit hangs nowhere, with all below it." "该单元及其下级无处归属。"
    repair "Correct the parent's code, or add the parent's row." "更正上级编码，或补上上级的行。"
    source "The ends of a relation exist." "关系两端必须存在。"
};

pub(crate) static PARENT_NOT_ABOVE: Rule = rule! {
    "S005" "parent-not-above" Structure Error "parent of a level not above" "上级层级不高于本级"
    says "{subject} of level {observed} names {raw} as its parent, which is not above it but {expected}" "{subject}（{observed}）的上级 {raw} 层级不高于它：{expected}"
    what "The parent is of the same level or a lower one." "上级的层级与本级相同或更低。"
    why "Levels order the tree; without that it could run in a circle." "层级决定树的上下；否则可能成环。"
    repair "Correct the level or the parent." "更正层级或上级。"
    source "A parent's level is strictly above its child's." "上级的层级必须高于下级。"
};

pub(crate) static ILLEGAL_SKIP: Rule = rule! {
    "S006" "illegal-skip" Structure Error "grid that hangs on no community" "网格不在社区之下"
    says "{subject} names {raw} as its parent, which is of level {observed}, not {expected}" "{subject} 的上级 {raw} 是 {observed}，不是 {expected}"
    what "A grid's parent is above but no community, or a micro-grid's is no grid." "网格的上级不是社区，或微网格的上级不是网格。"
    why "Whoever answers for a grid is found through its community." "网格的责任链要经过社区。"
    repair "Hang the grid on its community; for a port, a park or the like on a community of kind `quasi`." "把网格挂到所属社区；港口、园区等挂到类社区。"
    source "A grid's parent is a community, always." "网格的上级必须是社区。"
};

pub(crate) static REVERSED_PERIOD: Rule = rule! {
    "S007" "reversed-period" Structure Error "period that ends before it starts" "起止日期颠倒"
    says "{subject} ends before it starts, so that it holds on no day: {observed}" "{subject} 起止日期颠倒，没有一天有效：{observed}"
    what "`valid_until` is not after `valid_from`, so that the row holds on no day." "失效日期不晚于生效日期，该行没有一天有效。"
    why "The row says nothing." "该行没有意义。"
    repair "Swap or correct the dates; `valid_until` is the first day on which the row no longer holds." "对调或更正日期；失效日期是不再有效的第一天。"
    source "Periods are not reversed." "期间不得颠倒。"
};

pub(crate) static CONTAINMENT_CYCLE: Rule = rule! {
    "S008" "containment-cycle" Structure Error "units or alliances that contain each other" "单元（联盟）互为上下级"
    says "{subject} lies in itself, in a circle of {observed}: {related}" "{subject} 沿上级回到自身，环内共 {observed} 个：{related}"
    what "Following parents leads back to the unit it started from, or following the alliances that hold an alliance back to itself. Such units are rejected, such alliances stay without the one that holds them." "沿上级（上级联盟）追溯会回到自身。此类单元拒收；联盟保留，但不再有上级联盟。"
    why "None of them hangs anywhere." "它们都没有归属。"
    repair "Correct the parent of the unit that is highest by its level; the alliance that holds the outermost." "更正其中层级最高者的上级；更正最外层联盟的上级联盟。"
    source "A parent's level is strictly above its child's." "上级的层级必须高于下级。"
};

pub(crate) static SUPERIOR_CYCLE: Rule = rule! {
    "S009" "superior-cycle" Structure Error "organizations that are each other's superior" "组织互为上级"
    says "{subject} is its own superior, in a circle of {observed}: {related}" "{subject} 隶属于自身，环内共 {observed} 个：{related}"
    what "Following superiors leads back to the organization it started from." "沿隶属关系追溯会回到自身。"
    why "Nobody in the circle answers to anybody outside it." "环内组织没有对外的上级。"
    repair "Correct the superior of the highest of them." "更正其中最高者的上级组织。"
    source "No organization is its own superior, however far up." "任何组织不得直接或间接隶属于自己。"
};

pub(crate) static UNKNOWN_REFERENCE: Rule = rule! {
    "S010" "unknown-reference" Structure Error "reference to nothing" "引用的编码不存在"
    says "{subject} names {raw} as its {column}, which has no row" "{subject} 的 {column} 填写了 {raw}，该编码没有对应的行"
    what "A cell names a code that has no row; one finding for each end." "单元格引用的编码没有对应的行；每一端各报一次。"
    why "The relation has only one end." "该关系缺少一端。"
    repair "Correct the code, or add the row." "更正编码，或补上对应的行。"
    source "The ends of a relation exist." "关系两端必须存在。"
};

pub(crate) static WRONG_KIND: Rule = rule! {
    "S011" "wrong-kind" Structure Error "reference to the wrong kind of node" "引用的对象类别不对"
    says "{subject} names {raw} as its {column}, which is of kind {observed}, not {expected}" "{subject} 的 {column} 填写了 {raw}，其类别是 {observed}，应为 {expected}"
    what "A cell names a node that cannot stand there, such as an organization where a unit belongs." "单元格引用了不该出现在此处的对象，例如该填单元处填了组织。"
    why "The relation would say something it cannot mean." "该关系不成立。"
    repair "Correct the code; the two columns may be swapped." "更正编码；可能是两列填反。"
    source "The ends of a relation have the right kinds." "关系两端的类别必须正确。"
};

pub(crate) static TWO_LEADS: Rule = rule! {
    "S012" "two-leads" Structure Error "alliance with two leads" "一个联盟两个牵头单位"
    says "{subject} is led by {raw} and by {related} on the same days" "{subject} 同一天既由 {raw} 牵头又由 {related} 牵头"
    what "An alliance has two different leads on one day: by its own row and by a member's role, by two members, or by two rows that differ in their lead alone." "同一天一个联盟有两个不同的牵头单位：本行与成员角色、两个成员，或只有牵头单位不同的两行。"
    why "Nobody can tell who convenes it and who answers for it." "无法确定由谁召集、由谁负责。"
    repair "Keep one lead; enter the other as a member, or date the two." "保留一个牵头单位，另一个改为成员，或用日期分开。"
    source "An alliance has one lead at most." "联盟至多一个牵头单位。"
    trap "The lead that is named in `alliances` may be a member with the role `lead` too: that is one lead." "联盟表中的牵头单位也可作为角色为“牵头”的成员出现，仍是一个。"
};

pub(crate) static DEPENDS_ON_REJECTED: Rule = rule! {
    "S013" "depends-on-rejected" Structure Note "rows that fall with a rejected row" "随被拒行一并落下的行"
    says "{observed} rows hang on {subject}, which was rejected" "{observed} 行依附于被拒绝的 {subject}"
    what "Rows name a row that was rejected. They are counted under it and are no faults of their own." "有行引用了被拒绝的行；它们只在此计数，本身不算错误。"
    why "Mending the one row brings back all of them." "修好这一行，其余即可恢复。"
    repair "Mend the rejected row first." "先修复被拒绝的那一行。"
    source "The ends of a relation exist." "关系两端必须存在。"
};

pub(crate) static PARENT_OUTSIDE: Rule = rule! {
    "S014" "parent-outside" Structure Note "root whose parent is outside the data" "上级在数据之外的根"
    says "{subject} is a root; its parent {raw} is outside the data" "{subject} 是根；其上级 {raw} 不在数据中"
    what "A unit of the outermost level present names a parent that has no row: it is a root, and the parent is kept as outside." "数据最高层级的单元填写了没有行的上级：按根处理，并保留该外部上级。"
    why "Whoever has the data of one street or one district need not have what is above." "只掌握一个街道或区的数据时，不必有其上级。"
    repair "Nothing, unless the parent should be there." "如上级本应在数据中，请补上；否则无需处理。"
    source "Any level may be a root, but grid and micro-grid." "除网格、微网格外，任何层级都可作根。"
};
