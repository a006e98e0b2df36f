/** Who is signed in on this device: enough to open the right database with no network. */
export interface SessionHint {
  userId: string;
  username: string;
  displayName: string;
}

const HINT = "rally.session";
/** Set when someone signed out with no network: the server still has to be told. */
const OWED = "rally.sign-out-owed";

/** Set when someone has signed in: the server may still have to be told the language of this device. */
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

/** Calls `listener` when another tab signs in or out. @returns a function that ends it. */
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
    // Somebody else's value under our key means the same as none: sign in.
    return undefined;
  }
  if (typeof hint !== "object" || hint === null) return undefined;
  const { userId, username, displayName } = hint as Partial<SessionHint>;
  if (typeof userId !== "string" || typeof username !== "string") return undefined;
  return { userId, username, displayName: displayName ?? username };
}
