// Run by node in a folder where the others are installed: node measure.cjs NAME COUNT
// Prints entries a second: appended one by one, and taken from another's log with all its checks.
const { mkdtempSync, rmSync } = require("node:fs");
const { createRequire } = require("node:module");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

const [, , name, counted] = process.argv;
const count = Number(counted);
const bring = createRequire(join(process.cwd(), "index.js"));
const folder = mkdtempSync(join(tmpdir(), "p2panda-peer-"));
const text = "x".repeat(120);

async function rateOf(work) {
  const start = performance.now();
  await work();
  return count / (performance.now() - start) * 1_000;
}

function called(task) {
  return new Promise((resolve, reject) =>
    task((error, value) => error ? reject(error) : resolve(value))
  );
}

const peers = {
  async "ssb-db2"() {
    const stack = bring("secret-stack")({ caps: bring("ssb-caps") });
    stack.use(bring("ssb-db2"));
    const ssbKeys = bring("ssb-keys");
    const open = (at) => stack({ path: join(folder, at), keys: ssbKeys.generate() }).db;
    const [one, other] = [open("one"), open("other")];
    const drained = (db) => called((done) => db.onDrain(() => done(null)));
    const keys = ssbKeys.generate();
    const messages = [];
    const append = await rateOf(async () => {
      for (let i = 0; i < count; i++) {
        const content = { type: "post", text };
        const made = await called((done) =>
          one.create({ feedFormat: "classic", keys, content }, done)
        );
        messages.push(made.value);
      }
      await drained(one);
    });
    const take = await rateOf(async () => {
      for (let at = 0; at < count; at += 500) {
        await called((done) => other.addBatch(messages.slice(at, at + 500), done));
      }
      await drained(other);
    });
    return { append, take };
  },

  async hypercore() {
    const Hypercore = bring("hypercore");
    const one = new Hypercore(join(folder, "one"));
    await one.ready();
    const append = await rateOf(async () => {
      for (let i = 0; i < count; i++) await one.append(Buffer.from(text));
    });
    const other = new Hypercore(join(folder, "other"), one.key);
    await other.ready();
    const [from, to] = [one.replicate(true), other.replicate(false)];
    from.pipe(to).pipe(from);
    const take = await rateOf(async () => {
      await other.update({ wait: true });
      await other.download({ start: 0, end: count }).done();
    });
    return { append, take };
  },

  async earthstar() {
    const earthstar = bring("earthstar");
    const { Crypto, Replica, DocDriverMemory, AttachmentDriverMemory, DEFAULT_FORMAT } = earthstar;
    const author = await Crypto.generateAuthorKeypair("test");
    const share = await Crypto.generateShareKeypair("bench");
    const open = () =>
      new Replica({
        driver: {
          docDriver: new DocDriverMemory(share.shareAddress),
          attachmentDriver: new AttachmentDriverMemory(),
        },
        shareSecret: share.secret,
      });
    const [one, other] = [open(), open()];
    const fine = (result) => {
      if (result instanceof Error || result.kind === "failure") throw result;
    };
    const append = await rateOf(async () => {
      for (let i = 0; i < count; i++) fine(await one.set(author, { path: `/entry/${i}`, text }));
    });
    const documents = await one.getAllDocs();
    const take = await rateOf(async () => {
      const format = earthstar.FormatEs5 ?? DEFAULT_FORMAT;
      for (const document of documents) fine(await other.ingest(format, document, "local"));
    });
    return { append, take };
  },
};

peers[name]().then((rates) => {
  console.log(JSON.stringify(rates));
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}, (error) => {
  console.error(error);
  process.exit(1);
});
