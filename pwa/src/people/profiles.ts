import type { Input, Output } from "@rally/shared/commands";
import { RallyError } from "@rally/shared/errors";
import {
  getProfile,
  statusAfter,
  updateProfile,
  uploadAvatar,
  type Profile,
} from "@rally/shared/people";
import type { GameRating } from "@rally/shared/ratings";
import { storing, type OutboxRow, type RallyDatabase } from "../database/index.js";
import type { Call } from "../http/index.js";
import { enqueue, inputOf, type ResultHandler } from "../outbox/index.js";
import { keepPeople } from "./stored-people.js";

/** A profile as stored on this device; the user's own includes unsent changes. */
export interface ProfileView extends Profile {
  /** As they were when the profile was last fetched. */
  ratings?: readonly GameRating[];
  waiting: boolean;
  /** The last refusal of a change to the own profile: the command's id and the error code. */
  refused?: { id: string; code: string };
}

/** Stores a profile; the user's own only if it is not older than the stored one. */
export async function keepProfile(
  database: RallyDatabase,
  profile: Profile,
  version = 0,
): Promise<void> {
  const { profiles, people } = database;
  await database.transaction("rw", [profiles, people], async () => {
    const stored = await profiles.get(profile.id);
    if (version < (stored?.version ?? 0) && profile.id === database.userId) return;
    await profiles.put({ ...profile, version, fetchedAt: Date.now() });
    const { id, username, displayName, avatar } = profile;
    await keepPeople(database, [
      { id, username, displayName, ...(avatar !== undefined && { avatar }) },
    ]);
  });
}

/** The stored profile of the user with this username. */
export async function readProfile(
  database: RallyDatabase,
  username: string,
): Promise<ProfileView | undefined> {
  const row = await database.profiles.where("username").equals(username.toLowerCase()).first();
  if (!row) return undefined;
  const view: ProfileView = { ...row, waiting: false };
  if (row.id !== database.userId) return view;
  for (const command of await unsentUpdates(database)) {
    if (command.state === "refused") {
      view.refused = { id: command.id, code: command.error?.code ?? "internal" };
      continue;
    }
    const { avatar, status, away, ...words } = inputOf(updateProfile, command);
    const after = statusAfter(view, { status, away });
    Object.assign(view, words, { statusBeforeAway: undefined }, after, { waiting: true });
    if (avatar === null) delete view.avatar;
  }
  return view;
}

/**
 * Fetches a profile and stores it. If the user does not exist or the profile is not visible, the
 * stored one is deleted.
 * @returns whether there is a profile. @throws NetworkError, RallyError
 */
export async function fetchProfile(
  { database, session }: { database: RallyDatabase; session: { call: Call } },
  username: string,
): Promise<boolean> {
  try {
    const { data } = await session.call(getProfile, { params: { name: username } });
    const stored = await database.profiles.get(data.id);
    await storing(() => keepProfile(database, data, stored?.version));
    return true;
  } catch (error) {
    if (!(error instanceof RallyError)) throw error;
    if (error.code !== "not_found" && error.code !== "invalid_input") throw error;
    await database.profiles.where("username").equals(username.toLowerCase()).delete();
    return false;
  }
}

/**
 * Changes the user's own profile; it shows at once and is sent when possible.
 * @throws RallyError `invalid_input` with the invalid fields.
 */
export async function changeProfile(
  database: RallyDatabase,
  input: Input<typeof updateProfile>,
): Promise<void> {
  await database.transaction("rw", database.outbox, async () => {
    // The new text replaces refused changes.
    for (const row of await unsentUpdates(database)) {
      if (row.state === "refused") await database.outbox.delete(row.order);
    }
    await enqueue(database, updateProfile, input);
  });
}

/** Uploads a profile picture; cannot be queued while offline. @throws NetworkError, RallyError */
export async function sendAvatar(
  { database, session }: { database: RallyDatabase; session: { call: Call } },
  picture: Blob,
): Promise<void> {
  const { data } = await session.call(uploadAvatar, { file: picture });
  await storing(() => keepProfile(database, data.profile, data.version));
}

/** Stores the confirmed profile when the server has answered. */
export const profileResults: ResultHandler = {
  async succeeded(database, row, data) {
    if (row.name !== updateProfile.name) return;
    const { profile, version } = data as Output<typeof updateProfile>;
    await keepProfile(database, profile, version);
  },
  refused: () => Promise.resolve(false),
};

async function unsentUpdates(database: RallyDatabase): Promise<OutboxRow[]> {
  return database.outbox
    .where("state")
    .anyOf("pending", "sending", "refused")
    .and((row) => row.name === updateProfile.name)
    .sortBy("order");
}
