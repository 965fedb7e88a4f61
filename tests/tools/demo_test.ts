import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { policies } from "../../src/core/policies/mod.ts";
import { fridayAfter } from "../../tools/demo/fill.ts";
import { storyOf } from "../../tools/demo/story.ts";
import { withFolder } from "../platform/program.ts";

const DEMO = fileURLToPath(new URL("../../tools/demo.ts", import.meta.url));

interface Demo {
  readonly url: string;
  /** The festival's address in the API. */
  readonly festival: string;
  readonly data: string;
  stop(signal: Deno.Signal): Promise<{ readonly code: number; readonly stdout: string }>;
}

function demoProcess(args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--cached-only", "--no-check", "-A", DEMO, "--port", "0", ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function startDemo(args: readonly string[] = []): Promise<Demo> {
  const process = demoProcess(args);
  let stdout = "";
  let stderr = "";
  const ready = Promise.withResolvers<void>();
  const reading = Promise.all([
    (async () => {
      for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
        stdout += text;
        if (stdout.includes("\n")) ready.resolve();
      }
      ready.resolve();
    })(),
    (async () => {
      for await (const text of process.stderr.pipeThrough(new TextDecoderStream())) stderr += text;
    })(),
  ]);
  await ready.promise;
  const url = /^p2panda listening on (http:\/\/\S+)\n$/.exec(stdout)?.[1];
  const festival = /^example festival at \S+\/festivals\/([0-9a-f]{64})$/m.exec(stderr)?.[1];
  const data = /node\.started data=(\S+)/.exec(stderr)?.[1];
  assert(url && festival && data, stderr);
  return {
    url,
    festival: `${url}/api/v1/festivals/${festival}`,
    data,
    async stop(signal) {
      process.kill(signal);
      const [{ code }] = await Promise.all([process.status, reading]);
      return { code, stdout };
    },
  };
}

// deno-lint-ignore no-explicit-any
async function get(address: string): Promise<any> {
  const answer = await fetch(address);
  assert.equal(answer.status, 200, address);
  return await answer.json();
}

// deno-lint-ignore no-explicit-any
type Row = Readonly<Record<string, any>>;

interface Told {
  readonly events: readonly Row[];
  readonly resources: readonly Row[];
  readonly requests: readonly Row[];
  readonly proposals: readonly Row[];
  readonly users: readonly Row[];
}

/** What a festival can have, beside the states that are counted below: a stranger should meet it. */
const CONCEPTS: { readonly [concept: string]: (told: Told) => boolean } = {
  "what is shared: things, skills, rooms, places": ({ resources }) =>
    ["item", "skill", "space", "location"].every((kind) =>
      resources.some((one) => one["kind"] === kind)
    ),
  "several of one thing, and some of them asked for": ({ requests, resources }) =>
    requests.some(({ quantity, resource }) =>
      quantity > 1 && resources.find(({ id }) => id === resource)!["quantity"] > quantity
    ),
  "hours on more than one day, and a gap in them": ({ resources }) =>
    resources.some(({ availability }) => availability?.length > 1),
  "what needs something else, that comes with it": ({ resources, requests }) =>
    resources.some(({ id, requires }) =>
      requires?.some((other: string) =>
        requests.some(({ event, resource }) =>
          resource === id &&
          requests.some((one) => one["event"] === event && one["resource"] === other)
        )
      )
    ),
  "a place with coordinates, an address, a page": ({ resources }) =>
    resources.some(({ place }) => place?.gps && place.address && place.url),
  "a place that is told on request": ({ resources }) =>
    resources.some(({ place }) => place?.onRequest),
  "a place whose position in the house is known": ({ resources }) =>
    resources.some(({ place }) => place?.position),
  "steps and none, and some": ({ resources }) =>
    ["yes", "no", "partly"].every((answer) =>
      resources.some(({ access }) => access?.stepFree === answer)
    ),
  "somebody who answers in the owner's stead": ({ requests }) =>
    requests.some(({ deputy, answeredBy }) => deputy !== null && deputy === answeredBy),
  "a note, an answer to the policy, a reason": ({ requests }) =>
    ["note", "answer", "reason"].every((name) => requests.some((one) => one[name] !== null)),
  "a place that nobody owns": ({ events }) => events.some((one) => one["where"] !== null),
  "links and access of an event": ({ events }) =>
    events.some(({ links }) => links) && events.some(({ access }) => access),
  "a series: the same on several days": ({ events }) =>
    events.some((one) =>
      events.some(({ id, title }) => id !== one["id"] && title === one["title"])
    ),
  "what is official, and what is also announced": ({ events }) =>
    [true, false].every((official) => events.some((one) => one["official"] === official)),
  "an event that is sure, and one that is not": ({ events }) =>
    [true, false].every((sure) =>
      events.some(({ stage, requests: { total, confirmed } }) =>
        stage === "planned" && total > 0 && (total === confirmed) === sure
      )
    ),
  "a booking that does not cover its event any more": ({ events, requests }) =>
    requests.some(({ event, end, status }) =>
      status === "confirmed" &&
      (events.find(({ id }) => id === event)?.["end"] ?? end) > end
    ),
  "a collective with members": ({ users }) => users.some(({ members }) => members?.length > 1),
  "what a member proposed and the collective signed": ({ proposals, users }) =>
    proposals.some((one) =>
      one["accepted"] !== null && one["document"] === null &&
      users.some(({ id, members }) => id === one["for"] && members?.includes(one["author"]))
    ),
  "people with and without contact, and links": ({ users }) =>
    [true, false].every((given) => users.some(({ contact }) => (contact !== null) === given)) &&
    users.some(({ links }) => links),
};

Deno.test("demo: a festival in which every state of a request appears, gone at the end", async () => {
  const demo = await startDemo();
  const { title, start, end } = await get(demo.festival);
  assert.equal(title, "Canal Days");
  const friday = Date.parse(fridayAfter(new Date()));
  const day = 86_400_000;
  assert(
    start > friday && start < friday + day && end > friday + 2 * day && end < friday + 3 * day,
  );

  const { items: requests } = await get(`${demo.festival}/requests?limit=200`);
  const has = (status: string) =>
    requests.filter((request: { status: string }) => request.status === status);
  for (const status of ["confirmed", "pending", "denied", "conflict", "withdrawn"]) {
    assert(has(status).length > 0, status);
  }
  assert(has("denied").every(({ reason }: { reason: string }) => reason !== null));
  const line = has("pending").map((request: { line: number | null }) => request.line);
  assert(line.some((place: number) => place === 1), `first: ${line}`);
  assert(line.some((place: number) => place > 1), `in line: ${line}`);
  const replaced = requests.find(({ replaces, status }: Record<string, unknown>) =>
    replaces !== null && status === "confirmed"
  );
  const before = requests.find(({ id }: { id: string }) => id === replaced.replaces);
  assert.equal(before.status, "withdrawn");

  const { items: events } = await get(`${demo.festival}/events?limit=200`);
  assert(events.length >= 20);
  const stages = new Set(events.map(({ stage }: { stage: string }) => stage));
  assert.deepEqual([...stages].sort(), ["cancelled", "idea", "planned"]);
  const { items: resources } = await get(`${demo.festival}/resources?limit=200`);
  const places = resources.filter(({ kind }: { kind: string }) => kind === "location");
  assert(places.length >= 5);
  assert(places.every((one: Record<string, unknown>) => one["place"]));
  const access = places.map((one: Record<string, unknown>) => one["access"] !== null);
  assert.deepEqual([...new Set(access)].sort(), [false, true], "of one nobody has said anything");

  const used = new Set(
    resources.map((one: { policy: { name: string } }) => one.policy.name),
  );
  for (const { name } of policies()) assert(used.has(name), name);
  const proposals = [];
  for (const status of ["open", "accepted", "withdrawn"]) {
    const { items } = await get(`${demo.festival}/proposals?status=${status}`);
    assert(items.length > 0, status);
    proposals.push(...items);
  }

  const every = { events, resources, requests, proposals };
  const users = await Promise.all(
    [...new Set([...events, ...resources].map(({ author }: Row) => author as string))]
      .map((key) => get(`${demo.url}/api/v1/users/${key}`)),
  );
  for (const [concept, appears] of Object.entries(CONCEPTS)) {
    assert(appears({ ...every, users }), concept);
  }

  const { items: [nested] } = await get(`${demo.festival}/nested`);
  const inside = `${demo.url}/api/v1/festivals/${nested.id}`;
  assert.equal(demo.festival, `${demo.url}/api/v1/festivals/${(await get(inside)).parent}`);
  const { items: theirs } = await get(`${inside}/events`);
  assert(
    theirs.some(({ id }: { id: string }) =>
      requests.some(({ event, status }: Record<string, unknown>) =>
        event === id && status === "confirmed"
      )
    ),
    "an event of the small festival holds something of the big one",
  );
  const { token } = await get(demo.festival);
  assert(requests.some(({ resource }: { resource: string }) => resource === token));

  const { code, stdout } = await demo.stop("SIGTERM");
  assert.equal(code, 0);
  assert.equal(stdout, `p2panda listening on ${demo.url}\n`);
  await assert.rejects(Deno.stat(demo.data), Deno.errors.NotFound);
});

Deno.test("demo: started again on its data it publishes nothing, whenever that is", async () => {
  await withFolder(async (folder) => {
    const first = await startDemo(["--data", `${folder}/data`]);
    const { entries } = await get(`${first.url}/healthz`);
    assert.equal((await first.stop("SIGINT")).code, 0);

    await Deno.remove(`${folder}/data/example/published`);
    for (const left of [`after an end before its time`, "after a good one"]) {
      const again = await startDemo(["--data", `${folder}/data`]);
      assert.equal((await get(`${again.url}/healthz`)).entries, entries, left);
      assert.equal((await get(again.festival)).title, "Canal Days");
      assert.equal((await again.stop("SIGTERM")).code, 0);
    }
  });
});

Deno.test("demo: stopped before it is filled it ends well, and goes on the next time", async () => {
  await withFolder(async (folder) => {
    const process = demoProcess(["--data", `${folder}/data`]);
    let stderr = "";
    for await (const text of process.stderr.pipeThrough(new TextDecoderStream())) {
      if (!stderr.includes("node.started") && (stderr + text).includes("node.started")) {
        process.kill("SIGTERM");
      }
      stderr += text;
    }
    await process.stdout.cancel();
    assert.equal((await process.status).code, 0);
    assert.doesNotMatch(stderr, /example festival|p2panda:|error/i);

    const again = await startDemo(["--data", `${folder}/data`]);
    const { items } = await get(`${again.festival}/requests?limit=200`);
    const steps = storyOf("2026-07-03").filter(({ schema, at = "festival" }) =>
      schema === "request" && at === "festival"
    );
    const made = steps.filter(({ action }) => action === "create").length;
    assert.equal(items.length, made - (steps.length - made), "deleted ones are not listed");
    assert.equal((await again.stop("SIGTERM")).code, 0);
  });
});

Deno.test("demo: the weekend is that of next week", () => {
  for (
    const [today, friday] of [
      ["2026-06-29T12:00", "2026-07-10"], // a Monday
      ["2026-07-03T12:00", "2026-07-10"],
      ["2026-07-05T23:00", "2026-07-10"], // a Sunday
      ["2026-12-28T00:00", "2027-01-08"],
    ] as const
  ) assert.equal(fridayAfter(new Date(today)), friday, today);
});
