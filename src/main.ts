/** The composition root: joins the Deno platform, a node and the pages, and runs commands. */
import { startNodeAgents } from "./agents/mod.ts";
import { NodeClient, PlaceTakenError } from "./client/mod.ts";
import { type Command, commands, rebuildingProgress, runCommandLine } from "./commands/mod.ts";
import { toHex } from "./core/messages/mod.ts";
import { openSqlStore, startNetwork, startNode } from "./node/mod.ts";
import {
  createAuthority,
  createConnector,
  createVerifierPool,
  environment,
  exit,
  hostInUrl,
  interfaceAddresses,
  native,
  onUnhandled,
  openDataFolder,
  openKeyFolder,
  openSqlDriver,
  pause,
  printLine,
  programArguments,
  readSettings,
  readStaticFiles,
  serveHttp,
  SETTINGS_HELP,
  standardErrorReport,
  stopSignal,
  systemClock as clock,
  systemEntropy as entropy,
  VERSION,
} from "./platform/deno/mod.ts";
import { type AppContext, createApp, warm } from "./routes/mod.ts";

const AGENTS_AFTER_MS = 400;
const WARM_AFTER_MS = 1_000;

const serve: Command = {
  name: "serve",
  usage: "[FLAGS]",
  summary: "runs a node, until stopped; the command when none is named",
  help: SETTINGS_HELP,
  async run(args) {
    const settings = readSettings(args, environment);
    const stopped = stopSignal();
    const report = standardErrorReport(clock, entropy);
    onUnhandled((error) => report.error("program.unhandled", error));

    await using parts = new AsyncDisposableStack();
    const folder = openDataFolder(settings.data, entropy);
    parts.defer(() => folder.release());
    const authority = createAuthority({
      host: settings.host,
      publicUrl: settings.publicUrl,
      operatorToken: folder.operatorToken,
      addresses: interfaceAddresses,
    });
    const keys = openKeyFolder(folder.path, (message) => new PlaceTakenError(message));
    const store = await openSqlStore({
      driver: openSqlDriver(folder.database),
      primitives: native,
      rebuilding: rebuildingProgress(),
    });
    const node = await startNode({
      store,
      verifier: createVerifierPool({
        onBroken: (cause) => report.error("verifier.broken", cause),
      }),
      clock,
      entropy,
      report,
      followCreated: authority.local,
      agentIsLost: !keys.hasAgentJournal,
      pause,
    });
    parts.defer(() => node.stop());
    for (const festival of settings.follow) {
      if (!await node.follow(festival)) {
        report.warn("follow.refused", {
          festival: toHex(festival),
          reason: "another festival with the same log id is followed already",
        });
      }
    }

    const network = await startNetwork({
      store,
      host: node.host,
      connector: createConnector({ clock, report }),
      clock,
      entropy,
      report,
      primitives: native,
      ...node.identity,
      remembered: settings.discovery,
      post: node.post,
    }, settings.peers);
    parts.defer(() => network.stop());

    const made = Promise.withResolvers<ReturnType<typeof createApp>>();
    const agents = startNodeAgents({
      // To ourselves, with no socket between: as loopback, and with the operator's word.
      client: new NodeClient({
        base: "http://127.0.0.1",
        token: () => authority.operatorToken,
        fetch: async (input, init) => {
          // Nothing else here waits for the world: who asks us from outside has a turn in between.
          await new Promise<void>((resolve) => clock.after(0, resolve));
          return (await made.promise).fetch(new Request(input, init));
        },
      }),
      wakeups: async (wake, signal) => {
        const unlisten = node.listen(({ kind }) => void (kind === "peer" || wake()));
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        unlisten();
      },
      festivals: async () => {
        const follows = await node.follows();
        return follows.filter(({ listed }) => !listed).map(({ id }) => toHex(id));
      },
      own: { seed: node.agentSeed, journal: keys.agentJournal(node.agentSeed) },
      keeper: keys,
      randomBytes: (length) => entropy.bytes(length),
      timer: clock,
      primitives: native,
      report,
    });
    const stopping = new AbortController();
    const context: AppContext = {
      node,
      network,
      report,
      version: VERSION,
      clock,
      authority,
      collectives: agents.collectives,
      files: readStaticFiles(),
      stopping: stopping.signal,
    };
    const app = createApp(context);
    // Agents look around as soon as they may ask: the first page, which somebody waits for, is before.
    const begun = clock.after(AGENTS_AFTER_MS, () => made.resolve(app));
    parts.defer(() => agents.stop());
    parts.defer(() => {
      begun();
      made.resolve(app);
    });
    const { host, port } = settings;
    let warming = Promise.resolve();
    const warmed = clock.after(WARM_AFTER_MS, () => {
      warming = warm(context, app).catch((error) => void report.error("pages.unwarmed", error));
    });
    parts.defer(() => (warmed(), warming));
    const server = serveHttp({
      host,
      port,
      handler: (request, remoteAddress) => app.fetch(request, { remoteAddress }),
      onBroken: (error) => report.error("http.broken", error),
    });
    parts.defer(() => server.stop());
    parts.defer(() => stopping.abort());

    report.info("node.started", { data: folder.path, entries: await node.query.countEntries() });
    printLine(`p2panda listening on http://${hostInUrl(host)}:${server.port}`);
    await stopped;
    report.info("node.stopping");
    return 0;
  },
};

if (import.meta.main) exit(await runCommandLine(programArguments, [serve, ...commands]));
