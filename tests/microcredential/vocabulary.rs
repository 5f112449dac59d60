//! `docs/vocab/micro-credential.md` says what each term of our context means.
//! `OPENBADGES_MINT=1 cargo test --test microcredential vocabulary` writes it anew.

use openbadges::context::{self, url::MICRO_CREDENTIAL_V1};
use openbadges::json::{Object, Value};
use openbadges::microcredential::CLASSES;

/// Where each term is described: the class whose property it is.
const TERMS_OF: [(&str, &str); 9] = [
    ("MicroCredential", "MicroCredential"),
    ("competency", "Competency"),
    ("keyMethod", "KeyMethod"),
    ("research", "Citation"),
    ("submission", "SubmissionPart"),
    ("passing", "Passing"),
    ("costToEarn", "Cost"),
    ("AssessedSubject", "AssessedSubject"),
    ("assessment", "AssessmentFacts"),
];

/// What no class describes.
const OTHERS: [(&str, &str); 5] = [
    ("MicroCredential", "The type of an `Achievement` that is a micro-credential."),
    (
        "RubricCriterion",
        "The type of a `ResultDescription` that is a criterion of the public rubric.",
    ),
    (
        "AssessedSubject",
        "The type of an `AchievementSubject` whose badge says how it was assessed.",
    ),
    (
        "levelOrder",
        "The `id`s of the levels of the criterion, from low to high. The context of Open \
        Badges makes a set of `rubricCriterionLevel`, so that nothing else signs their order over RDF.",
    ),
    ("assessment", "How the submission was assessed: facts that the issuer states."),
];

fn meaning(scope: &str, term: &str) -> String {
    if let Some((_, doc)) = OTHERS.iter().find(|(name, _)| *name == term) {
        return (*doc).to_owned();
    }
    let class = TERMS_OF.iter().find(|(of, _)| *of == scope).map_or(scope, |(_, class)| *class);
    let known = CLASSES
        .iter()
        .map(|class| class())
        .filter(|it| it.name == class || class == "AssessmentFacts");
    // The members of an assessor stand in the scope of the assessment.
    let mut docs = known.filter_map(|class| Some(class.property(term)?.doc));
    let component = CLASSES.iter().map(|class| class()).find(|it| it.name == "KeyMethod");
    let doc = docs.next().or_else(|| component?.property(term).map(|property| property.doc));
    let doc = doc.unwrap_or_else(|| panic!("nothing says what {scope}/{term} means"));
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn rows(scope: &str, terms: &Object, page: &mut String) {
    let mut inner = Vec::new();
    for (name, definition) in terms.iter().filter(|(name, _)| !name.starts_with('@')) {
        if matches!(name, "id" | "type") {
            continue;
        }
        let member = |member: &str| definition.get(member).and_then(Value::as_str);
        let iri = definition.as_str().or_else(|| member("@id")).unwrap();
        let kind = match (member("@container"), member("@type")) {
            (Some("@list"), Some("@id")) => "list of identifiers".to_owned(),
            (Some("@list"), _) => "list".to_owned(),
            (_, Some(datatype)) => datatype.rsplit('#').next().unwrap().to_owned(),
            _ => String::new(),
        };
        let local = iri.rsplit('#').next().unwrap();
        page.push_str(&format!(
            "| <a id=\"{local}\"></a>`{name}` | {scope} | {kind} | {} |\n",
            meaning(scope, name)
        ));
        if let Some(context) = definition.get("@context").and_then(Value::as_object) {
            inner.push((name, context));
        }
    }
    for (name, context) in inner {
        rows(name, context, page);
    }
}

#[test]
fn every_term_is_described() {
    let document = context::bundled(MICRO_CREDENTIAL_V1).unwrap();
    let mut page = format!(
        "# Micro-credentials: the vocabulary\n\n\
         An extension of Open Badges 3.0. A credential that uses it names the context\n\
         `{MICRO_CREDENTIAL_V1}`\n\
         after those of the W3C and of Open Badges; the document is `micro-credential-v1.jsonld` beside\n\
         this page. **The address is provisional**: it lies under a name that nobody can register, until\n\
         the project has one of its own. Nothing is lost on the way from a micro-credential to an\n\
         achievement and back: what Open Badges has a place for stands there, the rest here.\n\n\
         The terms hold inside objects of the three types, each beside a type of Open Badges. Decimal\n\
         numbers are texts (`xsd:decimal`), so that no reader rounds them. `name`, `description`, `url`\n\
         and `alignment` are those of Open Badges.\n\n\
         | term | within | form | meaning |\n|---|---|---|---|\n"
    );
    rows("", document.at("/@context").and_then(Value::as_object).unwrap(), &mut page);
    let page = page.replace("|  |", "| |").replace("|  |", "| |");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/vocab/micro-credential.md");
    if std::env::var_os("OPENBADGES_MINT").is_some() {
        std::fs::write(path, &page).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(found == page, "{path} is out of date");
}
