import type { Notification } from "@rally/shared/notifications";
import type { PushAction } from "@rally/shared/push";

/** What a pushed notification says, in one language. */
interface Words {
  somebody: string;
  mention: (who: string, where: string | undefined) => string;
  message: (who: string, where: string | undefined) => string;
  messages: (count: number, where: string) => string;
  friendRequest: (who: string) => [title: string, body: string];
  friendAccepted: (who: string) => [title: string, body: string];
  added: (who: string, where: string) => string;
  removed: (where: string) => string;
  role: (where: string, role: string) => string;
  banned: string;
  world: string;
  noWords: string;
  roles: Record<string, string>;
  actions: Record<PushAction, string>;
}

const english: Words = {
  somebody: "Somebody",
  mention: (who, where) => (where ? `${who} mentioned you in ${where}` : `${who} mentioned you`),
  message: (who, where) => (where ? `${who} in ${where}` : who),
  messages: (count, where) => `${count} new messages · ${where}`,
  friendRequest: (who) => ["Friend request", `${who} would like to be your friend.`],
  friendAccepted: (who) => ["You are friends now", `${who} accepted your request.`],
  added: (who, where) => `${who} added you to ${where}.`,
  removed: (where) => `You were removed from ${where}.`,
  role: (where, role) => `In ${where} you are ${role} now.`,
  banned: "You were banned from this server.",
  world: "World chat",
  noWords: "New message",
  roles: { owner: "the owner", admin: "an admin", moderator: "a moderator", member: "a member" },
  actions: { reply: "Reply", read: "Mark as read", accept: "Accept", decline: "Decline" },
};

const french: Words = {
  somebody: "Quelqu’un",
  mention: (who, where) =>
    where ? `${who} vous a mentionné dans ${where}` : `${who} vous a mentionné`,
  message: (who, where) => (where ? `${who} dans ${where}` : who),
  messages: (count, where) => `${count} nouveaux messages · ${where}`,
  friendRequest: (who) => ["Demande d’amitié", `${who} aimerait devenir votre ami.`],
  friendAccepted: (who) => ["Vous êtes amis", `${who} a accepté votre demande.`],
  added: (who, where) => `${who} vous a ajouté à ${where}.`,
  removed: (where) => `Vous avez été retiré de ${where}.`,
  role: (where, role) => `Dans ${where}, vous êtes maintenant ${role}.`,
  banned: "Vous avez été banni de ce serveur.",
  world: "Salon mondial",
  noWords: "Nouveau message",
  roles: {
    owner: "propriétaire",
    admin: "administrateur",
    moderator: "modérateur",
    member: "membre",
  },
  actions: { reply: "Répondre", read: "Marquer comme lu", accept: "Accepter", decline: "Refuser" },
};

const languages: Record<string, Words> = { en: english, fr: french };

/** Where it happened, as its reader calls it; `name` is undefined between two people. */
export interface Place {
  kind: string | undefined;
  name: string | undefined;
}

/** Title and text of a notification in its user's language. */
export function wordsFor(
  locale: string,
  { kind, from, message, data, count }: Notification,
  place: Place,
): { title: string; body: string } {
  const words = languages[locale] ?? english;
  const who = from?.displayName ?? words.somebody;
  const where = place.kind === "world" ? words.world : (data.name ?? place.name);
  const said = message?.excerpt ?? words.noWords;
  switch (kind) {
    case "mention":
      return { title: words.mention(who, where), body: said };
    case "message":
      return {
        title: count > 1 ? words.messages(count, where ?? who) : words.message(who, where),
        body: said,
      };
    case "friend_request":
    case "friend_accepted": {
      const tell = kind === "friend_request" ? words.friendRequest : words.friendAccepted;
      const [title, body] = tell(who);
      return { title, body };
    }
    case "moderation":
      return { title: where ?? "Rally", body: moderationWords(words, who, where ?? "Rally", data) };
  }
}

function moderationWords(
  words: Words,
  who: string,
  where: string,
  { action, role }: Notification["data"],
): string {
  if (action === "added") return words.added(who, where);
  if (action === "removed") return words.removed(where);
  if (action === "role") return words.role(where, words.roles[role ?? "member"] ?? "");
  return words.banned;
}

export function actionWord(locale: string, action: PushAction): string {
  return (languages[locale] ?? english).actions[action];
}
