import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@sluice/source", "node", "import", "default"] },
  test: { name: "examples", include: ["*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 },
});
