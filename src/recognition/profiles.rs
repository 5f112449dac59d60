//! Policies of real places, as far as their rules are known.
//!
//! Each is a file with its source and date, and says what was not found; what is not known is a
//! parameter that whoever uses the profile must supply, never a figure of ours. Whose credentials
//! count is one in each of them (`issuers`): under none does whoever issues to themselves get value.
//! They are a start for a policy of one's own: the places themselves have the last word.

use super::{Parameters, Policy, PolicyError};

/// A policy of a real place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its name, such as `tennessee`.
    pub name: &'static str,
    /// Its text, in TOML.
    pub text: &'static str,
}

impl Profile {
    /// The policy, with what it leaves open.
    ///
    /// # Errors
    /// Which of them are missing, or do not fit.
    pub fn policy(&self, parameters: &Parameters) -> Result<Policy, PolicyError> {
        Policy::from_toml(self.text, parameters)
    }
}

macro_rules! profiles {
    ($($name:literal),+ $(,)?) => {
        &[$(Profile { name: $name, text: include_str!(concat!("profiles/", $name, ".toml")) }),+]
    };
}

/// Every profile, by name.
pub const ALL: &[Profile] = profiles![
    "aurora",
    "d11",
    "delaware",
    "kettle-moraine",
    "lake-elsinore",
    "muskego-norway",
    "north-carolina",
    "tennessee",
    "troy-30-c",
    "utah",
];

/// The profile with a name.
///
/// ```
/// use openbadges::recognition::{Parameters, profiles};
/// let provider = "https://provider.example/issuer".parse()?;
/// let parameters = Parameters::new().with_identifier("issuers", provider);
/// let tennessee = profiles::find("tennessee").unwrap().policy(&parameters)?;
/// assert_eq!(tennessee.jurisdiction, "US-TN");
/// // What is not known is asked for.
/// assert!(profiles::find("delaware").unwrap().policy(&parameters).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn find(name: &str) -> Option<&'static Profile> {
    ALL.iter().find(|profile| profile.name == name)
}
