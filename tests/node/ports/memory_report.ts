import type { Facts, Report } from "../../../src/node/mod.ts";

export interface Reported {
  readonly level: "info" | "warn" | "error";
  readonly event: string;
  readonly facts: Facts;
  readonly cause?: unknown;
  readonly id?: string;
}

/** Keeps what was reported, for tests to look at. */
export class MemoryReport implements Report {
  readonly reported: Reported[] = [];

  info(event: string, facts: Facts = {}): void {
    this.reported.push({ level: "info", event, facts });
  }

  warn(event: string, facts: Facts = {}): void {
    this.reported.push({ level: "warn", event, facts });
  }

  error(event: string, cause: unknown, facts: Facts = {}): string {
    const id = `error-${this.reported.length + 1}`;
    this.reported.push({ level: "error", event, facts, cause, id });
    return id;
  }
}
