/** The pages in a real browser: nothing that shuts people out, in light and dark, narrow and wide. */
import assert from "node:assert/strict";
import axe from "axe-core";
import { chromium } from "playwright-core";
import { findChromium } from "../../tools/chromium.ts";
import { readStaticFiles } from "../../src/platform/deno/static_files.ts";
import { type AppContext, createApp } from "../../src/routes/mod.ts";
import { fakeContext, publicAuthority } from "../routes/fake_node.ts";
import {
  ADDRESSES,
  EMPTY_WORLD,
  FESTIVAL,
  NOW,
  sampleNetwork,
  sampleNode,
  sampleQueries,
  UNKNOWN,
} from "../views/sample.ts";
import { KEPT, PROPOSAL_ADDRESSES, queriesWithProposals } from "../views/sample_proposals.ts";
import { PROVEN } from "../views/sample_proven.ts";

interface AxeWindow {
  axe: {
    run(options: unknown): Promise<{
      violations: { id: string; nodes: { target: unknown; failureSummary?: string }[] }[];
    }>;
  };
}

const NOWHERE = "0f".repeat(32);

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
];

Deno.test({
  name: "no page breaks a rule of WCAG 2 A or AA, or scrolls sideways at 360 pixels",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const serve = (node = sampleNode(), more: Partial<AppContext> = {}) =>
      Deno.serve(
        { port: 0, hostname: "127.0.0.1", onListen: () => {} },
        createApp(fakeContext({
          node,
          clock: { now: () => NOW, after: () => () => {} },
          files: readStaticFiles(),
          ...more,
        })).fetch,
      );
    const full = serve();
    const empty = serve(sampleNode(sampleQueries(EMPTY_WORLD)));
    const connected = serve(sampleNode(), { network: sampleNetwork() });
    const hosted = serve(sampleNode(), {
      network: sampleNetwork(),
      authority: { ...publicAuthority, knows: () => true },
    });
    const proved = serve(sampleNode(sampleQueries(), { proven: () => Promise.resolve(PROVEN) }));
    const planned = serve(sampleNode(queriesWithProposals()), { collectives: KEPT });
    const browser = await chromium.launch({
      executablePath: await findChromium(),
      args: ARGUMENTS,
    });
    const problems: string[] = [];
    try {
      const pages = [
        ...ADDRESSES.map(([address]) => [full, address] as const),
        [full, `/festivals/${FESTIVAL}?q=none`] as const,
        ...PROPOSAL_ADDRESSES.map((address) => [planned, address] as const),
        [full, "/collectives"] as const,
        [hosted, "/collectives"] as const,
        [empty, "/search?q=a"] as const,
        [empty, "/now"] as const,
        [full, "/nothing"] as const,
        [empty, "/"] as const,
        [empty, "/network"] as const,
        [full, "/shared?link=none"] as const,
        [full, `/shared/${NOWHERE}`] as const,
        [hosted, `/shared/${NOWHERE}`] as const,
        [proved, `/shared/${NOWHERE}`] as const,
        ...["/", "/network", `/festivals/${UNKNOWN}`].flatMap((address) => [
          [connected, address] as const,
          [hosted, address] as const,
        ]),
      ];
      for (
        const look of [
          { width: 1280, colorScheme: "light", other: "dark", javaScriptEnabled: true },
          { width: 360, colorScheme: "dark", other: "light", javaScriptEnabled: false },
        ] as const
      ) {
        const context = await browser.newContext({
          viewport: { width: look.width, height: 800 },
          colorScheme: look.colorScheme,
          // axe is put into the page, which the policy forbids to everybody else.
          bypassCSP: true,
        });
        const page = await context.newPage();
        const asked: string[] = [];
        page.on("request", (request) => asked.push(request.url()));
        for (const [server, address] of pages) {
          const origin = `http://127.0.0.1:${server.addr.port}`;
          await page.goto(origin + address, { waitUntil: "load" });
          // What is folded away, or only for the author's eyes, is read by people too.
          await page.evaluate(`document.documentElement.classList.remove("js")`);
          await page.evaluate(
            `for (const details of document.querySelectorAll("details")) details.open = true`,
          );
          await page.evaluate(axe.source);
          const { violations } = await page.evaluate(() =>
            (globalThis as unknown as AxeWindow).axe.run({
              runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
            })
          );
          // Colours alone differ in the other scheme.
          await page.emulateMedia({ colorScheme: look.other });
          const other = await page.evaluate(() =>
            (globalThis as unknown as AxeWindow).axe.run({
              runOnly: { type: "rule", values: ["color-contrast"] },
            })
          );
          await page.emulateMedia({ colorScheme: look.colorScheme });
          violations.push(...other.violations);
          for (const { id, nodes } of violations) {
            for (const { target, failureSummary } of nodes.slice(0, 3)) {
              problems.push(`${look.width} ${address}: ${id} at ${target}: ${failureSummary}`);
            }
          }
          const over = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
          if (over as number > 0) problems.push(`${look.width} ${address}: ${over} px too wide`);
          for (const url of asked.splice(0)) {
            if (!url.startsWith(origin)) problems.push(`${address} asks ${url}`);
          }
        }
        await context.close();
      }
    } finally {
      await browser.close();
      await full.shutdown();
      await empty.shutdown();
      await connected.shutdown();
      await hosted.shutdown();
      await proved.shutdown();
      await planned.shutdown();
    }
    assert.deepEqual(problems, []);
  },
});
