/** What pages show of policies; and that a policy is one file, which no page and no form knows of. */
import assert from "node:assert/strict";
import { decideBy, type Policy, POLICY_BOOK, register } from "../../../src/core/policies/mod.ts";
import type { ResourceDocument } from "../../../src/node/mod.ts";
import { createApp } from "../../../src/routes/mod.ts";
import { POLICY_EXAMPLE } from "../../../src/views/pages/policy_example.ts";
import { policyList } from "../../../tools/list_policies.ts";
import { coin } from "../../core/policies/coin.ts";
import { asks, CONFIRM, contextOf, hexOf } from "../../core/policies/sample.ts";
import {
  ANA,
  BO,
  CLE,
  concert,
  FESTIVAL,
  hall,
  NOW,
  sampleNode,
  sampleQueries,
} from "../../views/sample.ts";
import { fakeContext } from "../fake_node.ts";

const clock = { now: () => NOW, after: () => () => {} };

/** The sample world, where the hall has a policy; and the request for it an answer. */
function worldWith(policy: ResourceDocument["policy"], more: { answer?: string } = {}) {
  const queries = sampleQueries();
  const changed = { ...hall, policy };
  const node = sampleNode({
    ...queries,
    resource: async (id) => id === hall.id ? changed : await queries.resource(id),
    request: async (id) => {
      const request = await queries.request(id);
      return request !== null && "resource" in request && request.resource === hall.id
        ? { ...request, status: "pending", line: 1, answer: more.answer ?? null }
        : request;
    },
    votes: () =>
      Promise.resolve({
        items: [{
          id: hexOf("9"),
          author: BO,
          festival: FESTIVAL,
          request: hexOf("8"),
          verdict: "confirmed",
          at: null,
          receivedAt: 0,
          hash: "",
        }],
        next: null,
      }),
  });
  return createApp(fakeContext({ node, clock }));
}

async function textOf(app: ReturnType<typeof worldWith>, address: string): Promise<string> {
  const response = await app.request(address);
  assert.equal(response.status, 200, address);
  return (await response.text()).replaceAll("&quot;", '"');
}

const askedAt = (form: string) =>
  `/about/policies/asked?form=${form}&event=${concert.id}&resource=${hall.id}`;

/** What a form of the resource's page would send. */
function sign(app: ReturnType<typeof worldWith>, fields: Record<string, string>) {
  return app.request("/sign", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ ...fields, download: "1" }),
  });
}
/** What the form says before it is a file: a message, or what is still to be asked. */
async function stepOf(app: ReturnType<typeof worldWith>, fields: Record<string, string>) {
  const response = await app.request("/sign", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields),
  });
  return { status: response.status, html: (await response.text()).replaceAll("&quot;", '"') };
}
const NEW_RESOURCE = {
  schema: "resource",
  action: "create",
  festival: FESTIVAL,
  timezone: "Europe/Berlin",
  title: "Tent",
};
const REQUEST = {
  schema: "request",
  action: "create",
  festival: FESTIVAL,
  timezone: "Europe/Berlin",
  event: concert.id,
  resource: hall.id,
  start: "2026-07-11T20:00",
  end: "2026-07-11T22:00",
};

Deno.test("a policy that is one file has its forms, its explanation and its decisions everywhere", async (t) => {
  const forget = register(coin as Policy);
  try {
    const app = worldWith({ name: "coin", params: { coin: "an old penny" } }, {
      answer: "guess: tails",
    });
    await t.step(
      "the owner's form offers it with its fields, and keeps what they say",
      async () => {
        const html = await textOf(app, `/resources/${hall.id}`);
        assert.match(html, /type="radio"[^>]*value="coin" checked/);
        assert.match(html, /Whoever guesses the side gets what is free\./);
        assert.match(html, /name="policy\.params\.coin\.coin"[^>]*value="an old penny"/);
        const fields = await textOf(app, "/about/policies/fields?form=resource");
        assert.match(fields, /name="policy\.params\.coin\.coin"/);
      },
    );
    await t.step("pages explain it, and ask what it asks", async () => {
      assert.match(
        await textOf(app, `/resources/${hall.id}`),
        /Guess how <bdi>an old penny<\/bdi> falls\./,
      );
      const form = await textOf(app, askedAt("request"));
      assert.match(form, /Guess how/);
      assert.match(form, /<select[^>]*name="answer\.guess"[^>]*required/);
      assert.match(await textOf(app, `/events/${concert.id}?resource=${hall.id}`), /answer\.guess/);
      assert.match(await textOf(app, "/about/policies"), /Toss a coin/);
    });
    await t.step("what is filled in becomes a message", async () => {
      const made = await sign(app, {
        ...NEW_RESOURCE,
        "policy.name": "coin",
        "policy.params.coin.coin": "a euro",
        "policy.params.draw.until": "nonsense of a policy that was not chosen",
      });
      const { fields } = JSON.parse(await made.text());
      assert.deepEqual(fields.policy, { name: "coin", params: { coin: "a euro" } });
      const empty = await sign(app, {
        ...NEW_RESOURCE,
        "policy.name": "coin",
        "policy.params.coin.coin": "",
      });
      assert.equal(empty.status, 422);
      const request = await sign(app, { ...REQUEST, "answer.guess": "heads" });
      assert.equal(JSON.parse(await request.text()).fields.answer, "guess: heads");
    });
    await t.step("it decides", () => {
      const params = { coin: "a euro" };
      const tossed = (answer: string) =>
        POLICY_BOOK.decideBy(
          "coin",
          contextOf({ ...asks(0, 10, { id: "f1" }), answer }, { params }),
        );
      assert.deepEqual(tossed("guess: tails"), CONFIRM);
      assert.deepEqual(tossed("guess: heads"), { kind: "deny", reason: "It was tails." });
    });
  } finally {
    forget();
  }
  assert.deepEqual(decideBy("coin", contextOf(asks(0, 10))), {
    kind: "ask",
    why: "unknown-policy",
  });
});

Deno.test("the policy that the page shows is the one of this test, and the build would list its file", async () => {
  const file = new URL("../../core/policies/coin.ts", import.meta.url);
  const text = (await Deno.readTextFile(file)).replaceAll("../../../src/core/policies/", "./");
  assert.equal(POLICY_EXAMPLE, text);
  assert.match(policyList(new Map([["coin.ts", text]])), /import \{ coin \} from "\.\/coin\.ts";/);
});

Deno.test("a policy that nobody knows is the owner's affair, on pages and in forms", async () => {
  const app = worldWith({ name: "oracle", params: { depth: 7 } });
  const html = await textOf(app, `/resources/${hall.id}`);
  assert.match(html, /policy “<bdi>oracle<\/bdi>”/);
  assert.match(html, /type="radio"[^>]*value="oracle" checked/);
  assert.doesNotMatch(await textOf(app, askedAt("request")), /name="answer/);
});

Deno.test("a game asks in an element of its own script, and there is a way around it", async () => {
  const app = worldWith({ name: "game", params: { side: "4" } }, { answer: "unable: yes" });
  const form = await textOf(app, askedAt("request"));
  assert.match(form, /<lantern-game data-name="answer\.touches"[^>]*data-params="\{"side":"4"\}"/);
  assert.match(form, new RegExp(`data-resource="${hall.id}" data-event="${concert.id}"`));
  assert.match(form, /<script src="\/static\/island-game\.js[^"]*" type="module"><\/script>/);
  assert.match(form, /type="checkbox"[^>]*name="answer\.unable" value="yes"/);
  const request = await sign(app, {
    ...REQUEST,
    "answer.unable.shown": "1",
    "answer.unable": "yes",
    "answer.touches": "",
  });
  assert.equal(JSON.parse(await request.text()).fields.answer, "unable: yes");
});

Deno.test("named users vote on a request's page, and it tells who said what", async () => {
  const params = { voters: [{ $bytes: BO }, { $bytes: ANA }], until: Date.UTC(2026, 6, 11, 16) };
  const app = worldWith({ name: "vote", params });
  const list = await sampleQueries().requests(FESTIVAL, { resource: hall.id, limit: 1 });
  const html = await textOf(app, `/requests/${list.items[0]!.id}`);
  assert.match(html, /vote: 2 of 2 must say yes\./);
  assert.match(html, /not agreed to by <time[^>]*>[^<]*18:00/);
  assert.match(html, /Bo<\/bdi>[\s\S]{0,80}<b>yes<\/b>/);
  assert.match(html, /Ana Lima<\/bdi>[\s\S]{0,80}<b>has not voted yet<\/b>/);
  assert.match(html, new RegExp(`data-only="${BO} ${ANA}"[\\s\\S]*name="schema" value="vote"`));
  assert.doesNotMatch(
    html,
    new RegExp(
      `data-only="[^"]*${CLE}[^"]*"[^>]*>\\s*<input type="hidden" name="schema" value="vote"`,
    ),
  );
});

Deno.test("asked by phone, a number is a link to call", async () => {
  const app = worldWith({ name: "phone", params: { contact: "+49 30 1234567" } });
  assert.match(await textOf(app, `/resources/${hall.id}`), /href="tel:\+49301234567"/);
});

Deno.test("every policy is on the page about them, with what its owner says", async () => {
  const html = await textOf(worldWith(hall.policy), "/about/policies");
  for (
    const fact of [
      "First come, first served",
      "Draw at a deadline",
      "owner’s word",
      "A small game",
      "Quiz",
      "Vote of people you name",
      "For those who have something else",
      "Ask me by phone",
      "definePolicy(",
    ]
  ) assert.ok(html.includes(fact), fact);
  assert.match(await textOf(worldWith(hall.policy), "/about"), /href="\/about\/policies"/);
});

Deno.test("without script, what is announced has its policy's parameters before it is a file", async () => {
  const app = worldWith(hall.policy);
  const form = { ...NEW_RESOURCE, "policy.name": "draw" };
  const step = await stepOf(app, form);
  assert.equal(step.status, 200);
  assert.doesNotMatch(step.html, /p2panda publish/);
  assert.match(step.html, /<legend>Draw at a deadline<\/legend>/);
  assert.match(step.html, /name="policy\.params\.draw\.until" type="datetime-local"/);
  assert.match(step.html, /type="hidden" name="title" value="Tent"/);
  // What is wrong is said at its field, with what was typed.
  const wrong = await stepOf(app, { ...form, "policy.params.draw.until": "" });
  assert.equal(wrong.status, 422);
  assert.match(wrong.html, /data-error-for="policy\.params\.draw\.until"[^>]*>is missing</);
  const whole = await stepOf(app, { ...form, "policy.params.draw.until": "2026-07-11T18:00" });
  assert.match(whole.html, /p2panda publish/);
  assert.match(whole.html, new RegExp(`"until":${Date.UTC(2026, 6, 11, 16)}`));
  // What has nothing to ask goes on at once; and a mistake elsewhere is told first.
  assert.match((await stepOf(app, { ...form, "policy.name": "manual" })).html, /p2panda publish/);
  assert.equal((await stepOf(app, { ...form, title: "" })).status, 422);
});

Deno.test("without script, what is asked for along with an event is asked before it is a file", async () => {
  const questions = [{ question: "Which river?", right: [{ $bytes: "00".repeat(16) }] }];
  const app = worldWith({ name: "quiz", params: { questions } });
  const form = {
    schema: "event",
    action: "create",
    festival: FESTIVAL,
    timezone: "Europe/Berlin",
    title: "Tea",
    start: "2026-07-11T20:00",
    end: "2026-07-11T22:00",
    "ask.0.resource": hall.id,
  };
  const step = await stepOf(app, form);
  assert.match(step.html, /Answer the owner’s question/);
  assert.match(step.html, new RegExp(`name="along\\.${hall.id}\\.q1"[^>]*required`));
  assert.match(step.html, /Which river\?/);
  const answered = await stepOf(app, { ...form, [`along.${hall.id}.q1`]: "Spree" });
  assert.match(answered.html, /"answer":"q1: Spree"/);
  // Who leaves it empty asks all the same: the owner decides.
  const left = await stepOf(app, { ...form, [`along.${hall.id}.q1`]: "" });
  assert.match(left.html, /p2panda publish/);
  assert.doesNotMatch(left.html, /"answer"/);
  // So does who asks for the thing itself.
  const request = await stepOf(app, REQUEST);
  assert.match(request.html, new RegExp(`name="along\\.${hall.id}\\.q1"`));
  assert.match((await stepOf(app, { ...REQUEST, "answer.q1": "Elbe" })).html, /"q1: Elbe"/);
  // The island asks with the same piece; of what asks nothing there is none.
  const piece = await textOf(app, `/about/policies/along?form=along&resource=${hall.id}`);
  assert.match(piece, /^<fieldset[\s\S]*Which river\?/);
  assert.equal(
    await textOf(worldWith(hall.policy), "/about/policies/along?resource=" + hall.id),
    "",
  );
});

Deno.test("a game asked for along is of the key that asks, since its event has no id yet", async () => {
  const app = worldWith({ name: "game", params: { side: "3" } });
  const piece = await textOf(app, `/about/policies/along?event=${ANA}&resource=${hall.id}`);
  assert.match(piece, new RegExp(`data-name="along\\.${hall.id}\\.touches"`));
  assert.match(piece, new RegExp(`data-event="${ANA}"`));
});
