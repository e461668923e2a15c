import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@sluice/source", "node", "import", "default"] },
  ssr: { resolve: { conditions: ["@sluice/source", "node", "import", "default"] } },
  test: {
    name: "infra-manager",
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 40_000,
    hookTimeout: 60_000,
  },
});
