// What runs under the name of an image: files of this machine.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { state } from "./settings.mjs";

/** The staged folder of the image (`pnpm image:stage`). */
export const app = join(state, "app");
export const envoy = join(state, "envoy");

const images = [
  {
    match: /(^|\/)sluice(:|@|$)/,
    files: { "/app": app, "/nodejs/bin/node": process.execPath },
    entrypoint: ["/app/bin/sluice"],
    args: ["server"],
    user: 65532,
    env: {
      NODE_ENV: "production",
      PATH: "/app/bin:/nodejs/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    },
  },
  { match: /envoyproxy\/envoy(:|@|$)/, files: { "/usr/local/bin/envoy": envoy }, entrypoint: ["/usr/local/bin/envoy"] },
];

/** An image by its name; undefined when nothing is known under it. */
export function imageOf(name) {
  const image = images.find(({ match }) => match.test(name));
  const absent = Object.values(image?.files ?? {}).find((file) => !existsSync(file));
  if (absent !== undefined) throw new Error(`${absent} of the image ${name} is not there`);
  return image;
}
