import { type TextSchema, text } from "../schema/dsl.ts";
import { cidrPattern } from "../schema/patterns.ts";

export const cidr: TextSchema = text({ pattern: cidrPattern });
