//! Requests under a name of the caller's.

use std::collections::HashSet;

use super::*;

/// Asked again, it is granted what it was granted, and nothing is recorded.
pub(super) fn a_request_is_granted_once(store: &dyn StatusStore) -> Outcome {
    let asked = named("urn:x:1", "order 7")?;
    let first = said(store.reserve(&asked))?;
    same("the credential", &first.credential, &asked.credential)?;
    same("the time", &first.at, &asked.at)?;
    same("the request", &found(store, "urn:x:1")?.request, &asked)?;

    let later = time("2026-09-01T00:00:00Z")?;
    let anew = Request { at: later.clone(), ..named("urn:x:2", "order 7")? };
    for again in [&asked, &anew] {
        same("the reservation", &said(store.reserve(again))?, &first)?;
    }
    same("the allotted entries", &allotted(store)?, &vec![1])?;
    same("the credential that was not needed", &said(store.find("urn:x:2"))?, &None)?;

    // Also after its list was closed, and the credential revoked.
    said(store.rotate(&later))?;
    said(store.set(&Change::revoke("urn:x:1", later)))?;
    same("the reservation", &said(store.reserve(&anew))?, &first)?;

    // Names are compared exactly, and are no identifiers.
    for (number, name) in (10..).zip(["Order 7", "order 7 ", "", "urn:x:1"]) {
        let other = said(store.reserve(&named(&format!("urn:x:{number}"), name)?))?;
        ensure(other.place() != first.place(), || format!("{name:?} was taken for another"))?;
    }
    // Without the name it is another request, for a credential that has its index.
    let nameless = Request { request_id: None, ..asked };
    refused("the same without its name", store.reserve(&nameless), Code::StoreDuplicate)
}

/// Whatever is compared.
pub(super) fn of_other_content(store: &dyn StatusStore) -> Outcome {
    let asked = named("urn:x:1", "order 7")?.for_recipient("ada").for_achievement("a");
    let first = said(store.reserve(&asked))?;
    for other in [
        asked.clone().for_recipient("eve"),
        asked.clone().for_achievement("b"),
        Request { recipient: None, ..asked.clone() },
        asked.clone().with_entries(StatusEntries::REVOCATION),
        asked.clone().with_content([8; 32]),
        Request { content: None, ..asked.clone() },
    ] {
        refused("other content", store.reserve(&other), Code::StoreRequest)?;
    }
    same("the request", &found(store, "urn:x:1")?.request, &asked)?;
    same("the reservation", &said(store.reserve(&asked))?, &first)?;
    same("the allotted entries", &allotted(store)?, &vec![1])
}

/// A name is free until a request was granted under it.
pub(super) fn refused_is_not_remembered(store: &dyn StatusStore) -> Outcome {
    said(store.reserve(&request("urn:x:1")?))?;
    let asked = named("urn:x:1", "order 7")?;
    refused("a duplicate", store.reserve(&asked), Code::StoreDuplicate)?;
    let other = named("urn:x:2", "order 7")?.for_recipient("eve");
    let place = said(store.reserve(&other))?;
    same("the credential", &place.credential, &other.credential)
}

/// Also those of its own.
pub(super) fn a_batch_repeats_requests(store: &dyn StatusStore) -> Outcome {
    let before = said(store.reserve(&named("urn:x:1", "order 1")?))?;
    let batch = [
        named("urn:x:5", "order 5")?,
        named("urn:x:anew", "order 1")?,
        request("urn:x:6")?,
        named("urn:x:other", "order 5")?,
    ];
    let places = said(store.reserve_many(&batch))?;
    let [five, one, six, again] = places.as_slice() else {
        return Err(format!("{} reservations of 4", places.len()));
    };
    let named_ones = [batch[0].clone(), batch[1].clone()];
    same("the one before", one, &before)?;
    same("the one of its own", again, five)?;
    same("the one without a name", &six.credential.as_str(), &"urn:x:6")?;
    same(
        "the batch again",
        &said(store.reserve_many(&named_ones))?,
        &vec![five.clone(), one.clone()],
    )?;
    same("the allotted entries", &allotted(store)?, &vec![3])?;
    let bad = [named("urn:x:7", "order 7")?, named("urn:x:8", "order 5")?.for_recipient("eve")];
    refused("a batch with other content", store.reserve_many(&bad), Code::StoreRequest)
}

/// Whoever comes first, all are told the same.
pub(super) fn threads_share_a_request(store: &dyn StatusStore) -> Outcome {
    const THREADS: u32 = 8;
    const REQUESTS: u32 = 20;
    let work = |thread: u32| -> Result<Vec<Reservation>, String> {
        (0..REQUESTS)
            .map(|number| {
                let id = format!("urn:x:{thread}-{number}");
                said(store.reserve(&named(&id, &format!("order {number}"))?))
            })
            .collect()
    };
    let work = &work;
    let finished: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|t| scope.spawn(move || work(t))).collect();
        threads.into_iter().map(std::thread::ScopedJoinHandle::join).collect()
    });
    let mut told = HashSet::new();
    for places in finished {
        let places = places.map_err(|_| "a thread panicked".to_owned())??;
        told.insert(places.iter().map(|it| (it.place(), it.credential.to_string())).collect());
    }
    let told: Vec<Vec<_>> = told.into_iter().collect();
    same("the answers", &told.len(), &1)?;
    let distinct: HashSet<Place> = told.iter().flatten().map(|(place, _)| *place).collect();
    same("the distinct places", &distinct.len(), &(REQUESTS as usize))?;
    same("the allotted entries", &allotted(store)?, &vec![REQUESTS])
}

fn named(id: &str, name: &str) -> Result<Request, String> {
    Ok(request(id)?.with_request_id(name).with_content([7; 32]))
}
