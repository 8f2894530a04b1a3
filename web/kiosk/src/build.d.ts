// What the build provides.

interface ImportMeta {
  glob<T>(pattern: string, options: { query: string; import: string; eager: true }): Record<string, T>;
}

declare module "virtual:icons" {
  const address: string;
  export default address;
}

declare module "*.css";
