//! Reservations and records.

use std::collections::HashSet;

use super::*;

/// Nothing is there before the first reservation.
pub(super) fn a_new_store_is_empty(store: &dyn StatusStore) -> Outcome {
    same("the URL", store.url(), &url())?;
    same("the lists", &said(store.lists())?, &Vec::new())?;
    same("a batch of none", &said(store.reserve_many(&[]))?, &Vec::new())?;
    same("the lists", &said(store.lists())?, &Vec::new())?;
    refused("bits", store.bits(&ListName::revocation(1)), Code::StoreUnknown)
}

/// A store keeps the issuer that it was told first, or none.
pub(super) fn the_first_issuer_stays(store: &dyn StatusStore) -> Outcome {
    same("the issuer of a new store", &said(store.issuer())?, &None)?;
    let first = request("did:example:\u{e9}a")?.credential;
    let other = request("https://district.example/issuers/1")?.credential;
    same("the issuer that is kept", &said(store.keep_issuer(&first))?, &first)?;
    let Some(kept) = said(store.issuer())? else { return Ok(()) };
    same("the issuer", &kept, &first)?;
    same("the issuer that stays", &said(store.keep_issuer(&other))?, &first)?;
    same("the issuer", &said(store.issuer())?, &Some(first))
}

/// A record holds what was asked and what was allotted.
pub(super) fn what_was_reserved_is_found(store: &dyn StatusStore) -> Outcome {
    let full = request("urn:x:full")?
        .for_achievement("https://issuer.example/a?b=\"c\"&d='e'")
        .for_recipient("Ren\u{e9}e \u{1f393}; DROP TABLE credential; --");
    let bare =
        Request { at: time("2026-08-01T11:30:00.1234567890123+02:00")?, ..request("urn:x:bare")? };
    for request in [&full, &bare] {
        let reservation = said(store.reserve(request))?;
        same("the URL of the reservation", &reservation.url, store.url())?;
        ensure((1..=1).contains(&reservation.list), || format!("list {}", reservation.list))?;
        ensure(reservation.index < MINIMUM_ENTRIES, || format!("index {}", reservation.index))?;
        let record = found(store, request.credential.as_str())?;
        same("the request", &record.request, request)?;
        same("the reservation", &record.reservation, &reservation)?;
        same("the states", &record.states, &cleared())?;
    }
    same("a credential that is not there", &said(store.find("urn:x:other"))?, &None)
}

/// Neither case nor normalization makes two identifiers one.
pub(super) fn identifiers_are_compared_exactly(store: &dyn StatusStore) -> Outcome {
    let ids = ["urn:x:a", "urn:x:A", "URN:x:a", "urn:x:a/", "urn:x:\u{e9}", "urn:x:e\u{301}"];
    for id in ids {
        said(store.reserve(&request(id)?)).map_err(|error| format!("{id:?}: {error}"))?;
    }
    said(store.set(&Change::revoke("urn:x:a", noon()?)))?;
    for id in ids {
        same(id, &found(store, id)?.is_revoked(), &(id == "urn:x:a"))?;
    }
    Ok(())
}

/// The second reservation of an identifier is refused and changes nothing.
pub(super) fn a_credential_is_reserved_once(store: &dyn StatusStore) -> Outcome {
    let first = said(store.reserve(&request("urn:x:1")?.for_recipient("ada")))?;
    let again = store.reserve(&request("urn:x:1")?.for_recipient("eve"));
    refused("a second reservation", again, Code::StoreDuplicate)?;
    let record = found(store, "urn:x:1")?;
    same("the reservation", &record.reservation, &first)?;
    same("the recipient", &record.request.recipient, &Some("ada".to_owned()))?;
    same("the allotted entries", &allotted(store)?, &vec![1])
}

/// What was never reserved has neither state nor history.
pub(super) fn an_unknown_credential_is_refused(store: &dyn StatusStore) -> Outcome {
    said(store.reserve(&request("urn:x:1")?))?;
    for id in ["urn:x:2", "", "not an identifier", "urn:x:1 "] {
        for change in [Change::revoke(id, noon()?), Change::reinstate(id, noon()?)] {
            refused("a change", store.set(&change), Code::StoreUnknown)?;
        }
        refused("a history", store.history(id), Code::StoreUnknown)?;
        same("a record", &said(store.find(id))?, &None)?;
    }
    for list in [ListName::revocation(0), ListName::revocation(2), ListName::suspension(u32::MAX)] {
        refused("the bits", store.bits(&list), Code::StoreUnknown)?;
    }
    Ok(())
}

/// No index is allotted twice in one list.
pub(super) fn indexes_are_unique(store: &dyn StatusStore) -> Outcome {
    let requests = (0..MANY).map(|number| request(&format!("urn:x:{number}")));
    let places = said(store.reserve_many(&requests.collect::<Result<Vec<_>, _>>()?))?;
    let distinct: HashSet<(u32, u32)> = places.iter().map(|p| (p.list, p.index)).collect();
    same("the distinct places", &distinct.len(), &(MANY as usize))?;
    same("the allotted entries", &allotted(store)?, &vec![MANY])
}

/// Indexes are drawn at random over the whole list (Bitstring Status List 1.0, section 2.1).
pub(super) fn indexes_say_nothing_about_their_order(store: &dyn StatusStore) -> Outcome {
    let places = reserve(store, 0..ALLOTTED)?;
    let indexes: Vec<u32> = places.iter().map(|place| place.index).collect();
    let next_to_the_last =
        indexes.windows(2).filter(|pair| matches!(pair, [a, b] if a.abs_diff(*b) <= 8)).count();
    ensure(next_to_the_last < 10, || format!("{next_to_the_last} indexes are next to the last"))?;
    let rising = indexes.windows(2).filter(|pair| matches!(pair, [a, b] if a < b)).count();
    ensure((15..85).contains(&rising), || format!("{rising} of 99 indexes are above the last"))?;
    for half in [0..MINIMUM_ENTRIES / 2, MINIMUM_ENTRIES / 2..MINIMUM_ENTRIES] {
        let within = indexes.iter().filter(|index| half.contains(index)).count();
        ensure(within > 0, || format!("no index of 100 is in {half:?}"))?;
    }
    Ok(())
}

/// A batch reserves in its order, over the end of a list, and is refused like its parts.
pub(super) fn a_batch_is_as_good_as_its_parts(store: &dyn StatusStore) -> Outcome {
    let requests: Vec<Request> =
        (0..250).map(|number| request(&format!("urn:x:{number}"))).collect::<Result<_, _>>()?;
    let places = said(store.reserve_many(&requests))?;
    same("the reservations", &places.len(), &requests.len())?;
    for (request, place) in requests.iter().zip(&places) {
        let record = found(store, request.credential.as_str())?;
        same("the request", &record.request, request)?;
        same("the reservation", &record.reservation, place)?;
    }
    let distinct: HashSet<(u32, u32)> = places.iter().map(|p| (p.list, p.index)).collect();
    same("the distinct places", &distinct.len(), &places.len())?;
    same("the allotted entries", &allotted(store)?, &vec![ALLOTTED, ALLOTTED, 50])?;

    for ids in [["urn:x:new", "urn:x:7"], ["urn:x:twice", "urn:x:twice"]] {
        let batch = ids.map(request).into_iter().collect::<Result<Vec<_>, _>>()?;
        refused("a batch with a duplicate", store.reserve_many(&batch), Code::StoreDuplicate)?;
    }
    let kept = found(store, "urn:x:7")?.reservation;
    same("the reservation of the duplicate", &Some(&kept), &places.get(7))
}

/// What is acknowledged to one thread is not lost to another.
pub(super) fn threads_do_not_disturb_each_other(store: &dyn StatusStore) -> Outcome {
    const THREADS: u32 = 8;
    const EACH: u32 = 40;
    let work = |thread: u32| -> Result<Vec<Reservation>, String> {
        let places = reserve(store, thread * EACH..(thread + 1) * EACH)?;
        for number in thread * EACH..thread * EACH + EACH / 2 {
            said(store.set(&Change::revoke(format!("urn:x:{number}"), noon()?)))?;
        }
        Ok(places)
    };
    let work = &work;
    let finished: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|t| scope.spawn(move || work(t))).collect();
        threads.into_iter().map(std::thread::ScopedJoinHandle::join).collect()
    });

    let mut distinct = HashSet::new();
    for (thread, places) in (0..).zip(finished) {
        let places = places.map_err(|_| "a thread panicked".to_owned())??;
        for (number, place) in (thread * EACH..).zip(places) {
            let record = found(store, &format!("urn:x:{number}"))?;
            same("the reservation", &record.reservation, &place)?;
            let is_revoked = number % EACH < EACH / 2;
            same("whether it is revoked", &record.is_revoked(), &is_revoked)?;
            let bit = bit(store, &place, ListName::revocation)?;
            same("its bit", &(bit == 1), &is_revoked)?;
            ensure(distinct.insert((place.list, place.index)), || format!("{place:?} came twice"))?;
        }
    }
    let total: u32 = allotted(store)?.iter().sum();
    same("the allotted entries", &total, &(THREADS * EACH))
}
