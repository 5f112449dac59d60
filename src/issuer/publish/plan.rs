use std::time::Duration;

/// How long what is published is good for.
///
/// Each list says until when it is valid, and for how long a copy may be used before it is fetched
/// again (its time to live). A revocation is seen by everybody once the longest of these has passed:
/// who fetches anew sees it after the time to live, and who is shown an old copy believes it no longer
/// than it is valid. Short times make revocations quick; long ones keep badges verifiable where the
/// publisher is down.
///
/// ```
/// use std::time::Duration;
/// use openbadges::issuer::Publishing;
/// let hours = |hours: u64| Duration::from_secs(hours * 60 * 60);
/// let quick = Publishing::new(hours(24), hours(12), hours(1) / 4).unwrap();
/// assert_eq!(quick.ttl(), Duration::from_secs(900));
/// assert_eq!(Publishing::new(hours(1), hours(2), hours(1)), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Publishing {
    validity: Duration,
    renewal: Duration,
    ttl: Duration,
}

impl Publishing {
    /// Lists that are valid for `validity`, are signed anew when no more than `renewal` of it is
    /// left, and may be kept for `ttl`. All are whole seconds.
    ///
    /// `None` unless a second <= `ttl` <= `renewal` < `validity` <= a year: whatever is served is then
    /// valid for as long as it may be kept.
    pub fn new(validity: Duration, renewal: Duration, ttl: Duration) -> Option<Self> {
        const SECOND: Duration = Duration::from_secs(1);
        const YEAR: Duration = Duration::from_secs(366 * 24 * 60 * 60);
        let is_whole = |time: &Duration| time.subsec_nanos() == 0;
        let fits = SECOND <= ttl && ttl <= renewal && renewal < validity && validity <= YEAR;
        let is_plan = fits && [validity, renewal, ttl].iter().all(is_whole);
        is_plan.then_some(Self { validity, renewal, ttl })
    }

    /// For how long a list is valid from when it is signed.
    pub fn validity(&self) -> Duration {
        self.validity
    }

    /// How much of the validity is left when a list that did not change is signed anew.
    pub fn renewal(&self) -> Duration {
        self.renewal
    }

    /// For how long a copy may be used before it is fetched again.
    pub fn ttl(&self) -> Duration {
        self.ttl
    }
}

impl Default for Publishing {
    /// Seven days, signed anew when three and a half are left, and a time to live of one hour: the
    /// publisher may be down over a long weekend, and a revocation is seen within two hours by all who
    /// fetch.
    fn default() -> Self {
        const HOUR: u64 = 60 * 60;
        Self {
            validity: Duration::from_secs(7 * 24 * HOUR),
            renewal: Duration::from_secs(84 * HOUR),
            ttl: Duration::from_secs(HOUR),
        }
    }
}
