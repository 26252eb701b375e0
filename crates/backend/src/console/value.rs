//! A form's fields as a Rust value, by serde.
//!
//! Forms know only names and texts, and a name as often as it is ticked. So a `Vec` takes all of a name's texts, any
//! other type the last one; `bool` is `true` where a ticked box sent anything; an `Option` is `None` for an empty text;
//! a struct field that is missing needs `#[serde(default)]` unless it is an `Option`. Fields nobody asks for are passed over.

use serde::{
    Deserializer,
    de::{self, DeserializeOwned, IntoDeserializer, Visitor, value::MapDeserializer, value::SeqDeserializer},
    forward_to_deserialize_any,
};
use std::collections::BTreeMap;

/// Reads `fields` as a `T`.
///
/// # Errors
/// What could not be read, for the log of a test; never for people.
pub fn read<T: DeserializeOwned>(fields: impl IntoIterator<Item = (String, String)>) -> Result<T, String> {
    let mut by_name: BTreeMap<String, Texts> = BTreeMap::new();
    for (name, text) in fields {
        by_name.entry(name).or_default().0.push(text);
    }
    T::deserialize(MapDeserializer::<_, de::value::Error>::new(by_name.into_iter())).map_err(|error| error.to_string())
}

/// The texts that came under one name.
#[derive(Default)]
struct Texts(Vec<String>);

impl Texts {
    fn last(self) -> String {
        self.0.into_iter().next_back().unwrap_or_default()
    }
}

impl<'de> IntoDeserializer<'de, de::value::Error> for Texts {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! figures {
    ($($method:ident $visit:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            let text = self.last();
            let figures = itsumo_domain::text::nfkc(text.trim());
            visitor.$visit(figures.parse().map_err(|_| de::Error::custom("not a number"))?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Texts {
    type Error = de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_string(self.last())
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        if self.0.iter().all(|text| text.trim().is_empty()) { visitor.visit_none() } else { visitor.visit_some(self) }
    }
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let texts = self.0.into_iter().filter(|text| !text.is_empty());
        visitor.visit_seq(SeqDeserializer::new(texts.map(|text| Self(vec![text]))))
    }
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_bool(!matches!(self.last().as_str(), "" | "false" | "off"))
    }
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_enum(self.last().into_deserializer())
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }
    figures! {
        deserialize_i8 visit_i8 deserialize_i16 visit_i16 deserialize_i32 visit_i32 deserialize_i64 visit_i64
        deserialize_u8 visit_u8 deserialize_u16 visit_u16 deserialize_u32 visit_u32 deserialize_u64 visit_u64
        deserialize_f32 visit_f32 deserialize_f64 visit_f64
    }
    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use itsumo_domain::school::absence::{Reason, Symptom};
    use serde::Deserialize;
    use uuid::Uuid;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Form {
        pupil: Uuid,
        day: Option<NaiveDate>,
        #[serde(default)]
        reason: Reason,
        #[serde(default)]
        symptom: Vec<Symptom>,
        #[serde(default)]
        call: bool,
        count: u16,
    }

    fn form(text: &str) -> Result<Form, String> {
        read(url::form_urlencoded::parse(text.as_bytes()).into_owned())
    }

    #[test]
    fn a_form_is_read_as_people_fill_it() {
        let id = Uuid::from_u128(7);
        let got =
            form(&format!("pupil={id}&day=2026-11-24&reason=clinic&symptom=fever&symptom=cough&call=on&count=３&x=1"));
        let day = NaiveDate::from_ymd_opt(2026, 11, 24);
        let symptom = vec![Symptom::Fever, Symptom::Cough];
        assert_eq!(got.unwrap(), Form { pupil: id, day, reason: Reason::Clinic, symptom, call: true, count: 3 });
        let got = form(&format!("pupil={id}&day=&symptom=fever&count=0")).unwrap();
        assert_eq!((got.day, got.symptom, got.call), (None, vec![Symptom::Fever], false));
    }

    #[test]
    fn what_is_not_there_or_not_so_is_an_error() {
        let id = Uuid::from_u128(7);
        for (text, why) in [
            ("count=1".to_owned(), "missing field `pupil`"),
            (format!("pupil={id}&count=many"), "not a number"),
            (format!("pupil={id}&count=1&day=tomorrow"), "input contains invalid characters"),
            (format!("pupil={id}&count=1&symptom=hunger"), "unknown variant `hunger`"),
        ] {
            let error = form(&text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
