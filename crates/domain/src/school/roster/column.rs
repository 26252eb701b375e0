//! What the columns of a list are called: in Japanese or English, in any width, with or without decoration.

use crate::list::plain;

/// Most people to call for one child.
pub(super) const MOST_CONTACTS: u8 = 6;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// 学年.
    Grade,
    /// 組.
    Class,
    /// 出席番号.
    Number,
    /// 氏名.
    Name,
    /// 姓.
    Family,
    /// 名.
    Given,
    /// ふりがな.
    Kana,
    /// せい.
    FamilyKana,
    /// めい.
    GivenKana,
    /// 生年月日.
    Birth,
    /// 児童番号.
    Code,
    /// グループ.
    Group,
    /// 保護者n氏名.
    ContactName(u8),
    /// 保護者n続柄.
    ContactRelation(u8),
    /// 保護者n電話.
    ContactPhone(u8),
    /// 保護者n住所.
    ContactAddress(u8),
}

/// What a heading means, if it means anything here.
pub(super) fn column(heading: &str) -> Option<Column> {
    let heading = plain(heading);
    Some(match heading.as_str() {
        "学年" | "年" | "年齢" | "クラス年齢" | "歳児" | "grade" | "year" => Column::Grade,
        "組" | "クラス" | "学級" | "クラス名" | "class" | "homeroom" => Column::Class,
        "出席番号" | "番号" | "出席no" | "no" | "number" => Column::Number,
        "氏名" | "名前" | "児童氏名" | "児童名" | "生徒氏名" | "園児名" | "園児氏名" | "name" => {
            Column::Name
        }
        "姓" | "氏" | "苗字" | "familyname" | "lastname" => Column::Family,
        "名" | "givenname" | "firstname" => Column::Given,
        "ふりがな" | "フリガナ" | "よみがな" | "ヨミガナ" | "氏名かな" | "氏名カナ" | "かな" | "カナ" | "kana"
        | "reading" => Column::Kana,
        "せい" | "セイ" | "姓かな" | "姓カナ" | "姓ふりがな" | "familykana" => Column::FamilyKana,
        "めい" | "メイ" | "名かな" | "名カナ" | "名ふりがな" | "givenkana" => Column::GivenKana,
        "生年月日" | "誕生日" | "birth" | "birthday" | "birthdate" | "dateofbirth" => Column::Birth,
        "児童番号" | "児童コード" | "生徒番号" | "園児番号" | "学籍番号" | "管理番号" | "code" | "id" | "pupilcode" => {
            Column::Code
        }
        "グループ" | "クラブ" | "委員会" | "コース" | "班" | "group" | "groups" | "club" => Column::Group,
        "住所" | "address" => Column::ContactAddress(1),
        "続柄" | "relation" => Column::ContactRelation(1),
        "電話" | "電話番号" | "phone" | "tel" => Column::ContactPhone(1),
        other => return contact(other),
    })
}

fn contact(heading: &str) -> Option<Column> {
    let rest = ["保護者", "緊急連絡先", "連絡先", "guardian", "parent", "contact"]
        .iter()
        .find_map(|start| heading.strip_prefix(start))?;
    let figures: String = rest.chars().filter(char::is_ascii_digit).collect();
    let what: String = rest.chars().filter(|c| !c.is_ascii_digit()).collect();
    let place = if figures.is_empty() { 1 } else { figures.parse().ok()? };
    if !(1..=MOST_CONTACTS).contains(&place) {
        return None;
    }
    Some(match what.as_str() {
        "" | "氏名" | "名前" | "名" | "name" => Column::ContactName(place),
        "続柄" | "関係" | "relation" => Column::ContactRelation(place),
        "電話" | "電話番号" | "携帯" | "携帯電話" | "phone" | "tel" => Column::ContactPhone(place),
        "住所" | "address" => Column::ContactAddress(place),
        _ => return None,
    })
}
