import { login, logout, register, type Me, type SignedIn } from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import type { Body } from "@rally/shared/http";
import { NetworkError, request, type Call } from "../http/index.js";
import { chosenLanguage } from "../localization/index.js";
import { Observable, type Readable } from "../observable/index.js";
import { deleteUserData, deletionsOwed, forgetDeletion } from "../device-data/index.js";
import {
  dropResume,
  noteResume,
  readResume,
  renewTokens,
  tokensOf,
  type Tokens,
} from "../tokens/index.js";
import * as hints from "./hint.js";

export type SessionState =
  | { status: "signed-out" }
  /** `me` is there once the server has told; `displayName` is what it told last. */
  | { status: "signed-in"; userId: string; username: string; displayName: string; me?: Me }
  /** The server ended the session. What this user has on the device stays; sign in again. */
  | { status: "expired"; userId: string; username: string; displayName: string };

/**
 * Who is signed in on this page. The access token lives in RAM only; tabs share it, and a hint
 * in `localStorage` says whose database to open when there is no network.
 */
export class Session {
  readonly #states = new Observable<SessionState>({ status: "signed-out" });
  readonly #lineages = new Observable<string | undefined>(undefined);
  readonly #tokens = new Observable<Tokens | undefined>(undefined);
  #channel: BroadcastChannel | undefined;
  #renewing: Promise<Tokens> | undefined;
  /** An owed sign-out on its way: its answer takes the cookie away, also one that came meanwhile. */
  #paying: Promise<void> | undefined;

  get state(): Readable<SessionState> {
    return this.#states;
  }

  /** The server history of the last answer about the session. */
  get lineage(): Readable<string | undefined> {
    return this.#lineages;
  }

  /**
   * Reads the hint and follows the other tabs. Makes no request, unless a sign-out is owed.
   * @returns once it is known who is signed in; with a hint that is so at once.
   */
  start(): Promise<void> {
    const deletions = deletionsOwed();
    // A page that ended in the middle of signing out has signed out: its data goes before all else.
    for (const userId of deletions) deleteUserData(userId).catch(reportError);
    const isOwed = hints.signOutOwed();
    if (isOwed || deletions.includes(hints.readHint()?.userId ?? "")) hints.clearHint();
    if (isOwed) this.#paying = dropResume().then(() => this.#paySignOut());
    const hint = hints.readHint();
    if (hint) this.#states.set({ status: "signed-in", ...hint });
    hints.watchHint((changed) => {
      this.#followHint(changed);
    });
    this.#channel = new BroadcastChannel("rally.session");
    this.#channel.addEventListener("message", (event: MessageEvent<Tokens>) => {
      if (event.data.user.id === this.#userId()) this.#adopt(event.data);
    });
    return hint || isOwed ? Promise.resolve() : this.#startFromResume();
  }

  /** After a browser died that had just signed in: its hint may be lost, what resumes it is not. */
  async #startFromResume(): Promise<void> {
    const held = await readResume();
    if (!held || this.#states.value.status !== "signed-out" || hints.signOutOwed()) return;
    const { userId, username, displayName } = held;
    hints.writeHint({ userId, username, displayName });
    this.#states.set({ status: "signed-in", userId, username, displayName });
  }

  /** @throws RallyError, NetworkError */
  async signIn(input: Body<typeof login>): Promise<void> {
    await this.#paying;
    await this.#enter((await request(login, { body: input })).data);
  }

  /** Creates an account and signs in. @throws RallyError with `fields`, NetworkError */
  async register(input: Body<typeof register>): Promise<void> {
    const language = chosenLanguage();
    const options = { body: input, ...(language !== "system" && { language }) };
    await this.#paying;
    await this.#enter((await request(register, options)).data);
  }

  /** Enters with what another way of signing in answered. */
  async welcome(signedIn: SignedIn): Promise<void> {
    await this.#enter(signedIn);
  }

  /** Takes up what the server says of oneself after a change, in the other tabs too. */
  learn(user: Me): void {
    const tokens = this.#tokens.value;
    // An answer that comes while one signs out must not undo what the sign-out has written.
    if (!tokens || tokens.user.id !== user.id || hints.signOutOwed()) return;
    const { id: userId, username, displayName } = user;
    hints.writeHint({ userId, username, displayName });
    this.#adopt({ ...tokens, user });
    this.#channel?.postMessage({ ...tokens, user });
  }

  /** Makes a sign-out hold that is about to happen, should the page go before it has. */
  beginSignOut(): void {
    hints.oweSignOut(true);
    hints.clearHint();
  }

  /** Ends the session here, with no network too: then the server is told later. */
  async signOut(): Promise<void> {
    this.beginSignOut();
    await dropResume();
    await this.#paySignOut();
    hints.clearHint();
    this.#tokens.set(undefined);
    this.#states.set({ status: "signed-out" });
  }

  /** Calls `route`, refreshing the access token when it is due and once more on a 401. */
  readonly call: Call = async (route, options) => {
    const token = await this.accessToken();
    try {
      return await request(route, options, token);
    } catch (error) {
      if (!(error instanceof RallyError) || error.status !== 401) throw error;
      return request(route, options, await this.renew(token));
    }
  };

  /** An access token that is good for a while. @throws RallyError 401, NetworkError */
  async accessToken(): Promise<string> {
    return (this.#fresh() ?? (await this.#renewOnce())).accessToken;
  }

  /** Another access token than `refused`. @throws RallyError 401, NetworkError */
  async renew(refused: string): Promise<string> {
    if (this.#tokens.value?.accessToken === refused) this.#tokens.set(undefined);
    return this.accessToken();
  }

  /** Says that a socket's handshake was refused: the next token is a new one. */
  distrustToken(): void {
    this.#tokens.set(undefined);
  }

  /** Calls `listener` with each new access token, for sockets that connect again by themselves. */
  onToken(listener: (accessToken: string) => void): () => void {
    return this.#tokens.subscribe((tokens) => {
      if (tokens) listener(tokens.accessToken);
    });
  }

  #userId(): string | undefined {
    const state = this.#states.value;
    return state.status === "signed-out" ? undefined : state.userId;
  }

  #fresh(): Tokens | undefined {
    const tokens = this.#tokens.value;
    return tokens && tokens.renewAt > Date.now() ? tokens : undefined;
  }

  #renewOnce(): Promise<Tokens> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #renew(): Promise<Tokens> {
    const userId = this.#userId();
    if (this.#states.value.status !== "signed-in") throw sessionEnded();
    try {
      const tokens = await renewTokens(() => this.#fresh());
      // Somebody signed out, here or in another tab, before the answer came.
      if (tokens.user.id !== userId || this.#userId() !== userId) throw sessionEnded();
      this.#adopt(tokens);
      this.#channel?.postMessage(tokens);
      return tokens;
    } catch (error) {
      if (error instanceof RallyError && error.status === 401) this.#expire(userId);
      throw error;
    }
  }

  async #enter(signedIn: SignedIn): Promise<void> {
    const { id: userId, username, displayName } = signedIn.user;
    hints.writeHint({ userId, username, displayName });
    hints.oweLocale(true);
    forgetDeletion(userId);
    await noteResume(signedIn);
    const tokens = tokensOf(signedIn);
    this.#adopt(tokens);
    this.#channel?.postMessage(tokens);
  }

  #adopt(tokens: Tokens): void {
    const { user: me, lineage } = tokens;
    this.#tokens.set(tokens);
    this.#lineages.set(lineage);
    const { id: userId, username, displayName } = me;
    const state = this.#states.value;
    const known =
      state.status === "signed-in" && state.me && JSON.stringify(state.me) === JSON.stringify(me);
    if (!known) this.#states.set({ status: "signed-in", userId, username, displayName, me });
  }

  #expire(userId: string | undefined): void {
    const state = this.#states.value;
    if (state.status !== "signed-in" || state.userId !== userId) return;
    this.#tokens.set(undefined);
    const { username, displayName } = state;
    this.#states.set({ status: "expired", userId, username, displayName });
  }

  #followHint(hint: hints.SessionHint | undefined): void {
    const state = this.#states.value;
    if (!hint) {
      this.#tokens.set(undefined);
      this.#states.set({ status: "signed-out" });
    } else if (state.status !== "signed-in" || state.userId !== hint.userId) {
      this.#tokens.set(undefined);
      this.#states.set({ status: "signed-in", ...hint });
    }
  }

  async #paySignOut(): Promise<void> {
    try {
      await request(logout);
      hints.oweSignOut(false);
    } catch (error) {
      if (error instanceof RallyError && error.status < 500) hints.oweSignOut(false);
      else if (!(error instanceof NetworkError || error instanceof RallyError)) throw error;
    }
  }
}

function sessionEnded(): RallyError {
  return new RallyError("session_ended", "Sign in again");
}
