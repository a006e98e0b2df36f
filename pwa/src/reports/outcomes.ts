import { msg } from "@lit/localize";
import type { ReportOutcome } from "@rally/shared/reports";

/** What can come of a report: to choose it, and for a closed one. */
export const outcomes: Record<ReportOutcome, { choice: () => string; label: () => string }> = {
  acted: { choice: () => msg("I did something about it"), label: () => msg("Acted on") },
  dismissed: { choice: () => msg("There's nothing to do"), label: () => msg("Dismissed") },
};

/** What came of a closed report; empty if unknown. */
export function outcomeLabel(outcome: string | undefined): string {
  const isKnown = outcome !== undefined && Object.hasOwn(outcomes, outcome);
  return isKnown ? outcomes[outcome as ReportOutcome].label() : "";
}
