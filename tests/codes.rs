//! `docs/CODES.md` lists every code with its meaning. `OPENBADGES_MINT=1 cargo test --test codes`
//! writes it anew.

use openbadges::Code;

#[test]
fn the_list_of_codes_is_complete() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/CODES.md");
    let mut expected = String::from(
        "# Codes\n\n\
         The codes of reports, lints and errors. A code never changes its meaning; messages may \
         change their words.\n\n\
         | code | meaning |\n|---|---|\n",
    );
    for code in Code::ALL {
        expected.push_str(&format!("| `{code}` | {} |\n", code.meaning().replace('|', "\\|")));
    }
    if std::env::var_os("OPENBADGES_MINT").is_some() {
        std::fs::write(path, &expected).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap();
    assert!(found == expected, "docs/CODES.md is out of date");
}

#[test]
fn a_code_reads_as_a_name() {
    for code in Code::ALL {
        let text = code.as_str();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._".contains(c);
        assert!(text.chars().all(plain), "{text}");
        assert!(code.meaning().ends_with('.'), "{text}: {}", code.meaning());
    }
}
