import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { createConversationRoute } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { pictureSizes } from "@rally/shared/people";
import { onlyByIndex, takeWork } from "@rally/shared/server/database";
import { createLocalFiles, fileNameOf } from "@rally/shared/server/files";
import { createLogger } from "@rally/shared/server/logger";
import { afterAll, describe, expect, test } from "vitest";
import { signUp, startTestRally } from "../testing/index.js";
import { applyRetention } from "./index.js";
import { deleteStatement, retentionRules } from "./rules.js";

const rally = await startTestRally();
afterAll(() => rally.close());
const { database } = rally;
const files = createLocalFiles(join(rally.dataDirectory, "files"));
const logger = createLogger({ level: "silent" });
const apply = () => applyRetention({ database, files, limits, logger });
const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);

describe("retention", () => {
  test("deletes sessions with address and browser 30 days after they ended", async () => {
    const one = await signUp(rally);
    const row = (expires: Date, ended: Date | null) => ({
      ...{ id: newId(), user_id: one.id, nonce: Buffer.alloc(16), ip: "192.0.2.1" },
      ...{ user_agent: "an old browser", expires_at: expires, ended_at: ended },
    });
    const [expired, ended, recent] = [
      row(daysAgo(31), null),
      row(daysAgo(-300), daysAgo(31)),
      row(daysAgo(-300), daysAgo(29)),
    ];
    await database("sessions").insert([expired, ended, recent]);
    await apply();
    const kept = await database("sessions").where("user_id", one.id).pluck<string[]>("id");
    expect(kept.sort()).toEqual([recent.id, rally.tokens.verifyAccess(one.token).sessionId].sort());
    const lost = database("lost_rights").whereIn("session_id", [expired.id, ended.id]);
    expect(await lost).toEqual([]);
  });

  test("deletes any number of them in batches", async () => {
    const one = await signUp(rally);
    await database.raw(
      `insert into sessions (id, user_id, nonce, expires_at)
        select gen_random_uuid(), ?, '', now() - interval '40 days' from generate_series(1, 2500)`,
      [one.id],
    );
    await apply();
    expect(await database("sessions").where("user_id", one.id)).toHaveLength(1);
  });

  test("deletes mails that were given up after 7 days, with their recipients", async () => {
    const mail = (recipient: string, failed: Date | null) => ({
      ...{ id: newId(), recipient, sealed: Buffer.alloc(0), failed_at: failed },
      next_at: daysAgo(-30),
    });
    await database("mails").insert([
      ...[mail("old@example.org", daysAgo(8)), mail("new@example.org", daysAgo(6))],
      mail("waiting@example.org", null),
    ]);
    await apply();
    const left = await database("mails").pluck<string[]>("recipient");
    expect(left).not.toContain("old@example.org");
    expect(left).toEqual(expect.arrayContaining(["new@example.org", "waiting@example.org"]));
  });

  test("deletes expired notifications, commands, links, challenges and former names", async () => {
    const one = await signUp(rally);
    const ids = { user_id: one.id };
    const at = daysAgo(91);
    await database("notifications").insert({
      ...{ id: newId(), ...ids, key: "old", kind: "mention", at, version: 1 },
    });
    await database("commands").insert({
      ...{ ...ids, id: newId(), name: "x", input_hash: "", result: {}, created_at: at },
    });
    await database("account_links").where(ids).update({ expires_at: at });
    await database("challenges").insert({
      ...{ digest: Buffer.from(one.id), kind: "x", ...ids, data: {}, expires_at: at },
    });
    await database("former_names").insert({ username: "a_former_name", ...ids, until: at });
    await apply();
    for (const table of ["notifications", "commands", "account_links", "challenges"]) {
      expect(await database(table).where(ids), table).toEqual([]);
    }
    expect(await database("former_names").where(ids)).toEqual([]);
  });

  test("deletes audit logs and closed reports after 180 days, and bans and mutes when they have ended", async () => {
    const [one, other] = [await signUp(rally), await signUp(rally)];
    const body = { kind: "group" as const, name: "club", members: [other.id] };
    const { id } = (await one.call(createConversationRoute, { body })).data;
    const here = { conversation_id: id };
    const act = (days: number) => ({ ...here, id: newId(), at: daysAgo(days), action: "muted" });
    await database("audit_entries").insert([act(181), act(179)]);
    const ban = (user: string, until: Date | "infinity") => ({
      ...{ ...here, id: newId(), user_id: user, until },
    });
    await database("conversation_bans").insert([
      ban(one.id, daysAgo(1)),
      ban(other.id, "infinity"),
    ]);
    await database("mutes").insert([
      { ...here, user_id: one.id, until: daysAgo(1) },
      { ...here, user_id: other.id, until: daysAgo(-1) },
    ]);
    const report = (days: number) => ({
      ...{ id: newId(), reporter_id: one.id, user_id: other.id, reason: "spam" },
      ...{ state: "closed", at: daysAgo(days), closed_at: daysAgo(days) },
    });
    const open = { ...report(181), state: "open", closed_at: null };
    await database("reports").insert([report(181), report(179), open]);
    await apply();
    expect(await database("reports").where("reporter_id", one.id)).toHaveLength(2);
    expect(await database("audit_entries").where(here)).toHaveLength(1);
    expect(await database("conversation_bans").where(here).pluck("user_id")).toEqual([other.id]);
    expect(await database("mutes").where(here).pluck("user_id")).toEqual([other.id]);
  });

  test("deletes the files of pictures that were unused for 7 days, and no others", async () => {
    const [one, other] = [await signUp(rally), await signUp(rally)];
    const names = ["replaced long ago", "replaced lately", "replaced, but another's too"].map(
      (content) => fileNameOf(Buffer.from(content)),
    );
    for (const name of names) {
      for (const size of pictureSizes) await files.keep(`${name}-${size}`, Buffer.from("x"));
      await database("users").where("id", one.id).update({ avatar: name });
    }
    await database("users").where("id", one.id).update({ avatar: null });
    await database("users").where("id", other.id).update({ avatar: names[2] });
    await database("loose_pictures")
      .whereIn("name", [names[0] ?? "", names[2] ?? ""])
      .update({ touched_at: daysAgo(8) });
    await apply();
    const filesOf = async (name = ""): Promise<number> =>
      (await readdir(join(rally.dataDirectory, "files", name.slice(0, 2)))).filter((file) =>
        file.startsWith(name),
      ).length;
    expect(await Promise.all(names.map(filesOf))).toEqual([0, 3, 3]);
    // A picture that is replaced again is checked again.
    await database("users").where("id", other.id).update({ avatar: null });
    await database("loose_pictures").update({ touched_at: daysAgo(8) });
    await apply();
    expect(await Promise.all(names.map(filesOf))).toEqual([0, 0, 0]);
    expect(await database("loose_pictures")).toEqual([]);
  });

  test("keeps the files of a sticker's picture until 7 days after an admin has removed it", async () => {
    const pack = { id: newId(), title: "Matches" };
    const name = fileNameOf(Buffer.from("a sticker's"));
    for (const size of pictureSizes) await files.keep(`${name}-${size}`, Buffer.from("x"));
    await database("loose_pictures").insert({ name, touched_at: daysAgo(8) });
    await database("sticker_packs").insert(pack);
    await database("stickers").insert({
      ...{ id: newId(), pack_id: pack.id, label: "Serve", picture: name },
    });
    await apply();
    expect(await files.open(`${name}-512`)).toBeDefined();
    // Removing the pack removes its stickers.
    await database("sticker_packs").where("id", pack.id).delete();
    await apply();
    expect(await files.open(`${name}-512`)).toBeDefined();
    await database("loose_pictures")
      .where({ name })
      .update({ touched_at: daysAgo(8) });
    await apply();
    for (const size of pictureSizes) expect(await files.open(`${name}-${size}`)).toBeUndefined();
  });

  test("keeps the files of a group's picture until 7 days after the group has replaced it", async () => {
    const one = await signUp(rally);
    const body = { kind: "group" as const, name: "Club", members: [] };
    const { id } = (await one.call(createConversationRoute, { body })).data;
    const name = fileNameOf(Buffer.from("a group's"));
    for (const size of pictureSizes) await files.keep(`${name}-${size}`, Buffer.from("x"));
    // Uploaded, and used by a user before.
    await database("loose_pictures").insert({ name, touched_at: daysAgo(8) });
    await database("conversations").where({ id }).update({ picture: name });
    await apply();
    expect(await files.open(`${name}-64`)).toBeDefined();
    await database("conversations").where({ id }).update({ picture: null });
    await apply();
    expect(await files.open(`${name}-64`)).toBeDefined();
    await database("loose_pictures")
      .where({ name })
      .update({ touched_at: daysAgo(8) });
    await apply();
    expect(await files.open(`${name}-64`)).toBeUndefined();
  });

  test("continues with the other rules when one of them fails", async () => {
    const [first] = retentionRules;
    expect(first?.table).toBe("sessions");
    const one = await signUp(rally);
    await database("sessions")
      .where("user_id", one.id)
      .update({ ended_at: daysAgo(31) });
    await database("mails").insert({
      ...{ id: newId(), recipient: "starved@example.org", sealed: Buffer.alloc(0) },
      ...{ failed_at: daysAgo(8), next_at: daysAgo(-30) },
    });
    await database.raw(`
      create function refuse_delete() returns trigger language plpgsql as
        $$ begin raise exception 'it cannot be deleted'; end $$;
      create trigger refuse_delete before delete on sessions
        for each statement execute function refuse_delete()`);
    const left = () => database("mails").where("recipient", "starved@example.org");
    await apply();
    expect(await left()).toEqual([]);
    expect(await database("sessions").where("user_id", one.id)).toHaveLength(1);
    await database.raw("drop trigger refuse_delete on sessions; drop function refuse_delete()");
    await apply();
    expect(await database("sessions").where("user_id", one.id)).toEqual([]);
  });

  test("continues with the other pictures when some cannot be deleted", async () => {
    const names = Array.from({ length: 101 }, (_, n) => fileNameOf(Buffer.from(`stuck ${n}`)));
    const folderOf = (name: string) => join(rally.dataDirectory, "files", name.slice(0, 2));
    // A directory cannot be deleted as a file.
    for (const name of names) {
      await mkdir(join(folderOf(name), `${name}-${pictureSizes[0]}`), { recursive: true });
    }
    const last = fileNameOf(Buffer.from("behind those that are stuck"));
    await files.keep(`${last}-${pictureSizes[0]}`, Buffer.from("x"));
    await database("loose_pictures").insert([
      ...names.map((name) => ({ name, touched_at: daysAgo(9) })),
      { name: last, touched_at: daysAgo(8) },
    ]);
    await apply();
    expect(await files.open(`${last}-${pictureSizes[0]}`)).toBeUndefined();
    // Failed ones are tried again.
    const stuck = database("loose_pictures").whereIn("name", [...names, last]);
    expect(await stuck.clone().pluck<string[]>("name")).toHaveLength(101);
    for (const name of names) await rm(folderOf(name), { recursive: true, force: true });
    await apply();
    expect(await stuck).toEqual([]);
  });

  test("[S15] finds expired rows by index", async () => {
    const plans = await database.transaction(async (trx) => {
      await onlyByIndex(trx);
      const found: [string, string][] = [];
      for (const rule of retentionRules) {
        const { rows } = await trx.raw<{ rows: { "QUERY PLAN": string }[] }>(
          `explain ${deleteStatement(rule)}`,
          { days: 1, limit: 1_000 },
        );
        found.push([rule.table, rows.map((row) => row["QUERY PLAN"]).join("\n")]);
      }
      return found;
    });
    for (const [table, plan] of plans) {
      expect(plan, table).not.toContain(`Seq Scan on ${table}`);
      expect(plan, table).not.toMatch(/Sort|Bitmap/);
      expect(plan, table).toContain("Index Scan");
    }
  });

  test("runs in one process at a time", async () => {
    const taken = await Promise.all(
      Array.from({ length: 5 }, () => takeWork(database, "some work", 60_000)),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
    await database.raw("update periodic_work set until = now() where name = 'some work'");
    expect(await takeWork(database, "some work", 60_000)).toBeDefined();
  });
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
