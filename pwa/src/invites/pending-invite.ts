const KEY = "rally.invite";

/** The invite link that the visitor followed before they had a session, in this tab. */
export function pendingInvite(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined;
}

/** Remembers a link for the time after the sign-in; undefined: forgets it. */
export function setPendingInvite(code: string | undefined): void {
  if (code === undefined) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, code);
}
