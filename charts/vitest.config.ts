import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@sluice/source", "node", "import", "default"] },
  ssr: { resolve: { conditions: ["@sluice/source", "node", "import", "default"] } },
  test: { name: "charts", testTimeout: 120_000, include: ["test/**/*.test.ts"] },
});
