/**
 * What tests in a real browser stand on: nodes as processes of the program itself, and profiles of
 * one browser, each a person with storage of their own. Everything is stopped at the end.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { findChromium } from "../../tools/chromium.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const READY = /^p2panda listening on (http:\/\/\S+)$/m;

/** Long enough for a slow machine: nothing waits this long where all is well. */
export const PATIENCE_MS = 60_000;

export interface NodeProcess {
  /** `http://127.0.0.1:PORT`. */
  readonly address: string;
  readonly data: string;
  /** What it said on standard error so far. */
  report(): string;
  stop(): Promise<void>;
  /** As a power cut does it. */
  kill(): Promise<void>;
}

export interface StartOptions {
  readonly flags?: readonly string[];
  /** 0, or not given: a free one. */
  readonly port?: number;
  /** Of an earlier node, to start it again. */
  readonly data?: string;
  /** Whether it looks for the peers of earlier runs. */
  readonly remembering?: boolean;
}

export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What went wrong in this person's pages: errors thrown, refused by a policy, or logged. */
  readonly problems: readonly string[];
}

/** Nodes and browser of one test. */
export class World {
  readonly #nodes = new Set<NodeProcess>();
  readonly #folders: string[] = [];
  #browser: Promise<Browser> | null = null;

  /** Starts the program, and resolves when it says that it listens. */
  async startNode(options: StartOptions = {}): Promise<NodeProcess> {
    const data = options.data ?? join(await this.folder(), "data");
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "-A",
        MAIN,
        "serve",
        "--port",
        String(options.port ?? 0),
        "--data",
        data,
        ...(options.remembering === true ? [] : ["--no-discovery"]),
        ...(options.flags ?? []),
      ],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    let report = "";
    const reading = readAll(child.stderr, (text) => report += text);
    let out = "";
    let ready: (address: string) => void;
    const listening = new Promise<string>((resolve) => ready = resolve);
    const listed = readAll(child.stdout, (text) => {
      out += text;
      const match = READY.exec(out);
      if (match !== null) ready(match[1]!);
    });
    const address = await Promise.race([
      listening,
      child.status.then(() => {
        throw new Error(`the node ended before it listened:\n${report}`);
      }),
    ]);
    const end = async (signal: Deno.Signal) => {
      if (!this.#nodes.delete(node)) return;
      child.kill(signal);
      await Promise.all([child.status, reading, listed]);
    };
    const node: NodeProcess = {
      address,
      data,
      report: () => report,
      stop: () => end("SIGTERM"),
      kill: () => end("SIGKILL"),
    };
    this.#nodes.add(node);
    return node;
  }

  /** A folder that is gone at the end. */
  async folder(): Promise<string> {
    const folder = await Deno.makeTempDir({ prefix: "p2panda-browser-" });
    this.#folders.push(folder);
    return folder;
  }

  /** A browser profile of its own, with one page open. `bypassCSP`: for scripts of a test's own. */
  async person(
    options: { readonly javaScript?: boolean; readonly bypassCSP?: boolean } = {},
  ): Promise<Person> {
    const context = await (await this.#launched()).newContext({
      javaScriptEnabled: options.javaScript ?? true,
      bypassCSP: options.bypassCSP ?? false,
      locale: "en-GB",
      timezoneId: "Europe/Berlin",
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const problems: string[] = [];
    context.on("page", (page) => watch(page, problems));
    return { context, page: await context.newPage(), problems };
  }

  async #launched(): Promise<Browser> {
    this.#browser ??= findChromium().then((executablePath) =>
      chromium.launch({
        executablePath,
        args: [
          "--no-sandbox",
          "--disable-gpu",
          "--disable-background-networking",
          "--disable-component-update",
        ],
      })
    );
    return await this.#browser;
  }

  async stop(): Promise<void> {
    await (await this.#browser)?.close();
    for (const node of [...this.#nodes]) await node.stop();
    for (const folder of this.#folders) await Deno.remove(folder, { recursive: true });
  }
}

/**
 * A test that has a world of its own. What a browser library leaves behind in this process is no leak
 * of ours, so resources are not counted; processes and folders are stopped here.
 */
export function browserTest(name: string, run: (world: World) => Promise<void>): void {
  Deno.test({
    name,
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const world = new World();
      try {
        await run(world);
      } finally {
        await world.stop();
      }
    },
  });
}

function watch(page: Page, problems: string[]): void {
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    // A user without a profile is a 404, which browsers log by themselves.
    if (/ 404 /.test(message.text())) return;
    if (message.type() === "error") problems.push(`${message.text()} ${message.location().url}`);
  });
}

async function readAll(
  stream: ReadableStream<Uint8Array>,
  take: (text: string) => void,
): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream() as never)) {
    take(text as unknown as string);
  }
}
