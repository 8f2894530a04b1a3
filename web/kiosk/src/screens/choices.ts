// Tiles of which several can be chosen, a page at a time.
import type { Service } from "../config";
import { button, h, icon } from "../dom";
import type { Kiosk } from "../kiosk";

/** What is offered and what is chosen of it. */
export class Choices {
  readonly chosen = new Set<string>();
  private page = 0;

  constructor(
    private readonly kiosk: Kiosk,
    private readonly offered: Service[],
  ) {}

  /** The tiles of this page, and the way to the others. */
  draw(): Node[] {
    const { kiosk } = this;
    const most = kiosk.tiles;
    const pages = Math.max(1, Math.ceil(this.offered.length / most));
    this.page = Math.min(this.page, pages - 1);
    const shown = this.offered.slice(this.page * most, (this.page + 1) * most);
    const tiles = shown.map((one) => this.tile(one.id, kiosk.language.of(one.words), one.icon));
    const turn = (by: number): void => {
      this.page += by;
      kiosk.redraw();
    };
    const count = kiosk.t("page", { page: this.page + 1, pages });
    const turning = h(
      "div",
      { class: "k-turn" },
      this.page > 0 && button("earlier", kiosk.t("page.back"), () => turn(-1), { icon: "navigate_before", weight: "quiet" }),
      h("p", { class: "k-text" }, count),
      this.page < pages - 1 && button("more", kiosk.t("page.more"), () => turn(1), { icon: "navigate_next", weight: "quiet" }),
    );
    return [h("div", { class: "k-tiles" }, ...tiles), ...(pages > 1 ? [turning] : [])];
  }

  /** One tile. It tells by more than its colour that it is chosen. */
  tile(id: string, words: string, sign: string): HTMLButtonElement {
    const { kiosk } = this;
    const on = this.chosen.has(id);
    const press = (): void => {
      if (!this.chosen.delete(id)) this.chosen.add(id);
      kiosk.redraw(false);
      kiosk.say(`${words}. ${kiosk.t(this.chosen.has(id) ? "tile.on" : "tile.off")}`);
    };
    const about = { type: "button", class: "k-tile", "data-do": `tile-${id}`, "aria-pressed": String(on), click: press };
    return h("button", about, icon(sign), h("span", {}, words), h("span", { class: "k-tick", "aria-hidden": "true" }, icon(on ? "check_circle" : "radio_button_unchecked")));
  }
}
