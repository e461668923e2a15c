import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@sluice/source", "node", "import", "default"] },
  ssr: { resolve: { conditions: ["@sluice/source", "node", "import", "default"] } },
  test: { name: "xds-server", testTimeout: 60_000, include: ["src/**/*.test.ts", "test/**/*.test.ts"] },
});
