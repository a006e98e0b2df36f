import { login, logout, register, type Me, type SignedIn } from "@rally/shared/accounts";
import { RallyError, type BanNotice } from "@rally/shared/errors";
import type { Body } from "@rally/shared/http";
import { NetworkError, request, type Call } from "../http/index.js";
import { chosenLanguage } from "../localization/index.js";
import { Observable, type Readable } from "../observable/index.js";
import { deleteUserData, pendingDeletions, cancelDeletion } from "./device-data.js";
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
  /** `me` is set once the server has sent it; `displayName` is the last known one. */
  | { status: "signed-in"; userId: string; username: string; displayName: string; me?: Me }
  /**
   * The server ended the session; `ban` is set if it was for a ban of the account. The user's data is
   * kept on the device until the next sign-in.
   */
  | {
      status: "expired";
      userId: string;
      username: string;
      displayName: string;
      ban?: BanNotice | undefined;
    };

/**
 * The session of this page. The access token is kept in memory only and shared between tabs; a hint
 * in `localStorage` names the user whose database is opened when offline.
 */
export class Session {
  readonly #states = new Observable<SessionState>({ status: "signed-out" });
  readonly #lineages = new Observable<string | undefined>(undefined);
  readonly #tokens = new Observable<Tokens | undefined>(undefined);
  #channel: BroadcastChannel | undefined;
  #renewing: Promise<Tokens> | undefined;
  /** A pending sign-out request: its answer removes the cookie, even one that was set later. */
  #completing: Promise<void> | undefined;

  get state(): Readable<SessionState> {
    return this.#states;
  }

  /** The server lineage of the last answer about the session. */
  get lineage(): Readable<string | undefined> {
    return this.#lineages;
  }

  /**
   * Reads the hint and follows other tabs. Makes no request unless an offline sign-out is pending.
   * @returns when the signed-in user is known; at once if there is a hint.
   */
  start(): Promise<void> {
    const deletions = pendingDeletions();
    // A page that closed during a sign-out has signed out: delete its data first.
    for (const userId of deletions) deleteUserData(userId).catch(reportError);
    const signOutPending = hints.isSignOutPending();
    if (signOutPending || deletions.includes(hints.readHint()?.userId ?? "")) hints.clearHint();
    if (signOutPending) this.#completing = dropResume().then(() => this.#completeSignOut());
    const hint = hints.readHint();
    if (hint) this.#states.set({ status: "signed-in", ...hint });
    hints.watchHint((changed) => {
      this.#followHint(changed);
    });
    this.#channel = new BroadcastChannel("rally.session");
    this.#channel.addEventListener("message", (event: MessageEvent<Tokens>) => {
      if (event.data.user.id === this.#userId()) this.#adopt(event.data);
    });
    return hint || signOutPending ? Promise.resolve() : this.#startFromResume();
  }

  /** After a crash right after a sign-in, the hint may be lost but the resume token is stored. */
  async #startFromResume(): Promise<void> {
    const record = await readResume();
    if (!record || this.#states.value.status !== "signed-out" || hints.isSignOutPending()) return;
    const { userId, username, displayName } = record;
    hints.writeHint({ userId, username, displayName });
    this.#states.set({ status: "signed-in", userId, username, displayName });
  }

  /** @throws RallyError, NetworkError */
  async signIn(input: Body<typeof login>): Promise<void> {
    await this.#completing;
    await this.#enter((await request(login, { body: input })).data);
  }

  /** Creates an account and signs in. @throws RallyError with `fields`, NetworkError */
  async register(input: Body<typeof register>): Promise<void> {
    const language = chosenLanguage();
    const options = { body: input, ...(language !== "system" && { language }) };
    await this.#completing;
    await this.#enter((await request(register, options)).data);
  }

  /** Starts the session that another sign-in method returned. */
  async adoptSession(signedIn: SignedIn): Promise<void> {
    await this.#enter(signedIn);
  }

  /** Stores the user's changed account, in the other tabs too. */
  updateUser(user: Me): void {
    const tokens = this.#tokens.value;
    // An answer that arrives during a sign-out must not undo it.
    if (!tokens || tokens.user.id !== user.id || hints.isSignOutPending()) return;
    const { id: userId, username, displayName } = user;
    hints.writeHint({ userId, username, displayName });
    this.#adopt({ ...tokens, user });
    this.#channel?.postMessage({ ...tokens, user });
  }

  /** Makes a sign-out take effect even if the page closes before `signOut` is done. */
  beginSignOut(): void {
    hints.setSignOutPending(true);
    hints.clearHint();
  }

  /** Ends the session on this device; when offline, the server is notified later. */
  async signOut(): Promise<void> {
    this.beginSignOut();
    await dropResume();
    await this.#completeSignOut();
    hints.clearHint();
    this.#tokens.set(undefined);
    this.#states.set({ status: "signed-out" });
  }

  /** Calls `route` with an access token, refreshed when it is due and once more after a 401. */
  readonly call: Call = async (route, options) => {
    const token = await this.accessToken();
    try {
      return await request(route, options, token);
    } catch (error) {
      if (!(error instanceof RallyError) || error.status !== 401) throw error;
      return request(route, options, await this.renew(token));
    }
  };

  /** A valid access token, refreshed if needed. @throws RallyError 401, NetworkError */
  async accessToken(): Promise<string> {
    return (this.#fresh() ?? (await this.#renewOnce())).accessToken;
  }

  /** An access token other than `refused`. @throws RallyError 401, NetworkError */
  async renew(refused: string): Promise<string> {
    if (this.#tokens.value?.accessToken === refused) this.#tokens.set(undefined);
    return this.accessToken();
  }

  /** Discards the access token after a refused socket handshake. */
  discardToken(): void {
    this.#tokens.set(undefined);
  }

  /** Calls `listener` with each new access token, for sockets that reconnect. */
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
      // The user signed out, here or in another tab, before the answer arrived.
      if (tokens.user.id !== userId || this.#userId() !== userId) throw sessionEnded();
      this.#adopt(tokens);
      this.#channel?.postMessage(tokens);
      return tokens;
    } catch (error) {
      // A banned address (without `ban`) ends no session: it goes on from another one.
      if (!(error instanceof RallyError)) throw error;
      if (error.status === 401 || error.ban) this.#expire(userId, error.ban);
      throw error.ban ? sessionEnded() : error;
    }
  }

  async #enter(signedIn: SignedIn): Promise<void> {
    const { id: userId, username, displayName } = signedIn.user;
    hints.writeHint({ userId, username, displayName });
    hints.setLocalePending(true);
    cancelDeletion(userId);
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

  #expire(userId: string | undefined, ban: BanNotice | undefined): void {
    const state = this.#states.value;
    if (state.status !== "signed-in" || state.userId !== userId) return;
    this.#tokens.set(undefined);
    const { username, displayName } = state;
    this.#states.set({ status: "expired", userId, username, displayName, ban });
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

  async #completeSignOut(): Promise<void> {
    try {
      await request(logout);
      hints.setSignOutPending(false);
    } catch (error) {
      if (error instanceof RallyError && error.status < 500) hints.setSignOutPending(false);
      else if (!(error instanceof NetworkError || error instanceof RallyError)) throw error;
    }
  }
}

function sessionEnded(): RallyError {
  return new RallyError("session_ended", "Sign in again");
}
