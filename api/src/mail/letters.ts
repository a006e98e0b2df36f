import type { Locale } from "@rally/shared/accounts";
import { changesInWords, type SignInChange } from "./changes.js";

/** What a mail says, in plain text. */
export interface Letter {
  subject: string;
  text: string;
}

interface Words {
  name: string;
  link: string;
  email: string;
}

/** A letter in each language, of the words that it needs. */
const inBoth = <K extends keyof Words>(
  writings: Record<Locale, (words: Pick<Words, K>) => Letter>,
): typeof writings => writings;

/** A letter of the house: what it says between its greeting and its end. */
const letterOf =
  (greeting: string) =>
  (subject: string, name: string, ...paragraphs: string[]): Letter => ({
    subject,
    text: `${[`${greeting} ${name},`, ...paragraphs, "Rally"].join("\n\n")}\n`,
  });
const english = letterOf("Hello");
const french = letterOf("Bonjour");

/** The letter that tells of a change in how its reader signs in. */
export function letterOfChange(
  change: SignInChange,
  locale: Locale,
  { name, link }: Pick<Words, "name" | "link">,
): Letter {
  const [subject, happened] = changesInWords[change][locale];
  return locale === "fr"
    ? french(
        subject,
        name,
        `${happened} Si c’était vous, tout va bien.`,
        "Sinon, choisissez tout de suite un nouveau mot de passe, puis regardez dans les paramètres qui est connecté, et comment :",
        link,
      )
    : english(
        subject,
        name,
        `${happened} If it was you, all is well.`,
        "If it was not, choose a new password at once, then look in the settings at who is signed in, and how:",
        link,
      );
}

/** Each letter in each language: mail is worded here, for it is read where no app is. */
export const letters = {
  confirm: inBoth<"name" | "link">({
    en: ({ name, link }) =>
      english(
        "Confirm your e-mail address",
        name,
        "open this link to confirm that this address is yours. It works once, within three days:",
        link,
        "If you have no account here, somebody mistyped: then do nothing.",
      ),
    fr: ({ name, link }) =>
      french(
        "Confirmez votre adresse e-mail",
        name,
        "ouvrez ce lien pour confirmer que cette adresse est la vôtre. Il fonctionne une fois, pendant trois jours :",
        link,
        "Si vous n’avez pas de compte ici, quelqu’un s’est trompé d’adresse : ne faites rien.",
      ),
  }),
  reset: inBoth<"name" | "link">({
    en: ({ name, link }) =>
      english(
        "Choose a new password",
        name,
        "somebody, probably you, asked for a new password. This link works once, within an hour:",
        link,
        "If it was not you, do nothing: your password stays as it is.",
      ),
    fr: ({ name, link }) =>
      french(
        "Choisissez un nouveau mot de passe",
        name,
        "quelqu’un, sans doute vous, a demandé un nouveau mot de passe. Ce lien fonctionne une fois, pendant une heure :",
        link,
        "Si ce n’était pas vous, ne faites rien : votre mot de passe reste le même.",
      ),
  }),
  passwordChanged: inBoth<"name" | "link">({
    en: ({ name, link }) =>
      english(
        "Your password was changed",
        name,
        "your password was changed, and other devices were signed out. If it was you, all is well.",
        "If it was not, choose a new one at once:",
        link,
      ),
    fr: ({ name, link }) =>
      french(
        "Votre mot de passe a changé",
        name,
        "votre mot de passe a changé, et les autres appareils ont été déconnectés. Si c’était vous, tout va bien.",
        "Sinon, choisissez-en un nouveau tout de suite :",
        link,
      ),
  }),
  emailAsked: inBoth<keyof Words>({
    en: ({ name, email, link }) =>
      english(
        "Your e-mail address is about to change",
        name,
        `somebody who knows your password asked to use ${email} in place of this address. It changes once the link sent there is opened.`,
        "If it was not you, choose a new password at once:",
        link,
      ),
    fr: ({ name, email, link }) =>
      french(
        "Votre adresse e-mail va changer",
        name,
        `quelqu’un qui connaît votre mot de passe a demandé d’utiliser ${email} à la place de cette adresse. Elle changera quand le lien envoyé là-bas sera ouvert.`,
        "Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe :",
        link,
      ),
  }),
  emailChanged: inBoth<"name" | "email">({
    en: ({ name, email }) =>
      english(
        "Your e-mail address has changed",
        name,
        `your account's address is now ${email}. This one is no longer used.`,
        "If it was not you, tell whoever runs this Rally.",
      ),
    fr: ({ name, email }) =>
      french(
        "Votre adresse e-mail a changé",
        name,
        `l’adresse de votre compte est maintenant ${email}. Celle-ci n’est plus utilisée.`,
        "Si ce n’était pas vous, prévenez la personne qui gère ce Rally.",
      ),
  }),
  deleted: inBoth<"name">({
    en: ({ name }) =>
      english(
        "Your account is gone",
        name,
        "your account was deleted, as you asked. What you wrote stays where you wrote it, without your name.",
        "Thank you for having been here.",
      ),
    fr: ({ name }) =>
      french(
        "Votre compte n’existe plus",
        name,
        "votre compte a été supprimé, comme vous l’avez demandé. Ce que vous avez écrit reste à sa place, sans votre nom.",
        "Merci d’avoir été là.",
      ),
  }),
} as const;
