import { loadChunk } from "../chunk-loading/index.js";
import { focusedElement } from "../design/index.js";
import type { Reported } from "./rally-report.js";

/** Opens the dialog that reports a message or a user. It is removed when it has closed. */
export async function openReport(reported: Reported): Promise<void> {
  const opener = focusedElement();
  if (!(await loadChunk(() => import("./rally-report.js")))) return;
  const dialog = document.createElement("rally-report");
  dialog.addEventListener("report-closed", () => {
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.show(reported, opener);
}
