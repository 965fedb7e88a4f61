/** What a hostile peer, or somebody between, does to werift, done by a werift that was changed. */
import assert from "node:assert/strict";
import { type RTCDataChannel, RTCDtlsTransport, RTCPeerConnection } from "werift";
import { type Channel, ConnectError } from "../../../src/node/ports.ts";
import { readDescription, writeDescription } from "../../../src/node/channel/mod.ts";
import { systemClock } from "../../../src/platform/deno/clock.ts";
import { SetUp } from "../../../src/platform/deno/webrtc/set_up.ts";
import { MemoryReport } from "../../node/ports/memory_report.ts";

interface Stranger {
  readonly connection: RTCPeerConnection;
  readonly dataChannel: Promise<RTCDataChannel>;
}

/** What is changed in the stranger before its handshake. */
type Change = (connection: RTCPeerConnection) => void;

function ourSetUp(): { setUp: SetUp; report: MemoryReport } {
  const report = new MemoryReport();
  const options = { clock: systemClock, report, iceServers: [], scope: "loopback" as const };
  return { setUp: new SetUp(options), report };
}

function stranger(): RTCPeerConnection {
  return new RTCPeerConnection({ iceServers: [], iceAdditionalHostAddresses: ["127.0.0.1"] });
}

function askNoServer(connection: RTCPeerConnection): void {
  for (const { connection: ice } of connection.iceTransports) {
    Object.assign(ice, { stunServer: undefined });
  }
}

async function describe(connection: RTCPeerConnection, change?: Change): Promise<string> {
  askNoServer(connection);
  const isOffer = connection.remoteDescription === null;
  await connection.setLocalDescription(
    isOffer ? await connection.createOffer() : await connection.createAnswer(),
  );
  change?.(connection);
  return connection.localDescription!.sdp;
}

/** The stranger answers our offer: it begins the DTLS handshake, as its client. */
async function strangerAnswers(change?: Change, sdpOf = (sdp: string) => sdp) {
  const { setUp, report } = ourSetUp();
  const connection = stranger();
  const dataChannel = new Promise<RTCDataChannel>((resolve) =>
    connection.onDataChannel.subscribe(resolve)
  );
  await connection.setRemoteDescription({ type: "offer", sdp: await setUp.offer() });
  askNoServer(connection);
  const answer = await connection.createAnswer();
  change?.(connection);
  await connection.setLocalDescription(answer);
  await setUp.accept(sdpOf(connection.localDescription!.sdp));
  return { setUp, report, connection, dataChannel };
}

/** The stranger offers, and is the server of the DTLS handshake. */
async function strangerOffers(change?: Change, sdpOf = (sdp: string) => sdp) {
  const { setUp, report } = ourSetUp();
  const connection = stranger();
  const channel = connection.createDataChannel("p2panda/1");
  const dataChannel = new Promise<RTCDataChannel>((resolve) =>
    channel.stateChanged.subscribe((state) => state === "open" && resolve(channel))
  );
  const offer = sdpOf(await describe(connection, change));
  const answer = await setUp.answer(offer);
  await connection.setRemoteDescription({ type: "answer", sdp: answer });
  return { setUp, report, connection, dataChannel };
}

const ROLES = { answers: strangerAnswers, offers: strangerOffers };

/** A certificate of somebody else, whose key the stranger does not have. */
const victim = await (async () => {
  const ours = await RTCDtlsTransport.SetupCertificate();
  const statics = RTCDtlsTransport as unknown as Record<string, unknown>;
  statics["localCertificate"] = statics["localCertificatePromise"] = undefined;
  const theirs = await RTCDtlsTransport.SetupCertificate();
  assert.notEqual(ours.certPem, theirs.certPem);
  return { certificate: ours, fingerprint: ours.getFingerprints()[0]!.value };
})();

async function settles(stranger: Stranger, setUp: SetUp): Promise<Channel> {
  try {
    return await setUp.channel;
  } finally {
    stranger.connection.close();
  }
}

// werift's own timers of a handshake end by themselves; `leaks_test.ts` waits for them.
const LOOSE = { sanitizeOps: false, sanitizeResources: false };

for (const [role, meet] of Object.entries(ROLES)) {
  Deno.test(`SetUp: a stranger that ${role} honestly gets a channel`, LOOSE, async () => {
    const met = await meet();
    const channel = await met.setUp.channel;
    assert.deepEqual(met.report.reported, []);
    channel.close();
    await met.connection.close();
    assert.equal(await channel.closed, "here");
  });

  Deno.test(
    `SetUp: whoever ${role} with a certificate without its key is refused`,
    LOOSE,
    async () => {
      const met = await meet((connection) => {
        const [transport] = connection.dtlsTransports;
        const { privateKey, signatureHash } = transport!.localCertificate!;
        const { certPem } = victim.certificate;
        transport!.localCertificate = Object.assign(
          Object.create(Object.getPrototypeOf(victim.certificate)),
          { certPem, privateKey, signatureHash },
        );
      }, (sdp) => {
        const description = readDescription(role === "offers" ? "offer" : "answer", sdp)!;
        const pairs = victim.fingerprint.split(":");
        const fingerprint = Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
        return writeDescription({ ...description, fingerprint });
      });
      await assert.rejects(settles(met, met.setUp), ConnectError);
      assert.deepEqual(met.report.reported.map(({ facts }) => facts), [{ why: "proof" }]);
    },
  );

  Deno.test(
    `SetUp: whoever ${role} with another certificate than it named is refused`,
    LOOSE,
    async () => {
      const met = await meet(undefined, (sdp) => {
        const description = readDescription(role === "offers" ? "offer" : "answer", sdp)!;
        return writeDescription({ ...description, fingerprint: new Uint8Array(32) });
      });
      await assert.rejects(settles(met, met.setUp), ConnectError);
    },
  );
}

async function channelTo(): Promise<
  { channel: Channel; met: Stranger & { report: MemoryReport } }
> {
  const met = await strangerAnswers();
  const channel = await met.setUp.channel;
  await met.dataChannel;
  return { channel, met };
}

async function sendsRaw(bytes: Uint8Array): Promise<void> {
  const { channel, met } = await channelTo();
  const { sctp } = met.connection.sctpTransport!;
  // The tag of the session, so that it is not left aside.
  const tag = (sctp as unknown as { remoteVerificationTag: number }).remoteVerificationTag;
  const packet = Buffer.from(bytes);
  packet.writeUInt32BE(tag, 4);
  packet.writeUInt32LE(crc32c(packet), 8);
  await met.connection.dtlsTransports[0]!.sendData(packet);
  assert.equal(await channel.closed, "lost");
  assert.equal(met.report.reported[0]?.event, "webrtc.peer_refused");
  await met.connection.close();
}

/** RFC 9260, appendix A. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const [at, byte] of bytes.entries()) {
    crc ^= at >= 8 && at < 12 ? 0 : byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >>> 1 ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

Deno.test("SetUp: a malformed SCTP packet ends the channel, not the program", LOOSE, async () => {
  // A header, and an INIT chunk beside another one.
  const header = [0x13, 0x88, 0x13, 0x88, 0, 0, 0, 0, 0, 0, 0, 0];
  const init = [1, 0, 0, 20, ...new Array<number>(16).fill(1)];
  await sendsRaw(Uint8Array.from([...header, ...init, ...init]));
});

Deno.test("SetUp: a peer that opens a second channel is cut off", LOOSE, async () => {
  const { channel, met } = await channelTo();
  met.connection.createDataChannel("p2panda/1");
  assert.equal(await channel.closed, "lost");
  assert.deepEqual(met.report.reported[0]?.facts, { why: "channels" });
  await met.connection.close();
});

Deno.test("SetUp: a channel of another name is refused", LOOSE, async () => {
  const { setUp, report } = ourSetUp();
  const connection = stranger();
  connection.createDataChannel("p2panda/2");
  const answer = await setUp.answer(await describe(connection));
  await connection.setRemoteDescription({ type: "answer", sdp: answer });
  await assert.rejects(setUp.channel, ConnectError);
  assert.equal(report.reported.length, 1);
  await connection.close();
});

Deno.test("SetUp: text, and an empty message, end the channel as broken", LOOSE, async () => {
  const { channel, met } = await channelTo();
  (await met.dataChannel).send("hello");
  assert.equal(await channel.closed, "broken");
  await met.connection.close();
});
