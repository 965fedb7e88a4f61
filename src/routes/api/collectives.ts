/** Collectives: keys that this node's agents keep, whose members propose what is signed with them. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { AppContext, MadeCollective } from "../context.ts";
import { Failure, unknown } from "../errors.ts";
import { operatorOnly } from "../security.ts";
import { collectiveOf, keptCollectives } from "../kept_collectives.ts";
import { readJson } from "./body.ts";
import { Id, NoQuery } from "./parameters.ts";
import { answers, refuses, subApp } from "./sub_app.ts";

/** 64 members of 64 digits, and a name. */
const MAX_BODY_BYTES = 16 * 1024;

const Collective = z.object({
  id: Id.openapi({ description: "its public key" }),
  name: z.string(),
  members: z.array(Id).readonly(),
}).openapi("Collective");

const name = z.string().min(1).max(80);
const members = z.array(Id).min(1).max(64);
const MakeBody = z.object({ name, members }).openapi("MakeCollective");
const ChangeBody = z.object({ name: name.optional(), members: members.optional() })
  .openapi("ChangeCollective");

const operator = [{}, { operator: [] }];
const body = <Schema extends z.ZodType>(schema: Schema) => ({
  body: { required: true, content: { "application/json": { schema } } },
});
const errors = {
  403: refuses("Not the operator"),
  422: refuses("Its profile could not be signed"),
};

const listRoute = createRoute({
  method: "get",
  path: "/api/v1/collectives",
  summary: "The collectives whose keys this node keeps",
  request: { query: NoQuery },
  responses: answers(
    z.object({ items: z.array(Collective), next: z.null() }),
    "All of them; what a member proposes, the node's agent signs",
  ),
});

const makeRoute = createRoute({
  method: "post",
  path: "/api/v1/collectives",
  summary: "Make a collective: a key that this node keeps, with members (for the operator)",
  security: operator,
  request: body(MakeBody),
  responses: { ...answers(Collective, "It is made, and its profile signed"), ...errors },
});

const changeRoute = createRoute({
  method: "post",
  path: "/api/v1/collectives/{id}",
  summary: "Sign a collective's profile anew (for the operator)",
  security: operator,
  request: { params: z.object({ id: Id }), ...body(ChangeBody) },
  responses: {
    ...answers(Collective, "Its profile as it is now"),
    ...errors,
    404: refuses("Not kept here"),
  },
});

export function collectives(context: AppContext): OpenAPIHono {
  const { authority, collectives: kept } = context;
  const app = subApp();

  app.openapi(
    listRoute,
    async (c) => c.json({ items: await keptCollectives(context), next: null }, 200),
  );

  // Bodies are read by ourselves, in bounds, after the operator is known: so no validator of its own.
  for (const route of [makeRoute, changeRoute]) app.openAPIRegistry.registerPath(route);

  app.post(makeRoute.path, operatorOnly(authority), async (c) => {
    const profile = await readJson(context, c, MakeBody, MAX_BODY_BYTES);
    if (kept === undefined) throw new Failure(404, "no-keys", "This node keeps no keys.");
    return c.json(await collectiveOf(context, made(await kept.make(profile))));
  });

  app.post("/api/v1/collectives/:id", operatorOnly(authority), async (c) => {
    const { name, members } = await readJson(context, c, ChangeBody, MAX_BODY_BYTES);
    const changed = await kept?.change(c.req.param("id"), {
      ...(name !== undefined && { name }),
      ...(members !== undefined && { members }),
    });
    if (changed === undefined || changed === null) throw unknown("collective");
    return c.json(await collectiveOf(context, made(changed)));
  });
  return app;
}

function made(outcome: MadeCollective): string {
  if (outcome.ok) return outcome.key;
  throw new Failure(422, outcome.code, outcome.message);
}
