import type { HomePart } from "@rally/shared/home";
import { limits } from "@rally/shared/limits";
import { matchOf, newestMatchesOf, openChallengesOf } from "../games/index.js";
import { pageOf, type HomeReading } from "./reading.js";

/** Ended matches of the part. */
const MATCHES = 5;

/** Open challenges to the user, the newest first. */
export async function challengesPart(reading: HomeReading): Promise<HomePart<"challenges">> {
  const { database, userId } = reading;
  const open = await openChallengesOf(database, userId, limits.pageRows);
  return pageOf(
    open.filter(({ opponent }) => opponent?.id === userId),
    reading,
  );
}

/** The user's newest ended matches. */
export async function matchesPart(reading: HomeReading): Promise<HomePart<"matches">> {
  const { database, userId, limit } = reading;
  const rows = await newestMatchesOf(database, userId, Math.min(limit, MATCHES));
  return { rows: rows.map(matchOf) };
}
