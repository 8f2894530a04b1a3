// What a kiosk reports. The words are those of docs/kiosk_protocol.md.

/** Who it is about. */
export type Who = { sealed: string } | { handle: string } | { anonymous: true } | { visitor: "vendor" };

/** How somebody signed in. */
export type By = "swipe" | "scan" | "keypad" | "forgot" | "none";

/** The kinds of events. */
export type Kind =
  | "sign_in"
  | "add_services"
  | "check_in"
  | "last_visit"
  | "sign_out"
  | "verify"
  | "void"
  | "unknown_card"
  | "wrong_card"
  | "help";

/** What a screen says of an event; the outbox adds the rest. */
export interface Draft {
  id: string;
  kind: Kind;
  offline?: boolean;
  visit?: string;
  who?: Who;
  by?: By;
  services?: string[];
  session?: string;
  lang?: string;
  names?: string;
  class?: string;
  found_work?: true;
}

/** An event as it is kept and sent. */
export interface KioskEvent extends Draft {
  seq: number;
  boot: string;
  wall: string;
  mono: number;
  offset_ms?: number;
  offset_age_s?: number;
  offline: boolean;
  catalogue?: string;
}

/** What the server says of one event. */
export interface Result {
  id: string;
  result: "applied" | "duplicate" | "held" | "rejected";
  reason?: string;
}
