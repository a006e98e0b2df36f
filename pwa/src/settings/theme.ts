import { Observable, type Readable } from "../observable/index.js";

/** The app's theme; `system` follows the device. */
export type Theme = "system" | "light" | "dark";

// Read by public/start.js before the first paint.
const KEY = "rally.theme";

const chosen = new Observable<Theme>(stored());
/** The theme chosen on this device. */
export const theme: Readable<Theme> = chosen;

function stored(): Theme {
  const value = localStorage.getItem(KEY);
  return value === "light" || value === "dark" ? value : "system";
}

export function chooseTheme(theme: Theme): void {
  chosen.set(theme);
  if (theme === "system") {
    localStorage.removeItem(KEY);
    delete document.documentElement.dataset["theme"];
  } else {
    localStorage.setItem(KEY, theme);
    document.documentElement.dataset["theme"] = theme;
  }
}
