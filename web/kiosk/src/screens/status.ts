// For staff: how this kiosk stands, what was not sent, and how its reader works.
import { button, h } from "../dom";
import { download } from "../export";
import type { Kiosk } from "../kiosk";
import { VERSION } from "../machine";
import type { Quarantined } from "../outbox";
import type { Screen } from "../screen";
import { reader } from "./reader";

type Line = [string, string];

/** The status screen. */
export function status(kiosk: Kiosk): Screen {
  let lines: Line[] = [];
  let refused: Quarantined[] = [];
  const { machine } = kiosk;
  const look = async (): Promise<void> => {
    lines = await about(kiosk);
    refused = await machine.outbox.quarantined();
    if (kiosk.screen === screen) kiosk.redraw(false);
  };
  const send = async (): Promise<void> => {
    machine.sender.notBefore = 0;
    await machine.send();
    await machine.report();
    await look();
  };
  const screen: Screen = {
    name: "status",
    patience: { seconds: 120 },
    bare: true,
    card: "nothing",
    title: () => "Status of this kiosk",
    draw: () => [
      machine.clock.wrong() && h("p", { class: "k-fault", role: "status" }, "The clock of this device is wrong by more than five minutes. Sign-ins are kept with the right time, but please set it."),
      h("dl", { class: "k-status" }, ...lines.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
      refused.length > 0 && h("ul", { class: "k-refused" }, ...refused.slice(0, 10).map((one) => h("li", {}, `${one.seq} ${one.kind}: ${one.reason}`))),
      h(
        "div",
        { class: "k-actions" },
        button("send", "Send now", () => void send(), { icon: "send", weight: "main" }),
        saveButton(kiosk),
        button("reader", "Test the reader", () => kiosk.show(reader(kiosk)), { icon: "credit_card" }),
        button("reload", "Load anew", () => location.reload(), { icon: "autorenew" }),
        button("close", "Close", () => kiosk.home(), { icon: "close" }),
      ),
    ],
  };
  void look();
  return screen;
}

/** *Save what was not sent*. Nothing is deleted by it. */
export function saveButton(kiosk: Kiosk): Node {
  const save = async (): Promise<void> => {
    const name = `kiosk-not-sent-${new Date(kiosk.machine.clock.now()).toISOString().slice(0, 10)}.json`;
    download(name, JSON.stringify(await kiosk.machine.saved()));
  };
  return button("save", "Save what was not sent", () => void save(), { icon: "save_alt" });
}

async function about(kiosk: Kiosk): Promise<Line[]> {
  const { machine } = kiosk;
  const { pending, oldestMinutes, quarantine, left } = await machine.standing();
  const stamp = machine.clock.stamp();
  const offset = stamp.offset_ms === undefined ? "never measured" : `${Math.round(stamp.offset_ms / 1000)} s, measured ${stamp.offset_age_s} s ago`;
  return [
    ["Server", machine.server.reachable ? "answers" : "does not answer"],
    ["Events not sent yet", `${pending}${pending > 0 ? `, the oldest for ${oldestMinutes} minutes` : ""}`],
    ["Events the server refused", String(quarantine)],
    ["Requests left from before", String(left)],
    ["Server clock minus this clock", offset],
    ["Store kept for good", machine.persisted ? "yes" : "no: install this page as an app, or allow storage"],
    ["Bad reads, wrong cards", `${machine.counts.readerErrors}, ${machine.counts.wrongCards}`],
    ["Missing texts", String(kiosk.language.missing)],
    ["Device, site", `${machine.server.device?.id ?? "-"}, ${machine.settings.now?.site.id ?? "-"}`],
    ["Configuration, roster", `${machine.settings.now?.version ?? "-"}, ${machine.roster.version || "-"}`],
    ["Version", VERSION],
  ];
}
