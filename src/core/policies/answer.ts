/** A request's `answer`: one text for all that its policy asked, which people can read too. */

/** A line for each field that was filled in: `name: what was said`. */
export function answerText(answers: Readonly<Record<string, string>>): string | undefined {
  const lines = Object.entries(answers)
    .map(([name, value]) => [name, value.replace(/\s+/g, " ").trim()] as const)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}: ${value}`);
  return lines.length === 0 ? undefined : lines.join("\n");
}

/** The reverse; what has no name is left out. */
export function answersIn(answer: string | null): ReadonlyMap<string, string> {
  const answers = new Map<string, string>();
  for (const line of (answer ?? "").split("\n")) {
    const match = /^([\w-]+): (.*)$/.exec(line);
    if (match !== null) answers.set(match[1]!, match[2]!.trim());
  }
  return answers;
}
