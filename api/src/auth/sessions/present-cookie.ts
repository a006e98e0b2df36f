import type { Limits } from "@rally/shared/limits";
import type { Session } from "@rally/shared/server/models";

type Cookie = Pick<
  Session,
  "generation" | "rotatedAt" | "cookiePresented" | "cookieUsed" | "cookieReturns"
>;

/**
 * Records in `session` that its refresh cookie of `generation` was presented. All times count from
 * when the current cookie was last sent to a browser that did not have it. A browser writes cookies
 * to disk late, so only after `refreshStored` is the current cookie certainly there; a browser that
 * crashes earlier presents the previous one. After the current cookie was presented, the previous
 * one is accepted `refreshReturns` times more, so that a thief cannot keep using it.
 * @returns "given" when the times are reset, "reused" when the session must end, otherwise "kept"
 */
export function presentCookie(
  session: Cookie,
  generation: number,
  now: Date,
  limits: Pick<Limits, "refreshStored" | "refreshRotation" | "refreshReturns">,
): "given" | "kept" | "reused" {
  const age = now.getTime() - session.rotatedAt.getTime();
  if (generation === session.generation && age < limits.refreshRotation) {
    session.cookiePresented = true;
    if (age >= limits.refreshStored) session.cookieUsed = true;
    return "kept";
  }
  if (generation === session.generation) {
    session.generation += 1;
    session.cookieUsed = false;
    session.cookieReturns = 0;
  } else if (generation !== session.generation - 1 || session.cookieUsed) {
    return "reused";
  } else if (session.cookiePresented) {
    if (session.cookieReturns >= limits.refreshReturns) return "kept";
    session.cookieReturns += 1;
  }
  session.rotatedAt = now;
  session.cookiePresented = false;
  return "given";
}
