/** The files of `static/`: style, scripts, icons. */
import { Hono } from "hono";
import type { StaticFiles } from "./context.ts";
import { Failure } from "./errors.ts";
import { hasTag } from "./validators.ts";

/** For an address that names the content by its hash. */
const FOR_EVER = "public, max-age=31536000, immutable";

export function statics(files: StaticFiles): Hono {
  const app = new Hono();
  app.get("/:name{.+}", (c) => {
    const file = files.get(c.req.param("name"));
    if (file === null) throw new Failure(404, "unknown-file", "There is no such file.");
    const tag = `"${file.etag}"`;
    // A page of an older program may ask for a hash that is gone: it gets the file, not for ever.
    c.header("Cache-Control", c.req.query("v") === file.etag ? FOR_EVER : "no-cache");
    c.header("ETag", tag);
    if (hasTag(c, tag)) return c.body(null, 304);
    return c.body(file.bytes, 200, {
      "Content-Type": file.type,
      "Content-Length": String(file.bytes.length),
    });
  });
  return app;
}
