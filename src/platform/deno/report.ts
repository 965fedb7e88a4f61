/** Reports as lines of `time level event name=value …`: for a person to read, and to be parsed. */
import type { Clock, Entropy, Facts, Report } from "../../node/mod.ts";
import { toHex } from "../../core/messages/mod.ts";

const ERROR_ID_BYTES = 6;

export interface LineReportParts {
  readonly write: (line: string) => void;
  readonly clock: Clock;
  readonly entropy: Entropy;
}

/** Makes a report of one line each, without its end, that control characters cannot break. */
export function createLineReport({ write, clock, entropy }: LineReportParts): Report {
  const line = (level: string, event: string, facts: Facts) =>
    write(
      [new Date(clock.now()).toISOString(), level, event, ...Object.entries(facts).map(pair)]
        .join(" "),
    );
  return {
    info: (event, facts = {}) => line("info", event, facts),
    warn: (event, facts = {}) => line("warn", event, facts),
    error(event, cause, facts = {}) {
      const id = toHex(entropy.bytes(ERROR_ID_BYTES));
      line("error", event, { id, ...facts, ...described(cause) });
      return id;
    },
  };
}

/** The report of the running program: on standard error. */
export function standardErrorReport(clock: Clock, entropy: Entropy): Report {
  const encoder = new TextEncoder();
  return createLineReport({
    clock,
    entropy,
    write(line) {
      const bytes = encoder.encode(`${line}\n`);
      try {
        for (let at = 0; at < bytes.length;) at += Deno.stderr.writeSync(bytes.subarray(at));
      } catch (error) {
        // Who reads it has gone away; the node goes on without.
        if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
      }
    },
  });
}

function pair([name, value]: [string, Facts[string]]): string {
  const plain = typeof value !== "string" || /^[\w.:/@+,-]+$/.test(value);
  return `${name}=${plain ? value : escapeControls(JSON.stringify(value))}`;
}

/** JSON leaves U+007F–009F as they are, and terminals obey some of them. */
function escapeControls(text: string): string {
  return text.replace(
    /[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function described(cause: unknown): Facts {
  if (!(cause instanceof Error)) return { error: String(cause) };
  const chain: string[] = [];
  for (let error: unknown = cause; error !== undefined && chain.length < 5;) {
    chain.push(error instanceof Error ? error.message : String(error));
    error = error instanceof Error ? error.cause : undefined;
  }
  return { error: chain.join(" ← "), ...(cause.stack === undefined ? {} : { stack: cause.stack }) };
}
