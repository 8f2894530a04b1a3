//! The catalogue as it is written down.

use super::{Class, Offered};
use crate::{Day, Faults};
use jiff::civil::Date;
use serde::{Deserialize, Deserializer};
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    pub version: String,
    pub languages: Vec<String>,
    pub programme: Vec<Spanned<ProgrammeText>>,
    pub service: Vec<Spanned<ServiceText>>,
    pub rule: Vec<Spanned<RuleText>>,
    /// Where each line begins.
    #[serde(skip)]
    pub lines: Vec<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProgrammeText {
    pub id: String,
    pub words: BTreeMap<String, String>,
    #[serde(default)]
    pub common_exit: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServiceText {
    pub id: String,
    pub icon: String,
    pub delivery: Offered,
    pub words: BTreeMap<String, String>,
    #[serde(default, rename = "where")]
    pub place: BTreeMap<String, String>,
    #[serde(deserialize_with = "day")]
    pub active_from: Day,
    #[serde(default, deserialize_with = "some_day")]
    pub active_until: Option<Day>,
    pub sites: Option<BTreeSet<String>>,
    #[serde(default)]
    pub minutes: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleText {
    pub service: String,
    pub programmes: Vec<String>,
    pub class: Class,
    pub participation: bool,
    pub elements: Vec<u16>,
    #[serde(deserialize_with = "day")]
    pub valid_from: Day,
    #[serde(default, deserialize_with = "some_day")]
    pub valid_until: Option<Day>,
    pub source: String,
}

pub(super) fn read(text: &str) -> Result<Text, Faults> {
    let lines = line_starts(text);
    match toml::from_str::<Text>(text) {
        Ok(read) => Ok(Text { lines, ..read }),
        Err(cause) => {
            let line = cause.span().map_or(1, |span| line_of(&lines, span.start));
            Err(Faults(vec![format!("line {line}: {}", cause.message())]))
        }
    }
}

impl Text {
    /// The line on which something begins, counted from 1.
    pub fn line<T>(&self, of: &Spanned<T>) -> usize {
        line_of(&self.lines, of.span().start)
    }
}

pub(crate) fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

pub(crate) fn line_of(lines: &[usize], at: usize) -> usize {
    lines.partition_point(|start| *start <= at)
}

impl<'de> Deserialize<'de> for Offered {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match String::deserialize(from)?.as_str() {
            "self" => Ok(Offered::SelfService),
            "information" => Ok(Offered::Information),
            "staff" => Ok(Offered::Staff),
            other => Err(serde::de::Error::custom(format!(
                "the delivery `{other}` does not exist; write self, information or staff"
            ))),
        }
    }
}

impl<'de> Deserialize<'de> for Class {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match String::deserialize(from)?.as_str() {
            "none" => Ok(Class::None),
            "basic" => Ok(Class::Basic),
            "individualised" => Ok(Class::Individualised),
            "training" => Ok(Class::Training),
            "supportive" => Ok(Class::Supportive),
            "follow-up" => Ok(Class::FollowUp),
            other => Err(serde::de::Error::custom(format!(
                "the class `{other}` does not exist; write basic, individualised, training, supportive, follow-up or none"
            ))),
        }
    }
}

fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Day, D::Error> {
    let written = toml::value::Datetime::deserialize(from)?;
    let date = written.date.filter(|_| written.time.is_none());
    let read = date.and_then(|date| {
        Date::new(date.year.try_into().ok()?, date.month.try_into().ok()?, date.day.try_into().ok()?).ok()
    });
    read.map(Day::of)
        .ok_or_else(|| serde::de::Error::custom("a day is written as 2026-01-31, without a time"))
}

fn some_day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Day>, D::Error> {
    day(from).map(Some)
}
