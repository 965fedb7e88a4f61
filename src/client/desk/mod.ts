/** Answering at a desk: by itself, since those who only sign need none of it. */
export { answerDesk, MOST_IN_LINE, MOST_OF_ONE, newDeskMemory } from "./answer_desk.ts";
export type { DeskAnswer, DeskEnd, DeskMemory, DeskOptions, Verdict } from "./answer_desk.ts";
