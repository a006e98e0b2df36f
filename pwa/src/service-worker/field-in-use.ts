/** Inputs that hold a choice and no words; they have a `value` all the same. */
const CHOICES = ["checkbox", "radio", "button", "submit", "reset", "range", "color", "file"];

/** What a person is writing in: it has the focus, and words in it. */
export function fieldInUse(): HTMLInputElement | HTMLTextAreaElement | undefined {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  if (!(active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement))
    return undefined;
  if (CHOICES.includes(active.type)) return undefined;
  return active.value === "" ? undefined : active;
}

/** Resolves once nobody writes in a field of this page: it was left, or emptied, as by sending. */
export async function untilFieldsAreLeft(): Promise<void> {
  for (let field = fieldInUse(); field; field = fieldInUse()) {
    const left = new AbortController();
    const { signal } = left;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (fieldInUse() !== field) resolve();
      };
      field?.addEventListener("blur", () => resolve(), { signal });
      field?.addEventListener("input", look, { signal });
      // What empties it without an input, such as sending, comes after a key or a click.
      for (const name of ["keyup", "click"]) {
        addEventListener(name, () => setTimeout(look, SETTLE), { signal });
      }
    });
    left.abort();
  }
}

/** Milliseconds for a write to be done and the field to be emptied. */
const SETTLE = 500;
