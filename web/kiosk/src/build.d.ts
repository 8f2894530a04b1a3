// What the build provides, and what browsers have that TypeScript does not know of yet.

interface ImportMeta {
  glob<T>(pattern: string, options: { query: string; import: string; eager: true }): Record<string, T>;
}

declare module "virtual:icons" {
  const address: string;
  export const names: Set<string>;
  export default address;
}

declare module "*.css";

interface Window {
  trustedTypes?: { createPolicy(name: string, rules: { createScriptURL(address: string): string }): { createScriptURL(address: string): unknown } };
}
