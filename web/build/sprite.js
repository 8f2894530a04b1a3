// One file with icons as symbols.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The icons named in `list` (a file under `web`): from USWDS, and what it lacks from kiosk/icons/own. */
export function sprite(web, list) {
  const icons = join(web, "node_modules/@uswds/uswds/dist/img/usa-icons");
  const names = readFileSync(join(web, list), "utf8").split("\n").filter(Boolean);
  const symbols = names.map((name) => {
    const own = join(web, `kiosk/icons/own/${name}.svg`);
    const svg = readFileSync(existsSync(own) ? own : join(icons, `${name}.svg`), "utf8");
    const box = /viewBox="([^"]+)"/.exec(svg)?.[1] ?? "0 0 24 24";
    const inner = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
    return `<symbol id="${name}" viewBox="${box}">${inner}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}
