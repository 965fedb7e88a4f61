/**
 * The story that everything is for, in steps: somebody offers a hall and a PA, somebody else plans
 * an event with them. Each person stands at a node of their own choice, so that the same steps are
 * told over one node and over two.
 */
import type { Page } from "playwright-core";
import { fillAndSign, signForm, unfold } from "./forms.ts";
import { type NodeProcess, PATIENCE_MS, type Person } from "./harness.ts";

export interface Actor extends Person {
  readonly node: NodeProcess;
}

/** Makes a key, with a name; gives its public half. */
export async function makeKey({ page, node }: Actor, name: string): Promise<string> {
  await page.goto(`${node.address}/key`);
  const form = page.locator('[data-key-form="create"]');
  await form.locator('[name="name"]').fill(name);
  await form.locator('[data-key-action="create"]').click();
  await page.locator('[data-key-state="present"]').first().waitFor();
  await page.locator('header [data-me="name"]').filter({ hasText: name }).waitFor();
  return await page.locator('code[data-me="key"]').innerText();
}

/** Gives the festival's id. */
export async function announceFestival({ page, node }: Actor, title: string): Promise<string> {
  await page.goto(node.address);
  await fillAndSign(signForm(page, "festival", "create"), { title, timezone: "Europe/Berlin" });
  return await landedOn(page, "festivals");
}

/** A location: first come, first served. Gives its id. */
export async function announceHall(actor: Actor, festival: string): Promise<string> {
  const { page, node } = actor;
  await page.goto(`${node.address}/festivals/${festival}`);
  const form = resourceForm(page, true);
  await fillAndSign(form, {
    title: "Hall",
    "place.address": "Kastanienallee 1",
    "place.lat": "52.5372",
    "place.lon": "13.4101",
  });
  return await landedOn(page, "resources");
}

/** Answered by hand. Gives its id. */
export async function announcePa({ page, node }: Actor, festival: string): Promise<string> {
  await page.goto(`${node.address}/festivals/${festival}`);
  const form = resourceForm(page, false);
  await unfold(form);
  await form.locator('[name="policy.name"][value="manual"]').check();
  await fillAndSign(form, { title: "PA" });
  return await landedOn(page, "resources");
}

function resourceForm(page: Page, location: boolean) {
  const kind = 'input[name="kind"][value="location"]';
  return page.locator(
    'form[data-sign]:has(input[name="schema"][value="resource"])' +
      `${location ? `:has(${kind})` : `:not(:has(${kind}))`}`,
  ).first();
}

/** Gives the event's id. */
export async function createEvent(
  { page, node }: Actor,
  festival: string,
  title: string,
  start: string,
  end: string,
): Promise<string> {
  await page.goto(`${node.address}/festivals/${festival}`);
  await fillAndSign(signForm(page, "event", "create"), { title, start, end });
  return await landedOn(page, "events");
}

/** On the event's page. */
export async function ask({ page }: Actor, resource: string): Promise<void> {
  const form = signForm(page, "request", "create");
  await unfold(form);
  await form.locator('[name="resource"]').selectOption(resource);
  // The page is drawn anew; the notice there now is of what was signed before.
  const drawn = page.waitForEvent("load");
  await form.locator('button[type="submit"]:not([formaction])').first().click();
  await drawn;
  await said(page, /signed and published/);
}

/** What the page tells the person last. */
export async function said(page: Page, words: RegExp): Promise<void> {
  await page.locator("#notice p").filter({ hasText: words }).last().waitFor();
}

export async function tally(page: Page, words: string): Promise<void> {
  await page.getByText(words).first().waitFor();
}

/** Confirms by hand what waits at the desk for this resource. */
export async function confirm({ page, node }: Actor, festival: string, resource: string) {
  const id = await until("the request has arrived", async () => {
    const address = `${node.address}/api/v1/festivals/${festival}/requests?resource=${resource}`;
    const { items } = await (await fetch(address)).json();
    return items[0]?.id as string | undefined ?? null;
  });
  const form = page.locator(`form[data-sign]:has(input[name="request"][value="${id}"])`).first();
  await form.locator('button[name="verdict"][value="confirmed"]').click();
}

/** Opens the desk, and lets its policies answer there. */
export async function openDesk({ page, node }: Actor, answering: boolean): Promise<void> {
  await page.goto(`${node.address}/desk`);
  await page.waitForURL(/\/desk\?key=[0-9a-f]{64}/);
  const policies = page.locator("[data-policy-switch]");
  await policies.waitFor();
  if (answering) await policies.check();
}

async function landedOn(page: Page, what: string): Promise<string> {
  await page.waitForURL(new RegExp(`/${what}/[0-9a-f]{64}$`));
  return new URL(page.url()).pathname.split("/").at(-1)!;
}

/** What a node says of a festival and one of its events; the time at which it heard of it aside. */
export async function facts(address: string, festival: string, event: string) {
  const get = async (path: string) => {
    const text = await (await fetch(`${address}/api/v1/${path}`)).text();
    return JSON.parse(text, (key, value) => key === "receivedAt" ? undefined : value);
  };
  const byId = (page: { items: { id: string }[] }) =>
    page.items.sort((one, other) => one.id < other.id ? -1 : 1);
  return {
    event: await get(`events/${event}`),
    events: byId(await get(`festivals/${festival}/events`)),
    resources: byId(await get(`festivals/${festival}/resources`)),
    requests: byId(await get(`festivals/${festival}/requests`)),
    heads: (await get(`logs?festival=${festival}`)).items
      .map((head: unknown) => JSON.stringify(head)).sort(),
  };
}

/** Waits until a node has something. */
export async function holds(node: NodeProcess, path: string): Promise<void> {
  await until(`the node has ${path}`, async () => {
    const response = await fetch(`${node.address}/api/v1/${path}`);
    await response.body?.cancel();
    return response.ok ? true : null;
  });
}

/** Asks again until there is an answer; fails where it takes longer than anything should. */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer | null>,
): Promise<Answer> {
  const deadline = Date.now() + 3 * PATIENCE_MS;
  while (Date.now() < deadline) {
    const answer = await ask();
    if (answer !== null) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`in vain: ${what}`);
}
