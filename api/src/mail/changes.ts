import type { Locale } from "@rally/shared/accounts";

/** What changed in how somebody signs in, for them to be told by mail. */
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

/** Subject, and what happened. Nothing that somebody typed is in it: it may be a stranger who reads it. */
type Words = readonly [subject: string, happened: string];

export const changesInWords: Record<SignInChange, Record<Locale, Words>> = {
  passkeyAdded: {
    en: ["A passkey was added", "a passkey was added to your account. It signs in by itself."],
    fr: [
      "Une clé d’accès a été ajoutée",
      "une clé d’accès a été ajoutée à votre compte. Elle suffit pour se connecter.",
    ],
  },
  passkeyRemoved: {
    en: ["A passkey was removed", "a passkey of your account was removed. It signs in no more."],
    fr: [
      "Une clé d’accès a été retirée",
      "une clé d’accès de votre compte a été retirée. Elle ne permet plus de se connecter.",
    ],
  },
  twoFactorOn: {
    en: ["Two-factor sign-in is on", "signing in to your account asks for a code from now on."],
    fr: [
      "La connexion en deux étapes est activée",
      "se connecter à votre compte demande désormais un code.",
    ],
  },
  twoFactorOff: {
    en: ["Two-factor sign-in is off", "signing in to your account asks for no code any more."],
    fr: [
      "La connexion en deux étapes est désactivée",
      "se connecter à votre compte ne demande plus de code.",
    ],
  },
  recoveryCodesRenewed: {
    en: [
      "There are new recovery codes",
      "new recovery codes were made for your account. The earlier ones are worth nothing.",
    ],
    fr: [
      "De nouveaux codes de secours existent",
      "de nouveaux codes de secours ont été créés pour votre compte. Les précédents ne valent plus rien.",
    ],
  },
  recoveryCodeUsed: {
    en: [
      "A recovery code was used",
      "a recovery code of your account was used in place of a code of the app.",
    ],
    fr: [
      "Un code de secours a été utilisé",
      "un code de secours de votre compte a été utilisé à la place d’un code de l’application.",
    ],
  },
  providerLinked: {
    en: [
      "Another way to sign in was added",
      "an account elsewhere was linked with yours. It signs in here without your password.",
    ],
    fr: [
      "Un autre moyen de connexion a été ajouté",
      "un compte d’un autre service a été lié au vôtre. Il permet de se connecter ici sans votre mot de passe.",
    ],
  },
  providerUnlinked: {
    en: [
      "A way to sign in was removed",
      "an account elsewhere is linked with yours no more. It does not sign in here any longer.",
    ],
    fr: [
      "Un moyen de connexion a été retiré",
      "un compte d’un autre service n’est plus lié au vôtre. Il ne permet plus de se connecter ici.",
    ],
  },
  passwordSet: {
    en: ["Your account has a password", "a password was set for your account, which had none."],
    fr: [
      "Votre compte a un mot de passe",
      "un mot de passe a été choisi pour votre compte, qui n’en avait pas.",
    ],
  },
  tokenMade: {
    en: [
      "A token for a bot was made",
      "a token was made with which a bot acts in your name, until it is revoked.",
    ],
    fr: [
      "Un jeton a été créé pour un bot",
      "un jeton a été créé, avec lequel un bot agit en votre nom jusqu’à sa révocation.",
    ],
  },
  usernameChanged: {
    en: ["Your user name has changed", "your user name was changed to the one above."],
    fr: ["Votre nom d’utilisateur a changé", "votre nom d’utilisateur est maintenant celui-ci."],
  },
};
