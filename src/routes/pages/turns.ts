/** How long one answer keeps the others waiting. */
const TURN_MS = 15;

/**
 * Lets all others have their turn, once this one has worked for a while: what takes a tenth of a
 * second to make must not keep everybody waiting so long.
 */
export function turns(): () => Promise<void> {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < TURN_MS) return;
    await new Promise((resolve) => setTimeout(resolve));
    began = performance.now();
  };
}
