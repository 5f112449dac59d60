//! Many credentials at once, on every core.

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::Verifier;
use crate::report::Report;
use crate::text::Timestamp;

impl Verifier {
    /// Verifies each of `badges` as of `now`, and hands the reports to `each` in the order of the
    /// badges, soon after they and all before them are there.
    ///
    /// `threads` of them are verified at a time, one by the calling thread ([`std::thread::available_parallelism`] is a good
    /// number, or more where the resolver has to wait for a network). Key documents and status lists
    /// are read once for all. Badges are taken from the iterator as they are needed, and no more
    /// than some hundred reports wait for their turn: a million badges take no more memory than a
    /// thousand.
    ///
    /// ```
    /// use std::num::NonZeroUsize;
    /// use openbadges::report::Outcome;
    /// use openbadges::{Timestamp, Verifier};
    /// let badges = ["{}", "[]", "no JSON at all"];
    /// let mut outcomes = Vec::new();
    /// Verifier::new().verify_all(badges, &Timestamp::now(), NonZeroUsize::MIN, |report| {
    ///     outcomes.push(report.outcome());
    /// });
    /// assert_eq!(outcomes, [Outcome::Invalid; 3]);
    /// ```
    ///
    /// # Panics
    /// Only where the iterator, the resolver or `each` does.
    pub fn verify_all<I>(
        &self,
        badges: I,
        now: &Timestamp,
        threads: NonZeroUsize,
        mut each: impl FnMut(Report),
    ) where
        I: IntoIterator<IntoIter: Send, Item: AsRef<[u8]>>,
    {
        let window = threads.get().saturating_mul(WINDOW_OF_A_THREAD);
        let queue = Queue::new(badges.into_iter(), window);
        let verify = |(place, badge): (usize, I::Item)| {
            queue.put(place, self.verify(badge.as_ref(), now));
        };
        thread::scope(|scope| {
            for _ in 1..threads.get() {
                scope.spawn(|| {
                    let _leaving = Leaving(&queue);
                    while let Some(badge) = queue.take() {
                        verify(badge);
                    }
                });
            }
            // If `each` panics, nobody waits for room any more.
            let _closing = Closing(&queue);
            while let Some(next) = queue.next() {
                match next {
                    Next::Report(report) => each(*report),
                    Next::Badge(badge) => verify(badge),
                }
            }
        });
    }
}

/// What the calling thread does next.
enum Next<B> {
    /// To hand over a report, whose turn it is.
    Report(Box<Report>),
    /// To verify a badge, like the other threads.
    Badge((usize, B)),
}

/// How far a thread may be ahead of the badge whose report is handed over next: far enough that one
/// slow badge holds nobody up, and few enough that reports do not pile up.
const WINDOW_OF_A_THREAD: usize = 64;

struct Queue<I> {
    state: Mutex<State<I>>,
    /// Told when there is room for another badge, or none is wanted any more.
    room: Condvar,
    /// Told when a report is there, or none is to come.
    report: Condvar,
    window: usize,
}

struct State<I> {
    /// `None` when there are no more.
    badges: Option<I>,
    /// The number of reports that were handed over.
    given: usize,
    /// The reports of the badges after those, as far as badges were taken.
    reports: VecDeque<Option<Report>>,
    /// Whether a thread has left its work undone.
    is_broken: bool,
}

impl<I: Iterator> Queue<I> {
    fn new(badges: I, window: usize) -> Self {
        let state =
            State { badges: Some(badges), given: 0, reports: VecDeque::new(), is_broken: false };
        Self { state: Mutex::new(state), room: Condvar::new(), report: Condvar::new(), window }
    }

    fn lock(&self) -> MutexGuard<'_, State<I>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next badge, and its place in line.
    fn take(&self) -> Option<(usize, I::Item)> {
        let mut state = self.lock();
        while state.reports.len() >= self.window && state.badges.is_some() {
            state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let badge = state.take();
        if badge.is_none() {
            self.report.notify_one();
            self.room.notify_all();
        }
        badge
    }

    fn put(&self, place: usize, report: Report) {
        let mut state = self.lock();
        let ahead = place - state.given;
        if let Some(slot) = state.reports.get_mut(ahead) {
            *slot = Some(report);
        }
        if ahead == 0 {
            self.report.notify_one();
        }
    }

    /// What the calling thread does next; `None` when all reports are handed over.
    fn next(&self) -> Option<Next<I::Item>> {
        let mut state = self.lock();
        loop {
            if let Some(Some(_)) = state.reports.front() {
                state.given += 1;
                self.room.notify_one();
                return state.reports.pop_front().flatten().map(|it| Next::Report(Box::new(it)));
            }
            if state.is_broken {
                return None;
            }
            if state.reports.len() < self.window
                && let Some(badge) = state.take()
            {
                return Some(Next::Badge(badge));
            }
            if state.badges.is_none() && state.reports.is_empty() {
                self.room.notify_all();
                return None;
            }
            state = self.report.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl<I: Iterator> State<I> {
    fn take(&mut self) -> Option<(usize, I::Item)> {
        let Some(badge) = self.badges.as_mut().and_then(Iterator::next) else {
            self.badges = None;
            return None;
        };
        let place = self.given + self.reports.len();
        self.reports.push_back(None);
        Some((place, badge))
    }
}

/// Says so when a thread ends by a panic, which would else be waited for.
struct Leaving<'q, I: Iterator>(&'q Queue<I>);

impl<I: Iterator> Drop for Leaving<'_, I> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.lock().is_broken = true;
            self.0.report.notify_one();
        }
    }
}

/// Says that no more reports are wanted.
struct Closing<'q, I: Iterator>(&'q Queue<I>);

impl<I: Iterator> Drop for Closing<'_, I> {
    fn drop(&mut self) {
        self.0.lock().badges = None;
        self.0.room.notify_all();
    }
}
