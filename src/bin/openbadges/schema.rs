use std::io::Write;

use clap::Args;
use openbadges::model::Class;

use crate::{Finish, Ran};

/// Write the JSON Schema of a class, of draft 2019-09: what `lint` asks, as far as a schema can say
/// it. The rest stands in its comment.
#[derive(Args)]
pub struct Arguments {
    /// The class, such as `AchievementCredential`, `EndorsementCredential`, `Profile` or
    /// `VerifiableCredential`.
    #[arg(long, value_name = "NAME", default_value = "AchievementCredential")]
    class: String,
    /// List the names of the classes.
    #[arg(long, conflicts_with = "class")]
    list: bool,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Ran {
    if arguments.list {
        for class in Class::all() {
            writeln!(out, "{}", class.name)?;
        }
        return Ok(Finish::Good);
    }
    let Some(class) = Class::named(&arguments.class) else {
        return Err(format!("{:?} is no class; --list names them", arguments.class).into());
    };
    let schema = serde_json::Value::from(&class.json_schema());
    writeln!(out, "{}", serde_json::to_string_pretty(&schema)?)?;
    Ok(Finish::Good)
}
