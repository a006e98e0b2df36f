/** The signed-in user of this device: enough to open the database offline. */
export interface SessionHint {
  userId: string;
  username: string;
  displayName: string;
}

const HINT = "rally.session";
/** Set after an offline sign-out: the server has not received it yet. */
const SIGN_OUT_PENDING = "rally.sign-out-owed";

/** Set after a sign-in: this device's language may still have to be sent to the server. */
const LOCALE_PENDING = "rally.locale-owed";

export function readHint(): SessionHint | undefined {
  return parseHint(localStorage.getItem(HINT));
}

export function writeHint(hint: SessionHint): void {
  localStorage.setItem(HINT, JSON.stringify(hint));
  localStorage.removeItem(SIGN_OUT_PENDING);
}

export function clearHint(): void {
  localStorage.removeItem(HINT);
}

export function isSignOutPending(): boolean {
  return localStorage.getItem(SIGN_OUT_PENDING) !== null;
}

export function setSignOutPending(isPending: boolean): void {
  setPending(SIGN_OUT_PENDING, isPending);
}

export function isLocalePending(): boolean {
  return localStorage.getItem(LOCALE_PENDING) !== null;
}

export function setLocalePending(isPending: boolean): void {
  setPending(LOCALE_PENDING, isPending);
}

function setPending(key: string, isPending: boolean): void {
  if (isPending) localStorage.setItem(key, "1");
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
