//! `report portfolio`, and what the office says to each policy of a call.

use super::*;

/// A policy with two categories, two parts of a stack and two kinds of award.
fn policy(story: &Story, name: &str, words: [&str; 6]) -> String {
    let [one, two, group, other, low, high] = words;
    let text = format!(
        r#"
        name = "{name}"
        title = "{name}"
        jurisdiction = "{name}"
        source = {{ text = "a test", read = "2026-01-01" }}
        accept = {{ issuers = ["{issuer}"], results = "unasked" }}
        categories = [{{ name = "{one}", unit = "clockHour" }}, {{ name = "{two}", unit = "clockHour" }}]
        splitting = "allowed"
        ladder = ["{low}", "{high}"]
        awards = [
            {{ category = "{one}", amount = "4 clockHour" }},
            {{ category = "{two}", amount = "4 clockHour" }},
            {{ category = "{one}", amount = "9 clockHour", rung = "{high}" }},
        ]
        groups = [{{ name = "{group}" }}, {{ name = "{other}" }}]
        stacks = [{{ name = "all", parts = [{{ group = "{group}", count = 2 }}], category = "{one}",
            gives = "1 clockHour" }}]
        "#,
        issuer = story.issuer
    );
    let file = story.folder.file(&format!("{name}.toml"));
    fs::write(&file, text).unwrap();
    file
}

struct Asked {
    code: i32,
    text: String,
    json: Value,
}

/// What two policies are told, and what they make of it.
fn asked(story: &Story, more: &[&str]) -> Asked {
    let north = policy(story, "north", ["hours", "money", "first", "then", "badge", "bundle"]);
    let south = policy(story, "south", ["hours", "credit", "first", "last", "badge", "master"]);
    let list = story.list();
    let call = ["report", "portfolio", "--json", "--name", "One", "--document", &list];
    let policies = ["--policy", &north, "--policy", &south, &story.badge];
    let (code, text) = run(&[&call[..], &policies, more].concat());
    let json = serde_json::from_str(&text).unwrap_or_default();
    Asked { code, text, json }
}

impl Asked {
    /// The codes of a policy's decision.
    fn codes(&self, policy: usize) -> Vec<&str> {
        let steps = self.json["values"][policy]["decisions"][0]["steps"].as_array();
        let steps = steps.unwrap_or_else(|| panic!("{}", self.text));
        steps.iter().map(|step| step["code"].as_str().unwrap()).collect()
    }

    /// What counts by a policy, by category.
    fn totals(&self, policy: usize) -> Vec<String> {
        let totals = self.json["values"][policy]["totals"].as_array();
        let totals = totals.unwrap_or_else(|| panic!("{}", self.text));
        let told = |total: &Value| format!("{} {}", total["after"], total["category"]);
        totals.iter().map(told).map(|told| told.replace('"', "")).collect()
    }
}

/// A name is for the policies that know it, and one with the name of a policy for that one.
#[test]
fn a_name_is_for_the_policies_that_know_it_or_for_one() {
    let story = story("per-policy");
    let none = asked(&story, &[]);
    assert_eq!(none.code, 0, "{}", none.text);
    for policy in [0, 1] {
        assert!(none.codes(policy).contains(&"category.missing"), "{}", none.text);
    }
    // What another policy calls its own says nothing here.
    let credit = asked(&story, &["--category", "credit"]);
    assert!(credit.codes(0).contains(&"category.missing"), "{}", credit.text);
    assert_eq!(credit.totals(1), ["4 clockHour credit"]);
    let hours = asked(&story, &["--category", "hours"]);
    assert_eq!([hours.totals(0), hours.totals(1)], [["4 clockHour hours"], ["4 clockHour hours"]]);
    let own = asked(&story, &["--category", "hours", "--category", "north.money"]);
    assert_eq!([own.totals(0), own.totals(1)], [["4 clockHour money"], ["4 clockHour hours"]]);
    let each = asked(&story, &["--category", "south.credit", "--category", "north.money"]);
    assert_eq!([each.totals(0), each.totals(1)], [["4 clockHour money"], ["4 clockHour credit"]]);
    // Kinds of award, and parts of stacks.
    let rung = ["--category", "hours", "--rung", "south.master", "--rung", "badge"];
    let rung = asked(&story, &rung);
    assert_eq!([rung.totals(0), rung.totals(1)], [["4 clockHour hours"], ["9 clockHour hours"]]);
    let group = asked(&story, &["--category", "hours", "--group", "last"]);
    assert!(!group.codes(0).iter().any(|code| code.starts_with("group")), "{}", group.text);
    assert!(group.codes(1).contains(&"group"), "{}", group.text);
    // Parts are for a policy that knows all of them, or one by name.
    let parts = ["--split", "hours=1 clockHour", "--split", "credit=2 clockHour"];
    let split = asked(&story, &parts);
    assert!(split.codes(0).contains(&"category.missing"), "{}", split.text);
    assert_eq!(split.totals(1), ["2 clockHour credit", "1 clockHour hours"]);
    let parts = ["--split", "north.hours=3 clockHour", "--category", "credit"];
    let split = asked(&story, &parts);
    assert_eq!([split.totals(0), split.totals(1)], [["3 clockHour hours"], ["4 clockHour credit"]]);
}

/// A name that leads nowhere is a mistake, and so are two for one policy.
#[test]
fn a_name_that_no_policy_knows_is_refused() {
    let story = story("per-policy-refused");
    for (more, why) in [
        (&["--category", "nowhere"][..], "no policy here knows"),
        (&["--category", "north.credit"], "north does not know"),
        (&["--category", "east.hours"], "there is no policy east here"),
        (&["--split", "east.hours=1 clockHour"], "there is no policy east here"),
        (&["--rung", "east.master"], "there is no policy east here"),
        (&["--group", "nowhere"], "no policy here knows"),
        (&["--group", "north.last"], "north does not know"),
        (&["--rung", "nowhere"], "no policy here knows"),
        (&["--rung", "south.bundle"], "south does not know"),
        (&["--split", "nowhere=1 clockHour"], "no policy here knows"),
        (&["--split", "south.money=1 clockHour"], "south does not know"),
        (
            &["--split", "money=1 clockHour", "--split", "credit=1 clockHour"],
            "no policy here knows all",
        ),
        (&["--category", "hours", "--category", "money"], "north is told several things"),
        (&["--group", "south.first", "--group", "south.last"], "south is told several things"),
        (&["--category", "hours", "--split", "hours=1 clockHour"], "not both"),
        (&["--category", "north.hours", "--split", "north.hours=1 clockHour"], "not both"),
    ] {
        let asked = asked(&story, more);
        assert_eq!(asked.code, 2, "{more:?}: {}", asked.text);
        assert!(asked.text.contains(why), "{more:?}: {}", asked.text);
    }
    // Where there is one policy, it answers itself.
    let north = policy(&story, "north", ["hours", "money", "first", "then", "badge", "bundle"]);
    for name in ["money", "north.money"] {
        let (code, text) = story.value(&["--policy", &north, "--category", name]);
        assert_eq!(code, 0, "{text}");
    }
    let halves = ["--split", "north.hours=1 clockHour", "--split", "money=3 clockHour"];
    let (code, text) = story.value(&[&["--policy", &north][..], &halves].concat());
    assert_eq!(code, 0, "{text}");
    assert!(
        text.contains("1 clock hour (hours") && text.contains("3 clock hours (money"),
        "{text}"
    );
    let twice = ["--category", "hours", "--category", "north.money"];
    let (code, text) = story.value(&[&["--policy", &north][..], &twice].concat());
    assert!(code == 2 && text.contains("told several things"), "{text}");
    // Where a category has every name, that of another policy is none of them.
    let open = fs::read_to_string(&north).unwrap();
    let (categories, awards) = (open.find("categories").unwrap(), open.find("splitting").unwrap());
    let open = format!(
        r#"{}categories = [{{ name = "*", unit = "clockHour" }}]
        awards = [{{ amount = "4 clockHour" }}]"#,
        &open[..categories.min(awards)]
    );
    fs::write(story.folder.file("open.toml"), open).unwrap();
    let open = story.folder.file("open.toml");
    let told = |name: &str| story.value(&["--policy", &open, "--category", name]);
    let (code, text) = told("south.credit");
    assert!(code == 2 && text.contains("there is no policy south here"), "{text}");
    for (name, category) in
        [("literacy", "literacy"), ("north.literacy", "literacy"), ("north.a.b", "a.b")]
    {
        let (code, text) = told(name);
        assert!(code == 0 && text.contains(&format!("({category},")), "{name}: {text}");
    }
    let (code, text) = story.value(&["--policy", &north, "--category", "nowhere"]);
    assert!(code == 1 && text.contains("There is no category"), "{text}");
    let both = ["--category", "money", "--split", "money=1 clockHour"];
    let (code, text) = story.value(&[&["--policy", &north][..], &both].concat());
    assert!(code == 2 && text.contains("not both"), "{text}");
}

/// Badges of somebody else are no badges of the educator, and the exit status says so; somebody
/// without a name is nobody.
#[test]
fn a_portfolio_with_badges_of_others_says_so_by_its_status() {
    let story = story("of-others");
    let list = story.list();
    let call = ["report", "portfolio", "--json", "--document", &list, &story.badge];
    let of = |more: &[&str]| run(&[&call[..], more].concat());
    let (code, text) = of(&["--name", "One", "--person", "did:example:one"]);
    assert_eq!(code, 0, "{text}");
    let (code, text) = of(&["--name", "Two", "--person", "did:example:two"]);
    assert_eq!(code, 1, "{text}");
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["badges"], serde_json::json!([]));
    assert_eq!(json["others"].as_array().unwrap().len(), 1, "{text}");
    for name in ["", " ", "\t"] {
        let (code, text) = of(&["--name", name, "--person", "did:example:one"]);
        assert_eq!(code, 2, "{text}");
        assert!(text.contains("somebody without a name"), "{text}");
    }
}

/// A stack that is complete and does not count yet is said by the exit status too.
#[test]
fn a_stack_that_is_open_is_told_by_the_status() {
    let story = story("open-stack");
    let text = format!(
        r#"
        name = "stacks"
        title = "Stacks"
        jurisdiction = "here"
        source = {{ text = "a test", read = "2026-01-01" }}
        accept = {{ issuers = ["{issuer}"], results = "unasked" }}
        categories = [{{ name = "hours", unit = "clockHour" }}]
        groups = [{{ name = "g" }}]
        stacks = [{{ name = "s", parts = [{{ group = "g", count = 1 }}], gives = "3 clockHour" }}]
        caps = [{{ amount = "9 clockHour", per = "cycle", rest = "lost" }}]
        "#,
        issuer = story.issuer
    );
    let file = story.folder.file("stacks.toml");
    fs::write(&file, text).unwrap();
    let asked = |more: &[&str]| story.value(&[&["--policy", &file, "--group", "g"], more].concat());
    let (code, text) = asked(&[]);
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("s is complete: does not count yet"), "{text}");
    let (code, text) = asked(&["--cycle", "2020-01-01..2020-12-31"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("outside your licence cycle"), "{text}");
    let (code, text) = asked(&["--cycle", "2020-01-01..2090-12-31"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("s is complete: counts"), "{text}");
}

/// Who is listed with `--set` goes by the name that is said with the id.
#[test]
fn who_is_listed_can_be_named() {
    let story = story("set-named");
    let named = format!("issuers={} Riverbend District", story.issuer);
    let (code, text) = story.value(&["--policy", "tennessee", "--set", &named]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("Its issuer, Riverbend District (did:key:"), "{text}");
    let list = story.list();
    let call = ["report", "portfolio", "--json", "--name", "One", "--document", &list];
    let (code, text) =
        run(&[&call[..], &["--policy", "tennessee", "--set", &named, &story.badge]].concat());
    assert_eq!(code, 0, "{text}");
    let told: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(told["badges"][0]["issuerCalled"], "Riverbend District");
    // Two names for one would be none.
    let other = format!("issuers={} Somebody else", story.issuer);
    let (code, text) = story.value(&["--policy", "tennessee", "--set", &named, "--set", &other]);
    assert!(code == 2 && text.contains("has two names"), "{code} {text}");
    // An amount is one still, and what is neither is refused.
    for (set, why) in [
        ("issuers=6 pdp", "issuers is a list of identifiers, and 6 pdp is an amount"),
        ("issuers=5 USD", "issuers is a list of identifiers, and 5 USD is an amount"),
        ("issuers=Riverbend District", "the ID first, then the name"),
        ("issuers=Riverbend https://riverbend.example/id", "the ID first, then the name"),
        ("issuers=5 apples", "\"apples\" is not a unit"),
        ("issuers=", "no identifier"),
    ] {
        let (code, text) = story.value(&["--policy", "tennessee", "--set", set]);
        assert!(code == 2 && text.contains(why), "{set}: {code} {text}");
        assert!(!text.contains("no such parameter") && !text.contains("missing"), "{text}");
    }
}
