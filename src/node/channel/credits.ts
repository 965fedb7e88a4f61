/**
 * Who may send how much. Each lane of each direction has a window that both ends know from the
 * start: the sender spends of it, the receiver gives back what its application took. So what can
 * wait at the receiver is bounded by the windows, whatever the sender does.
 */
import type { Lane } from "../ports.ts";

/**
 * Bulk: 5 MB/s around a tenth of a second. Over werift on one machine a channel had 0.91 of a bare
 * data channel's throughput with 512 KiB, 0.85 with half of it; what a channel may hold unread is
 * the price.
 */
export const WINDOW: Readonly<Record<Lane, number>> = { control: 65_536, bulk: 524_288 };

/** What a held frame costs beside its bytes: else 262,144 frames of one byte would be 30 MB. */
export const FRAME_COST = 64;

export function costOf(frame: Uint8Array): number {
  return frame.length + FRAME_COST;
}

export interface Credits {
  /** What this end may still send. */
  readonly toSend: Record<Lane, number>;
  /** What the other end may still send. */
  readonly toReceive: Record<Lane, number>;
  /** What the application took and the other end was not told yet. */
  readonly owed: Record<Lane, number>;
}

export function newCredits(): Credits {
  return { toSend: { ...WINDOW }, toReceive: { ...WINDOW }, owed: { control: 0, bulk: 0 } };
}

/** Spends for a frame to be sent; false, and nothing spent, where there is not enough. */
export function spend(credits: Credits, lane: Lane, cost: number): boolean {
  if (credits.toSend[lane] < cost) return false;
  credits.toSend[lane] -= cost;
  return true;
}

/** Counts a frame that arrived; false where the other end had no credit for it. */
export function charge(credits: Credits, lane: Lane, cost: number): boolean {
  credits.toReceive[lane] -= cost;
  return credits.toReceive[lane] >= 0;
}

/** Takes a grant; false where it gives more than was ever spent. */
export function earn(credits: Credits, lane: Lane, grant: number): boolean {
  credits.toSend[lane] += grant;
  return credits.toSend[lane] <= WINDOW[lane];
}

/** The application took a frame. */
export function owe(credits: Credits, lane: Lane, cost: number): void {
  credits.owed[lane] += cost;
}

/**
 * What to grant now: nothing until a quarter of a window has gathered in a lane (a grant a frame
 * would double the messages), then all. What is held back never stops a sender: three quarters of
 * a window hold the longest frame.
 */
export function grant(
  credits: Credits,
): { readonly control: number; readonly bulk: number } | null {
  const { owed, toReceive } = credits;
  if (owed.control < WINDOW.control / 4 && owed.bulk < WINDOW.bulk / 4) return null;
  const { control, bulk } = owed;
  toReceive.control += control;
  toReceive.bulk += bulk;
  owed.control = owed.bulk = 0;
  return { control, bulk };
}
