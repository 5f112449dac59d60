use maud::{Markup, html};

use super::drawn::Bar;
use super::place::{label, worth};
use super::{
    Figure, Hero, LISTED, beside, by_three, counted, day, duration, footer, hero, isolated, more,
    number, page, place, price, whom,
};
use crate::recognition::Amount;
use crate::recognition::picture::{By, Finding, Nature, Offer, Origin, Picture, Place, Sum};
use crate::text::Decimal;

impl Picture {
    /// The picture as one HTML page: what the micro-credentials take, what they are worth place by
    /// place, what that means for educators, districts, unions, states and providers, what is not
    /// known, and where the rules are from. It stands alone, and can be printed.
    ///
    /// ```
    /// use openbadges::recognition::picture::{Nature, Picture};
    /// let picture = Picture::new(&[], &[], Nature::Example, &"2026-03-20T12:00:00Z".parse()?);
    /// assert!(picture.html().contains("An example"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn html(&self) -> String {
        let title = match self.micro_credentials.as_slice() {
            [only] => format!("What {} is worth", only.name),
            several => format!("What {} micro-credentials are worth", several.len()),
        };
        page(&title, &self.body())
    }

    fn body(&self) -> Markup {
        let listed = || self.places.iter().take(LISTED).enumerate();
        let title = html! {
            @match self.micro_credentials.as_slice() {
                [only] => { "What " (isolated(&only.name)) " costs, and what it is worth" }
                several => { "What " (several.len()) " micro-credentials cost, and what they are worth" }
            }
        };
        let lede = html! {
            @match self.micro_credentials.len() {
                1 => "Its cost is what its provider says. Its value is computed from the rules of ",
                _ => "Their cost is what their providers say. Their value is computed from the rules of ",
            }
            (counted(self.places.len(), "place", "places"))
            @if self.places.len() > 1 { ", each with its source" }
            ", for an educator who meets all that is asked. What is not known is said to be not known."
        };
        html! {
            (hero(&Hero {
                kind: "The value of micro-credentials",
                title,
                now: &self.now,
                lede,
                figures: self.figures(),
                example: (self.nature == Nature::Example).then_some(
                    "The micro-credentials are made up, with their prices and hours, to show what such a \
                     picture looks like. The rules of places that are marked as profiles are those of real \
                     places, with their sources.",
                ),
            }))
            nav.jump aria-label="On this page" {
                ul {
                    @for (id, name) in [
                        ("set", "The set"), ("hours", "Hours that count"), ("places", "Place by place"),
                        ("whom", "For whom"), ("unknown", "Not known"), ("sources", "Sources"),
                    ] {
                        li { a href=(format!("#{id}")) { (name) } }
                    }
                }
            }
            main {
                (self.set())
                (self.hours())
                section #places aria-labelledby="places-title" {
                    h2 #places-title { "Place by place" }
                    p.about { "Each unit is its place’s own. They cannot be added up across places, and are not." }
                    @if self.places.is_empty() { p { "No rules were given." } }
                    ul.cards.by-three[by_three(listed().filter(|(_, it)| is_said(it)).count())] {
                        @for (index, it) in listed().filter(|(_, it)| is_said(it)) {
                            li { (place::card(index, it, &self.micro_credentials)) }
                        }
                    }
                    @if listed().any(|(_, it)| !is_said(it)) {
                        h3.above { "Where it is not known" }
                        div.scroll tabindex="0" role="region" aria-label="The places of which it is not known what they give" {
                            table.rows role="table" {
                                caption.unseen { "The places of which it is not known what they give, and what they ask for" }
                                thead role="rowgroup" {
                                    tr role="row" {
                                        @for head in ["Place", "What it gives", "What it asks for"] { th scope="col" role="columnheader" { (head) } }
                                    }
                                }
                                tbody role="rowgroup" {
                                    @for (index, it) in listed().filter(|(_, it)| !is_said(it)) { (place::row(index, it)) }
                                }
                            }
                        }
                    }
                    (more(self.places.len(), LISTED, "places"))
                }
                (whom::whom(self))
                (self.unknown())
                (self.sources())
            }
            (footer(
                "A picture is no decision: each place decides on a claim by a badge that it verifies, and \
                 has the last word on its rules. It speaks of nobody, and of no badge."
            ))
        }
    }

    fn figures(&self) -> Vec<Figure> {
        let of = self.micro_credentials.len();
        let known = self.places.iter().filter(|it| it.is_known()).count();
        let together = self.places.iter().filter(|it| is_said(it)).count() - known;
        let open = self.places.len() - known - together;
        let what = if of == 1 { "Micro-credential" } else { "Micro-credentials" };
        let prices = self.takes.prices.iter();
        let prices: Vec<_> = prices.map(|(of, sum)| (price(*sum), of.clone())).collect();
        let unsaid = match self.takes.prices_said {
            0 => String::new(),
            said => self.unsaid(said),
        };
        vec![
            Figure::of(of.to_string(), "", what, String::new()),
            self.time(),
            match prices.is_empty() {
                true => Figure::of("Not said", "", "Price", String::new()),
                false => Figure { values: prices, what: "Price", note: unsaid },
            },
            Figure::of(
                format!("{known} of {}", self.places.len()),
                if self.places.len() == 1 { "place" } else { "places" },
                "Worth is known in",
                match (together, open) {
                    (0, 0) => String::new(),
                    (0, open) => format!("not known in {open}"),
                    (together, 0) => format!("of several together in {together}"),
                    (together, open) => {
                        format!("of several together in {together}, not known in {open}")
                    }
                },
            ),
        ]
    }

    /// The hours that are said, and the durations that are said in place of hours.
    fn time(&self) -> Figure {
        let what = "Time to earn";
        let durations: Vec<String> = self.durations().collect();
        let (hours, said) = (self.takes.hours_said, self.takes.hours_said + durations.len());
        let unsaid = if said == 0 { String::new() } else { self.unsaid(said) };
        let is_same = durations.windows(2).all(|two| matches!(two, [one, other] if one == other));
        match (durations.as_slice(), hours) {
            ([], 0) => Figure::of("Not said", "", what, String::new()),
            ([], _) => Figure::of(number(self.takes.hours), "hours", what, unsaid),
            ([first, ..], 0) if is_same => {
                let each = if durations.len() > 1 { "each" } else { "" };
                Figure::of(first, each, what, unsaid)
            }
            (several, 0) => {
                let values = several.iter().map(|it| (it.clone(), String::new()));
                Figure { values: values.take(4).collect(), what, note: unsaid }
            }
            (durations, _) => {
                let more = match durations {
                    [only] => format!("and {only} for one more"),
                    several => format!("{} more say a duration", several.len()),
                };
                let notes = [more, unsaid].into_iter().filter(|note| !note.is_empty());
                let note = notes.collect::<Vec<_>>().join("; ");
                Figure::of(number(self.takes.hours), "hours", what, note)
            }
        }
    }

    /// The durations that are said in place of hours, in words.
    pub(super) fn durations(&self) -> impl Iterator<Item = String> {
        let said = self.micro_credentials.iter().filter(|it| it.hours.is_none());
        said.filter_map(|it| it.duration.as_deref().map(duration))
    }

    fn unsaid(&self, said: usize) -> String {
        let of = self.micro_credentials.len();
        match of.saturating_sub(said) {
            0 => String::new(),
            1 => format!("1 of {of} says none"),
            some => format!("{some} of {of} say none"),
        }
    }

    fn set(&self) -> Markup {
        let all = &self.micro_credentials;
        html! {
            section #set aria-labelledby="set-title" {
                h2 #set-title { "The set" }
                @if all.is_empty() { p { "No micro-credentials were given." } }
                @else {
                    div.scroll tabindex="0" role="region" aria-label="The micro-credentials and what they take" {
                        table.rows role="table" {
                            caption.unseen { "The micro-credentials, and what each takes to earn" }
                            thead role="rowgroup" {
                                tr role="row" {
                                    th scope="col" role="columnheader" { "Micro-credential" }
                                    @for head in ["Time", "Price", "Credits", "Criteria"] {
                                        th.amount scope="col" role="columnheader" { (head) }
                                    }
                                }
                            }
                            tbody role="rowgroup" { @for offer in all.iter().take(LISTED) { (row(offer)) } }
                        }
                    }
                    (more(all.len(), LISTED, "micro-credentials"))
                }
            }
        }
    }

    /// Of the hours that are put in, how many count where.
    fn hours(&self) -> Markup {
        let all = self.micro_credentials.len();
        let put_in = (self.takes.hours_said == all && all > 0).then_some(self.takes.hours);
        let counting: Vec<(&Place, &Amount)> =
            self.places.iter().filter_map(|it| Some((it, it.in_hours.as_ref()?))).collect();
        let most = counting.iter().map(|(_, amount)| amount.number()).chain(put_in).max();
        let others = self.places.iter().filter(|it| it.in_hours.is_none());
        html! {
            section #hours aria-labelledby="hours-title" {
                h2 #hours-title { "Hours put in, and hours that count" }
                p.about {
                    @match put_in {
                        Some(hours) => {
                            @if all == 1 { "Earning it" } @else { "Earning all of them" }
                            " usually takes " strong { (number(hours)) " hours" } ", the line across each bar. A bar is as long as \
                             the clock hours that a place counts for that, by its own rates."
                        }
                        None => {
                            "A bar is as long as the clock hours that a place counts for all of them, by its own \
                             rates. How many hours earning all of them takes is not said, so there is nothing to compare with."
                        }
                    }
                }
                @if counting.is_empty() { p { "No place has rates to clock hours, and amounts that are known." } }
                @if !counting.is_empty() { ul.chart {
                    @for (index, (place, amount)) in counting.iter().take(LISTED).enumerate() {
                        @let words = match put_in {
                            Some(hours) => format!("{} of {} hours", amount.figure(), number(hours)),
                            None => amount.words(),
                        };
                        li {
                            p.name { (isolated(&place.title)) }
                            (Bar {
                                id: &format!("hours-{}", index + 1),
                                title: &words,
                                about: &about(place, put_in),
                                whole: most.unwrap_or(Decimal::ZERO),
                                filled: amount.number(),
                                marks: put_in.as_slice(),
                            }.drawn())
                            p.value { strong { (words) } @if let Some(cap) = place.sums.first().and_then(Sum::limit) { span.small.quiet { "at most " (cap.most.words()) " " (cap.per) } } @if let Some(note) = word_of(place) { span.small.quiet { (note) } } }
                        }
                    }
                } }
                @if others.clone().next().is_some() {
                    h3 { "Not on this scale" }
                    ul.plain {
                        @for place in others.clone().filter(|it| is_said(it)).take(LISTED) {
                            li { strong { (isolated(place.label())) } ": " (why_not(place)) }
                        }
                        @let open: Vec<&str> = others.filter(|it| !is_said(it)).map(Place::label).collect();
                        @if !open.is_empty() { li { "Of these it is not known what one micro-credential is worth: " (isolated(&open.join("; "))) "." } }
                    }
                }
            }
        }
    }

    fn unknown(&self) -> Markup {
        let places = self.places.iter().filter(|it| !it.unknown.is_empty());
        html! {
            section #unknown aria-labelledby="unknown-title" {
                h2 #unknown-title { "What is not known" }
                @if places.clone().next().is_none() { p { "Nothing in these rules is left open." } }
                @else {
                    p.about { "This was not found, and nobody supplied it for this page. No amount of it is in a sum." }
                }
                ul.plain {
                    @for (meaning, places) in meanings(places) {
                        li { strong { (isolated(meaning)) } ": " (isolated(&places.join("; "))) }
                    }
                }
            }
        }
    }

    fn sources(&self) -> Markup {
        html! {
            section #sources aria-labelledby="sources-title" {
                h2 #sources-title { "Where the rules are from" }
                @if self.places.is_empty() { p { "There are none." } }
                @else {
                    div.scroll tabindex="0" role="region" aria-label="The sources of the rules" {
                        table.rows role="table" {
                            caption.unseen { "The source of each place’s rules, and when they were read" }
                            thead role="rowgroup" { tr role="row" {
                                @for head in ["Place", "Source", "Read on", "Kind"] { th scope="col" role="columnheader" { (head) } }
                            } }
                            tbody role="rowgroup" {
                                @for place in self.places.iter().take(LISTED) {
                                    tr role="row" {
                                        th scope="row" role="rowheader" {
                                            p { (isolated(place.label())) }
                                            @if let Some(code) = beside(place.label(), &place.jurisdiction) { p.small.quiet { (isolated(code)) } }
                                        }
                                        td role="cell" {
                                            (label("Source"))
                                            p { (isolated(&place.source)) }
                                            p.small.quiet {
                                                @match &place.source_url {
                                                    Some(url) => bdi { code { (crate::report::html::words::said(url)) } },
                                                    None => "No address is known.",
                                                }
                                            }
                                        }
                                        td role="cell" { (label("Read on")) span { (day(place.read)) } }
                                        td role="cell" { (label("Kind")) span { (kind(place)) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What is not known, each with the places of which it is not known.
fn meanings<'p>(places: impl Iterator<Item = &'p Place>) -> Vec<(&'p str, Vec<&'p str>)> {
    let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
    for place in places.take(LISTED) {
        for unknown in &place.unknown {
            match found.iter_mut().find(|(meaning, _)| *meaning == unknown.meaning) {
                Some((_, places)) => places.push(place.label()),
                None => found.push((&unknown.meaning, vec![place.label()])),
            }
        }
    }
    found
}

fn row(offer: &Offer) -> Markup {
    let unsaid = html! { span.quiet { "not said" } };
    html! {
        tr role="row" {
            th scope="row" role="rowheader" {
                p { (isolated(&offer.name)) }
                p.small.quiet { (isolated(&offer.description)) }
                @if let Some(provider) = &offer.provider { p.small.quiet { "By " (isolated(provider)) } }
            }
            td.amount role="cell" {
                (label("Time"))
                span {
                    @match (&offer.hours, &offer.duration) {
                        (Some(hours), _) => { (number(*hours)) " h" }
                        (None, Some(text)) => (isolated(&duration(text))),
                        (None, None) => (unsaid),
                    }
                }
            }
            td.amount role="cell" {
                (label("Price"))
                span {
                    @match &offer.price {
                        Some(it) => {
                            (price(it.amount)) " " (isolated(&it.currency))
                            @if let Some(what) = &it.what { span.small.quiet.below { (isolated(what)) } }
                        }
                        None => (unsaid),
                    }
                }
            }
            td.amount role="cell" {
                (label("Credits"))
                span { @match offer.credits { Some(credits) => (number(credits)), None => (unsaid) } }
            }
            td.amount role="cell" { (label("Criteria")) span { (offer.criteria) } }
        }
    }
}

/// What a bar shows, in a sentence.
fn about(place: &Place, put_in: Option<Decimal>) -> String {
    let sum = place.sums.first().map(worth).unwrap_or_default();
    let rates = match place.rates.as_slice() {
        [] => String::new(),
        rates => format!(", by {}", rates.join(", ")),
    };
    match put_in {
        Some(hours) => {
            format!("{sum}{rates}; the line marks the {} hours that are put in.", number(hours))
        }
        None => format!("{sum}{rates}."),
    }
}

/// By whose word a place's value is what it is, where that is not its rules'.
pub(super) fn word_of(place: &Place) -> Option<&'static str> {
    let by = |wanted| {
        place
            .worths
            .iter()
            .any(|it| matches!(&it.finding, Finding::Known { by, .. } if *by == wanted))
    };
    match (by(By::Supplied), by(By::Provider)) {
        (true, _) => Some("with an amount that was supplied for this page"),
        (_, true) => Some("on the provider’s word of what can be earned"),
        _ => None,
    }
}

/// Whether something is known of what a place gives.
fn is_said(place: &Place) -> bool {
    place.is_known() || (place.worths.is_empty() && !place.stacks.is_empty())
}

/// Why a place of which something is known is not on the scale of hours.
fn why_not(place: &Place) -> Markup {
    let known = place.sums.iter().filter(|it| it.is_whole());
    let known: Vec<String> = known.map(worth).collect();
    html! {
        @if known.is_empty() { "one micro-credential alone has no value; several together have." }
        @else if place.sums.len() > 1 { (known.join(" or ")) ", in several categories." }
        @else { (known.join("")) ", and no rate from that to clock hours is known." }
    }
}

pub(super) fn kind(place: &Place) -> &'static str {
    match place.origin {
        Origin::Profile => "Profile of a real place",
        Origin::Own => "Rules supplied for this page",
    }
}
