/** The check of entries on other threads. */
export { createVerifierPool, type VerifierPoolOptions } from "./pool.ts";
