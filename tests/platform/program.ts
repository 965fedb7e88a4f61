/** Runs the real program as a process, as a person would. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const CONFIGURATION = fileURLToPath(new URL("../../deno.json", import.meta.url));
const PERMISSIONS = ["--allow-net", "--allow-read", "--allow-write", "--allow-env"];

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Through `deno task`, as the README says, with what that brings along. */
  readonly asTask?: boolean;
}

/** A clean environment: what the tests' own process has set must not reach the program. */
function command(args: readonly string[], options: ProgramOptions): Deno.Command {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(Deno.env.toObject())) {
    if (!name.startsWith("P2PANDA_")) env[name] = value;
  }
  const program = [
    "run",
    "--quiet",
    "--cached-only",
    "--no-prompt",
    "--no-check",
    ...PERMISSIONS,
    "--allow-sys=networkInterfaces",
    MAIN,
  ];
  const task = ["task", "--quiet", "--config", CONFIGURATION, "p2panda"];
  return new Deno.Command(Deno.execPath(), {
    args: [...options.asTask ? task : program, ...args],
    env: { ...env, NO_COLOR: "1", ...options.env },
    clearEnv: true,
    stdin: options.stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs the program to its end. */
export async function runProgram(
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<Ended> {
  const process = command(args, options).spawn();
  if (options.stdin !== undefined) {
    const writer = process.stdin.getWriter();
    await writer.write(new TextEncoder().encode(options.stdin));
    await writer.close();
  }
  const { code, stdout, stderr } = await process.output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

export interface RunningProgram {
  /** Resolves with the first line of standard error that matches, one that came before too. */
  told(line: RegExp): Promise<string>;
  signal(signal: Deno.Signal): void;
  /** How it ended; waits for it. */
  readonly ended: Promise<Ended>;
}

/** Starts a program that runs until it is stopped, and says on standard error what it does. */
export function startProgram(args: readonly string[]): RunningProgram {
  const process = command(args, {}).spawn();
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let over = false;
  const readStderr = (async () => {
    let rest = "";
    for await (const chunk of process.stderr.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + chunk).split("\n");
      rest = parts.pop()!;
      lines.push(...parts);
      for (const look of [...waiting]) look();
    }
    over = true;
    for (const look of [...waiting]) look();
  })();
  const stdout = new Response(process.stdout).text();
  const ended = (async () => {
    const [{ code }, out] = await Promise.all([process.status, stdout, readStderr]);
    return { code, stdout: out, stderr: lines.map((line) => `${line}\n`).join("") };
  })();
  return {
    told: (line) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find((one) => line.test(one));
          if (found === undefined && !over) return;
          waiting.delete(look);
          if (found !== undefined) resolve(found);
          else reject(new Error(`it ended without ${line}: ${lines.join("\n")}`));
        };
        waiting.add(look);
        look();
      }),
    signal: (signal) => process.kill(signal),
    ended,
  };
}

export interface RunningNode {
  /** As its ready line says, without a slash at its end. */
  readonly url: string;
  readonly pid: number;
  signal(signal: Deno.Signal): void;
  /** Stops it with SIGTERM, where it has not ended, and tells how it ended. */
  stop(): Promise<Ended>;
  /** How it ended; waits for it. */
  readonly ended: Promise<Ended>;
}

/** Starts a node and kills it after some time, ready or not. */
export async function startAndKill(data: string, afterMs: number): Promise<void> {
  const process = command(["serve", "--port", "0", "--data", data], {}).spawn();
  const killer = setTimeout(() => process.kill("SIGKILL"), afterMs);
  const { code } = await process.output();
  clearTimeout(killer);
  assert.notEqual(code, 0);
}

/** Starts a node on a free port of 127.0.0.1 and waits for its ready line. */
export async function startNode(
  data: string,
  args: readonly string[] = [],
  options: ProgramOptions = {},
): Promise<RunningNode> {
  const process = command(["serve", "--port", "0", "--data", data, ...args], options).spawn();
  let stdout = "";
  const ready = Promise.withResolvers<string>();
  const readStdout = (async () => {
    for await (const chunk of process.stdout.pipeThrough(new TextDecoderStream())) {
      stdout += chunk;
      const line = /^(.*)\n/.exec(stdout);
      if (line) ready.resolve(line[1]!);
    }
  })();
  const stderr = new Response(process.stderr).text();
  const ended = (async () => {
    const [status, errors] = await Promise.all([process.status, stderr, readStdout]);
    ready.reject(new Error(`the node ended with ${status.code}: ${errors}`));
    return { code: status.code, stdout, stderr: errors };
  })();

  const line = await ready.promise;
  const match = /^p2panda listening on (http:\/\/\S+)$/.exec(line);
  assert(match, `not a ready line: ${line}`);
  let running = true;
  ended.finally(() => running = false);
  return {
    url: match[1]!,
    pid: process.pid,
    signal: (signal) => process.kill(signal),
    stop() {
      if (running) process.kill("SIGTERM");
      return ended;
    },
    ended,
  };
}

/** A folder for one test, removed after it. */
export async function withFolder(task: (folder: string) => Promise<void> | void): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "p2panda-test-" });
  try {
    await task(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
