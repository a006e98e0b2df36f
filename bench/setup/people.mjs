import { newId } from "@rally/shared/ids";

/**
 * A signed-in user.
 * @typedef {{ id: string, username: string, password: string, accessToken: string,
 *   call: (method: string, path: string, body?: unknown) => Promise<any> }} Member
 */

let made = 0;

/** @param {{ url: string }} rally @returns {Promise<Member>} a new account */
export async function register(rally, username = `member_${(made += 1)}`) {
  const password = "a long enough password";
  const { accessToken, user } = await request(rally, "POST", "/api/v1/auth/register", {
    username,
    email: `${username}@example.org`,
    password,
  });
  return { id: user.id, username, password, ...actAs(rally, accessToken) };
}

/** Acts as the user of an access token. @returns {Pick<Member, "accessToken" | "call">} */
export function actAs(rally, accessToken) {
  const call = (method, path, body) => request(rally, method, path, body, accessToken);
  return { accessToken, call };
}

/** Runs commands in batches of 100. @throws when the server refuses one */
export async function runCommands(member, commands) {
  for (let from = 0; from < commands.length; from += 100) {
    const part = commands.slice(from, from + 100);
    const answers = await member.call("POST", "/api/v1/commands", {
      commands: part.map(([name, input]) => ({ id: newId(), name, input })),
    });
    const refused = answers.find(({ success }) => !success);
    if (refused) throw new Error(`A command was refused: ${JSON.stringify(refused)}`);
  }
}

async function request({ url }, method, path, body, accessToken) {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
      ...(method !== "GET" && { "idempotency-key": newId() }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!answer.success) throw new Error(`${method} ${path}: ${JSON.stringify(answer.error)}`);
  return answer.data;
}
