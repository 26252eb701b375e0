//! What the names in telegrams mean: which telegram is which, which warnings belong together, how bad each is.

use itsumo_domain::alert::{Hazard, Severity};

/// A kind of telegram that is shown as an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 気象警報・注意報, by municipality; the reformed ones of 令和6年 speak for some families each.
    Weather,
    /// 土砂災害警戒情報
    Landslide,
    /// 記録的短時間大雨情報
    RecordRain,
    /// 竜巻注意情報
    Tornado,
    /// 府県気象防災速報 (線状降水帯, 記録的短時間大雨, 短時間大雪)
    Bulletin,
    /// 指定河川洪水予報, 水位周知河川に関する情報
    River,
    /// 緊急地震速報（警報）
    EarlyWarning,
    /// 震度速報, by region
    FirstIntensities,
    /// 震源・震度に関する情報, by municipality
    Intensities,
    /// 津波警報・注意報・予報
    Tsunami,
    /// 噴火警報・予報
    VolcanoWarning,
    /// 噴火速報
    Eruption,
    /// 降灰予報（速報・詳細）
    Ash,
    /// 熱中症警戒アラート
    Heat,
}

impl Kind {
    /// The kind with this `Control/Title`; `None` for those that are not shown as alerts (forecasts, charts,
    /// statistics, and early warnings meant for machines).
    pub fn of(title: &str) -> Option<Self> {
        let starts = |with: &str| title.starts_with(with);
        Some(match title {
            "気象特別警報・警報・注意報" | "気象警報・注意報" => Self::Weather,
            _ if starts("気象警報・注意報（") => Self::Weather,
            "土砂災害警戒情報" => Self::Landslide,
            "記録的短時間大雨情報" => Self::RecordRain,
            _ if starts("竜巻注意情報") => Self::Tornado,
            _ if title.contains("気象防災速報") => Self::Bulletin,
            "指定河川洪水予報" | "水位周知河川に関する情報" => Self::River,
            "緊急地震速報（警報）" => Self::EarlyWarning,
            "震度速報" => Self::FirstIntensities,
            "震源・震度に関する情報" => Self::Intensities,
            _ if starts("津波警報・注意報・予報") => Self::Tsunami,
            "噴火警報・予報" => Self::VolcanoWarning,
            "噴火速報" => Self::Eruption,
            "降灰予報（速報）" | "降灰予報（詳細）" => Self::Ash,
            _ if starts("熱中症警戒アラート") || starts("熱中症警戒情報") || starts("熱中症特別警戒") => {
                Self::Heat
            }
            _ => return None,
        })
    }
}

/// Warnings of which a place has one at a time: 大雨注意報, 大雨警報 and 大雨特別警報 replace each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// 大雨
    HeavyRain,
    /// 土砂災害, since the reform of 令和6年
    Landslide,
    /// 洪水
    Flood,
    /// 暴風・強風
    Wind,
    /// 暴風雪・風雪
    Blizzard,
    /// 大雪
    HeavySnow,
    /// 波浪
    Waves,
    /// 高潮
    StormSurge,
    /// 雷
    Thunder,
    /// 融雪
    Snowmelt,
    /// 濃霧
    Fog,
    /// 乾燥
    DryAir,
    /// なだれ
    Avalanche,
    /// 低温
    Cold,
    /// 霜
    Frost,
    /// 着氷
    Icing,
    /// 着雪
    SnowAccretion,
    /// その他
    Other,
}

/// Families with their slugs in keys and what their names contain; first hit wins (大雨 before 雨, 暴風雪 before 暴風).
const FAMILIES: [(Family, &str, &[&str]); 17] = [
    (Family::Landslide, "landslide", &["土砂"]),
    (Family::HeavyRain, "heavy-rain", &["大雨"]),
    (Family::Flood, "flood", &["洪水"]),
    (Family::Blizzard, "blizzard", &["暴風雪", "風雪"]),
    (Family::Wind, "wind", &["暴風", "強風"]),
    (Family::HeavySnow, "heavy-snow", &["大雪"]),
    (Family::Waves, "waves", &["波浪"]),
    (Family::StormSurge, "storm-surge", &["高潮"]),
    (Family::Thunder, "thunder", &["雷"]),
    (Family::Snowmelt, "snowmelt", &["融雪"]),
    (Family::Fog, "fog", &["濃霧"]),
    (Family::DryAir, "dry-air", &["乾燥"]),
    (Family::Avalanche, "avalanche", &["なだれ"]),
    (Family::Cold, "cold", &["低温"]),
    (Family::Icing, "icing", &["着氷"]),
    (Family::SnowAccretion, "snow-accretion", &["着雪"]),
    (Family::Frost, "frost", &["霜"]),
];

/// What one telegram of 気象警報・注意報 spoke for before the reform: all but 土砂災害, which was part of 大雨.
const BEFORE_REFORM: [Family; 17] = [
    Family::HeavyRain,
    Family::Flood,
    Family::Wind,
    Family::Blizzard,
    Family::HeavySnow,
    Family::Waves,
    Family::StormSurge,
    Family::Thunder,
    Family::Snowmelt,
    Family::Fog,
    Family::DryAir,
    Family::Avalanche,
    Family::Cold,
    Family::Frost,
    Family::Icing,
    Family::SnowAccretion,
    Family::Other,
];

impl Family {
    /// The family of a warning by its name: 大雨 of レベル３大雨警報.
    pub fn of(name: &str) -> Self {
        FAMILIES
            .iter()
            .find(|(_, _, parts)| parts.iter().any(|part| name.contains(part)))
            .map_or(Self::Other, |(family, _, _)| *family)
    }

    /// Its word in keys.
    pub fn slug(self) -> &'static str {
        FAMILIES.iter().find(|(family, _, _)| *family == self).map_or("other", |(_, slug, _)| slug)
    }

    /// Which advice fits.
    pub fn hazard(self) -> Hazard {
        match self {
            Self::HeavyRain => Hazard::HeavyRain,
            Self::Landslide => Hazard::Landslide,
            Self::Flood => Hazard::Flood,
            Self::Wind => Hazard::Wind,
            Self::Blizzard | Self::HeavySnow | Self::Avalanche => Hazard::Snow,
            Self::Waves | Self::StormSurge => Hazard::StormSurge,
            Self::Thunder => Hazard::Thunder,
            Self::Snowmelt
            | Self::Fog
            | Self::DryAir
            | Self::Cold
            | Self::Frost
            | Self::Icing
            | Self::SnowAccretion
            | Self::Other => Hazard::Weather,
        }
    }

    /// The families a telegram with this title is a complete statement of: what it does not name there is over.
    pub fn scope(title: &str) -> &'static [Self] {
        let Some((_, of)) = title.split_once("（Ｒ０６）") else { return &BEFORE_REFORM };
        match of.trim_matches(['（', '）']) {
            "大雨" => &[Self::HeavyRain],
            "土砂災害" | "土砂" => &[Self::Landslide],
            "高潮" => &[Self::StormSurge],
            "波浪" => &[Self::Waves],
            "暴風" => &[Self::Wind],
            "暴風雪" => &[Self::Blizzard],
            "大雪" => &[Self::HeavySnow],
            "その他注意報" => &[
                Self::Thunder,
                Self::Snowmelt,
                Self::Fog,
                Self::DryAir,
                Self::Avalanche,
                Self::Cold,
                Self::Frost,
                Self::Icing,
                Self::SnowAccretion,
            ],
            // One we do not know speaks only for what it names.
            _ => &[],
        }
    }
}

/// How bad a warning of weather or of a river is by its name; `None` for 解除 and for what is no warning.
///
/// 特別警報 is level 5, 危険警報 and 氾濫危険情報 level 4, 警報 and 氾濫警戒情報 level 3, 注意報 level 2.
pub(super) fn severity(name: &str) -> Option<Severity> {
    // 氾濫注意情報（警戒情報解除）: the words in brackets tell the past.
    let now = name.split('（').next().unwrap_or(name);
    let has = |part: &str| now.contains(part);
    if now.ends_with("解除") || now.is_empty() {
        None
    } else if ["特別警報", "危険", "発生", "レベル５", "レベル４"].into_iter().any(has) {
        Some(Severity::Emergency)
    } else if has("注意") || has("レベル２") {
        Some(Severity::Advisory)
    } else if has("警報") || has("警戒") || has("レベル３") {
        Some(Severity::Warning)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_the_family_and_how_bad_it_is() {
        let table = [
            ("大雨注意報", Family::HeavyRain, Some(Severity::Advisory)),
            ("大雨警報", Family::HeavyRain, Some(Severity::Warning)),
            ("大雨特別警報", Family::HeavyRain, Some(Severity::Emergency)),
            ("レベル２土砂災害注意報", Family::Landslide, Some(Severity::Advisory)),
            ("レベル３大雨警報", Family::HeavyRain, Some(Severity::Warning)),
            ("レベル４大雨危険警報", Family::HeavyRain, Some(Severity::Emergency)),
            ("レベル５高潮特別警報", Family::StormSurge, Some(Severity::Emergency)),
            ("暴風雪警報", Family::Blizzard, Some(Severity::Warning)),
            ("暴風警報", Family::Wind, Some(Severity::Warning)),
            ("着雪注意報", Family::SnowAccretion, Some(Severity::Advisory)),
            ("氾濫危険情報", Family::Other, Some(Severity::Emergency)),
            ("氾濫警戒情報", Family::Other, Some(Severity::Warning)),
            ("氾濫注意情報（警戒情報解除）", Family::Other, Some(Severity::Advisory)),
            ("氾濫注意情報解除", Family::Other, None),
            ("解除", Family::Other, None),
        ];
        for (name, family, bad) in table {
            assert_eq!((Family::of(name), severity(name)), (family, bad), "{name}");
        }
    }

    #[test]
    fn a_reformed_telegram_speaks_only_for_its_own_family() {
        assert_eq!(Family::scope("気象警報・注意報（Ｒ０６）（土砂）"), [Family::Landslide]);
        assert!(!Family::scope("気象警報・注意報（Ｈ２７）").contains(&Family::Landslide));
        assert!(Family::scope("気象警報・注意報（Ｒ０６）（新しい何か）").is_empty());
    }

    #[test]
    fn forecasts_and_warnings_for_machines_are_no_alerts() {
        for title in
            ["緊急地震速報（予報）", "地方天気予報", "気象警報・注意報時系列情報（Ｒ０６）", "降灰予報（定時）"]
        {
            assert_eq!(Kind::of(title), None, "{title}");
        }
        assert_eq!(Kind::of("津波警報・注意報・予報a"), Some(Kind::Tsunami));
    }
}
