import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { projects: ["protos", "packages/*", "apps/*", "examples", "scripts", "tools", "charts"] },
});
