import { choice, flag, type ObjectSchema, object, type TextSchema } from "../schema/dsl.ts";

export const pathEscapedSlashAction: TextSchema = choice("PathEscapedSlashAction", [
  "KeepUnchanged",
  "RejectRequest",
  "UnescapeAndForward",
  "UnescapeAndRedirect",
]);

export const pathSettings: ObjectSchema = object(
  { name: "PathSettings", doc: "How paths are cleaned." },
  {
    escapedSlashesAction: pathEscapedSlashAction,
    disableMergeSlashes: flag(),
  },
);
