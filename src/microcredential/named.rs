//! What is found by a name.

/// Names, to be chosen from in a message: long ones are cut, and so are many.
pub(super) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const TOLD: usize = 20;
    let cut = |name: &str| name.chars().take(80).collect::<String>();
    let mut names: Vec<String> = names.take(TOLD + 1).map(cut).collect();
    if let Some(rest) = names.get_mut(TOLD) {
        "…".clone_into(rest);
    }
    names.join(", ")
}

/// So many are compared one by one, which is faster than any order.
const FEW: usize = 8;

/// What there is under each name, where that is one thing.
///
/// Few stand side by side, and many in the order of their names, so that each is found in few steps,
/// whoever chose them.
pub(crate) struct Named<'v, T> {
    few: [(&'v str, Option<T>); FEW],
    count: usize,
    many: Vec<(&'v str, Option<T>)>,
}

impl<'v, T: Copy> Named<'v, T> {
    pub(crate) fn of(items: impl Iterator<Item = (&'v str, T)>) -> Self {
        let mut all = Self { few: [("", None); FEW], count: 0, many: Vec::new() };
        for (name, item) in items {
            if !all.many.is_empty() {
                all.many.push((name, Some(item)));
            } else if let Some(other) = all.few.iter_mut().take(all.count).find(|it| it.0 == name) {
                other.1 = None;
            } else if let Some(free) = all.few.get_mut(all.count) {
                *free = (name, Some(item));
                all.count += 1;
            } else {
                all.many.extend(all.few);
                all.many.push((name, Some(item)));
            }
        }
        all.many.sort_by_key(|(name, _)| *name);
        all.many.dedup_by(|later, first| {
            let is_again = later.0 == first.0;
            if is_again {
                first.1 = None;
            }
            is_again
        });
        all
    }

    /// The one thing of that name.
    pub(crate) fn get(&self, name: &str) -> Option<T> {
        self.at(name)?.1
    }

    /// Whether there is anything of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.at(name).is_some()
    }

    /// How many names there are of which there is one thing.
    pub(crate) fn count_of_single(&self) -> usize {
        let all = match self.many.is_empty() {
            true => self.few.get(..self.count).unwrap_or_default(),
            false => &self.many,
        };
        all.iter().filter(|(_, item)| item.is_some()).count()
    }

    fn at(&self, name: &str) -> Option<&(&'v str, Option<T>)> {
        if self.many.is_empty() {
            return self.few.iter().take(self.count).find(|(of, _)| *of == name);
        }
        let place = self.many.binary_search_by_key(&name, |(of, _)| of).ok()?;
        self.many.get(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_once_is_found() {
        for others in [0, 2, 3, 4, 90] {
            let others: Vec<String> = (0..others).map(|number| format!("z{number}")).collect();
            let others = others.iter().map(|name| (&**name, 9));
            let all = [("b", 1), ("a", 2), ("c", 3), ("c", 4), ("c", 5), ("d", 6), ("d", 7)];
            for all in [
                Named::of(all.into_iter().chain(others.clone())),
                Named::of(others.clone().chain(all)),
            ] {
                let found =
                    ["a", "b", "c", "d", "e", ""].map(|name| (all.get(name), all.has(name)));
                let none = (None, false);
                let twice = (None, true);
                assert_eq!(found, [(Some(2), true), (Some(1), true), twice, twice, none, none]);
                assert_eq!(all.count_of_single(), 2 + others.len());
                assert!(others.clone().all(|(name, item)| all.get(name) == Some(item)));
            }
        }
    }
}
