//! Numbers in every writing. They are made up: no such numbers are issued, and the check digits are wrong on purpose.

use super::*;

/// What is personal whatever it is used for.
const NUMBERS: [&str; 80] = [
    "110101199001010010",
    "11010119900101001X",
    "11010119900101001x",
    "11010119900101001Ｘ",
    "11010119900101001×",
    "110101900101001",
    "13800000000",
    "+86 138-0000-0000",
    "010-12345678",
    "(010)12345678",
    "0315-1234567",
    "+86 10 12345678",
    "861012345678",
    "H-13800000000",
    "G001/11010119900101001x",
    "１３８００００００００",
    "１１０１０１１９９００１０１００１０",
    "138.0000.0000",
    "138_0000_0000",
    "138/0000/0000",
    "138·0000·0000",
    "HH13800000000",
    "H11010119900101001X",
    "13800000000a",
    "13800000000转8001",
    "张三13800000000反映漏水",
    "电话：138-0000-0000（张三）",
    "身份证110101 19900101 0010。",
    "联系 １３８００００００００",
    "值班室010-12345678",
    "138　1234　5678",
    "138\u{a0}1234\u{a0}5678",
    "138\u{2009}1234\u{2009}5678",
    "138\u{200b}1234\u{200b}5678",
    "138\u{0}1234\u{7f}5678",
    "138\u{feff}12345678",
    "138\u{2060}1234\u{e0031}5678",
    "1\u{fe0f}\u{20e3}3\u{fe0f}\u{20e3}8\u{fe0f}\u{20e3}0000\u{ad}0000",
    "138–0000—0000",
    "138−0000－0000",
    "138‐0000‑0000",
    "138一0000一0000",
    "138ー0000ー0000",
    "１３８－００００－００００",
    "1 3 8 0 0 0 0 0 0 0 0",
    "1-3-8-0-0-0-0-0-0-0-0",
    "1，3，8，0，0，0，0，0，0，0，0",
    "138，0000，0000",
    "tel:+86(0)138 0000 0000",
    "tel:+86(0)13800000000",
    "[138] 0000-0000",
    "【138】〔0000〕（0000）",
    "138\n0000\n0000",
    "138 000 00000",
    "13 800 000 000",
    "13800 000000",
    "008613800000000",
    "8613800000000",
    "013800000000",
    "1795113800000000",
    "٠١٠-١٢٣٤٥٦٧٨",
    "١٣٨٠٠٠٠٠٠٠٠",
    "१३८००००००००",
    "𝟏𝟑𝟖𝟎𝟎𝟎𝟎𝟎𝟎𝟎𝟎",
    "①③⑧⓪⓪⓪⓪⓪⓪⓪⓪",
    "⑬⑧⓪⓪⓪⓪⓪⓪⓪⓪",
    "一三八〇〇〇〇〇〇〇〇",
    "幺三八零零零零零零零零",
    "壹叁捌零零零零零零零零",
    "张三一三八零零零零零零零零",
    "①13800000000",
    "1三8〇000 0000",
    "110101 1990 0101 0015",
    "110101-1990-01-01-0015",
    "1380000000013900000000",
    "202413800000000",
    "138 转 0000 转 0000",
    "138电0000话0000",
    "138杠0000杠0000",
    "010转1234转5678",
];

/// What is personal among words.
const AMONG_WORDS: [&str; 14] = [
    "传真0315 12 34567转",
    "010123456782024",
    "2024-13800000000",
    "13800000000-2024",
    "138000000002024",
    "2024060113800000000",
    "13020500102613800000000",
    "13020513800000000",
    "2024110101199001010010",
    "110101199001010010138",
    "打138 00 00 00 00找他",
    "详见010 1234 5678转1",
    "11010119900101 0010",
    "2024-06-01 138 0000 0000",
];

/// Codes, days and numbers of other things.
const OTHERS: [&str; 41] = [
    "130205001026-G003-B01-0302",
    "130205001026",
    "H001",
    "990101001001-G001-B01-0101",
    "12345678901",
    "1302050010260030302",
    "津政办发〔2024〕12号 2024-01-01",
    "130205001026-003-0302",
    "第1网格（130205001026）",
    "138oooo0000",
    "138a0000b0000",
    "0000000001",
    "P-0000000001",
    "130205001066001",
    "13020500102600302",
    "2024-06-01 08:30–17:30",
    "2023-2024-2025",
    "http://www.example.gov.cn/art/2023/1/15/art_1384_1234567.html",
    "https://www.example.gov.cn/c100227/202301/t20230115_6078123.html",
    "1–9栋、11–13栋",
    "1500,16,170,18户",
    "12,000",
    "一二三四五六七八九十",
    "二〇二四年一月一日",
    "三八路一二三社区",
    "东关大街街道北关社区居民委员会第十二网格",
    "⑴⑵⑶⑷⑸",
    "1 2 3 4 5 6 7 8 9 10 11",
    "100,000,000,000",
    "13812",
    "4008123123",
    "371425001001-G001",
    "第113号楼2单元1301室",
    "G113-B02-1301",
    "990101001001001001",
    "978-7-5000-0000-0",
    "2021年共1380户、2022年共1500户",
    "75.8%（132/174）",
    "138户1234人5678件",
    "电话亭13处、电力1380户",
    "",
];

#[test]
fn numbers_are_told_in_every_writing() {
    for text in NUMBERS {
        for usage in [Use::Text, Use::Key, Use::PersonKey, Use::Unfound] {
            assert!(is_personal(text, usage), "{text:?} {usage:?}");
            assert!(!shown(text, usage).contains(|c: char| c.is_numeric()), "{text:?}");
        }
    }
    for text in AMONG_WORDS {
        assert!(is_personal(text, Use::Text), "{text:?}");
    }
}

/// A key may be the code of a village with those of a grid and a flat; nothing else is written so.
#[test]
fn a_key_may_start_with_a_code() {
    let key = "130205200201-01-0302";
    assert!(!is_personal(key, Use::PersonKey) && is_personal(key, Use::Text));
}

#[test]
fn codes_and_other_numbers_are_none() {
    for text in OTHERS {
        for usage in [Use::Text, Use::Key] {
            assert!(!is_personal(text, usage), "{text:?} {usage:?}");
            assert_eq!(shown(text, usage), text);
        }
    }
}

/// A number among any words, with any marks between its digits.
#[test]
fn any_mark_may_stand_between_any_digits() {
    let number = "13800000000";
    for mark in [" ", "　", "-", "—", "–", ".", "·", "(", "）", "\u{200b}", "\u{0}", "\t", "\n", "\u{301}", " - "]
    {
        for at in 1..number.len() {
            let (first, last) = number.split_at(at);
            for (before, after) in [("", ""), ("张三", "找他"), ("tel", "a"), ("（", "）"), ("2024年", "。")] {
                let text = [before, first, mark, last, after].concat();
                assert!(is_personal(&text, Use::Text), "{text:?}");
            }
        }
    }
}

#[test]
fn keys_with_chinese_letters_and_no_digit_are_names() {
    for name in ["张三", "某某某", "张三丰", "户主", "李·四", "བསོད་ནམས", "Жанна", "\u{e001}某", "张-a"]
    {
        assert!(is_personal(name, Use::PersonKey) && is_personal(name, Use::Unfound), "{name}");
        assert!(!is_personal(name, Use::Text) && !is_personal(name, Use::Key), "{name}");
    }
    for key in ["P-1", "H001", "东里1号楼2单元301", "zhang-san", "ＰＡ", "王１"] {
        assert!(!is_personal(key, Use::PersonKey), "{key}");
    }
    for (text, is_shown) in [("P-1", true), ("王1", false), ("zhangsan", false), ("王", false), ("9", true)] {
        assert_eq!(shown(text, Use::Unfound) == text, is_shown, "{text}");
    }
}

#[test]
fn a_mask_tells_only_the_length() {
    assert_eq!(mask("13800000000"), "***********");
    assert_eq!(mask("西1"), "**");
}

#[test]
fn names_of_files_are_shown_without_numbers() {
    for (file, told) in [
        ("units.csv", "units.csv"),
        ("开平区.csv", "开平区.csv"),
        ("张三13800000000.csv", "*************.csv"),
        ("a/13800000000/units.csv", "a/***********/units.csv"),
        ("138/0000/0000", "***/****/****"),
        ("2024-06-01.csv", "2024-06-01.csv"),
    ] {
        assert_eq!(shown_file(file), told);
        let path = std::path::Path::new("/data").join(file);
        assert!(is_personal(file, Use::Text) || shown_path(&path) == path);
        assert!(!is_personal(&shown_path(&path).to_string_lossy(), Use::Text), "{file}");
    }
    assert_eq!((shown_stem("notes.txt"), shown_stem("张三.jpg")), ("notes.txt".into(), "**.jpg".into()));
}

#[test]
fn what_parsers_say_is_shown_without_what_they_quote() {
    for (message, told) in [
        ("unknown field `rulez` at line 1 column 12345678901", "unknown field `rulez` at line 1 column 12345678901"),
        (
            "invalid type: string \"13800000000\" at line 2 column 3",
            "invalid type: string \"***********\" at line 2 column 3",
        ),
        ("unknown field `张三`, expected `name`", "unknown field `**`, expected `name`"),
        ("\"138\\u{200b}0000\\u{200b}0000\"", "\"***\\u{***b}****\\u{***b}****\""),
    ] {
        assert_eq!(shown_message(&message), told);
    }
}
