//! What the pages must not say, since it is not so.

use openbadges::recognition::picture::{Nature, Origin, Picture, Rules};
use openbadges::recognition::{Candidate, Claim, Parameters, Policy, Tally, evaluate};

use crate::cases::{self, portfolio_of};
use crate::office::*;

/// What is on a page, without its tags and its style.
fn text(page: &str) -> String {
    let (_, body) = page.split_once("</style>").unwrap();
    let mut text = String::new();
    for part in body.split('<').skip(1) {
        let (tag, after) = part.split_once('>').unwrap_or(("", part));
        let is_inline =
            ["bdi", "/bdi", "span", "/span", "strong", "/strong", "code", "/code", "time", "/time"]
                .contains(&tag.split(' ').next().unwrap())
                && !tag.contains("below");
        text.push_str(if is_inline || text.ends_with('\n') { "" } else { "\n" });
        text.push_str(after);
    }
    text
}

/// The page of a set of three in a place that gives `worth` for each.
fn place(worth: &str, unit: &str, more: &[(&str, &str)]) -> (Picture, String) {
    let document = document(worth, unit, more);
    let rules = Rules::read(&document, &Parameters::new(), Origin::Own).unwrap();
    let picture = Picture::new(&cases::three(), &[rules], Nature::AsGiven, &now());
    let page = text(&picture.html());
    (picture, page)
}

fn says(page: &str, said: &[&str], unsaid: &[&str]) {
    for it in said {
        assert!(page.contains(it), "{it:?} is not in\n{page}");
    }
    for it in unsaid {
        assert!(!page.contains(it), "{it:?} is in\n{page}");
    }
}

/// What was counted, by a policy for Ada.
fn counted(policy: &Policy, badges: &[Candidate]) -> Tally {
    let (claimant, tally) = (ada(), Tally::default());
    let evaluation = evaluate(policy, &claimant, badges, &[], &tally, &now());
    let claims: Vec<Claim> = evaluation.claims();
    assert_eq!(claims.len(), badges.len());
    Tally::new(claims, Default::default())
}

#[test]
fn what_was_counted_before_counts() {
    let policy = policy("6 pdp", "pdp", &[]);
    let badges = candidates(2);
    let tally = counted(&policy, &badges[..1]);
    let page = |badges: &[Candidate]| {
        let portfolio = portfolio_of("Educator One", &ada(), badges, &[(&policy, &tally)]);
        text(&portfolio.html())
    };
    says(
        &page(&badges[..1]),
        &["1 of 1 badge counts", "1 of 1\nwhere something counts", "counted on 20 March 2026"],
        &["0 of 1", "does not count", "Nothing counts"],
    );
    says(&page(&badges), &["2 of 2 badges count", "12 professional development points"], &[]);
}

#[test]
fn a_place_where_something_was_counted_is_one() {
    let policy = policy("6 pdp", "pdp", &[]);
    let badges = candidates(2);
    let tally = counted(&policy, &badges[..1]);
    // The other badge does not count: for somebody else it does.
    let key = badges[1].key().unwrap();
    let tally = Tally::new(tally.claims().to_vec(), [key].into());
    let portfolio = portfolio_of("Educator One", &ada(), &badges[1..], &[(&policy, &tally)]);
    says(
        &text(&portfolio.html()),
        &["0 of 1 badge counts", "1 of 1\nwhere something counts", "does not count"],
        &["counted on 20 March 2026"],
    );
}

#[test]
fn what_is_about_somebody_else_is_not_the_educators() {
    let mut others = badge(7);
    set(&mut others, &["credentialSubject", "id"], "did:example:somebody-else".into());
    set(&mut others, &["name"], "Of Somebody Else".into());
    let badges = [verified(others), verified(badge(1))];
    // A place that asks for no person would count it.
    let policy = policy(
        "6 pdp",
        "pdp",
        &[("accept", r#"{"issuers": "any", "results": "unasked", "person": "unasked"}"#)],
    );
    let tally = Tally::default();
    let portfolio = portfolio_of("Educator One", &ada(), &badges, &[(&policy, &tally)]);
    assert_eq!(portfolio.badges.len(), 1);
    assert_eq!(portfolio.badges[0].name, "Micro-credential 1");
    let page = text(&portfolio.html());
    says(
        &page,
        &["6 professional development points", "Not shown to be about this person"],
        &["12 professional", "did:example:somebody-else"],
    );
    let (_, after) = page.split_once("Not shown to be about this person").unwrap();
    assert!(after.contains("Of Somebody Else"), "{after}");
    assert_eq!(page.matches("Of Somebody Else").count(), 1, "{page}");
}

#[test]
fn a_badge_that_is_handed_in_twice_is_one() {
    let badges = [candidates(1)[0].clone(), candidates(1)[0].clone(), verified(badge(0))];
    let policy = policy("6 pdp", "pdp", &[]);
    let tally = Tally::default();
    let portfolio = portfolio_of("Educator One", &ada(), &badges, &[(&policy, &tally)]);
    assert_eq!(portfolio.badges.len(), 1);
    assert_eq!(portfolio.values[0].decisions.len(), 1);
    says(
        &text(&portfolio.html()),
        &["Verified badge\n1\n", "1 of 1 badge counts"],
        &["does not count"],
    );
}

#[test]
fn a_portfolio_without_a_name_has_a_heading() {
    let page = portfolio_of(" ", &ada(), &[], &[]).html();
    assert!(page.contains("<h1><bdi>An educator</bdi></h1>"), "{page}");
}

/// Anybody can take a name. The id is what is proved.
#[test]
fn an_issuer_is_not_known_by_its_own_word() {
    let badges = candidates(1);
    let nobody = portfolio_of("Educator One", &ada(), &badges, &[]);
    says(&text(&nobody.html()), &[&did(1), "which calls itself A Provider"], &["Issued by A Prov"]);
    let accept = format!(r#"{{"issuers": ["{}"], "results": "unasked"}}"#, did(1));
    let policy = policy("6 pdp", "pdp", &[("accept", &accept)]);
    let tally = Tally::default();
    let known = portfolio_of("Educator One", &ada(), &badges, &[(&policy, &tally)]);
    says(&text(&known.html()), &["Issued by A Provider", &did(1)], &["calls itself"]);
}

/// An office that has a name for an issuer says it, whatever the issuer calls itself.
#[test]
fn an_issuer_is_called_what_the_office_calls_it() {
    let of = |names: &str, issuers: &str| {
        let accept = format!(r#"{{"issuers": {issuers}, "results": "unasked"}}"#);
        let policy = policy("6 pdp", "pdp", &[("accept", &accept), ("names", names)]);
        cases::portfolio("Educator One", &candidates(1), &[policy])
    };
    let issuers = format!(r#"["{}"]"#, did(1));
    let names = format!(r#"[{{"id": "{}", "name": "Riverbend"}}]"#, did(1));
    for issuers in [issuers.as_str(), r#""any""#] {
        let portfolio = of(&names, issuers);
        let json = serde_json::to_value(&portfolio).unwrap();
        assert_eq!(json["badges"][0]["issuerCalled"], "Riverbend");
        let page = text(&portfolio.html());
        says(&page, &["Issued by Riverbend", &did(1), "which calls itself A Provider"], &[]);
    }
    // The same name is not said twice.
    let same = format!(r#"[{{"id": "{}", "name": "A Provider"}}]"#, did(1));
    says(&text(&of(&same, &issuers).html()), &["Issued by A Provider"], &["calls itself"]);
    // A name for somebody else is none.
    let other = format!(r#"[{{"id": "{}", "name": "Riverbend"}}]"#, did(2));
    says(&text(&of(&other, &issuers).html()), &["Issued by A Provider"], &["Riverbend"]);
    // In a list of many, too.
    let accept = format!(r#"{{"issuers": {issuers}, "results": "unasked"}}"#);
    let policy = policy("6 pdp", "pdp", &[("accept", &accept), ("names", &names)]);
    let many = cases::portfolio("Educator One", &candidates(60), &[policy]);
    says(&text(&many.html()), &["Issued by Riverbend, which calls itself A Provider"], &[]);
}

#[test]
fn the_withdrawal_of_a_badge_without_a_status_was_not_asked() {
    let page = text(&portfolio_of("Educator One", &ada(), &candidates(1), &[]).html());
    says(&page, &["does not say where it would be withdrawn"], &["neither revoked"]);
}

#[test]
fn a_limit_for_all_times_limits_what_is_shown() {
    let caps = r#"[{"amount": "500 USD", "per": "ever", "rest": "lost"}]"#;
    let (picture, page) = place("300 USD", "USD", &[("caps", caps)]);
    assert_eq!(picture.places[0].sums[0].counts.to_string(), "500 USD");
    says(
        &page,
        &["500 USD\nfor all 3", "400 USD of 900 USD are above the limit", "500 USD in A test"],
        &["900 USD\nfor all 3", "900 USD in A test"],
    );
}

#[test]
fn steps_hours_and_goals_are_of_what_counts() {
    let steps = r#"[{"name": "all", "unit": "clockHour",
        "step": {"every": "15 clockHour", "gives": "1 boardCredit"}}]"#;
    let caps = r#"[{"amount": "16 clockHour", "per": "ever", "rest": "lost"}]"#;
    let goal = r#"{"amount": "20 clockHour", "withinYears": 5}"#;
    let more = [("categories", steps), ("caps", caps)];
    let (picture, page) = place("10 clockHour", "clockHour", &more);
    let only = &picture.places[0];
    assert_eq!(only.sums[0].steps.as_ref().unwrap().given.to_string(), "1 boardCredit");
    assert_eq!(only.in_hours.as_ref().unwrap().to_string(), "16 clockHour");
    says(&page, &["16 of 47 hours", "1 board credit"], &["30 of 47 hours", "2 board credits"]);
    let (picture, page) = place("10 clockHour", "clockHour", &[("caps", caps), ("goal", goal)]);
    let have = picture.places[0].goal.as_ref().unwrap().have.as_ref().unwrap();
    assert_eq!(have.to_string(), "16 clockHour");
    says(&page, &["16 of 20 clock hours"], &["30 of 20"]);
}

#[test]
fn a_limit_by_the_year_is_seen_first() {
    let caps = |rest| format!(r#"[{{"amount": "500 USD", "per": "year", "rest": "{rest}"}}]"#);
    let (picture, page) = place("400 USD", "USD", &[("caps", &caps("carriedOver"))]);
    let sum = &picture.places[0].sums[0];
    assert_eq!(sum.counts.to_string(), "1200 USD", "none of it is lost");
    assert_eq!(sum.caps[0].spread, Some(3));

    says(&page, &["500 USD a year", "1,200 USD for all 3, over 3 years"], &["1,200 USD\nfor"]);
    let (_, page) = place("400 USD", "USD", &[("caps", &caps("lost"))]);
    says(
        &page,
        &["500 USD a year", "1,200 USD for all 3, if they are claimed over 3 years"],
        &["1,200 USD\nfor"],
    );
    // What a year leaves is all that five years can bring.
    let hours = r#"[{"amount": "2 clockHour", "per": "year", "rest": "lost"}]"#;
    let goal = r#"{"amount": "20 clockHour", "withinYears": 5}"#;
    for (hours, counts, within) in [
        // What one loses is lost, in however many years.
        (hours.to_owned(), "6 clockHour", "6 clockHour"),
        (hours.replace("lost", "carriedOver"), "30 clockHour", "10 clockHour"),
    ] {
        let (picture, _) = place("10 clockHour", "clockHour", &[("caps", &hours), ("goal", goal)]);
        assert_eq!(picture.places[0].sums[0].counts.to_string(), counts);
        let have = picture.places[0].goal.as_ref().unwrap().have.as_ref().unwrap();
        assert_eq!(have.to_string(), within);
    }
    // A limit that is not reached changes nothing.
    let high = r#"[{"amount": "5000 USD", "per": "year", "rest": "lost"}]"#;
    let (_, page) = place("400 USD", "USD", &[("caps", high)]);
    says(&page, &["1,200 USD\nfor all 3"], &[]);
}

#[test]
fn what_is_left_of_a_step_is_told_as_it_is() {
    let steps = r#"[{"name": "all", "unit": "clockHour",
        "step": {"every": "15 clockHour", "gives": "1 boardCredit"}}]"#;
    let (_, page) = place("7 clockHour", "clockHour", &[("categories", steps)]);
    let left = "6 clock hours are left over; 9 more give the next board credit.";
    says(&page, &[left], &["aiting"]);
    let (_, page) = place("5 clockHour", "clockHour", &[("categories", steps)]);
    says(&page, &["That gives 1 board credit."], &["left over", "aiting"]);
    let policy = policy("7 clockHour", "clockHour", &[("categories", steps)]);
    let tally = Tally::default();
    let portfolio = portfolio_of("One", &ada(), &candidates(3), &[(&policy, &tally)]);
    says(&text(&portfolio.html()), &["That gives 1 board credit.", left], &["aiting"]);
}

#[test]
fn a_duration_is_a_time_that_is_said() {
    let mut set = cases::three();
    for (offer, duration) in set.iter_mut().zip(["P6W", "P1Y2M3DT4H5M6.5S"]) {
        offer.hours_to_earn = None;
        offer.duration_to_earn = Some(duration.to_owned());
    }
    let picture = Picture::new(&set, &[], Nature::AsGiven, &now());
    let page = text(&picture.html());
    says(
        &page,
        &["6 weeks", "1 year, 2 months, 3 days, 4 hours, 5 minutes and 6.5 seconds"],
        &["P6W", "P1Y", "2 of 3 say none"],
    );
    says(&page, &["20 hours", "2 more say a duration"], &[]);
    set.truncate(1);
    let page = text(&Picture::new(&set, &[], Nature::AsGiven, &now()).html());
    says(&page, &["Time to earn\n6 weeks"], &["Not said\nTime", "Neither hours"]);
}

#[test]
fn what_several_give_together_is_not_what_these_give() {
    let page = cases::page("picture as found");
    let (_, card) = page.split_once("Muskego-Norway, Wisconsin: advanced").unwrap();
    let (card, _) = card.split_once("</article>").unwrap();
    assert!(!card.contains("class=\"number\""), "{card}");
    says(
        &text(&format!("</style>{card}")),
        &["30 micro-credentials together give 1 salary lane."],
        &["1 salary lane\n"],
    );
}

/// As a claim has it: what one group lists by its id is in no other by a tag.
#[test]
fn what_a_group_lists_fills_that_group_alone() {
    let set = cases::three();
    let (id, tag) = (&set[0].id, set[0].tag.iter().next().unwrap());
    let groups = format!(
        r#"[{{"name": "a", "achievements": ["{id}"]}}, {{"name": "b", "tags": ["{tag}"]}}]"#
    );
    let stacks = r#"[{"name": "s", "title": "s", "gives": "1 USD",
        "parts": [{"group": "a", "count": 1}, {"group": "b", "count": 1}]}]"#;
    let accept = r#"{"issuers": ["did:example:a"], "results": "unasked"}"#;
    let more = [("accept", accept), ("groups", groups.as_str()), ("stacks", stacks)];
    let document = document("1 USD", "USD", &more);
    let rules = Rules::read(&document, &Parameters::new(), Origin::Own).unwrap();
    let picture = Picture::new(&set[..1], &[rules], Nature::AsGiven, &now());
    let have: Vec<_> = picture.places[0].stacks[0].parts.iter().map(|part| part.have).collect();
    assert_eq!(have, [Some(1), Some(0)]);
}

/// A day is the place's, here as in the reasons; and it is said of which place.
#[test]
fn the_days_of_a_portfolio_are_those_of_the_first_place() {
    let mut late = badge(7);
    set(&mut late, &["awardedDate"], "2026-03-01T04:30:00Z".into());
    let all = [verified(late), candidates(1).remove(0)];
    let west = policy("6 pdp", "pdp", &[("utcOffset", r#""-07:00""#)]);
    let east = policy("6 pdp", "pdp", &[("utcOffset", r#""+13:00""#)]);
    let page = |policies: &[(&Policy, &Tally)]| {
        let portfolio = portfolio_of("One", &ada(), &all, policies);
        let days: Vec<_> =
            portfolio.badges.iter().map(|it| it.awarded.unwrap().to_string()).collect();
        (days, text(&portfolio.html()))
    };
    let (days, told) = page(&[]);
    assert_eq!(days, ["2026-03-01", "2026-03-01"]);
    says(&told, &["1 March 2026"], &["clocks"]);
    let (of_west, of_east) = (counted(&west, &all), counted(&east, &all));
    let place = format!("Days of award are by the clocks of {}.", west.jurisdiction);
    let (days, told) = page(&[(&west, &of_west), (&east, &of_east)]);
    assert_eq!(days, ["2026-03-01", "2026-02-28"]);
    says(&told, &["28 February 2026", &place], &[]);
    // When it was counted is a day of each place.
    says(&told, &["counted on 20 March 2026", "counted on 21 March 2026"], &[]);
}

/// Days are by the clocks of a place where its policy says which these are. Names end as they like.
#[test]
fn no_clocks_are_named_where_none_are_known() {
    let mut aligned = badge(7);
    let alignment = r#"[{"type": ["Alignment"], "targetUrl": "https://a.example/1",
        "targetName": "Waits before it is judged."}]"#;
    let alignment =
        openbadges::json::read(alignment.as_bytes(), &openbadges::Limits::default()).unwrap();
    set(&mut aligned, &["credentialSubject", "achievement", "alignment"], alignment);
    let all = [verified(aligned)];
    let anywhere = policy("6 pdp", "pdp", &[]);
    let of_anywhere = counted(&anywhere, &all);
    let portfolio = portfolio_of("One", &ada(), &all, &[(&anywhere, &of_anywhere)]);
    assert_eq!(portfolio.days_of, None);
    let told = text(&portfolio.html());
    says(&told, &["Aligned with Waits before it is judged."], &["clocks", "judged.."]);
}

/// What is carried over is kept, and not among what can be lost.
#[test]
fn what_is_carried_over_cannot_be_lost() {
    let caps =
        |rest: &str| format!(r#"[{{"amount": "500 USD", "per": "year", "rest": "{rest}"}}]"#);
    let lost = |page: &str| {
        let (_, after) = page.split_once("Can be lost").unwrap();
        after.split_once("Is kept").map(|(lost, kept)| (lost.to_owned(), kept.to_owned())).unwrap()
    };
    let (_, page) = place("400 USD", "USD", &[("caps", &caps("carriedOver"))]);
    let (can_be_lost, kept) = lost(&page);
    says(&can_be_lost, &["No limit is known by which something is lost."], &["500 USD"]);
    says(&kept, &["is not lost: the rest is carried over"], &[]);
    says(&page, &["At most 500 USD counts a year; the rest is carried over."], &[]);
    let (_, page) = place("400 USD", "USD", &[("caps", &caps("lost"))]);
    says(&lost(&page).0, &["At most 500 USD counts a year"], &[]);
}

/// The places of which worth is known, of several together, and not, are all places; and each is shown
/// where it is counted.
#[test]
fn the_places_of_a_picture_add_up() {
    for is_supplied in [false, true] {
        let places = cases::places(is_supplied);
        let picture = Picture::new(&cases::three(), &places, Nature::Example, &now());
        let html = picture.html();
        let page = text(&html);
        let (_, figure) = page.split_once("Worth is known in").unwrap();
        let figure = figure.split('\n').map(str::trim).filter(|it| !it.is_empty());
        let figure: Vec<&str> = figure.take(2).collect();
        let (known, all) = figure[0].split_once(" of ").unwrap();
        let known: usize = known.parse().unwrap();
        let all: usize = all.trim_end_matches(" places").parse().unwrap();
        let note = |words: &str| -> usize {
            figure[1].split(", ").find_map(|it| it.strip_prefix(words)?.parse().ok()).unwrap_or(0)
        };
        let (together, open) = (note("of several together in "), note("not known in "));
        assert_eq!(all, places.len());
        assert_eq!(known + together + open, all, "{figure:?}");
        assert_eq!(html.matches("<article class=\"card\"").count(), known + together);
        if open > 0 {
            let sentence = format!("For {open} places it is not known.");
            says(&page, &[&sentence], &[]);
            let rows = html.split("Where it is not known").nth(1).unwrap();
            let rows = rows.split("<tbody").nth(1).unwrap().split("</tbody>").next().unwrap();
            assert_eq!(rows.matches("<tr").count(), open);
        }
        assert!(together > 0 || is_supplied, "{figure:?}");
    }
}

#[test]
fn a_portfolio_of_nothing_says_so() {
    let mut others = badge(7);
    set(&mut others, &["credentialSubject", "id"], "did:example:somebody-else".into());
    let policy = policy("6 pdp", "pdp", &[]);
    let tally = Tally::default();
    let portfolio = portfolio_of("One", &ada(), &[verified(others)], &[(&policy, &tally)]);
    says(
        &text(&portfolio.html()),
        &["No badge that is valid and shown to be about this person", "0 of 1"],
        &["0 of 0", "was verified for this page"],
    );
}
