use openbadges::Code;
use openbadges::recognition::{Amount, Date, Rate, Rates, Span, Unit, ValueError};
use proptest::prelude::*;

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn unit(text: &str) -> Unit {
    text.parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn rate(left: &str, right: &str) -> Rate {
    Rate::new(amount(left), amount(right), "here", "a test", day("2026-01-01")).unwrap()
}

fn rates(pairs: &[(&str, &str)]) -> Rates {
    Rates::new(pairs.iter().map(|(left, right)| rate(left, right)).collect())
}

fn convert(rates: &Rates, from: &str, to: &str) -> Result<String, ValueError> {
    let found = rates.convert(&amount(from), &unit(to), "here", day("2026-06-01"))?;
    Ok(found.to.to_string())
}

#[test]
fn an_amount_is_never_below_nothing() {
    assert_eq!("-1 pdp".parse::<Amount>().unwrap_err().code(), Code::ValueNumber);
    assert_eq!(amount("1 pdp").less(&amount("3 pdp")).unwrap(), amount("0 pdp"));
    assert_eq!(amount("1 pdp").plus(&amount("1 ceu")).unwrap_err().code(), Code::ValueUnit);
    for text in ["", "1", "pdp", "1  pdp", "1e3 pdp", "1 hour", "0x1 pdp"] {
        assert!(text.parse::<Amount>().is_err(), "{text:?}");
    }
}

#[test]
fn a_conversion_shows_its_path() {
    let rates = rates(&[("1 ceu", "10 clockHour"), ("1 semesterHour", "15 clockHour")]);
    let found =
        rates.convert(&amount("3 ceu"), &unit("semesterHour"), "here", day("2026-06-01")).unwrap();
    assert_eq!(found.to, amount("2 semesterHour"));
    assert_eq!(found.path().to_string(), "1 ceu = 10 clockHour, 1 semesterHour = 15 clockHour");
    assert!(found.rates.iter().all(|rate| rate.source == "a test"));
}

#[test]
fn what_is_not_exact_is_refused() {
    let rates = rates(&[("1 ceu", "10 clockHour"), ("1 semesterHour", "15 clockHour")]);
    let error = convert(&rates, "1 ceu", "semesterHour").unwrap_err();
    assert_eq!(error.code(), Code::ValueInexact);
    assert!(error.to_string().contains("1 semesterHour = 15 clockHour"), "{error}");
    // It is the result that must be exact, not what stands in between.
    assert_eq!(convert(&rates, "1.5 ceu", "semesterHour").unwrap(), "1 semesterHour");
}

#[test]
fn a_rate_holds_in_its_place_and_time() {
    let years = Span::new(day("2020-01-01"), day("2020-12-31")).unwrap();
    let rates = Rates::new(vec![rate("1 ceu", "5 pdp").effective(years)]);
    let ask = |place, on| rates.convert(&amount("1 ceu"), &unit("pdp"), place, day(on));
    assert_eq!(ask("here", "2020-12-31").unwrap().to, amount("5 pdp"));
    assert_eq!(ask("here", "2021-01-01").unwrap_err().code(), Code::ValueRate);
    assert_eq!(ask("there", "2020-06-01").unwrap_err().code(), Code::ValueRate);
}

#[test]
fn rates_that_contradict_each_other_convert_nothing() {
    for pairs in [
        &[("1 ceu", "5 pdp"), ("1 ceu", "6 pdp")][..],
        // In a circle.
        &[("1 ceu", "5 pdp"), ("1 clockHour", "1 pdp"), ("1 ceu", "10 clockHour")],
        // Beside the way.
        &[("1 ceu", "5 pdp"), ("1 pdp", "1 credit"), ("1 pdp", "2 credit")],
    ] {
        let error = convert(&rates(pairs), "1 ceu", "pdp").unwrap_err();
        assert_eq!(error.code(), Code::ValueAmbiguous, "{pairs:?}");
    }
    // A circle that agrees is as good as its parts, and the same rate twice is one.
    let agree = rates(&[
        ("1 ceu", "5 pdp"),
        ("1 pdp", "2 clockHour"),
        ("1 ceu", "10 clockHour"),
        ("2 ceu", "10 pdp"),
    ]);
    assert_eq!(convert(&agree, "1 ceu", "clockHour").unwrap(), "10 clockHour");
}

/// Whoever writes a policy decides how long the way is, and it is gone for each credential.
#[test]
fn a_long_way_is_gone_once_and_told_in_short() {
    let own = |n: usize| format!("1 https://u.example/{n}");
    let pairs: Vec<_> = (0..20_000).map(|n| (own(n), own(n + 1))).collect();
    let chain = pairs.iter().map(|(left, right)| rate(left, right));
    let last = "https://u.example/20000";
    let all = Rates::new(chain.clone().collect());
    let from = amount(&own(0));
    let started = std::time::Instant::now();
    let found = all.convert(&from, &unit(last), "here", day("2026-06-01")).unwrap();
    // It is 20,000 steps; 20,000 times as many take minutes here.
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    assert_eq!((found.to.to_string(), found.rates.len()), (format!("1 {last}"), 20_000));
    let path = found.path().to_string();
    assert!(path.contains("u.example/0 = ") && path.contains("= 1 https://u.example/20000"));
    assert!(path.contains(", ... 19990 more ..., ") && path.len() < 1_000, "{path}");
    let contradiction = rate(&format!("1 {last}"), "2 https://u.example/0");
    let error = convert(&Rates::new(chain.chain([contradiction]).collect()), &own(0), last);
    let error = error.unwrap_err();
    assert_eq!(error.code(), Code::ValueAmbiguous);
    assert!(error.to_string().len() < 3_000, "{error}");
}

/// Whether what has too many digits would contradict the others is not known, so nothing follows.
#[test]
fn a_rate_that_is_reached_and_has_too_many_digits_stops_all() {
    let rates = rates(&[
        ("1 ceu", "10 clockHour"),
        ("1 ceu", "99999999999999999999 pdp"),
        ("1 pdp", "99999999999999999999 credit"),
    ]);
    assert_eq!(convert(&rates, "2 ceu", "clockHour").unwrap_err(), ValueError::TooLarge);
}

#[test]
fn a_rate_of_nothing_is_none() {
    for (left, right) in [("0 ceu", "1 pdp"), ("1 ceu", "0 pdp"), ("1 ceu", "1 ceu")] {
        let rate = Rate::new(amount(left), amount(right), "here", "", day("2026-01-01"));
        assert_eq!(rate.unwrap_err(), ValueError::NoRatio);
    }
}

/// A number whose fraction ends as a decimal one.
fn decimal_ratio(most: u32) -> impl Strategy<Value = u32> {
    (0..=8_u32, 0..=3_u32)
        .prop_map(|(twos, fives)| 2_u32.pow(twos) * 5_u32.pow(fives))
        .prop_filter("small enough", move |number| *number <= most)
}

#[test]
fn there_and_back_is_exact_or_refused() {
    let number = (0u64..1_000_000_000, 0usize..6);
    // Half of the rates lead to decimal numbers, and the others hardly ever do.
    let left = prop_oneof![decimal_ratio(100_000), 1u32..100_000];
    let middle = prop_oneof![decimal_ratio(1_000), 1u32..1_000];
    let (exact, refused) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    let mut runner = proptest::test_runner::TestRunner::default();
    let run =
        runner.run(&(number, left, 1u32..100_000, middle), |(number, left, right, middle)| {
            let (number, places) = number;
            let mut digits = format!("{number:07}");
            digits.insert(digits.len() - places, '.');
            let digits = digits.trim_start_matches('0').trim_end_matches('.');
            let digits = if digits.is_empty() || digits.starts_with('.') {
                format!("0{digits}")
            } else {
                digits.to_owned()
            };
            let rates = rates(&[
                (&format!("{left} ceu"), &format!("{right} pdp")),
                (&format!("{middle} pdp"), "7 clockHour"),
            ]);
            let on = day("2026-06-01");
            let start = Amount::new(digits.parse().unwrap(), unit("ceu")).unwrap();
            match rates.convert(&start, &unit("clockHour"), "here", on) {
                Ok(there) => {
                    let back = rates.convert(&there.to, &unit("ceu"), "here", on).unwrap();
                    prop_assert_eq!(&back.to, &start);
                    // What is exact is what the ratio says, multiplied out.
                    let times =
                        |amount: &Amount, by: u32| amount.number().times(by.into()).unwrap();
                    let there = Amount::new(times(&there.to, left), unit("ceu")).unwrap();
                    let start = Amount::new(times(&start, right), unit("ceu")).unwrap();
                    prop_assert_eq!(times(&there, middle), times(&start, 7));
                    exact.set(exact.get() + 1);
                }
                Err(error) => {
                    prop_assert_eq!(error.code(), Code::ValueInexact);
                    refused.set(refused.get() + 1);
                }
            }
            Ok(())
        });
    run.unwrap();
    let (exact, refused) = (exact.get(), refused.get());
    assert!(exact > 30 && refused > 30, "{exact} exact, {refused} refused");
}
