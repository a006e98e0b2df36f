import { sendMessage } from "@rally/shared/conversations";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { updateProfile } from "@rally/shared/people";
import { Dexie } from "dexie";
import type { RallyDatabase } from "../database/index.js";
import { relationsOf } from "../relationships/index.js";
import { inputOf } from "../outbox/index.js";

/** The newest messages of the world chat that are searched for one of the user's own. */
const SEARCHED_MESSAGES = 200;

/** What a newcomer does first, in order, and how the device knows that it is done. */
const steps = {
  picture: async (database: RallyDatabase) =>
    (await database.people.get(database.userId))?.avatar !== undefined,
  name: hasChosenName,
  people: async (database: RallyDatabase) =>
    [...(await relationsOf(database)).values()].some(
      ({ friend }) => friend === "friends" || friend === "sent",
    ),
  hello: hasWrittenToWorld,
};

export type FirstStep = keyof typeof steps;
export const FIRST_STEPS = Object.keys(steps) as readonly FirstStep[];

/**
 * The steps that are done, for a live query; undefined when they are not shown: the user dismissed
 * them, or did them all before they were ever shown. A step that was done once stays done.
 */
export async function readFirstSteps(
  database: RallyDatabase,
): Promise<ReadonlySet<FirstStep> | undefined> {
  const kept = await database.getMeta("firstSteps");
  if (kept?.dismissed) return undefined;
  const done = new Set(kept?.done as readonly FirstStep[] | undefined);
  for (const step of FIRST_STEPS) {
    if (!done.has(step) && (await steps[step](database))) done.add(step);
  }
  return done.size === FIRST_STEPS.length && !kept ? undefined : done;
}

/** Keeps on this device that steps are done, or that none of them are to be shown again. */
export async function keepFirstSteps(
  database: RallyDatabase,
  change: { done?: Iterable<FirstStep>; dismissed?: true },
): Promise<void> {
  await database.transaction("rw", database.meta, async () => {
    const kept = await database.getMeta("firstSteps");
    const done = [...new Set([...(kept?.done ?? []), ...(change.done ?? [])])];
    const dismissed = change.dismissed ?? kept?.dismissed ?? false;
    if (kept?.done.length === done.length && kept.dismissed === dismissed) return;
    await database.setMeta("firstSteps", { done, dismissed });
  });
}

/** Whether the user has another display name than the username that an account begins with. */
async function hasChosenName(database: RallyDatabase): Promise<boolean> {
  const own = await database.people.get(database.userId);
  if (own && own.displayName !== own.username) return true;
  const unsent = await database.outbox.where("state").anyOf("pending", "sending").toArray();
  return unsent.some(
    (row) => row.name === updateProfile.name && inputOf(updateProfile, row).displayName,
  );
}

async function hasWrittenToWorld(database: RallyDatabase): Promise<boolean> {
  const world = WORLD_CONVERSATION_ID;
  const states = ["pending", "sending", "sent"].map((state) => [world, state]);
  const written = database.outbox.where("[conversation+state]").anyOf(states);
  if (await written.and(({ name }) => name === sendMessage.name).first()) return true;
  const newest = await database.messages
    .where("[conversation+seq]")
    .between([world, Dexie.minKey], [world, Dexie.maxKey])
    .reverse()
    .limit(SEARCHED_MESSAGES)
    .toArray();
  return newest.some(({ author }) => author === database.userId);
}
