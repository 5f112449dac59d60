//! The lists.

use std::collections::BTreeSet;

use super::*;

/// A published list says what was set, and each purpose has its own.
pub(super) fn the_bits_are_those_that_were_set(store: &dyn StatusStore) -> Outcome {
    let mut revoked = Bitstring::new(MINIMUM_ENTRIES);
    let mut suspended = revoked.clone();
    for number in 0..60 {
        let id = format!("urn:x:{number}");
        let place = said(store.reserve(&request(&id)?))?;
        let index = u64::from(place.index);
        if number % 3 == 0 {
            said(store.set(&Change::revoke(&id, noon()?)))?;
            revoked.set(index, 1, 1).map_err(|error| error.to_string())?;
        }
        if number % 4 == 0 {
            said(store.set(&Change::suspend(&id, noon()?)))?;
            suspended.set(index, 1, 1).map_err(|error| error.to_string())?;
        }
    }
    same("the revoked", &said(store.bits(&ListName::revocation(1)))?, &revoked)?;
    same("the suspended", &said(store.bits(&ListName::suspension(1)))?, &suspended)
}

/// A revision changes with the bits of its list, and only then.
pub(super) fn revisions_follow_the_bits(store: &dyn StatusStore) -> Outcome {
    let revisions = || -> Result<Vec<u64>, String> {
        Ok(said(store.lists())?.iter().map(|list| list.revision).collect())
    };
    let id = "urn:x:1";
    said(store.reserve(&request(id)?))?;
    let mut before = revisions()?;
    same("the first revisions", &before, &vec![0, 0])?;
    for (change, changes_revocation, changes_suspension) in [
        (Change::suspend(id, noon()?), false, true),
        (Change::suspend(id, noon()?), false, false),
        (Change::revoke(id, noon()?), true, false),
        (Change::reinstate(id, noon()?), false, true),
        (Change::revoke(id, noon()?), false, false),
    ] {
        said(store.set(&change))?;
        let after = revisions()?;
        let grew: Vec<bool> = before.iter().zip(&after).map(|(old, new)| new > old).collect();
        same("which revisions grew", &grew, &vec![changes_revocation, changes_suspension])?;
        before = after;
    }
    said(store.reserve(&request("urn:x:2")?))?;
    same("the revisions after a reservation", &revisions()?, &before)?;

    // Each list says when it changed last.
    let changed = || -> Result<Vec<Option<Timestamp>>, String> {
        Ok(said(store.lists())?.into_iter().map(|list| list.changed_at).collect())
    };
    same("the times", &changed()?, &vec![Some(noon()?), Some(noon()?)])?;
    let (later, last) = (time("2026-08-02T12:00:00Z")?, time("2026-08-03T12:00:00.5Z")?);
    said(store.set(&Change::suspend("urn:x:2", later.clone())))?;
    same("the times", &changed()?, &vec![Some(noon()?), Some(later.clone())])?;
    said(store.set(&Change::suspend("urn:x:2", last.clone())))?;
    same("the times of no change", &changed()?, &vec![Some(noon()?), Some(later)])?;
    said(store.set(&Change::reinstate("urn:x:2", last.clone())))?;
    same("the times", &changed()?, &vec![Some(noon()?), Some(last)])
}

/// A new list is opened when the planned part of the last one is used, and not before.
pub(super) fn lists_rotate(store: &dyn StatusStore) -> Outcome {
    let places = reserve(store, 0..ALLOTTED * 2 + 1)?;
    for (number, place) in (0..).zip(&places) {
        same("the list", &place.list, &(number / ALLOTTED + 1))?;
    }
    let lists = said(store.lists())?;
    let names: Vec<String> = lists.iter().map(|list| list.name.to_string()).collect();
    let expected = [
        "revocation-1",
        "suspension-1",
        "revocation-2",
        "suspension-2",
        "revocation-3",
        "suspension-3",
    ];
    same("the lists", &names, &expected.map(str::to_owned).to_vec())?;
    same("the allotted entries", &allotted(store)?, &vec![ALLOTTED, ALLOTTED, 1])?;
    ensure(lists.iter().all(|list| list.entries == MINIMUM_ENTRIES), || {
        "other lengths".to_owned()
    })?;

    // Old lists live on.
    said(store.set(&Change::revoke("urn:x:0", noon()?)))?;
    for (number, expected) in [(1, 1), (2, 0), (3, 0)] {
        let bits = said(store.bits(&ListName::revocation(number)))?;
        let set: u32 = bits.as_bytes().iter().map(|byte| byte.count_ones()).sum();
        same("the set bits", &set, &expected)?;
    }
    Ok(())
}

/// Credentials with other entries are in other lists, which are as they need them.
pub(super) fn each_kind_has_its_lists(store: &dyn StatusStore) -> Outcome {
    let kinds = [
        StatusEntries::REVOCATION,
        with_messages(2)?,
        StatusEntries::REVOCATION.and_refresh(),
        with_messages(8)?,
    ];
    let mut numbers = BTreeSet::new();
    for round in 0..3 {
        for (kind, entries) in kinds.into_iter().enumerate() {
            let asked = request(&format!("urn:x:{kind}-{round}"))?.with_entries(entries);
            let place = said(store.reserve(&asked))?;
            same("the list", &(place.list as usize), &(kind + 1))?;
            ensure(numbers.insert(place.place()), || format!("{place:?} came twice"))?;
            let record = found(store, asked.credential.as_str())?;
            same("the request", &record.request, &asked)?;
        }
    }
    let names: Vec<String> =
        said(store.lists())?.iter().map(|list| format!("{}/{}", list.name, list.size)).collect();
    let expected = [
        "revocation-1/1",
        "revocation-2/1",
        "suspension-2/1",
        "refresh-2/1",
        "message-2/2",
        "revocation-3/1",
        "refresh-3/1",
        "revocation-4/1",
        "suspension-4/1",
        "refresh-4/1",
        "message-4/8",
    ];
    same("the lists", &names, &expected.map(str::to_owned).to_vec())?;
    same("the allotted entries", &allotted(store)?, &vec![3, 3, 3, 3])?;
    for list in said(store.lists())? {
        let bits = said(store.bits(&list.name))?;
        same("the length", &bits, &Bitstring::new(list.entries * list.size))?;
    }
    refused("a list of none", store.bits(&ListName::suspension(1)), Code::StoreUnknown)
}

/// What is closed takes no more, and lives on.
pub(super) fn rotate_on_command(store: &dyn StatusStore) -> Outcome {
    let noon = noon()?;
    same("the closed of none", &said(store.rotate(&noon))?, &Vec::new())?;
    same("the lists", &said(store.lists())?, &Vec::new())?;
    let mut places = reserve(store, 0..3)?;
    let other = request("urn:x:other")?.with_entries(StatusEntries::REVOCATION);
    places.push(said(store.reserve(&other))?);
    same("the closed", &said(store.rotate(&noon))?, &vec![1, 2])?;
    same("the closed again", &said(store.rotate(&noon))?, &Vec::new())?;
    same("the intake", &intake(store)?, &[Intake::Closed; 2].to_vec())?;

    places.extend(reserve(store, 3..5)?);
    same("the intake", &intake(store)?, &[Intake::Closed, Intake::Closed, Intake::Open].to_vec())?;
    same("the lists", &places.iter().map(|place| place.list).collect(), &vec![1, 1, 1, 2, 3, 3])?;
    let distinct: BTreeSet<Place> = places.iter().map(Reservation::place).collect();
    same("the distinct places", &distinct.len(), &places.len())?;
    same("the allotted entries", &allotted(store)?, &vec![3, 1, 2])?;
    said(store.set(&Change::revoke("urn:x:0", noon.clone())))?;
    let place = found(store, "urn:x:0")?.reservation;
    same("the bit", &bit(store, &place, ListName::revocation)?, &1)?;
    same("the closed", &said(store.rotate(&noon))?, &vec![3])
}

/// After a backup was restored, nothing is allotted in a list that may have been open since.
pub(super) fn numbers_are_skipped(store: &dyn StatusStore) -> Outcome {
    let noon = noon()?;
    same("the closed of none", &said(store.rotate_beyond(3, &noon))?, &Vec::new())?;
    same("the lists", &said(store.lists())?, &Vec::new())?;
    let mut numbers: Vec<u32> = reserve(store, 0..2)?.iter().map(|place| place.list).collect();
    same("the closed", &said(store.rotate_beyond(9, &noon))?, &vec![4])?;
    // What is behind already stays so.
    same("the closed again", &said(store.rotate_beyond(5, &noon))?, &Vec::new())?;
    numbers.extend(reserve(store, 2..4)?.iter().map(|place| place.list));
    let other = request("urn:x:other")?.with_entries(StatusEntries::REVOCATION);
    numbers.push(said(store.reserve(&other))?.list);
    same("the lists", &numbers, &vec![4, 4, 10, 10, 11])?;
    said(store.set(&Change::revoke("urn:x:0", noon.clone())))?;
    said(store.set(&Change::revoke("urn:x:3", noon.clone())))?;
    for (number, set) in [(4, 1), (10, 1), (11, 0)] {
        let bits = said(store.bits(&ListName::revocation(number)))?;
        let found: u32 = bits.as_bytes().iter().map(|byte| byte.count_ones()).sum();
        same("the set bits", &found, &set)?;
    }
    refused("a list of none", store.bits(&ListName::revocation(3)), Code::StoreUnknown)?;
    refused("all numbers", store.rotate_beyond(u32::MAX, &noon), Code::StoreFailed)?;
    let found = said(audit(store))?;
    same("the inconsistencies", &found.inconsistencies, &Vec::new())?;
    same("the records", &found.records, &5)
}

fn intake(store: &dyn StatusStore) -> Result<Vec<Intake>, String> {
    let lists = said(store.lists())?;
    let first = lists.chunk_by(|a, b| a.name.number() == b.name.number());
    Ok(first.filter_map(|lists| lists.first()).map(|list| list.intake).collect())
}

/// Each record comes once, by list and index, with its states.
pub(super) fn records_come_in_pages(store: &dyn StatusStore) -> Outcome {
    same("no records", &said(store.records(None, 10))?, &Vec::new())?;
    let mut places: Vec<Place> = reserve(store, 0..230)?.iter().map(Reservation::place).collect();
    places.sort_unstable();
    said(store.set(&Change::revoke("urn:x:7", noon()?)))?;
    said(store.set(&Change::suspend("urn:x:8", noon()?)))?;
    for limit in [1, 64, 230, 1_000] {
        let (mut after, mut read, mut revoked) = (None, Vec::new(), Vec::new());
        loop {
            let page = said(store.records(after, limit))?;
            ensure(page.len() <= limit as usize, || format!("{} records", page.len()))?;
            let Some(last) = page.last() else { break };
            let place = Some(last.reservation.place());
            ensure(place > after, || format!("{place:?} comes after {after:?}"))?;
            after = place;
            for record in page {
                let id = record.request.credential.as_str();
                if record.is_revoked() || record.is_suspended() {
                    revoked.push(id.to_owned());
                }
                if limit == 64 {
                    same("the record", &record, &found(store, id)?)?;
                }
                read.push(record.reservation.place());
            }
        }
        same("the places", &read, &places)?;
        revoked.sort_unstable();
        same("the changed", &revoked, &vec!["urn:x:7".to_owned(), "urn:x:8".to_owned()])?;
    }
    same("none of none", &said(store.records(None, 0))?, &Vec::new())
}

/// Each change of a list comes once, in its order.
pub(super) fn changes_come_in_pages(store: &dyn StatusStore) -> Outcome {
    reserve(store, 0..150)?;
    let mut expected = [Vec::new(), Vec::new()];
    for number in 0..150 {
        let id = format!("urn:x:{number}");
        let changes = [
            Change::suspend(&id, noon()?).because("a").by("b"),
            Change::reinstate(&id, noon()?),
            Change::revoke(&id, noon()?),
        ];
        for change in changes {
            said(store.set(&change))?;
            let [first, second] = &mut expected;
            if number < 100 { first.push(change) } else { second.push(change) }
        }
    }
    for (list, expected) in (1..).zip(&expected) {
        let (mut after, mut read) = (0, Vec::new());
        loop {
            let page = said(store.changes(list, after, 70))?;
            ensure(page.len() <= 70, || format!("{} changes", page.len()))?;
            let Some(last) = page.last() else { break };
            ensure(last.number > after, || format!("{} comes after {after}", last.number))?;
            after = last.number;
            for logged in page {
                let place = found(store, &logged.change.credential)?.reservation.place();
                same("the place", &Place { list, index: logged.index }, &place)?;
                read.push(logged.change);
            }
        }
        same("the changes", &read, expected)?;
    }
    for list in [0, 3] {
        same("the changes of no list", &said(store.changes(list, 0, 10))?, &Vec::new())?;
    }
    Ok(())
}

/// After everything that can be done, the audit finds nothing.
pub(super) fn the_store_agrees_with_itself(store: &dyn StatusStore) -> Outcome {
    let found = said(audit(store))?;
    same("the records of none", &found.records, &0)?;
    for number in 0..130_u8 {
        let kind = match number % 3 {
            0 => StatusEntries::REVOCATION,
            1 => StatusEntries::REVOCATION_AND_SUSPENSION,
            _ => with_messages(4)?,
        };
        let id = format!("urn:x:{number}");
        said(store.reserve(&request(&id)?.with_entries(kind)))?;
        if number % 5 == 0 {
            said(store.set(&Change::revoke(&id, noon()?)))?;
        }
        if number % 3 == 2 {
            said(store.set(&Change::message(&id, 1 + number % 15, noon()?)))?;
        }
        if number % 3 == 1 {
            said(store.set(&Change::suspend(&id, noon()?)))?;
            if number % 2 == 0 {
                said(store.set(&Change::reinstate(&id, noon()?)))?;
            }
        }
        if number == 77 {
            said(store.rotate(&noon()?))?;
        }
    }
    let found = said(audit(store))?;
    let message = || format!("the audit found {:?}", found.inconsistencies);
    ensure(found.inconsistencies.is_empty(), message)?;
    same("the lists", &found.lists, &6)?;
    same("the records", &found.records, &130)
}
