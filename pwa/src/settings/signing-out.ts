import type { Device } from "../device/index.js";
import { pathTo, router } from "../navigation/index.js";
import { countUnsent } from "../outbox/index.js";

/** How much text would be lost by a sign-out now, because the server does not have it. */
export async function countLost(device: Device): Promise<number> {
  const isStored = await device.stored().then(
    () => true,
    () => false,
  );
  await device.confirmDrafts();
  return (await countUnsent(device.database)) + (isStored ? 0 : 1);
}

/** Signs out and shows the sign-in page. Unsent text is lost: call `countLost` first. */
export async function signOut(device: Device): Promise<void> {
  await device.signOut();
  router.go(pathTo("sign-in"), { replace: true });
}
