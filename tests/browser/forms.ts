/** Finds and fills the forms that pages offer, as a person would. */
import type { Locator, Page } from "playwright-core";

/** The first form that signs such a message. */
export function signForm(page: Page, schema: string, action: string): Locator {
  return page.locator(
    `form[data-sign]:has(input[name="schema"][value="${schema}"])` +
      `:has(input[name="action"][value="${action}"])`,
  ).first();
}

/** Opens whatever a form, or a field of it, is folded into. */
export async function unfold(folded: Locator): Promise<void> {
  await folded.evaluate((element) => {
    interface Folded {
      readonly parentElement: Folded | null;
      closest(selector: string): (Folded & { open: boolean }) | null;
    }
    let folded = (element as unknown as Folded).closest("details");
    while (folded) {
      folded.open = true;
      folded = folded.parentElement?.closest("details") ?? null;
    }
  });
}

/** Fills inputs by name, and presses the button. */
export async function fillAndSign(
  form: Locator,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  await unfold(form);
  for (const [name, value] of Object.entries(values)) {
    const field = form.locator(`[name="${name}"]`).first();
    await unfold(field);
    // A draft may come back between the choosing of what stands there and the typing.
    do await field.fill(value); while (await field.inputValue() !== value);
  }
  await form.locator('button[type="submit"]:not([formaction])').first().click();
}
