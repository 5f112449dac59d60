//! What is found by a name.

/// What there is under each name, where that is one thing.
///
/// It is kept in the order of the names: few are found faster than by hashing, and many in few steps,
/// whoever chose them.
pub(super) struct Named<'v, T>(Vec<(&'v str, Option<T>)>);

impl<'v, T: Copy> Named<'v, T> {
    pub(super) fn of(items: impl Iterator<Item = (&'v str, T)>) -> Self {
        let mut all: Vec<_> = items.map(|(name, item)| (name, Some(item))).collect();
        all.sort_by_key(|(name, _)| *name);
        all.dedup_by(|later, first| {
            let is_again = later.0 == first.0;
            if is_again {
                first.1 = None;
            }
            is_again
        });
        Self(all)
    }

    /// The one thing of that name.
    pub(super) fn get(&self, name: &str) -> Option<T> {
        self.at(name)?.1
    }

    /// Whether there is anything of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.at(name).is_some()
    }

    fn at(&self, name: &str) -> Option<&(&'v str, Option<T>)> {
        let place = self.0.binary_search_by_key(&name, |(of, _)| of).ok()?;
        self.0.get(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_once_is_found() {
        let all = Named::of(
            [("b", 1), ("a", 2), ("c", 3), ("c", 4), ("c", 5), ("d", 6), ("d", 7)].into_iter(),
        );
        let found = ["a", "b", "c", "d", "e", ""].map(|name| (all.get(name), all.has(name)));
        let none = (None, false);
        assert_eq!(
            found,
            [(Some(2), true), (Some(1), true), (None, true), (None, true), none, none]
        );
    }
}
