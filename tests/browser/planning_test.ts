/** One person plans: hours of a hall, a draft, a series in it, a move; and takes something back. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { fillAndSign, signForm, unfold } from "./forms.ts";
import { browserTest, type NodeProcess } from "./harness.ts";

async function json<T>(node: NodeProcess, path: string): Promise<T> {
  return await (await fetch(`${node.address}/api/v1/${path}`)).json() as T;
}

interface Listed {
  readonly items: readonly {
    readonly id: string;
    readonly title: string;
    readonly start: number;
    readonly end: number;
    readonly status?: string;
    readonly replaces?: string | null;
    readonly resource?: string;
  }[];
}

const at = (text: string) => Date.parse(text);

async function notice(page: Page, words: RegExp): Promise<void> {
  await page.locator("#notice p").filter({ hasText: words }).first().waitFor();
}

browserTest(
  "hours, drafts, a series that skips what conflicts, a move, and undo",
  async (world) => {
    const node = await world.startNode();
    const person = await world.person();
    const { page } = person;
    await page.goto(node.address);
    await fillAndSign(signForm(page, "festival", "create"), {
      title: "Summer",
      start: "2030-07-05T10:00",
      end: "2030-07-08T18:00",
      timezone: "Europe/Berlin",
    });
    await page.locator('#need-key [data-key-action="create"]').click();
    await page.waitForURL(/\/festivals\/[0-9a-f]{64}$/);
    const festival = page.url().split("/").at(-1)!;

    // Hours of one day, for all four of them in one gesture; the last day after all not.
    const hall = page.locator("#announce-location form");
    await unfold(hall);
    await hall.locator('[name="availability.use"][value="hours"]').evaluate((radio) => {
      const input = radio as unknown as { checked: boolean };
      input.checked = true;
    });
    const first = hall.locator('[data-day="2030-07-05"]');
    await unfold(first);
    await first.locator('[name="availability.2030-07-05.from"]').first().fill("18:00");
    await first.locator('[name="availability.2030-07-05.to"]').first().fill("02:00");
    for (const day of ["2030-07-06", "2030-07-07"]) {
      await hall.locator(`[name="availability.${day}.day"]`).selectOption("copy");
    }
    await fillAndSign(hall, { title: "Hall" });
    await page.waitForURL(/\/resources\/[0-9a-f]{64}$/);
    const hallId = page.url().split("/").at(-1)!;
    const { availability } = await json<{ availability: { start: number; end: number }[] }>(
      node,
      `resources/${hallId}`,
    );
    assert.deepEqual(
      availability.map(({ start, end }) => [start, end]),
      ["05", "06", "07"].map((day) => [
        at(`2030-07-${day}T18:00+02:00`),
        at(`2030-07-${day}T18:00+02:00`) + 8 * 3_600_000,
      ]),
    );
    await page.getByText("18:00–02:00").first().waitFor();

    // A draft survives leaving the page, and can be discarded.
    await page.goto(`${node.address}/festivals/${festival}`);
    const event = page.locator("#create-event form");
    await unfold(event);
    await event.locator('[name="title"]').fill("Half a thought");
    await event.locator('[name="description"]').fill("about");
    await page.goto(`${node.address}/about`);
    await page.goto(`${node.address}/festivals/${festival}`);
    await event.getByText(/Draft from/).waitFor();
    assert.equal(await event.locator('[name="title"]').inputValue(), "Half a thought");
    await event.getByRole("button", { name: "Discard it" }).click();
    assert.equal(await event.locator('[name="title"]').inputValue(), "");

    // Every day until the 8th: on that day the hall cannot be had.
    const ask = event.locator('[name="ask.0.resource"]');
    await unfold(ask);
    await ask.selectOption(hallId);
    const repeat = event.locator('[name="repeat"]');
    await unfold(repeat);
    await repeat.selectOption("daily");
    await fillAndSign(event, {
      title: "Yoga",
      start: "2030-07-05T19:00",
      end: "2030-07-05T20:00",
      "repeat.until": "2030-07-08",
    });
    const dialog = page.locator("dialog.series");
    await dialog.getByText("“Hall” cannot be had").waitFor();
    assert.equal(await dialog.locator("li").count(), 4);
    await dialog.getByRole("button", { name: "Skip the 1 that conflict" }).click();
    await page.waitForURL(/\/events\/[0-9a-f]{64}$/);
    await notice(page, /signed and published/);
    const events = (await json<Listed>(node, `festivals/${festival}/events`)).items;
    assert.deepEqual(
      events.map(({ start }) => start).sort(),
      ["05", "06", "07"].map((day) => at(`2030-07-${day}T19:00+02:00`)),
    );
    const requests = (await json<Listed>(node, `festivals/${festival}/requests`)).items;
    assert.equal(requests.length, 3);
    const [mine] = requests.filter(({ start }) => start === at("2030-07-05T19:00+02:00"));

    // The owner confirms; then the event moves by half an hour, and the booking is kept until then.
    await page.goto(`${node.address}/requests/${mine!.id}`);
    await page.locator('button[name="verdict"][value="confirmed"]').click();
    await notice(page, /signed and published/);
    const moved = events.find(({ start }) => start === mine!.start)!.id;
    await page.goto(`${node.address}/events/${moved}`);
    await fillAndSign(signForm(page, "event", "update"), {
      start: "2030-07-05T19:30",
      end: "2030-07-05T20:30",
    });
    // To the same address: the notice is of the page that came after.
    await notice(page, /signed and published/);
    const after = (await json<Listed>(node, `festivals/${festival}/requests`)).items
      .filter(({ start }) => start < at("2030-07-06T00:00Z"));
    assert.deepEqual(after.map(({ status }) => status).sort(), ["confirmed", "pending"]);
    assert.equal(after.find(({ status }) => status === "pending")!.replaces, mine!.id);

    // One click takes the move back: the event, and the request that came with it.
    await page.locator("#notice").getByRole("button", { name: "Undo" }).click();
    await notice(page, /Taken back/);
    const back = await json<{ start: number; requests: { total: number; confirmed: number } }>(
      node,
      `events/${moved}`,
    );
    assert.equal(back.start, mine!.start);
    assert.deepEqual([back.requests.total, back.requests.confirmed], [1, 1]);

    // What is deleted comes back, too: at once with what it asked for, or from its page.
    const remove = async () => {
      await page.goto(`${node.address}/events/${moved}`);
      await fillAndSign(signForm(page, "event", "delete"), {});
      await page.waitForURL(/\/festivals\//);
      await notice(page, /signed and published/);
      assert.equal((await fetch(`${node.address}/api/v1/events/${moved}`)).status, 404);
    };
    const requestsNow = async () => {
      const { title, requests } = await json<{ title: string; requests: { confirmed: number } }>(
        node,
        `events/${moved}`,
      );
      return [title, requests.confirmed];
    };
    await remove();
    await page.locator("#notice").getByRole("button", { name: "Undo" }).click();
    await notice(page, /Taken back/);
    assert.deepEqual(await requestsNow(), ["Yoga", 1]);
    await remove();
    await page.goto(`${node.address}/events/${moved}`);
    await page.getByRole("button", { name: "Take the deletion back" }).click();
    await notice(page, /Taken back/);
    assert.deepEqual(await requestsNow(), ["Yoga", 0]);
    assert.deepEqual(person.problems, []);
  },
);
