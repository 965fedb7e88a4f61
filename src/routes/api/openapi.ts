/** The API's own description, made of the schemas that check what comes in. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AppContext } from "../context.ts";
import { notModified } from "../validators.ts";

const INTRODUCTION = `A p2panda node. Ids are 64 lower-case hex digits, hashes whole YAMF \
(132 digits), times Unix milliseconds. Lists take \`limit\` (1 to 200, else 50) and \`cursor\`, and \
answer \`{ items, next }\`. Errors are \`{ error: { code, message, … } }\`: 400 for what does not \
parse, 403 for foreign names and origins, 404, 405, 409, 413, 415, 422, 429 with Retry-After, 500 \
and 503 with the id under which the node's report has it. What is unlisted appears only in answers \
to questions that name its whole id.`;

/** Adds `GET /api/v1/openapi.json` for all that `app` has so far. */
export function describe(app: OpenAPIHono, context: AppContext): void {
  app.openAPIRegistry.registerComponent("securitySchemes", "operator", {
    type: "http",
    scheme: "bearer",
    description: "the contents of operator-token in the node's data folder",
  });
  const make = () =>
    app.getOpenAPI31Document({
      openapi: "3.1.0",
      info: { title: "p2panda", version: context.version, description: INTRODUCTION },
    });
  let made: ReturnType<typeof make> | undefined;
  app.get(
    "/api/v1/openapi.json",
    // It is the same as long as the program runs.
    (c) => notModified(context, c, 0) ?? c.json(made ??= make()),
  );
}
