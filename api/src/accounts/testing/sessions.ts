import { me, refresh, resumeSession } from "@rally/shared/accounts";
import { Session } from "@rally/shared/server/models";
import { expect } from "vitest";
import {
  ask,
  eventually,
  lastLossOf,
  WITHIN_MS,
  type TestPerson,
  type TestRally,
} from "../../testing/index.js";

/** How browsers renew their sessions at a Rally, and what the server keeps of these. */
export function sessionsOn(rally: TestRally) {
  const renew = (cookie: string, headers: Record<string, string> = {}) =>
    ask(rally.url, refresh, { cookie, headers });

  const resume = (resumeToken: string, headers: Record<string, string> = {}) =>
    ask(rally.url, resumeSession, { body: { resumeToken }, headers });

  /** Makes a session believe that its cookie was rotated `seconds` ago. */
  const rotatedAgo = (person: TestPerson, seconds: number) =>
    rally
      .database("sessions")
      .where("user_id", person.id)
      .update({ rotated_at: rally.database.raw("now() - make_interval(secs => ?)", [seconds]) });

  /** Uses a cookie that is old enough to be replaced. */
  const rotate = async (person: TestPerson, cookie: string) => {
    await rotatedAgo(person, 301);
    return renew(cookie);
  };

  const generationOf = async (person: TestPerson) =>
    (await Session.query(rally.database).where("user_id", person.id).first())?.generation;

  /** Asks until it is refused: what was answered last with 200 was answered within a second. */
  async function expectRefusedWithinASecond(person: TestPerson): Promise<void> {
    const lostAt = await lastLossOf([rally], person.id);
    let answered = 0;
    await eventually(async () => {
      const { status, headers } = await person.ask(me);
      if (status === 200) answered = Date.parse(headers.get("date") ?? "");
      expect(status).toBe(401);
    });
    // The header has whole seconds, rounded down.
    expect(answered).toBeLessThanOrEqual(lostAt + WITHIN_MS);
  }

  return { renew, resume, rotatedAgo, rotate, generationOf, expectRefusedWithinASecond };
}
