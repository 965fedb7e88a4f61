/** Whatever goes wrong on the way to an answer, in one form for the API and the pages. */
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { z } from "@hono/zod-openapi";
import { BadCursorError, type Report, WeatherError } from "../node/mod.ts";

/** Ends a request with this status. Thrown by routes, and made into an answer by the app. */
export class Failure extends Error {
  override name = "Failure";

  constructor(
    readonly status: ContentfulStatusCode,
    /** From a closed set, for programs; words with hyphens. */
    readonly code: string,
    /** A sentence for people. */
    message: string,
    /** Goes into the answer beside the code: the field that is wrong, say. */
    readonly facts: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** The JSON of every error of the API (`CONTRACT.md`). */
export interface ErrorBody {
  readonly error:
    & { readonly code: string; readonly message: string }
    & Readonly<
      Record<string, unknown>
    >;
}

export function bodyOf(failure: Failure): ErrorBody {
  return { error: { code: failure.code, message: failure.message, ...failure.facts } };
}

export function jsonFailure(c: Context, failure: Failure): Response {
  return c.json(bodyOf(failure), failure.status, {
    ...failure.headers,
    "Cache-Control": "no-store",
  });
}

export function unknown(what: string): Failure {
  return new Failure(404, `unknown-${what}`, `This node has no ${what} of this id.`);
}

/** Says what was thrown as a failure; what nobody expected goes into the report under an id. */
export function failureOf(error: unknown, c: Context, report: Report): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof BadCursorError) {
    const message = "The cursor is not from this list: begin again without one.";
    return new Failure(400, "bad-cursor", message, { field: "cursor" });
  }
  if (error instanceof HTTPException) {
    return new Failure(error.status as ContentfulStatusCode, "bad-request", error.message);
  }
  const id = report.error("request.failed", error, { method: c.req.method, path: c.req.path });
  if (error instanceof WeatherError) {
    const status = error.code === "io" ? 500 : 503;
    return new Failure(status, error.code, `${error.message} (report ${id})`, { id });
  }
  const message = `Something went wrong in this node; its report has it under ${id}.`;
  return new Failure(500, "internal", message, { id });
}

/** A value that does not fit its schema: the first issue, with the field's path. */
export function misfit(error: z.ZodError, code: "bad-parameter" | "bad-field"): Failure {
  const issue = error.issues[0];
  const field = issue?.path.join(".") ?? "";
  const problem = issue?.message ?? "does not fit";
  return new Failure(400, code, field === "" ? problem : `${field}: ${problem}`, { field });
}
