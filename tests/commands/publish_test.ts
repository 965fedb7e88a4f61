import assert from "node:assert/strict";
import {
  type Ended,
  type ProgramOptions,
  type RunningNode,
  runProgram,
  startNode,
  withFolder,
} from "../platform/program.ts";

interface Desk {
  readonly folder: string;
  readonly node: RunningNode;
  readonly key: string;
  publish(messages: readonly unknown[], options?: ProgramOptions): Promise<Ended>;
  get(path: string): Promise<Record<string, unknown>>;
}

/** A node and a key beside it. */
async function withDesk(task: (desk: Desk) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const key = `${folder}/key`;
    assert.equal((await runProgram(["key", "create", key])).code, 0);
    const node = await startNode(`${folder}/data`);
    try {
      await task({
        folder,
        node,
        key,
        publish: (messages) =>
          runProgram(["publish", "--node", node.url, "--key", key], {
            stdin: messages.map((one) => typeof one === "string" ? one : JSON.stringify(one))
              .join("\n"),
          }),
        get: async (path) => await (await fetch(node.url + path)).json(),
      });
    } finally {
      await node.stop();
    }
  });
}

const festival = (title: string) => ({
  action: "create",
  schema: "festival",
  fields: { title, timezone: "Europe/Berlin" },
});

function idsOf({ code, stdout, stderr }: Ended): string[] {
  assert.equal(code, 0, stderr);
  return stdout.trimEnd().split("\n").map((line) => {
    const { id, hash } = JSON.parse(line);
    assert.match(hash, /^0040[0-9a-f]{128}$/);
    return id;
  });
}

Deno.test("publish: a festival, what is in it, and a profile arrive as they were written", async () => {
  await withDesk(async ({ publish, get, key, node, folder }) => {
    const before = Date.now();
    const [id] = idsOf(await publish([festival("Panda Days")]));
    assert.match(id!, /^[0-9a-f]{64}$/);
    const held = await get(`/api/v1/festivals/${id}`);
    assert.equal(held["title"], "Panda Days");
    assert.equal(held["timezone"], "Europe/Berlin");
    assert((held["at"] as number) >= before && (held["at"] as number) <= Date.now());

    const file = `${folder}/messages.ndjson`;
    const lines = [
      { schema: "resource", fields: { title: "Hall", kind: "space", tags: ["big"], quantity: 2 } },
      { schema: "event", fields: { title: "Concert", start: 1_000, end: 2_000 }, at: 7 },
    ].map((one) => JSON.stringify({ action: "create", festival: id, ...one }));
    lines.push(JSON.stringify({ action: "create", schema: "user", fields: { name: "Ada" } }));
    await Deno.writeTextFile(file, `${lines.join("\r\n")}\n\n`);
    const ended = await runProgram(["publish", "--node", node.url, "--key", key, file]);
    const [hall, concert] = idsOf(ended);
    assert.equal((await get(`/api/v1/resources/${hall}`))["quantity"], 2);
    assert.equal((await get(`/api/v1/events/${concert}`))["at"], 7);

    const author = held["author"];
    assert.equal((await get(`/api/v1/users/${author}`))["name"], "Ada");

    const [request] = idsOf(
      await publish([{
        action: "create",
        schema: "request",
        festival: id,
        fields: { event: concert, resource: hall, start: 1_000, end: 2_000 },
      }]),
    );
    idsOf(
      await publish([{
        action: "create",
        schema: "authorization",
        festival: id,
        fields: { request, verdict: "confirmed" },
      }]),
    );
    assert.equal((await get(`/api/v1/requests/${request}`))["status"], "confirmed");
  });
});

Deno.test("publish: warns of what has no effect, and why", async () => {
  await withDesk(async ({ publish }) => {
    const [id] = idsOf(await publish([festival("A")]));
    const ended = await publish([{
      action: "create",
      schema: "event",
      festival: id,
      fields: { title: "Backwards", start: 2, end: 1 },
    }]);
    assert.equal(idsOf(ended).length, 1);
    assert.match(ended.stderr, /^p2panda: 0040[0-9a-f]{128} has no effect \(rule-broken\): .+\n$/);
    const many = await publish([{
      action: "create",
      schema: "resource",
      festival: id,
      fields: { title: "Cups", quantity: "many" },
    }]);
    assert.match(many.stderr, /has no effect \(wrong-field\): the field "quantity" is missing or/);
  });
});

Deno.test("publish: a bad line is named, and what stood before it is published", async () => {
  await withDesk(async ({ publish, get }) => {
    for (
      const [bad, message] of [
        ["{", /^p2panda: line 3: this is no JSON/],
        [{ action: "make", schema: "event" }, /^p2panda: line 3: action: must be/],
        [{ action: "create", schema: "event", fields: {} }, /^p2panda: line 3: "festival" is miss/],
        [{ action: "create", schema: "user", fields: { name: 1.5 } }, /line 3: fields\.name/],
        [
          { action: "create", schema: "user", fields: { name: "x".repeat(70_000) } },
          /^p2panda: line 3: it takes \d+ bytes, and at most 65536 fit/,
        ],
      ] as const
    ) {
      const count = (await get("/healthz"))["entries"] as number;
      const ended = await publish([festival("A"), "", bad, festival("B")]);
      assert.equal(ended.code, 1);
      assert.match(ended.stderr, message);
      assert.equal(ended.stdout.trimEnd().split("\n").length, 1);
      assert.equal((await get("/healthz"))["entries"], count + 1);
    }
  });
});

Deno.test("publish: two at once with one key wait for each other and never fork", async () => {
  await withDesk(async ({ publish, get }) => {
    const [id] = idsOf(await publish([festival("A")]));
    const events = (name: string) =>
      Array.from({ length: 30 }, (_, i) => ({
        action: "create",
        schema: "event",
        festival: id,
        fields: { title: `${name} ${i}`, start: 1, end: 2 },
      }));
    const ended = await Promise.all(["one", "two", "three"].map((name) => publish(events(name))));
    assert.equal(new Set(ended.flatMap(idsOf)).size, 90);
    const { items } = await get(`/api/v1/logs?festival=${id}`) as { items: unknown[] };
    assert.equal(items.length, 1);
    assert.equal((items[0] as { seqNum: number }).seqNum, 91);
    assert.equal((items[0] as { fork: unknown }).fork, null);
  });
});

Deno.test("publish: keeps what it signed while the node is away, and sends the same bytes later", async () => {
  await withFolder(async (folder) => {
    const key = `${folder}/key`;
    await runProgram(["key", "create", key]);
    const node = await startNode(`${folder}/data`);
    const port = new URL(node.url).port;
    const publish = (stdin: string) =>
      runProgram(["publish", "--node", node.url, "--key", key], { stdin });
    const [id] = idsOf(await publish(JSON.stringify(festival("A"))));
    await node.stop();

    const event = {
      action: "create",
      schema: "event",
      festival: id,
      fields: { title: "Late", start: 1, end: 2 },
    };
    const away = await publish(JSON.stringify(event));
    assert.equal(away.code, 1);
    assert.match(away.stderr, /^p2panda: .*cannot be reached.* kept: publish again to send it\n$/);
    const journal = await Deno.readTextFile(`${key}.journal`);
    assert.equal(journal.trimEnd().split("\n").length, 2);

    const again = await startNode(`${folder}/data`, ["--port", port]);
    assert.equal((await publish("")).code, 0);
    assert.equal(await Deno.readTextFile(`${key}.journal`), journal);
    const events = await (await fetch(`${again.url}/api/v1/festivals/${id}/events`)).json();
    assert.deepEqual(events.items.map((one: { title: string }) => one.title), ["Late"]);
    await again.stop();
  });
});

Deno.test("publish: what was acknowledged survives kill -9 of the node", async () => {
  await withFolder(async (folder) => {
    const key = `${folder}/key`;
    await runProgram(["key", "create", key]);
    const node = await startNode(`${folder}/data`);
    const ids = idsOf(
      await runProgram(["publish", "--node", node.url, "--key", key], {
        stdin: Array.from({ length: 20 }, (_, i) => JSON.stringify(festival(`F${i}`))).join("\n"),
      }),
    );
    node.signal("SIGKILL");
    await node.ended;
    const again = await startNode(`${folder}/data`);
    for (const id of ids) {
      const answer = await fetch(`${again.url}/api/v1/festivals/${id}`);
      assert.equal(answer.status, 200, await answer.text());
    }
    await again.stop();
    assert.equal((await runProgram(["verify", "--data", `${folder}/data`])).code, 0);
  });
});

Deno.test("publish: a node that holds what was signed elsewhere stops it, until that is confirmed", async () => {
  await withDesk(async ({ publish, key, node, folder }) => {
    const [id] = idsOf(await publish([festival("A")]));
    await Deno.mkdir(`${folder}/elsewhere`);
    const copy = `${folder}/elsewhere/key`;
    await Deno.copyFile(key, copy);
    const event = JSON.stringify({
      action: "create",
      schema: "event",
      festival: id,
      fields: { title: "From the other machine", start: 1, end: 2 },
    });
    const elsewhere = ["publish", "--node", node.url, "--key", copy];
    const refused = await runProgram(elsewhere, { stdin: event });
    assert.equal(refused.code, 1);
    const hash = /--adopt (0040[0-9a-f]{128})\n$/.exec(refused.stderr)?.[1];
    assert(hash, refused.stderr);
    idsOf(await runProgram([...elsewhere, "--adopt", hash], { stdin: event }));
    idsOf(await runProgram(elsewhere, { stdin: event }));
  });
});

Deno.test("publish: says in one line what is wrong with how it was called", async () => {
  await withFolder(async (folder) => {
    const key = `${folder}/key`;
    await runProgram(["key", "create", key]);
    const node = "http://127.0.0.1:1";
    for (
      const [args, code, message] of [
        [["--key", key], 2, /publish needs --node/],
        [["--node", node], 2, /publish needs --key/],
        [["--node", "here", "--key", key], 2, /--node must be an address/],
        [["--node", node, "--key", key, "a", "b"], 2, /one file/],
        [["--node", node, "--key", `${folder}/none`], 1, /there is no key in/],
        [["--node", node, "--key", key, `${folder}/none`], 1, /could not be read/],
        [["--node", node, "--key", key], 1, /cannot be reached/],
      ] as const
    ) {
      const stdin = JSON.stringify(festival("A"));
      const ended = await runProgram(["publish", ...args], { stdin });
      assert.equal(ended.code, code, ended.stderr);
      assert.match(ended.stderr, message);
      assert.match(ended.stderr, /^p2panda: [^\n]+\n$/);
      assert.equal(ended.stdout, "");
    }
  });
});

Deno.test("publish: a line names the document that an earlier line creates, as a form's file does", async () => {
  await withDesk(async ({ publish, get, node }) => {
    const [id] = idsOf(await publish([festival("Panda Days")]));
    const hall = { action: "create", schema: "resource", festival: id, fields: { title: "Hall" } };
    const [resource] = idsOf(await publish([hall]));
    // What the page gives without script: three events, each with its request.
    const form = new URLSearchParams({
      schema: "event",
      action: "create",
      festival: id!,
      title: "Yoga",
      start: "2030-07-05T19:00",
      end: "2030-07-05T20:00",
      repeat: "daily",
      "repeat.until": "2030-07-07",
      "ask.0.resource": resource!,
      "ask.0.quantity": "1",
      download: "1",
    });
    const answer = await fetch(`${node.url}/sign`, { method: "POST", body: form });
    assert.equal(answer.status, 200);
    const ids = idsOf(await publish((await answer.text()).trimEnd().split("\n")));
    assert.equal(ids.length, 6);
    for (const event of ids.slice(0, 3)) {
      const { requests } = await get(`/api/v1/events/${event}`) as { requests: { total: number } };
      assert.equal(requests.total, 1);
    }

    const lost = await publish([{ ...hall, fields: { title: { $line: 7 } } }]);
    assert.equal(lost.code, 1);
    assert.match(lost.stderr, /line 1: line 7 made no document/);
  });
});
