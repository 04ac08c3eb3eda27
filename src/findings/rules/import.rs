//! Family I: what reading tables and journals finds.

use super::rule;
use crate::findings::Rule;

/// The rules of the family, by code.
pub(crate) static ALL: [&Rule; 13] = [
    &UNREADABLE_FILE,
    &MISSING_COLUMN,
    &BAD_ENCODING,
    &TOO_LARGE,
    &MISSING_VALUE,
    &BAD_VALUE,
    &BAD_DATE,
    &PERSONAL_DATA,
    &UNKNOWN_COLUMN,
    &UNKNOWN_WORD,
    &IGNORED_FILE,
    &REQUIRED_RULE_NOT_RUN,
    &TORN_RECORD,
];

pub(crate) static UNREADABLE_FILE: Rule = rule! {
    "I001" "unreadable-file" Import Error "file that cannot be read" "文件无法读取"
    says "{file} cannot be read: {observed}" "{file} 无法读取：{observed}"
    what "A file could not be opened, read to its end or understood." "文件打不开、读不完或无法解析。"
    why "What it holds is missing from the hierarchy, so every count is too low." "其中的数据未进入层级，所有数字都会偏低。"
    repair "Make the file readable, then read the data set again." "修复文件后重新导入。"
    source "The contract of the tables." "数据表约定。"
};

pub(crate) static MISSING_COLUMN: Rule = rule! {
    "I002" "missing-column" Import Error "required column missing" "缺少必填列"
    says "{file} has no column {column}" "{file} 缺少列 {column}"
    what "The header of a table has no column that the table cannot do without." "表头缺少该表必需的列。"
    why "No row of the table can be used." "整张表无法使用。"
    repair "Add the column, or rename the one that holds it; Chinese names are accepted." "补上该列，或把对应列改为可识别的列名（中文列名也可）。"
    source "The contract of the tables." "数据表约定。"
};

pub(crate) static BAD_ENCODING: Rule = rule! {
    "I003" "bad-encoding" Import Error "text in no known encoding" "文字编码无法识别"
    says "{file} holds text that is not {expected}; reading stopped there" "{file} 中有不符合 {expected} 的文字，已在此停止读取"
    what "A line is text neither in the encoding of the lines before it nor in UTF-8, UTF-16 or GB18030." "某行文字与前文编码不一致，或不是 UTF-8、UTF-16、GB18030。"
    why "Reading on would turn names and codes into other names and codes." "继续读取会把名称和编码读错。"
    repair "Save the file in one encoding, UTF-8 for choice." "将文件统一另存为一种编码，建议 UTF-8。"
    source "The contract of the tables." "数据表约定。"
};

pub(crate) static TOO_LARGE: Rule = rule! {
    "I004" "too-large" Import Error "more than can be held" "超出容量"
    says "{file} has more than {expected}; reading stopped there" "{file} 超出 {expected}，已在此停止读取"
    what "A line is longer than any row can be, which is mostly a quotation mark that is never closed, or a table has more rows or text than can be numbered." "某行长得不合理（多为引号未闭合），或表的行数、文字量超出可编号范围。"
    why "Reading on would fill the memory." "继续读取会耗尽内存。"
    repair "Close the quotation mark at the line named, or split the data set." "在所指行补上引号，或拆分数据。"
    source "The limits of the reader." "读取器的上限。"
};

pub(crate) static MISSING_VALUE: Rule = rule! {
    "I005" "missing-value" Import Error "required value missing" "缺少必填值"
    says "{subject} has no {column}" "{subject} 缺少 {column}"
    what "A cell that a row cannot do without is empty." "必填单元格为空。"
    why "The row cannot be used." "该行无法使用。"
    repair "Fill in the cell." "补填该单元格。"
    source "The contract of the tables." "数据表约定。"
    trap "A grid or a micro-grid needs its parent: it cannot be a root." "网格、微网格必须填写上级，不能作为根。"
};

pub(crate) static BAD_VALUE: Rule = rule! {
    "I006" "bad-value" Import Error "value that cannot be read" "值无法解析"
    says "{subject} has {raw} as its {column}, expected {expected}" "{subject} 的 {column} 为 {raw}，应为 {expected}"
    what "A cell holds something else than its column takes: a count that is no whole number, a level that does not exist, a code with white space." "单元格内容与列不符：数量不是整数、层级不存在、编码含空白等。"
    why "Guessing what was meant would put wrong facts into the hierarchy." "猜测原意会把错误写入层级。"
    repair "Correct the cell." "更正该单元格。"
    source "The contract of the tables." "数据表约定。"
    trap "A spreadsheet turns long codes into numbers such as 1.30205E+11: format the column as text." "电子表格会把长编码变成 1.30205E+11，请将该列设为文本格式。"
};

pub(crate) static BAD_DATE: Rule = rule! {
    "I007" "bad-date" Import Error "date that cannot be read" "日期无法解析"
    says "{subject} has {raw} as its {column}, which is no day" "{subject} 的 {column} 为 {raw}，不是有效日期"
    what "A cell holds no day of the calendar in the form 2024-06-01, 2024/6/1 or 2024年6月1日." "单元格不是 2024-06-01、2024/6/1 或 2024年6月1日 形式的有效日期。"
    why "The row would hold on the wrong days." "该行会在错误的日期生效。"
    repair "Correct the date; leave the cell empty for an open end." "更正日期；无期限则留空。"
    source "The contract of the tables." "数据表约定。"
};

pub(crate) static PERSONAL_DATA: Rule = rule! {
    "I008" "personal-data" Import Error "personal data" "个人信息"
    says "{file}: {column} holds what looks like personal data; it was not kept" "{file}：{column} 疑似个人信息，未予保留"
    what "A column by its header holds names of people, identity or telephone numbers, or the key of a household or a person looks like such a number, in whatever writing, or has Chinese letters and no digit, as a name has, or a name or a note has such a number in it. The column is not read; the key is masked with its row left out, the name or note with the row staying." "列名表明含姓名、身份证号、电话等，或户编码、人员代号形似证件号、电话号码（无论何种写法），或只有汉字而无数字、形似姓名，或名称、备注中夹有此类号码。该列不读取；编码以掩码显示且该行拒收，名称、备注以掩码显示而该行保留。"
    why "A hierarchy of governance needs no personal data, and what is not kept cannot leak." "治理层级不需要个人信息；不留存便不会泄露。"
    repair "Remove the column, or the number from the text; give households and people opaque codes." "删除该列或文字中的号码；户编码、人员代号改用无含义的编号。"
    source "Personal Information Protection Law, Art. 6 (data minimisation)." "《个人信息保护法》第六条（最小必要）。"
};

pub(crate) static UNKNOWN_COLUMN: Rule = rule! {
    "I009" "unknown-column" Import Warning "column that is not known" "未知列"
    says "{file} has a column {column} that the table does not have, or has already" "{file} 中的列 {column} 不属于该表，或已重复"
    what "The header names a column that the table does not have. Its content is not read." "表头中有该表没有的列，其内容未读取。"
    why "A misspelt name loses a whole column." "列名写错会丢失整列。"
    repair "Correct the name, or remove the column." "更正列名或删除该列。"
    source "The contract of the tables." "数据表约定。"
};

pub(crate) static UNKNOWN_WORD: Rule = rule! {
    "I010" "unknown-word" Import Warning "word outside its closed list" "词表之外的词"
    says "{subject} has {raw} as its {column}, which is no word of the list; kept as other" "{subject} 的 {column} 为 {raw}，不在词表中，按“其他”保留"
    what "A cell of a closed list, such as a kind, holds a word that is not in it, or that does not go with the row's level or kind. It is kept as `other`." "封闭词表列（如类型）中出现词表之外的词，或与该行层级、类型不相配的词；按“其他”保留。"
    why "Rules that ask for a kind do not see the row." "按类型检查的规则看不到该行。"
    repair "Use a word of the list, English or Chinese." "改用词表中的词（中英文均可）。"
    source "The closed lists of words." "封闭词表。"
};

pub(crate) static IGNORED_FILE: Rule = rule! {
    "I011" "ignored-file" Import Note "file left alone" "未读取的文件"
    says "{file} is no table and was left alone" "{file} 不是数据表，未读取"
    what "The folder has a file that is no table." "文件夹中有不是数据表的文件。"
    why "A misspelt file name loses a whole table." "文件名写错会丢失整张表。"
    repair "Rename the file to its table, if it is one." "若是数据表，请改为对应的表名。"
    source "The contract of the tables." "数据表约定。"
};

pub(crate) static REQUIRED_RULE_NOT_RUN: Rule = rule! {
    "I012" "required-rule-not-run" Import Error "required rule that cannot run" "必查规则未能执行"
    says "{subject} is required by the profile and did not run: {observed}" "方案要求的 {subject} 未能执行：{observed}"
    what "The profile marks a rule as required, and the data set lacks what it needs." "方案标明必查的规则，因数据缺少所需内容而未执行。"
    why "Silence would look like a clean result." "不提示会被误认为没有问题。"
    repair "Deliver the missing table or day, or take the mark off the rule." "补充缺少的数据表或日期，或取消必查标记。"
    source "The profile." "审核方案。"
};

pub(crate) static TORN_RECORD: Rule = rule! {
    "I013" "torn-record" Import Warning "last record of a journal that is torn" "事件日志末条残缺"
    says "{file} breaks off within its last record, of which it has {observed} bytes; they were cut off and are kept beside it" "{file} 的最后一条记录残缺（仅有 {observed} 字节），已截去并在旁另存"
    what "The last record of a journal was not written to its end, as after a crash. It is cut off, a copy is kept in a file beside the journal, and every record before it holds." "事件日志的最后一条记录未写完（如断电、崩溃后）。该条被截去，并在日志旁另存副本；此前各条均有效。"
    why "The plan that was being written is not part of the hierarchy." "正在写入的变更未进入层级。"
    repair "Apply the plan again, if it is still meant." "如仍需要，请重新提交该变更。"
    source "A plan is on the disk before it is answered for." "变更先落盘、后应答。"
    trap "A record that cannot be read is torn only if it is the last and no line break ends it. Any other – changed, missing, doubled, out of place, with other line breaks – means that the journal is damaged: it is not opened, and nothing of it is cut off." "只有末条且行尾无换行符的记录才属残缺。其他情形（内容改动、缺失、重复、错位、换行符被改）均为日志损坏：不予打开，也不截去任何内容。"
};
