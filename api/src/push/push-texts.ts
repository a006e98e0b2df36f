import type { Notification, NotificationKind, PushAction } from "@rally/shared/notifications";

/** What a text may contain. */
interface Context {
  /** The display name of the user who caused it. */
  who: string;
  /** The name of the conversation; undefined for a conversation of two users. */
  where: string | undefined;
  /** The text of the message. */
  text: string;
  count: number;
  data: Notification["data"];
}

interface Text {
  title: string;
  body: string;
}

/** The texts of one language. */
interface Language {
  someone: string;
  world: string;
  newMessage: string;
  actions: Record<PushAction, string>;
  kinds: Record<NotificationKind, (context: Context) => Text>;
}

/** The title of notifications that concern the whole server. */
const SERVER = "Rally";

const englishRoles: Record<string, string> = {
  ...{ owner: "the owner", admin: "an admin", moderator: "a moderator", member: "a member" },
};

const english: Language = {
  someone: "Someone",
  world: "World chat",
  newMessage: "New message",
  actions: { reply: "Reply", read: "Mark as read", accept: "Accept", decline: "Decline" },
  kinds: {
    mention: ({ who, where, text }) => ({
      title: where ? `${who} mentioned you in ${where}` : `${who} mentioned you`,
      body: text,
    }),
    message: ({ who, where, text, count }) => {
      if (count > 1) return { title: `${count} new messages · ${where ?? who}`, body: text };
      return { title: where ? `${who} in ${where}` : who, body: text };
    },
    friend_request: ({ who }) => ({
      title: "Friend request",
      body: `${who} wants to be your friend.`,
    }),
    friend_accepted: ({ who }) => ({
      title: "You're friends now",
      body: `${who} accepted your friend request.`,
    }),
    join_request: ({ who, where = SERVER }) => ({
      title: where,
      body: `${who} wants to join ${where}.`,
    }),
    challenge: ({ who }) => ({ title: "New challenge", body: `${who} challenges you to a match.` }),
    match_started: ({ who }) => ({
      title: "Your match starts",
      body: `${who} is your opponent.`,
    }),
    report: ({ where }) => ({
      title: where ?? SERVER,
      body: where ? `A message in ${where} was reported.` : "There's a new report.",
    }),
    moderation: ({ who, where = SERVER, data }) => {
      const bodies: Record<string, string> = {
        added: `${who} added you to ${where}.`,
        accepted: `Your request to join ${where} was accepted.`,
        declined: `Your request to join ${where} was declined.`,
        removed: `You were removed from ${where}.`,
        bannedHere: `You were banned from ${where}.`,
        muted: `You were muted in ${where}.`,
        unmuted: `You can write in ${where} again.`,
        role: `You're now ${englishRoles[data.role ?? "member"] ?? ""} in ${where}.`,
      };
      const body = bodies[data.action ?? ""] ?? "Your account was banned from this server.";
      return { title: where, body };
    },
  },
};

const frenchRoles: Record<string, string> = {
  owner: "propriétaire",
  admin: "admin",
  moderator: "modérateur",
  member: "membre",
};

const french: Language = {
  someone: "Quelqu’un",
  world: "Salon général",
  newMessage: "Nouveau message",
  actions: { reply: "Répondre", read: "Marquer comme lu", accept: "Accepter", decline: "Refuser" },
  kinds: {
    mention: ({ who, where, text }) => ({
      title: where ? `${who} vous mentionne dans ${where}` : `${who} vous mentionne`,
      body: text,
    }),
    message: ({ who, where, text, count }) => {
      if (count > 1) return { title: `${count} nouveaux messages · ${where ?? who}`, body: text };
      return { title: where ? `${who} dans ${where}` : who, body: text };
    },
    friend_request: ({ who }) => ({
      title: "Demande d’ami",
      body: `${who} vous a envoyé une demande d’ami.`,
    }),
    friend_accepted: ({ who }) => ({
      title: "Vous êtes amis",
      body: `${who} a accepté votre demande d’ami.`,
    }),
    join_request: ({ who, where = SERVER }) => ({
      title: where,
      body: `${who} souhaite rejoindre ${where}.`,
    }),
    challenge: ({ who }) => ({ title: "Nouveau défi", body: `${who} vous défie.` }),
    match_started: ({ who }) => ({
      title: "Votre partie commence",
      body: `Vous jouez contre ${who}.`,
    }),
    report: ({ where }) => ({
      title: where ?? SERVER,
      body: where ? `Un message de ${where} a été signalé.` : "Il y a un nouveau signalement.",
    }),
    moderation: ({ who, where = SERVER, data }) => {
      const bodies: Record<string, string> = {
        added: `${who} vous ajoute à ${where}.`,
        accepted: `Votre demande d’adhésion à ${where} a été acceptée.`,
        declined: `Votre demande d’adhésion à ${where} a été refusée.`,
        removed: `Vous ne faites plus partie de ${where}.`,
        bannedHere: `Vous êtes banni de ${where}.`,
        muted: `Vous ne pouvez plus écrire dans ${where} pour l’instant.`,
        unmuted: `Vous pouvez de nouveau écrire dans ${where}.`,
        role: `Vous êtes maintenant ${frenchRoles[data.role ?? "member"] ?? ""} dans ${where}.`,
      };
      const body = bodies[data.action ?? ""] ?? "Votre compte a été banni de ce serveur.";
      return { title: where, body };
    },
  },
};

const languages: Record<string, Language> = { en: english, fr: french };

/** The conversation of a notification; `name` is undefined for a conversation of two users. */
export interface Place {
  kind: string | undefined;
  name: string | undefined;
}

/** The title and text of a notification in its user's language. */
export function wordsFor(locale: string, notification: Notification, place: Place): Text {
  const language = languages[locale] ?? english;
  const { kind, from, message, data, count } = notification;
  return language.kinds[kind]({
    who: from?.displayName ?? language.someone,
    where: place.kind === "world" ? language.world : (data.name ?? place.name),
    text: message?.excerpt ?? language.newMessage,
    ...{ count, data },
  });
}

export function actionWord(locale: string, action: PushAction): string {
  return (languages[locale] ?? english).actions[action];
}
