/** Who answers the owner's questions right has what is free. */
import { object } from "zod/mini";
import { blake2b512 } from "../crypto/mod.ts";
import { toHex } from "../messages/mod.ts";
import { answersIn } from "./answer.ts";
import { hex, list, text } from "./param_types.ts";
import { definePolicy, type FieldValues, type ParamValue, type PolicyField } from "./policy.ts";
import { placeInLine } from "./room.ts";

const MOST_QUESTIONS = 3;
const MOST_ANSWERS = 20;
const HASH_BYTES = 16;

interface Question {
  readonly question: string;
  /** Hashes of the answers that are right. */
  readonly right: readonly string[];
}

export const quiz = definePolicy({
  name: "quiz",
  params: object({
    questions: list(
      object({ question: text(300), right: list(hex(HASH_BYTES), MOST_ANSWERS) }),
      MOST_QUESTIONS,
    ),
  }),
  example: { questions: [{ question: "Which river flows by?", right: [] }] },
  texts: {
    title: { en: "Quiz" },
    summary: { en: "Whoever answers your questions right gets what is free; wrong is denied." },
    explain: ({ questions }) => [
      {
        words: {
          en: {
            one: "Answer the owner’s question: with the right answer you get what is free.",
            other: "Answer the owner’s {n} questions: all right, and you get what is free.",
          },
        },
        values: { n: questions.length },
      },
      { words: { en: "Your answer is public. With a wrong one, ask again." } },
    ],
  },
  ownerFields: Array.from({ length: MOST_QUESTIONS }, (_, i) => fieldsOf(i + 1)).flat(),
  toParams(values, before: { questions: readonly Question[] } | null) {
    const questions: ParamValue[] = [];
    for (let n = 1; n <= MOST_QUESTIONS; n++) {
      const question = textOf(values, `question${n}`);
      if (question === "") {
        if (n === 1) return "question1";
        continue;
      }
      const right = textOf(values, `answers${n}`).split("\n").map((line) => line.trim())
        .filter((line) => line !== "").slice(0, MOST_ANSWERS).map((line) => hashOf(question, line));
      const kept = before?.questions.find((one) => one.question === question)?.right ?? [];
      const hashes = right.length > 0 ? right : kept;
      if (hashes.length === 0) return `answers${n}`;
      questions.push({ question, right: hashes.map((hash) => ({ $bytes: hash })) });
    }
    return { questions };
  },
  toFields: ({ questions }) =>
    Object.fromEntries(questions.map(({ question }, i) => [`question${i + 1}`, question])),
  requesterFields: ({ questions }) =>
    questions.map(({ question }, i) => ({
      name: `q${i + 1}`,
      kind: "text",
      label: { en: question },
      required: true,
      most: 200,
    })),
  decide(context, { questions }) {
    const answers = answersIn(context.request.answer);
    // Asked for along with something else, say.
    if (answers.size === 0) return { kind: "ask", why: "not-answered" };
    for (const [i, { question, right }] of questions.entries()) {
      const answer = answers.get(`q${i + 1}`) ?? "";
      if (!right.includes(hashOf(question, answer))) {
        return { kind: "deny", reason: `That is not the answer to: ${question}` };
      }
    }
    return placeInLine(context);
  },
});

function fieldsOf(n: number): readonly PolicyField[] {
  return [
    {
      name: `question${n}`,
      kind: "text",
      most: 300,
      required: n === 1,
      label: { en: n === 1 ? "Question" : `Question ${n}` },
    },
    {
      name: `answers${n}`,
      kind: "long text",
      most: 1_000,
      required: n === 1,
      label: { en: n === 1 ? "Right answers" : `Right answers to question ${n}` },
      help: {
        en: n === 1
          ? "One a line; capitals, spaces and punctuation do not matter. Only a fingerprint of them is " +
            "signed, but whoever guesses can check a guess, and the first right answer that somebody " +
            "gives can be read by all: this is a game, not a lock. When you change the resource, " +
            "empty leaves them as they are."
          : "One a line.",
      },
    },
  ];
}

function textOf(values: FieldValues, name: string): string {
  const value = values[name];
  return typeof value === "string" ? value.trim() : "";
}

/** Bound to its question, so that equal answers to two questions do not look alike. */
function hashOf(question: string, answer: string): string {
  const said = `p2panda/1/quiz\n${question}\n${normal(answer)}`;
  return toHex(blake2b512(new TextEncoder().encode(said)).slice(0, HASH_BYTES));
}

/** What two people who mean the same write alike. */
function normal(answer: string): string {
  return answer.normalize("NFKC").toLowerCase().replace(/[\p{P}\p{S}\s]+/gu, " ").trim();
}
