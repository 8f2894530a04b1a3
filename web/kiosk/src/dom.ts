// Makes elements. Text is only ever set as text.
import sprite, { names } from "virtual:icons";

/** What an element may hold. */
export type Child = Node | string | null | false | undefined;

/** Attributes, and what happens on a press. */
export type About = Record<string, string | boolean | undefined | (() => void)>;

/** An element. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, about: About = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(about)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (typeof value === "string") element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== false && child !== undefined));
  return element;
}

/** An icon beside words; those who listen do not hear it. */
export function icon(name: string): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  // The server may name an icon that this program does not have.
  use.setAttribute("href", `${sprite}#${names.has(name) ? name : "list"}`);
  svg.setAttribute("class", "k-icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** How a button looks: the one to press, an ordinary one, or a quiet one. */
export type Weight = "main" | "plain" | "quiet";

/** A button. `name` tells it from the others of its screen. */
export function button(name: string, words: string, act: () => void, more: { icon?: string; weight?: Weight; about?: About } = {}): HTMLButtonElement {
  const about: About = { type: "button", class: `k-button k-button--${more.weight ?? "plain"}`, "data-do": name, click: act, ...more.about };
  return h("button", about, more.icon ? icon(more.icon) : null, h("span", {}, words));
}
