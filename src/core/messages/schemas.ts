/** Every schema that this program knows, by name. Adding one is a file beside this, and a line here. */
import { authorization } from "./authorization.ts";
import { event } from "./event.ts";
import { festival } from "./festival.ts";
import { nesting } from "./nesting.ts";
import { proposal } from "./proposal.ts";
import { request } from "./request.ts";
import { resource } from "./resource.ts";
import type { Schema } from "./schema.ts";
import { user } from "./user.ts";
import { vote } from "./vote.ts";

export const SCHEMAS = {
  user,
  festival,
  nesting,
  resource,
  event,
  request,
  authorization,
  vote,
  proposal,
} as const;

export type Schemas = typeof SCHEMAS;
export type SchemaName = keyof Schemas;

export function schemaNamed(name: string): (Schema & { readonly name: SchemaName }) | undefined {
  return Object.hasOwn(SCHEMAS, name)
    ? SCHEMAS[name as SchemaName] as unknown as Schema & { readonly name: SchemaName }
    : undefined;
}
