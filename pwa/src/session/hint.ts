/** The signed-in user of this device: enough to open the database offline. */
export interface SessionHint {
  userId: string;
  username: string;
  displayName: string;
}

const HINT = "rally.session";
/** Set after an offline sign-out: the server has not received it yet. */
const OWED = "rally.sign-out-owed";

/** Set after a sign-in: this device's language may still have to be sent to the server. */
const LOCALE_OWED = "rally.locale-owed";

export function readHint(): SessionHint | undefined {
  return parseHint(localStorage.getItem(HINT));
}

export function writeHint(hint: SessionHint): void {
  localStorage.setItem(HINT, JSON.stringify(hint));
  localStorage.removeItem(OWED);
}

export function clearHint(): void {
  localStorage.removeItem(HINT);
}

export function signOutOwed(): boolean {
  return localStorage.getItem(OWED) !== null;
}

export function oweSignOut(owed: boolean): void {
  owe(OWED, owed);
}

export function localeOwed(): boolean {
  return localStorage.getItem(LOCALE_OWED) !== null;
}

export function oweLocale(owed: boolean): void {
  owe(LOCALE_OWED, owed);
}

function owe(key: string, owed: boolean): void {
  if (owed) localStorage.setItem(key, "1");
  else localStorage.removeItem(key);
}

/** Calls `listener` when another tab signs in or out. @returns a function that unsubscribes. */
export function watchHint(listener: (hint: SessionHint | undefined) => void): () => void {
  const onStorage = (event: StorageEvent): void => {
    if (event.key === HINT || event.key === null) listener(readHint());
  };
  addEventListener("storage", onStorage);
  return () => {
    removeEventListener("storage", onStorage);
  };
}

function parseHint(text: string | null): SessionHint | undefined {
  if (text === null) return undefined;
  let hint: unknown;
  try {
    hint = JSON.parse(text);
  } catch {
    // A value that is not ours counts as no hint: the user signs in.
    return undefined;
  }
  if (typeof hint !== "object" || hint === null) return undefined;
  const { userId, username, displayName } = hint as Partial<SessionHint>;
  if (typeof userId !== "string" || typeof username !== "string") return undefined;
  return { userId, username, displayName: displayName ?? username };
}
