/** Types of inputs that have a `value` but no text. */
const NON_TEXT_TYPES = ["checkbox", "radio", "button", "submit", "reset", "range", "color", "file"];

/** The focused text field, if it contains text. */
export function fieldInUse(): HTMLInputElement | HTMLTextAreaElement | undefined {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  if (!(active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement))
    return undefined;
  if (NON_TEXT_TYPES.includes(active.type)) return undefined;
  return active.value === "" ? undefined : active;
}

/** Resolves when no field of this page is in use: it lost focus, or was emptied by sending. */
export async function untilNoFieldInUse(): Promise<void> {
  for (let field = fieldInUse(); field; field = fieldInUse()) {
    const listeners = new AbortController();
    const { signal } = listeners;
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (fieldInUse() !== field) resolve();
      };
      field?.addEventListener("blur", () => resolve(), { signal });
      field?.addEventListener("input", check, { signal });
      // When code empties the field, for example by sending, it is after a key press or a click.
      for (const name of ["keyup", "click"]) {
        addEventListener(name, () => setTimeout(check, SETTLE_MS), { signal });
      }
    });
    listeners.abort();
  }
}

/** Milliseconds for a command to be stored and the field to be emptied. */
const SETTLE_MS = 500;
