//! Changes of states and their history.

use super::*;

/// There are lists for the purposes of the standard only, and of those for what was asked.
pub(super) fn other_purposes_are_refused(store: &dyn StatusStore) -> Outcome {
    said(store.reserve(&request("urn:x:1")?))?;
    for (purpose, state) in [
        (Purpose::Refresh, State::Set),
        (Purpose::Message, State::Message(1)),
        (Purpose::from("colour"), State::Set),
    ] {
        let change = Change::new("urn:x:1", purpose.clone(), state, noon()?);
        refused("a change", store.set(&change), Code::StorePurpose)?;
        let list = ListName::new(purpose, 1).map_err(|error| error.to_string())?;
        refused("the bits", store.bits(&list), Code::StoreUnknown)?;
    }
    same("the history", &said(store.history("urn:x:1"))?, &Vec::new())
}

/// Bitstring Status List 1.0, section 2.1: revocation is not reversible.
pub(super) fn a_revocation_is_final(store: &dyn StatusStore) -> Outcome {
    let id = "urn:x:1";
    said(store.reserve(&request(id)?))?;
    let clear = Change::new(id, Purpose::Revocation, State::Cleared, noon()?);
    refused("clearing before", store.set(&clear), Code::StoreFinal)?;
    same("revoking", &said(store.set(&Change::revoke(id, noon()?)))?, &Effect::Changed)?;
    refused("clearing after", store.set(&clear), Code::StoreFinal)?;
    said(store.set(&Change::suspend(id, noon()?)))?;
    said(store.set(&Change::reinstate(id, noon()?)))?;
    let record = found(store, id)?;
    same("the revocation", &record.state(&Purpose::Revocation), &Some(State::Set))?;
    same("the bit", &bit(store, &record.reservation, ListName::revocation)?, &1)
}

/// A state that the credential has no entry for would change without anybody seeing it.
pub(super) fn a_state_without_an_entry_does_not_change(store: &dyn StatusStore) -> Outcome {
    let id = "urn:example:revocable-only";
    let request = request(id)?.with_entries(StatusEntries::REVOCATION);
    said(store.reserve(&request))?;
    same("the entries", &found(store, id)?.request.entries, &StatusEntries::REVOCATION)?;
    match store.set(&Change::suspend(id, noon()?)) {
        Err(StoreError::NoEntry { .. }) => {}
        other => return Err(format!("a suspension without an entry gave {other:?}")),
    }
    same("the history", &said(store.history(id))?, &Vec::new())?;
    said(store.set(&Change::revoke(id, noon()?))).map(drop)
}

/// Bitstring Status List 1.0, section 2.1: suspension is reversible.
pub(super) fn a_suspension_is_reversible(store: &dyn StatusStore) -> Outcome {
    let id = "urn:x:1";
    let place = said(store.reserve(&request(id)?))?;
    for (change, state, value) in [
        (Change::suspend(id, noon()?), State::Set, 1),
        (Change::reinstate(id, noon()?), State::Cleared, 0),
        (Change::suspend(id, noon()?), State::Set, 1),
        (Change::reinstate(id, noon()?), State::Cleared, 0),
    ] {
        same("the effect", &said(store.set(&change))?, &Effect::Changed)?;
        same("the effect of the same again", &said(store.set(&change))?, &Effect::Unchanged)?;
        same("the suspension", &found(store, id)?.state(&Purpose::Suspension), &Some(state))?;
        same("the bit", &bit(store, &place, ListName::suspension)?, &value)?;
        same("whether it is revoked", &found(store, id)?.is_revoked(), &false)?;
    }
    Ok(())
}

/// The history has what was changed, in its order, as it was asked, and nothing else.
pub(super) fn the_history_holds_every_change_once(store: &dyn StatusStore) -> Outcome {
    let id = "urn:x:1";
    said(store.reserve(&request(id)?))?;
    said(store.reserve(&request("urn:x:2")?))?;
    // The times are out of order on purpose: the order is that of the calls.
    let changes = [
        Change::suspend(id, time("2026-08-03T00:00:00Z")?)
            .because("\u{201c}unter Pr\u{fc}fung\u{201d}\n")
            .by("clerk 7"),
        Change::reinstate(id, time("2026-08-02T00:00:00.50-07:00")?),
        Change::revoke(id, time("2026-08-01T00:00:00Z")?).because(""),
        Change::suspend(id, time("2026-08-01T00:00:00Z")?).by("clerk 8"),
    ];
    for change in &changes {
        same("the effect", &said(store.set(change))?, &Effect::Changed)?;
        let again = change.clone().because("again").by("someone else");
        same("the effect of the same again", &said(store.set(&again))?, &Effect::Unchanged)?;
        let elsewhere = Change { credential: "urn:x:2".to_owned(), ..change.clone() };
        said(store.set(&elsewhere))?;
    }
    same("the history", &said(store.history(id))?, &changes.to_vec())?;
    same("the length of the other history", &said(store.history("urn:x:2"))?.len(), &4)
}

/// Every value that has room is published, and no other.
pub(super) fn a_message_has_a_value(store: &dyn StatusStore) -> Outcome {
    let id = "urn:x:1";
    let asked = request(id)?.with_entries(with_messages(3)?);
    let place = said(store.reserve(&asked))?;
    let neighbour = request("urn:x:2")?.with_entries(with_messages(3)?);
    said(store.reserve(&neighbour))?;
    let list = ListName::of(Purpose::Message, place.list);
    let mut expected = Bitstring::new(MINIMUM_ENTRIES * 3);
    same("the state", &found(store, id)?.state(&Purpose::Message), &Some(State::Message(0)))?;
    for value in [0, 5, 5, 7, 2, 0, 1] {
        let before = found(store, id)?.state(&Purpose::Message);
        let effect = said(store.set(&Change::message(id, value, noon()?)))?;
        let is_same = before == Some(State::Message(value));
        same("whether it changed", &(effect == Effect::Unchanged), &is_same)?;
        let state = found(store, id)?.state(&Purpose::Message);
        same("the state", &state, &Some(State::Message(value)))?;
        let set = expected.set(place.index.into(), 3, value.into());
        set.map_err(|error| error.to_string())?;
        same("the bits", &said(store.bits(&list))?, &expected)?;
    }
    for value in [8, 255] {
        let change = Change::message(id, value, noon()?);
        refused("a value without room", store.set(&change), Code::StoreState)?;
    }
    for (purpose, state) in [
        (Purpose::Message, State::Set),
        (Purpose::Message, State::Cleared),
        (Purpose::Revocation, State::Message(1)),
    ] {
        let change = Change::new(id, purpose, state, noon()?);
        refused("a state of another purpose", store.set(&change), Code::StoreState)?;
    }
    let values: Vec<State> =
        said(store.history(id))?.into_iter().map(|change| change.state).collect();
    same("the history", &values, &[5, 7, 2, 0, 1].map(State::Message).to_vec())?;

    // A refresh is as final as a revocation.
    let clear = Change::new(id, Purpose::Refresh, State::Cleared, noon()?);
    refused("clearing", store.set(&clear), Code::StoreFinal)?;
    said(store.set(&Change::refresh(id, noon()?)))?;
    same("the refresh", &found(store, id)?.state(&Purpose::Refresh), &Some(State::Set))?;
    same("the revocation", &found(store, id)?.is_revoked(), &false)
}

/// They take effect in their order, and are refused like one.
pub(super) fn many_changes_are_as_good(store: &dyn StatusStore) -> Outcome {
    reserve(store, 0..20)?;
    let mut changes = Vec::new();
    for number in 0..20 {
        changes.push(Change::suspend(format!("urn:x:{number}"), noon()?));
    }
    changes.push(Change::reinstate("urn:x:3", noon()?));
    changes.push(Change::reinstate("urn:x:3", noon()?));
    changes.push(Change::revoke("urn:x:3", noon()?).because("error"));
    let effects = said(store.set_many(&changes))?;
    let mut expected = vec![Effect::Changed; 23];
    if let Some(effect) = expected.get_mut(21) {
        *effect = Effect::Unchanged;
    }
    same("the effects", &effects, &expected)?;
    for number in 0..20 {
        let record = found(store, &format!("urn:x:{number}"))?;
        same("whether it is suspended", &record.is_suspended(), &(number != 3))?;
        same("whether it is revoked", &record.is_revoked(), &(number == 3))?;
    }
    same("the history", &said(store.history("urn:x:3"))?.len(), &3)?;
    same("no changes", &said(store.set_many(&[]))?, &Vec::new())?;
    let batch = [Change::revoke("urn:x:4", noon()?), Change::revoke("urn:x:none", noon()?)];
    refused("a batch with an unknown one", store.set_many(&batch), Code::StoreUnknown)?;
    let clear = Change::new("urn:x:5", Purpose::Revocation, State::Cleared, noon()?);
    let batch = [Change::revoke("urn:x:5", noon()?), clear];
    refused("a batch with a clearing", store.set_many(&batch), Code::StoreFinal)
}
