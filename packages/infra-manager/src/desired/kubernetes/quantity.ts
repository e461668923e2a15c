import type { Json } from "../json.ts";

const units: Readonly<Record<string, number>> = {
  "": 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The number that a Kubernetes quantity such as `512Mi` or `0.5` says; undefined when it is none. */
export function quantityOf(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return undefined;
  const [, amount, exponent, suffix = ""] = /^([+-]?[\d.]+)(?:[eE]([+-]?\d+)|([A-Za-z]{0,2}))$/.exec(value) ?? [];
  const unit = units[suffix];
  if (amount === undefined || unit === undefined || Number.isNaN(Number(amount))) return undefined;
  return Number(amount) * (exponent === undefined ? unit : 10 ** Number(exponent));
}
