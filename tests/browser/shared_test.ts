/** A link that is shared: opened on another node, asked for, and there without a reload. */
import assert from "node:assert/strict";
import { toHex } from "../../src/core/messages/mod.ts";
import { festivalOf, person, Scribe } from "../oracle/scribe.ts";
import { browserTest } from "./harness.ts";

const ANNA = person(7);
const NAME = festivalOf(ANNA, 3);

browserTest(
  "a shared link: another node's operator asks for it, sees it come, and follows",
  async (world) => {
    const scribe = new Scribe();
    const begun = scribe.begin(NAME, { title: "Camp" });
    const talk = scribe.create(ANNA, NAME.id, "event", {
      title: "On mosses",
      start: Date.UTC(2026, 6, 3, 18),
      end: Date.UTC(2026, 6, 3, 20),
    });
    const [here, there] = await Promise.all([world.startNode(), world.startNode()]);
    const published = await fetch(`${here.address}/api/v1/entries`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        entries: [begun, talk].map(({ entry, payload }) => ({
          entry: toHex(entry),
          payload: toHex(payload),
        })),
      }),
    });
    assert.equal(published.status, 200, await published.text());

    const { page, problems } = await world.person();
    await page.goto(`${here.address}/events/${toHex(talk.id)}`);
    await page.getByText("Share this").click();
    const link = await page.getByLabel("Link", { exact: true }).inputValue();
    await page.goto(`${there.address}/shared`);
    await page.getByLabel("Link, id or hash").fill(link);
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByRole("heading", { name: "This is not here" }).waitFor();
    assert.equal(await page.getByLabel("Address of a node").inputValue(), here.address);
    await page.getByRole("button", { name: "Ask now" }).click();
    await page.getByRole("heading", { name: "On mosses" }).waitFor();
    await page.getByText("Proof only", { exact: true }).waitFor();

    await page.getByRole("button", { name: "Follow this festival" }).click();
    await page.getByRole("heading", { name: "Camp" }).waitFor();
    await page.getByRole("link", { name: "On mosses" }).waitFor();
    await page.goto(`${there.address}/shared/${toHex(talk.id)}`);
    assert.equal(page.url(), `${there.address}/events/${toHex(talk.id)}`);
    assert.deepEqual(problems, []);
  },
);
