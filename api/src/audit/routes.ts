import { listAudit, listServerAudit, type AuditEntry } from "@rally/shared/audit";
import { RallyError } from "@rally/shared/errors";
import { limits } from "@rally/shared/limits";
import { may } from "@rally/shared/members";
import { personOf } from "@rally/shared/server/models";
import { isServerAdmin } from "../auth/index.js";
import { noSuchConversation, roleIn } from "../conversations/index.js";
import { handleRoute, type ApiContext, type MountedRoute } from "../http/index.js";
import { auditPage, serverAuditPage, type AuditRow } from "./list.js";

export function auditRoutes({ database }: ApiContext): MountedRoute[] {
  return [
    handleRoute(listAudit, async ({ params: { id }, query, caller }) => {
      const member = await roleIn(database, caller.userId, id);
      if (!member) throw noSuchConversation();
      if (!may(member.role, "readAuditLog", member.kind)) {
        throw new RallyError("forbidden", "Only moderators read the audit log");
      }
      const { before, limit = limits.pageRows } = query;
      const page = { id, kind: member.kind, before, limit };
      return answer(await auditPage(database, caller.userId, page), limit);
    }),

    handleRoute(listServerAudit, async ({ query, caller }) => {
      if (!(await isServerAdmin(database, caller.userId))) {
        throw new RallyError("forbidden", "Only admins of the server read its audit log");
      }
      const { before, limit = limits.pageRows } = query;
      return answer(await serverAuditPage(database, caller.userId, { before, limit }), limit);
    }),
  ];
}

function answer(rows: AuditRow[], limit: number) {
  const next = rows.length === limit ? rows.at(-1)?.id : undefined;
  return { data: rows.map(entryOf), meta: next === undefined ? {} : { next } };
}

function entryOf({
  id,
  at,
  action,
  actor,
  target,
  data,
  ip,
  readsAddresses,
}: AuditRow): AuditEntry {
  const { address, conversation, ...others } = data;
  return {
    ...{ id, at: at.getTime(), action },
    ...(actor && { actor: personOf(actor, { nameOnly: actor.blocked }) }),
    ...(target && { target: personOf(target, { nameOnly: target.blocked }) }),
    data: { ...others, ...(readsAddresses && { address, conversation }) },
    ...(readsAddresses && ip !== null && { ip }),
  };
}
