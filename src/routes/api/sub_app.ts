/** What the sub-apps of the API have in common: how they answer, and how they say no. */
import { OpenAPIHono, type z } from "@hono/zod-openapi";
import { misfit } from "../errors.ts";
import { ErrorShape } from "./shapes.ts";

/** A sub-app that answers parameters which do not fit with 400 and their name. */
export function subApp(): OpenAPIHono {
  return new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw misfit(result.error, "bad-parameter");
    },
  });
}

/** The good answer of a route, for its description. Errors are thrown, and described once. */
export function answers<Shape extends z.ZodType>(schema: Shape, description: string) {
  return { 200: { description, content: { "application/json": { schema } } } };
}

/** The same form for every error, for descriptions of routes. */
export function refuses(description: string) {
  return { description, content: { "application/json": { schema: ErrorShape } } };
}
