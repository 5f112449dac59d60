// The loop that every script here runs: a request a line in, an answer a line out, in order.
//
// A request and an answer are JSON objects. Whatever `answer` throws becomes
// `{"error": message, "reason": word}`, so that one bad document does not end the process. Lines
// end with "\n" alone: the `readline` of node also breaks at U+2028, which JSON strings may hold.

export async function serve(answer) {
  process.stdin.setEncoding('utf8');
  let pending = '';
  for await (const chunk of process.stdin) {
    const lines = (pending + chunk).split('\n');
    pending = lines.pop();
    for (const line of lines) {
      process.stdout.write(JSON.stringify(await attempt(answer, line)) + '\n');
    }
  }
}

async function attempt(answer, line) {
  try {
    return await answer(JSON.parse(line));
  } catch (error) {
    return describe(error);
  }
}

// What went wrong, in two words for programs (`reason`) and in full for people (`error`).
//
// `reason` is the code of the JSON-LD error or of the event that safe mode refuses where there is
// one ("invalid property", "relative @id reference", "protected term redefinition"), "work limit"
// where canonicalization gave up, else the name of the error.
export function describe(error) {
  const causes = Array.isArray(error) ? error : [error, ...(error?.errors ?? [])];
  const all = causes.flatMap(cause => [cause, ...deeper(cause)]).filter(Boolean);
  const messages = [...new Set(all.map(cause => cause.message ?? String(cause)))];
  const coded = all.find(code);
  return {
    error: messages.join(' <- '),
    reason: coded ? code(coded) : all.at(-1)?.name ?? 'Error'
  };
}

function deeper(error) {
  const cause = error?.details?.cause ?? error?.cause;
  return cause ? [cause, ...deeper(cause)] : [];
}

function code(error) {
  if (/^Maximum deep iterations exceeded/.test(error.message)) {
    return 'work limit';
  }
  return error.details?.event?.code ?? error.details?.code;
}
