import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { fileURLToPath } from "node:url";
import type { Channel, ChannelEnd } from "../../../src/node/ports.ts";
import { createConnector } from "../../../src/platform/deno/webrtc/mod.ts";
import { pause, systemClock } from "../../../src/platform/deno/mod.ts";
import { SetUp } from "../../../src/platform/deno/webrtc/set_up.ts";
import { numberedFrame } from "./channel_far_end.ts";
import { channelSuite, order } from "./channel_suite.ts";
import { MemoryReport } from "./memory_report.ts";
import { serveSignals } from "./signal_server.ts";

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--allow-loopback-in-peer-connection",
  "--disable-features=WebRtcHideLocalIpsWithMdns",
];

async function bundledPage(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "p2panda-page-" });
  try {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "bundle",
        "--quiet",
        "--platform=browser",
        `--output=${folder}/page.js`,
        fileURLToPath(new URL("channel_page/page.ts", import.meta.url)),
      ],
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return await Deno.readTextFile(`${folder}/page.js`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

let answerInPage: (offer: string) => Promise<string>;
let leavePage: () => Promise<unknown>;

channelSuite("werift with a page in Chromium", {
  transport: "webrtc",
  more: {
    "connects when the page answers, which is the other side of the handshake": async () => {
      const report = new MemoryReport();
      const setUp = new SetUp({ clock: systemClock, report, iceServers: [], scope: "loopback" });
      await setUp.accept(await answerInPage(await setUp.offer()));
      const near = await setUp.channel;
      await order(near, { do: "echo", count: 1 });
      await near.send(numberedFrame("bulk", 0, 100), "bulk");
      assert.deepEqual(await near.receive(), numberedFrame("bulk", 0, 100));
      near.close();
      await near.closed;
      assert.deepEqual(report.reported, []);
    },
    "hears at once that the page went away": async (near) => {
      const started = systemClock.now();
      await leavePage();
      assert.equal(await near.closed, "there");
      // Silence would have taken fifteen seconds.
      assert(systemClock.now() - started < 10_000);
    },
  },
  megabytes: Deno.env.get("P2PANDA_SOAK") === "1" ? 100 : 8,
  pause,
  async make() {
    const script = await bundledPage();
    const connector = createConnector({ clock: systemClock, report: new MemoryReport() });
    let next = Promise.withResolvers<Channel>();
    const server = serveSignals(connector, (channel) => next.resolve(channel), (path) => {
      const [body, type] = path === "/page.js" ? [script, "text/javascript"] : [
        "<!doctype html><title>far end</title><script type=module src=/page.js></script>",
        "text/html",
      ];
      return new Response(body, { headers: { "Content-Type": type } });
    });
    const browser = await chromium.launch({
      executablePath: Deno.env.get("P2PANDA_CHROMIUM") ?? "/usr/bin/chromium",
      args: ARGS,
    });
    const page = await browser.newPage();
    await page.goto(server.address);
    answerInPage = (offer) => page.evaluate<string>(`answer(${JSON.stringify(offer)})`);
    leavePage = () => page.goto("about:blank");
    return {
      async open() {
        next = Promise.withResolvers();
        await page.evaluate("dial()");
        const farEnd = page.evaluate<ChannelEnd>("ended");
        // A page that goes away tells nobody how its channel ended.
        farEnd.catch(() => {});
        return { near: await next.promise, farEnd };
      },
      async close() {
        await browser.close();
        await connector.close();
        await server.close();
      },
    };
  },
});
