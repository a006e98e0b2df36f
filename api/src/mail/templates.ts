import type { Locale } from "@rally/shared/accounts";
import { signInChangeTexts, type SignInChange } from "./sign-in-change-texts.js";

/** A mail in plain text. */
export interface MailContent {
  subject: string;
  text: string;
}

interface MailParameters {
  name: string;
  link: string;
  email: string;
}

/** A template in each language, with its parameters. */
const inEachLanguage = <K extends keyof MailParameters>(
  templates: Record<Locale, (parameters: Pick<MailParameters, K>) => MailContent>,
): typeof templates => templates;

/** Puts the paragraphs between greeting and signature. */
const mailWith =
  (greeting: string) =>
  (subject: string, name: string, ...paragraphs: string[]): MailContent => ({
    subject,
    text: `${[`${greeting} ${name},`, ...paragraphs, "Rally"].join("\n\n")}\n`,
  });
const english = mailWith("Hi");
const french = mailWith("Bonjour");

/** The mail that reports a change of sign-in methods. */
export function signInChangeMail(
  change: SignInChange,
  locale: Locale,
  { name, link }: Pick<MailParameters, "name" | "link">,
): MailContent {
  const [subject, text] = signInChangeTexts[change][locale];
  return locale === "fr"
    ? french(
        subject,
        name,
        text,
        "Si c’était vous, vous n’avez rien à faire. Sinon, choisissez tout de suite un nouveau mot de passe, puis vérifiez vos appareils et vos moyens de connexion dans les Réglages :",
        link,
      )
    : english(
        subject,
        name,
        text,
        "If this was you, there’s nothing to do. If it wasn’t, choose a new password now, then check your devices and sign-in methods in Settings:",
        link,
      );
}

/**
 * The mail templates in each language. They are on the server because mail is read outside the app.
 */
export const mailTemplates = {
  confirm: inEachLanguage<"name" | "link">({
    en: ({ name, link }) =>
      english(
        "Confirm your email address",
        name,
        "Open this link to confirm your email address. It works once and expires in three days:",
        link,
        "If you don’t have an account here, someone probably mistyped their address. You can ignore this email.",
      ),
    fr: ({ name, link }) =>
      french(
        "Confirmez votre adresse e-mail",
        name,
        "Ouvrez ce lien pour confirmer votre adresse e-mail. Il fonctionne une seule fois et expire dans trois jours :",
        link,
        "Si vous n’avez pas de compte ici, quelqu’un s’est sans doute trompé d’adresse. Vous pouvez ignorer cet e-mail.",
      ),
  }),
  reset: inEachLanguage<"name" | "link">({
    en: ({ name, link }) =>
      english(
        "Choose a new password",
        name,
        "Someone, probably you, asked to reset your password. Open this link to choose a new one. It works once and expires in an hour:",
        link,
        "If it wasn’t you, you can ignore this email. Your password stays the same.",
      ),
    fr: ({ name, link }) =>
      french(
        "Choisissez un nouveau mot de passe",
        name,
        "Quelqu’un, sans doute vous, a demandé à réinitialiser votre mot de passe. Ouvrez ce lien pour en choisir un nouveau. Il fonctionne une seule fois et expire dans une heure :",
        link,
        "Si ce n’était pas vous, vous pouvez ignorer cet e-mail. Votre mot de passe reste le même.",
      ),
  }),
  passwordChanged: inEachLanguage<"name" | "link">({
    en: ({ name, link }) =>
      english(
        "Your password was changed",
        name,
        "Your password was changed, and your other devices were signed out. If this was you, there’s nothing to do.",
        "If it wasn’t you, choose a new password now:",
        link,
      ),
    fr: ({ name, link }) =>
      french(
        "Votre mot de passe a changé",
        name,
        "Votre mot de passe a changé et vos autres appareils ont été déconnectés. Si c’était vous, vous n’avez rien à faire.",
        "Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe :",
        link,
      ),
  }),
  emailChangeRequested: inEachLanguage<keyof MailParameters>({
    en: ({ name, email, link }) =>
      english(
        "Your email address is about to change",
        name,
        `Someone who knows your password asked to use ${email} instead of this address. The change takes effect when the link sent there is opened.`,
        "If it wasn’t you, choose a new password now:",
        link,
      ),
    fr: ({ name, email, link }) =>
      french(
        "Votre adresse e-mail va changer",
        name,
        `Quelqu’un qui connaît votre mot de passe a demandé à utiliser ${email} à la place de cette adresse. Le changement prendra effet quand le lien envoyé à cette adresse sera ouvert.`,
        "Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe :",
        link,
      ),
  }),
  emailChanged: inEachLanguage<"name" | "email">({
    en: ({ name, email }) =>
      english(
        "Your email address has changed",
        name,
        `The email address of your account is now ${email}. This one is no longer used.`,
        "If it wasn’t you, contact the administrator of this server.",
      ),
    fr: ({ name, email }) =>
      french(
        "Votre adresse e-mail a changé",
        name,
        `L’adresse e-mail de votre compte est maintenant ${email}. Celle-ci n’est plus utilisée.`,
        "Si ce n’était pas vous, contactez l’administrateur de ce serveur.",
      ),
  }),
  deleted: inEachLanguage<"name">({
    en: ({ name }) =>
      english(
        "Your account was deleted",
        name,
        "Your account was deleted, as you asked. Your messages stay where you wrote them, without your name.",
        "Thank you for being part of Rally.",
      ),
    fr: ({ name }) =>
      french(
        "Votre compte a été supprimé",
        name,
        "Votre compte a été supprimé, comme vous l’avez demandé. Vos messages restent à leur place, sans votre nom.",
        "Merci d’avoir fait partie de Rally.",
      ),
  }),
} as const;
