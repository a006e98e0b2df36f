/** Types of inputs that have a `value` but no text. */
const CHOICES = ["checkbox", "radio", "button", "submit", "reset", "range", "color", "file"];

/** The focused text field, if it contains text. */
export function fieldInUse(): HTMLInputElement | HTMLTextAreaElement | undefined {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  if (!(active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement))
    return undefined;
  if (CHOICES.includes(active.type)) return undefined;
  return active.value === "" ? undefined : active;
}

/** Resolves when no field of this page is in use: it lost focus, or was emptied by sending. */
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
      // When code empties the field, for example by sending, it is after a key press or a click.
      for (const name of ["keyup", "click"]) {
        addEventListener(name, () => setTimeout(look, SETTLE), { signal });
      }
    });
    left.abort();
  }
}

/** Milliseconds for a command to be stored and the field to be emptied. */
const SETTLE = 500;
