import { fileURLToPath } from "node:url";
import { TextLineStream } from "./text_lines.ts";

/** Starts `channel_process.ts`, and reads what it prints. */
export class FarProcess {
  readonly #lines: ReadableStreamDefaultReader<string>;

  private constructor(readonly child: Deno.ChildProcess) {
    this.#lines = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(
      new TextLineStream(),
    )
      .getReader();
  }

  static async start(pingEveryMs: number): Promise<{ process: FarProcess; address: string }> {
    const program = fileURLToPath(new URL("channel_process.ts", import.meta.url));
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-check", "-A", program, String(pingEveryMs)],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const process = new FarProcess(child);
    return { process, address: await process.line() };
  }

  async line(): Promise<string> {
    const { value } = await this.#lines.read();
    if (value === undefined) throw new Error("the far process ended too early");
    return value;
  }

  /** Asks it to end, and waits until it has: it must do so by itself. */
  async stop(): Promise<Deno.CommandStatus> {
    await this.child.stdin.close();
    while (!(await this.#lines.read()).done);
    return await this.child.status;
  }

  async kill(): Promise<void> {
    try {
      this.child.kill("SIGKILL");
    } catch {
      // It was killed before.
    }
    await this.child.stdin.close().catch(() => {});
    while (!(await this.#lines.read()).done);
    await this.child.status;
  }
}
