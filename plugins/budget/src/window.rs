//! Windows and hours, by the calendar of a time zone.

use std::time::Duration;

use jiff::{
    Timestamp, ToSpan, Zoned,
    civil::{Date, Weekday},
    tz::TimeZone,
};
use portcullis_guest::{Error, state};

use crate::config::{Calendar, Hours, WindowConfig};

/// The longest window that the state has.
const LONGEST: Duration = Duration::from_secs(400 * 86_400);

/// In which time something is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Window {
    Rolling(Duration),
    Calendar(Calendar),
}

impl Window {
    pub(crate) fn read(config: &WindowConfig) -> Result<Self, String> {
        match config {
            WindowConfig::Calendar(unit) => Ok(Self::Calendar(*unit)),
            WindowConfig::Rolling(text) => {
                let wrong =
                    || format!("`{text}` is no length of time: write `90s`, `5m`, `24h` or `30d`, up to 400 days");
                let unit = text.chars().next_back().ok_or_else(wrong)?;
                let seconds = match unit {
                    's' => 1,
                    'm' => 60,
                    'h' => 3600,
                    'd' => 86_400,
                    _ => return Err(wrong()),
                };
                let number: u64 = text.trim_end_matches(unit).parse().map_err(|_| wrong())?;
                let length = number.checked_mul(seconds).map(Duration::from_secs).ok_or_else(wrong)?;
                if length.is_zero() || length > LONGEST { Err(wrong()) } else { Ok(Self::Rolling(length)) }
            }
        }
    }

    /// The window of the state that something counts in at a moment, and how long it is counted there.
    pub(crate) fn at(self, now: &Zoned) -> Result<(state::Window, Duration), Error> {
        match self {
            Self::Rolling(length) => Ok((state::Window::Rolling(length), length)),
            Self::Calendar(unit) => {
                let end = end(unit, now)?.timestamp().as_millisecond();
                let left = end.saturating_sub(now.timestamp().as_millisecond());
                let ms = |time: i64| u64::try_from(time).unwrap_or_default();
                Ok((state::Window::Until(ms(end)), Duration::from_millis(ms(left))))
            }
        }
    }
}

/// Where the unit at hand ends.
fn end(unit: Calendar, now: &Zoned) -> Result<Zoned, jiff::Error> {
    let day = |date: Date| date.to_zoned(now.time_zone().clone());
    match unit {
        Calendar::Hour => {
            let into = i64::from(now.minute()) * 60_000_000_000
                + i64::from(now.second()) * 1_000_000_000
                + i64::from(now.subsec_nanosecond());
            now.checked_sub(into.nanoseconds())?.checked_add(1.hour())
        }
        Calendar::Day => day(now.date().tomorrow()?),
        Calendar::Week => {
            let left = 7 - i64::from(now.weekday().to_monday_zero_offset());
            day(now.date().checked_add(left.days())?)
        }
        Calendar::Month => day(now.date().first_of_month().checked_add(1.month())?),
        Calendar::Year => day(now.date().first_of_year().checked_add(1.year())?),
    }
}

/// The event's time in a time zone.
pub(crate) fn zoned(time_ms: u64, zone: &TimeZone) -> Result<Zoned, Error> {
    let time = i64::try_from(time_ms).map_err(|_| Error::new("the event's time is out of range"))?;
    Ok(Timestamp::from_millisecond(time)?.to_zoned(zone.clone()))
}

/// Hours of some days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Times {
    days: Vec<Weekday>,
    /// Minutes of the day.
    from: u32,
    to: u32,
}

impl Times {
    pub(crate) fn read(hours: &Hours) -> Result<Self, String> {
        let days = hours.days.iter().map(|day| weekday(day)).collect::<Result<Vec<_>, _>>()?;
        let (from, to) = (minutes(&hours.from)?, minutes(&hours.to)?);
        if days.is_empty() || from >= to {
            return Err(
                "hours have days, and end later in the day than they begin: write two rules for a night".to_owned()
            );
        }
        Ok(Self { days, from, to })
    }

    /// Whether others hold whenever these do.
    pub(crate) fn within(&self, others: &Self) -> bool {
        self.days.iter().all(|day| others.days.contains(day)) && others.from <= self.from && self.to <= others.to
    }

    pub(crate) fn hold(&self, now: &Zoned) -> bool {
        let minute = u32::from(now.hour().unsigned_abs()) * 60 + u32::from(now.minute().unsigned_abs());
        self.days.contains(&now.weekday()) && (self.from..self.to).contains(&minute)
    }
}

fn weekday(day: &str) -> Result<Weekday, String> {
    Ok(match day {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        other => return Err(format!("`{other}` is no day: there are mon, tue, wed, thu, fri, sat, sun")),
    })
}

fn minutes(text: &str) -> Result<u32, String> {
    let parts = text.split_once(':').filter(|(hours, minutes)| hours.len() == 2 && minutes.len() == 2);
    let parts = parts.and_then(|(hours, minutes)| Some((hours.parse::<u32>().ok()?, minutes.parse::<u32>().ok()?)));
    match parts {
        Some((hours, minutes)) if minutes < 60 && hours * 60 + minutes <= 24 * 60 => Ok(hours * 60 + minutes),
        _ => Err(format!("`{text}` is no time of day: write `09:00`, at most `24:00`")),
    }
}
