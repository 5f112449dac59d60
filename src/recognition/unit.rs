use std::fmt;
use std::str::FromStr;

use super::ValueError;
use crate::text::{Decimal, Iri};

/// In what the value of a micro-credential is counted.
///
/// Policies and rates write a unit by its name: `clockHour`, `pdp`, `USD`, or the IRI of a unit of
/// one's own.
///
/// ```
/// use openbadges::recognition::Unit;
/// let unit: Unit = "ceu".parse()?;
/// assert_eq!(unit.ctdl(), Some("https://purl.org/ctdl/vocabs/creditUnit/ContinuingEducationUnit"));
/// assert!("USD".parse::<Unit>()?.is_money());
/// assert!("hours".parse::<Unit>().is_err());
/// # Ok::<(), openbadges::recognition::ValueError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Unit {
    /// An hour of learning by the clock.
    ClockHour,
    /// A continuing education unit. How many hours it is, a rate says.
    Ceu,
    /// A professional development point.
    Pdp,
    /// A semester hour of a college or university.
    SemesterHour,
    /// A credit of a school board.
    BoardCredit,
    /// A credit as a district counts it, where nothing more is known of it.
    Credit,
    /// A credit of the Utah State Board of Education.
    UsbeCredit,
    /// A lane, or a step, of a salary schedule.
    SalaryLane,
    /// Micro-credentials, counted.
    MicroCredential,
    /// Money.
    Money(Currency),
    /// A unit of one's own.
    Own(Iri),
}

/// The units with a name, and what they are called: one, and several.
const NAMED: &[(Unit, &str, &str, &str)] = &[
    (Unit::ClockHour, "clockHour", "clock hour", "clock hours"),
    (Unit::Ceu, "ceu", "continuing education unit", "continuing education units"),
    (Unit::Pdp, "pdp", "professional development point", "professional development points"),
    (Unit::SemesterHour, "semesterHour", "semester hour", "semester hours"),
    (Unit::BoardCredit, "boardCredit", "board credit", "board credits"),
    (Unit::Credit, "credit", "credit", "credits"),
    (Unit::UsbeCredit, "usbeCredit", "USBE credit", "USBE credits"),
    (Unit::SalaryLane, "salaryLane", "salary lane", "salary lanes"),
    (Unit::MicroCredential, "microCredential", "micro-credential", "micro-credentials"),
];

impl Unit {
    /// The name in policies and reports.
    pub fn as_str(&self) -> &str {
        match self {
            Unit::Money(currency) => currency.as_str(),
            Unit::Own(iri) => iri.as_str(),
            named => NAMED.iter().find(|(unit, ..)| unit == named).map_or("", |(_, name, ..)| name),
        }
    }

    /// The units that go by a name, in the order of the documentation; money and units of one's own
    /// are not among them.
    pub fn named() -> impl Iterator<Item = &'static Unit> {
        NAMED.iter().map(|(unit, ..)| unit)
    }

    /// The concept of CTDL's scheme `CreditUnit` that says the same, where there is one.
    pub fn ctdl(&self) -> Option<&'static str> {
        match self {
            Unit::ClockHour => Some("https://purl.org/ctdl/vocabs/creditUnit/ClockHour"),
            Unit::Ceu => Some("https://purl.org/ctdl/vocabs/creditUnit/ContinuingEducationUnit"),
            Unit::SemesterHour => Some("https://purl.org/ctdl/vocabs/creditUnit/SemesterHour"),
            _ => None,
        }
    }

    /// Whether it is a currency.
    pub fn is_money(&self) -> bool {
        matches!(self, Unit::Money(_))
    }

    /// What a person calls `number` of it.
    pub(super) fn words(&self, number: Decimal) -> &str {
        let named = NAMED.iter().find(|(unit, ..)| unit == self);
        match named {
            Some((_, _, one, _)) if number == Decimal::from(1) => one,
            Some((_, _, _, several)) => several,
            None => self.as_str(),
        }
    }
}

impl FromStr for Unit {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        if let Some((unit, ..)) = NAMED.iter().find(|(_, name, ..)| *name == text) {
            return Ok(unit.clone());
        }
        if text.len() == 3
            && let Ok(currency) = text.parse()
        {
            return Ok(Unit::Money(currency));
        }
        Iri::parse(text).map(Unit::Own).map_err(|_| ValueError::NoUnit(text.to_owned()))
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for Unit {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The alphabetic code of a currency (ISO 4217).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(&'static str);

impl Currency {
    /// Three capital letters.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl FromStr for Currency {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let found = CURRENCIES.binary_search(&text).ok().and_then(|at| CURRENCIES.get(at));
        found.map(|code| Self(code)).ok_or_else(|| ValueError::NoUnit(text.to_owned()))
    }
}

/// Currencies in circulation, and funds codes; no precious metals, and no codes for tests.
const CURRENCIES: &[&str] = &[
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT",
    "BGN", "BHD", "BIF", "BMD", "BND", "BOB", "BOV", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD",
    "CAD", "CDF", "CHE", "CHF", "CHW", "CLF", "CLP", "CNY", "COP", "COU", "CRC", "CUP", "CVE",
    "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL",
    "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR",
    "IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD",
    "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK",
    "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MXV", "MYR", "MZN", "NAD", "NGN", "NIO",
    "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON",
    "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD",
    "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD",
    "TZS", "UAH", "UGX", "USD", "USN", "UYI", "UYU", "UYW", "UZS", "VED", "VES", "VND", "VUV",
    "WST", "XAF", "XCD", "XCG", "XOF", "XPF", "YER", "ZAR", "ZMW", "ZWG",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back() {
        for unit in Unit::named() {
            assert_eq!(unit.as_str().parse::<Unit>().unwrap(), *unit);
        }
        assert!(CURRENCIES.is_sorted());
        for code in CURRENCIES {
            assert_eq!(code.parse::<Unit>().unwrap().as_str(), *code);
        }
        let own = "https://district.example/units/badge-point";
        assert_eq!(own.parse::<Unit>().unwrap().as_str(), own);
        for text in ["", "usd", "XXX", "PDP", "clock hour", "pdp "] {
            assert!(text.parse::<Unit>().is_err(), "{text:?}");
        }
    }
}
