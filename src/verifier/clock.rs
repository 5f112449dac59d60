use std::cell::RefCell;

use crate::text::Timestamp;

/// The moment as of which a verification is made. It notes until when its answers stay the same, so
/// that what was found can be kept that long.
///
/// Every comparison of a document's time with now is made here.
pub(super) struct Clock {
    now: Timestamp,
    /// The first moment after now at which one of its answers changes, as far as it was asked.
    changes: RefCell<Option<Timestamp>>,
}

impl Clock {
    pub(super) fn at(now: Timestamp) -> Self {
        Self { now, changes: RefCell::default() }
    }

    pub(super) fn now(&self) -> &Timestamp {
        &self.now
    }

    /// Whether `time` is now or earlier.
    pub(super) fn has_come(&self, time: &Timestamp) -> bool {
        let has_come = time.instant() <= self.now.instant();
        if !has_come {
            self.note(time);
        }
        has_come
    }

    /// Whether `time` is earlier than now.
    pub(super) fn is_over(&self, time: &Timestamp) -> bool {
        let is_over = time.instant() < self.now.instant();
        if !is_over {
            self.note(time);
        }
        is_over
    }

    /// Whether `time` is more than `skew` seconds ahead, by which other clocks may be fast.
    pub(super) fn is_ahead(&self, time: &Timestamp, skew: u32) -> bool {
        let latest = self.now.plus_seconds(i64::from(skew));
        let is_ahead = latest.is_some_and(|latest| time.instant() > latest.instant());
        if is_ahead {
            // It comes nearer with every moment.
            self.note(&self.now);
        }
        is_ahead
    }

    /// Runs `f`, and gives the first moment from which it might find something else; `None` where
    /// there is none.
    pub(super) fn watch<T>(&self, f: impl FnOnce() -> T) -> (T, Option<Timestamp>) {
        let before = self.changes.take();
        let found = f();
        let changes = self.changes.replace(before);
        if let Some(changes) = &changes {
            self.note(changes);
        }
        (found, changes)
    }

    fn note(&self, time: &Timestamp) {
        let mut changes = self.changes.borrow_mut();
        if changes.as_ref().is_none_or(|known| time.instant() < known.instant()) {
            *changes = Some(time.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_next_change_is_the_first_of_those_asked_about() {
        let clock = Clock::at(time("2026-08-01T00:00:00Z"));
        let ((), none) = clock.watch(|| {
            assert!(clock.has_come(&time("2026-08-01T00:00:00Z")));
            assert!(!clock.is_ahead(&time("2026-08-01T00:01:00Z"), 60));
        });
        assert_eq!(none, None);
        let (((), inner), outer) = clock.watch(|| {
            assert!(!clock.is_over(&time("2026-08-01T02:00:00+01:00")));
            clock.watch(|| assert!(!clock.has_come(&time("2026-08-01T00:30:00Z"))))
        });
        assert_eq!(inner, Some(time("2026-08-01T00:30:00Z")));
        assert_eq!(outer, inner, "what is found inside is part of what is found outside");
        let ((), now) = clock.watch(|| assert!(clock.is_ahead(&time("2027-01-01T00:00:00Z"), 60)));
        assert_eq!(now.as_ref(), Some(clock.now()), "from the next moment on nothing is sure");
    }
}
