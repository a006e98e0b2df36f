import type { Locale } from "@rally/shared/accounts";

/** A change of sign-in methods that is reported by mail. */
export type SignInChange =
  | "passkeyAdded"
  | "passkeyRemoved"
  | "twoFactorOn"
  | "twoFactorOff"
  | "recoveryCodesRenewed"
  | "recoveryCodeUsed"
  | "providerLinked"
  | "providerUnlinked"
  | "passwordSet"
  | "tokenMade"
  | "usernameChanged";

/** Subject and sentence. Contains no text that a user typed, because a stranger may read it. */
type Texts = readonly [subject: string, text: string];

export const signInChangeTexts: Record<SignInChange, Record<Locale, Texts>> = {
  passkeyAdded: {
    en: [
      "A passkey was added",
      "A passkey was added to your account. It can sign in without your password.",
    ],
    fr: [
      "Une clé d’accès a été ajoutée",
      "Une clé d’accès a été ajoutée à votre compte. Elle permet de se connecter sans mot de passe.",
    ],
  },
  passkeyRemoved: {
    en: [
      "A passkey was removed",
      "A passkey was removed from your account. It can no longer sign in.",
    ],
    fr: [
      "Une clé d’accès a été retirée",
      "Une clé d’accès a été retirée de votre compte. Elle ne permet plus de se connecter.",
    ],
  },
  twoFactorOn: {
    en: [
      "Two-factor authentication is on",
      "From now on you need a code to sign in to your account.",
    ],
    fr: [
      "L’authentification à deux facteurs est activée",
      "Un code est désormais demandé pour vous connecter à votre compte.",
    ],
  },
  twoFactorOff: {
    en: [
      "Two-factor authentication is off",
      "You no longer need a code to sign in to your account.",
    ],
    fr: [
      "L’authentification à deux facteurs est désactivée",
      "Aucun code n’est plus demandé pour vous connecter à votre compte.",
    ],
  },
  recoveryCodesRenewed: {
    en: [
      "You have new recovery codes",
      "New recovery codes were created for your account. The old ones no longer work.",
    ],
    fr: [
      "Vous avez de nouveaux codes de secours",
      "De nouveaux codes de secours ont été créés pour votre compte. Les anciens ne fonctionnent plus.",
    ],
  },
  recoveryCodeUsed: {
    en: [
      "A recovery code was used",
      "One of your recovery codes was used instead of a code from your authenticator app.",
    ],
    fr: [
      "Un code de secours a été utilisé",
      "L’un de vos codes de secours a été utilisé à la place d’un code de votre application d’authentification.",
    ],
  },
  providerLinked: {
    en: [
      "A new way to sign in was added",
      "An account from another service was linked to yours. It can sign in here without your password.",
    ],
    fr: [
      "Un nouveau moyen de connexion a été ajouté",
      "Le compte d’un autre service a été lié au vôtre. Il permet de se connecter ici sans votre mot de passe.",
    ],
  },
  providerUnlinked: {
    en: [
      "A way to sign in was removed",
      "An account from another service was unlinked from yours. It can no longer sign in here.",
    ],
    fr: [
      "Un moyen de connexion a été retiré",
      "Le compte d’un autre service n’est plus lié au vôtre. Il ne permet plus de se connecter ici.",
    ],
  },
  passwordSet: {
    en: ["A password was added to your account", "Your account had no password. It has one now."],
    fr: [
      "Un mot de passe a été ajouté à votre compte",
      "Votre compte n’avait pas de mot de passe. Il en a un maintenant.",
    ],
  },
  tokenMade: {
    en: [
      "A bot token was created",
      "A token was created that lets a bot act in your name until you revoke it.",
    ],
    fr: [
      "Un jeton a été créé pour un bot",
      "Un jeton a été créé : il permet à un bot d’agir en votre nom jusqu’à ce que vous le révoquiez.",
    ],
  },
  usernameChanged: {
    en: ["Your username has changed", "Your username is now the one at the top of this email."],
    fr: [
      "Votre nom d’utilisateur a changé",
      "Votre nom d’utilisateur est maintenant celui en haut de cet e-mail.",
    ],
  },
};
