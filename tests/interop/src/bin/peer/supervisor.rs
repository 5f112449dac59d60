//! Hands each request to a worker process, and answers for it when it does not.

use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use serde_json::json;

/// Answers every line of stdin, none of them later than `limit`.
pub fn serve(limit: Duration) -> io::Result<()> {
    let mut worker = None;
    let mut out = io::stdout().lock();
    for request in io::stdin().lock().lines() {
        let request = request?;
        let mut current = match worker.take() {
            Some(worker) => worker,
            None => Worker::start()?,
        };
        let answer = current.ask(&request, limit);
        let line = match answer {
            Ok(answer) => {
                worker = Some(current);
                answer
            }
            Err(reason) => {
                let error = match reason {
                    "time limit" => format!("no answer in {} s", limit.as_secs()),
                    _ => "the process of the peer ended".to_owned(),
                };
                json!({ "error": error, "reason": reason }).to_string()
            }
        };
        writeln!(out, "{line}")?;
        out.flush()?;
    }
    Ok(())
}

/// A process that works, and a thread that listens to it.
struct Worker {
    child: Child,
    requests: ChildStdin,
    answers: Receiver<String>,
}

impl Worker {
    fn start() -> io::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("--work")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (Some(requests), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("a worker without pipes"));
        };
        let (send, answers) = channel();
        std::thread::spawn(move || {
            for answer in BufReader::new(stdout).lines().map_while(Result::ok) {
                if send.send(answer).is_err() {
                    break;
                }
            }
        });
        Ok(Self { child, requests, answers })
    }

    /// The answer, or in two words why there is none; the worker is of no use then.
    fn ask(&mut self, request: &str, limit: Duration) -> Result<String, &'static str> {
        writeln!(self.requests, "{request}").map_err(|_| "died")?;
        self.answers.recv_timeout(limit).map_err(|error| match error {
            RecvTimeoutError::Timeout => "time limit",
            RecvTimeoutError::Disconnected => "died",
        })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It may be gone already, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
