import assert from "node:assert/strict";
import { toHex } from "../../src/core/messages/mod.ts";
import { Person } from "../agents/person.ts";
import { runProgram, startNode, withFolder } from "./program.ts";

Deno.test("without script: a proposal and its acceptance are files to sign with the command line", async () => {
  await withFolder(async (folder) => {
    const node = await startNode(`${folder}/data`);
    const keys = new Map<Person, string>();
    for (const name of ["ana", "ben"]) {
      const person = new Person(node.url);
      await Deno.writeTextFile(`${folder}/${name}`, `${toHex(person.seed)}\n`);
      keys.set(person, `${folder}/${name}`);
    }
    const [ana, ben] = [...keys.keys()] as [Person, Person];
    /** What `/sign` gives to be saved. */
    const file = async (fields: Record<string, string>): Promise<string> => {
      const body = new URLSearchParams({ ...fields, download: "1" });
      const answer = await fetch(`${node.url}/sign`, { method: "POST", body });
      const text = await answer.text();
      assert.equal(answer.status, 200, text);
      return text;
    };
    const publish = async (person: Person, stdin: string): Promise<string> => {
      const args = ["publish", "--node", node.url, "--key", keys.get(person)!];
      const { code, stdout, stderr } = await runProgram(args, { stdin });
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout.split("\n")[0]!).id;
    };
    const line = (message: unknown) => `${JSON.stringify(message)}\n`;
    const create = { action: "create", schema: "festival", fields: { title: "Summer" } };
    const festival = await publish(ana, line(create));
    const event = await publish(
      ana,
      line({
        action: "create",
        schema: "event",
        festival,
        fields: { title: "Concert", start: 1_000, end: 2_000 },
      }),
    );

    const page = await (await fetch(`${node.url}/propose?document=${event}`)).text();
    assert.match(page, /name="schema" value="proposal"/);
    assert.match(page, new RegExp(`name="document" value="${event}"`));
    const proposed = await file({
      schema: "proposal",
      action: "create",
      proposes: "event",
      festival,
      document: event,
      title: "Quiet concert",
      note: "The hedgehogs sleep.",
    });
    const proposal = await publish(ben, proposed);
    const shown = await (await fetch(`${node.url}/events/${event}`)).text();
    assert.match(shown, /<del><bdi>Concert<\/bdi><\/del>/);
    assert.match(shown, /<ins><bdi>Quiet concert<\/bdi><\/ins>/);

    const accepted = await file({ accepts: proposal });
    assert.equal(JSON.parse(accepted).proposal, proposal);
    await publish(ana, accepted);
    const found = await ana.client.event(event);
    assert(found.ok);
    assert.equal(found.value.title, "Quiet concert");
    const after = await (await fetch(`${node.url}/events/${event}`)).text();
    assert.match(after, /Changed by proposals of/);

    // Taken back by who made it, another one is none any more.
    const second = await publish(ben, proposed.replace("Quiet", "Silent"));
    const withdrawal = { schema: "proposal", action: "delete", festival, id: second };
    await publish(ben, await file(withdrawal));
    const gone = await (await fetch(`${node.url}/proposals/${second}`)).text();
    assert.match(gone, /Withdrawn/);
    await node.stop();
  });
});
