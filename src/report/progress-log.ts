import type { Event } from "../model/event.ts";

/** When each application last had a line of its own, in milliseconds of any one clock. */
export type Told = ReadonlyMap<string, number>;

/** Milliseconds between two lines on what goes on as it should in one application. */
export const betweenLines = 5_000;

/** Whether an event is worth a line in a log, and what has been told then: whatever goes wrong is, of the rest now and then. */
export function tell(told: Told, event: Event, now: number): { readonly isSaid: boolean; readonly told: Told } {
  const application = steadyIn(event);
  if (application === null) return { isSaid: true, told };
  if (now - (told.get(application) ?? Number.NEGATIVE_INFINITY) < betweenLines) return { isSaid: false, told };
  return { isSaid: true, told: new Map([...told, [application, now]]) };
}

/** The application in which things go on as they should; null for an event that is news. */
function steadyIn(event: Event): string | null {
  switch (event.kind) {
    case "reading":
      return event.application;
    case "judging":
      return "";
    case "change-done":
      return event.status === "applied" || event.status === "unchanged" || event.status === "not-reached"
        ? event.application
        : null;
    default:
      return null;
  }
}
